"""On which side of its date a body stands: all records vote, and what stands above the first and below the last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from threadsearch.formats.generic_text.entries import Entry
from threadsearch.formats.generic_text.finders import Name, behind, is_furniture
from threadsearch.formats.generic_text.rhythm import REACH, Beat
from threadsearch.formats.generic_text.slots import Slot

_NEAR = 3  # entries
_LONGEST_FACT = 40  # characters; what is longer is somebody's words
_SENTENCE = tuple(".!?…。！？")  # noqa: RUF001 - full width
_HALF = 0.5
_PRIOR = -0.3  # most pages print dates first


def dates_stand_last(entries: Sequence[Entry], beat: Beat, slot: Slot | None) -> bool:
    """Whether the bodies stand above their dates."""
    names = slot.names if slot else (None,) * len(beat.places)
    votes = sum(_vote(entries, beat, number, name) for number, name in enumerate(names)) / len(names)
    return votes + _PRIOR + _vote_of_edges(entries, beat, names[0], names[-1]) > 0


def names_are_of_the_next(entries: Sequence[Entry], beat: Beat, slot: Slot) -> bool:
    """Whether the names behind the dates begin the next records, where dates end them."""
    votes = 0.0
    for at, name in zip(beat.places, slot.names, strict=True):
        if name is None or name.place + 1 >= len(entries):
            continue
        line, date, below = entries[name.place], entries[at], entries[name.place + 1]
        votes += 2 * (line.says is not None)
        votes += line.marked and not date.marked
        if line.gap:
            votes += not any(entry.gap for entry in entries[name.place + 1 : behind(entries, beat, name.place) + 1])
        else:
            votes -= below.gap > 0
        votes += line.indent < date.indent
        votes += any(entry.offers_reply for entry in entries[at : name.place])
    if slot.names[-1] is None and all(slot.names[:-1]):  # behind the last date nobody's words begin any more
        votes += _HALF * len(slot.names)
    return votes > 0


def _vote(entries: Sequence[Entry], beat: Beat, number: int, name: Name | None) -> float:
    """Above 0 where one date seems to stand below its body."""
    last, at, end = beat.bounds(number, len(entries))
    low, high = (min(at, name.place), max(at, name.place)) if name else (at, at)
    below = behind(entries, beat, high)
    first, body = entries[low], entries[below] if below < end else None
    vote = 0.0
    if body:
        vote += 0.8 * ((body.indent < first.indent) - (body.indent > first.indent))
        vote += 0.8 * (body.marked and not first.marked)
    if high + 1 < len(entries):
        is_parted = any(entry.gap for entry in entries[high + 1 : min(below, end - 1) + 1])
        vote += 0.4 * (is_parted - (first.gap > 0))
    if name and entries[name.place].gap and not entries[at].gap:  # a gap parts the name from the date, none the words
        vote += 1.2 * any(entry.offers_reply for entry in entries[at + 1 : name.place])
    if number and name and name.place <= at and _is_above_words(entries, beat, name, last):
        vote += 1.5
    vote -= 0.8 * first.marked
    vote -= 2.0 * bool(name and name.place <= at and entries[name.place].says)
    replies_below = any(entry.offers_reply for entry in entries[high : min(below, end)]) or entries[at].offers_reply
    replies_above = any(entry.offers_reply for entry in _above(entries, beat, low, last))
    return vote + replies_below - replies_above


def _is_above_words(entries: Sequence[Entry], beat: Beat, name: Name, last: int) -> bool:
    """Whether an author whom the date's line names stands alone above words as well, which that line signs.

    The first author's would be the page's title at times.
    """
    said = False
    for place in range(name.place - 1, last, -1):
        found = entries[place].name
        is_same = found is not None and (found == name.text or found.startswith(f"{name.text} "))  # "Ada Member"
        if said and is_same and entries[place].says is None:  # "Ada wrote:" is a quote
            return True
        said = said or (_are_words(entries[place]) and not is_furniture(entries, place, beat.before))
    return False


def _is_title(entries: Sequence[Entry], place: int) -> bool:
    """Whether a line stands further above as well, as the titles of pages do."""
    return any(entry.words == entries[place].words for entry in entries[:place])


def _above(entries: Sequence[Entry], beat: Beat, low: int, last: int) -> Iterator[Entry]:
    """The nearest lines above that are the site's own."""
    place = low
    while place - 1 > last and low - place < _NEAR and is_furniture(entries, place - 1, beat.before):
        place -= 1
        yield entries[place]


def _till_words(entries: Sequence[Entry], place: int) -> Sequence[Entry]:
    """The entry at a place, and the next one unless the first is somebody's words."""
    is_short = len(entries[place].words) <= _LONGEST_FACT and not entries[place].words.endswith((".", "!", "?"))
    return entries[place : place + 1 + is_short]


def _vote_of_edges(entries: Sequence[Entry], beat: Beat, first_name: Name | None, last_name: Name | None) -> float:
    """Behind the last of the dates that end bodies there is nothing; dates that begin them stand below a heading."""
    last = beat.places[-1]
    below = behind(entries, beat, last)
    if last_name and below == last_name.place:
        below = behind(entries, beat, below)
    is_last_line = below + 1 >= len(entries)
    if below < len(entries) and not (is_last_line and not _are_words(entries[below])):
        is_over = any(entry.signs.is_end for entry in _till_words(entries, below))
    else:
        is_over = True
    first = min(beat.places[0], first_name.place) if first_name else beat.places[0]
    is_below = _is_below_heading(entries, beat.places[0], first_name)
    words = _are_words_headed(entries, beat, first) - (not is_over and _are_words(entries[below]))
    return (0.7 if is_over else -0.2) - 0.7 * is_below + 0.7 * words


def _are_words_headed(entries: Sequence[Entry], beat: Beat, first: int) -> bool:
    """Whether somebody's words stand right above the first date and its own lines, below a heading."""
    while first > 0 and is_furniture(entries, first - 1, beat.before):
        first -= 1
    above = range(first - 2, max(-1, first - REACH), -1)
    is_headed = first > 0 and _are_words(entries[first - 1]) and not _is_title(entries, first - 1)
    return is_headed and any(entries[place].signs.is_heading for place in above)


def _are_words(entry: Entry) -> bool:
    """Whether a line ends as somebody's sentence does, and is no title of an answer ("Re: A lamp?")."""
    return entry.words.endswith(_SENTENCE) and not (entry.is_furniture or entry.signs.is_end or entry.signs.is_answer)


def _is_below_heading(entries: Sequence[Entry], first: int, name: Name | None) -> bool:
    """Whether the first date, or its author, stands below a heading with no words of anybody in between."""
    start = min(first, name.place) if name else first
    for place in range(start - 1, max(-1, first - _NEAR - 1), -1):
        if entries[place].signs.is_heading:
            return True
        if entries[place].words.endswith(_SENTENCE) and not _is_title(entries, place):
            return False
    return False
