"""What the nodes of a query mean for one value, without any index: pure functions that every engine shares."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from threadsearch.engines import analysis
from threadsearch.errors import QueryTooBroad, UnknownId
from threadsearch.model import (
    DateRange,
    Document,
    Facet,
    FacetCount,
    Fuzzy,
    Kind,
    Name,
    NumberRange,
    Phrase,
    Precision,
    Prefix,
    Term,
)

DATE_FACETS = {Facet.YEAR: "%Y", Facet.MONTH: "%Y-%m", Facet.DAY: "%Y-%m-%d"}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)
_SHOWN_IDS = 5
MOST_SPELLINGS = 1000
"""Words that a fuzzy one may stand for."""


# Words


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words that must stand one behind the other.

    With ``prefix`` the last may go on, with ``changes`` it may be another by so many letters; ``stemmed``: any form.
    """

    words: tuple[str, ...]
    prefix: bool = False
    stemmed: bool = False
    changes: int = 0


@lru_cache
def wanted(leaf: Term | Phrase | Prefix | Fuzzy | Name) -> Wanted:
    """The words that a leaf asks for; none where it holds only punctuation, which matches nothing."""
    words = tuple(analysis.words(leaf.text))
    if isinstance(leaf, Prefix):
        return Wanted(words, prefix=True)
    if isinstance(leaf, Name):
        return Wanted(words, prefix=leaf.prefix)
    if isinstance(leaf, Fuzzy):
        return Wanted(words, changes=leaf.changes)
    if isinstance(leaf, Term) and len(words) == 1:
        return Wanted((analysis.stem(words[0]),), stemmed=True)
    return Wanted(words)


def meant(words: Iterable[str], wanted: Wanted) -> set[str]:
    """Those of some words that the last wanted one may be."""
    last = wanted.words[-1]
    if wanted.stemmed:  # no stem begins otherwise than its word
        return {word for word in words if word[0] == last[0] and analysis.stem(word) == last}
    if wanted.prefix:
        return {word for word in words if word.startswith(last)}
    if wanted.changes:
        from rapidfuzz.distance import Levenshtein  # late: most searches do without

        alike = (word for word in words if word[0] == last[0] and abs(len(word) - len(last)) <= wanted.changes)
        return {word for word in alike if Levenshtein.distance(word, last) <= wanted.changes}
    return {last}.intersection(words)


def spellings(leaf: Fuzzy, vocabulary: Iterable[str]) -> set[str]:
    """The words of an index that a fuzzy one may be; raises ``QueryTooBroad``."""
    asked = wanted(leaf)
    found = meant(vocabulary, asked) if asked.words else set()
    if len(found) > MOST_SPELLINGS:
        raise QueryTooBroad(
            f"{leaf.written or leaf.text} stands for {len(found):,} words; at most {MOST_SPELLINGS:,} are looked for",
            advice="Allow fewer changes (word~1), or search for the beginning of the word: word*",
        )
    return found


def places(words: Sequence[str], wanted: Wanted) -> list[int]:
    """Where in a text's words the wanted ones begin."""
    if not wanted.words or not (lasts := meant(words, wanted)):
        return []
    exact = wanted.words[:-1]
    begins = (number - len(exact) for number, word in enumerate(words) if word in lasts)
    return [begin for begin in begins if begin >= 0 and tuple(words[begin : begin + len(exact)]) == exact]


# Values


def author_of(document: Document) -> str | None:
    """The author's name; an empty one is none."""
    return document.author or None


def site_of(document: Document) -> str | None:
    """The site; an empty one is none."""
    return document.site or None


def sources_of(document: Document) -> set[str]:
    """Every source that holds the document."""
    return {document.source, *(capture.source for capture in document.captures)}


def is_in_site(site: str, text: str) -> bool:
    """Whether a site is the one that was asked for, or below it."""
    site, text = site.casefold(), text.casefold().strip(".")
    return bool(text) and (site == text or site.endswith("." + text))


def is_from_source(source: str, text: str) -> bool:
    """Whether a source is the one that was asked for: its path, or whole parts of it one behind the other."""
    source, text = (path.casefold().replace("\\", "/").replace("!", "/").strip("/") for path in (source, text))
    return bool(text) and f"/{text}/" in f"/{source}/"


def id_prefix(text: str) -> str:
    """The beginning of an id as a user typed it."""
    return text.strip().lower()


def flags(document: Document) -> set[str]:
    """The names of the flags that a document has."""
    has = {
        str(document.kind): True,
        "reply": document.parent_id is not None or document.orphan_of is not None,
        "orphan": document.orphan_of is not None,
        "deleted": document.state == "deleted",
        "link": bool(document.links) or "http://" in document.text or "https://" in document.text,
        "quote": ">" in document.text and any(line.startswith(">") for line in document.text.splitlines()),
        "date": document.created_at is not None,
    }
    has["top"] = not has["reply"] and document.kind is not Kind.ARTICLE
    return {name for name, it_has in has.items() if it_has}


