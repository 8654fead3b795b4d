"""What each comment is called on its page: its native id, its address, and every id that leads to it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from threadsearch.addresses import original
from threadsearch.formats.generic_html.lists import Record
from threadsearch.formats.generic_html.outline import Outline
from threadsearch.formats.html.tree import attribute

_DIGITS = re.compile(r"[0-9]+")
_NAMED = re.compile(r"[0-9a-f]{6,}|[0-9]+", re.IGNORECASE)
_ATTRIBUTES = ("id", "data-comment-id", "data-commentid", "data-post-id", "data-postid", "data-id", "data-message-id", "name", "itemid")
_HEAD = 40  # tags of a comment that may bear its id


def native_ids(out: Outline, records: Sequence[Record]) -> tuple[list[str | None], dict[str, int]]:
    """Each record's id, ``None`` for all if they have none of the same kind, and the records by all of their ids."""
    kinds: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    names: dict[str, int] = {}
    twice: set[str] = set()
    for order, record in enumerate(records):
        for number in _tags_of(out, record):
            tag = out.tags[number]
            for name in _ATTRIBUTES:
                value = attribute(tag, name) if tag.attrs else ""
                if not value or len(value) > 80 or (name == "name" and tag.name != "a") or not _DIGITS.search(value):
                    continue
                (twice.add(value) if names.get(value, order) != order else names.setdefault(value, order))
                digits = _NAMED.findall(value)[-1]
                kinds[name, _DIGITS.sub("#", value)].setdefault(order, digits)
    names = {value: order for value, order in names.items() if value not in twice}
    for kind in sorted(kinds, key=lambda kind: (-len(kinds[kind]), _ATTRIBUTES.index(kind[0]), kind)):
        found = kinds[kind]
        if len(found) >= 0.8 * len(records) and len(set(found.values())) == len(found):
            for order, digits in found.items():
                names.setdefault(digits, order)
            return [found.get(order) for order in range(len(records))], names
    return [None] * len(records), names


def _tags_of(out: Outline, record: Record) -> list[int]:
    top = record.tops[0]
    parent = out.parents[top]
    before = [parent] if parent >= 0 and len(out.children[parent]) == 1 else []
    owned = set()
    inside = range(top, min(out.ends[record.tops[-1]], top + _HEAD))
    return [*before, *inside]


def addresses(out: Outline, records: Sequence[Record], ids: Sequence[str | None], base: str | None) -> list[str | None]:
    """Each record's own address: the link in it that has its id."""
    found: list[str | None] = []
    for record, native in zip(records, ids, strict=True):
        hrefs = (
            attribute(out.tags[number], "href")
            for top in record.tops
            for number in range(top, min(out.ends[top], top + 200))
            if out.tags[number].name == "a"
        )
        found.append(next((original(href, base) for href in hrefs if native and _leads(href, native)), None))
    return found


def _leads(href: str, native: str) -> bool:
    at = href.rfind(native)
    if at < 0 or len(native) < 2:
        return False
    before, after = href[:at], href[at + len(native) :]
    return not before[-1:].isdecimal() and not after[:1].isdecimal() and not re.search(r"reply|quote|report|edit|delete|vote|like", href, re.IGNORECASE)
