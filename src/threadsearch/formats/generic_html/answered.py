"""The post before a list whose looks are others than the list's: its author is linked as theirs are.

What stands before a list of comments is an article more often than a post, and articles are no comments. So it is a
post only if its author has a page where those who answer have theirs, it is dated as they are, nothing in its markup
calls it an article, it is laid out as none, and it is the only one of its kind there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bs4 import BeautifulSoup

from threadsearch.dates.vocabulary import fold
from threadsearch.formats.generic_html import words
from threadsearch.formats.generic_html.authors import is_name
from threadsearch.formats.generic_html.dates import Dated
from threadsearch.formats.generic_html.fields import Fields, Reading
from threadsearch.formats.generic_html.outline import Outline
from threadsearch.formats.generic_html.pages import title_of
from threadsearch.formats.generic_html.profiles import pattern_of, patterns_of
from threadsearch.formats.generic_html.records import Record
from threadsearch.formats.html.tree import attribute

_NEAR = 4_000  # tags before a list that the post may have
_MOST = 8  # links to people before a list that may be its author's
_HIGHEST = 12  # tags above such a link
_BETWEEN = 240  # letters of prose between the post and the list
_LEAST = 20  # letters of prose in a post
_MAIN = 0.5  # of the prose in the frame of a post is in its words
_HELD = 0.6  # of the prose of a part is in one part of it, if the words are all there
_LONG, _LONGER = 3_000, 10  # letters of an article, and times as many as in any answer to it
_UP = 3  # tags around a date that may be such a notice
_NOTE = 120  # characters of a title, or of a notice of changes
_TIMED = 2  # fineness of a date that tells the minute
_ASIDE = frozenset(["aside", "nav", "footer"])
_TITLES = frozenset(["figcaption", "h2", "h3"])  # that few people write into a post
_FEW = 2
_ARTICLE = re.compile(r"\b(?:article|story|news|newsarticle|blog|blogpost(?:ing)?|hentry|recipe|review|product)\b")
_BYLINE = re.compile(r"\bauthors?/$")  # where a site has the pages of those who write its articles
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _List:
    """What a list says of the post before it: where people's pages are, and the forms of dates."""

    first: int
    patterns: frozenset[str]
    forms: frozenset[str]
    longest: int
    are_articles: bool

    def follows(self, out: Outline, number: int) -> bool:
        """Whether a tag ends before the list, and begins not too far from it."""
        return self.first - _NEAR < number and out.ends[number] <= self.first


@dataclass(frozen=True, slots=True)
class _Found:
    """A post's own tag, its author's link, its date, the tags with its words, and the notices of changes in these."""

    top: int
    person: int
    dated: Dated
    bodies: list[int]
    notes: list[int]


def answered_post(soup: BeautifulSoup, out: Outline, reading: Reading, before: Sequence[Dated]) -> Fields | None:
    """The post right before a list, or ``None``; ``before`` are the dates there."""
    listed = _listed(out, reading)
    near = [dated for dated in before if dated.tag > listed.first - _NEAR and dated.tag not in out.quoted]
    if not listed.patterns or not near:
        return None
    title = title_of(soup) or ""
    for person in islice(_people(out, listed), _MOST):
        found = _read(out, listed, person, near, title)
        if found is not None:
            post = _fields(out, found)
            return None if _is_listed(reading, post) else post
    return None


def _fields(out: Outline, found: _Found) -> Fields:
    record = Record([found.top], [(out.firsts[found.top], out.lasts[found.top])], None, [found.dated])
    name = _name(out, found.person)
    return Fields(record, name, found.person, 1.0, found.dated, found.bodies, found.notes, is_usual=True)


def _is_listed(reading: Reading, post: Fields) -> bool:
    """Whether a list has the post, too: the author wrote one of its comments in the same minute."""
    moments = ((found.author, found.date.at) for found in reading.fields if found.date is not None)
    return post.date is not None and post.date.fine == _TIMED and (post.author, post.date.at) in moments


def _listed(out: Outline, reading: Reading) -> _List:
    records = reading.candidate.records
    return _List(
        records[0].tops[0],
        frozenset(pattern for pattern in patterns_of(out, reading) if not _BYLINE.search(pattern)),
        frozenset(_form(found.date) for found in reading.fields if found.date is not None),
        max(record.prose(out) for record in records),
        out.tags[records[0].tops[0]].name == "article",
    )


def _form(dated: Dated) -> str:
    """How a date is written: "4 Mar 2016" is "# a #"; those that machines read are all of one form."""
    return "machine" if dated.machine else _WORD.sub("a", words.DIGITS.sub("#", dated.shown))


def _people(out: Outline, listed: _List) -> Iterator[int]:
    """The links to people before a list, the nearest first, without those in quotes."""
    for number in range(listed.first - 1, max(-1, listed.first - _NEAR), -1):
        is_link = out.tags[number].name == "a" and number not in out.quoted
        if is_link and _pattern(out, number) in listed.patterns and is_name(_name(out, number)):
            yield number


def _name(out: Outline, person: int) -> str:
    return words.name_in(out.text_of(person, _NOTE))


def _pattern(out: Outline, number: int) -> str:
    return pattern_of(attribute(out.tags[number], "href"))


