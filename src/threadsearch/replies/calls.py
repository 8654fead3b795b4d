"""Whom a comment calls by name: "@Keith", "Keith, ...", "Agreed Keith."."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from threadsearch.engines import analysis
from threadsearch.model import ParentSource
from threadsearch.replies.people import LONGEST, Called, Name, People

_AT = re.compile(r"(?<![\w@./])@ ?(?=\w)")
_ALSO = re.compile(r"[\s,;:&/+]*+(?:\w{1,3}[\s,;:&/+]++)?+")  # and what these may be
_NEAR = 20  # characters between two who are both called
# What stands behind somebody's name who is spoken to, and not of.
_ENDS = re.compile(r"[ \t]*+(?:[,.:;!…]+(?!\w)|[-\u2013\u2014]+(?=\s)|\n|\Z)")
_BETWEEN = re.compile(r"[ ,!.]{1,3}")  # the words before a name: "Thanks, Keith!"
_OPENERS = 3  # words before a name at the beginning: "I agree with Keith."
_BEGINNING = 240  # characters at a comment's beginning
_REACH = 120  # characters behind "@" that may be a name
_CASED = re.compile(r"[^\W\d_]++")
_AT_BEGINNING, _INSIDE, _BY_NAME = 0.95, 0.9, 0.9  # how often such calls are right


class Call(NamedTuple):
    """Those whom a comment calls; ``None`` stands for somebody who is not among the authors."""

    names: frozenset[Name | None]
    source: ParentSource
    confidence: float


class Calls:
    """How the authors of a thread call each other. ``texts`` are all that they have written."""

    def __init__(self, people: People, texts: Sequence[str]) -> None:
        self.people = people
        written = set().union(*map(_CASED.findall, texts))
        common, _ = analysis.folded([word for word in written if word[0].islower()])
        self._common = frozenset(common)

    def in_text(self, text: str) -> Call | None:
        """Whom a comment calls: at its beginning or at that of a line, else anywhere."""
        leading, inside = self._mentioned(text)
        spoken_to = self._spoken_to(text)
        if leading:
            return Call(leading | ({spoken_to} if spoken_to else set()), ParentSource.MENTION, _AT_BEGINNING)
        if spoken_to:
            return Call(frozenset({spoken_to}), ParentSource.ADDRESS, _BY_NAME)
        return Call(inside, ParentSource.MENTION, _INSIDE) if inside else None

    def _mentioned(self, text: str) -> tuple[frozenset[Name | None], frozenset[Name | None]]:
        """Those behind an "@" at the beginning of a line, and those behind others."""
        leading: set[Name | None] = set()
        inside: set[Name | None] = set()
        end: int | None = None  # where the last one at a line's beginning ends
        for match in _AT.finditer(text):
            at = match.start()
            called, length = self._behind(text, match.end())
            begins = at == 0 or text[at - 1] == "\n"
            if begins or (end is not None and at - end <= _NEAR and _ALSO.fullmatch(text, end, at)):
                leading.add(called)
                end = match.end() + length
            else:
                inside.add(called)
        return frozenset(leading), frozenset(inside)

    def _behind(self, text: str, at: int) -> tuple[Name | None, int]:
        """The author named from there on, and how many characters that takes."""
        tokens = list(islice(analysis.tokens(text[at : at + _REACH]), LONGEST))
        called = self.people.called([token.word for token in tokens])
        if called:
            return called.name, tokens[called.length - 1].end
        return None, tokens[0].end if tokens else 0

    def _spoken_to(self, text: str) -> Name | None:
        """The author whose name stands at a comment's beginning, as that of somebody who is spoken to."""
        head = text[: _BEGINNING * 2].lstrip()[:_BEGINNING]
        tokens = list(islice(analysis.tokens(head), _OPENERS + LONGEST))
        words = [token.word for token in tokens]
        for at, token in enumerate(tokens[: _OPENERS + 1]):
            if at and not _BETWEEN.fullmatch(head, tokens[at - 1].end, token.start):
                return None
            called = self.people.called(words, at)
            if called and self._is_name(called, head[token.start], words[at]):
                last = tokens[at + called.length - 1]
                return called.name if _ENDS.match(head, last.end) else None  # "Hi Paul and Robert, ..."
        return None

    def _is_name(self, called: Called, initial: str, word: str) -> bool:
        """Whether words are a name, and no common word that happens to be one ("Mark my words", "will")."""
        return initial.isupper() and (called.length > 1 or word not in self._common)
