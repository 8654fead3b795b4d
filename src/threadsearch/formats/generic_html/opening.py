"""The post that a list of comments answers, where it stands outside of their list.

Forums print the first post of a topic in a frame of its own, with what is theirs inside: the author, the date and the
words have the looks that they have in every reply. If they have others, ``answered`` knows it by its author's link.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bs4 import BeautifulSoup

from threadsearch.formats.generic_html import words
from threadsearch.formats.generic_html.answered import answered_post
from threadsearch.formats.generic_html.authors import is_name
from threadsearch.formats.generic_html.dates import Dated
from threadsearch.formats.generic_html.fields import Fields, Reading
from threadsearch.formats.generic_html.outline import Key, Outline
from threadsearch.formats.generic_html.records import Record

_NEAREST = 3  # dates before a list that may be its opening's
_HIGHEST = 12  # tags above such a date
_LONGEST_NAME = 80  # characters, with what stands around a name
_MOST_TAGS = 4000  # of an opening


def opening_of(soup: BeautifulSoup, out: Outline, reading: Reading, dates: Sequence[Dated]) -> Fields | None:
    """The post that a list answers, or ``None``."""
    first = reading.candidate.records[0].tops[0]
    before = [dated for dated in dates if dated.tag < first]
    return _alike(out, reading, before) or answered_post(soup, out, reading, before)


def _alike(out: Outline, reading: Reading, before: Sequence[Dated]) -> Fields | None:
    """The post before a list that has an author, a date and words of the list's looks."""
    if not (reading.author and reading.date and reading.body):
        return None
    first = reading.candidate.records[0].tops[0]
    alike = [dated for dated in before if dated.kind == reading.date]
    for dated in reversed(alike[-_NEAREST:]):
        for number in out.above(dated.tag, _HIGHEST):
            if out.ends[number] > first:
                break
            found = _read(out, reading, dated, number)
            if found is not None:
                return found
    return None


def _read(out: Outline, reading: Reading, dated: Dated, top: int) -> Fields | None:
    if out.ends[top] - top > _MOST_TAGS:
        return None
    inside = range(top + 1, out.ends[top])
    body = next(_like(out, inside, reading.body), None)
    if body is None or body <= dated.tag < out.ends[body] or not out.prose_in(out.firsts[body], out.lasts[body]):
        return None
    for tag in _like(out, (number for number in inside if not body <= number < out.ends[body]), reading.author):
        texts = (out.texts[at] for at in range(out.firsts[tag], out.lasts[tag]) if len(out.texts[at]) <= _LONGEST_NAME)
        name = next(filter(is_name, map(words.name_in, texts)), None)
        if name is not None:
            record = Record([top], [(out.firsts[top], out.lasts[top])], None, [dated])
            return Fields(record, name, tag, 1.0, dated, [body], is_usual=True)
    return None


def _like(out: Outline, numbers: Iterable[int], place: Key) -> Iterator[int]:
    """The tags that look like the last one of a place: its name and its usual classes, of which it must have some."""
    name, *style = place[-1].partition("[")[0].split(".")
    wanted = {part for part in style if part}
    if wanted:
        yield from (number for number in numbers if out.tags[number].name == name and wanted <= set(out.shapes[number]))
