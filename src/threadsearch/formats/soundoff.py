"""Flattened crawl text of the "soundoff" comment lists of CNN's WordPress blogs.

What a text extractor leaves of such a page::

    July 4th, 2011
    05:00 PM ET

    The title

    The article's paragraphs.

    soundoff (115 Responses)
      1. Author of a top-level comment

        Its words.

        July 5, 2011 at 05:33 | Report abuse | Reply
        • Author of a reply

          Its words.

          July 5, 2011 at 07:29 | Report abuse |

Every comment ends in a footer with its date, and that is the one thing to rely on: author lines get lost, bodies may
be empty, numbers stand in bodies too, and some extractors drop the indentation. So the text is cut at the footers, and
what comes first in each piece is read as an author line only if it looks like one and stands where one can stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from threadsearch.dates import read_stamp
from threadsearch.formats.textual import Line, links_in, numbered, paragraphs
from threadsearch.model import Comment, Defect, Page, ParentSource, Thread, Timestamp

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = rf"{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?, \d{{4}}"
_CLOCK = r"\d{1,2}:\d\d(?: ?[ap]\.?m\.?)?"
_COUNT = r"(?P<count>[\d,.]+|No|One)"
_HEADING = re.compile(rf"soundoff \({_COUNT} Responses?\)", re.IGNORECASE)
# Some of the blogs print the time twice: "July 5, 2011 05:33 pm at 5:33 pm |".
_FOOTER = re.compile(
    rf"(?P<date>{_DATE})(?: {_CLOCK})? at (?P<clock>{_CLOCK})(?P<links>(?:[ |]|Report abuse|Reply)*)", re.IGNORECASE
)
_LINKS = re.compile(r"(?:[ |]|Report abuse|Reply)+", re.IGNORECASE)
_NUMBERED = re.compile(r"(?P<number>\d{1,6})\.(?: +(?P<author>.*))?")
_BULLET = re.compile(r"[•*·◦▪-](?: +(?P<author>.*))?")
_DATELINE = re.compile(rf"{_DATE}(?:,? (?:at )?{_CLOCK}(?: [A-Z]{{2,4}})?)?")
_CLOCKLINE = re.compile(rf"{_CLOCK}(?: [A-Z]{{2,4}})?", re.IGNORECASE)
_BYLINE = re.compile(r"Post(?:ed)? by:? +(?P<author>\S.*)")
_FURNITURE = re.compile(r"(?:Filed under|Share this on|Tags?|Topics)\s*:.*|Post a comment|Next entry.*|« .*|.* »")
_PAGES = re.compile(r"(?:\d{1,4} +)+\d{1,4}(?: +(?:Next|→|»|Last))?")
_FORM = re.compile(r"Leave a Reply.*|Click here to cancel reply.*|Comments are closed.*|Post a comment", re.IGNORECASE)


class Soundoff:
    """Reads the "soundoff" lists of CNN's blogs from crawl text."""

    name = "soundoff"
    description = "flattened crawl text of CNN blogs: soundoff (115 Responses)"

    def detect(self, page: Page) -> bool:
        """Claim plain text with the list's heading, or without it two footers, on lines of their own."""
        if page.media_type != "text/plain":
            return False
        lines = (line.strip() for line in page.content.splitlines() if len(line) < _LONGEST_MARK)
        footers = 0
        for line in lines:
            if _HEADING.fullmatch(line):
                return True
            match = _FOOTER.fullmatch(line)
            footers += bool(match and "report abuse" in match["links"].lower())
            if footers == _ENOUGH_FOOTERS:
                return True
        return False

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        lines = numbered(page.content)
        heading = next((place for place, line in enumerate(lines) if _HEADING.fullmatch(line.text)), None)
        pieces, rest = _cut(lines[0 if heading is None else heading + 1 :])
        article = _Article.read(lines[:heading] if heading is not None else ())
        reading = _Reading(page)
        for piece in pieces:
            reading.add(piece)
        reading.add_cut_off(rest)
        yield Thread(
            comments=tuple(reading.comments),
            title=article.title,
            author=article.author,
            created=_stamp(article.dateline, page) if article.dateline else None,
            text=article.text,
            links=links_in(article.text),
            stated_count=_stated(lines[heading].text) if heading is not None else None,
            pages=_pages(rest),
            defects=tuple(reading.defects),
        )


