"""The comments of a page, from their wrappers: all of them together, since they tell more than each of them does."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import chain

from threadsearch.dates.spotting import spot_stamp
from threadsearch.formats.html import Places, Rendered, Stamps, attribute
from threadsearch.formats.wordpress.answers import Answers
from threadsearch.formats.wordpress.bodies import unbox_quotes
from threadsearch.formats.wordpress.bylines import VERBS, Bylines, find_bylines
from threadsearch.formats.wordpress.dates import PRESENT, PossibleDate
from threadsearch.formats.wordpress.outline import Node
from threadsearch.formats.wordpress.parts import Parts
from threadsearch.model import Comment, Defect, Kind, Page, ParentSource, Precision, State, Timestamp

_FINENESS: dict[Precision | None, int] = {precision: rank for rank, precision in enumerate((*Precision, None))}
_ENOUGH_NAMES = 2  # different ones, with the same word behind them


class CommentReader:
    """Reads the comments of one page. ``base`` is the thread's address, ``language`` the page's."""

    def __init__(self, page: Page, nodes: Sequence[Node], base: str | None, language: str | None) -> None:
        self.defects: list[Defect] = []
        self._page = page
        self._base = base
        self._places = Places(page.content)
        unbox_quotes(nodes)
        self._parts = deque(map(Parts, nodes))
        self._keys = {id(node): node.number or f"@{position}" for position, node in enumerate(nodes)}
        self._wrappers = {id(node.tag) for node in nodes}
        # What only all of the comments together tell.
        self._bylines = self._found_bylines(page)
        names = [self._printed_name(position, parts) for position, parts in enumerate(self._parts)]
        self._verb = _shared_verb([name for name in names if name])
        marked = (parts.dates or parts.loose_dates or parts.dates_beside_name() for parts in self._parts)
        told = (line.date for line in self._bylines.found.values())
        printed = chain((date.text for dates in marked for date in dates), told)
        self._stamps = Stamps(page, printed, language)
        self._answers = Answers(self._parts, [_without(self._verb, name) for name in names])

    def read(self) -> tuple[Comment, ...]:
        """The comments, in page order. They can be read once: what was kept to read one goes as it is read."""
        return tuple(self._comment(position, self._parts.popleft()) for position in range(len(self._parts)))

    def _comment(self, position: int, parts: Parts) -> Comment:
        node = parts.node
        locator = next(filter(None, (self._places.of_id(attribute(tag, "id")) for tag, _ in node.own)), "")
        parent = self._keys.get(id(node.parent)) or node.stated_parent
        source = ParentSource.EXPLICIT if node.stated_parent else ParentSource.NESTING
        if parent is None and (node.depth or 0) > 1:
            self.defects.append(Defect("a reply's parent is not on the page", locator))
        created, words = self._told(position, parts)
        told = self._answers.told(position, parts, words.text)
        if told is not None:
            parent, source = self._keys[id(told[0])], told[1]
        return Comment(
            position=position,
            text=words.text,
            author=_without(self._verb, self._printed_name(position, parts)),
            created=created,
            native_id=node.number,
            parent=parent,
            parent_source=source if parent else None,
            url=parts.permalink(self._base),
            links=words.links,
            locator=locator,
            kind=Kind.PINGBACK if self._is_ping(position) else node.kind,
            state=State.DELETED if parts.is_deleted else State.LIVE,
        )

    def _found_bylines(self, page: Page) -> Bylines:
        """The lines that tell authors and dates where no tag says whose a comment is."""
        places = [place for place, parts in enumerate(self._parts) if not (parts.is_named or parts.is_ping)]
        texts = {place: self._parts[place].text_with_head(self._wrappers) for place in places}
        present = page.captured_at or PRESENT
        return find_bylines(texts, partial(spot_stamp, zone=page.zone, captured_at=present))

    def _printed_name(self, position: int, parts: Parts) -> str | None:
        """The author as the page prints it, which may be with the verb behind it."""
        line = self._bylines.found.get(position)
        if line is not None:
            guessed = parts.author_name if parts.is_guessed and parts.author_name else ""
            behind = line.author.removeprefix(guessed) if guessed else ""
            # A badge ("Author") stands right behind the name.
            return guessed if behind and behind != line.author and not behind[0].isspace() else line.author
        # Where such lines stand behind the words, the first line of a comment that has none is no name.
        return None if parts.is_guessed and self._bylines.are_last else parts.author_name

    def _is_ping(self, position: int) -> bool:
        line = self._bylines.found.get(position)
        return line is not None and line.is_ping

    def _told(self, position: int, parts: Parts) -> tuple[Timestamp | None, Rendered]:
        """The comment's date and its words."""
        line = self._bylines.found.get(position)
        created, dated = self._created(parts)
        stamp = self._stamps.read(line.date) if line is not None and line.date else None
        is_finer = created is not None and (stamp is None or _fineness(created) < _fineness(stamp))
        if line is None or (is_finer and parts.author_name and not parts.is_guessed):
            # Beside a loose date the author may stand, who is not to be lost.
            is_head = parts.author_name is not None or len(parts.dates) > 0
            return created, parts.words(self._wrappers, dated if is_head else set(), self._base)
        words = parts.words_beside(line, self._wrappers, self._base, is_last=self._bylines.are_last)
        return created if is_finer else stamp, words

    def _created(self, parts: Parts) -> tuple[Timestamp | None, set[int]]:
        """The comment's date, and the ``id()`` of the tags that hold it; if none is understood, as it is printed."""
        best, dated = self._finest(parts.dates)
        if best is None or best.precision is Precision.DAY:
            best, dated = self._finest([*parts.dates, *parts.dates_beside_name()])
        if best is None:
            best, dated = self._finest(parts.loose_dates)
        if best is not None:
            return best, dated
        unread = next((date for date in parts.dates if date.is_marked and re.search(r"\d", date.shown)), None)
        return (self._spotted(unread.shown), {id(unread.tag)}) if unread is not None else (None, set())

    def _spotted(self, line: str) -> Timestamp:
        """The date in a line that says more than the date."""
        day_first = self._stamps.day_first
        found = spot_stamp(line, zone=self._page.zone, captured_at=self._page.captured_at, day_first=day_first)
        return Timestamp(line) if found is None else found.stamp

    def _finest(self, dates: Sequence[PossibleDate]) -> tuple[Timestamp | None, set[int]]:
        """The finest of these dates, of equally fine ones the first, and the ``id()`` of tags that hold one alone."""
        best: Timestamp | None = None
        dated: set[int] = set()
        for date in dates:
            if best is not None and best.precision is Precision.SECOND and id(date.tag) in dated:
                continue  # nothing is finer
            stamp = self._stamps.printed(date.text, day_first=self._stamps.day_first)
            if stamp.at is not None:
                if date.stands_alone:
                    dated.add(id(date.tag))
                if best is None or _fineness(stamp) < _fineness(best):
                    best = replace(stamp, raw=date.shown)
        return best, dated


def _fineness(stamp: Timestamp) -> int:
    return _FINENESS[stamp.precision]


def _shared_verb(names: Sequence[str]) -> tuple[str, ...]:
    """The words that stand behind every name with a colon ("says:"), whatever the language is."""
    said = {tuple(name.rstrip(" :").split()) for name in names if name.endswith(":")}
    if len(said) < _ENOUGH_NAMES:
        return ()
    verb: tuple[str, ...] = ()
    for length in range(1, min(map(len, said))):
        endings = {words[-length:] for words in said}
        if len(endings) > 1:
            break
        verb = endings.pop()
    return verb


def _without(verb: tuple[str, ...], name: str | None) -> str | None:
    """The name without the verb behind it, and without the colon. ``verb`` is the one that all names share, if any."""
    words = (name or "").rstrip(" ,:").split()
    if name is not None and name.endswith(":"):
        if verb and tuple(words[-len(verb) :]) == verb:
            words = words[: -len(verb)]
        elif not verb and len(words) > 1 and words[-1].casefold() in VERBS:
            words = words[:-1]
    return " ".join(words) or None
