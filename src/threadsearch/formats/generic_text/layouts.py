"""Which layout explains a page best, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from threadsearch.formats.generic_text import words
from threadsearch.formats.generic_text.cutting import Layout, Record, cut
from threadsearch.formats.generic_text.entries import Entry
from threadsearch.formats.generic_text.rhythm import REACH, Beat, beat_of, beats
from threadsearch.formats.generic_text.slots import Slot, is_furniture, slots, voices

from collections import Counter

_BEST = 4  # slots of each beat that are tried


@dataclass(frozen=True, slots=True)
class Reading:
    layout: Layout
    records: tuple[Record, ...]
    quality: float
    votes: float


def best_reading(entries: Sequence[Entry]) -> Reading | None:
    spoken = voices(entries)
    best: Reading | None = None
    for beat in beats(entries):
        for reading in _readings(entries, beat, spoken):
            if best is None or reading.quality > best.quality:
                best = reading
    return best


def _readings(entries, beat, spoken, trim=True):
    out = []
    for slot in slots(entries, beat, spoken)[:_BEST] or [None]:
        layout = _layout(entries, beat, slot)
        if slot and trim:
            fitting = _fitting(entries, layout)
            if 2 <= len(fitting) < len(beat.places):
                trimmed = beat_of(entries, fitting)
                for other in slots(entries, trimmed, spoken)[:_BEST]:
                    out.append(_judge(entries, _layout(entries, trimmed, other)))
        if not slot or len(fitting) == len(beat.places):
            out.append(_judge(entries, layout))
    return out


def _layout(entries, beat, slot):
    last = dates_last(entries, beat, slot) > 0
    return Layout(beat, slot, last, authors_first=bool(last and slot and slot.follows and _next_ones(entries, beat, slot)))


def _next_ones(entries, beat, slot):
    """dates_last and names behind dates: do they belong to the next record?"""
    votes = 0.0
    for at, name in zip(beat.places, slot.names):
        if not name or name.place + 1 >= len(entries): continue
        e, nx = entries[name.place], entries[name.place+1]
        votes += e.marked and not entries[at].marked
        votes += (e.gap > 0) - (nx.gap > 0)
        votes += e.indent < entries[at].indent
        votes += any(words.is_action(x.words) for x in entries[at+1:name.place]) or words.offers_reply(entries[at].date.after)
    return votes > 0


def _fitting(entries, layout):
    """The dates whose lines look like those of most of the others."""
    core = {k for k, s in (*layout.beat.before.items(), *layout.beat.after.items()) if s >= 0.6}
    names = layout.slot.names
    places = layout.beat.places
    looks = [_look(entries, place, name) for place, name in zip(places, names)]
    modes = []
    for column in zip(*looks):
        value, times = Counter(column).most_common(1)[0]
        modes.append(value if times >= 0.7 * len(places) else None)
    keep = []
    for i, p in enumerate(places):
        lo = max(places[i-1]+1 if i else 0, p-REACH); hi = min(places[i+1] if i+1 < len(places) else len(entries), p+REACH)
        have = {e.key for e in entries[lo:hi]}
        marks = [look == mode for look, mode in zip(looks[i], modes) if mode is not None]
        if core: marks += [len(core & have)/len(core)]*4
        marks += [names[i] is not None]*2
        if sum(marks)/len(marks) >= 0.5: keep.append(p)
    return keep


def _look(entries, place, name):
    at = entries[place]
    after = entries[place+1] if place+1 < len(entries) else at
    n = entries[name.place] if name else None
    return (str(at.marked), str(at.gap > 0), str(after.gap > 0), n and str(n.marked), n and str(n.gap>0), name and str(place-name.place), n and str(n.indent-at.indent), n and str(n.says is not None))


def dates_last(entries: Sequence[Entry], beat: Beat, slot: Slot | None) -> float:
    """Above 0 where the dates stand behind the bodies."""
    n = len(beat.places)
    indent = gap = action = mark = 0.0
    said = 0
    for i, p in enumerate(beat.places):
        nxt = beat.places[i+1] if i+1 < n else len(entries)
        prev = beat.places[i-1] if i else -1
        name = slot.names[i] if slot else None
        low, high = (min(p, name.place), max(p, name.place)) if name else (p, p)
        if name and entries[name.place].says: said += 1
        j = high+1
        acts = words.offers_reply(entries[p].date.after)
        while j < nxt and j < high+REACH and is_furniture(entries, j, beat.after):
            acts = acts or words.offers_reply(entries[j].words)
            j += 1
        if j < nxt:
            if entries[j].indent > entries[low].indent: indent -= 1
            elif entries[j].indent < entries[low].indent: indent += 1
            if entries[j].marked and not entries[low].marked: mark += 1
        if high+1 < len(entries):
            a, b = entries[low].gap > 0, entries[high+1].gap > 0
            gap += b - a
        if entries[low].marked: mark -= 1
        k = low
        acts_before = False
        while k-1 > prev and low-k < 3 and is_furniture(entries, k-1, beat.before):
            k -= 1
            acts_before = acts_before or words.offers_reply(entries[k].words)
        action += acts - acts_before
    votes = (0.8*indent + 0.4*gap + 1.0*action + 0.8*mark - 2*said)/n - 0.3
    # edges
    last = beat.places[-1]
    j = last+1
    while j < len(entries) and j < last+REACH and is_furniture(entries, j, beat.after): j += 1
    over = j >= len(entries) or any(words.is_end(e.words) for e in entries[j:j+2])
    votes += 0.7 if over else -0.2
    first = beat.places[0]
    if any(words.is_heading(e.words) for e in entries[max(0, first-3):first]): votes -= 0.7
    return votes


def _judge(entries, layout):
    records = cut(entries, layout)
    n = len(records)
    sizes = [sum(len(e.words) for e in entries[r.start:r.end]) for r in records]
    filled = sum(size > 0 for size in sizes) / n
    substance = sum(min(1.0, size / 120) ** 0.5 for size in sizes) / n
    slot = layout.slot.score if layout.slot else 0.0
    good = sum(size > 0 and (r.name is not None or layout.slot is None) for size, r in zip(sizes, records))
    if layout.slot is None: good *= 0.6
    q = (0.5 * slot + 0.15 * filled + 0.35 * substance) * good ** 0.75 * (good / n) ** 0.25
    return Reading(layout, tuple(records), q, 0.0)
