"""How fast pages are read, beside trafilatura and plain BeautifulSoup on the same pages, and whether time stays linear.

    pip install -e .[bench]
    python bench/parse.py [FOLDER] [RUNS]

Reads every HTML page below FOLDER that a format reads, or generated ones without it, RUNS times over (default 5), each
page by all in turn: threadsearch finds its format and its comments, generic-html looks for them as if it were a page
that nobody described, trafilatura extracts text with comments, and BeautifulSoup gives the text of its tree, which is
what a reader of one's own would start from. Prints a table of medians by format, and how long generic-html takes on the
pages that a format knows. A second table has the time per comment on generated pages of growing size.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import trafilatura
from bs4 import BeautifulSoup

from threadsearch.archive import read_pages
from threadsearch.collecting import no_collection
from threadsearch.errors import ReadError
from threadsearch.formats import claim
from threadsearch.formats.base import Format
from threadsearch.formats.generic_html import GenericHtml
from threadsearch.model import Page

RUNS = 5
COMMENTS = 100  # on a generated page
GROWTH = (10, 100, 1000)
_WORDS = "the bridge was closed to all traffic for most of the week and nobody knew when it would open again "
_FURNITURE = "<nav><ul>" + '<li class="menu-item"><a href="/x/{0}">Section {0}</a></li>' * 40 + "</ul></nav>"


@dataclass(frozen=True)
class Template:
    """A page of one format: what stands before its comments, one of them ("{0}" is its number), and what is behind."""

    head: str
    comment: str
    foot: str = "</div></body></html>"

    def page(self, format_name: str, comments: int) -> Page:
        """A page with this many comments."""
        body = "".join(self.comment.format(number, _WORDS * 4) for number in range(1, comments + 1))
        top = f"<!doctype html><html lang=en><head><title>Bridge</title></head><body>{_FURNITURE.format(1)}"
        return Page(f"{format_name}.html", f"{top}{self.head}{body}{self.foot}", "text/html")


TEMPLATES = {
    "discourse": Template(
        '<h1><a href="/t/bridge/7">Bridge</a></h1><div>',
        '<div id="post_{0}" itemprop="comment" class="topic-body crawler-post"><div class="crawler-post-meta">'
        '<span class="creator" itemprop="author"><a href="/u/a{0}"><span itemprop="name">a{0}</span></a></span>'
        '<time itemprop="datePublished" datetime="2019-05-01T10:00:00Z" class="post-time">May 1, 2019</time>'
        '<span itemprop="position">{0}</span></div><div class="post" itemprop="text"><p>{1}</p></div></div>\n',
    ),
    "drupal": Template(
        '<link href="/sites/all/themes/a/b.css"><div id="comments">',
        '<a id="comment-{0}"></a><div class="comment"><h3><a href="/node/1#comment-{0}">A word</a></h3>'
        '<div class="submitted">Submitted by a{0} on Wed, 05/01/2019 - 10:00.</div>'
        '<div class="content"><p>{1}</p></div></div>\n',
    ),
    "phpbb": Template(
        '<div id="page-body"><h2 class="topic-title"><a href="./viewtopic.php?f=2&amp;t=7">Bridge</a></h2><div>',
        '<div id="p{0}" class="post bg1"><div class="postbody"><h3><a href="#p{0}">Re: Bridge</a></h3>'
        '<p class="author">by <strong><a href="./memberlist.php?u={0}">a{0}</a></strong> &raquo; '
        'Wed May 01, 2019 10:00 am</p><div class="content">{1}</div></div></div>\n',
    ),
    "wordpress": Template(
        '<h1 class="entry-title">Bridge</h1><div id="comments"><ol class="comment-list">',
        '<li id="comment-{0}" class="comment even thread-even depth-1"><div class="comment-author vcard">'
        '<cite class="fn">a{0}</cite></div><div class="comment-meta commentmetadata"><a href="#comment-{0}">'
        '<time datetime="2019-05-01T10:00:00+00:00">May 1, 2019 at 10:00 am</time></a></div>'
        "<p>{1}</p><p>{1}</p></li>\n",
        "</ol></div></body></html>",
    ),
    "xenforo": Template(
        '<h1 class="p-title-value">Bridge</h1><div class="block-body js-replyNewMessageContainer">',
        '<article class="message message--post js-post" data-author="a{0}" data-content="post-{0}" id="js-post-{0}">'
        '<h4 class="message-name"><a class="username">a{0}</a></h4><a href="/threads/7/post-{0}">'
        '<time class="u-dt" datetime="2019-05-01T10:00:00+0000">May 1, 2019</time></a>'
        '<div class="message-body js-selectToQuote"><div class="bbWrapper">{1}</div></div></article>\n',
    ),
}  # fmt: skip


def main() -> None:
    """Measure and print."""
    given = sys.argv[1:]
    runs = int(given.pop()) if given and given[-1].isdecimal() else RUNS
    pages = _pages_below(given[0]) if given else [made.page(name, COMMENTS) for name, made in TEMPLATES.items()]
    _print_speeds(pages, runs)
    print()
    _print_growth(runs)


def _pages_below(folder: str) -> list[Page]:
    """The HTML pages that a format reads."""
    if not Path(folder).is_dir():
        sys.exit(f"{folder} is no folder")
    found = (page for page in read_pages([folder]) if not isinstance(page, ReadError))
    return [page for page in found if page.media_type == "text/html" and _is_read(page)]


def _is_read(page: Page) -> bool:
    """Whether a format claims the page, and does not decline it once it has looked closer, as those that guess do."""
    try:
        _comments(page)
    except ReadError:
        return False
    return True


def _comments(page: Page, formats: Sequence[Format] | None = None) -> int:
    """Read a page as a command would: find its format, of these or of all, then its threads."""
    with no_collection():
        return sum(len(thread.comments) for thread in claim(page, formats).parse(page))


def _undescribed(page: Page) -> int:
    """Read a page as one that no format knows; 0 if that reader declines it."""
    try:
        return _comments(page, [GenericHtml()])
    except ReadError:
        return 0


def _with_trafilatura(page: Page) -> object:
    return trafilatura.extract(page.content, include_comments=True)


def _with_beautifulsoup(page: Page) -> object:
    return BeautifulSoup(page.content, "lxml").get_text()


def _print_speeds(pages: Iterable[Page], runs: int) -> None:
    """A table by format: the median of each page, added up."""
    readers = (_comments, _undescribed, _with_trafilatura, _with_beautifulsoup)
    by_format = defaultdict(list)
    beside = []
    for page in pages:
        times = [statistics.median(taken) for taken in _interleaved(page, readers, runs)]
        row = (1.0, len(page.content) / 1e6, float(_comments(page)), *times)
        by_format[claim(page).name].append(row)
        by_format["*all*"].append(row)
        if claim(page).name != GenericHtml.name:
            beside.append(times[:2])
    print(
        "| format | pages | MB | MB/s | comments/s | generic-html MB/s | trafilatura MB/s | BeautifulSoup MB/s | "
        "time beside them |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, rows in sorted(by_format.items()):
        count, size, comments, ours, unknowing, trafilaturas, soups = map(sum, zip(*rows, strict=True))
        speeds = " | ".join(f"{size / taken:.1f}" for taken in (unknowing, trafilaturas, soups))
        print(
            f"| {name} | {count:.0f} | {size:.2f} | {size / ours:.1f} | {comments / ours:,.0f} | {speeds} | "
            f"{ours / trafilaturas:.2f}x, {ours / soups:.2f}x |"
        )
    _print_beside(beside)


def _print_beside(times: Sequence[Sequence[float]]) -> None:
    """What it costs to know nothing of a page: the time of generic-html beside that of the format that knows it."""
    if times:
        known, unknown = map(sum, zip(*times, strict=True))
        middle = statistics.median(taken / named for named, taken in times)
        print(f"\ngeneric-html takes {unknown / known:.2f}x the time of the formats that know the pages", end="")
        print(f", {middle:.2f}x on the median of them")


def _interleaved(page: Page, readers: Iterable[Callable[[Page], object]], runs: int) -> list[list[float]]:
    """Seconds of computing of every run of every reader, in turn. None pays for what another has left to collect."""
    times: list[list[float]] = [[] for _ in readers]
    for run in range(runs + 1):
        for taken, read in zip(times, readers, strict=True):
            gc.collect()
            start = time.process_time()
            read(page)
            if run > 0:  # the first compiles patterns and fills caches
                taken.append(time.process_time() - start)
    return times


def _print_growth(runs: int) -> None:
    """A table of microseconds for a comment on pages with more and more of them."""
    print("| format | " + " | ".join(f"{count:,} comments" for count in GROWTH) + " | most beside fewest |")
    print("| --- |" + " ---: |" * (len(GROWTH) + 1))
    for name, made in TEMPLATES.items():
        costs = []
        for count in GROWTH:
            page = made.page(name, count)
            if (claim(page).name, _comments(page)) != (name, count):
                sys.exit(f"the template of {name} is no longer read")
            costs.append(statistics.median(_interleaved(page, (_comments,), runs)[0]) / count)
        shown = " | ".join(f"{cost * 1e6:.0f} µs" for cost in costs)
        print(f"| {name} | {shown} | {costs[-1] / costs[0]:.2f}x |")


if __name__ == "__main__":
    main()
