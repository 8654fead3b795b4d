"""Where a page prints dates: what comment lists are found by, since nearly every comment has one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from bs4 import Tag

from threadsearch.dates import read_stamp
from threadsearch.dates.spotting import LONGEST, spot_stamp
from threadsearch.formats.generic_html import words
from threadsearch.formats.generic_html.outline import Outline
from threadsearch.formats.html.forum import epoch_stamp
from threadsearch.formats.html.tree import attribute, classes
from threadsearch.model import Page, Precision

_ATTRIBUTES = ("datetime", "title", "data-datetime", "data-date", "data-time", "data-timestamp", "data-utime", "data-created", "content")
_MAY_BE = re.compile(r"[0-9].*[0-9]|[0-9]\s*[^\W\d_]|[^\W\d_]{2,}(?:day|tern|er|ier|era|hoy|ieri|oggi|ujourd)", re.DOTALL | re.IGNORECASE)
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ASSUMED = datetime(2038, 1, 1, tzinfo=UTC)  # for ages to be dates, on a page of which nobody knows when it was saved
_FINE = frozenset((Precision.SECOND, Precision.MINUTE))
_COARSE = frozenset((Precision.MONTH, Precision.YEAR))
_SHORT = 120
_EPOCH = 9  # digits of a moment since 1973
_BESIDE = 70  # characters that a line may have beside its date, if it is no prose


@dataclass(frozen=True, slots=True)
class Dated:
    """A date on the page. ``tag`` is the number of the tag that holds it, ``text`` that of its text, -1 if it is an
    attribute's alone. ``machine`` are the texts for machines, ``shown`` is what people see, of which ``start`` to
    ``end`` is the date in ``line``."""

    tag: int
    text: int
    machine: tuple[str, ...]
    shown: str
    line: str
    fine: int  # 2 to the minute, 1 to the day, 0 coarser
    at: datetime

    @property
    def stamps(self) -> tuple[str, ...]:
        return (*self.machine, self.shown) if self.shown else self.machine


def dates_on(page: Page, out: Outline) -> list[Dated]:
    """The dates of a page, in page order, each once."""
    found: dict[int, Dated] = {}
    inside: list[int] = []  # ends of tags whose attributes told a date: their text is that date
    taken = -1
    for number, tag in enumerate(out.tags):
        if not tag.attrs:
            continue
        machine, at = _machine(page, tag)
        if machine and number >= taken:
            line = out.text_of(number, _SHORT)
            if not line and out.firsts[number] < out.lasts[number]:
                continue  # a whole comment in a tag with a date
            found[number] = Dated(number, out.firsts[number] if line else -1, machine, line, line, 2, at)
            taken = out.ends[number]
    quoted = _quoted(out)
    found = {number: dated for number, dated in found.items() if number not in quoted}
    covered = {owner for number in found for owner in range(number, out.ends[number])}
    for at, text in enumerate(out.texts):
        owner = out.owners[at]
        if owner in covered or owner in quoted or len(text) > LONGEST * 2:
            continue
        dated = _printed(page, out, at)
        if dated is not None:
            found.setdefault(dated.tag, dated)
    return [found[number] for number in sorted(found)]


def _quoted(out: Outline) -> set[int]:
    """The tags in quotes: a quote's date is not the comment's."""
    quoted: set[int] = set()
    end = 0
    for number, tag in enumerate(out.tags):
        if number < end:
            quoted.add(number)
        elif tag.name == "blockquote" or (tag.name == "div" and words.is_quote(classes(tag))):
            end = out.ends[number]
            quoted.add(number)
    return quoted


def _machine(page: Page, tag: Tag) -> tuple[tuple[str, ...], datetime]:
    attrs = tag.attrs
    texts = []
    for name in _ATTRIBUTES:
        if name not in attrs:
            continue
        value = attribute(tag, name)
        if len(value) > 60 or not re.search("[0-9]", value) or (name == "content" and tag.name != "meta"):
            continue
        if name == "content" and not _ISO.match(value):
            continue  # a meta may say any number
        value = (epoch_stamp(value) if len(value) >= _EPOCH else "") or value
        if _ISO.match(value) or read_stamp(value, zone=page.zone, captured_at=_ASSUMED).at is not None:
            stamp = read_stamp(value, zone=page.zone, captured_at=page.captured_at or _ASSUMED)
            if stamp.at is not None and stamp.precision not in _COARSE:
                texts.append((value, stamp.at))
    return tuple(text for text, _ in texts), texts[0][1] if texts else _ASSUMED


def _printed(page: Page, out: Outline, at: int) -> Dated | None:
    """The date that a text prints, with the text of the tags around it where that tells the minute."""
    line = " ".join(out.texts[at].split())
    if not _MAY_BE.search(line):
        return None
    best: Dated | None = None
    number = out.owners[at]
    lines = [(number, line)]
    around = number
    for _ in range(2):
        if around < 0:
            break
        text = out.text_of(around, LONGEST)
        if text and text != line:
            lines.append((around, text))
        around = out.parents[around]
    for tag, text in lines:
        spot = spot_stamp(text, zone=page.zone, captured_at=page.captured_at or _ASSUMED)
        if spot is None or len(text) - (spot.end - spot.start) > _BESIDE:
            if best is None:
                return None
            continue
        fine = 2 if spot.stamp.precision in _FINE else 0 if spot.stamp.precision in _COARSE else 1
        if best is None or fine > best.fine:
            best = Dated(tag, at, (), text[spot.start : spot.end], text, fine, spot.stamp.at or _ASSUMED)
        if fine == 2:
            break
    return best