_LONGEST_MARK = 200  # characters; a heading or a footer is far shorter, a hostile line is not looked at
_ENOUGH_FOOTERS = 2


def _stamp(printed: str, page: Page) -> Timestamp:
    return read_stamp(printed, zone=page.zone, captured_at=page.captured_at)


def _stated(heading: str) -> int:
    count = _HEADING.fullmatch(heading)["count"].lower()  # type: ignore[index]  # the caller has matched it
    return {"no": 0, "one": 1}.get(count) or int(re.sub(r"\D", "", count) or 0)


def _pages(rest: Sequence[Line]) -> int | None:
    """How many pages the list has, from the "1 2 3" that stands behind it. Which of them this is, text doesn't show."""
    first = next((line.text for line in rest if line.text), "")
    return max(int(number) for number in re.findall(r"\d+", first)) if _PAGES.fullmatch(first) else None


# ---------------------------------------------------------------------------------------------------------- comments


@dataclass(frozen=True, slots=True)
class _Piece:
    """The lines of one comment, up to its footer; ``None`` where the page ends before it."""

    lines: Sequence[Line]
    footer: re.Match[str] | None
    indent: int
    can_be_answered: bool


def _cut(lines: Sequence[Line]) -> tuple[list[_Piece], Sequence[Line]]:
    """The comments' pieces, and what stands behind the last footer."""
    pieces, start, place = [], 0, 0
    while place < len(lines):
        footer = _FOOTER.fullmatch(lines[place].text) if len(lines[place].text) < _LONGEST_MARK else None
        place += 1
        if footer is None:
            continue
        first, links = place - 1, footer["links"]
        # Where an extractor parts the links from the date they follow on lines of their own.
        while not links.strip() and place < len(lines) and _is_links(lines[place].text):
            links, place = lines[place].text, place + 1
        if links.strip():
            pieces.append(_Piece(lines[start:first], footer, lines[first].indent, "reply" in links.lower()))
            start = place
    return pieces, lines[start:]


def _is_links(text: str) -> bool:
    return len(text) < _LONGEST_MARK and _LINKS.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class _Level:
    """A comment that the next one may answer or stand beside."""

    key: str
    header_indent: int
    footer_indent: int


@dataclass(frozen=True, slots=True)
class _Header:
    """An author line: ``number`` for a numbered one, ``None`` for a bullet."""

    author: str | None
    number: int | None
    indent: int


