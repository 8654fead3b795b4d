"""Who wrote each comment of a list: the short text that stands in the same place, varies, and looks like a name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from functools import lru_cache
from typing import NamedTuple

from threadsearch.dates.spotting import spot_stamp
from threadsearch.dates.vocabulary import fold
from threadsearch.formats.generic_html import words
from threadsearch.formats.generic_html.aligned import Aligned
from threadsearch.formats.generic_html.dates import Dated, beside_date
from threadsearch.formats.generic_html.outline import Key
from threadsearch.formats.generic_html.records import Record
from threadsearch.formats.generic_text.furniture import (
    LONGEST,
    is_action,
    is_end,
    is_heading,
    is_number,
    is_profile,
    tells_of_the_last,
)
from threadsearch.formats.html.tree import attribute

_LONGEST = 60  # characters of a name
_AROUND = 20  # characters that may stand around one
_LONGEST_BESIDE = 40  # characters of a name beside a date
_SHORTEST = 2.5  # characters of the usual name
_COUNT = re.compile(r"[0-9][0-9.,]*k?\s[^\W\d_]+")  # "39 points"
_PRINTED = "pre"  # a tag in which no name stands alone
_VERSION = re.compile(r"(?:v|version|release|revision|r)?\s?[0-9]+(?:\.[0-9]+)+\S{0,8}", re.IGNORECASE)
_LONGEST_ADDRESS = 300  # characters that are looked at
_LETTER = re.compile(r"[^\W\d_]")
_SENTENCE = re.compile(r"(?:\s\S+){2}\s[^\W\d_]{4,}\.$|\S\.\.\.$|\S\u2026$|,\s(?:\S+\s+){3}")
_LEAST = 0.25  # score of a place that has names
_OTHERS = 6  # places that are tried for records without a name in the best
_ONE_AUTHOR = 0.5  # how varied the names count as if one person, who has a profile, wrote everything
_UP = 4  # tags above a text whose markup says what it is
_ALL = 0.9  # share of records that have a text in a place, if it is surely a label
_BOLD = frozenset(["b", "strong", "cite", "h3", "h4", "h5"])
_ATTRIBUTES = ("data-author-name", "data-author", "data-user-name", "data-username", "author")
_BESIDE = 0.9  # sureness of a name in the line of a date, if words say that it is one
_FIRST_WORDS = 2  # of a date, that may belong to the name before it
_SURE = 1.3  # sureness of what an attribute says
BESIDE_DATE: Key = ("(beside the date)",)


class Author(NamedTuple):
    """A name, the tag that holds it (-1 for none), where it stands, and how much the markup says that it is one."""

    name: str
    tag: int
    place: Key
    sureness: float


Found = dict[int, Author]
"""By record."""


def read_authors(aligned: Aligned, dates: Sequence[Dated | None]) -> tuple[Key, list[Author | None]]:
    """The author of each record, ``None`` where it has none, and the place that most of them stand in."""
    places: dict[Key, Found] = defaultdict(dict)
    for order, record in enumerate(aligned.records):
        for author in _names_in(aligned, order, record, dates[order]):
            known = places[author.place].get(order)
            if known is None or author.sureness > known.sureness:
                places[author.place][order] = author
    scores = {place: _score(aligned, found) for place, found in places.items()}
    ranked = sorted(scores, key=lambda place: (-scores[place], place))
    if not ranked or scores[ranked[0]] < _LEAST:
        return (), [None] * len(aligned.records)
    best = ranked[0]
    tried = [best, *(place for place in ranked[1:_OTHERS] if _may_stand_in(place, best, places[place]))]
    authors = [
        next((places[place][order] for place in tried if order in places[place]), None)
        for order in range(len(aligned.records))
    ]
    return best, authors


def _may_stand_in(place: Key, best: Key, found: Mapping[int, Author]) -> bool:
    """Whether records without a name in the best place may have it in this one."""
    if place == BESIDE_DATE or place[:-1] == best[:-1]:
        return True
    return sum(author.sureness for author in found.values()) >= 0.8 * len(found)


def _names_in(aligned: Aligned, order: int, record: Record, dated: Dated | None) -> Iterator[Author]:
    yield from _told_by_attributes(aligned, record)
    dates = {other.tag for other in record.dates}  # in their tags only labels tell what is a name
    for rank, (at, text) in enumerate(_short_texts(aligned, order, record)):
        before = aligned.out.texts[at - 1].strip(" :\n") if at else ""
        name, is_introduced = _told_by_words(text, before if len(before) <= LONGEST else "")
        tag = aligned.out.owners[at]
        if name and (is_introduced or tag not in dates) and not aligned.is_of_the_last(order, tag):
            sureness = _sureness(aligned, order, tag) + 0.5 * is_introduced
            yield Author(name, tag, aligned.place(order, tag), sureness / (1 + 0.03 * rank))
    if dated is not None and (beside := _beside(dated)):
        yield Author(beside, dated.tag, BESIDE_DATE, _BESIDE if _is_introduced(dated) else _BESIDE / 2)


@lru_cache(maxsize=4096)
def _told_by_words(text: str, before: str) -> tuple[str, bool]:
    """The name in a text, and whether words in it, or in the text before it, say that it is one; or an empty name.

    Nor is it a name if these say that it is of who wrote last in some thread: a list of threads tells that of each.
    The lists that a page may have are much of them the same texts, so each is asked several times.
    """
    name = words.name_in(text)
    if not is_name(name) or tells_of_the_last(before) or tells_of_the_last(text):
        return "", False
    return name, words.is_introduced(text) or _announces(before)


def _announces(before: str) -> bool:
    """Whether a text says that a name follows, with a date in it or without ("Posted on May 3 by")."""
    return words.announces_name(before) or words.announces_name(" ".join(beside_date(before).split()))


def _told_by_attributes(aligned: Aligned, record: Record) -> Iterator[Author]:
    """The name that an attribute of a record's own tag says."""
    tag = aligned.out.tags[record.tops[0]]
    for attr in _ATTRIBUTES:
        name = attribute(tag, attr).strip()
        if name and is_name(name):
            yield Author(name, -1, (f"[{attr}]",), _SURE)