def is_between(number: int, wanted: NumberRange) -> bool:
    """Whether a number lies in a range, both ends included."""
    return (wanted.low is None or wanted.low <= number) and (wanted.high is None or number <= wanted.high)


# Dates, in whole seconds since 1970


def seconds(at: datetime) -> int:
    """The second in which an instant lies."""
    return (at - _EPOCH) // _SECOND


def span(document: Document) -> tuple[int, int] | None:
    """The first and the last second that a document's date may mean."""
    at, until = document.created_at, document.created_until
    if at is None or until is None:
        return None
    first = seconds(at)
    return first, first if until == at else seconds(until)


def is_within(dates: tuple[int, int] | None, wanted: DateRange) -> bool:
    """Whether a date lies in a range with its whole span."""
    if dates is None:
        return False
    first, last = bounds(wanted)
    return first <= dates[0] and dates[1] < last


def bounds(wanted: DateRange) -> tuple[float, float]:
    """The second that a range begins with, and the one that it stops before; infinite where it is open."""
    start = -math.inf if wanted.start is None else _next_second(wanted.start)
    end = math.inf if wanted.end is None else _next_second(wanted.end)
    return start, end


def _next_second(at: datetime) -> int:
    """The first whole second that is not before an instant."""
    return -((_EPOCH - at) // timedelta(seconds=1))


def date_label(first: int, last: int, precision: Precision | None, facet: Facet, zone: tzinfo) -> str:
    """The day, month or year of a date's span, in a zone, but never finer than it was printed.

    The middle of the span decides, so that a day that was printed in one zone stays that day in its neighbours.
    """
    pattern = DATE_FACETS[facet]
    if precision is Precision.YEAR:
        pattern = DATE_FACETS[Facet.YEAR]
    elif precision is Precision.MONTH and facet is Facet.DAY:
        pattern = DATE_FACETS[Facet.MONTH]
    middle = _EPOCH + timedelta(seconds=(first + last) // 2)
    with suppress(OverflowError):  # the first or last day of the calendar: UTC is near enough
        middle = middle.astimezone(zone)
    year, month, day = f"{middle.year:04d}", f"{middle.month:02d}", f"{middle.day:02d}"
    return pattern.replace("%Y", year).replace("%m", month).replace("%d", day)


# Answers


def counted(facet: Facet, values: Mapping[str | None, int]) -> tuple[FacetCount, ...]:
    """A facet's counts in the order in which they are shown, from how often each value occurs."""
    if facet is Facet.AUTHOR:
        values = _by_person(values)
    rows = [FacetCount(value, count) for value, count in values.items()]
    if facet in DATE_FACETS:
        rows.sort(key=lambda row: (row.value is None, row.value or ""))
    elif facet is Facet.DEPTH:
        rows.sort(key=lambda row: int(row.value or 0))
    else:
        rows.sort(key=lambda row: (-row.count, row.value is None, row.value or ""))
    return tuple(rows)


def _by_person(values: Mapping[str | None, int]) -> dict[str | None, int]:
    """Names that differ only in what folding drops are one person's, shown in the most frequent spelling."""
    people: dict[str | None, Counter[str]] = defaultdict(Counter)
    for name, count in values.items():
        people[name and analysis.fold(name)][name or ""] += count
    return {
        None if person is None else min(spellings, key=lambda name: (-spellings[name], name)): spellings.total()
        for person, spellings in people.items()
    }


def the_one(document_id: str, candidates: Iterable[str]) -> str:
    """The id that was meant, of those that begin with ``document_id``, sorted; raises ``UnknownId``."""
    found = list(candidates)
    if document_id in found:
        return document_id
    if not document_id or not found:
        raise UnknownId(
            f"no comment or thread has the id {document_id!r}",
            advice="Search results show ids; any unique prefix will do.",
        )
    if len(found) > 1:
        shown = ", ".join(found[:_SHOWN_IDS]) + (", …" if len(found) > _SHOWN_IDS else "")
        raise UnknownId(f"{len(found)} ids begin with {document_id!r}: {shown}", advice="Type more of the id.")
    return found[0]


def below(thread: Iterable[Document], document_id: str, depth: int | None) -> list[Document]:
    """The replies to a comment, out of its thread's documents, ``depth`` levels of them, in thread order.

    Below the thread's own record stand the comments without a parent: the top-level ones and the orphans.
    """
    children: dict[str, list[Document]] = defaultdict(list)
    for document in thread:
        if document.kind is not Kind.ARTICLE:
            children[document.parent_id or document.thread_id].append(document)
    found: dict[str, Document] = {}
    level, parents = 0, [document_id]
    while parents and (depth is None or level < depth):
        replies = {child.id: child for parent in parents for child in children[parent] if child.id not in found}
        found |= replies
        level, parents = level + 1, list(replies)
    return sorted(found.values(), key=lambda document: document.position)
