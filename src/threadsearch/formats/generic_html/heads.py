"""What stands in a comment's words and is none of them: its head, and what the page says before the first comment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from threadsearch.formats.generic_html.aligned import Aligned
from threadsearch.formats.generic_html.bodies import Letters
from threadsearch.formats.generic_html.fields import Fields

_HIGHEST = 6  # tags above a name or a date that may be the head
_ALIKE = 0.8  # share of records that must agree on what is a head
_UNSAID = 0.1  # share of records that may say a sentence in it all the same
_MOST_TAGS = 500  # of the first record that may stand before it


def read_heads(
    aligned: Aligned, letters: Sequence[Letters], bodies: Sequence[Sequence[int]], fields: Sequence[Fields]
) -> list[list[int]]:
    """The tags in each record's words that hold its author, its date, and what forums print beside them."""
    heads: list[list[int]] = [[] for _ in bodies]
    for tags in (
        [found.author_tag for found in fields],
        [found.date.tag if found.date is not None else None for found in fields],
    ):
        for order, head in _highest(aligned, letters, bodies, tags).items():
            heads[order].append(head)
    if bodies:
        heads[0] += _before_the_first(aligned, letters, fields)
    return heads


def _highest(
    aligned: Aligned, letters: Sequence[Letters], bodies: Sequence[Sequence[int]], tags: Sequence[int | None]
) -> dict[int, int]:
    """The highest tags around these, in the words of most records, in which nobody says a sentence."""
    found: dict[int, int] = {}
    chains = {
        order: chain
        for order, tag in enumerate(tags)
        if tag is not None and (chain := _chain(aligned, bodies[order], tag))
    }
    for height in range(_HIGHEST):
        here = {order: chain[height] for order, chain in chains.items() if height < len(chain)}
        if not here or len(here) < _ALIKE * len(chains) or not _are_heads(aligned, letters, bodies, here):
            break
        found.update(here)
    return found


def _chain(aligned: Aligned, tops: Sequence[int], tag: int) -> list[int]:
    """A tag and those above it, below the tags of the words; empty if it stands in none of these."""
    chain: list[int] = []
    for number in aligned.out.above(tag, 2 * _HIGHEST):
        if number in tops:
            return chain
        chain.append(number)
    return []


def _are_heads(
    aligned: Aligned, letters: Sequence[Letters], bodies: Sequence[Sequence[int]], here: dict[int, int]
) -> bool:
    styles = Counter(aligned.out.style(number) for number in here.values())
    said = sum(letters[order].of(number)[0] > 0 for order, number in here.items())
    rest = sum(
        sum(letters[order].of(top)[1] for top in bodies[order]) > letters[order].of(number)[1]
        for order, number in here.items()
    )
    alike = max(styles.values()) >= _ALIKE * len(here)
    return alike and said <= _UNSAID * len(here) and rest >= _ALIKE * len(here)


def _before_the_first(aligned: Aligned, letters: Sequence[Letters], fields: Sequence[Fields]) -> Iterator[int]:
    """What the first record has before its author, and no other has: the page's own heading of the list."""
    first, others = fields[0].author_tag, range(1, len(fields))
    if first is None or not others:
        return
    ahead = sum((named := fields[order].author_tag) is None or letters[order].before(named) > 0 for order in others)
    if ahead > _UNSAID * len(others):
        return  # the words stand before the author
    known = {aligned.out.style(number) for order in others for number in aligned.records[order].tags(aligned.out)}
    end = 0
    for number, _ in zip(aligned.records[0].tags(aligned.out), range(_MOST_TAGS), strict=False):
        last = aligned.out.ends[number]
        looks = aligned.out.style(number)
        if number >= end and last <= first and looks[1] and looks not in known:
            end = last
            yield number
