"""How often inferred replies are right: parents that a reader knows are hidden, and inferred from what comments say.

    python bench/replies.py PATH... [--pages] [--without FORMAT]

Reads every thread below PATH whose page shows or names whom its comments answer, takes the parents away, puts the
comments into the order of their dates, as a flat page has them, and infers parents as --infer-replies does. Prints a
table by how they were told, and with --pages another by source.

"Right" is the parent that the page has, "another" is not. Where the page has none, an inferred one may be wrong or may
be what the page does not know: somebody who answers without pressing the button. Both ways of counting are shown. To
answer the opening post of a topic is to have no parent. Some platforms hang all comments on a post, whomever they
answer (stackexchange): leave those out.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace

from threadsearch.archive import read_pages
from threadsearch.errors import ReadError
from threadsearch.formats import claim
from threadsearch.formats.base import fallback_of
from threadsearch.model import Comment, Kind, Page, ParentSource, Thread
from threadsearch.replies import infer_replies

_GUESSES = 2  # the fallback of formats whose trees are no truth to measure by
_KNOWN = {ParentSource.EXPLICIT, ParentSource.NESTING}


@dataclass(frozen=True)
class Inferred:
    """One inferred parent: where, how it was told, and what came of it: "right", "another" or "none" is the page's."""

    source: str
    told_by: str
    outcome: str


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", metavar="PATH", nargs="+")
    parser.add_argument("--pages", action="store_true", help="a table by source, too")
    parser.add_argument("--without", metavar="FORMAT", action="append", default=[], help="a format to leave out")
    options = parser.parse_args()
    inferred: list[Inferred] = []
    known = 0
    for source, thread in threads_with_parents(options.paths, options.without):
        known += sum(comment.parent_source in _KNOWN for comment in thread.comments)
        inferred += judged(source, thread)
    _print_table("told by", ((found.told_by, found.outcome) for found in inferred), known)
    if options.pages:
        print()
        _print_table("source", ((found.source, found.outcome) for found in inferred), known)


def threads_with_parents(paths: Iterable[str], without: Container[str] = ()) -> Iterator[tuple[str, Thread]]:
    """The threads in which a page knows at least one parent, with their sources; guessed trees are left out."""
    for page in read_pages(paths):
        if isinstance(page, Page):
            for thread in _threads(page, without):
                if any(comment.parent_source in _KNOWN for comment in thread.comments):
                    yield page.source, thread


def _threads(page: Page, without: Container[str]) -> list[Thread]:
    try:
        reader = claim(page)
        is_guess = fallback_of(reader) >= _GUESSES
        return [] if is_guess or reader.name in without else list(reader.parse(page))
    except ReadError:
        return []


def judged(source: str, thread: Thread) -> Iterator[Inferred]:
    """What is inferred of a thread whose parents are hidden, beside what its page has."""
    shown = {comment.key: comment for comment in thread.comments}
    flat = flattened(thread)
    first = flat.comments[0]
    for comment in infer_replies(flat).comments:
        if comment.parent is not None and comment.parent_source is not None:
            true = shown[comment.key].parent
            is_opening = true is None and comment.parent == first.key and first.kind is Kind.POST
            outcome = "right" if comment.parent == true or is_opening else "none" if true is None else "another"
            yield Inferred(source, comment.parent_source.value, outcome)


def flattened(thread: Thread) -> Thread:
    """The thread without its parents, in the order of its dates if all have one; every comment under the key it had."""
    comments = list(thread.comments)
    dates = {comment.key: comment.created.at for comment in comments if comment.created and comment.created.at}
    if len(dates) == len(comments):
        comments.sort(key=lambda comment: dates[comment.key])
    return replace(thread, comments=tuple(_bare(comment, place) for place, comment in enumerate(comments)))


def _bare(comment: Comment, place: int) -> Comment:
    return replace(comment, position=place, native_id=comment.key, parent=None, parent_source=None)


def _print_table(name: str, outcomes: Iterable[tuple[str, str]], known: int) -> None:
    """A row for each name, and one for all: precision with and without those that the page has no parent for."""
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for group, outcome in outcomes:
        rows[group][outcome] += 1
        rows["*all*"][outcome] += 1
    print(
        f"| {name} | inferred | right | another | page has none | right of known | right of all | found of {known:,} |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for group, counts in sorted(rows.items()):
        right, another, none = counts["right"], counts["another"], counts["none"]
        shares = [_share(right, right + another), _share(right, right + another + none), _share(right, known)]
        print(f"| {group} | {right + another + none} | {right} | {another} | {none} | {' | '.join(shares)} |")


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


if __name__ == "__main__":
    main()
