"""Which of the lists that a page may have is that of its comments."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from urllib.parse import urldefrag

from threadsearch.formats.generic_html import words
from threadsearch.formats.generic_html.dates import beside_date
from threadsearch.formats.generic_html.fields import Fields, Reading, read_fields
from threadsearch.formats.generic_html.lists import Candidate, wholeness
from threadsearch.formats.generic_html.outline import Outline
from threadsearch.formats.generic_html.records import joined
from threadsearch.formats.generic_html.saying import read_words
from threadsearch.formats.generic_text.furniture import is_index, tells_of_the_last
from threadsearch.formats.html.tree import attribute, is_text

_COMMENTS = frozenset(("comments", "comment", "respond", "comment-form", "commentform", "disqus_thread", "reviews"))
_OF_A_COMMENT = re.compile(r"(?:li-|div-)?c(?:omment)?[-_]?(\d+)")
_OF_PAGES = re.compile(r"/comment-page-\d+/?$")
_CLOSE = 3  # candidates that are read
_MOST = 6  # lists that are read, whatever they are
_MOST_JOINS = 2  # lists that are tried with the best one
_FAR = 0.3  # of the best one's score, below which none is read
_TITLE = 12  # letters of a link that may be the title of another page
_PROSE = 5  # blanks in a text that is prose
_BESIDE = 3  # tags around an author that hold links to other places of theirs
_UP = 4  # tags above a text of which one may be its link
_BETTER = 1.15  # times as many whole comments, if a list and another in it are one
_WORDS = 20  # letters that each comment of such a list has
_HEADED = 0.6  # share of records with a title, if they are teasers
_ALL_WHOLE = 0.95  # what a record of whole comments counts at least, at first sight
_MOST_ALONE = 0.6  # share of records with just one of another list in them, if those are no parts of them


def readings(out: Outline, candidates: Sequence[Candidate]) -> Iterator[Reading]:
    """The lists whose records look like comments when they are read, the likeliest first.

    ``candidates`` are in the order of their scores.
    """
    ranked = _ranked(out, candidates)
    if (first := next(ranked, None)) is not None:
        yield _joined(out, first, candidates) or read_words(out, first)
        del first  # what was told is not kept while others are read: it may be as large as the page
    yield from (read_words(out, reading) for reading in ranked)


def _ranked(out: Outline, candidates: Sequence[Candidate]) -> Iterator[Reading]:
    """The lists that are none of something else, by their scores and the share of their records that have an author.

    What was read is told as soon as no other can be worth more, so that most of the others need not be read.
    """
    waiting: list[tuple[float, Reading]] = []
    scores: list[float] = []  # of those read
    others: set[int] = set()  # dates of lists that are of something else
    read = 0
    for candidate in candidates:
        while waiting and waiting[0][0] > candidate.score:
            yield waiting.pop(0)[1]
        is_likely = not scores or candidate.score >= _FAR * scores[0]
        if read == _MOST or not (candidate.is_named or (len(scores) < _CLOSE and is_likely)):
            continue
        if others and 2 * len((dates := candidate.dates) & others) > len(dates):
            candidate.let_go()
            continue
        read += 1
        reading = read_fields(out, candidate)
        if _are_teasers(out, reading):
            others |= candidate.dates
            candidate.let_go()
        else:
            scores.append(candidate.score)
            waiting.append((candidate.score * (0.2 + 0.8 * reading.named), reading))
            # Boxes around several comments hold as much prose as these do, where all of it is short.
            waiting.sort(key=lambda row: (-row[0], -len(row[1].fields), row[1].candidate.records[0].tops[0]))
        del reading
    while waiting:
        yield waiting.pop(0)[1]


def _joined(out: Outline, best: Reading, candidates: Sequence[Candidate]) -> Reading | None:
    """The best list with another one in it, or it in the other, as questions and answers have comments of their own."""
    tried = 0
    for other in candidates:
        if other is best.candidate or other.score < _FAR * best.candidate.score or tried == _MOST_JOINS:
            continue
        is_tried = _are_lists_in_lists(out, best.candidate, other)
        joined_one = _join(out, best, other) if is_tried else None
        if joined_one is not None:
            return joined_one
        tried += is_tried
    return None


def _are_teasers(out: Outline, reading: Reading) -> bool:
    """Whether records are headed by links to pages of their own, or lead to comments there, or are dated by the last.

    Such are lists of articles, products, topics or forums, and of the latest comments on all pages of a site.
    """
    dated_last = sum(_is_of_the_last(out, found) for found in reading.fields)
    if 1 < dated_last >= _HEADED * len(reading.fields):
        return True
    led = [pages for found in reading.fields if (pages := set(_pages_commented(out, found)))]
    if len(set().union(*led)) > 1 and len(led) >= _HEADED * len(reading.fields):
        return True
    leads = [address for found in reading.fields if (address := _rest_of(out, found))]
    if len(set(leads)) > 1 and len(leads) >= _HEADED * len(reading.fields):
        return True
    links = [dict(_titles(out, found)) for found in reading.fields]
    times = Counter(address for found in links for address in found)
    shown = Counter(text for found in links for text in found.values())
    own = sum(any(times[address] == shown[text] == 1 for address, text in found.items()) for found in links)
    return 1 < own >= _HEADED * len(links)


def _is_of_the_last(out: Outline, found: Fields) -> bool:
    """Whether a record's date is when somebody wrote last, by the classes around it or the words beside it."""
    if found.date is None:
        return False
    if tells_of_the_last(found.date.line):
        return True
    tops = set(found.record.tops)
    for number in out.above(found.date.tag, _UP):
        if any(map(words.tell_of_the_last, out.shapes[number])):
            return True
        if number in tops:
            break
    return False


