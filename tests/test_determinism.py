"""One archive, one answer: whatever the processes, the order of files, the locale, the zone, the hash seed."""

from __future__ import annotations

import gzip
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from containers import COMPRESSED, SITE, response, tarred, zipped
from threadsearch.workers import cores

ANSWERING = Path(__file__).with_name("answering.py")
FIXTURES = Path(__file__).parent / "formats" / "fixtures"

MATRIX: dict[str, tuple[str, ...]] = {
    "jobs": ("1", "2", "3"),
    "order": ("folder", "names"),
    "letters": ("ASCII", "UTF-8 by locale", "UTF-8"),
    "TZ": ("UTC", "Asia/Kathmandu", "America/St_Johns"),
    "PYTHONHASHSEED": ("0", "1"),
    "place": ("a", "b b/ü"),
}
LETTERS = {
    "ASCII": {"LC_ALL": "C", "PYTHONUTF8": "0"},
    "UTF-8 by locale": {"LC_ALL": "C.UTF-8", "PYTHONUTF8": "0"},
    "UTF-8": {"LC_ALL": "C", "PYTHONUTF8": "1"},
}
Surroundings = dict[str, str]


def every_one() -> Iterator[Surroundings]:
    return (dict(zip(MATRIX, values, strict=True)) for values in itertools.product(*MATRIX.values()))


def a_few(most: int) -> list[Surroundings]:
    """Surroundings in which as many pairs of values as can be meet; all of them do in a dozen."""
    rows = list(every_one())
    random.Random(8).shuffle(rows)  # noqa: S311 - the same every time
    pairs = {id(row): set(itertools.combinations(row.items(), 2)) for row in rows}
    missing = set().union(*pairs.values())
    chosen: list[Surroundings] = []
    while missing and len(chosen) < most:
        best = max(rows, key=lambda row: len(pairs[id(row)] & missing))
        missing -= pairs[id(best)]
        chosen.append(best)
    return chosen


# --- an archive ---


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of every format, and what makes orders matter: see the functions below."""
    folder = tmp_path_factory.mktemp("of") / "archive"
    folder.mkdir()
    for form in sorted(FIXTURES.iterdir()):
        page = min(path for path in form.iterdir() if path.suffix != ".json" and path.name[0] != ".")
        (folder / form.name).mkdir()
        shutil.copy(page, folder / form.name)
    _pages_of_one_thread(folder)
    _captures_of_one_page(folder)
    _ties(folder)
    _names(folder)
    return folder


def _comment(number: int, stamp: str, author: str = "Ada") -> str:
    return (
        f'<li class="comment depth-1" id="comment-{number}"><cite class="fn">{author}</cite>'
        f'<a href="#comment-{number}">{stamp}</a><p>The ferry left harbour {number % 3} without comment.</p></li>'
    )


def _blog(comments: list[str], title: str = "On the ferry", address: str = f"{SITE}ferry") -> bytes:
    head = f'<title>{title}</title><link rel="canonical" href="{address}"><meta name="generator" content="WordPress 3">'
    return f'<html><head>{head}</head><body><ol class="commentlist">{"".join(comments)}</ol></body></html>'.encode()


def _pages_of_one_thread(folder: Path) -> None:
    """Pages that overlap, in several files, each of which shows what others don't."""
    for page in range(4):
        shown = [_comment(n, f"July {n // 2 + 1}, 2011 at 10:0{n % 2} am") for n in range(3 * page, 3 * page + 5)]
        (folder / f"ferry-{(7 * page) % 4}.html").write_bytes(_blog(shown))


