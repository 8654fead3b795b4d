"""Drafts as posts in their final order, each with its key and its parent's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from threadsearch.formats.html.forum import Post
from threadsearch.formats.records.settling import counted
from threadsearch.formats.structured.drafts import Draft
from threadsearch.model import Defect, Kind, ParentSource, State
from threadsearch.threads import arrange


def keyed(drafts: Sequence[Draft]) -> tuple[list[Post], tuple[Defect, ...]]:
    """The posts, parents before replies, and what was wrong with them."""
    drafts, twins = _without_twins(drafts)
    parents, sources, missing = _parents(drafts)
    number_of = {id(draft): str(number) for number, draft in enumerate(drafts)}
    above = {number_of[id(draft)]: number_of.get(id(parents.get(id(draft)))) for draft in drafts}
    placements = arrange(above)
    order = {placement.key: place for place, placement in enumerate(placements)}
    chosen = _chosen_ids(drafts)
    keys = {number: chosen[id(drafts[int(number)])] or f"@{place}" for number, place in order.items()}
    posts, circles = [], []
    for placement in placements:
        draft = drafts[int(placement.key)]
        if placement.in_cycle:
            circles.append(draft)
        parent = keys.get(placement.parent or "") or missing.get(id(draft))
        posts.append(
            replace(
                draft.post,
                native_id=chosen[id(draft)],
                parent=parent,
                parent_source=sources.get(id(draft)) if parent else None,
            )
        )
    wordless = [draft for draft in drafts if not draft.has_words and draft.post.state is State.LIVE]
    return posts, (
        *counted(len(twins), "comment", "marked up twice, taken once", _place(twins)),
        *counted(len(circles), "circle", "of replies, cut open", _place(circles)),
        *counted(len(wordless), "comment", "marked up without words", _place(wordless)),
    )


def _parents(drafts: Sequence[Draft]) -> tuple[dict[int, Draft], dict[int, ParentSource], dict[int, str]]:
    """Each draft's parent, how it is known, and the id of one that is not on the page; by the draft's ``id()``."""
    named = {name: draft for draft in reversed(drafts) for name in reversed(draft.ids)}
    parents: dict[int, Draft] = {}
    sources: dict[int, ParentSource] = {}
    missing: dict[int, str] = {}
    for draft in drafts:
        stated = next((named[name] for name in draft.names if name in named), None)
        if stated is not None and stated is not draft:
            sources[id(draft)] = ParentSource.EXPLICIT
            # Replies to the post that opens a thread stand at the top, as they do in any forum.
            if stated.post.kind is not Kind.POST or draft.answers is stated:
                parents[id(draft)] = stated
        elif draft.answers is not None:
            parents[id(draft)], sources[id(draft)] = draft.answers, ParentSource.NESTING
        elif draft.missing:
            missing[id(draft)], sources[id(draft)] = draft.missing, ParentSource.EXPLICIT
    return parents, sources, missing


def _chosen_ids(drafts: Sequence[Draft]) -> dict[int, str | None]:
    """The first of each draft's ids that no other bears: templates often give all comments the article's address."""
    bearers: dict[str, int] = {}
    for draft in drafts:
        for name in draft.ids:
            bearers[name] = bearers.get(name, 0) + 1
    return {id(draft): next((name for name in draft.ids if bearers[name] == 1), None) for draft in drafts}


def _without_twins(drafts: Sequence[Draft]) -> tuple[list[Draft], list[Draft]]:
    """The drafts, and those that are what another one is, id, author and words, as accepted answers often are."""
    first: dict[tuple[str, str | None, str], Draft] = {}
    kept: list[Draft] = []
    twins: dict[int, Draft] = {}
    for draft in drafts:
        key = (draft.ids[0], draft.post.author, draft.post.words.text) if draft.ids else None
        if key is not None and key in first:
            twins[id(draft)] = first[key]
            continue
        if key is not None:
            first[key] = draft
        kept.append(draft)
    for draft in kept:
        draft.answers = twins.get(id(draft.answers), draft.answers)
    return kept, [draft for draft in drafts if id(draft) in twins]


def _place(drafts: Sequence[Draft]) -> str:
    return drafts[0].post.locator if drafts else ""
