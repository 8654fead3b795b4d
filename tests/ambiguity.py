"""Texts on which a regular expression may take more than linear time, derived from the expression itself.

An expression becomes the automaton of its positions (Glushkov): a state for each character that it can read. Where some
text leads from a loop back to it, from that loop to a later one, and from the later one back to it, the engine may try
every way to share out a run of that text: a quadratic number of them. Looking for the next match is a loop of its own,
before the expression: it tries every beginning. Where some text leads from a state back to it in two ways, there are
exponentially many. (Weber and Seidl, "On the degree of ambiguity of finite automata", 1991.)

What is said here of a text is a suspicion: atomic groups, possessive repeats, lookarounds and anchors are read as if
they were ordinary, absent, or parts that may be left out. Whether a text takes long is for the engine to show.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import product
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]  # what re itself is made of
from typing import Any, NamedTuple

_LETTERS = "aZ0_ \n\t-.,:/<\"'x!é\x00\xa0\u2028"  # one of each kind that expressions tell apart, beside their own
_COPIES = 32  # of a repeated character; what may be repeated more often is read as if it had no end
_GROUPS = 4  # of anything else that is repeated
_STEPS = 5_000  # states seen in one search
_SINGLE = {_constants.LITERAL, _constants.NOT_LITERAL, _constants.ANY, _constants.IN}
_REPEATED = {_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT}

State = tuple[Hashable, ...]
Tree = Any  # what re makes of an expression: it has no types


class Attack(NamedTuple):
    """A text that has one part many times over."""

    before: str
    pumped: str
    after: str

    def text(self, size: int) -> str:
        """About so many characters of it."""
        return self.before + self.pumped * (size // len(self.pumped)) + self.after


class _Part(NamedTuple):
    """A part of an expression: the positions that it may begin and end with, and whether it may be empty."""

    first: frozenset[int] = frozenset()
    last: frozenset[int] = frozenset()
    is_optional: bool = True


def attacks_on(pattern: re.Pattern[Any]) -> set[Attack]:
    """The texts that may be hard for an expression; texts for one of bytes stand for their Latin-1."""
    return set(_Automaton(pattern).attacks())


class _Automaton:
    """The positions of an expression: the characters that each accepts, as bits, and those that may follow it."""

    def __init__(self, pattern: re.Pattern[Any]) -> None:
        tree = _parser.parse(pattern.pattern, pattern.flags)
        highest = 0xFF if isinstance(pattern.pattern, bytes) else 0x10FFFF
        own = [chr(code) for code in _codes(tree)]
        letters = dict.fromkeys((*own, *(letter.swapcase() for letter in own), *_LETTERS))
        self._alphabet = [letter for letter in letters if len(letter) == 1 and ord(letter) <= highest]
        self._state = tree.state
        self._known: dict[tuple[str, int], int] = {}
        self._accepts = [(1 << len(self._alphabet)) - 1]  # position 0 is the beginning
        self._follow: list[dict[int, int]] = [{}]  # in how many ways
        self._loops: list[frozenset[int]] = []
        self._join({0}, self._sequence(tree, pattern.flags).first)

    def attacks(self) -> Iterator[Attack]:
        """Texts for each loop: a run of it, and one for each way to share it out."""
        for before, pumped in dict.fromkeys((before, _root(pumped)) for before, pumped in self._pumps()):
            for after in self._ends(before + 2 * pumped):
                yield Attack(before, pumped, after)

    # --- from the expression's tree to positions ---

    def _sequence(self, items: Iterable[Tree], flags: int) -> _Part:
        whole = _Part()
        for item in items:
            whole = self._then(whole, self._item(*item, flags))
        return whole

    def _item(self, kind: object, value: Tree, flags: int) -> _Part:  # noqa: PLR0911 - one for each kind of item
        if kind in _SINGLE:
            return self._position((kind, value), flags)
        if kind in _REPEATED:
            return self._repeat(*value, flags)
        if kind is _constants.BRANCH:
            return self._choice(value[1], flags)
        if kind is _constants.SUBPATTERN:
            return self._sequence(value[3], (flags | value[1]) & ~value[2])
        if kind is _constants.ATOMIC_GROUP:
            return self._sequence(value, flags)
        if kind is _constants.GROUPREF_EXISTS:
            return self._choice((value[1], value[2] or ()), flags)
        if kind in (_constants.ASSERT, _constants.ASSERT_NOT):
            seen = self._sequence(value[1], flags)  # ahead it leads nowhere; behind it is a beginning that helps
            return _Part(seen.first, seen.last if value[0] < 0 and kind is _constants.ASSERT else frozenset())
        return _Part()  # an anchor, or what an earlier group has read

    def _position(self, item: tuple[object, Tree], flags: int) -> _Part:
        key = repr(item), flags
        if key not in self._known:
            accepted = _compiler.compile(_parser.SubPattern(self._state, [item]), flags).fullmatch
            self._known[key] = sum(1 << at for at, letter in enumerate(self._alphabet) if accepted(letter))
        self._accepts.append(self._known[key])
        self._follow.append({})
        here = frozenset({len(self._accepts) - 1})
        return _Part(here, here, is_optional=False)

    def _choice(self, branches: Iterable[Tree], flags: int) -> _Part:
        parts = [self._sequence(branch, flags) for branch in branches]
        first, last = (frozenset().union(*ends) for ends in zip(*(part[:2] for part in parts), strict=True))
        return _Part(first, last, any(part.is_optional for part in parts))

    def _repeat(self, least: int, most: int, body: Tree, flags: int) -> _Part:
        copies = _COPIES if len(body) == 1 and body[0][0] in _SINGLE else _GROUPS
        is_endless = most > copies
        copies = min(copies, max(least, 1)) if is_endless else most
        whole = _Part()
        for number in range(1, copies + 1):
            begin = len(self._accepts)
            part = self._sequence(body, flags)
            if is_endless and number == copies:
                self._join(part.last, part.first)
                loop = frozenset(range(begin, len(self._accepts)))
                self._loops = [*(inner for inner in self._loops if not inner <= loop), loop]
            whole = self._then(whole, part._replace(is_optional=part.is_optional or number > least))
        return whole

    def _then(self, one: _Part, other: _Part) -> _Part:
        self._join(one.last, other.first)
        first = one.first | other.first if one.is_optional else one.first
        last = one.last | other.last if other.is_optional else other.last
        return _Part(first, last, one.is_optional and other.is_optional)

    def _join(self, lasts: Iterable[int], firsts: Iterable[int]) -> None:
        for last, first in product(lasts, firsts):
            self._follow[last][first] = self._follow[last].get(first, 0) + 1

    # --- from positions to texts ---

    def _pumps(self) -> Iterator[tuple[str, str]]:
        """What is to stand before a text, and the text that is to stand there many times over."""
        before = self._beginnings()
        for loop, state in self._places():
            pumped = self._path((state,), (state,), (loop,))
            if state not in before or pumped is None:
                continue
            found = [
                ("", before[state] + pumped),
                ("", self._path((0, state), (state, state), (None, loop))),
                (before[state], pumped),
                (before[state], self._path_in_two_ways(state, loop)),
            ]
            for other, earlier in self._places():
                if other is not loop and earlier in before:
                    shared = self._path((earlier, earlier, state), (earlier, state, state), (other, None, loop))
                    found.append((before[earlier], shared))
            yield from ((first, pumped) for first, pumped in found if pumped)

    def _beginnings(self) -> dict[int, str]:
        """For each state the shortest text that leads to it from the beginning."""
        before = {0: ""}
        waiting = deque(before)
        while waiting:
            state = waiting.popleft()
            for step in self._follow[state]:
                if step not in before and self._accepts[step]:
                    before[step] = before[state] + self._letter(self._accepts[step])
                    waiting.append(step)
        return before

    def _places(self) -> Iterator[tuple[frozenset[int], int]]:
        return ((loop, state) for loop in self._loops for state in loop)

    def _path(self, start: State, goal: State, within: tuple[frozenset[int] | None, ...]) -> str | None:
        """The shortest text, of one character or more, that leads each of the states to its goal."""

        def steps(states: State) -> Iterator[tuple[State, int]]:
            ways = (
                [state for state in self._follow[origin] if inside is None or state in inside]
                for origin, inside in zip(states, within, strict=True)
            )
            for step in product(*ways):
                shared = -1
                for state in step:
                    shared &= self._accepts[state]
                yield step, shared

        return self._shortest(start, goal, steps)

    def _path_in_two_ways(self, state: int, loop: frozenset[int]) -> str | None:
        """The shortest text that leads from a state of a loop back to it in more than one way."""

        def steps(states: State) -> Iterator[tuple[State, int]]:
            one, other, is_parted = states
            for (left, ways), right in product(self._follow[one].items(), self._follow[other]):
                if left in loop and right in loop:
                    yield (
                        (left, right, is_parted or left != right or ways > 1),
                        self._accepts[left] & self._accepts[right],
                    )

        return self._shortest((state, state, False), (state, state, True), steps)

    def _shortest(self, start: State, goal: State, steps: Callable[[State], Iterator[tuple[State, int]]]) -> str | None:
        came: dict[State, tuple[State, str]] = {}
        waiting = deque([start])
        while waiting and len(came) < _STEPS:
            states = waiting.popleft()
            for step, shared in steps(states):
                if shared and step not in came:
                    came[step] = states, self._letter(shared)
                    waiting.append(step)
                    if step == goal:
                        return _spelt(came, start, goal)
        return None

    def _ends(self, text: str) -> Iterator[str]:
        """What may stand behind such a text to make the expression fail there."""
        states = {0}
        for letter in text:
            bit = 1 << self._alphabet.index(letter)
            states = {state for origin in states for state in (0, *self._follow[origin]) if self._accepts[state] & bit}
        refused = (1 << len(self._alphabet)) - 1
        for state in (state for origin in states - {0} for state in self._follow[origin]):
            refused &= ~self._accepts[state]
        yield from ("", "\x00", "\n\n")
        if refused:
            yield self._letter(refused)

    def _letter(self, bits: int) -> str:
        return self._alphabet[(bits & -bits).bit_length() - 1]


def _codes(tree: Tree) -> Iterator[int]:
    """The characters that an expression names."""
    for item in tree:
        match item:
            case (_constants.LITERAL | _constants.NOT_LITERAL, int(code)):
                yield code
            case (_constants.RANGE, (int(low), int(high))):
                yield from (low, high)
            case tuple() | list() | _parser.SubPattern():
                yield from _codes(item)


def _root(text: str) -> str:
    """What a text is made of that repeats something: "ab" of "abab"."""
    return text[: (text + text).index(text, 1)]


def _spelt(came: dict[State, tuple[State, str]], start: State, goal: State) -> str:
    states, letter = came[goal]
    letters = [letter]
    while states != start:
        states, letter = came[states]
        letters.append(letter)
    return "".join(reversed(letters))
