"""CSS selectors, matched over a whole page in time linear in its size.

soupsieve matches the compounds ("div.note[data-id]"), each in one walk. How compounds stand to each other ("a > b c")
is worked out here, in one more walk: soupsieve would climb from every tag to all those around it, and count the tags
before it, which on a page that nests or repeats ten thousand times is the square of the page. For the same reason
``:has()`` and the like are refused. ``:scope`` is the block that a selector is asked in, as in ``querySelector``.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import soupsieve
from bs4 import BeautifulSoup, Tag
from soupsieve import SelectorSyntaxError, SoupSieve

_TOKEN = re.compile(
    r"""(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?P<escape>\\(?:[0-9a-fA-F]{1,6}\s?|.))|(?P<blank>\s+)"""
    r"""|(?P<pseudo>:{1,2}[\w-]+(?:\(\s*\d+\s*\))?)|(?P<other>.)""",
    re.DOTALL,
)
_COMBINATORS = ">+~"
_CHILD = re.compile(r":(?:first|nth)-(?P<kind>child|of-type)(?:\(\s*(?P<number>\d+)\s*\))?")
_KNOWN = frozenset(["is", "where", "not", "-soup-contains-own"])
_USABLE = ":is, :where, :not, :first-child, :nth-child(3), :first-of-type, :nth-of-type(3) and :scope"
_SCOPE = ":scope"


class BadSelector(ValueError):
    """A text is no selector; ``at`` is where the trouble is in it, in characters from 0."""

    def __init__(self, message: str, at: int = 0) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True, slots=True)
class Compound:
    """What one tag must be: what soupsieve tells, and its place among its siblings, or those of its name (from 1)."""

    text: str = "*"
    child: int | None = None
    of_type: int | None = None
    is_scope: bool = False


@dataclass(frozen=True)
class Selector:
    """A selector: chains of compounds, each with how it stands to the one before (" ", ">", "+" or "~")."""

    text: str

    def __post_init__(self) -> None:
        """Raises ``BadSelector`` for what is none."""
        for chain in self.chains:
            for _, compound in chain:
                _compiled(compound, self.text)

    @cached_property
    def chains(self) -> tuple[tuple[tuple[str, Compound], ...], ...]:
        """One for each part between commas."""
        return tuple(_Parser(self.text).chains())


@dataclass(slots=True)
class _Parser:
    """Parts a selector into its compounds."""

    text: str
    _pieces: list[str] = field(default_factory=list)
    _chain: list[tuple[str, Compound]] = field(default_factory=list)
    _combinator: str = ""
    _child: int | None = None
    _of_type: int | None = None
    _is_scope: bool = False

    def chains(self) -> Iterator[tuple[tuple[str, Compound], ...]]:
        depth = brackets = 0
        for token in _TOKEN.finditer(self.text):
            text, at = token[0], token.start()
            brackets += (text == "[") - (text == "]" and brackets > 0)
            depth += (text == "(" and not brackets) - (text == ")" and not brackets and depth > 0)
            if brackets or token["string"] or token["escape"]:
                self._pieces.append(text)
            elif token["pseudo"]:
                self._pseudo(token, depth)
            elif depth:
                self._nested(text, at)
            elif text == ",":
                yield self._end(at)
            elif token["blank"] or text in _COMBINATORS:
                self._combine(text, at)
            else:
                self._pieces.append(text)
        yield self._end(len(self.text))

    def _pseudo(self, token: re.Match[str], depth: int) -> None:
        text, at = token[0], token.start()
        place = _CHILD.fullmatch(text)
        if text == _SCOPE and not depth:
            self._is_scope = True
        elif place is not None and not depth and (place["number"] is not None) != text.startswith(":first"):
            number = int(place["number"] or 1)
            if place["kind"] == "child":
                self._child = number
            else:
                self._of_type = number
        elif text.lstrip(":").partition("(")[0] in _KNOWN and text.count(":") == 1:
            self._pieces.append(text)
        else:
            raise BadSelector(f"{text!r} can't be used here; what can is {_USABLE}", at)

    def _nested(self, text: str, at: int) -> None:
        if text in _COMBINATORS:
            raise BadSelector(f"{text!r} can't be used in parentheses", at)
        before = "".join(self._pieces).rstrip()[-1:]
        follows = self.text[at:].lstrip()[:1]
        if text.isspace() and before not in ("(", ",") and follows not in (",", ")", ""):
            raise BadSelector("a blank between tags can't be used in parentheses", at)
        self._pieces.append(text)

    def _combine(self, text: str, at: int) -> None:
        self._end_compound()
        if text.isspace():
            self._combinator = self._combinator or (" " if self._chain else "")
        elif not self._chain or self._combinator not in ("", " "):
            raise BadSelector(f"before {text!r} a tag is missing", at)
        else:
            self._combinator = text

    def _end_compound(self) -> None:
        if self._pieces or self._child or self._of_type or self._is_scope:
            compound = Compound("".join(self._pieces) or "*", self._child, self._of_type, self._is_scope)
            self._chain.append((self._combinator, compound))
            self._pieces, self._child, self._of_type, self._is_scope = [], None, None, False
            self._combinator = ""

    def _end(self, at: int) -> tuple[tuple[str, Compound], ...]:
        self._end_compound()
        if not self._chain or self._combinator not in ("", " "):
            raise BadSelector("a tag is missing", at)
        chain, self._chain, self._combinator = tuple(self._chain), [], ""
        return chain


def _compiled(compound: Compound, whole: str) -> SoupSieve:
    """What soupsieve makes of a compound (it keeps them); ``whole`` is the selector that it stands in."""
    try:
        return soupsieve.compile(compound.text)
    except (SelectorSyntaxError, NotImplementedError) as error:  # the latter for "::before" and "@media"
        at = max(0, whole.find(compound.text)) + (getattr(error, "col", None) or 1) - 1
        message = str(error).partition("\n")[0].partition(" at position")[0]
        raise BadSelector(message[:1].lower() + message[1:], at) from None


@dataclass(slots=True)
class _Level:
    """A tag that is open: which steps it and the tags around it matched, and the tags in it so far."""

    tag: Tag
    matched: int = 0
    around: int = 0
    before: int = 0
    earlier: int = 0
    children: int = 0
    names: dict[str, int] = field(default_factory=dict)


def matches(
    soup: BeautifulSoup, selectors: Mapping[str, Selector], scopes: Container[int] = frozenset()
) -> dict[str, set[int]]:
    """The tags that match each selector, by their ``id()``. ``scopes`` are those that ``:scope`` stands for."""
    steps: list[tuple[str, Compound]] = []
    ends: list[tuple[int, str]] = []  # the last step of each chain, and whose it is
    for name, selector in selectors.items():
        for chain in selector.chains:
            steps += chain
            ends.append((len(steps) - 1, name))
    compounds = _by_compound(soup, steps)
    relations = {mark: sum(1 << at for at, (kind, _) in enumerate(steps) if kind == mark) for mark in ("", " ", *">+~")}
    found: dict[str, set[int]] = {name: set() for name in selectors}
    last = sum(1 << at for at, _ in ends)
    levels = [_Level(soup)]
    for tag in soup.find_all():
        while levels[-1].tag is not tag.parent:
            levels.pop()
        level = levels[-1]
        level.children += 1
        level.names[tag.name] = level.names.get(tag.name, 0) + 1
        matched = compounds.get(id(tag), 0)
        if matched:
            matched &= (
                relations[""]
                | (level.around << 1 & relations[" "])
                | (level.matched << 1 & relations[">"])
                | (level.before << 1 & relations["+"])
                | (level.earlier << 1 & relations["~"])
            )
            matched = _placed(matched, steps, level, tag, id(tag) in scopes) if matched else 0
        level.before, level.earlier = matched, level.earlier | matched
        levels.append(_Level(tag, matched, level.around | matched))
        if matched & last:
            for at, name in ends:
                if matched >> at & 1:
                    found[name].add(id(tag))
    return found


def _by_compound(soup: BeautifulSoup, steps: Iterable[tuple[str, Compound]]) -> dict[int, int]:
    """Which steps each tag may be, as bits, by its ``id()``."""
    bits: dict[str, int] = {}
    for at, (_, compound) in enumerate(steps):
        bits[compound.text] = bits.get(compound.text, 0) | 1 << at
    found: dict[int, int] = {}
    for text, bit in bits.items():
        for tag in soupsieve.compile(text).iselect(soup):
            found[id(tag)] = found.get(id(tag), 0) | bit
    return found


def _placed(matched: int, steps: list[tuple[str, Compound]], level: _Level, tag: Tag, is_scope: bool) -> int:  # noqa: FBT001 - what is asked
    """Of the steps that a tag matches those whose place among its siblings it has."""
    for at in range(matched.bit_length()):
        compound = steps[at][1]
        is_there = (
            compound.child in (None, level.children)
            and compound.of_type in (None, level.names[tag.name])
            and (is_scope or not compound.is_scope)
        )
        if not is_there:
            matched &= ~(1 << at)
    return matched
