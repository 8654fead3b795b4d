"""LiveJournal's comments, from their boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import Tag

from threadsearch.addresses import original
from threadsearch.formats.html import Item, Items, Places, Rendered, Stamps, attribute, classes, render, text_of
from threadsearch.formats.livejournal.unnamed import act_lines, date_in, date_tag, head_table, is_folded
from threadsearch.model import Comment, Page, ParentSource, State

_THREAD = re.compile(r"[?&]thread=(\d+)|#(?:t|cmt)(\d+)$")
_INDENT = re.compile(r"margin-left\s*:\s*(\d{1,6})")
_TWIG = re.compile(r"(?:b-tree-twig|comment-depth)-(\d{1,6})")
_STAMPS = ("b-leaf-createdtime", "datetime", "comment-date", "commentdate", "date")
_BODIES = (
    *("b-leaf-article", "comment-content", "comment-text", "talk-comment-box", "commenttext", "comment_text"),
    "comment-body",
)
_GONE = re.compile(
    r"\W*(?:(?:Deleted|Screened|Suspended) (?:comment|post|reply)"
    r"|(?:Удал[её]нный|Скрытый|Приостановленный) комментарий|(?:Gelöschter|Verborgener) Kommentar"
    r"|Commentaire (?:supprimé|masqué)|Comentario eliminado)\W*",
    re.IGNORECASE,
)
_GONE_LEAVES = {"b-leaf-deleted", "b-leaf-screened", "b-leaf-suspended", "b-leaf-spammed"}
_ANONYMOUS = re.compile(r"\(?anonymous\)?", re.IGNORECASE)
_ACTS = {"comment-meta", "b-leaf-actions", "talk-comment-head", "footer", "comment-interaction-links", "header"}
_LONGEST_NOTICE = 200
_NEAREST = 4  # tags from a comment up to the one that is indented


def read_comments(items: Items, page: Page, stamps: Stamps, places: Places) -> Iterator[Comment]:
    """The comments, in page order."""
    keys, wrappers = items.keys(), items.wrappers
    behind = set(keys.values())
    is_named = any(item.first(*_BODIES) is not None for item in items.shown)
    path: list[tuple[int, str]] = []
    for position, item in enumerate(items.shown):
        key, indent = keys[id(item)], _indent(item)
        behind.discard(key)
        while path and path[-1][0] >= indent:
            path.pop()
        nested = keys.get(id(item.above)) or (path[-1][1] if path else None)
        path.append((indent, key))
        stated = _parent_link(item)
        is_stated = stated is not None and stated not in behind and stated != item.number
        words, is_deleted = _words(item, wrappers, page, is_named=is_named)
        parent = stated if is_stated else nested
        source = ParentSource.EXPLICIT if is_stated else ParentSource.NESTING
        shown = date_of(item)
        yield Comment(
            position=position,
            text=words.text,
            author=_author(item),
            created=stamps.read(shown) if shown else None,
            native_id=item.number,
            parent=parent,
            parent_source=source if parent else None,
            url=_permalink(item, page),
            links=words.links,
            locator=places.of_id(attribute(item.tag, "id")),
            state=State.DELETED if is_deleted else State.LIVE,
        )


def account_in(tag: Tag | None) -> str:
    """The name of the account that a tag shows, empty where there is none."""
    return (attribute(tag, "data-ljuser") or attribute(tag, "lj:user") or text_of(tag)) if tag is not None else ""


def date_of(item: Item) -> str:
    """The date as printed, wherever above the words it is."""
    tag = date_tag([tag for tag in item.own if not {*_STAMPS}.isdisjoint(classes(tag))]) or date_tag(item.own)
    return date_in(text_of(tag))


def _indent(item: Item) -> int:
    """How far a comment is indented: in levels or in pixels; each page has one of the two."""
    for tag in (item.tag, *(parent for parent, _ in zip(item.tag.parents, range(_NEAREST), strict=False))):
        level = next((int(match[1]) for name in classes(tag) if (match := _TWIG.fullmatch(name))), None)
        if level is not None:
            return level
        if match := _INDENT.search(attribute(tag, "style")):
            return int(match[1])
    blanks = (tag for tag in item.own if tag.name == "img" and attribute(tag, "height") == "1")
    width = next((attribute(tag, "width") for tag in blanks), "")
    return int(width) if re.fullmatch("[0-9]{1,5}", width) else 0


def _parent_link(item: Item) -> str | None:
    """The comment that the link "Parent" leads to.

    In other languages it is the one link beside that to answer which leads to a comment other than this.
    """
    for tag in item.own:
        is_named = "commentparent" in classes(tag) or "comment-parent" in classes(tag)
        link = tag.find("a") if is_named and tag.name != "a" else tag
        if isinstance(link, Tag) and link.name == "a" and (is_named or text_of(link).casefold() == "parent"):
            return _led_to(link)
    others = [tag for tag in item.own if tag.name == "a" and _led_to(tag) not in (None, item.number)]
    if not others or item.number is None:
        return None
    acts = {id(tag) for tag in act_lines(item)}
    lines = [(tag, _line_of(tag, acts)) for tag in others if id(tag) in acts]
    # Each line is asked once: many links may stand on it.
    distinct = {id(line): line for _, line in lines}
    answering = {key: any(map(_answers, line.find_all("a"))) for key, line in distinct.items()}
    numbers = {_led_to(tag) for tag, line in lines if answering[id(line)]}
    return numbers.pop() if len(numbers) == 1 else None


def _led_to(link: Tag) -> str | None:
    """The number of the comment that a link leads to."""
    match = _THREAD.search(attribute(link, "href"))
    return (match[1] or match[2]) if match and "replyto=" not in attribute(link, "href") else None


def _line_of(link: Tag, acts: set[int]) -> Tag:
    """The line of links that a link stands on."""
    line = link
    for box, _ in zip(link.parents, range(_NEAREST), strict=False):
        if id(box) not in acts:
            break
        line = box
    return line


def _answers(link: Tag) -> bool:
    return "replyto=" in attribute(link, "href")


def _words(item: Item, wrappers: set[int], page: Page, *, is_named: bool) -> tuple[Rendered, bool]:
    """The comment's words, and whether a notice stands in their place; none of a comment that is folded to a line."""
    body = item.first(*_BODIES)
    if not _GONE_LEAVES.isdisjoint(classes(item.tag)) or _GONE.fullmatch(text_of(body or item.tag)[:_LONGEST_NOTICE]):
        return Rendered(), True
    if body is None and (is_named or is_folded(text_of(item.tag))):
        return Rendered(), False
    head = head_table(item) if body is None else None
    acts = {id(tag) for tag in act_lines(item)}
    stamp = date_tag(item.own)
    lines = [] if head is not None or body is not None else [item.first("ljuser", "i-ljuser"), stamp]

    def is_furniture(tag: Tag) -> bool:
        return tag is head or id(tag) in wrappers or id(tag) in acts or not _ACTS.isdisjoint(classes(tag))

    headings = frozenset(id(tag) for tag in lines if tag is not None)
    top = body if body is not None else item.tag
    return render([top], without=is_furniture, headings=headings, base=page.url), False


def _author(item: Item) -> str | None:
    """The account's name, or what the page calls those who have none."""
    told = attribute(item.tag, "data-username")
    body = item.first(*_BODIES)
    inside = {id(tag) for tag in body.find_all()} if body is not None else set()
    for tag in item.own:
        if id(tag) in inside:
            continue
        if not {"ljuser", "i-ljuser"}.isdisjoint(classes(tag)) and account_in(tag):
            return account_in(tag)
        if not any(isinstance(child, Tag) for child in tag.children) and _ANONYMOUS.fullmatch(text_of(tag)):
            return text_of(tag).strip("()")
    line = item.first("b-leaf-username-name", "comment-poster", "poster", "talk-comment-head", "comment-head")
    if line is not None and "nonymous" in text_of(line):
        return "Anonymous"
    return told or text_of(item.first("b-leaf-username-name")).strip("()") or None


def _permalink(item: Item, page: Page) -> str | None:
    for tag in item.own:
        match = _THREAD.search(attribute(tag, "href")) if tag.name == "a" else None
        if match and (match[1] or match[2]) == item.number and "replyto=" not in attribute(tag, "href"):
            return original(attribute(tag, "href"), page.url)
    return None
