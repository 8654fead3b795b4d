"""Where a comment's date may stand: in a tag that says so, loose beside the author's name, or alone in its head."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple

from bs4 import Tag

from threadsearch.dates import read_stamp
from threadsearch.dates.spotting import spot_stamp
from threadsearch.formats.html import attribute, classes, is_text, one_line
from threadsearch.formats.wordpress.markup import HEADINGS, comment_linked, shown_text
from threadsearch.formats.wordpress.tags import Tags, plain_classes

# The surest name first; names are as ``plain_classes`` gives them.
_DATES = (
    *("comment-date", "commentdate", "comment-date-time", "comment-time", "commenttime", "comment-published"),
    *("published", "timestamp", "timeago", "timendate", "date", "time", "comment-metadata", "commentmetadata"),
    *("datetime", "date-time", "meta-date", "post-time", "post-date", "comment-meta", "meta"),
)
_DAYS, _CLOCKS = ("comment-date", "date"), ("comment-time", "time")  # printed apart
_LONGEST = 100  # characters
_DATE_PROPERTIES = {"datePublished", "dateCreated", "commentTime"}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_PARAGRAPHS = {"p", "blockquote", "ul", "ol", "pre"}
_LABEL = 200  # nodes
DIGIT = re.compile(r"\d")
_SPREAD = re.compile(r"(?<!\d)(\d\d?)\s([-/.])\s(\d\d?)\s\2\s(\d{4})(?!\d)")  # "4 - 3 - 2012" is one piece
_CLOCK = re.compile(r"\d[:.h]\d\d")
_PARTS = re.compile(r"[|()\[\]·•–—#]|\s[-/]\s|,\s*$")  # noqa: RUF001 - themes do part date and links by dashes of any length


PRESENT = datetime(2020, 1, 1, tzinfo=UTC)
"""A time of capture where none is known, to see where "3 days ago" stands."""


class PossibleDate(NamedTuple):
    """What may be a comment's date: as machines read it, as people see it, and the tag that has it."""

    text: str
    shown: str
    tag: Tag

    @property
    def is_marked(self) -> bool:
        """Whether the tag says that it has a date, which so is one even if nobody understands it."""
        is_linked = self.tag.name == "time" or comment_linked(self.tag) is not None
        return is_linked or not plain_classes(self.tag).isdisjoint(_DATES)

    @property
    def stands_alone(self) -> bool:
        """Whether the tag holds no words beside the date: what stands loose may stand in the box of the words."""
        return self.is_marked or not _holds_words(self.tag)


def marked_dates(tags: Tags, author_tag: Tag | None) -> list[PossibleDate]:
    """What may be the date by the tags that hold it, or by where it leads, surest first."""
    found = []
    linked = [tag for tag in tags.named(("a",)) if comment_linked(tag) is not None]
    others = [tag for tag in tags.listed if tag.name in ("small", "abbr") or tag is author_tag or _has_stamp(tag)]
    dated = [*tags.named(("time",)), *tags.having(_DATES), *linked, *others]
    for tag in {id(tag): tag for tag in dated}.values():
        shown = shown_text(tag).rstrip(" :,|")
        machine = [attribute(tag, "datetime"), attribute(tag, "content")]
        found += [PossibleDate(text, shown or text, tag) for text in machine if text]
        found += [PossibleDate(text, text, tag) for text in (attribute(tag, "title"), shown) if text]
        found += [PossibleDate(text, text, tag) for text in _pieces([shown, *own_texts(tag)]) if text != shown]
    days, clocks = tags.having(_DAYS), tags.having(_CLOCKS)
    if days and clocks:
        text = f"{shown_text(days[0])} {shown_text(clocks[0])}"
        found.append(PossibleDate(text, text, days[0]))
    return [date for date in found if len(date.text) <= _LONGEST]


def is_date(text: str) -> bool:
    """Whether a text begins with a date or an age, and so is nobody's name."""
    if not DIGIT.search(text) or len(text) > _LONGEST:
        return False
    spot = spot_stamp(text, zone=UTC, captured_at=PRESENT)
    return spot.start == 0 if spot is not None else read_stamp(text, zone=UTC, captured_at=PRESENT).at is not None


def dates_beside(around: Iterable[tuple[Tag, str, str]]) -> Iterator[PossibleDate]:
    """What may be the date in boxes, of which each is given with what stands in it before and behind the name."""
    for box, before, after in around:
        for text in (after.strip(" :,|/"), one_line(f"{before} {after}")):
            if DIGIT.search(text) and len(text) <= _LONGEST:
                yield PossibleDate(text, text, box)


def loose_dates(head: Sequence[Tag], wrapper: Tag, *, has_body: bool) -> Iterator[PossibleDate]:
    """What may be the date though no tag says so. Where the words may be meant, it needs a time of day."""
    is_before_words = True  # WordPress puts these into paragraphs, which have no class
    for tag in head:
        is_before_words = is_before_words and not (tag.name == "p" and not classes(tag))
        is_in_heading = tag.name in HEADINGS or (tag.parent is not None and tag.parent.name in HEADINGS)
        is_head = has_body or is_in_heading or (is_before_words and tag is not wrapper)
        for text in _pieces(own_texts(tag)):
            if len(text) <= _LONGEST and (is_head or _CLOCK.search(text)):
                yield PossibleDate(text, text, tag)


def _holds_words(tag: Tag) -> bool:
    """Whether paragraphs stand in a tag below a line of text, as words do below the name and the date."""
    nodes = [*islice(tag.descendants, _LABEL)]
    begun = (place for place, node in enumerate(nodes) if is_text(node) and str(node).strip())
    first = next(begun, _LABEL)
    return len(nodes) == _LABEL or any(isinstance(node, Tag) and node.name in _PARAGRAPHS for node in nodes[first:])


def _has_stamp(tag: Tag) -> bool:
    """Whether a tag carries a year for machines, or for people who point at "2 years ago"."""
    if not tag.attrs:
        return False
    stamp = attribute(tag, "datetime") or attribute(tag, "title")
    return _YEAR.search(stamp) is not None or attribute(tag, "itemprop") in _DATE_PROPERTIES


def own_texts(tag: Tag) -> Iterator[str]:
    """The texts that stand in the tag itself."""
    return (text for child in tag.children if is_text(child) and (text := one_line(str(child))))


def _pieces(texts: Iterable[str]) -> Iterator[str]:
    """The parts of these texts that may be a date: what stands between signs and has digits."""
    dated = (_SPREAD.sub(r"\1\2\3\2\4", text) for text in texts if DIGIT.search(text))
    parts = (part for text in dated for part in (*_PARTS.split(text), text) if DIGIT.search(part))
    return (part.strip("|·•–—-/ ") for part in parts)  # noqa: RUF001 - see _PARTS