def _captures_of_one_page(folder: Path) -> None:
    """The same page at several times, in a crawl and in containers, with other words each time."""
    captures = []
    for day in (5, 3, 9, 7):
        page = _blog([_comment(n, f"July {n}, 2011 at 9:00 am", f"Ada {day % 4}") for n in range(1, day)], "Lamps")
        captures.append(response(page, url=f"{SITE}lamps").replace(b"2011-07-05T", f"2012-07-0{day}T".encode()))
        page = _blog([_comment(n, f"July {n}, 2011 at 9:00 am", f"Ben {day % 4}") for n in range(2, day)], "Lamps")
        (folder / f"lamps-{day}.zip").write_bytes(zipped({"a/p.html": page, "b/p.html": page + b" "}))
        (folder / f"lamps-{day}.tar").write_bytes(tarred({"p.html.gz": gzip.compress(page)}))
    (folder / "lamps.warc.gz").write_bytes(b"".join(map(gzip.compress, captures)))
    (folder / "lamps-again.warc.zst").write_bytes(b"".join(map(COMPRESSED["zst"], reversed(captures))))


def _ties(folder: Path) -> None:
    """Comments that only their places tell apart: equal dates, no dates, no ids, equal words."""
    rows = ["thread,author,date,text"]
    rows += [f"t{n % 3},Ada,2012-03-0{1 + n % 2},The ferry again and the harbour" for n in range(12)]
    rows += [f"t{n % 3},Ben,,A comment on the harbour" for n in range(9)]
    (folder / "ties.csv").write_text("\n".join(rows) + "\n")
    rows = [json.dumps({"author": f"Zoë {n % 2}", "date": "2012-03-01", "text": "the harbour"}) for n in range(9)]
    (folder / "ties.jsonl").write_text("\n".join(rows) + "\n")


def _names(folder: Path) -> None:
    """Files whose names sort by what they are taken for: bytes, UTF-8, the letters of a language."""
    for name in (b"I.html", b"\xc4\xb1.html", b"i.html", b"\xff.html", b"\xef\xbc\xa1.html", b"\xf0\x9f\x9b\xb6.html"):
        page = _blog([_comment(1, "July 5, 2011 at 9:00 am"), _comment(2, "July 5, 2011 at 9:00 am")], "Tides")
        (folder / os.fsdecode(name)).write_bytes(page)


# --- what is said of it ---


def _copy(archive: Path, surroundings: Surroundings, place: Path) -> list[str]:
    """The archive in its place, made in one order or another, and the names by which it is given."""
    paths = sorted(path for path in archive.rglob("*") if path.is_file())
    random.Random(surroundings["place"]).shuffle(paths)  # noqa: S311 - the same every time
    for path in paths:
        copy = place / "archive" / path.relative_to(archive)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    if surroundings["order"] == "folder":
        return ["archive"]
    return [f"archive/{path.relative_to(archive)}" for path in paths]


def answers_in(archive: Path, root: Path, surroundings: Surroundings) -> dict[str, Any]:
    """What a process in these surroundings says."""
    settings = {name: value for name, value in surroundings.items() if name.isupper()}
    settings |= LETTERS[surroundings["letters"]]
    place = root / "-".join(surroundings.values()).replace("/", "_") / surroundings["place"]
    place.mkdir(parents=True)
    names = _copy(archive, surroundings, place)
    out = place / "out.json"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "THREADSEARCH"))}
    subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, ANSWERING, out, surroundings["jobs"], *names],
        cwd=place, env={**kept, **settings, "COLUMNS": "80"}, check=True, timeout=300,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8", errors="surrogatepass"))
    shutil.rmtree(place)
    return found


def check(archive: Path, root: Path, rows: list[Surroundings]) -> None:
    with ThreadPoolExecutor(cores()) as several:
        found = list(several.map(lambda row: answers_in(archive, root, row), rows))
    like: dict[tuple[str, ...], dict[str, Any]] = {}
    for row, answers in zip(rows, found, strict=True):
        is_ordered = (row["order"], row["place"]) if row["order"] == "names" else ("folder",)
        first = like.setdefault(is_ordered, answers)
        for question, answer in answers.items():
            expected = first if question.endswith("in order") else found[0]
            assert answer == expected[question], f"{question}, in {row} other than in {rows[0]}"


def test_surroundings_make_no_difference(archive: Path, tmp_path: Path) -> None:
    check(archive, tmp_path, a_few(4))


@pytest.mark.long
def test_no_surroundings_at_all_make_a_difference(archive: Path, tmp_path: Path) -> None:
    check(archive, tmp_path, list(every_one()))
