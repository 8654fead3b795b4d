"""Posts as a page shows them: to crawlers, and in the app."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bs4 import Tag

from threadsearch.formats.discourse.cooked import cooked_words, is_taken_back
from threadsearch.formats.discourse.preloaded import Topic
from threadsearch.formats.html import Item, Places, Rendered, attribute, classes, text_of
from threadsearch.formats.html.forum import Post, epoch_stamp, whole_number
from threadsearch.model import Kind, ParentSource, State

_ID = re.compile(r"post_([0-9]{1,9})")
_OLD_TYPE = "schema.org/DiscussionForumPosting"
_DELETED = {"deleted", "post-deleted", "user-deleted"}


def post_number(tag: Tag) -> str | None:
    """The number of the post that a tag wraps, empty where only its inside tells; ``None`` for other tags."""
    if tag.name not in ("div", "article") or "small-action" in classes(tag):  # "closed this topic"
        return None
    match = _ID.fullmatch(attribute(tag, "id"))
    if "crawler-post" in classes(tag):
        # The links to other pages look like a post.
        return None if attribute(tag, "role") == "navigation" else match[1] if match else ""
    if attribute(tag, "itemtype").endswith(_OLD_TYPE):
        return "" if tag.find("div", class_="creator", recursive=False) is not None else None
    return match[1] if match and attribute(tag, "data-post-id") else None


def merged(shown: Iterable[Post], topic: Topic, url: str | None) -> list[Post]:
    """The posts that the page shows and, in their places, those that it has loaded only."""
    posts = list(shown)
    posts += topic.posts(url, {post.native_id for post in posts})
    places = {post.native_id: whole_number(post.native_id or "") for post in posts}
    if None not in places.values():
        posts.sort(key=lambda post: places[post.native_id] or 0)
    return posts


class ViewReader:
    """Reads the posts that a page shows; what they reply to is known from what the page has loaded."""

    def __init__(self, url: str | None, topic: Topic, places: Places) -> None:
        self._url = url
        self._parents = topic.parents()
        self._places = places

    def post(self, item: Item) -> Post:
        """What a post's wrapper holds, without the posts that the app has unfolded above and below it."""
        unfolded: set[int] = set()
        for box in item.own:
            if "embedded-posts" in classes(box) and id(box) not in unfolded:
                unfolded.update(map(id, (box, *box.find_all())))
        item = replace(item, own=[tag for tag in item.own if id(tag) not in unfolded])
        number = item.number or _position(item)
        body = _body(item)
        words = cooked_words(body, self._url) if body is not None else Rendered()
        is_deleted = not _DELETED.isdisjoint(_state_names(item)) or is_taken_back(words)
        parent = self._parents.get(number or "")
        post = Post(
            words=words,
            author=_author(item),
            native_id=number,
            url=f"{self._url}/{number}" if self._url and number else None,
            locator=self._places.of_id(attribute(item.tag, "id")),
            kind=Kind.POST if number == "1" else Kind.COMMENT,
            state=State.DELETED if is_deleted else State.LIVE,
            parent=parent,
            parent_source=ParentSource.EXPLICIT if parent else None,
        )
        return _dated(post, item)


def with_named_parents(posts: Sequence[Post], items: Sequence[Item]) -> list[Post]:
    """The posts with the parents that the app names by their authors, where nobody else can be meant.

    That is so where all posts up to the answer are there, and one of them alone is by whom it names.
    """
    named = {item.number: text_of(tab) for item in items if (tab := item.first("reply-to-tab")) is not None}
    names = {item.number: _names(item) for item in items}
    found: list[Post] = []
    by_name: dict[str, list[str]] = {}
    for place, post in enumerate(posts, start=1):
        if post.native_id != str(place):
            return [*found, *posts[place - 1 :]]
        earlier = by_name.get(named.get(post.native_id, "").casefold(), [])
        is_told = post.parent is None and len(earlier) == 1
        found.append(replace(post, parent=earlier[0], parent_source=ParentSource.MENTION) if is_told else post)
        for name in names.get(post.native_id, set()):
            by_name.setdefault(name, []).append(post.native_id)
    return found


def _names(item: Item) -> set[str]:
    """What its author is called in a post's head: the user name, and the full name if it is shown."""
    box = item.first("names")
    tags = box.find_all(["a", "span"]) if box is not None else []
    return {name.casefold() for tag in tags for name in (text_of(tag), attribute(tag, "data-user-card")) if name}


def _position(item: Item) -> str | None:
    """The post's number, as the crawlers' view shows it: "#2"."""
    shown = (text_of(tag).lstrip("#") for tag in item.own if attribute(tag, "itemprop") == "position")
    return next((text for text in shown if text.isdecimal()), None)


def _body(item: Item) -> Tag | None:
    """The tag with the post's words."""
    contents = item.first("regular", "post", "cooked")
    cooked = next(iter(contents.find_all(class_="cooked", limit=1)), None) if contents is not None else None
    return cooked or contents


def _author(item: Item) -> str | None:
    """The author's user name; ``None`` where the account is gone."""
    box = item.first("creator", "names", "topic-meta-data")
    if box is None:
        return None
    tags = [box, *box.find_all(["a", "span"])]
    cards = (attribute(tag, "data-user-card") for tag in tags)
    named = [tag for tag in tags if attribute(tag, "itemprop") == "name" or "username" in classes(tag)]
    return next(filter(None, (*cards, *map(text_of, (*named, *box.find_all("b"))))), None)


def _dated(post: Post, item: Item) -> Post:
    """The post with its date: the one that is shown, which in some versions is that of its last change."""
    for tag in item.own:
        if tag.name == "time" and ("post-time" in classes(tag) or attribute(tag, "itemprop") == "datePublished"):
            return replace(post, dates=(attribute(tag, "datetime"),), shown=text_of(tag))
        if "relative-date" in classes(tag):
            texts = (epoch_stamp(attribute(tag, "data-time")), attribute(tag, "title"))
            return replace(post, dates=tuple(filter(None, texts)), shown=text_of(tag))
    return post


def _state_names(item: Item) -> list[str]:
    """The classes that tell a post's state, which the app puts on its tag or on the one around it."""
    around = item.tag.parent
    return [*classes(item.tag), *(classes(around) if around is not None and "topic-post" in classes(around) else [])]
