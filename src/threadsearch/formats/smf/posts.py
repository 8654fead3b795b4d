"""The posts of a page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import original
from threadsearch.formats.html import (
    Item,
    Items,
    Places,
    Rendered,
    attribute,
    classes,
    find_items,
    first_with,
    is_text,
    one_line,
    text_of,
)
from threadsearch.formats.html.boards import (
    Topic,
    begin_with,
    clear_labels,
    own_head,
    place_of,
    rename,
    silence_pictures,
    without_parameters,
)
from threadsearch.formats.html.forum import Post, epoch_stamp, having, words_of
from threadsearch.formats.smf.topic import SESSION

_ID = re.compile(r"(?:subject|msg)_(\d+)")
_HIGHEST = 12  # levels between a subject and the box of its post
_CLOCK = re.compile(r"\d:\d\d\b")
_LONGEST_STAMP = 80  # characters
_PROFILE = re.compile(r"action=profile|/profile/")
_LABEL = re.compile(r"^[«\s]*(?:[^:»]{1,40}(?:on|am|le|el|il|op|em|den)\s*:|[^\d:»]{0,30}#\d+[^:»]{0,12}:)\s*|^[«\s]+")
_FURNITURE = having(
    *("signature", "moderatorbar", "attachments", "codeheader", "codeoperation", "under_message", "quotefooter"),
    *("like_count", "modified", "poll", "botslice_quote"),
)


def find_posts(soup: BeautifulSoup) -> Items:
    """The posts, by the boxes around their subjects."""
    parts = [(tag, match[1]) for tag in soup.find_all(id=_ID) if (match := _ID.fullmatch(attribute(tag, "id")))]
    above = [_above(tag) for tag, _ in parts]
    holds: dict[int, set[str]] = {}
    for (_, number), tags in zip(parts, above, strict=True):
        for tag in tags:
            holds.setdefault(id(tag), set()).add(number)
    boxes: dict[int, str] = {}
    for (_, number), tags in zip(parts, above, strict=True):
        box = _box(tags) or _outermost([tag for tag in tags if holds[id(tag)] == {number}])
        if box is not None:
            boxes.setdefault(id(box), number)
    return find_items(soup, lambda tag: boxes.get(id(tag)))


def _above(part: Tag) -> list[Tag]:
    return [parent for parent, _ in zip(part.parents, range(_HIGHEST), strict=False)]


def _box(above: Sequence[Tag]) -> Tag | None:
    """What holds the post: SMF's own wrapper, or, where that has none, the cell or box with the post's colour."""
    wrapper = next((tag for tag in above if "post_wrapper" in classes(tag)), None)
    return wrapper or next((tag for tag in above if any(name.startswith("windowbg") for name in classes(tag))), None)


def _outermost(alone: Sequence[Tag]) -> Tag | None:
    """What holds the post in themes that call it otherwise: the largest tag in which no other post stands."""
    return next((tag for tag in reversed(alone) if tag.name not in ("body", "html")), None)


def read_post(item: Item, base: str | None, places: Places, topic: Topic) -> Post:
    """One post."""
    named = next((tag for tag in item.own if attribute(tag, "id") == f"msg_{item.number}"), None)
    is_body = named is not None and named.name in ("div", "section")
    body = named if is_body else first_with(item.own[1:], "post") or _ruled_off(item)
    head = own_head(item, body)
    shown = _shown(item, head)
    machine = next((attribute(tag, "data-timestamp") for tag in head if tag.name == "time"), "")  # ElkArte's
    return Post(
        words=post_words(body, base) if body is not None else Rendered(),
        author=_author(head),
        dates=tuple(filter(None, (epoch_stamp(machine), shown))),
        shown=shown,
        native_id=item.number,
        url=_permalink(item, base, topic),
        locator=place_of(item, places),
    )


def _ruled_off(item: Item) -> Tag | None:
    """The words as version 1.0 prints them: in the first box below a rule, which the signature below has too."""
    behind = (tag.find_next_sibling() for tag in item.own if tag.name == "hr")
    boxes = (tag for tag in behind if isinstance(tag, Tag) and tag.name == "div")
    return next((box for box in boxes if "signature" not in classes(box)), None)


def _author(head: Sequence[Tag]) -> str | None:
    """Who wrote the post: the link to a profile, or for guests the name that stands in its place."""
    poster = first_with(head, "poster")
    within = poster.find_all() if poster is not None else head
    links = (tag for tag in within if tag.name == "a" and _PROFILE.search(attribute(tag, "href")))
    titles = (tag for tag in within if tag.name in ("h4", "b", "strong"))
    others = (tag for tag in within if tag.name == "a" and "name" in classes(tag))  # ElkArte's guests
    named = (text_of(tag) for tags in (links, titles, others) for tag in tags)
    return next(filter(None, named), None)


def _shown(item: Item, head: Sequence[Tag]) -> str:
    """The date as printed: the small text behind the subject, without "Reply #3 on:"."""
    at = next((at for at, tag in enumerate(head) if attribute(tag, "id") == f"subject_{item.number}"), 0)
    dated = next((tag for tag in head if tag.name == "time"), None)
    small = [dated] if dated is not None else [tag for tag in head[at:] if "smalltext" in classes(tag)]
    for tag in small:
        text = text_of(tag)
        if re.search(r"\d", text) and "modified" not in classes(tag):
            label = next((text_of(part) for part in tag.find_all(["b", "strong"]) if text_of(part).endswith(":")), "")
            text = text.partition(label)[2] if label else _LABEL.sub("", text)
            return one_line(text.strip("«» \u00a0"))
    beside = (one_line("".join(str(part) for part in tag.children if is_text(part))) for tag in head[at:])
    return next((text for text in beside if len(text) <= _LONGEST_STAMP and _CLOCK.search(text)), "")


def post_words(body: Tag, base: str | None) -> Rendered:
    """The words of a post."""
    silence_pictures(body)
    clear_labels(tag for tag in body.find_all(["cite", "div"]) if tag.name == "cite" or "quoteheader" in classes(tag))
    rename(body, ["cite"], "div")
    for head in body.find_all(class_="quoteheader"):  # before version 2.1 it stands above the quote
        quote = head.find_next_sibling()
        if quote is not None and (quote.name == "blockquote" or "quote" in classes(quote)):
            begin_with(quote, head)
    for tag in body.find_all(["code", "div"]):
        if tag.name == "code" or "code" in classes(tag):
            tag.name = "pre"
    return words_of(body, is_quote=having("quote"), is_furniture=_FURNITURE, base=base)


def _permalink(item: Item, base: str | None, topic: Topic) -> str | None:
    own = re.compile(rf"[?;&]msg={item.number}$|#msg{item.number}$")
    for tag in item.own:
        if tag.name == "a" and own.search(attribute(tag, "href")):
            address = original(attribute(tag, "href"), base)
            if address:
                return without_parameters(address, SESSION, keep_fragment=True)
    return f"{topic.url}#msg{item.number}" if topic.url else None
