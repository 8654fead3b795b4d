"""Which of the lists that a page may have are its comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from urllib.parse import urldefrag

from threadsearch.formats.generic_html import words
from threadsearch.formats.generic_html.fields import Fields, Reader
from threadsearch.formats.generic_html.lists import Candidate, Record, kind_of, nested_records, score_of
from threadsearch.formats.generic_html.outline import Outline
from threadsearch.formats.html.tree import attribute
from threadsearch.model import Page

_CLOSE = 5
_PROSE = 5  # blanks in a text that is prose
_TITLE = 12  # letters of a link that may be the title of another page


def choose(out: Outline, candidates: Sequence[Candidate], page: Page) -> tuple[Candidate, Reader, list[Fields]] | None:
    """The list whose records look most like comments when they are read, with what was read."""
    ranked = []
    others: set[int] = set()  # dates of lists that are of something else
    for candidate in candidates:
        dates = {dated.tag for record in candidate.records for dated in record.dates}
        if len(ranked) == _CLOSE or (ranked and candidate.score < 0.3 * ranked[0][1].score):
            break
        if len(dates & others) > 0.5 * len(dates):
            continue
        reader = Reader(out, candidate)
        fields = reader.read()
        if _are_teasers(out, candidate, fields):
            others |= dates
            continue
        named = sum(found.author is not None for found in fields) / len(fields)
        ranked.append((candidate.score * (0.2 + 0.8 * named), candidate, reader, fields))
    if not ranked:
        return None
    ranked.sort(key=lambda row: (-row[0], row[1].records[0].tops[0]))
    _, best, reader, fields = ranked[0]
    joined = _joined(out, best, [other for other in candidates if other is not best])
    if joined is not None:
        return joined
    return best, reader, fields


def _are_teasers(out: Outline, candidate: Candidate, fields: Sequence[Fields]) -> bool:
    """Whether records are headed by links to pages of their own: lists of articles, topics or products."""
    titles: dict[int, tuple[str, str]] = {}
    for order, (record, found) in enumerate(zip(candidate.records, fields, strict=True)):
        beside = set(out.above(found.author_tag)[1:3]) - set(record.tops) if found.author_tag is not None else set()
        for at in record.own:
            if out.texts[at].count(" ") >= _PROSE and not out.linked_in(at, at + 1):
                break  # its words have begun
            owner = out.owners[at]
            link = next((n for n in out.above(owner)[:4] if out.tags[n].name == "a"), None)
            if link is None or beside & set(out.above(link)) or owner == found.author_tag or (found.date and found.date.tag in (owner, link)):
                continue
            if sum(map(str.isalpha, out.texts[at])) < _TITLE:
                continue
            if out.is_amid_text(link):
                continue  # a link in somebody's words
            href = attribute(out.tags[link], "href")
            address, fragment = urldefrag(href)
            if not address or fragment or words.PROFILE.search(href.lower()):
                continue
            titles.setdefault(order, (address, out.texts[at].strip()))
    return 1 < len(titles) >= 0.6 * len(candidate.records) and all(
        len(set(column)) >= 0.8 * len(titles) for column in zip(*titles.values(), strict=True)
    )


def _joined(
    out: Outline, best: Candidate, others: Sequence[Candidate]
) -> tuple[Candidate, Reader, list[Fields]] | None:
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
        spread = sum(count > 0 for count in counts)
        if sum(counts) < len(tops_inside) or counts.count(1) > 0.6 * len(counts) or (spread == 1 and boxes is theirs):
            continue
        joined = nested_records(out, [*best.records, *other.records])
        if score_of(out, joined, by_half=True) < 1.15 * max(best.score, other.score):
            continue
        mine_tops = {record.tops[0] for record in best.records}
        groups = [[r for r in joined if (r.tops[0] in mine_tops) == is_mine] for is_mine in (True, False)]
        fields: dict[int, Fields] = {}
        readers = []
        for group in groups:
            reader = Reader(out, Candidate(best.key, group, 0.0))
            readers.append(reader)
            fields.update(zip(map(id, group), reader.read(), strict=True))
        found = [fields[id(record)] for record in joined]
        if _are_comments(out, joined, found):
            return Candidate((*best.key, "+", *other.key), joined, 0.0), readers[0], found
    return None


def _are_comments(out: Outline, records: Sequence[Record], fields: Sequence[Fields]) -> bool:
    """Whether records and those in them have authors, dates and words of their own."""
    groups: dict[bool, list[bool]] = {True: [], False: []}
    for record, found in zip(records, fields, strict=True):
        letters = sum(len(out.texts[at].strip()) for at in record.own)
        groups[bool(record.inner)].append(found.author is not None and found.date is not None and letters > 20)
    return all(sum(group) >= 0.9 * len(group) for group in groups.values())
