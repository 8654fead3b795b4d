"""Whose words a comment quotes: found again in what was written before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from threadsearch.engines import analysis
from threadsearch.replies.people import Name

ELSEWHERE = -1
"""The place of words that are the article's, or another's than the quote says."""

_RUN = 4  # words that are looked up together; fewer are found too often by chance
_FEWEST = 6  # words of a quote that nobody is named for
_PLACES = 4  # comments that a run may stand in; one in more is a common phrase, and tells nothing
_COVERED = 0.6  # of a quote's runs
_CLEAR = 2  # times as many runs of the best as of the next
_NAMED, _UNNAMED = 0.98, 0.95  # how often such quotes are right


@dataclass(slots=True)
class _Quote:
    """Quoted lines without their mark, and the line ``above``; one or the other may say whose they are."""

    above: str
    lines: list[str] = field(default_factory=list)


class Quotes:
    """What each comment of a thread quotes, and where the quoted words stand among the comments read so far.

    ``texts`` and ``names`` are all comments' words and authors; ``add`` reads the next one. Only runs of words that
    somebody quotes are kept.
    """

    def __init__(self, article: str, texts: Sequence[str], names: Sequence[Name]) -> None:
        self._names = names
        parts = [_parted(text) for text in texts]
        self._quotes = [quotes for quotes, _ in parts]
        self._own = [own for _, own in parts]
        self._wanted = {
            run
            for quotes in self._quotes
            for quote in quotes
            for lines in (quote.lines, quote.lines[1:])
            for run in _runs(_words("\n".join(lines)))
        }
        self._places: dict[int, list[int]] = {}
        self._read(ELSEWHERE, article)

    def own(self, at: int) -> str:
        """A comment's text without what it quotes."""
        return self._own[at]

    def add(self, at: int) -> None:
        """Read a comment's own words."""
        self._read(at, self._own[at])

    def sources(self, at: int, named: Callable[[str], Name | None]) -> dict[int, float]:
        """Where the words stand that a comment quotes, and how surely: places of comments, or ``ELSEWHERE``.

        ``named`` tells whose words a line says that the quoted ones are.
        """
        found: dict[int, float] = {}
        for quote in self._quotes[at]:
            lines, author = quote.lines, named(quote.above) if quote.above else None
            if lines and (inside := named(lines[0])):
                lines, author = lines[1:], inside
            words = _words("\n".join(lines))
            place = None
            if author:
                place = self._find(words, author)
            if place is None and len(words) >= _FEWEST:
                place = self._find(words)
                place = ELSEWHERE if author and place is not None else place
            if place is not None:
                found[place] = max(found.get(place, 0), _NAMED if author else _UNNAMED)
        return found

    def _read(self, at: int, text: str) -> None:
        if not self._wanted:
            return
        for run in self._wanted.intersection(_runs(_words(text))):
            places = self._places.setdefault(run, [])
            if len(places) <= _PLACES:
                places.append(at)

    def _find(self, words: Sequence[str], author: Name | None = None) -> int | None:
        """The one place (of an author's) in which most of these words stand behind each other.

        ``None`` if there is none, or several.
        """
        runs = set(_runs(words))
        votes: Counter[int] = Counter()
        for run in runs:
            places = self._places.get(run, [])
            if len(places) <= _PLACES:
                votes.update(place for place in places if author is None or self._is_by(author, place))
        ranked = votes.most_common(2)
        if not ranked or ranked[0][1] < _COVERED * len(runs):
            return None
        is_clear = len(ranked) == 1 or ranked[0][1] >= _CLEAR * ranked[1][1]
        return ranked[0][0] if is_clear else None

    def _is_by(self, author: Name, place: int) -> bool:
        return place != ELSEWHERE and self._names[place] == author


def _parted(text: str) -> tuple[list[_Quote], str]:
    """A comment's quotes, without what these quote themselves, and the lines that are its own."""
    if ">" not in text:
        return [], text
    quotes: list[_Quote] = []
    own: list[str] = []
    is_quoting = False
    for line in text.splitlines():
        if not line.startswith(">"):
            is_quoting = False
            own.append(line)
            continue
        if not is_quoting:
            quotes.append(_Quote(next((above for above in reversed(own[-2:]) if above.strip()), "")))
            is_quoting = True
        inner = line[1:].strip()
        if inner and not inner.startswith(">"):
            quotes[-1].lines.append(inner)
    return quotes, "\n".join(own)


def _words(text: str) -> list[str]:
    return analysis.folded(analysis.spellings(text))[0]


def _runs(words: Sequence[str]) -> Iterator[int]:
    return (hash(tuple(words[at : at + _RUN])) for at in range(len(words) - _RUN + 1))
