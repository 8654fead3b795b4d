"""Whom comments of flat threads answer, told by what they say: by what they quote, and whom they call by name.

Nothing else is looked at: that comments stand or were written near each other, or speak of the same things, tells less
than it seems to (Aumayr, Chan and Hayes 2011 and Balali et al. 2014 learn from such signs, and are right four times in
five). Where a comment can be read in several ways, or answers several others, nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from threadsearch.model import Comment, Kind, ParentSource, State, Thread
from threadsearch.replies.calls import Calls
from threadsearch.replies.people import Name, People, name_of
from threadsearch.replies.quotes import ELSEWHERE, Quotes

__all__ = ["infer_replies"]

_KNOWN = {ParentSource.EXPLICIT, ParentSource.NESTING}


def infer_replies(thread: Thread) -> Thread:
    """The thread with the parents that its comments' words give away, each with a ``parent_confidence``.

    A thread whose page shows who answers whom, be it of one comment, is left as it is. So is every parent that is
    already there. A parent that is found was written earlier: it stands above its reply, or below it where the newest
    comment comes first. The time is linear in the thread's size.
    """
    comments = thread.comments
    order = _as_written(comments)
    if any(comment.parent_source in _KNOWN for comment in comments) or not _runs_back(comments, order):
        return thread
    asked = _Inference(thread, [comments[place] for place in order])
    replies = list(comments)
    for at, place in enumerate(order):
        found = asked.next()
        if found is not None and comments[place].parent is None:
            parent, source, confidence = found
            replies[place] = replace(
                comments[place],
                parent=comments[order[parent]].key,
                parent_source=source,
                parent_confidence=confidence,
            )
        assert found is None or found[0] < at  # noqa: S101 - so that there is never a circle
    return replace(thread, comments=tuple(replies))


def _as_written(comments: Sequence[Comment]) -> list[int]:
    """The places of comments, oldest first: from below where most dates run that way."""
    dates = [comment.created.at for comment in comments if comment.created and comment.created.at]
    falls = sum((later > date) - (later < date) for date, later in pairwise(dates)) < 0
    return list(range(len(comments)))[:: -1 if falls else 1]


def _runs_back(comments: Sequence[Comment], order: Sequence[int]) -> bool:
    """Whether each parent that is already there was written before its reply, so that new ones can make no circle."""
    here = {comment.key for comment in comments}
    before = set()
    for place in order:
        parent = comments[place].parent
        if parent in here and parent not in before:
            return False
        before.add(comments[place].key)
    return True


class _Inference:
    """The comments of a thread, oldest first, looked at one by one: each knows those before it."""

    def __init__(self, thread: Thread, comments: Sequence[Comment]) -> None:
        self._comments = comments
        self._names = [name_of(comment.author) for comment in comments]
        texts = [comment.text for comment in comments]
        self._quotes = Quotes(f"{thread.title or ''}\n{thread.text}", texts, self._names)
        self._calls = Calls(People.of(self._names), texts)
        self._outside = self._calls.people.named_in(f"{thread.author or ''}\n{thread.title or ''}\n{thread.text}")
        self._spoken: dict[Name, list[int]] = {}
        self._at = -1

    def next(self) -> tuple[int, ParentSource, float] | None:
        """What the next comment answers, how that is known, and how surely."""
        self._at += 1
        comment, name = self._comments[self._at], self._names[self._at]
        found = None
        if comment.kind is not Kind.PINGBACK and comment.state is State.LIVE:
            found = self._answered(name)
            self._quotes.add(self._at)
        if name:
            self._spoken.setdefault(name, []).append(self._at)
        return found

    def _answered(self, me: Name) -> tuple[int, ParentSource, float] | None:
        """The one comment that the quotes and the names of this one agree on."""
        own = self._quotes.own(self._at)
        call = self._calls.in_text(own)
        called = {self._latest(name, me) for name in call.names} if call else set()
        quoted = self._quotes.sources(self._at, self._author_named)
        if quoted:
            (place, confidence), *others = quoted.items()
            is_another = place != ELSEWHERE and (not me or self._names[place] != me)
            agrees = not call or {self._names[place]} == set(call.names)
            return (place, ParentSource.QUOTE, confidence) if is_another and agrees and not others else None
        latest = called.pop() if len(called) == 1 else None
        return (latest, call.source, call.confidence) if call and latest is not None else None

    def _author_named(self, line: str) -> Name | None:
        """The author of something before who is named above a quote."""
        name = self._calls.people.heading(line)
        return name if name in self._spoken else None

    def _latest(self, name: Name | None, me: Name) -> int | None:
        """What an author has written since I last wrote, if that is one comment.

        Who is called before having written anything is known from elsewhere: the article's author, most of all.
        """
        if name is None or name == me:
            return None
        if name not in self._spoken:
            self._outside.add(name)
        if name in self._outside:
            return None
        since = self._spoken[me][-1] if me in self._spoken else -1
        places = [place for place in self._spoken[name][-2:] if place > since]
        return places[0] if len(places) == 1 else None
