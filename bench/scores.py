"""How exactly pages are read, against a truth that people have written down, as a table for each format.

    python bench/scores.py --pages FOLDER [TRUTH_FOLDER ...] [--texts PATTERN] [--only FORMAT] [--others PATH ...]
                           [--each] [--show N] [--write FILE]

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

A second table tells how exactly the readers that guess do, each alone: ``generic-html`` on every page in HTML, and,
with ``--texts``, ``generic-text`` on the pages' flattened text. PATTERN tells where that is, below the folder of pages:
``text/{}.full.txt``, with the page's name in place of the braces; a page that is a text itself is its own. A page that
they decline counts as one on which nothing was found. Texts that lost most comments are left out, and of the others'
truth only what they still show is asked (``flattened.py``). ``--only`` measures one format alone, whichever it is.

PATHs given as ``--others`` are read too: of pages without a truth a third table says what they claim, and what is wrong
with them. ``--each`` prints a line for each page of the truth, ``--show`` what is wrong on it, and ``--write`` puts the
tables, which name no page, between their marks in FILE (docs/formats.md).
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

import flattened
from marks import write_between
from scoring import COLUMNS, FIELDS, Score, Truth, score

from threadsearch.formats import prints_pingbacks
from threadsearch.model import Document, Kind
from threadsearch.reading import PageRead, Reading, read

MARKS = "<!-- scores -->", "<!-- end of scores -->"
UNREAD = "*no format*"
ALONE = ("generic-html", "generic-text")
_KEYS = dict(zip(FIELDS, ("author", "iso_date", "parent_n", "depth"), strict=True))


@dataclass(frozen=True, slots=True)
class Test:
    """A page, or its flattened text, and what is asked of who reads it."""

    source: Path
    truth: Sequence[Truth]
    is_flattened: bool = False

    def suits(self, name: str) -> bool:
        """Whether a format, alone, is measured on it: the one for texts on texts, that for HTML on HTML."""
        if name == "generic-text":
            return self.is_flattened
        return not self.is_flattened and (name != "generic-html" or self.source.suffix in (".html", ".htm"))


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
    tests = [
        test for folder in options.truths for path in sorted(folder.glob("*.json")) for test in _tests(path, options)
    ]
    alone = [options.only] if options.only else ALONE
    named = [] if options.only else [_scored(test) for test in tests if not test.is_flattened]
    guessed = [_scored(test, only=name) for name in alone for test in tests if test.suits(name)]
    if options.each or options.show:
        _print_each(guessed if options.only else [*named, *guessed], options.show)
    counts = _counts(options.others, {page.source for page in named})
    tables = [_score_lines(named), _score_lines(guessed), _count_lines(counts)]
    written = "\n\n".join("\n".join(lines) for lines in map(list, tables) if lines)
    if not options.write:
        print(written)
        return
    try:
        write_between(MARKS, written, options.write)
    except ValueError as error:
        sys.exit(str(error))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("truths", type=Path, nargs="*", metavar="TRUTH_FOLDER")
    parser.add_argument("--pages", type=Path, default=Path(), help="what the truth's sources are below")
    parser.add_argument("--texts", metavar="PATTERN", help="where a page's flattened text is, as text/{}.full.txt")
    parser.add_argument("--only", metavar="FORMAT", help="measure this format alone, on all pages that it is meant for")
    parser.add_argument("--others", nargs="+", default=[], metavar="PATH", help="pages without a truth")
    parser.add_argument("--each", action="store_true", help="print each page's figures")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print so many misses of each page")
    parser.add_argument("--write", type=Path, metavar="FILE", help=f"write between {' and '.join(MARKS)} in this file")
    return parser.parse_args(arguments)


def _tests(path: Path, options: argparse.Namespace) -> Iterator[Test]:
    """The page that a truth file is about, and its flattened text."""
    told = json.loads(path.read_text(encoding="utf-8"))
    truth = without_addresses(told["comments"])
    source = options.pages / told.get("source", f"html/{path.stem}.html")
    yield Test(source, truth)
    text = source if source.suffix == ".txt" else options.texts and options.pages / options.texts.format(source.stem)
    if text and text.is_file():
        content = text.read_text(encoding="utf-8", errors="replace")
        if flattened.holds(content, truth):
            yield Test(text, flattened.shown(truth, content), is_flattened=True)


def _scored(test: Test, only: str | None = None) -> Scored:
    """Read a page, by one format alone or by whichever claims it, and compare."""
    formats, documents = [], []
    for event in read([str(test.source)], Reading(only=only)):
        if isinstance(event, PageRead):
            formats.append(event.format)
            documents += comments_of(event)
    columns = {name for name, key in _KEYS.items() if any(key in true for true in test.truth)}
    name = only or (formats[0] if formats else UNREAD)
    result = score(test.truth, documents)
    return Scored(str(test.source), name, len(test.truth), frozenset({"comments", *columns}), result)


def _print_each(pages: Iterable[Scored], misses: int) -> None:
    for page in pages:
        print(page.format, *(f"{name} {page.result.figures[name]:.3f}" for name in COLUMNS), page.source)
        print(*(f"    {miss}\n" for miss in page.result.misses[:misses]), sep="", end="")


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
    if not by_format:
        return
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
    if not counts:
        return
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
