"""``python -m bench``: see README.md."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import peers, plot, run, tables
from bench.marks import write_between

ROOT = Path(__file__).parents[1]
_PAGE = ROOT / "docs" / "performance.md"
_PLOT = ROOT / "docs" / "performance.svg"
_RUNS = ROOT / "bench" / "runs"


def main() -> None:
    """Measure, or read runs that were measured before; then print the tables, and write them unless told not to."""
    options = _options()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # modules are compiled, as pip leaves what it installs
    found = _joined(options.tables) if options.tables else _measured(options)
    text = tables.written(found["machine"], found["sizes"])
    print(text)
    if not options.dry:
        write_between(tables.MARKS, text, _PAGE)
        _PLOT.write_text(plot.drawn(found["sizes"]))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="How fast it is, beside its peers.")
    parser.add_argument("--size", action="append", type=_size, help="comments: 20k, 1M; repeatable (20k and 100k)")
    named = f"{'; '.join(peers.NAMES)}; repeatable (all that are installed)"
    parser.add_argument("--peer", action="append", choices=peers.NAMES, metavar="PEER", help=named)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of questions and cold starts (5)")
    parser.add_argument("--builds", type=int, default=3, help="rounds of indexing and adding, the first ones (3)")
    parser.add_argument("--seed", type=int, default=1, help="of the corpus (1)")
    parser.add_argument("--work", type=Path, help="where indexes are made, if not where temporary files are")
    parser.add_argument("--tables", nargs="+", type=Path, metavar="RUN", help="write the tables of runs that were kept")
    parser.add_argument("--dry", action="store_true", help="keep and write nothing, print the tables alone")
    options = parser.parse_args()
    if options.rounds < 1 or options.builds < 1:
        parser.error("there is nothing to measure without a round and an index")
    return options


def _size(text: str) -> int:
    number, unit = (text[:-1], text[-1]) if text[-1:] in "kM" else (text, "")
    return int(float(number) * {"": 1, "k": 1000, "M": 1_000_000}[unit])


def _measured(options: argparse.Namespace) -> dict[str, Any]:
    """Measure every size, and keep the run after each."""
    wanted = options.peer or peers.present()
    if missing := [name for name in wanted if name not in peers.present()]:
        sys.exit(f"not installed: {', '.join(missing)}")
    plan = run.Plan(wanted, options.rounds, options.builds, options.seed)
    found: dict[str, Any] = {"machine": run.machine(), "seed": options.seed, "sizes": []}
    path = _RUNS / f"{datetime.now(UTC):%Y-%m-%dT%H%M}.json"
    for size in options.size or [20_000, 100_000]:
        with tempfile.TemporaryDirectory(dir=options.work, prefix="bench-") as work:
            measured = run.measure(size, plan, Path(work), lambda text: print(text, file=sys.stderr))
        found["sizes"].append(asdict(measured))
        if not options.dry:
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(found, indent=1) + "\n")
    return found


def _joined(paths: Sequence[Path]) -> dict[str, Any]:
    """Runs on one machine as one: of a size that several measured, the last word counts."""
    runs = [json.loads(path.read_text()) for path in paths]
    sizes = {size["documents"]: size for each in runs for size in each["sizes"]}
    return {"machine": runs[-1]["machine"], "sizes": [sizes[documents] for documents in sorted(sizes)]}


if __name__ == "__main__":
    main()