def _short_texts(aligned: Aligned, order: int, record: Record) -> Iterator[tuple[int, str]]:
    """The texts of a record that may be a name, with their numbers: no dates, no labels, nothing in quotes."""
    out = aligned.out
    dates = {other.text for other in record.dates}
    for at in record.own:
        text, owner = out.texts[at].strip(), out.owners[at]
        if not 0 < len(text) <= _LONGEST + _AROUND or at in dates or out.tags[owner].name == _PRINTED:
            continue
        is_button = aligned.is_label(order, at) and aligned.share(order, at) > _ALL
        # One author may have written all of a list's comments: then only the markup tells.
        if (is_button and _sureness(aligned, order, owner) < 1) or owner in aligned.out.quoted:
            continue
        yield at, text


@lru_cache(maxsize=4096)
def is_name(name: str) -> bool:
    """Whether a text may be a name: short, no question, no date, no number, and none of the words of forums."""
    if not 0 < len(name) <= _LONGEST or name.endswith(("?", "!")) or "http" in name or words.is_about_name(name):
        return False
    if (
        is_number(name)
        or words.is_removal(name)
        or is_action(name)
        or is_heading(name)
        or is_end(name)
        or _is_profile(name)
    ):
        return False
    if (
        _SENTENCE.search(name)
        or words.without_answer(name) != name
        or (name.isascii() and not any(map(str.isalnum, name)))
    ):
        return False
    if not words.DIGITS.search(name):
        return True
    return bool(_LETTER.search(name)) and not (
        _COUNT.fullmatch(name) or _VERSION.fullmatch(name) or spot_stamp(name, zone=UTC)
    )


