"""The words of each comment of a list: down from its own tag to the one with all of its prose, and little else."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence

from threadsearch.formats.generic_html import words
from threadsearch.formats.generic_html.aligned import Aligned
from threadsearch.formats.generic_html.fields import Fields
from threadsearch.formats.generic_html.outline import Key
from threadsearch.formats.html.tree import attribute, classes

_PARAGRAPHS = frozenset(["p", "li", "blockquote", "pre", "ul", "ol", "dl"])
_PROSE = 5  # blanks in a text that is prose
_SIGNED = 15  # characters of a signature
_LONGEST_SIGNED = 2000
_MOST = 400.0  # letters of one record that count
_NEAR = 30  # tags that are looked through for one that says it holds words

_MOST_ALIKE = 200  # tags of a kind beside one another, of which one may hold the words

Way = tuple[str, str, int]
"""A step down: a tag's name and usual classes, and how many of that kind stand before it."""


def letters_of(aligned: Aligned, fields: Sequence[Fields]) -> list[Letters]:
    """How much of each record may be its words."""
    signed = _signatures(aligned, fields)
    return [Letters(aligned, order, found, signed) for order, found in enumerate(fields)]


def read_bodies(aligned: Aligned, letters: Sequence[Letters]) -> tuple[Key, list[list[int]]]:
    """The tags with each record's words, and the way to them that most records have."""
    descent = _Descent(aligned, letters)
    return descent.go_down(), descent.tops


def _signatures(aligned: Aligned, fields: Sequence[Fields]) -> set[tuple[str, str]]:
    """Longer texts that an author has in several comments."""
    out = aligned.out
    seen: Counter[tuple[str, str]] = Counter()
    for found in fields:
        if found.author is None:
            continue
        texts = {out.texts[at].strip() for at in found.record.own if out.owners[at] not in out.quoted}
        seen.update((found.author, text) for text in texts if _SIGNED <= len(text) <= _LONGEST_SIGNED)
    return {spot for spot, times in seen.items() if times > 1}


class Letters:
    """How much each tag of a record may have of its words: its author, its date, and what all records have apart."""

    __slots__ = ("_all", "_out", "_prose", "_texts")

    def __init__(self, aligned: Aligned, order: int, found: Fields, signed: set[tuple[str, str]]) -> None:
        out, dated = aligned.out, found.date
        self._out = out
        self._texts = array("i", found.record.own)
        self._prose, self._all = array("i", [0]), array("i", [0])
        for at in self._texts:
            text, owner = out.texts[at].strip(), out.owners[at]
            is_words = not (
                (owner == found.author_tag and (text.count(" ") < _PROSE or words.name_in(text) == found.author))
                or (dated is not None and owner == dated.tag and " ".join(text.split()) in dated.line)
                or (dated is not None and at == dated.text)
                or aligned.is_label(order, at)
                or (found.author, text) in signed
            )
            letters = len(text) if is_words else 0
            self._all.append(self._all[-1] + letters)
            self._prose.append(
                self._prose[-1] + (letters if text.count(" ") >= _PROSE and not out.is_linked(at) else 0)
            )

    def of(self, tag: int) -> tuple[int, int]:
        """The letters in texts of many words, and in all texts, of a tag."""
        first = bisect_left(self._texts, self._out.firsts[tag])
        last = bisect_left(self._texts, self._out.lasts[tag])
        return self._prose[last] - self._prose[first], self._all[last] - self._all[first]

    def before(self, tag: int) -> int:
        """The letters in all texts before a tag."""
        return self._all[bisect_left(self._texts, self._out.firsts[tag])]