def _read(out: Outline, listed: _List, person: int, near: Sequence[Dated], title: str) -> _Found | None:
    """What this person wrote: the least tag around the link with most of what is said around it, and a date."""
    around = [number for number in out.above(person, _HIGHEST) if listed.follows(out, number)]
    said = _prose(out, around[-1]) if around else 0
    for top in around:
        inside = [dated for dated in near if top <= dated.tag < out.ends[top]]
        own = [dated for dated in inside if _form(dated) in listed.forms and not dated.is_of_something_else]
        if not own:
            continue
        bodies = _words_in(out, top, {person, own[0].tag}, title)
        if sum(_prose(out, body) for body in bodies) >= max(_LEAST, _MAIN * said):
            found = _Found(top, person, own[0], bodies, list(_notes_in(out, inside, bodies)))
            return found if _is_post(out, listed, found, around) else None
    return None


def _prose(out: Outline, number: int) -> int:
    return out.prose_in(out.firsts[number], out.lasts[number])


def _words_in(out: Outline, top: int, head: set[int], title: str) -> list[int]:
    """The tags with the words of a post: what says most in it, beside its head and its title."""
    for _ in range(_HIGHEST):
        if _own_prose(out, top) >= _LEAST or out.ends[top] == top + 1:
            return [top] if _own_prose(out, top, max(head)) >= _LEAST else []
        parts = [child for child in out.children(top) if _prose(out, child)]
        main = max(parts, key=lambda part: (_prose(out, part), -part), default=top)
        if main != top and _prose(out, main) >= _HELD * _prose(out, top) and _holds(out, main, head):
            top = main
            continue
        worded = [part for part in parts if not _holds(out, part, head) and not _is_title(out, part, title)]
        if not worded:
            return []
        between = [child for child in out.children(top) if worded[0] <= child <= worded[-1]]
        return [child for child in between if not _holds(out, child, head)]
    return []


def _own_prose(out: Outline, number: int, behind: int = -1) -> int:
    """The letters of prose right in a tag, behind another one in it."""
    first = out.lasts[behind] if number <= behind < out.ends[number] else out.firsts[number]
    return sum(out.prose_in(at, at + 1) for at in range(first, out.lasts[number]) if out.owners[at] == number)


def _holds(out: Outline, number: int, tags: set[int]) -> bool:
    return any(number <= tag < out.ends[number] for tag in tags)


def _is_title(out: Outline, number: int, title: str) -> bool:
    text = out.text_of(number, _NOTE)
    return bool(text) and text in title


def _notes_in(out: Outline, dates: Sequence[Dated], bodies: Sequence[int]) -> Iterator[int]:
    """The tags among the words that say when these were changed ("Last edited by Ann; May 3, 2014")."""
    for dated in dates:
        around = [number for number in out.above(dated.tag, _UP) if any(_holds(out, body, {number}) for body in bodies)]
        noted = (number for number in around if words.EDITED.search(fold(out.text_of(number, _NOTE))))
        yield from islice((number for number in noted if number not in bodies), 1)


def _is_post(out: Outline, listed: _List, found: _Found, around: Sequence[int]) -> bool:
    """Whether it is no article, no one of several, and the list follows it."""
    if out.prose_in(out.lasts[found.top], out.firsts[listed.first]) > _BETWEEN:
        return False
    return (
        not any(_has_like(out, listed, number) for number in around if number <= found.top)
        and not _is_shared(out, listed, found)
        and not _is_article(out, listed, found)
    )


def _has_like(out: Outline, listed: _List, number: int) -> bool:
    """Whether other tags of its looks stand beside one, with links to people, as teasers do."""
    beside = (other for other in out.children(out.parents[number]) if other != number and listed.follows(out, other))
    alike = (other for other in beside if out.style(other) == out.style(number))
    return any(_pattern(out, link) in listed.patterns for other in alike for link in _links(out, other))


def _links(out: Outline, number: int) -> Iterator[int]:
    return (inner for inner in range(number, out.ends[number]) if out.tags[inner].name == "a")


def _is_shared(out: Outline, listed: _List, found: _Found) -> bool:
    """Whether other people are linked beside its words."""
    said = {inner for body in found.bodies for inner in range(body, out.ends[body])}
    address = attribute(out.tags[found.person], "href")
    return any(
        attribute(out.tags[link], "href") != address
        for link in _links(out, found.top)
        if link not in said and _pattern(out, link) in listed.patterns
    )


def _is_article(out: Outline, listed: _List, found: _Found) -> bool:
    """Whether the markup in it or around it calls it an article, or it is laid out as one."""
    prose = sum(_prose(out, body) for body in found.bodies)
    if prose > _LONG and prose > _LONGER * listed.longest:
        return True
    inner = [number for body in found.bodies for number in range(body, out.ends[body])]
    if sum(out.tags[number].name in _TITLES for number in inner) >= _FEW:
        return True
    if "author" in attribute(out.tags[found.person], "rel"):
        return True
    outer = [number for number in (*out.above(found.top, len(out.tags)), *found.bodies) if number]
    if any(out.tags[number].name in _ASIDE for number in outer):
        return True
    is_called = any(out.tags[number].name == "article" for number in outer) and not listed.are_articles
    return is_called or any(_ARTICLE.search(_said(out, number)) for number in outer)


def _said(out: Outline, number: int) -> str:
    return words.said_by(out.said(number), attribute(out.tags[number], "itemtype").replace("/", " "))
