"""What makes records a discussion, and no list of news, changes or mails: what readers may do, who speaks to whom."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from threadsearch.formats.generic_text.cutting import Record
from threadsearch.formats.generic_text.entries import Entry, date_of
from threadsearch.formats.generic_text.slots import is_spoken_of

_FOOTER = 6  # entries behind a body
_ABOVE = 8  # entries above the first record, in which a heading may stand
_BEHIND = 12  # entries behind the last record, in which a form may stand
_COUNTED = re.compile(r"#\s?(\d{1,7})\b")
_ENOUGH = 2.0
_OFTEN = 0.5
_RARELY = 2  # times on a page
_FEWEST = 4  # numbers that follow others
_LONGEST = 120  # characters
_CODE = re.compile(
    r"[\"'][\w .:-]{1,60}[\"']\s?[:=].*|[\w.:$-]{1,60}\s?[:+]?=\s?\S.*|--?[a-z][\w-]*(?:[ =].*|$)|\|.*\||\+[+=-]+\+"
    r"|.*[{;]|.*(?:[\"')}]|\])[,;]|[\])}]+,?|<.*>"
)
"""Lines of data and programs: ``"key": value``, ``key = value``, ``--option value``, ``| cell | cell |``, ``},``."""

_SPEAKS = ("replies", "profiles", "speakers", "spoken to", "answers by title")
_COMMON = ("come again", "clocks")  # to discussions, and to programmes, logs and lists of changes
_BORNE = 2.0  # times what speaks for a discussion alone: so far common signs bear it out
_AGAINST = ("teasers", "mail heads", "mail addresses", "last posts", "data")
_NEARLY_ALL = (0.6, 1.0)  # of the bodies: titles and lists are some people's way to write, and some lists' way to be
_LONGEST_TITLE = 100  # characters
_SENTENCE = tuple(".!?…:;,)*。！？~")  # noqa: RUF001 - full width
_QUOTES = "\"'”»’"  # noqa: RUF001 - as pages print them


@dataclass(frozen=True, slots=True)
class Evidence:
    """For each sign the share of records that show it, 0 to 1; of the page's own signs 0 or 1.

    ``speaks``: what only discussions have. ``against``: what they don't have.
    """

    speaks: Mapping[str, float]
    against: Mapping[str, float]

    @property
    def weight(self) -> float:
        """How surely this is a discussion: 0 to 1."""
        common = sum(share for sign, share in self.speaks.items() if sign in _COMMON)
        firm = sum(self.speaks.values()) - common
        return min(1.0, (firm + min(common, _BORNE * firm)) / _ENOUGH)

    @property
    def doubt(self) -> float:
        """How surely it is something else: 0 to 1."""
        return max(self.against.values(), default=0.0)


def evidence(entries: Sequence[Entry], records: Sequence[Record], voices: Mapping[str, int]) -> Evidence:
    """The signs that records show in their headers and footers, and the page around them."""
    count: Counter[str] = Counter()
    counted = []
    for number, record in enumerate(records):
        limit = records[number + 1].top if number + 1 < len(records) else len(entries)
        shown = _signs(entries, record, limit, voices)
        counted.append(next(_numbers(_around(entries, record, limit)), None))
        if record is records[-1]:
            shown.discard("teasers")  # what stands behind the last record is the page's
        count.update(shown)
    shares = {sign: times / len(records) for sign, times in count.items()}
    speaks = {sign: shares[sign] for sign in _SPEAKS if sign in shares}
    if len({record.name.text for record in records if record.name}) == 1:
        speaks.pop("spoken to", None)  # a word that stands before lines and a colon
    speaks["numbers"] = _run(counted)
    speaks["come again"] = 0.5 * _come_again(records)
    speaks["clocks"] = 0.4 * shares.get("clocks", 0.0)
    speaks["heading"] = 0.6 * (shares.get("teasers", 0.0) < _OFTEN and _has_heading(entries, records[0]))
    speaks["form"] = 0.4 * any(entry.signs.is_form for entry in entries[records[-1].end :][:_BEHIND])
    against = {sign: shares[sign] for sign in _AGAINST if sign in shares}
    bodies = [body for record in records if (body := entries[record.start : record.end])]
    against["titles"] = _nearly_all(bodies, _is_title)
    against["speeches"] = _speeches(entries, records) if "speakers" in speaks else 0.0
    against["lists"] = _nearly_all(bodies, lambda body: all(entry.is_bullet for entry in body))
    return Evidence(_shown(speaks), _shown(against))


def _shown(signs: Mapping[str, float]) -> Mapping[str, float]:
    return {sign: share for sign, share in signs.items() if share}


def _nearly_all(bodies: Sequence[Sequence[Entry]], shows: Callable[[Sequence[Entry]], bool]) -> float:
    """1 if all bodies show a sign, 0 if no more do than may be some people's way to write."""
    low, high = _NEARLY_ALL
    share = sum(map(shows, bodies)) / len(bodies) if bodies else 0.0
    return max(0.0, (share - low) / (high - low))