def _pages_commented(out: Outline, found: Fields) -> Iterator[str]:
    """The other pages whose comments a record leads to ("/ferry#comments", "on: The ferry"), or of which it is one."""
    for number in found.record.tags(out):
        tag = out.tags[number]
        page, _, place = attribute(tag, "href").partition("#") if tag.name == "a" else ("", "", "")
        if not page or words.ACTION.search(page) or (place and out.has_place(place)):
            continue
        before, one = tag.previous_sibling, _OF_A_COMMENT.fullmatch(place)
        is_about = before is not None and is_text(before) and str(before).rstrip().endswith(" on:")
        if is_about or place.lower() in _COMMENTS or (one is not None and one[1] not in page):
            yield _OF_PAGES.sub("/", page)


def _rest_of(out: Outline, found: Fields) -> str:
    """The page that a record says to have the rest of it ("Read more")."""
    for at in found.record.own:
        tag = out.tags[out.owners[at]]
        if tag.name == "a" and is_index(out.texts[at].strip()):
            return urldefrag(attribute(tag, "href"))[0]
    return ""


def _titles(out: Outline, found: Fields) -> Iterator[tuple[str, str]]:
    """The links before a record's prose that may be another page's title: address and text."""
    named = found.author_tag if found.author_tag is not None else len(out.tags)
    near = out.above(named, _BESIDE)[1:] if found.author_tag is not None else ()
    beside = {number for number in near if number > found.record.tops[0]}
    first = found.record.texts[0][0] if found.record.texts else -1
    in_lines: list[tuple[str, str]] = []  # links amid text, titles only if there is no prose that they are part of
    for at in found.record.own:
        text, owner = out.texts[at].strip(), out.owners[at]
        if len(text) < _TITLE and text.count(" ") < _PROSE:
            continue  # neither a title nor words
        above = out.above(owner, _UP)
        link = next((number for number in above if out.tags[number].name == "a"), None)
        if link is None and text.count(" ") >= _PROSE and not out.is_linked(at):
            return  # its words have begun
        if link is None or owner == found.author_tag or (owner > named and not beside.isdisjoint(above)):
            continue
        if sum(map(str.isalpha, beside_date(text))) < _TITLE or _is_address(text):
            continue
        address, fragment = urldefrag(attribute(out.tags[link], "href"))
        is_here = fragment and out.has_place(fragment)
        if address and not is_here and not words.PROFILE.search(address.lower()):
            if out.is_amid_text(link) and at != first:
                in_lines.append((address, text))
            else:
                yield address, text
    yield from in_lines


