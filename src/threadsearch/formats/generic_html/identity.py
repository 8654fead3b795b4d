"""What each comment is called on its page: its native id, its address, and every id that leads to it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from threadsearch.addresses import original
from threadsearch.formats.generic_html import words
from threadsearch.formats.generic_html.outline import Outline
from threadsearch.formats.generic_html.records import Record
from threadsearch.formats.html.tree import attribute

_NAMED = re.compile(r"[0-9a-f]{6,}|[0-9]+", re.IGNORECASE)
_ATTRIBUTES = [
    "id",
    "data-comment-id",
    "data-commentid",
    "data-post-id",
    "data-postid",
    "data-id",
    "data-message-id",
    "name",
    "itemid",
]
_EITHER = frozenset(_ATTRIBUTES)
_LONGEST = 80  # characters of an id
_HEAD = 40  # tags of a comment that may bear its id
_LINKS = 200  # tags of a comment that may be the link to it
_ENOUGH = 0.8  # share of records that have an id of one form
_SHORTEST = 2  # characters of an id that an address is known by


@dataclass(frozen=True, slots=True)
class Names:
    """``own`` has each record's native id, ``None`` for all if they have none of one form.

    ``orders`` are the records by every id that leads to them and to no other; ``form`` is that of the native ids.
    """

    own: list[str | None]
    orders: dict[str, int]
    form: str = ""


def names_of(out: Outline, records: Sequence[Record]) -> Names:
    """The ids of a list's records."""
    forms: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    orders: dict[str, int] = {}
    shared: set[str] = set()
    for order, record in enumerate(records):
        for name, value in _ids(out, record):
            if orders.setdefault(value, order) != order:
                shared.add(value)
            forms[name, words.DIGITS.sub("#", value)].setdefault(order, _NAMED.findall(value)[-1])
    known = {value: order for value, order in orders.items() if value not in shared}
    for form in sorted(forms, key=lambda form: (-len(forms[form]), _ATTRIBUTES.index(form[0]), form)):
        found = forms[form]
        if len(found) >= _ENOUGH * len(records) and len(set(found.values())) == len(found):
            for order, number in found.items():
                known.setdefault(number, order)
            return Names([found.get(order) for order in range(len(records))], known, form[1])
    return Names([None] * len(records), known)


def _ids(out: Outline, record: Record) -> Iterator[tuple[str, str]]:
    """The ids with a number that stand in a record, or on the tag that holds nothing else: attribute and value."""
    top = record.tops[0]
    around = [out.parents[top]] if out.is_only_child(top) else []
    for number in (*around, *islice(record.tags(out), _HEAD)):
        tag = out.tags[number]
        for name in () if _EITHER.isdisjoint(tag.attrs) else _ATTRIBUTES:
            value = attribute(tag, name)
            if 0 < len(value) <= _LONGEST and words.DIGITS.search(value) and (name != "name" or tag.name == "a"):
                yield name, value


def address_of(out: Outline, record: Record, native: str | None, base: str | None) -> str | None:
    """A record's own address: the link in it that has its id, and leads to no form."""
    if native is None or len(native) < _SHORTEST:
        return None
    tags = (out.tags[number] for number in islice(record.tags(out), _LINKS))
    hrefs = (attribute(tag, "href") for tag in tags if tag.name == "a")
    return next((original(href, base) for href in hrefs if _leads_to(href, native)), None)


def _leads_to(href: str, native: str) -> bool:
    at = href.rfind(native)
    if at < 0 or words.ACTION.search(href):
        return False
    before, after = href[:at][-1:], href[at + len(native) :][:1]
    return not before.isdecimal() and not after.isdecimal()
