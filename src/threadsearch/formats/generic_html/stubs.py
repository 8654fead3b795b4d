"""Buttons that would load comments which a saved page does not have: "Load more comments", "Show 4 more replies"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup

from threadsearch.dates.vocabulary import fold
from threadsearch.formats.generic_html.finds import Find
from threadsearch.formats.generic_html.outline import Outline
from threadsearch.formats.generic_html.records import Record
from threadsearch.formats.html.items import label_of
from threadsearch.formats.html.places import Places
from threadsearch.formats.html.tree import attribute
from threadsearch.model import Defect

_LONGEST = 60  # characters of a button
_MOST_WORDS = 7
_UP = 3  # tags around a text of which one may be the button
_AROUND = 60  # tags before a list, and behind it, that may be its buttons
_PLACED = 12  # tags around a button of which one may have an id
_WORD = re.compile(r"[^\W\d_]+|[0-9]+(?:[.,][0-9]{3})*")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SHOW = _words(
    "load show view see display fetch expand open laden anzeigen zeigen einblenden ansehen voir afficher charger "
    "ver mostrar cargar carregar exibir mostra carica visualizza vedi tonen bekijken visa visar vis"
)
_LOAD = _words("load laden charger cargar carregar carica")
_MORE = _words(
    "more earlier older newer previous hidden further additional other remaining weitere altere neuere fruhere mehr "
    "plus autres precedents precedentes mas anteriores otros otras altri altre precedenti mais outros outras meer "
    "oudere vorige fler flere"
)
_ALL = _words("all every alle tous toutes todos todas tutti tutte")
_BESIDE = _words("the of to de les des los las i gli le os as this these den die in on")
_REPLIES = _words(
    "reply replies response responses answer answers antwort antworten reponse reponses respuesta respuestas resposta "
    "respostas risposta risposte antwoorden svar"
)
_THINGS = _REPLIES | _words(
    "comment comments post posts message messages kommentar kommentare kommentarer beitrage commentaire commentaires "
    "comentario comentarios commento commenti reactie reacties"
)
_KNOWN = _SHOW | _MORE | _ALL | _BESIDE | _THINGS


@dataclass(frozen=True, slots=True)
class Promise:
    """What a button would show: how many, if it says that, and whether these are all there are, or only more."""

    count: int | None
    is_all: bool = False
    is_more: bool = False

    def missing(self, comments: int, answers: int) -> int | None:
        """How many the page lacks that has so many comments, and answers where the button stands; ``None``: who knows.

        What is there in spite of its button was loaded, and is only folded.
        """
        if self.count is None or self.is_all:
            return None if self.count is None else max(0, self.count - comments)
        if self.is_more:
            return self.count if answers < self.count else 0
        return max(0, self.count - answers)


def promise_of(label: str) -> Promise | None:
    """What a button promises; ``None`` if it loads no comments.

    >>> promise_of("Show 1,204 more replies"), promise_of("View all 32 comments"), promise_of("Older comments")
    (Promise(count=1204, is_all=False, is_more=True), Promise(count=32, is_all=True, is_more=False), None)
    """
    if len(label) > _LONGEST:
        return None
    told = _WORD.findall(fold(label))
    numbers = [word for word in told if word[0].isdecimal()]
    said = {word for word in told if not word[0].isdecimal()}
    if not 0 < len(told) <= _MOST_WORDS or len(numbers) > 1 or not said <= _KNOWN:
        return None
    shows, more = not said.isdisjoint(_SHOW), not said.isdisjoint(_MORE)
    is_all = not said.isdisjoint(_ALL)
    is_of_one = not said.isdisjoint(_REPLIES)  # all replies are those to one comment
    if said.isdisjoint(_THINGS):
        is_promise = more and not said.isdisjoint(_LOAD) and not numbers
    else:
        is_promise = (shows and (more or is_all or bool(numbers))) or (more and bool(numbers))
    count = int(re.sub(r"\D", "", numbers[0])) if numbers else None
    return Promise(count, is_all and not is_of_one, more) if is_promise else None


def unloaded(soup: BeautifulSoup, out: Outline, find: Find, places: Places) -> Iterator[Defect]:
    """A note on each button that promises more comments than the page has."""
    records = [found.record for found in find.reading.fields]
    tops = [record.tops[0] for record in records]
    orders = {id(record): order for order, record in enumerate(records)}
    answers = _answers(find)
    near = range(tops[0] - _AROUND, out.ends[records[-1].tops[-1]] + _AROUND)
    for text, number in _buttons(soup, out, near):
        promise = promise_of(text) if number in near else None
        if promise is None:
            continue
        record = _around(out, records, bisect_right(tops, number) - 1, number)
        missing = promise.missing(len(records), answers[orders[id(record)]] if record is not None else 0)
        if missing is None:
            yield Defect(f"comments that were not loaded: {text!r}", _place(out, number, places))
        elif missing:
            thing = "comment" if missing == 1 else "comments"
            yield Defect(f"{missing:,} {thing} not loaded: {text!r}", _place(out, number, places))


def _buttons(soup: BeautifulSoup, out: Outline, near: range) -> Iterator[tuple[str, int]]:
    """What stands on links and buttons, and the tags of the links, or around the buttons, which no outline has."""
    for text, owner in zip(out.texts, out.owners, strict=True):
        if owner in near and len(text) <= 2 * _LONGEST and _is_link(out, owner):
            yield " ".join(text.split()), owner
    found = [(tag, label) for tag in soup.find_all("button") if promise_of(label := label_of(tag)) is not None]
    numbers = {id(tag): number for number, tag in enumerate(out.tags)} if found else {}
    for tag, label in found:
        around = (numbers.get(id(parent)) for parent in tag.parents)
        yield label, next((number for number in around if number is not None), -1)


def _around(out: Outline, records: Sequence[Record], order: int, number: int) -> Record | None:
    """The innermost record that a tag stands in; the one in this place is the last that begins before it."""
    record = records[order] if order >= 0 else None
    while record is not None and number >= out.ends[record.tops[-1]]:
        record = record.above
    return record


def _answers(find: Find) -> Counter[int]:
    """How many records stand below each, at any depth; parents stand before what answers them."""
    below: Counter[int] = Counter()
    for order in range(len(find.parents) - 1, -1, -1):
        parent = find.parents[order]
        if parent is not None:
            below[parent[0]] += 1 + below[order]
    return below


def _is_link(out: Outline, number: int) -> bool:
    return any(
        out.tags[above].name in ("a", "summary") or attribute(out.tags[above], "role") == "button"
        for above in out.above(number, _UP)
    )


def _place(out: Outline, number: int, places: Places) -> str:
    ids = (attribute(out.tags[above], "id") for above in out.above(number, _PLACED))
    return next((place for name in ids if name and (place := places.of_id(name))), "")
