"""Selectors for tags that were found: short ones that match them and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import product

from bs4 import BeautifulSoup, Tag
from soupsieve import escape

from threadsearch.formats.html.tree import attribute
from threadsearch.formats.recipes.selectors import Selector, matches

_SAMPLE = 40  # comments whose tags are looked at for what they have in common
_MOST = 80  # selectors that are tried for one field
_UP = 4  # tags around one that a selector may name
_SHOWN = 3  # other selectors that are as good
_PARTS = 6  # selectors that one may be made of, with commas between
_DIGIT = re.compile(r"[0-9]")
_PREFIX = re.compile(r"[A-Za-z][A-Za-z_-]*[-_]?(?=[0-9])")
_TELLING = ("itemprop", "rel", "role", "property")
_LONGEST = 40  # characters of an attribute's value that a selector may name


class Counts(Enum):
    """Which of the tags that a selector matches in a comment count."""

    FIRST = auto()
    OUTERMOST = auto()
    ALL = auto()


@dataclass(frozen=True, slots=True)
class Sought:
    """What a selector should match in each comment: of its tags (``own``) the ``wanted``, and what of it counts.

    Where the first match counts, it may be any of the wanted.
    """

    own: Sequence[Sequence[Tag]]
    wanted: Sequence[Sequence[Tag]]
    counts: Counts


@dataclass(frozen=True, slots=True)
class Proposal:
    """A selector, how many tags it gets right and wrong, and others that do as well."""

    text: str
    right: int
    wrong: int
    others: tuple[str, ...] = ()


def propose(soup: BeautifulSoup, sought: Sought, scopes: Collection[int]) -> Proposal | None:
    """The best selector for what is sought; ``None`` if nothing is, or nothing gets more right than wrong."""
    texts = list(_candidates(sought, scopes))
    found = matches(soup, {text: Selector(text) for text in texts}, scopes)
    ranked = sorted(texts, key=lambda text: (-_worth(sought, found[text], text), text))
    best, tags = "", frozenset[int]()
    for text in ranked:
        both = f"{best}, {text}" if best else text
        if not best or _worth(sought, tags | found[text], both) > _worth(sought, tags, best):
            best, tags = both, tags | found[text]
        if best.count(", ") + 1 == _PARTS or _is_all(sought, tags):
            break
    right, wrong = _count(sought, tags)
    if right <= wrong:
        return None
    others = (text for text in ranked if text != best and _count(sought, found[text]) == (right, wrong))
    return Proposal(best, right, wrong, tuple(text for text, _ in zip(others, range(_SHOWN), strict=False)))


def _is_all(sought: Sought, tags: Collection[int]) -> bool:
    if sought.counts is Counts.FIRST:
        return _count(sought, tags) == (sum(map(bool, sought.wanted)), 0)
    return _count(sought, tags) == (sum(map(len, sought.wanted)), 0)


def _worth(sought: Sought, tags: Collection[int], text: str) -> float:
    """How good a selector is: much right, nothing wrong, then short, and by a name rather than a place."""
    right, wrong = _count(sought, tags)
    chains = text.split(",")
    nameless = sum(not re.search(r"[.#\[]", chain) for chain in chains)
    steps = len(re.findall(r"[ >+]+", text))
    effort = steps + 6 * nameless + 6 * text.count("nth-") + 4 * len(chains) + len(text) / 60
    return right - 3 * wrong - min(0.9, effort / 40)


def _count(sought: Sought, tags: Collection[int]) -> tuple[int, int]:
    right = wrong = 0
    for own, wanted in zip(sought.own, sought.wanted, strict=True):
        aims = set(map(id, wanted))
        if sought.counts is Counts.FIRST:
            first = next((tag for tag in own if id(tag) in tags), None)
            right += first is not None and id(first) in aims
            wrong += first is not None and id(first) not in aims
            continue
        inside: set[int] = set()
        for tag in own:
            is_match = id(tag) in tags
            if sought.counts is Counts.OUTERMOST and id(tag.parent) in inside:
                inside.add(id(tag))
            elif id(tag) in aims:
                right += is_match
                inside.add(id(tag))
            else:
                wrong += is_match
    return right, wrong


def _candidates(sought: Sought, scopes: Collection[int]) -> Iterator[str]:
    """Selectors that match some of the wanted tags, the commonest first."""
    seen: Counter[str] = Counter()
    sample = [tag for wanted in sought.wanted for tag in wanted][:_SAMPLE]
    for tag in sample:
        seen.update(set(_selectors(tag, scopes)))
    common = [text for text, times in seen.items() if times > 1 or len(sample) <= 2 or not _DIGIT.search(text)]  # noqa: PLR2004 - two tell nothing
    common.sort(key=lambda text: (-seen[text], len(text), text))
    yield from common[:_MOST]


def _selectors(tag: Tag, scopes: Collection[int]) -> Iterator[str]:
    if id(tag) in scopes:
        yield ":scope"
        return
    own = list(_compounds(tag))
    yield from own
    before = tag.find_previous_sibling()
    if isinstance(before, Tag):
        yield from (f"{first} + {last}" for first, last in product(_compounds(before), own))
    path, names = "", own
    around: Tag | None = tag
    for _ in range(_UP):
        assert around is not None  # noqa: S101 - the loop ends at the page's own tag
        path = f"{_placed(around)}{' > ' + path if path else ''}"
        around = around.parent
        if around is None or around.name in ("body", "html", "[document]"):
            break
        if id(around) in scopes:
            yield f":scope > {path}"
            yield from (f":scope > {name}" for name in names if " " not in name)
            break
        compounds = list(_compounds(around))
        yield from (f"{outer} > {inner}" for outer, inner in product(compounds, names))
        names = [f"{around.name} > {inner}" for inner in names[:3]]


def name_of(tag: Tag) -> str:
    """The most telling name of a tag alone."""
    return next(_compounds(tag), tag.name)


def _compounds(tag: Tag) -> Iterator[str]:
    """What a tag may be called, the most telling first."""
    for name in attribute(tag, "class").split()[:_UP]:  # as it is written: selectors mind capitals
        yield f"{tag.name}.{escape(name)}"
    for name in _TELLING:
        value = attribute(tag, name)
        if 0 < len(value) <= _LONGEST and value.isprintable() and '"' not in value and "\\" not in value:
            yield f'{tag.name}[{name}="{value}"]'
    identity = attribute(tag, "id")
    prefix = _PREFIX.match(identity)
    if prefix is not None:
        yield f'{tag.name}[id^="{prefix[0]}"]'
    elif identity and not _DIGIT.search(identity) and '"' not in identity:
        yield f"#{escape(identity)}"
    yield from (f"{tag.name}[{name}]" for name in tag.attrs if name.startswith("data-") and _is_plain(name))
    yield tag.name


def _placed(tag: Tag) -> str:
    """A tag by its name, and its place where there are others of that name beside it."""
    siblings = [other for other in (tag.parent.contents if tag.parent is not None else ()) if isinstance(other, Tag)]
    alike = [other for other in siblings[:_SAMPLE] if other.name == tag.name]
    at = next((at for at, other in enumerate(alike, 1) if other is tag), 0)
    return f"{tag.name}:nth-of-type({at})" if len(alike) > 1 and at else tag.name


def _is_plain(name: str) -> bool:
    return re.fullmatch(r"[a-z0-9-]+", name) is not None
