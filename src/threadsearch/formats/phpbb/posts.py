"""The posts of a page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bs4 import BeautifulSoup, NavigableString, Tag

from threadsearch.formats.html import (
    Item,
    Items,
    Places,
    Rendered,
    attribute,
    classes,
    find_items,
    first_with,
    one_line,
    render,
    text_of,
)
from threadsearch.formats.html.boards import (
    Topic,
    begin_with,
    linked,
    own_head,
    place_of,
    rename,
    silence_pictures,
    without_parameters,
)
from threadsearch.formats.html.forum import Post, having, words_of
from threadsearch.formats.phpbb.topic import NOISE
from threadsearch.model import State

_ID = re.compile(r"p(\d+)")
_NAME = re.compile(r"(p?)(\d+)")
_BODIES = ("content", "post-entry", "post-content", "postbody")
_WRAPPERS = {"div", "article", "li", "tr", "section"}
_USER = ("username", "username-coloured", "postauthor", "name")
_NAMED = having(*_USER)
_HIGHEST = 8  # levels between an anchor and what holds its post
_SIGNATURE = re.compile(r"\s*_{10,}\s*")
_FURNITURE = having(
    *(
        "notice",
        "signature",
        "attachbox",
        "back2top",
        "post-buttons",
        "profile-icons",
        "quotetitle-link",
        "postapprove",
        "inline-attachment",
    ),
    *("codetitle", "codehead", "gensmall", "post_thanks", "reaction-score-list", "like-list", "ignore", "post-notice"),
    *("clearfix-post-thanks", "signature_div", "vote", "fa_like_div", "post-footer"),
)
_QUOTES = having("quote", "quotecontent")
_CODES = having("code", "codecontent")
_PARTS = re.compile(r"\s*»\s*")
_AT = re.compile(r"^(?:on|am|le|el|il|op|em|w|den)\s+(?=\S*\d|\w{2,4}\b)", re.IGNORECASE)


def find_posts(soup: BeautifulSoup) -> Items:
    """The posts, whichever template prints them."""
    marks = dict(_anchored(soup))

    def wraps(tag: Tag) -> str | None:
        number = _ID.fullmatch(attribute(tag, "id"))
        if number and tag.name in _WRAPPERS and "post" in classes(tag):
            return None if number[1] == "0" else number[1]  # Forumotion numbers its advertisements so
        if attribute(tag, "class") == "post" and tag.find("div", class_="date", recursive=False) is not None:
            return ""  # the view for printers has no numbers
        return marks.get(id(tag))

    return find_items(soup, wraps)


def _anchored(soup: BeautifulSoup) -> list[tuple[int, str]]:
    """What holds the posts of the old templates, by their ``id()``: the row or the table around a named anchor."""
    found = []
    for anchor in soup.find_all("a", attrs={"name": _NAME}):
        match = _NAME.fullmatch(attribute(anchor, "name"))
        if match is None:
            continue
        # subsilver2 gives each post a table of its own, subSilver a row.
        kind = "table" if match[1] else "tr"
        above = [parent for parent, _ in zip(anchor.parents, range(_HIGHEST), strict=False)]
        box = next((parent for parent in above if parent.name == kind), None)
        if box is not None and not any(_ID.fullmatch(attribute(parent, "id")) for parent in above):
            found.append((id(box), match[2]))
    return found


def read_post(item: Item, base: str | None, places: Places, topic: Topic) -> Post:
    """One post."""
    body = first_with(item.own[1:], *_BODIES)
    head = own_head(item, body)
    line = first_with(head, "author")
    author = _author(head, line)
    machine = next((attribute(tag, "datetime") for tag in head if tag.name == "time"), "")
    shown = _shown(head, line, author)
    words = _words(body, base) if body is not None else Rendered()
    is_deleted = "deleted" in classes(item.tag) and not words.text
    return Post(
        words=words,
        author=author,
        dates=tuple(filter(None, (machine, shown))),
        shown=shown,
        native_id=item.number,
        url=_permalink(item, base, topic),
        locator=place_of(item, places),
        state=State.DELETED if is_deleted else State.LIVE,
    )


def _author(head: Sequence[Tag], line: Tag | None) -> str | None:
    """Who wrote the post: by the line above its words, else by the profile beside it."""
    within = line.find_all() if line is not None else []
    named = first_with(within, "username", "username-coloured") or next((t for t in within if t.name == "strong"), None)
    named = named or next((tag for tag in within if tag.name == "a" and text_of(tag)), None)
    if named is None or not text_of(named):
        named = first_with([tag for tag in head if _NAMED(tag) and text_of(tag)], *_USER)
    if named is None:
        profile = first_with(head, "postprofile")
        links = profile.find_all(["a", "strong"]) if profile is not None else []
        named = next((tag for tag in links if text_of(tag)), None)
    return text_of(named) or None


def _shown(head: Sequence[Tag], line: Tag | None, author: str | None) -> str:
    """The date as printed: in an element of its own, behind the author, or in the line of subject and date."""
    dated = next((tag for tag in head if tag.name == "time" and text_of(tag)), None)
    printed = first_with(head, "date")
    boxes = [dated] if dated is not None else printed.find_all("strong") if printed is not None else []
    if boxes:
        return text_of(boxes[0])
    if line is not None:
        text = text_of(line)
        behind = _PARTS.split(text)[-1] if "»" in text else text.rpartition(author or "\0")[2]
        if re.search(r"\d", behind):
            return _AT.sub("", behind.strip(" :,"))
    return _beside_subject(head)


def _beside_subject(head: Sequence[Tag]) -> str:
    """The date in the old templates: what stands behind a label ("Posted:") in the line that has the subject too."""
    for tag in head:
        names = classes(tag)
        if "gensmall" in names and tag.name == "td":
            floated = [box for box in tag.find_all("div") if "right" in attribute(box, "style")]
            if floated:
                return one_line(text_of(floated[0]).partition(":")[2])
        if "postdetails" in names and tag.find_previous_sibling("a") is not None:
            first = one_line("".join(str(text) for text in _leading_texts(tag)))
            if re.search(r"\d", first):
                return one_line(first.partition(":")[2])
    return ""


def _leading_texts(tag: Tag) -> list[str]:
    """The texts of a tag up to its first element."""
    texts: list[str] = []
    for child in tag.children:
        if isinstance(child, Tag):
            if texts:
                break
        else:
            texts.append(str(child))
    return texts


def _words(body: Tag, base: str | None) -> Rendered:
    """The words, without signature and notes. subSilver prints them in pieces between the tables of its quotes."""
    top = body
    if body.name == "span" and isinstance(body.parent, Tag) and body.parent.name == "td":
        top = body.parent
    _cut_signature(top)
    silence_pictures(top)
    rename(top, ["cite"], "div")
    for cell in [tag for tag in top.find_all("td") if "code" in classes(tag)]:
        label = _label(cell)
        if label is not None:
            label.extract()
    for tag in top.find_all(["code", "td", "div"]):
        if (tag.name == "code" and tag.parent is not None and tag.parent.name != "pre") or _CODES(tag):
            tag.name = "pre"
    for cell in [tag for tag in top.find_all("td") if "quote" in classes(tag)]:
        cell.name = "blockquote"
        label = _label(cell)
        if label is not None:
            begin_with(cell, label)
    if top.find(["blockquote", "div", "pre", "table", "p"]) is None:
        return render([top], without=_is_furniture, base=base)
    return words_of(top, is_quote=_QUOTES, is_furniture=_is_furniture, base=base)


def _label(cell: Tag) -> Tag | None:
    """What subSilver prints in the row above a quote or a code: whose it is."""
    row = cell.parent.find_previous_sibling("tr") if cell.parent is not None else None
    label = row.find("td") if isinstance(row, Tag) else None
    if not isinstance(label, Tag):
        return None
    return label if any("genmed" in classes(part) for part in label.children if isinstance(part, Tag)) else None


def _is_furniture(tag: Tag) -> bool:
    parent = tag.parent
    is_code_title = tag.name in ("p", "dt") and parent is not None and "codebox" in classes(parent)
    return is_code_title or _FURNITURE(tag) or bool(attribute(tag, "data-post-id"))


def _cut_signature(top: Tag) -> None:
    """Take away the signature and what follows it: it stands below a line of underscores, in the same element."""
    nodes = list(top.descendants)
    for at, node in enumerate(nodes):
        if isinstance(node, NavigableString) and _SIGNATURE.fullmatch(node):
            for later in nodes[at:]:
                later.extract()
            return


def _permalink(item: Item, base: str | None, topic: Topic) -> str | None:
    """The post's own address."""
    if item.number is None:
        return None
    address = linked(item, f"p{item.number}", base) or linked(item, item.number, base)
    if address:
        return without_parameters(address, NOISE, keep_fragment=True)
    return f"{topic.url}#p{item.number}" if topic.url else None
