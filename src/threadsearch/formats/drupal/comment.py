"""The comments of a page, and the opening post of a forum topic."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bs4 import Tag

from threadsearch.addresses import original
from threadsearch.formats.drupal.article import BODY_FURNITURE, Article
from threadsearch.formats.drupal.outline import Outline
from threadsearch.formats.drupal.submitted import Submitted, created_of, folded_author, read_submitted
from threadsearch.formats.html import (
    Item,
    Places,
    Rendered,
    attribute,
    classes,
    first_with,
    is_cut_off,
    render,
    text_of,
)
from threadsearch.model import Comment, Defect, Page, ParentSource

_BODIES = (
    *("field--name-comment-body", "field-name-comment-body", "field-comment-body", "comment__content", "comment__body"),
    *("comment-body", "comment_body", "comment-content", "comment-text", "comment__text", "forum-post-content"),
    *("content", "text", "body"),
)
_HEADS = {"submitted", "links", "picture", "user-picture", "title", "comment-title", "comment__title", "new", "marker"}
_TITLES = {"h2", "h3", "h4"}
_HEADINGS = {"header", "footer", "nav"} | _TITLES
_PARENTS = ("comment__parent", "comment-parent", "parent", "in-reply-to", "forum-in-reply-to")
_FOLDED = "comment-folded"
_TO = re.compile(r"#comment-(\d+)$")


def read_comments(found: Outline, article: Article, page: Page) -> tuple[tuple[Comment, ...], tuple[Defect, ...]]:
    """The comments in page order, behind the opening post of a forum topic, and what is wrong with them."""
    reader = _Reader(found, article, page)
    opening = [article.opening_post()] if article.is_opened else []
    comments = [reader.comment(len(opening) + place, item) for place, item in enumerate(found.items.shown)]
    defects = list(reader.defects)
    if found.items.ends_inside and is_cut_off(page.content):
        defects.append(Defect("the page ends inside a comment", reader.places.last))
    folded = sum(_FOLDED in classes(item.tag) for item in found.items.shown)
    if folded:
        defects.append(Defect(f"comments folded to a line, without their words: {folded}"))
    for item in found.items.repeated:
        message = f"comment {item.number} stands on the page more than once; the first was taken"
        defects.append(Defect(message, reader.places.of_id(f"comment-{item.number}")))
    return (*opening, *comments), tuple(defects)


def _body(item: Item) -> Tag | None:
    """The tag that holds the words: of a box with the title and the words, the one that is for the words."""
    body = first_with(item.own[1:], *_BODIES)
    if body is None or not any(isinstance(child, Tag) and child.name in _TITLES for child in body.children):
        return body
    words = body.find(class_="content", recursive=False)
    return words if isinstance(words, Tag) else body


def _is_signature(tag: Tag) -> bool:
    """Whether this is a signature as Drupal 6 prints it: a box that begins with a box which has just a dash in it."""
    first = next((child for child in tag.children if isinstance(child, Tag)), None)
    is_box = tag.name == "div" and "clear-block" in classes(tag)
    return is_box and first is not None and first.name == "div" and text_of(first) == "\N{EM DASH}"


class _Reader:
    def __init__(self, found: Outline, article: Article, page: Page) -> None:
        self.places = Places(page.content)
        self.defects: list[Defect] = []
        self._found = found
        self._article = article
        self._base = article.url or page.url
        self._wrappers = found.items.wrappers
        shift = int(article.is_opened)
        self._keys = {id(item): item.number or f"@{shift + at}" for at, item in enumerate(found.items.shown)}
        self._before: set[str] = set()
        self._on_page = set(self._keys.values())

    def comment(self, position: int, item: Item) -> Comment:
        """One comment."""
        is_folded = _FOLDED in classes(item.tag)
        body = _body(item)
        head = _head(item, body)
        answered = _answered(head)
        own_head = _outside(head, answered)
        told = Submitted(folded_author(item.own)) if is_folded else read_submitted(own_head, self._article.stamps)
        words = Rendered() if is_folded else self._words(item, body)
        locator = self._locator(item)
        parent, source = self._parent(item, answered, locator)
        self._before.add(self._keys[id(item)])
        return Comment(
            position=position,
            text=words.text,
            author=told.author,
            created=created_of(item.own, told, self._article.stamps),
            native_id=item.number,
            parent=parent,
            parent_source=source,
            url=self._permalink(item, head),
            links=words.links,
            locator=locator,
        )

    def _words(self, item: Item, body: Tag | None) -> Rendered:
        def is_beside(tag: Tag) -> bool:
            names = classes(tag)
            is_head = body is None and (tag.name in _HEADINGS or not _HEADS.isdisjoint(names))
            is_left_out = id(tag) in self._wrappers or not BODY_FURNITURE.isdisjoint(names)
            return is_head or is_left_out or _is_signature(tag)

        return render([body if body is not None else item.tag], without=is_beside, base=self._base)

    def _locator(self, item: Item) -> str:
        ids = [f"comment-{item.number}", *(attribute(tag, "id") for tag in item.own)]
        return next(filter(None, map(self.places.of_id, filter(None, ids))), "")

    def _parent(self, item: Item, box: Tag | None, locator: str) -> tuple[str | None, ParentSource | None]:
        """The parent that the comment names, or else the one that it stands below."""
        links = [attribute(tag, "href") for tag in ([box, *box.find_all("a")] if box is not None else [])]
        marked = [attribute(tag, "resource") for tag in item.own if "sioc:reply_of" in attribute(tag, "rel")]
        named = next((match[1] for link in (*links, *marked) if (match := _TO.search(link))), None)
        if named and named != item.number and (named in self._before or named not in self._on_page):
            return named, ParentSource.EXPLICIT
        above = self._found.parents.get(id(item))
        if above is not None:
            return self._keys[id(above)], ParentSource.NESTING
        if id(item) in self._found.lost:
            self.defects.append(Defect("a reply's parent is not on the page", locator))
        return None, None

    def _permalink(self, item: Item, head: Sequence[Tag]) -> str | None:
        own = f"#comment-{item.number}"
        for tag in head:
            href = attribute(tag, "href")
            if item.number and tag.name == "a" and href.endswith(own) and "/reply/" not in href:
                address = original(href, self._base)
                if address:
                    return address
        return f"{self._base}{own}" if self._base and item.number else None


def _answered(head: Sequence[Tag]) -> Tag | None:
    """The box that says which comment this one answers, and by whom that is."""
    boxes = (tag.parent for tag in head if tag.name == "a" and _TO.search(attribute(tag, "href")))
    unnamed = (box for box in boxes if box is not None and box.name == "p" and "visually-hidden" in classes(box))
    return first_with(head, *_PARENTS) or next(unnamed, None)


def _outside(tags: Sequence[Tag], box: Tag | None) -> Sequence[Tag]:
    """The tags that are neither this box nor in it."""
    inside = {id(tag) for tag in (box, *box.find_all())} if box is not None else set()
    return [tag for tag in tags if id(tag) not in inside]


def _head(item: Item, body: Tag | None) -> Sequence[Tag]:
    """The comment's tags that are not in its body."""
    return _outside(item.own, body)
