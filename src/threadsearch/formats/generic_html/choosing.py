"""Which of the lists that a page may have are its comments."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from urllib.parse import urldefrag

from threadsearch.formats.generic_html import words
from threadsearch.formats.generic_html.fields import Fields, Reader
from threadsearch.formats.generic_html.lists import Candidate, Record, kind_of, nested_records, score_of
from threadsearch.formats.generic_html.outline import Outline
from threadsearch.formats.html.tree import attribute
from threadsearch.model import Page

_CLOSE = 4
_TITLE = 12  # letters of a link that may be the title of another page


def choose(out: Outline, candidates: Sequence[Candidate], page: Page) -> tuple[Candidate, Reader, list[Fields]]:
    """The list whose records look most like comments when they are read, with what was read."""
    ranked = []
    for candidate in candidates[:_CLOSE]:
        if candidate.score < 0.3 * candidates[0].score:
            continue
        reader = Reader(out, candidate)
        fields = reader.read()
        named = sum(found.author is not None for found in fields) / len(fields)
        worth = candidate.score * (0.2 + 0.8 * named) * (0.2 if _are_teasers(out, candidate, fields) else 1.0)
        ranked.append((worth, candidate, reader, fields))
    ranked.sort(key=lambda row: (-row[0], row[1].records[0].tops[0]))
    _, best, reader, fields = ranked[0]
    joined = _joined(out, best, [row[1] for row in ranked[1:] if row[0] > 0.5 * row[1].score] )
    if joined is not None:
        reader = Reader(out, joined)
        return joined, reader, reader.read()
    return best, reader, fields


def _are_teasers(out: Outline, candidate: Candidate, fields: Sequence[Fields]) -> bool:
    """Whether records are headed by links to pages of their own: lists of articles, topics or products."""
    places: dict[tuple[str, ...], dict[int, str]] = defaultdict(dict)
    for order, (record, found) in enumerate(zip(candidate.records, fields, strict=True)):
        for at in record.own:
            owner = out.owners[at]
            link = next((n for n in out.above(owner)[:4] if out.tags[n].name == "a"), None)
            if link is None or owner == found.author_tag or (found.date and found.date.tag in (owner, link)):
                continue
            if sum(map(str.isalpha, out.texts[at])) < _TITLE:
                continue
            around = out.parents[link]
            if out.prose_in(out.firsts[around], out.lasts[around]):
                continue  # a link in somebody's words
            href = attribute(out.tags[link], "href")
            address, fragment = urldefrag(href)
            if not address or fragment or words.PROFILE.search(href.lower()):
                continue
            key = tuple(out.tags[n].name for n in out.above(owner)[:4])
            places[key].setdefault(order, address)
    return any(
        len(found) >= 0.6 * len(candidate.records) and len(set(found.values())) >= 0.8 * len(found) and len(found) > 1
        for found in places.values()
    )


def _joined(out: Outline, best: Candidate, others: Sequence[Candidate]) -> Candidate | None:
    """The list with another one in it, as questions and answers have comments of their own."""
    mine = [(record.tops[0], out.ends[record.tops[-1]]) for record in best.records]
    for other in others:
        tops = [record.tops[0] for record in other.records]
        starts = {top for top, _ in mine}
        if best.is_run or other.is_run or starts & set(tops):
            continue
        theirs = [(record.tops[0], out.ends[record.tops[-1]]) for record in other.records]
        boxes, tops_inside = (mine, tops) if not any(a < b < e for a, e in theirs for b in starts) else (theirs, sorted(starts))
        counts = [sum(a < top < b for top in tops_inside) for a, b in boxes]
        # What every comment has one of is a part of it.
        if sum(counts) < len(tops_inside) or len(set(counts)) < 2:
            continue
        joined = nested_records(out, [*best.records, *other.records])
        if score_of(out, joined, by_half=True) < 1.15 * max(best.score, other.score):
            continue
        candidate = Candidate((*best.key, "+", *other.key), joined, 0.0)
        reader = Reader(out, candidate)
        fields = reader.read()
        if _are_comments(joined, fields):
            return candidate
    return None


def _are_comments(records: Sequence[Record], fields: Sequence[Fields]) -> bool:
    """Whether records and those in them have authors and words of their own."""
    groups: dict[bool, list[bool]] = {True: [], False: []}
    for record, found in zip(records, fields, strict=True):
        groups[record.above is None].append(found.author is not None and found.date is not None and bool(found.bodies))
    return all(sum(group) >= 0.8 * len(group) for group in groups.values())
