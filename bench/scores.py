"""How exactly pages are read, against a truth that people have written down, as a table for each format.

    python bench/scores.py --pages FOLDER [TRUTH_FOLDER ...] [--others PATH ...] [--each] [--show N] [--write FILE]

Every ``*.json`` in a truth folder is the truth of one page::

    {"source": "html/ferry.html",                       the page, below the folder of pages
     "comments": [{"n": 1,                              in page order; n is what parent_n of others refers to
                   "author": "Ann",                     null where the page shows none
                   "iso_date": "2011-07-05T05:33:00",   without an offset the time on the wall; a day alone will do
                   "parent_n": null, "depth": 0,        null and 0 at the top level
                   "body_first_40_chars": "Take the early boat"}]}

A key that a comment lacks is not compared. Without "source" the page is ``html/NAME.html`` for ``NAME.json``. Where all
of a page's authors are addresses of profiles, as some collections of truth have them, they are no names, and are not
compared. What a figure means stands in ``scoring.py``.

PATHs given as ``--others`` are read too: of pages without a truth a second table says what they claim, and what is
wrong with them. ``--each`` prints a line for each page of the truth, ``--show`` what is wrong on it, and ``--write``
puts the tables, which name no page, between their marks in FILE (docs/formats.md).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

from marks import write_between
from scoring import COLUMNS, FIELDS, Score, Truth, score

from threadsearch.formats import prints_pingbacks
from threadsearch.model import Document, Kind
from threadsearch.reading import PageRead, read

MARKS = "<!-- scores -->", "<!-- end of scores -->"
UNREAD = "*no format*"
_KEYS = dict(zip(FIELDS, ("author", "iso_date", "parent_n", "depth"), strict=True))


@dataclass(frozen=True, slots=True)
class Scored:
    """A page with a truth: who read it, how many comments it truly has, and how well it was read.

    ``columns`` are those that its truth tells anything about.
    """

    source: str
    format: str
    comments: int
    columns: frozenset[str]
    result: Score


@dataclass(slots=True)
class Counts:
    """Sums over the pages of one format that have no truth."""

    pages: int = 0
    comments: int = 0
    claiming: int = 0
    claimed: int = 0
    found: int = 0  # on the pages that claim
    agreeing: int = 0
    defects: Counter[str] = field(default_factory=Counter)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read, score, and print or write the tables."""
    options = _options(arguments)
    truths = [path for folder in options.truths for path in sorted(folder.glob("*.json"))]
    scored = []
    for path in truths:
        page = _scored(path, options.pages)
        scored.append(page)
        if options.each or options.show:
            print(page.format, *(f"{name} {page.result.figures[name]:.3f}" for name in COLUMNS), page.source)
            print(*(f"    {miss}\n" for miss in page.result.misses[: options.show]), sep="", end="")
    known = {page.source for page in scored}
    table = [*_score_lines(scored), "", *_count_lines(_counts(options.others, known))]
    if not options.write:
        print(*table, sep="\n")
        return
    try:
        write_between(MARKS, "\n".join(table), options.write)
    except ValueError as error:
        sys.exit(str(error))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truths", type=Path, nargs="*", metavar="TRUTH_FOLDER")
    parser.add_argument("--pages", type=Path, default=Path(), help="what the truth's sources are below")
    parser.add_argument("--others", nargs="+", default=[], metavar="PATH", help="pages without a truth")
    parser.add_argument("--each", action="store_true", help="print each page's figures")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print so many misses of each page")
    parser.add_argument("--write", type=Path, metavar="FILE", help=f"write between {' and '.join(MARKS)} in this file")
    return parser.parse_args(arguments)


def _scored(path: Path, pages: Path) -> Scored:
    """Read the page that a truth file is about, and compare."""
    told = json.loads(path.read_text(encoding="utf-8"))
    truth = without_addresses(told["comments"])
    source = str(pages / told.get("source", f"html/{path.stem}.html"))
    formats, documents = [], []
    for event in read([source]):
        if isinstance(event, PageRead):
            formats.append(event.format)
            documents += comments_of(event)
    columns = {name for name, key in _KEYS.items() if any(key in true for true in truth)}
    name = formats[0] if formats else UNREAD
    return Scored(source, name, len(truth), frozenset({"comments", *columns}), score(truth, documents))


def without_addresses(truth: Sequence[Truth]) -> Sequence[Truth]:
    """The truth without its authors, if all of them are addresses of profiles."""
    authors = [true["author"] for true in truth if true.get("author")]
    if not authors or not all(re.search(r"[/=]", author) for author in authors):
        return truth
    return [{key: value for key, value in true.items() if key != "author"} for true in truth]


def comments_of(event: PageRead) -> list[Document]:
    """The comments that ``threadsearch parse`` prints of a page."""
    kinds = {Kind.COMMENT, Kind.POST, *((Kind.PINGBACK,) if prints_pingbacks(event.format) else ())}
    return [document for documents in event.threads for document in documents if document.kind in kinds]


def _counts(paths: Sequence[str], known: set[str]) -> Mapping[str, Counts]:
    """What pages without a truth claim, by format."""
    counts: defaultdict[str, Counts] = defaultdict(Counts)
    for event in read(paths) if paths else ():
        if event.source in known:
            continue
        count = counts[event.format if isinstance(event, PageRead) else UNREAD]
        count.pages += 1
        if not isinstance(event, PageRead):
            count.defects[_kind(event.error.reason)] += 1
            continue
        count.comments += event.comments
        count.defects.update(_kind(defect.message) for documents in event.threads for defect in documents[0].defects)
        if event.stated is not None:
            count.claiming += 1
            count.claimed += event.stated
            count.found += event.comments
            count.agreeing += event.stated == event.comments
    return counts


def _kind(message: str) -> str:
    """What a defect is about, without the numbers and names of one page."""
    return re.sub(r"\d[\d.,]*", "N", re.sub(r"'[^']*'|\"[^\"]*\"|\([^()]*\)", "…", message))


# ------------------------------------------------------------------------------------------------------------ tables


def _score_lines(pages: Iterable[Scored]) -> Iterator[str]:
    by_format: defaultdict[str, list[Scored]] = defaultdict(list)
    for page in pages:
        by_format[page.format].append(page)
    yield f"| read by | pages | comments | {' | '.join(_heading(name) for name in COLUMNS)} |"
    yield f"| --- | {' | '.join(['---:'] * (len(COLUMNS) + 2))} |"
    for name in sorted(by_format, key=lambda name: (name == UNREAD, name)):
        rows = by_format[name]
        cells = [_least_and_mean([row.result.figures[c] for row in rows if c in row.columns]) for c in COLUMNS]
        yield f"| {name} | {len(rows)} | {sum(row.comments for row in rows):,} | {' | '.join(cells)} |"


def _heading(column: str) -> str:
    return "found (F1)" if column == "comments" else column


def _least_and_mean(figures: Sequence[float]) -> str:
    return f"{min(figures):.3f} / {mean(figures):.3f}" if figures else "-"


def _count_lines(counts: Mapping[str, Counts]) -> Iterator[str]:
    yield "| read by | pages | comments | pages that claim a number | of these exact | claimed | found on them |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    names = sorted(counts, key=lambda name: (name == UNREAD, name))
    for name in names:
        c = counts[name]
        figures = (c.pages, c.comments, c.claiming, c.agreeing, c.claimed, c.found)
        yield f"| {name} | {' | '.join(f'{figure:,}' for figure in figures)} |"
    yield ""
    for name in names:
        yield from (f"- {name}: {message}: {number:,}" for message, number in counts[name].defects.most_common())


if __name__ == "__main__":
    main()
