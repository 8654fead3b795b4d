"""What the three generations of pages have in common: numbers, addresses, and what stands in place of lost things."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bs4 import Tag

from threadsearch.addresses import original
from threadsearch.formats.html import Places, Rendered, attribute, render
from threadsearch.model import Comment, Defect, Page, ParentSource, State, Thread, Timestamp

SITE = "reddit.com"
_THING = re.compile(r"t([13])_(\w+)")
_POST_PATH = re.compile(r"(/(?:r|user|u)/[\w.-]+)?/comments/(\w+)")
_LOST = {"[deleted]", "[removed]", "[ removed by reddit ]", "[ removed by moderator ]"}
_NOTICE = re.compile(r"comment (?:deleted|removed) by (?:user|moderator|reddit|automoderator)\b.{0,60}", re.IGNORECASE)
_REPLIES = re.compile(r"(?<!\d)(\d[\d,.]{0,12})(?!\d)")


@dataclass(frozen=True, slots=True)
class Post:
    """The post that was commented on: the thread's own record. ``target`` is where it leads, if it is a link."""

    key: str | None = None
    title: str | None = None
    path: str | None = None
    author: str | None = None
    created: Timestamp | None = None
    body: Rendered = field(default_factory=Rendered)
    target: str = ""
    stated_count: int | None = None

    def thread(self, comments: Iterable[Comment], page: Page, defects: Iterable[Defect]) -> Thread:
        """The thread, with its comments."""
        match = _POST_PATH.search(self.path or page.url or "")
        return Thread(
            comments=tuple(comments),
            key=self.key or (match[2] if match else None),
            title=self.title,
            url=address(self.path) or page.url,
            site=SITE,
            author=author_of(self.author),
            created=self.created,
            text="" if is_lost(self.body.text) else self.body.text,
            links=(*self._targets(), *self.body.links),
            stated_count=self.stated_count,
            defects=tuple(defects),
        )

    def _targets(self) -> list[str]:
        """Where the post leads; a post of words leads to itself."""
        own = _POST_PATH.search(self.target)
        target = original(self.target) if own is None or own[2] != self.key else None
        return [target] if target is not None else []


@dataclass(slots=True)
class Draft:
    """One comment as one of the readers found it; ``parent`` is ``None`` for one on the post itself."""

    number: str | None
    parent: str | None
    parent_source: ParentSource
    author: str | None
    created: Timestamp | None
    path: str | None
    words: Rendered
    element_id: str = ""
    is_deleted: bool = False


def comments_of(drafts: Iterable[Draft], places: Places) -> tuple[Comment, ...]:
    """The comments, of which those without words and those with a notice in place of them are deleted.

    A parent that stands on the page behind its reply is a mistake of the page's, and is not believed.
    """
    kept = list(drafts)
    behind = {draft.number for draft in kept if draft.number}
    comments = []
    for position, draft in enumerate(kept):
        is_deleted = draft.is_deleted or is_lost(draft.words.text)
        parent = None if draft.parent in behind else draft.parent
        behind.discard(draft.number)
        comments.append(
            Comment(
                position=position,
                text="" if is_deleted else draft.words.text,
                author=author_of(draft.author),
                created=draft.created,
                native_id=draft.number,
                parent=parent,
                parent_source=draft.parent_source if parent else None,
                url=address(draft.path),
                links=() if is_deleted else draft.words.links,
                locator=places.of_id(draft.element_id),
                state=State.DELETED if is_deleted else State.LIVE,
            )
        )
    return tuple(comments)


def number_of(fullname: str, kind: str = "1") -> str | None:
    """The number in "t1_o8n5jvy"; ``None`` if it is not that of a comment ("1") or a post ("3"), as asked."""
    match = _THING.fullmatch(fullname.strip())
    return match[2] if match and match[1] == kind else None


def author_of(name: str | None) -> str | None:
    """The name, if the page still shows it."""
    plain = (name or "").strip().removeprefix("u/")
    return None if not plain or plain.lower() in _LOST else plain


def is_lost(text: str) -> bool:
    """Whether this stands in place of words that were deleted."""
    plain = text.strip()
    return plain.lower() in _LOST or _NOTICE.fullmatch(plain) is not None


def address(path: str | None) -> str | None:
    """The address of a post or comment, on the host that all generations share."""
    found = original(path or "", "https://www.reddit.com/")
    if not found:
        return None
    found = re.sub(r"^https?://(?:\w+\.)?reddit\.com/", "https://www.reddit.com/", found)
    return found.removesuffix(".compact")  # pages for phones, until 2023, lead to each other


def count_in(text: str) -> int | None:
    """The first number in a text, thousands parted or not."""
    match = _REPLIES.search(text)
    return int(re.sub(r"\D", "", match[1])) if match else None


def words_in(tag: Tag | None, without: Callable[[Tag], bool] = lambda _: False) -> Rendered:
    """The words in a tag; none without a tag."""
    return render([tag], without=without, base="https://www.reddit.com/") if tag is not None else Rendered()


def times_in(tags: Iterable[Tag]) -> Tag | None:
    """The tag that tells when something was written: the first time that is not one of editing."""
    return next((tag for tag in tags if tag.name == "time" and "edited-timestamp" not in attribute(tag, "class")), None)