class _Descent:
    """All records' ways down, which they go together as long as most of them can."""

    def __init__(self, aligned: Aligned, letters: Sequence[Letters]) -> None:
        self._aligned = aligned
        self._letters = letters
        self.tops = [record.tops for record in aligned.records]
        self._going = set(range(len(self.tops)))
        # An empty set for each would be a fiftieth of all that a list takes.
        self._skipped = {order: frozenset(record.inner) for order, record in enumerate(aligned.records) if record.inner}

    def go_down(self) -> Key:
        """Go as far as possible; the steps that were taken."""
        taken: list[str] = []
        is_first = self._aligned.is_run
        while self._going:
            beside = {order: self._below(order, is_first=is_first) for order in self._going}
            is_first = False
            ways: dict[Way, dict[int, int]] = defaultdict(dict)
            for order, children in beside.items():
                counts: Counter[Key] = Counter()
                for child in children:
                    step = self._aligned.step(child)
                    if counts[step] < _MOST_ALIKE:
                        ways[step[0], step[1], counts[step]][order] = child
                        counts[step] += 1
            best = self._best(ways, beside)
            if best is None:
                break
            taken.append(".".join(filter(None, best[:2])) + (f"[{best[2] + 1}]" if best[2] else ""))
            self._take(ways[best], beside)
        return tuple(taken)

    def _below(self, order: int, *, is_first: bool) -> list[int]:
        tops = self.tops[order]
        children = tops if is_first else [child for top in tops for child in self._aligned.out.children(top)]
        skipped = self._skipped.get(order, ())
        return [child for child in children if child not in skipped]

    def _take(self, way: dict[int, int], beside: dict[int, list[int]]) -> None:
        for order in sorted(self._going):
            child = way.get(order)
            if child is None or self._is_divided(order, child, beside[order]):
                self._going.discard(order)
            else:
                self.tops[order] = [child]

    def _best(self, ways: dict[Way, dict[int, int]], beside: dict[int, list[int]]) -> Way | None:
        """The step that leads to nearly all of the prose, if there is one."""
        totals, scales = self._totals()
        prose: Counter[Way] = Counter()
        letters: Counter[Way] = Counter()
        for way, found in ways.items():
            for order, child in found.items():
                held = self._letters[order].of(child)
                prose[way] += held[0] * scales[order][0]  # type: ignore[assignment]  # a Counter may count parts
                letters[way] += held[1] * scales[order][1]  # type: ignore[assignment]  # the same
        best = max(
            ways,
            key=lambda way: (prose[way], not totals[0] and self._is_said(ways[way]), letters[way], way),
            default=None,
        )
        if best is None or not totals[1] or prose[best] < 0.95 * totals[0]:
            return None
        having = ways[best]
        divided = sum(self._is_divided(order, child, beside[order]) for order, child in having.items())
        if divided > 0.2 * len(having) or len(having) < 0.6 * len(self._going):
            return None
        enough = letters[best] >= (0.4 if totals[0] else 0.7) * totals[1]
        return best if enough or (letters[best] and self._is_said(having)) else None

    def _totals(self) -> tuple[tuple[float, float], dict[int, tuple[float, float]]]:
        """All letters of prose and of all texts, and by record what a letter counts: no record outweighs the others."""
        sums = [0.0, 0.0]
        scales = {}
        for order in self._going:
            held = [sum(part) for part in zip(*map(self._letters[order].of, self.tops[order]), strict=True)]
            scales[order] = tuple(min(_MOST, letters) / letters if letters else 0.0 for letters in held)
            sums = [known + min(_MOST, letters) for known, letters in zip(sums, held, strict=True)]
        return (sums[0], sums[1]), scales  # type: ignore[return-value]  # two for each

    def _is_divided(self, order: int, child: int, children: Sequence[int]) -> bool:
        """Whether tags like this one beside it hold words too."""
        step = self._aligned.step(child)
        is_paragraph = step[0] in _PARAGRAPHS
        for other in children:
            if other != child and (is_paragraph or self._aligned.step(other) == step):
                prose, letters = self._letters[order].of(other)
                if prose or (is_paragraph and letters):
                    return True
        return False

    def _is_said(self, having: dict[int, int]) -> bool:
        """Whether most of these tags, or tags in them, say that they hold a comment's words."""
        ends = self._aligned.out.ends
        said = (any(map(self._says_it, range(tag, min(ends[tag], tag + _NEAR)))) for tag in having.values())
        return sum(said) >= 0.7 * len(having)

    def _says_it(self, number: int) -> bool:
        tag = self._aligned.out.tags[number]
        if not tag.attrs:
            return False
        is_property = attribute(tag, "itemprop") in ("text", "commentText", "description")
        return is_property or any(map(words.BODY.search, classes(tag)))
