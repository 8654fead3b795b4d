"""Regular expressions: none of the project's takes more than linear time, whatever text it is given.

Every expression is run over the texts that its own structure suggests (``ambiguity``), in the ways in which the project
uses it (``patterns``). What is quadratic takes a hundred times as long for ten times the text, so that no clock has to
be fine: a text that takes some time gets five times as long, which may take twelve times the time.
"""

from __future__ import annotations

import re
import signal
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any, NamedTuple

import pytest

from ambiguity import Attack, attacks_on
from limits import SECONDS, SIZE, TooLongError, no_longer_than
from patterns import Expression, expressions

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system can't count what is computed")

BOUNDED = {
    ("archive/decoding.py", "_DECLARED"): 4096,  # bytes of a file's head, once for each file
    ("formats/blogger/comment.py", "_SAID"): 100,  # the end of a label: what stands before it is cut off
    ("formats/generic_html/words.py", "_REMOVAL"): 200,  # is_removal looks at no longer text
    ("formats/generic_text/furniture.py", "_PROFILE"): 120,  # _matches looks at no longer line
    ("formats/generic_text/names.py", "_SPEECH"): 120,  # _named looks at no longer line
    ("formats/generic_text/names.py", "_QUOTING"): 120,
    ("formats/generic_text/names.py", "_BY"): 120,
    (
        "formats/generic_text/names.py",
        "_ROLES",
    ): 120,  # clean is given what those have found, and the beginning of a line
    ("formats/generic_text/names.py", "_NO_NAME"): 40,  # clean asks it last, about nothing longer than a name
}
"""Characters of the longest text that is given to an expression, where that is not just any text."""

_FOUND, _WRONG = expressions()
_BY_FILE: dict[str, list[Expression]] = defaultdict(list)
for _expression in _FOUND:
    _BY_FILE[_expression.file].append(_expression)

_SHORT = SIZE // 10
_MARKED = 0.001  # seconds for a short text: every clock shows that much
_HARMLESS = 0.05  # seconds for a text of SIZE
_HARDEST = 2  # texts
_LONGER, _MORE = 5, 12  # times the text, and times as long as it may take: twice of what is linear, half of what is not


def test_every_use_of_re_gives_an_expression() -> None:
    assert not _WRONG, "\n".join(_WRONG)


def test_what_is_bounded_is_there() -> None:
    assert set(BOUNDED) <= {(expression.file, expression.name) for expression in _FOUND}


@pytest.mark.parametrize("file", sorted(_BY_FILE))
def test_no_text_takes_more_than_linear_time(file: str) -> None:
    trouble = []
    for expression in _BY_FILE[file]:
        found = _hard(expression.pattern, sorted(expression.methods), BOUNDED.get((file, expression.name)))
        trouble += [f"line {expression.line}, {method} of {attack}" for method, attack in found]
    assert not trouble, "\n".join(trouble)


@pytest.mark.parametrize(
    "pattern",
    [
        r"\s+$",  # each blank begins another run
        r"x*x*y",  # two runs share one text
        r"a(?:.*b)?",  # finds something everywhere, after a look at all the rest
        r"(?i:x|X)*!",  # exponential
        rb"(?:[a-z]+)*\d",
    ],
)
def test_a_hard_expression_is_found(pattern: str | bytes) -> None:
    assert list(_hard(re.compile(pattern), ["finditer"]))


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"(?<!\s)\s++$", "finditer"),
        (r"\s+$", "fullmatch"),
        (r"x*+y", "match"),
        (r"<a[^<>]*href", "finditer"),
        (r"\((?:[^\d)]*+\d)++\)", "match"),
        (r"(?>.*?x)(?>.*?y).*z", "fullmatch"),
        (rb"(?:[a-z]++,)*\d", "match"),
    ],
)
def test_an_easy_expression_is_let_pass(pattern: str | bytes, method: str) -> None:
    assert not list(_hard(re.compile(pattern), [method]))


def _hard(pattern: re.Pattern[Any], methods: Iterable[str], bound: int | None = None) -> Iterator[tuple[str, Attack]]:
    """The ways of using an expression that take more than linear time, each with a text."""
    attacks = sorted(attacks_on(pattern))
    for method in methods:
        use = Use(pattern, method)
        hard = use.hard(attacks) if bound is None else use.hard_within(bound, attacks)
        if hard is not None:
            yield method, hard


class Use(NamedTuple):
    """A way of using an expression."""

    pattern: re.Pattern[Any]
    method: str

    def hard_within(self, bound: int, attacks: Iterable[Attack]) -> Attack | None:
        """The first text that takes too long, if it is not longer than this, and there are many."""
        texts, most = _SHORT // bound, SECONDS * _SHORT / SIZE
        return next((attack for attack in attacks if self.seconds(attack.text(bound), most, texts) > most), None)

    def hard(self, attacks: Iterable[Attack]) -> Attack | None:
        """The hardest text, if it takes more than linear time."""
        shortly = self._hardest(attacks, _SHORT, _HARDEST)
        for attack, before in self._hardest(shortly, SIZE, 1).items():
            most = _MORE * before
            if before > SECONDS or (before > _HARMLESS and self.seconds(attack.text(_LONGER * SIZE), most) > most):
                return attack
        return None

    def _hardest(self, attacks: Iterable[Attack], size: int, number: int) -> dict[Attack, float]:
        """Those that take longest at a size, of those that take any time; just one if that takes too long."""
        taken: dict[Attack, float] = {}
        most = SECONDS * size / SIZE
        for attack in attacks:
            seconds = self.seconds(attack.text(size), most)
            if seconds > most:
                return {attack: seconds}
            if seconds > _MARKED:
                taken[attack] = seconds
        return dict(sorted(taken.items(), key=itemgetter(1))[-number:])

    def seconds(self, text: str, most: float, times: int = 1) -> float:
        """What this computes, infinite for more than it may."""
        subject = text.encode("latin-1") if isinstance(self.pattern.pattern, bytes) else text
        use = getattr(self.pattern, self.method)
        begun = time.process_time()
        try:
            with no_longer_than(most):
                for _ in range(times):
                    for _found in use(subject) if self.method == "finditer" else [use(subject)]:
                        pass
        except TooLongError:
            return float("inf")
        return time.process_time() - begun
