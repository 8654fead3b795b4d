"""Search results for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from threadsearch.model import Document, Hit, Kind, Query, Results, Sort
from threadsearch.render import wording
from threadsearch.render.facets import facet_lines
from threadsearch.render.style import Role, Style
from threadsearch.render.terminal import cut, flat, width

_INDENT = "  "
_GAP = "  "
_SHORTEST_NAME = 8
_SNIPPET_LINES = 4
_NO_TITLES: Mapping[str, str] = {}


def result_lines(
    results: Results, query: Query, style: Style, *, scores: bool = False, titles: Mapping[str, str] = _NO_TITLES
) -> Iterator[str]:
    """How many match and which are shown, the hits, and the facets asked for.

    ``titles`` has the titles of threads, by their ids, for the facet of threads.
    """
    yield style.paint(headline(results, query), Role.QUIET)
    for hit in results.hits:
        yield ""
        yield from _hit_lines(hit, style, scores=scores)
    for facet, counts in results.facets.items():
        yield ""
        yield from facet_lines(facet, counts, style, titles)


def headline(results: Results, query: Query) -> str:
    """How many match, which are shown, in what order: "82 matches; 21 to 40, newest first".

    Not "82 comments": pingbacks are among them, and articles when they were asked for. No match is said to be best if
    there is but one, or if nothing in the query tells good from better.
    """
    matches = wording.count(results.total, "match", "matches")
    if not results.hits:
        return matches if query.limit == 0 else f"{matches}; none from number {query.offset + 1:,} on"
    last = query.offset + len(results.hits)
    span = f"{query.offset + 1:,} to {last:,}" if len(results.hits) < results.total else ""
    is_ordered = results.total > 1 and (query.sort is not Sort.RELEVANCE or any(hit.score for hit in results.hits))
    said = ", ".join(part for part in (span, _ORDERS[query.sort] if is_ordered else "") if part)
    return f"{matches}; {said}" if said else matches


_ORDERS = {
    Sort.RELEVANCE: "best first",
    Sort.NEWEST: "newest first",
    Sort.OLDEST: "oldest first",
    Sort.REPLIES: "most replies first",
}


def _hit_lines(hit: Hit, style: Style, *, scores: bool) -> Iterator[str]:
    document = hit.document
    score = [f"score {hit.score:.3f}"] if scores else []
    yield byline(document, style, [*wording.replies(document), *wording.remarks(document), *score], style.prose)
    yield _INDENT + _place(document, style)
    columns = style.prose - len(_INDENT)
    lines = style.highlighted(flat(hit.snippet), hit.highlights, columns)
    yield from (_INDENT + line for line in lines[:_SNIPPET_LINES])


def byline(document: Document, style: Style, facts: Sequence[str], columns: int) -> str:
    """The line that begins a comment: its id, author and date, then whatever else is worth saying."""
    name = wording.author(document)
    if document.kind is Kind.ARTICLE:
        name = f"article by {name}" if document.author else "article"
    date = wording.date(document)
    room = columns - width(document.id) - width(date) - 2 * len(_GAP)
    name = cut(name, max(_SHORTEST_NAME, min(room, columns // 2)))
    said = cut(_GAP.join(facts), max(0, room - width(name) - len(_GAP)))
    parts = ((document.id, Role.ID), (name, Role.AUTHOR), (date, Role.DATE), (said, Role.QUIET))
    return _GAP.join(style.paint(text, role) for text, role in parts if text)


def _place(document: Document, style: Style) -> str:
    """The thread a hit is from, and whom it answers."""
    answer = wording.reply_to(document)
    if document.depth > 1:
        answer += f", depth {document.depth}"
    room = style.prose - len(_INDENT)
    answer = cut(answer, room // 2)
    title = cut(wording.title(document), room - width(answer) - 3)
    line = style.paint(title, Role.TITLE)
    return f"{line} · {style.paint(answer, Role.QUIET)}" if answer else line
