"""Things as posts: the words of a comment, who wrote them, when, and what they answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from bs4 import Tag

from threadsearch.addresses import original
from threadsearch.entities import unescape
from threadsearch.formats.html import Places, Rendered, attribute, classes, render, walk
from threadsearch.formats.html.forum import Post
from threadsearch.formats.records.bodies import broken_lines_text, plain_text
from threadsearch.formats.structured import vocabulary as said
from threadsearch.formats.structured.things import Thing, Value, address, label, seen
from threadsearch.formats.textual import links_in
from threadsearch.model import State

_IS_MARKUP = re.compile(r"</[a-z][a-z0-9]{0,12}\s*>|<(?:br|p)\b[^<>]*>", re.IGNORECASE)
_IS_ESCAPED = re.compile(r"&lt;(?:/[a-z][a-z0-9]{0,12}|br|p)\s*/?&gt;", re.IGNORECASE)
_TABS = re.compile(r"\n\t+")
_SMILEY = re.compile(r":[\w+-]+:|[^\w\s]{1,8}\w?")  # what its picture has for its text
_HAS_DIGIT = re.compile(r"\d")


@dataclass(slots=True, eq=False)
class Draft:
    """A comment before it is known what its key is.

    ``ids`` are what may serve as one, best first; ``answers`` is the comment that holds it, ``names`` the ids by which
    it states what it replies to. ``has_words`` is false where the markup has no place for them.
    """

    post: Post
    ids: tuple[str, ...] = ()
    answers: Draft | None = None
    names: tuple[str, ...] = ()
    has_words: bool = True

    @property
    def missing(self) -> str:
        """The id of the comment that it names, should the page not show it; an address alone may be the article's."""
        return next((name for name in self.names if "/" not in name), "")