def _speeches(entries: Sequence[Entry], records: Sequence[Record]) -> float:
    """How far lines without dates announce words as well, as in plays; some comments quote others that way."""
    said = sum(entry.says is not None for entry in entries[records[0].top : records[-1].end])
    undated = said - sum(record.name is not None and entries[record.name.place].says is not None for record in records)
    return undated / said if undated >= len(records) else 0.0


def _is_title(body: Sequence[Entry]) -> bool:
    """Whether a body has but short lines that end like no sentences, those with dates left aside."""
    words = [entry.words for entry in body if not entry.date]
    return all(len(line) <= _LONGEST_TITLE and not line.rstrip(_QUOTES).endswith(_SENTENCE) for line in words)


def _is_data(entries: Sequence[Entry], record: Record) -> bool:
    """Whether a date stands among data or a program's lines, and not in words."""
    if not _CODE.fullmatch(entries[record.date].words):
        return False
    lines = entries[min(record.top, record.date) : max(record.end, record.date + 1)]
    return sum(_CODE.fullmatch(entry.words[:_LONGEST]) is not None for entry in lines) > len(lines) / 2


def _signs(entries: Sequence[Entry], record: Record, limit: int, voices: Mapping[str, int]) -> set[str]:
    """The signs of one record."""
    found = {"clocks"} if date_of(entries[record.date]).clocked else set()
    if _is_data(entries, record):
        found.add("data")
    if record.name and entries[record.name.place].says:
        found.add("speakers")
    if record.name and is_spoken_of(record.name.text, voices):
        found.add("spoken to")
    for entry in _around(entries, record, limit):
        found.update(_signs_of(entry))
    if any(entry.signs.is_index for entry in entries[record.top : limit]):
        found.add("teasers")  # an article's last line is followed by the next one's title
    return found


def _around(entries: Sequence[Entry], record: Record, limit: int) -> Iterator[Entry]:
    """The lines of a record's header and footer."""
    yield from entries[record.top : record.start]
    yield from entries[record.end : min(limit, record.end + _FOOTER)]
    if not record.top <= record.date < record.start:
        yield entries[record.date]


def _signs_of(entry: Entry) -> Iterator[str]:
    if entry.offers_reply:
        yield "replies"
    if entry.signs.is_profile:
        yield "profiles"
    if entry.signs.is_answer:
        yield "answers by title"
    if entry.signs.is_field:
        yield "mail heads"
    if entry.signs.tells_of_the_last:
        yield "last posts"
    if entry.signs.shows_mail:
        yield "mail addresses"


def _numbers(entries: Iterable[Entry]) -> Iterator[int]:
    """The numbers of posts ("#12") in a record's own lines."""
    for entry in entries:
        around = f"{entry.date.before} {entry.date.after}" if entry.date else entry.words if entry.is_furniture else ""
        if len(around) <= _LONGEST and (match := _COUNTED.search(around)):
            yield int(match[1])


def _run(numbers: Sequence[int | None]) -> float:
    """The share of records whose number follows that of the one before, upwards or downwards.

    A few numbers that are not next to each other may stand in an order by chance.
    """
    steps = [right - left for left, right in pairwise(n for n in numbers if n is not None)]
    run = max(sum(step > 0 for step in steps), sum(step < 0 for step in steps))
    is_chance = run < _FEWEST and not all(abs(step) == 1 for step in steps)
    return (run + 1) / len(numbers) if run and not is_chance else 0.0


def _come_again(records: Sequence[Record]) -> bool:
    """Whether some of several authors wrote more than once, with others in between."""
    order = [record.name.text for record in records if record.name]
    runs = [name for number, name in enumerate(order) if not number or name != order[number - 1]]
    return len(set(runs)) > 1 and len(runs) > len(set(runs))


def _has_heading(entries: Sequence[Entry], first: Record) -> bool:
    """Whether a heading announces comments, and doesn't stand in each row of a list of threads."""
    above = entries[max(0, first.top - _ABOVE) : first.start]
    if any(entry.signs.tells_of_the_last for entry in above):
        return False
    headings = {entry.key for entry in above if entry.signs.is_heading}
    times = Counter(entry.key for entry in entries if entry.key in headings)
    return any(often <= _RARELY for often in times.values())
