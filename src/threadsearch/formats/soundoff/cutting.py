"""The page in parts: the article's lines, one piece for every comment, and what follows the last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from threadsearch.formats.soundoff import marks
from threadsearch.formats.textual import Line, without_blank_ends


@dataclass(frozen=True, slots=True)
class Piece:
    """The lines of one comment, without its footer; ``lines`` has no blank ends.

    ``indent`` is the footer's. ``stamp`` is ``None`` where the page ends before it. ``can_be_answered`` says whether
    the footer offers a reply, as it does where replies to this comment can nest.
    """

    lines: Sequence[Line]
    stamp: str | None
    indent: int
    can_be_answered: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """What a page consists of.

    ``pages`` is how many pages the list has, from the "1 2 3" behind it; which of them this is, text doesn't show.
    ``may_go_on`` is False where the page shows that its last comment is complete.
    """

    article: Sequence[Line]
    pieces: Sequence[Piece]
    rest: Sequence[Line]
    stated_count: int | None
    pages: int | None
    may_go_on: bool


def cut(lines: Sequence[Line]) -> Parts:
    """Cut a page into its parts."""
    heading = next((place for place, line in enumerate(lines) if marks.stated_count(line.text) is not None), None)
    stated = None if heading is None else marks.stated_count(lines[heading].text)
    listed = lines if heading is None else lines[heading + 1 :]
    pieces, rest = _cut_at_footers(listed, bare=False)
    if not pieces and stated != 0:
        # Some extractors drop links, and then the footers are bare dates.
        pieces, rest = _cut_at_footers(listed, bare=True)
    article: Sequence[Line] = () if heading is None else lines[:heading]
    if heading is None and pieces:
        article, pieces[0] = _without_article(pieces[0])
    pager = _pager(rest)
    is_over = bool(pager) or any(marks.is_form(line.text) for line in rest) or len(pieces) == stated
    return Parts(article, pieces, without_blank_ends(rest), stated, max(pager, default=None), not is_over)


def _cut_at_footers(lines: Sequence[Line], *, bare: bool) -> tuple[list[Piece], Sequence[Line]]:
    pieces, start, place = [], 0, 0
    while place < len(lines):
        footer, line = marks.footer(lines[place].text), lines[place]
        place += 1
        if footer is None or not footer.complete:
            continue
        body = lines[start : place - 1]
        place, links = _links_below(lines, place, footer.links)
        if bare or links.strip():
            pieces.append(Piece(without_blank_ends(body), footer.stamp, line.indent, "reply" in links.lower()))
            start = place
    return pieces, lines[start:]


def _links_below(lines: Sequence[Line], place: int, links: str) -> tuple[int, str]:
    """Where the footer's lines end, and its links: some extractors put each of them on a line of its own."""
    end = place
    while place < len(lines):
        text = lines[place].text
        place += 1
        if not text:
            continue
        if not marks.is_links(text):
            break
        links, end = f"{links} {text}", place
    return end, links


def _without_article(piece: Piece) -> tuple[Sequence[Line], Piece]:
    """Without the list's heading, a dated article and the first comment are one piece; the number 1 parts them."""
    dated = next((place for place, line in enumerate(piece.lines) if marks.is_dateline(line.text)), len(piece.lines))
    ones = [place for place in range(dated, len(piece.lines)) if _is_number_one(piece.lines[place])]
    if not ones:
        return (), piece
    # The last that hangs out of its comment; where nothing does, lists in that comment come after its own number.
    start = next((place for place in reversed(ones) if piece.lines[place].indent < piece.indent), ones[0])
    return piece.lines[:start], replace(piece, lines=piece.lines[start:])


def _is_number_one(line: Line) -> bool:
    mark = marks.list_mark(line.text)
    return mark is not None and mark.number == 1


def _pager(rest: Sequence[Line]) -> list[int]:
    """The numbers in the pager behind the list, on one line or on several; none if there is no pager."""
    numbers: list[int] = []
    for line in rest:
        found = marks.pager_numbers(line.text)
        if found is not None:
            numbers += found
        elif line.text:
            break
    return numbers if len(numbers) > 1 else []
