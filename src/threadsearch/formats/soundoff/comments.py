"""The comments: pieces of a page to authors, words, dates, and who answers whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from threadsearch.dates import read_stamp
from threadsearch.formats.soundoff import marks
from threadsearch.formats.soundoff.cutting import Piece
from threadsearch.formats.soundoff.layout import Header, Layout
from threadsearch.formats.textual import Line, links_in, paragraphs, without_blank_ends
from threadsearch.model import Comment, Defect, Page, ParentSource


@dataclass(frozen=True, slots=True)
class _Level:
    """A comment that the next one may answer or stand beside."""

    key: str
    header_indent: int
    footer_indent: int


class Reading:
    """The comments read so far, and the way from the top level down to the last of them."""

    def __init__(self, page: Page, layout: Layout) -> None:
        self.comments: list[Comment] = []
        self.defects: list[Defect] = []
        self._page = page
        self._layout = layout
        self._path: list[_Level] = []
        self._number = 0

    def add(self, piece: Piece) -> None:
        """Read one comment."""
        self._add(piece, self._layout.header(piece.lines, piece.indent, self._number))

    def add_cut_off(self, lines: Sequence[Line]) -> None:
        """Read what is left of a comment in which the page breaks off, if it is one and not the site's own text."""
        header = self._layout.header(lines, None, self._number)
        if header is None or not self._layout.marked or not self._can_follow(header):
            return
        self.defects.append(Defect("the page breaks off inside a comment", lines[0].locator))
        footer = marks.footer(lines[-1].text)
        body = without_blank_ends(lines[:-1]) if footer else lines
        numbered = header.number is not None
        self._add(Piece(body, footer.stamp if footer else None, lines[-1].indent, can_be_answered=numbered), header)

    def _add(self, piece: Piece, header: Header | None) -> None:
        place = piece.lines[0].locator if piece.lines else ""
        if header is None or header.author is None:
            self.defects.append(Defect("a comment lost its author line", place))
        parents = self._parents_by_footer(piece) if header is None else self._parents(header, piece)
        text = paragraphs(piece.lines if header is None else piece.lines[1:])
        stamp = piece.stamp
        comment = Comment(
            position=len(self.comments),
            text=text,
            author=header.author if header else None,
            created=read_stamp(stamp, zone=self._page.zone, captured_at=self._page.captured_at) if stamp else None,
            parent=parents[-1].key if parents else None,
            parent_source=ParentSource.NESTING if parents else None,
            links=links_in(text),
            locator=place,
        )
        self.comments.append(comment)
        indent = header.indent if header else self._layout.header_indents.get(piece.indent, piece.indent)
        self._path = [*parents, _Level(comment.key, indent, piece.indent)]
        if not parents and header and header.number is not None:
            self._number = header.number

    def _parents(self, header: Header, piece: Piece) -> list[_Level]:
        """The comments above this one, from the top level down."""
        if self._layout.nested_headers or header.indent > self._layout.top:
            return [level for level in self._path if level.header_indent < header.indent]
        return [] if self._is_top(header, can_be_answered=piece.can_be_answered) else self._path[:1]

    def _parents_by_footer(self, piece: Piece) -> list[_Level]:
        """The same without an author line: the footer's indentation tells, or else whether it offers a reply."""
        if self._layout.nested_footers:
            return [level for level in self._path if level.footer_indent < piece.indent]
        return self._path[:1] if self._layout.footers_tell and not piece.can_be_answered else []

    def _is_top(self, header: Header, *, can_be_answered: bool) -> bool:
        """Whether this is on the top level, on a page where all author lines are equally indented."""
        if self._layout.numbers_tell:
            return header.number is not None
        return can_be_answered or not self._layout.footers_tell

    def _can_follow(self, header: Header) -> bool:
        """Whether this can stand behind the last comment: at the top, or as a reply no deeper than its footer."""
        deepest = self._path[-1].footer_indent if self._path else self._layout.top
        if header.indent == self._layout.top:
            return header.number is None or header.number > self._number
        return self._layout.top < header.indent <= deepest
