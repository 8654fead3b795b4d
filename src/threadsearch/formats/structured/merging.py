"""Comments that a page marks up in several syntaxes, each taken once.

Scripts often hold a comment's words cut or without their paragraphs, so what the page shows is taken first, and the
other syntaxes fill in what it lacks. Two are one comment if they state one id, or one author and one second, or if
their words begin alike and no author speaks against it.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from threadsearch.formats.html import Stamps
from threadsearch.formats.html.forum import Post
from threadsearch.formats.structured.drafts import Draft
from threadsearch.model import Kind

_BEGINNING = 40  # letters and digits that tell one comment's words from another's; scripts cut words later
_SURE = 20  # letters and digits that two people don't write alike by chance
_NO_LETTER = re.compile(r"[\W_]+")


def merge(first: list[Draft], others: Iterable[list[Draft]], stamps: Stamps) -> list[Draft]:
    """The comments of the first syntax, and those that only others tell, behind them; parents are brought along."""
    drafts = list(first)
    for more in others:
        known = _Known(drafts, stamps)
        same: dict[int, Draft] = {}
        for draft in more:
            match = known.take(draft)
            if match is None:
                drafts.append(draft)
            else:
                same[id(draft)] = match
        for draft in more:
            above = same.get(id(draft.answers), draft.answers)
            if id(draft) in same:
                _complete(same[id(draft)], draft, above)
            else:
                draft.answers = above
    return drafts


def opened(drafts: list[Draft], openings: Sequence[Draft], stamps: Stamps) -> list[Draft]:
    """The comments, led by the post that opens them; some pages list it among them, too."""
    if not openings:
        return drafts
    (opening,) = merge(list(openings[:1]), [[draft] for draft in openings[1:]], stamps)[:1]
    if drafts and _Known(drafts[:1], stamps).take(opening) is not None:
        first = drafts[0]
        _complete(first, opening, None)
        first.post = replace(first.post, kind=Kind.POST)
        for draft in drafts:
            draft.answers = first if draft.answers in openings and draft is not first else draft.answers
        return drafts
    for draft in drafts:
        draft.answers = opening if draft.answers in openings else draft.answers
    return [opening, *drafts]


def _complete(draft: Draft, other: Draft, above: Draft | None) -> None:
    """Give a comment what only another syntax says of it."""
    post, more = draft.post, other.post
    if draft.answers is None and not draft.names and above is not draft:
        draft.answers, draft.names = above, other.names
    if not draft.has_words:
        draft.has_words = other.has_words
        post = replace(post, words=more.words)
    draft.ids = tuple(dict.fromkeys((*draft.ids, *other.ids)))
    draft.post = replace(
        post,
        author=post.author or more.author,
        dates=post.dates or more.dates,
        shown=post.shown or more.shown,
        url=post.url or more.url,
        locator=post.locator or more.locator,
    )


class _Known:
    """Comments by what tells them apart; each is found once, in time that doesn't depend on how many are alike."""

    def __init__(self, drafts: Iterable[Draft], stamps: Stamps) -> None:
        self._stamps = stamps
        self._by: dict[tuple[str, ...], deque[Draft]] = {}
        self._taken: set[int] = set()
        for draft in drafts:
            for key in (*self._signs(draft), *_wordings(draft, is_asked=False)):
                self._by.setdefault(key, deque()).append(draft)

    def take(self, draft: Draft) -> Draft | None:
        """The comment that this one is, if it is known and was not found yet."""
        for key in (*self._signs(draft), *_wordings(draft, is_asked=True)):
            known = self._by.get(key, deque())
            if key[0] == "id" and (len(known) != 1 or not _may_be_one(known[0].post, draft.post)):
                continue  # what many bear is the article's
            while known:
                found = known.popleft()
                if id(found) not in self._taken:
                    self._taken.add(id(found))
                    return found
        return None

    def _signs(self, draft: Draft) -> Iterator[tuple[str, ...]]:
        """What is one comment's alone."""
        yield from (("id", own) for own in draft.ids)
        author = _author(draft)
        stamp = self._stamps.read(*draft.post.dates, shown=draft.post.shown)
        if author and stamp is not None and stamp.at is not None:
            yield ("moment", author, stamp.at.isoformat())


def _wordings(draft: Draft, *, is_asked: bool) -> Iterator[tuple[str, ...]]:
    """How a comment's words begin, with its author; without one, where either side names none."""
    author, beginning = _author(draft), _NO_LETTER.sub("", draft.post.words.text.casefold())[:_BEGINNING]
    if author and beginning:
        yield ("author", author, beginning)
    if len(beginning) >= _SURE:
        if is_asked:
            yield ("unsigned", beginning)
            yield from () if author else (("signed", beginning),)
        else:
            yield ("signed" if author else "unsigned", beginning)


def _author(draft: Draft) -> str:
    return (draft.post.author or "").casefold()


def _may_be_one(one: Post, other: Post) -> bool:
    """Whether the authors, where both are known, speak not against it."""
    return not (one.author and other.author) or one.author.casefold() == other.author.casefold()
