"""What is discussed and its comments, as one syntax tells them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from threadsearch.formats.structured import vocabulary as said
from threadsearch.formats.structured.drafts import Draft, Drafter
from threadsearch.formats.structured.things import Thing, Value, address, label, local
from threadsearch.model import Kind

_COUNT = re.compile(r"(?:UserComments:)?\s*([0-9]{1,9})(?![0-9])", re.IGNORECASE)


@dataclass(slots=True, eq=False)
class Discussion:
    """Something discussed. ``work`` is what the markup says of it, ``opening`` its words if they are a post."""

    work: Thing | None
    drafter: Drafter
    drafts: list[Draft] = field(default_factory=list)
    opening: Draft | None = None

    @property
    def stated_count(self) -> int | None:
        """How many comments the markup claims there are, of which the opening post is one, and so are remarks on it."""
        if self.work is None:
            return None
        counters = self.work.all(*said.COUNTS, *said.STATISTICS)
        count = next((count for count in map(_count, counters) if count is not None), None)
        if count is None:
            return None
        remarks = sum(draft.answers is not None for draft in self.drafts) if self.work.is_a(said.QUESTIONS) else 0
        return count + remarks + (self.opening is not None)


@dataclass(frozen=True, slots=True)
class _Around:
    """What a thing stands in: the nearest comment, the nearest work, and whether that is no talk."""

    draft: Draft | None = None
    work: Thing | None = None
    is_no_talk: bool = False


def discussions_of(things: Sequence[Thing], drafter: Drafter) -> list[Discussion]:
    """The discussions that one syntax tells, in page order; works that nobody comments on are among them."""
    comments = [thing for thing in things if said.is_comment(thing) and not drafter.is_stub(thing)]
    drafter.part(comments)
    chosen = {id(thing) for thing in comments}
    places: dict[int, _Around] = {id(None): _Around()}
    found: dict[int, Discussion] = {}
    holders: dict[str, Draft] = {}  # of comments that a graph lists beside what they belong to
    for thing in things:
        around = places[id(thing.above)]
        is_no_talk = around.is_no_talk or thing.is_a(said.NO_TALK)
        if id(thing) in chosen and not is_no_talk and thing.link not in said.PARENTS:
            discussion = found.setdefault(id(around.work), Discussion(around.work, drafter))
            draft = drafter.draft(thing, _answered(thing, around, discussion))
            discussion.drafts.append(draft)
            places[id(thing)] = replace(around, draft=draft, is_no_talk=is_no_talk)
        elif thing.values and around.draft is None and said.is_work(thing):
            found.setdefault(id(thing), discussion := Discussion(thing, drafter))
            discussion.opening = _opening(thing, drafter)
            places[id(thing)] = _Around(None, thing, is_no_talk)
        else:
            if around.draft is not None and thing.link in said.REPLIES and thing.name:
                holders.setdefault(thing.name, around.draft)
            places[id(thing)] = replace(around, is_no_talk=is_no_talk)
    _hang(found.values(), holders)
    return _gathered(list(found.values()))


def _answered(thing: Thing, around: _Around, discussion: Discussion) -> Draft | None:
    """What a comment answers by standing in it: answers stand beside the question, remarks on it below."""
    if around.draft is None and around.work is not None and around.work.is_a(said.QUESTIONS):
        is_answer = thing.is_a(said.ANSWERS) or "answer" in thing.link
        return None if is_answer else discussion.opening
    return around.draft


def _opening(work: Thing, drafter: Drafter) -> Draft | None:
    """The post that opens a thread of a forum; an article's words are no post."""
    if not work.is_a(said.OPENINGS):
        return None
    draft = drafter.draft(work)
    draft.post = replace(draft.post, kind=Kind.POST)
    return draft if draft.has_words else None


def _hang(found: Iterable[Discussion], holders: dict[str, Draft]) -> None:
    """Hang comments of a graph below those that name them as their replies."""
    for draft in (draft for discussion in found for draft in discussion.drafts if holders):
        above = next((holders[name] for name in draft.ids if name in holders), None)
        if draft.answers is None and above is not draft:
            draft.answers = above


def _gathered(found: list[Discussion]) -> list[Discussion]:
    """Give comments that stand in no work to the only one of the page that may be theirs."""
    loose = next((discussion for discussion in found if discussion.work is None), None)
    if loose is None:
        return found
    works = [discussion for discussion in found if discussion.work is not None]
    openings = [discussion for discussion in works if discussion.opening is not None]
    commented = [discussion for discussion in works if discussion.drafts]
    home = next((some[0] for some in (commented, openings, works) if len(some) == 1), None)
    if home is None:
        return found
    home.drafts.extend(loose.drafts)
    return works


def _count(value: Value) -> int | None:
    """A number of comments; ``None`` for other numbers, such as that of likes."""
    if not isinstance(value, Thing):
        text = label(value)
        match = _COUNT.match(text)
        return int(match[1]) if match else None
    actions = (address(action) for action in value.all("interactiontype"))
    if not any(local(action).startswith(said.REPLY_ACTIONS) for action in actions):
        return None
    numbers = (_count(number) for number in value.all("userinteractioncount") if not isinstance(number, Thing))
    return next((number for number in numbers if number is not None), None)
