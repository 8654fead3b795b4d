"""What is what in each comment of a list: its author, its date and its words, by where they stand in all of them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC

from threadsearch.dates.spotting import spot_stamp
from threadsearch.dates.vocabulary import fold
from threadsearch.formats.generic_html import words
from threadsearch.formats.generic_html.dates import Dated
from threadsearch.formats.generic_html.lists import Candidate, Key, Record, kind_of, step_of
from threadsearch.formats.generic_html.outline import INLINE, Outline
from threadsearch.formats.html.tree import attribute, classes

_LONGEST_NAME = 60
_DIGITS = re.compile(r"[0-9]+")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(slots=True)
class Fields:
    """A record's fields: the author's name and the tag that holds it, the date, and the tags with the words."""

    author: str | None = None
    author_tag: int | None = None
    date: Dated | None = None
    bodies: list[int] = field(default_factory=list)
    furniture: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Layout:
    """How the records of a list are laid out, for people to check."""

    author: str = ""
    date: str = ""
    body: str = ""


class Reader:
    """Reads the fields of one list's records."""

    def __init__(self, out: Outline, candidate: Candidate) -> None:
        self.out = out
        self.records = candidate.records
        self.is_run = candidate.is_run
        self.fields = [Fields() for _ in self.records]
        self.layout = Layout()
        self._bounds = [self._bound(record) for record in self.records]
        self._stable = self._stable_names()
        self._steps: dict[int, Key] = {}
        self._shares: dict[tuple[Key, str], float] = {}
        self._times: Counter[tuple[Key, str]] = Counter()
        self._common = self._repeated()

    def read(self) -> list[Fields]:
        self._read_dates()
        self._read_authors()
        self._read_bodies()
        return self.fields

    def step(self, number: int) -> Key:
        """A tag's name and those of its classes that most records have."""
        if number not in self._steps:
            tag = self.out.tags[number]
            names = {_DIGITS.sub("#", name) for name in classes(tag)} & self._stable
            self._steps[number] = tag.name, ".".join(sorted(names))
        return self._steps[number]

    def _stable_names(self) -> set[str]:
        seen: Counter[str] = Counter()
        for record in self.records:
            here: set[str] = set()
            for top in record.tops:
                for number in range(top, self.out.ends[top]):
                    here.update(_DIGITS.sub("#", name) for name in classes(self.out.tags[number]))
            seen.update(here)
        return {name for name, times in seen.items() if times >= 0.6 * len(self.records)}

    # -- where things stand --------------------------------------------------------------------------------------

    def _bound(self, record: Record) -> int:
        """The tag that paths are told from."""
        return self.out.parents[record.tops[0]] if self.is_run else record.tops[0]

    def path(self, order: int, number: int, *, is_soft: bool = False) -> Key:
        """The steps from a record to a tag in it."""
        bound = self._bounds[order]
        steps: list[str] = []
        while number != bound and number >= 0:
            name, style = self.step(number)
            if not (is_soft and name in INLINE):
                steps.append(f"{name}.{style}" if style else name)
            number = self.out.parents[number]
        return tuple(reversed(steps))

    def _repeated(self) -> set[tuple[Key, str]]:
        """Texts that most records have in the same place: labels and buttons."""
        if len(self.records) < 3:
            return set()
        seen: Counter[tuple[Key, str]] = Counter()
        places: Counter[Key] = Counter()
        for order, record in enumerate(self.records):
            here = set()
            for at in record.own:
                text = self.out.texts[at]
                if len(text) < 2000:
                    here.add((self.path(order, self.out.owners[at]), _DIGITS.sub("#", text.strip())))
            seen.update(here)
            places.update({path for path, _ in here})
        self._times = seen
        self._shares = {spot: times / places[spot[0]] for spot, times in seen.items()}
        return {
            (path, text)
            for (path, text), times in seen.items()
            if times >= max(2, 0.5 * places[path]) and times >= 0.15 * len(self.records)
            and not any(step.startswith("blockquote") or "quote" in step for step in path)
        }

    def is_common(self, order: int, at: int) -> bool:
        """Whether a text is a label or a button."""
        text = self.out.texts[at]
        return (self.path(order, self.out.owners[at]), _DIGITS.sub("#", text.strip())) in self._common

    def _share(self, order: int, at: int) -> float:
        """In how many of the records that have a text there it is this one."""
        text = self.out.texts[at]
        return self._shares.get((self.path(order, self.out.owners[at]), _DIGITS.sub("#", text.strip())), 0.0)

    def is_everywhere(self, order: int, at: int) -> bool:
        """Whether a text stands in half of the records."""
        text = self.out.texts[at]
        return self._times[self.path(order, self.out.owners[at]), _DIGITS.sub("#", text.strip())] >= 0.5 * len(self.records)

    # -- dates ---------------------------------------------------------------------------------------------------

    def _read_dates(self) -> None:
        """Of several dates the kind that most records have, the finest, and the one that runs on.

        A list is in the order of its dates, one way or the other; the days on which its authors joined are in none.
        """
        kinds: dict[Key, list[Dated | None]] = defaultdict(lambda: [None] * len(self.records))
        for order, record in enumerate(self.records):
            for dated in record.dates:
                row = kinds[kind_of(self.out, dated)]
                known = row[order]
                if known is None or (_is_of_something_else(known) and not _is_of_something_else(dated)):
                    row[order] = dated
        ranked = sorted(kinds, key=lambda kind: (-_worth(kinds[kind]), kind))
        for order, found in enumerate(self.fields):
            found.date = next((kinds[kind][order] for kind in ranked if kinds[kind][order]), None)
        self.layout.date = " ".join(ranked[0]) if ranked else ""

    # -- authors -------------------------------------------------------------------------------------------------

    def _read_authors(self) -> None:
        values: dict[Key, dict[int, tuple[str, int, float]]] = defaultdict(dict)
        for order, record in enumerate(self.records):
            for place, (tag, text) in enumerate(self._short_texts(order, record)):
                name = words.name_in(text)
                if not self._is_name(name) or (_DIGITS.search(name) and spot_stamp(name, zone=UTC)):
                    continue
                key = self.path(order, tag, is_soft=True)
                if order not in values[key]:
                    values[key][order] = name, tag, (self._hint(order, tag) + 0.5 * words.introduced(text)) / (1 + 0.03 * place)
        for order, found in enumerate(self.fields):
            rest = self._beside_date(found)
            if rest:
                values["(beside the date)",][order] = rest, found.date.tag, 0.9  # type: ignore[union-attr]
        scored = sorted(values, key=lambda key: (-self._author_score(values[key]), key))
        best = scored[:1]
        if not best or self._author_score(values[best[0]]) < 0.25:
            return
        self.layout.author = " ".join(best[0])
        best += [
            key
            for key in scored[1:6]
            if key[:-1] == best[0][:-1] or sum(hint for *_, hint in values[key].values()) >= 0.8 * len(values[key])
        ]
        for order, found in enumerate(self.fields):
            for key in best:
                if order in values[key]:
                    found.author, found.author_tag, _ = values[key][order]
                    break

    def _author_score(self, values: dict[int, tuple[str, int, float]]) -> float:
        records = len(self.records)
        coverage = len(values) / records
        names = [name for name, _, _ in values.values()]
        variety = len({_DIGITS.sub("#", name) for name in names}) / len(names)
        if len(names) > 3 and len(set(names)) == 1:
            return 0.0
        hint = sum(hint for _, _, hint in values.values()) / len(values)
        length = sum(map(len, names)) / len(names)
        blanks = sum(name.count(" ") for name in names) / len(names)
        shape = (1.0 if length < 25 else 0.6) * (1.0 if blanks < 2.5 else 0.5)
        return coverage * (0.3 + 0.7 * min(1.0, variety * 2)) * shape * hint

    def _hint(self, order: int, tag: int) -> float:
        """How much the markup around a text says that it is a name."""
        weight = 0.4
        out, bound = self.out, self._bounds[order]
        number, steps = tag, 0
        while number != bound and number >= 0 and steps < 4:
            node = out.tags[number]
            said = " ".join((*classes(node), attribute(node, "itemprop"), attribute(node, "rel"), attribute(node, "id"))).lower()
            said = said.replace("_", " ").replace("-", " ")
            if words.AUTHOR.search(said):
                weight += 0.8 / (1 + 0.4 * steps)
            elif words.ABOUT.search(said):
                weight += 0.6 if not steps else 0.2 / (1 + 0.4 * steps)
            if steps < 2:
                if re.search(r"title|rank|group|avatar|count|date|badge|stat|location|body|content|text|message", said):
                    weight -= 0.4
            if node.name == "a":
                href = attribute(node, "href")
                if words.PROFILE.search(href.lower()):
                    weight += 0.8
                elif href.startswith("#") or "javascript" in href:
                    weight -= 0.3
            if node.name in ("b", "strong", "cite", "h3", "h4", "h5"):
                weight += 0.2
            number = out.parents[number]
            steps += 1
        return max(0.05, weight)

    def _short_texts(self, order: int, record: Record) -> Iterator[tuple[int, str]]:
        dated = self.fields[order].date
        for at in record.own:
            text = self.out.texts[at].strip()
            owner = self.out.owners[at]
            if not text or len(text) > _LONGEST_NAME + 20 or (dated is not None and at == dated.text):
                continue
            if any(d.tag == owner for d in record.dates) or self._is_quoted(order, owner):
                continue
            if self.is_common(order, at) and self._share(order, at) > 0.9 and not self._may_be_name(order, at):
                continue
            yield owner, text

    def _is_quoted(self, order: int, number: int) -> bool:
        bound = self._bounds[order]
        while number != bound and number >= 0:
            tag = self.out.tags[number]
            if tag.name == "blockquote" or words.is_quote(classes(tag)):
                return True
            number = self.out.parents[number]
        return False

    def _may_be_name(self, order: int, at: int) -> bool:
        """One author may have written many of a list's comments."""
        return self._hint(order, self.out.owners[at]) >= 1.0

    @staticmethod
    def _is_name(name: str) -> bool:
        return not words.is_about_name(name) and 0 < len(name) <= _LONGEST_NAME and (_LETTER.search(name) is not None or name.isdigit() is False) and not name.endswith(("?", "!")) and "http" not in name

    def _beside_date(self, found: Fields) -> str:
        """The name in the line that a date stands in ("Posted by Ferdy on July 4, 2011")."""
        if found.date is None or not found.date.line or found.date.line == found.date.shown:
            return ""
        line = found.date.line
        at = line.find(found.date.shown)
        if at < 0 or words.JOINED.search(fold(line)):
            return ""
        before, after = words.name_in(line[:at]), words.name_in(line[at + len(found.date.shown) :])
        for name in (before, after):
            if name and self._is_name(name) and len(name) <= 40 and _LETTER.search(name):
                return name
        return ""

    # -- words ---------------------------------------------------------------------------------------------------

    def _read_bodies(self) -> None:
        """Go down from the comments' own tags to those with all of their prose, and little else."""
        signed = self._signatures()
        weighs = [self._letters(order, record, signed) for order, record in enumerate(self.records)]
        current = [list(record.tops) for record in self.records]
        going = set(range(len(self.records)))
        path: list[str] = []
        is_first = self.is_run
        while going:
            inside: dict[Key, dict[int, int]] = defaultdict(dict)
            beside: dict[int, list[int]] = {}
            for order in going:
                tops = current[order]
                children = tops if is_first else [child for top in tops for child in self.out.children[top]]
                children = [child for child in children if child not in self.records[order].inner]
                beside[order] = children
                counts: Counter[Key] = Counter()
                for child in children:
                    step = self.step(child)
                    inside[(*step, str(counts[step]))][order] = child
                    counts[step] += 1
            is_first = False
            best = self._way_down(inside, beside, weighs, current, going)
            if best is None:
                break
            path.append(".".join(filter(None, best[:2])) + (f"[{best[2]}]" if best[2] != "0" else ""))
            for order in sorted(going):
                child = inside[best].get(order)
                if child is None or self._is_divided(order, child, beside[order], weighs[order]):
                    going.discard(order)
                else:
                    current[order] = [child]
        self.layout.body = " ".join(path)
        for found, tops in zip(self.fields, current, strict=True):
            found.bodies = tops

    def _is_said(self, having: dict[int, int]) -> bool:
        return sum(map(self._holds_body, having.values())) >= 0.7 * len(having)

    def _holds_body(self, number: int) -> bool:
        """Whether a tag, or one in it, says that it holds a comment's words."""
        return any(map(self._says_body, range(number, min(self.out.ends[number], number + _NEAR))))

    def _says_body(self, number: int) -> bool:
        tag = self.out.tags[number]
        return attribute(tag, "itemprop") in ("text", "commentText", "description") or any(
            words.BODY.search(name) for name in classes(tag)
        )

    def _is_divided(
        self, order: int, child: int, children: Sequence[int], weigh: Callable[[int], tuple[int, int]]
    ) -> bool:
        """Whether tags like this one beside it hold words too."""
        name, step = self.out.tags[child].name, self.step(child)
        is_paragraph = name in _PARAGRAPHS
        return any(
            (weigh(other)[0] or (is_paragraph and weigh(other)[1])) and (is_paragraph or self.step(other) == step)
            for other in children
            if other != child
        )

    def _way_down(
        self,
        inside: dict[Key, dict[int, int]],
        beside: dict[int, list[int]],
        weighs: Sequence[Callable[[int], tuple[int, int]]],
        current: Sequence[Sequence[int]],
        going: set[int],
    ) -> Key | None:
        """The step that leads to nearly all of the prose, if there is one."""
        all_prose = all_letters = 0.0
        prose: Counter[Key] = Counter()
        letters: Counter[Key] = Counter()
        scales = {}
        for order in going:
            totals = [sum(part) for part in zip(*(weighs[order](top) for top in current[order]), strict=True)]
            scales[order] = [min(_MOST, total) / total if total else 0.0 for total in totals]
            all_prose += totals[0] * scales[order][0]
            all_letters += totals[1] * scales[order][1]
        for step, found in inside.items():
            for order, child in found.items():
                weight = weighs[order](child)
                prose[step] += weight[0] * scales[order][0]
                letters[step] += weight[1] * scales[order][1]
        best = max(
            inside,
            key=lambda step: (prose[step], all_prose == 0 and self._is_said(inside[step]), letters[step], step),
            default=None,
        )
        if best is None or not all_letters:
            return None
        having = inside[best]
        divided = sum(self._is_divided(order, child, beside[order], weighs[order]) for order, child in having.items())
        if divided > 0.2 * len(having) or len(having) < 0.6 * len(going):
            return None
        enough = letters[best] >= (0.4 if all_prose else 0.7) * all_letters and prose[best] >= 0.95 * all_prose
        if not enough and prose[best] >= 0.95 * all_prose and letters[best]:
            enough = self._is_said(having)
        return best if enough else None

    def _signatures(self) -> set[tuple[str | None, str]]:
        """Longer texts that an author has in several comments, outside of quotes."""
        seen: Counter[tuple[str | None, str]] = Counter()
        for order, record in enumerate(self.records):
            seen.update({
                (self.fields[order].author, text)
                for at in record.own
                if _SIGNED <= len(text := self.out.texts[at].strip()) < 2000
            })
        return {spot for spot, times in seen.items() if times > 1}

    def _letters(self, order: int, record: Record, signed: set[tuple[str | None, str]]) -> Callable[[int], tuple[int, int]]:
        """How much a tag may have of a comment's words, its author's, its date and what all have apart.

        The letters in texts of many words, and in all texts.
        """
        found = self.fields[order]
        texts, prose, sums = [], [0], [0]
        for at in record.own:
            text = self.out.texts[at].strip()
            owner = self.out.owners[at]
            letters = len(text)
            if (
                owner == found.author_tag
                or (found.date is not None and (at == found.date.text or owner == found.date.tag))
                or self.is_common(order, at)
                or (found.author, text) in signed
            ):
                letters = 0
            is_prose = letters and text.count(" ") >= _PROSE and not self.out.linked_in(at, at + 1)
            texts.append(at)
            sums.append(sums[-1] + letters)
            prose.append(prose[-1] + (letters if is_prose else 0))

        def weigh(tag: int) -> tuple[int, int]:
            first, last = bisect_left(texts, self.out.firsts[tag]), bisect_left(texts, self.out.lasts[tag])
            return prose[last] - prose[first], sums[last] - sums[first]

        return weigh


_NEAR = 30  # tags that are looked through for one that says so
_PARAGRAPHS = frozenset("p li blockquote pre ul ol dl".split())
_SIGNED = 15
_PROSE = 5  # blanks in a text that is prose
_MOST = 400


def _is_of_something_else(dated: Dated) -> bool:
    """Whether words beside a date say that it is when somebody joined, or a text was changed."""
    return words.JOINED.search(fold(dated.line)) is not None


def _worth(dates: Sequence[Dated | None]) -> float:
    """How much like the dates of a list these are, one for a record."""
    found = [dated for dated in dates if dated is not None]
    fine = sum(dated.fine for dated in found) / len(found)
    moments = [dated.at for dated in found]
    steps = [(b > a) - (b < a) for a, b in zip(moments, moments[1:], strict=False)]
    moved = sum(step != 0 for step in steps)
    sorted_ = abs(sum(steps)) / moved if moved else 0.0
    same = len(set(moments)) / len(moments)
    joined = any(map(_is_of_something_else, found[:5]))
    return len(found) / len(dates) * (fine + 1) * (0.5 + sorted_) * (0.5 + 0.5 * same) * (0.3 if joined else 1.0)
