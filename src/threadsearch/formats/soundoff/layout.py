"""How a page is laid out: what the extractor that made it kept of lists, indentation and empty lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from threadsearch.formats.soundoff import marks
from threadsearch.formats.soundoff.cutting import Piece
from threadsearch.formats.textual import Line

_LONGEST_NAME = 60  # characters; only asked where nothing else tells a name from a sentence


@dataclass(frozen=True, slots=True)
class Header:
    """An author line: ``number`` for a numbered one, ``None`` for one with a bullet or without any mark."""

    author: str | None
    number: int | None
    indent: int


@dataclass(frozen=True, slots=True)
class Layout:
    """What all comments of a page have in common.

    ``marked``: author lines begin with a number or a bullet. ``spaced``: an empty line follows them. ``hanging``: they
    are less indented than the footers below them; ``header_indents`` has their indentation by that of these. ``top`` is
    the indentation of the top level. ``nested_headers`` and ``nested_footers``: these are indented by level.
    ``numbers_tell``: comments on the top level have numbers, replies bullets. ``footers_tell``: footers of the top
    level offer a reply, others don't.
    """

    marked: bool
    spaced: bool
    hanging: bool
    header_indents: Mapping[int, int]
    top: int
    nested_headers: bool
    nested_footers: bool
    numbers_tell: bool
    footers_tell: bool

    @staticmethod
    def of(pieces: Sequence[Piece]) -> Layout:
        """Read the layout off the pieces. Most of them decide: some have lost their author lines."""
        filled = [piece for piece in pieces if piece.lines]
        with_marks = [piece for piece in filled if marks.list_mark(piece.lines[0].text)]
        marked = _most(bool(marks.list_mark(piece.lines[0].text)) for piece in filled)
        headed = with_marks if marked else filled
        hanging = _most(piece.lines[0].indent < piece.indent for piece in headed)
        headed = [piece for piece in headed if not hanging or piece.lines[0].indent < piece.indent]
        kinds = {mark.number is None for piece in headed if (mark := marks.list_mark(piece.lines[0].text))}
        indents = {piece.lines[0].indent for piece in headed}
        return Layout(
            marked=marked,
            spaced=_most(not piece.lines[1].text for piece in headed if len(piece.lines) > 1),
            hanging=hanging,
            header_indents={piece.indent: piece.lines[0].indent for piece in headed},
            top=min(indents, default=0),
            nested_headers=len(indents) > 1,
            nested_footers=len({piece.indent for piece in pieces}) > 1,
            numbers_tell=marked and len(kinds) > 1,
            footers_tell=len({piece.can_be_answered for piece in pieces}) > 1,
        )

    def header(self, lines: Sequence[Line], footer_indent: int | None, last_number: int) -> Header | None:
        """The author line, if the first of a comment's lines is one.

        ``footer_indent`` is ``None`` where the page breaks off before the footer; ``last_number`` is that of the
        top-level comment before.
        """
        if not lines or not self._starts_with_header(lines, footer_indent):
            return None
        first = lines[0]
        if not self.marked:
            return Header(first.text, None, first.indent) if len(first.text) <= _LONGEST_NAME else None
        mark = marks.list_mark(first.text)
        if mark is None or (self._numbers_rise and mark.number is not None and mark.number <= last_number):
            return None  # a body's own list counts from 1 again
        return Header(mark.rest, mark.number, first.indent)

    def _starts_with_header(self, lines: Sequence[Line], footer_indent: int | None) -> bool:
        """Whether the first line stands where author lines stand; a body's own list stands as deep as its footer."""
        if self.hanging:
            return footer_indent is None or lines[0].indent < footer_indent
        return not self.spaced or len(lines) == 1 or not lines[1].text

    @property
    def _numbers_rise(self) -> bool:
        """Whether only the top level is numbered, on a page where indentation doesn't tell lists in bodies from it."""
        return not self.hanging and (self.numbers_tell or not self.footers_tell)


def _most(votes: Iterable[bool]) -> bool:
    count = Counter(votes)
    return count[True] > count[False]