class Drafter:
    """Reads one syntax's things; ``foreign`` are the ``id()`` of the tags of comments."""

    def __init__(self, things: Iterable[Thing], base: str | None, places: Places) -> None:
        self._base = base
        self._places = places
        self._named = {thing.name: thing for thing in reversed(list(things)) if thing.name and thing.values}
        self._foreign: frozenset[int] = frozenset()

    def part(self, comments: Iterable[Thing]) -> None:
        """Tell which things are comments, so that none takes another's words."""
        self._foreign = frozenset(id(thing.tag) for thing in comments if thing.tag is not None)

    def is_stub(self, thing: Thing) -> bool:
        """Whether a thing says nothing of a comment but that there is one."""
        return not any(name in thing.values for name in (*said.WORDS, *said.AUTHORS, *said.DATES, *said.LAST_WORDS))

    def draft(self, thing: Thing, answers: Draft | None = None) -> Draft:
        """The comment that a thing tells of."""
        words = self.words(thing)
        status = next((label(value, self._is_foreign) for value in thing.all(*said.STATUS)), "")
        dates, shown = self.dates(thing)
        stated = [text for value in thing.all(*said.PARENTS) if (text := address(value, self._is_foreign))]
        ids = tuple(dict.fromkeys(self._ids(thing)))
        post = Post(
            words=words or Rendered(),
            author=self.author(thing),
            dates=dates,
            shown=shown,
            url=self.address(thing),
            locator=thing.locator or self._place(thing.tag, ids),
            state=State.DELETED if said.GONE.search(status) else State.LIVE,
        )
        names = tuple(name for text in stated for name in self._ids_of(text))
        return Draft(post, ids, answers, names, words is not None)

    def words(self, thing: Thing) -> Rendered | None:
        """A thing's words; ``None`` where no property holds any."""
        for name in (*said.WORDS, *(() if said.is_article(thing) else said.LAST_WORDS)):
            values = [value for value in thing.all(name) if not isinstance(value, Thing)]
            tags = [value for value in values if isinstance(value, Tag) and value.name != "meta"]
            if tags:
                return self._rendered(thing, tags)
            texts = [value if isinstance(value, str) else attribute(value, "content") for value in values]
            if any(texts):
                return written("\n\n".join(filter(None, texts)), self._base)
        return None

    def author(self, thing: Thing) -> str | None:
        """Who wrote it."""
        people = list(_forgotten(thing))
        values = (value for some in (thing, *people) for value in some.all(*said.AUTHORS))
        return next(filter(None, map(self._name, (*values, *people))), None)

    def dates(self, thing: Thing) -> tuple[tuple[str, ...], str]:
        """The texts that may be its date, and the one that people see."""
        told = (value for some in (thing, *_forgotten(thing)) for value in some.all(*said.DATES))
        values = [value for value in told if not isinstance(value, Thing)]
        texts = [text for value in values for text in _date_texts(value, self._is_foreign)]
        shown = next(filter(None, (seen(value, self._is_foreign) for value in values if isinstance(value, Tag))), "")
        return tuple(dict.fromkeys(texts)), shown

    def address(self, thing: Thing) -> str | None:
        """Its own address."""
        stated = (*(address(value, self._is_foreign) for value in thing.all(*said.ADDRESSES)), thing.name)
        return next(filter(None, (original(text, self._base) for text in stated)), None)

    def title(self, thing: Thing) -> str | None:
        """What it is called."""
        texts = (label(value, self._is_foreign) for value in thing.all(*said.TITLES))
        return next(filter(None, texts), None)

    def _name(self, value: Value) -> str | None:
        if not isinstance(value, Thing):
            return None if isinstance(value, Tag) and value.name == "link" else label(value, self._is_no_name) or None
        person = value if value.values else self._named.get(value.name, value)
        texts = (label(text, self._is_no_name) for text in person.all(*said.NAMES))
        implied = seen(person.tag, self._is_no_name) if person.tag is not None else ""
        return next(filter(None, texts), None) or implied or None

    def _is_foreign(self, tag: Tag) -> bool:
        return id(tag) in self._foreign

    def _is_no_name(self, tag: Tag) -> bool:
        """Whether this, within an author's tag, is no part of the name: a date, the "says" of old blogs."""
        return self._is_foreign(tag) or tag.name == "time" or "says" in classes(tag)

    def _rendered(self, thing: Thing, tags: list[Tag]) -> Rendered:
        """The words of tags of which some may stand in others, without what is no part of them."""
        held = {name: values for name, values in thing.values.items() if name in said.FURNITURE}
        furniture = {id(v.tag if isinstance(v, Thing) else v) for values in held.values() for v in values}
        # A tag that is both words and something else is words.
        furniture -= {id(tag) for tag in tags}
        inner = {id(tag) for tag in tags[1:]} if len(tags) > 1 else set()
        tops: list[Tag] = []
        covered: set[int] = set()
        for tag in tags:
            if id(tag) in covered:
                continue
            tops.append(tag)
            if inner:
                covered.update(id(node) for node in _within(tag, self._foreign) if id(node) in inner)

        def is_left_out(tag: Tag) -> bool:
            return id(tag) in furniture or self._is_foreign(tag) or _is_furniture(tag)

        return render(tops, without=is_left_out, base=self._base)

    def _ids(self, thing: Thing) -> Iterator[str]:
        numbers = (label(value, self._is_foreign) for value in thing.all(*said.NUMBERS))
        yield from filter(None, numbers)
        for stated in (thing.name, *(address(value, self._is_foreign) for value in thing.all(*said.ADDRESSES))):
            if stated:
                yield from self._ids_of(stated)
        own = attribute(thing.tag, "id") if thing.tag is not None else ""
        if _HAS_DIGIT.search(own):
            yield own

    def _ids_of(self, stated: str) -> Iterator[str]:
        """What a stated address may be called by: its fragment, if it looks like an id, and itself."""
        fragment = stated.rpartition("#")[2] if "#" in stated else ""
        if _HAS_DIGIT.search(fragment):
            yield fragment
        yield original(stated, self._base) or stated

    def _place(self, tag: Tag | None, ids: Iterable[str]) -> str:
        """The line of the nearest tag around it that has an id, or of one that bears its id."""
        around = tag.parent if tag is not None else None
        names = (*(attribute(near, "id") for near in (tag, around) if near is not None), *ids)
        return next(filter(None, map(self._places.of_id, names)), "")


def written(text: str, base: str | None) -> Rendered:
    """The words that a script or an attribute holds: plain, though often with markup, which may be escaped."""
    if _IS_ESCAPED.search(text) and not _IS_MARKUP.search(text):
        text = unescape(text)
    if _IS_MARKUP.search(text):
        rendered = broken_lines_text(text)
        return replace(rendered, links=tuple(filter(None, (original(link, base) for link in rendered.links))))
    plain = _TABS.sub("\n", unescape(text).replace("\r\n", "\n")).strip()
    return Rendered(plain_text(plain), links_in(plain))


def _forgotten(thing: Thing) -> Iterator[Thing]:
    """The people in a thing of whom no property says what they are to it, as old templates forget to."""
    return (value for value in thing.all("") if isinstance(value, Thing) and value.is_a(said.PEOPLE))


def _date_texts(value: str | Tag, is_foreign: Callable[[Tag], bool]) -> Iterator[str]:
    """What a value says of a date, for machines first."""
    if isinstance(value, str):
        yield value
        return
    stated = (attribute(value, name) for name in ("datetime", "content", "title"))
    yield from filter(None, (*stated, seen(value, is_foreign)))


def _is_furniture(tag: Tag) -> bool:
    """Whether this is no word: a button, a picture other than a smiley."""
    if tag.name == "img":
        return _SMILEY.fullmatch(attribute(tag, "alt")) is None
    return attribute(tag, "role") == "button"


def _within(top: Tag, foreign: frozenset[int]) -> Iterator[Tag]:
    for step in walk(top, lambda tag: id(tag) not in foreign):
        if step.enters and isinstance(step.node, Tag):
            yield step.node