class _Reading:
    """The comments read so far, and the way from the last of them up to the top level."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.comments: list[Comment] = []
        self.defects: list[Defect] = []
        self._path: list[_Level] = []
        self._number = 0
        self._top_indent: int | None = None

    def add(self, piece: _Piece) -> None:
        """Read one comment."""
        lines = _without_blank_ends(piece.lines)
        header = self._header(piece.lines, piece)
        body = lines if header is None else lines[1:]
        place = lines[0].locator if lines else ""
        if header is None or header.author is None:
            self.defects.append(Defect("a comment lost its author line", place))
        parents = self._parents(header, piece)
        text = paragraphs(body)
        comment = Comment(
            position=len(self.comments),
            text=text,
            author=header.author if header else None,
            created=_footer_stamp(piece.footer, self.page),
            parent=parents[-1].key if parents else None,
            parent_source=ParentSource.NESTING if parents else None,
            links=links_in(text),
            locator=place,
        )
        self.comments.append(comment)
        indent = header.indent if header else (lines[0].indent if lines else piece.indent)
        self._path = [*parents, _Level(comment.key, indent, piece.indent)]
        if not parents:
            self._top_indent = indent if self._top_indent is None else self._top_indent
            self._number = header.number if header and header.number is not None else self._number + 1

    def add_cut_off(self, rest: Sequence[Line]) -> None:
        """Read what is left of a comment in which the page breaks off."""
        lines = _without_blank_ends(rest)
        header = self._header(rest, None)
        if header is None or any(_FORM.fullmatch(line.text) for line in lines):
            return
        self.defects.append(Defect("the page breaks off inside a comment", lines[0].locator))
        self.add(_Piece(rest, None, header.indent, can_be_answered=header.number is not None))

    def _header(self, around: Sequence[Line], piece: _Piece | None) -> _Header | None:
        """The author line, if the first line that is not empty is one."""
        lines = _without_blank_ends(around)
        if not lines:
            return None
        first = lines[0]
        if len(lines) > 1 and lines[1].text and not all(line.text for line in around):
            return None  # where the text has empty lines, one stands under every author
        if match := _BULLET.fullmatch(first.text):
            return _Header(match["author"] or None, None, first.indent)
        match = _NUMBERED.fullmatch(first.text)
        if match is None or not self._can_head(int(match["number"]), first, piece):
            return None
        return _Header(match["author"] or None, int(match["number"]), first.indent)

    def _can_head(self, number: int, line: Line, piece: _Piece | None) -> bool:
        """Tell a comment's number from one of a list in the body of a comment that lost its author line."""
        if not self.comments or number == self._number + 1 or self._top_indent == line.indent != 0:
            return True
        # Nested lists count from 1 again, deeper; a body's own list stands as deep as the footer.
        return piece is not None and line.indent < piece.indent

    def _parents(self, header: _Header | None, piece: _Piece) -> list[_Level]:
        """The comments above this one, from the top level down."""
        if not self._path:
            return []
        if header is None:
            return self._parents_by_footer(piece)
        if header.number is not None and header.indent <= (self._top_indent or 0):
            return []
        above = [level for level in self._path[1:] if level.header_indent < header.indent]
        return [self._path[0], *above]

    def _parents_by_footer(self, piece: _Piece) -> list[_Level]:
        """Without an author line, the footer's indentation tells the level, or else whether it offers a reply."""
        beside = [place for place, level in enumerate(self._path) if level.footer_indent == piece.indent]
        indents = {level.footer_indent for level in self._path}
        if len(beside) == 1 and (len(indents) > 1 or piece.indent > 0):
            return self._path[: beside[0]]
        return [] if piece.can_be_answered else self._path[:1]


def _footer_stamp(footer: re.Match[str] | None, page: Page) -> Timestamp | None:
    return _stamp(f"{footer['date']} at {footer['clock']}", page) if footer else None


def _without_blank_ends(lines: Sequence[Line]) -> Sequence[Line]:
    filled = [place for place, line in enumerate(lines) if line.text]
    return lines[filled[0] : filled[-1] + 1] if filled else ()


# ----------------------------------------------------------------------------------------------------------- article


@dataclass(frozen=True, slots=True)
class _Article:
    """What stands before the list: the blog's entry, under its date and title."""

    title: str | None
    author: str | None
    dateline: str | None
    text: str

    @staticmethod
    def read(lines: Sequence[Line]) -> _Article:
        """Read the entry from the lines before the comments; what stands before its date is the site's frame."""
        dated = next((place for place, line in enumerate(lines) if _is_dateline(line.text)), None)
        place = 0 if dated is None else dated
        dateline = None if dated is None else lines[place].text
        if dateline is not None:
            place += 1
            if place < len(lines) and _CLOCKLINE.fullmatch(lines[place].text):
                dateline, place = f"{dateline} {lines[place].text}", place + 1
        content = _without_blank_ends(lines[place:])
        title = content[0].text if content else None
        bylines = [match for line in content[1:] if (match := _BYLINE.match(line.text[:_LONGEST_MARK]))]
        body = [line for line in content[1:] if not _is_furniture(line.text)]
        return _Article(title, bylines[-1]["author"] if bylines else None, dateline, paragraphs(body))


def _is_dateline(text: str) -> bool:
    return len(text) < _LONGEST_MARK and _DATELINE.fullmatch(text) is not None


def _is_furniture(text: str) -> bool:
    return len(text) < _LONGEST_MARK and bool(_FURNITURE.fullmatch(text) or _BYLINE.match(text))