def _is_address(text: str) -> bool:
    """Whether a link says where it leads: one word with a dot in it."""
    return "." in text[1:-1] and len(text.split(maxsplit=1)) == 1


def _join(out: Outline, best: Reading, other: Candidate) -> Reading | None:
    """Two lists as one, if that makes more whole comments than either."""
    records = joined(out, [best.candidate.records, other.records])
    whole = sum(wholeness(out, record) for record in records if record.dates)
    if whole < _BETTER * max(best.candidate.score, other.score):
        return None
    mine = {record.tops[0] for record in best.candidate.records}
    split = [[record for record in records if (record.tops[0] in mine) == is_mine] for is_mine in (True, False)]
    parts = [read_fields(out, replace(best.candidate, make=partial(list, part))) for part in split]
    if not all(_are_whole(out, part) for part in parts):
        return None
    counts = _counts(out, *([record.tops[0] for record in part.candidate.records] for part in parts))[1]
    if _are_alone(counts) and parts[0].author != parts[1].author:
        return None  # what stands elsewhere in it is a part of each, such as the box that tells of its author
    for part in parts:
        read_words(out, part)
    fields = {id(found.record): found for part in parts for found in part.fields}
    key = (*best.candidate.key, "+", *other.key)
    candidate = Candidate(key, whole, records[0].tops[0], partial(list, records))
    return replace(parts[0], candidate=candidate, fields=[fields[id(record)] for record in records], parts=parts)


def _are_lists_in_lists(out: Outline, best: Candidate, other: Candidate) -> bool:
    """Whether each record of one stands in a record of the other, and is more than a part that each of them has."""
    mine, theirs = ([record.tops[0] for record in candidate.records] for candidate in (best, other))
    if best.is_run or other.is_run or not set(mine).isdisjoint(theirs):
        return False
    is_outer, counts = _counts(out, mine, theirs)
    are_spread = sum(map(bool, counts)) > 1 or not is_outer
    may_be_parts = _are_alone(counts) and (0 not in counts or not _are_comments(best, other))
    return sum(counts) >= len(mine if is_outer else theirs) and not may_be_parts and are_spread


def _counts(out: Outline, mine: Sequence[int], theirs: Sequence[int]) -> tuple[bool, list[int]]:
    """Whether the second records hold the first ones, or these them, and how many each of the outer ones holds."""
    is_outer = any(before < top < out.ends[before] for before in theirs[:1] for top in mine) or _holds(
        out, theirs, mine
    )
    outer, inner = (theirs, mine) if is_outer else (mine, theirs)
    return is_outer, [bisect_left(inner, out.ends[top]) - bisect_right(inner, top) for top in outer]


def _are_alone(counts: Sequence[int]) -> bool:
    """Whether most records of a list hold just one of another, which may be a part of them."""
    return counts.count(1) > _MOST_ALONE * len(counts)


def _are_comments(best: Candidate, other: Candidate) -> bool:
    """Whether all records of two lists are whole comments, at first sight."""
    return all(candidate.score > _ALL_WHOLE * len(candidate.records) for candidate in (best, other))


def _holds(out: Outline, outer: Sequence[int], inner: Sequence[int]) -> bool:
    return any(top < number < out.ends[top] for top in outer for number in inner[:1])


def _are_whole(out: Outline, part: Reading) -> bool:
    """Whether records have authors, dates and words of their own."""
    whole = (
        found.author is not None
        and found.date is not None
        and sum(len(out.texts[at].strip()) for at in found.record.own) > _WORDS
        for found in part.fields
    )
    return sum(whole) >= 0.9 * len(part.fields)