def _is_profile(text: str) -> bool:
    """Whether a text says something of an author; "user123" is one."""
    return words.leads_to_person(text) or (is_profile(text) and not (text[-1:].isdecimal() and text.isalnum()))


def _beside(dated: Dated | None) -> str:
    """The name in the line that a date stands in ("Posted by Ferdy on July 4, 2011"), or nothing."""
    if dated is None or not dated.shown or dated.line == dated.shown or _tells_of_something_else(fold(dated.line)):
        return ""
    before, _, after = dated.line.partition(dated.shown)
    for name in (words.name_in(before), words.name_in(after)):
        if len(name) <= _LONGEST_BESIDE and is_name(name) and _LETTER.search(name):
            return name
    return ""


def _tells_of_something_else(line: str) -> bool:
    return words.JOINED.search(line) is not None or words.EDITED.search(line) is not None


def _is_introduced(dated: Dated) -> bool:
    """Whether words in a date's line say that what stands before it is a name; the date may begin with such words."""
    before = dated.line.partition(dated.shown)[0]
    first = dated.shown.split()[:_FIRST_WORDS]
    return any(words.is_introduced(" ".join((before, *first[:count]))) for count in range(len(first) + 1))


def _score(aligned: Aligned, found: Mapping[int, Author]) -> float:
    """How likely a place is that of the names: most records have one there, they vary, and are short."""
    names = [author.name for author in found.values()]
    shapes = {words.DIGITS.sub("#", name) for name in names}
    if len(names) > 3 and len(shapes) == 1:  # noqa: PLR2004 - so many may be one author's
        if not all(_leads_to_profile(aligned, order, author.tag) for order, author in found.items()):
            return 0.0
        varied = _ONE_AUTHOR
    else:
        varied = min(1.0, 2 * len(shapes) / len(names))
    length = sum(map(len, names)) / len(names)
    blanks = sum(name.count(" ") for name in names) / len(names)
    shape = (1.0 if _SHORTEST < length < 25 else 0.6) * (1.0 if blanks < 2.5 else 0.5)  # noqa: PLR2004 - what few names have
    sure = sum(author.sureness for author in found.values()) / len(found)
    return len(found) / len(aligned.records) * (0.3 + 0.7 * varied) * shape * sure


def _leads_to_profile(aligned: Aligned, order: int, tag: int) -> bool:
    tags = (aligned.out.tags[number] for _, number in zip(range(_UP), aligned.within(order, tag), strict=False))
    return any(node.name == "a" and _said_by_link(attribute(node, "href")[:_LONGEST_ADDRESS]) > 0 for node in tags)


def _sureness(aligned: Aligned, order: int, tag: int) -> float:
    """How much the markup around a text says that it is a name: 0.4 if nothing does, more than 1 if much does."""
    weight = 0.4
    for steps, number in zip(range(_UP), aligned.within(order, tag), strict=False):
        node = aligned.out.tags[number]
        if node.attrs:
            weight += _said_by_names(aligned.out.said(number), steps)
            if node.name == "a":
                weight += _said_by_link(attribute(node, "href")[:_LONGEST_ADDRESS])
        if node.name in _BOLD:
            weight += 0.2
    return max(0.05, weight)


@lru_cache(maxsize=4096)
def _said_by_names(said: str, steps: int) -> float:
    """What class names and the like of a tag say, so many steps above the name."""
    weight = 0.0
    if words.AUTHOR.search(said):
        weight += 0.8 / (1 + 0.4 * steps)
    elif words.ABOUT.search(said):
        weight += 0.2 / (1 + 0.4 * steps) if steps else 0.6
    if steps < 2 and words.NO_AUTHOR.search(said):  # noqa: PLR2004 - a name may stand in the head of a body
        weight -= 0.4
    return weight


@lru_cache(maxsize=4096)
def _said_by_link(href: str) -> float:
    if words.PROFILE.search(href.lower()):
        return 0.8
    return -0.3 if href.startswith("#") or "javascript" in href else 0.0
