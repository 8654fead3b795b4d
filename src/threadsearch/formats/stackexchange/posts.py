"""Questions, answers and comments, from their wrappers."""

from __future__ import annotations

import re

from bs4 import Tag

from threadsearch.addresses import original
from threadsearch.formats.html import (
    Item,
    Items,
    Places,
    Rendered,
    Stamps,
    attribute,
    classes,
    is_text,
    render,
    text_of,
)
from threadsearch.model import Comment, Kind, Page, ParentSource, Timestamp

_BODIES = ("js-post-body", "post-text", "s-prose")
_FURNITURE = {
    *("question-status", "question-originals-of-duplicate", "js-post-notice", "post-notice", "s-notice"),
    *("snippet-ctas", "snippet-result", "js-post-notices", "everyonelovesstackoverflow"),
    *("comment-user", "comment-date"),
}
# What the editor puts for a picture until somebody describes it, on all of the sites.
_NO_DESCRIPTION = {
    "enter image description here",
    "alt text",
    "введите сюда описание изображения",
    "introducir la descripción de la imagen aquí",
    "insira a descrição da imagem aqui",
    "画像の説明をここに入力",
}
_SIGN = re.compile(r"(?<!\s)\s*+[–—-]\s*\Z")  # noqa: RUF001 - what stands between a comment and its author
_REVISIONS = re.compile(r"^\d+ revs?(?:, \d+ users?)?\s*(?:\d+%)?\s*")


class PostReader:
    """Reads the posts and comments of one page."""

    def __init__(self, page: Page, items: Items, places: Places) -> None:
        self._page = page
        self._items = items
        self._places = places
        self._stamps = Stamps(page)
        self._keys = items.keys()
        self._wrappers = items.wrappers

    def read(self) -> tuple[Comment, ...]:
        """Everything that was written, in page order."""
        return tuple(self._comment(position, item) for position, item in enumerate(self._items.shown))

    def _comment(self, position: int, item: Item) -> Comment:
        is_post = _is_post(item)
        # A post that stands in a post is a page's mistake: answers are all on one level.
        parent = None if is_post else self._keys.get(id(item.above))
        name = attribute(item.tag, "id")
        words = self._words(item, *_BODIES) if is_post else self._words_of_comment(item)
        return Comment(
            position=position,
            text=words.text,
            author=_author_of_post(item) if is_post else _author_of_comment(item),
            created=self._created(item, is_post=is_post),
            native_id=item.number,
            parent=parent,
            parent_source=ParentSource.NESTING if parent else None,
            url=self._permalink(item, is_post=is_post),
            links=words.links,
            locator=self._places.of_id(name),
            kind=Kind.POST if name == "question" else Kind.COMMENT,
        )

    def _words_of_comment(self, item: Item) -> Rendered:
        """What a comment says; on pages of before 2011 nothing parts it from the signature behind it."""
        if item.first("comment-copy") is not None:
            return self._words(item, "comment-copy")
        words = self._words(item, "comment-text")
        return Rendered(_SIGN.sub("", words.text), words.links)

    def _words(self, item: Item, *names: str) -> Rendered:
        body = item.first(*names)
        if body is None:
            return Rendered()

        def is_furniture(tag: Tag) -> bool:
            is_nameless = tag.name == "img" and attribute(tag, "alt") in _NO_DESCRIPTION
            return is_nameless or id(tag) in self._wrappers or not _FURNITURE.isdisjoint(classes(tag))

        return render([body], without=is_furniture, base=self._page.url)

    def _created(self, item: Item, *, is_post: bool) -> Timestamp | None:
        """When it was written, which stands in a tooltip; a post's last signature is its author's."""
        if is_post:
            signed = [tag for box in _signatures(item) for tag in box.find_all(class_="relativetime")[-1:]]
            shown = text_of(signed[0]) if signed else ""
            stated = attribute(signed[0], "title") if signed else ""
            marked = next((tag for tag in item.own if attribute(tag, "itemprop") == "dateCreated"), None)
            made = attribute(marked, "datetime") if marked is not None else ""
            return self._stamps.read(_instant(made), _instant(stated), shown=shown)
        box = item.first("comment-date")
        time = next((tag for tag in box.find_all() if attribute(tag, "title")), None) if box is not None else None
        return self._stamps.read(_instant(attribute(time, "title") if time is not None else ""), shown=text_of(time))

    def _permalink(self, item: Item, *, is_post: bool) -> str | None:
        links = [
            tag for tag in item.own if tag.name == "a" and not {"js-share-link", "short-link"}.isdisjoint(classes(tag))
        ]
        linked = original(attribute(links[0], "href"), self._page.url) if links and is_post else None
        if linked:
            return linked
        if not self._page.url or not item.number:
            return None
        base = self._page.url.partition("#")[0]
        if is_post:
            return base if attribute(item.tag, "id") == "question" else f"{base}#{item.number}"
        post = self._keys.get(id(item.above), "")
        return f"{base}#{item.number.replace('-', '')}_{post}"


def _is_post(item: Item) -> bool:
    return item.tag.name == "div"


def _instant(title: str) -> str:
    """The moment in a tooltip, in UTC, without what stands behind it (", License: CC BY-SA 3.0")."""
    return title.partition(",")[0].replace(" Z", "Z").strip()


def _signatures(item: Item) -> list[Tag]:
    """The signatures below a post, the author's first: the owner's, else the last of those that edited and wrote."""
    signatures = [tag for tag in item.own if "post-signature" in classes(tag)]
    owned = [tag for tag in signatures if "owner" in classes(tag)]
    return owned[-1:] or signatures[::-1] or [tag for tag in item.own if "user-info" in classes(tag)][::-1]


def _author_of_post(item: Item) -> str | None:
    """The author by the signature; of a community wiki the one who wrote most of it, whom its history names."""
    details = [tag for box in _signatures(item)[:1] for tag in box.find_all(class_="user-details")]
    links = [tag for box in details for tag in box.find_all("a")]
    linked = next((name for tag in links if (name := text_of(tag)) and _is_user(tag)), "")
    stated = next((attribute(tag, "content") for box in details for tag in box.find_all("meta", itemprop="name")), "")
    wiki = next((text_of(tag) for tag in links if attribute(tag, "id").startswith("history-")), "")
    loose = next((name for box in details if (name := _loose_name(box))), "")
    return linked or stated or _REVISIONS.sub("", wiki) or loose or attribute(item.tag, "data-author-username") or None


def _loose_name(details: Tag) -> str:
    """A name that nothing marks, of an account that is gone."""
    if details.find(class_="community-wiki") is not None:
        return ""
    return next((text for child in details.children if is_text(child) and (text := str(child).strip())), "")


def _is_user(tag: Tag) -> bool:
    return "/users/" in attribute(tag, "href")


def _author_of_comment(item: Item) -> str | None:
    return text_of(item.first("comment-user")) or None
