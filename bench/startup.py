"""How long commands take from a cold start, as whole processes, beside a Python that does nothing.

    python bench/startup.py [RUNS]

Indexes the sample archive into a temporary folder, then runs each command in turn, RUNS times over (default 15), and
prints a table of medians in milliseconds and their ratios to the idle Python.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
RUNS = 15


def main() -> None:
    """Measure and print."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with tempfile.TemporaryDirectory() as index:
        ours = [sys.executable, "-m", "threadsearch", "-d", index]
        subprocess.run([*ours, "index", str(ROOT / "archive")], check=True, capture_output=True)
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "threadsearch --help": [*ours, "--help"],
            "threadsearch search bridge": [*ours, "search", "bridge"],
            "threadsearch search bridge --facet author --facet day": [
                *ours, "search", "bridge", "--facet", "author", "--facet", "day"
            ],
            "threadsearch stats": [*ours, "stats"],
        }  # fmt: skip
        times = _interleaved(commands, runs)
    idle = statistics.median(times["python -c pass"])
    print("| command | median ms | least ms | beside an idle Python |")
    print("| --- | ---: | ---: | ---: |")
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"| `{name}` | {median * 1000:.0f} | {min(taken) * 1000:.0f} | {median / idle:.1f}x |")


def _interleaved(commands: dict[str, list[str]], runs: int) -> dict[str, list[float]]:
    """Seconds of every run of every command. In turn, so that a slow moment of the machine hits them all."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for run in range(runs + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, env=COMPILED)
            if run > 0:  # the first warms the file cache, and compiles what pip would have compiled
                times[name].append(time.perf_counter() - start)
    return times


if __name__ == "__main__":
    main()
