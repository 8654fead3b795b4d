"""The posts of a page."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
    render,
    text_of,
)
from threadsearch.formats.html.boards import (
    Topic,
    begin_with,
    clear_labels,
    linked,
    own_head,
    place_of,
    rename,
    silence_pictures,
    without_parameters,
)
from threadsearch.formats.html.forum import Post, having, words_of
from threadsearch.formats.phpbb.heads import author_in, date_in
from threadsearch.formats.phpbb.topic import NOISE
from threadsearch.model import State

_ID = re.compile(r"p(\d+)")
_NAME = re.compile(r"(p?)(\d+)")
_FORUMOTION = re.compile(r"post--(\d+)")
_ROWS = re.compile(r"post_(\d+)")  # TorrentPier's
_CONTENT = re.compile(r"post_content(\d+)")
_BODIES = ("content", "post-content", "entry-content", "post-entry", "postbody", "post-text", "post_body")
_WRAPPERS = {"div", "article", "li", "tr", "section"}
_BOXES = {"post", "post-wrap", "vtouter"}
_HIGHEST = 8  # levels between an anchor, or the words, and what holds the post
_SHOWN = re.compile(r"[?&;]view=show\b")  # where the link leads that shows a post of somebody who is ignored
_QUOTES = ("quotecontent", "quotediv")  # below their labels
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
    *("clearfix-post-thanks", "signature_div", "vote", "fa_like_div", "post-footer", "edited-message"),
    *("post-signature", "attachtitle", "attachcontent", "q-post", "post-hr"),
)
_is_marked_quote = having("quote", "q", *_QUOTES)
_CODES = having("code", "codecontent")


def find_posts(soup: BeautifulSoup) -> Items:
    """The posts, whichever template prints them."""
    marks = dict(_anchored(soup)) | dict(_around_contents(soup))
    halves = marks.keys() - _holding_words(soup)

    def wraps(tag: Tag) -> str | None:
        number = _number(tag)
        if number is not None:
            return None if number == "0" else number  # Forumotion numbers its advertisements so
        if attribute(tag, "class") == "post" and tag.find("div", class_="date", recursive=False) is not None:
            return ""  # the view for printers has no numbers
        return marks.get(id(tag))

    def continues(tag: Tag, item: Item) -> bool:
        """Whether this is a further row of a post whose first row has just its author, as some styles have it."""
        return tag.name == "tr" and id(item.tag) in halves and tag.parent is item.tag.parent

    return find_items(soup, wraps, continues)


def _number(tag: Tag) -> str | None:
    """The number that a post's box states: prosilver's in its id, all of Forumotion's in its class."""
    if tag.name == "tbody":
        row = _ROWS.fullmatch(attribute(tag, "id"))
        return row[1] if row else None
    names = classes(tag) if tag.name in _WRAPPERS else []
    if _BOXES.isdisjoint(names):
        return None
    stated = _ID.fullmatch(attribute(tag, "id")) if "post-wrap" not in names else None
    stated = stated or next(filter(None, map(_FORUMOTION.fullmatch, names)), None)
    head = _child(_child(tag, "postmain"), "posthead") if stated is None else None
    stated = _ID.fullmatch(attribute(head, "id")) if head is not None else stated
    return stated[1] if stated else None


def _child(tag: Tag | None, name: str) -> Tag | None:
    """The first tag of this class right in a tag."""
    children = tag.children if tag is not None else ()
    return next((child for child in children if isinstance(child, Tag) and name in classes(child)), None)


def _holding_words(soup: BeautifulSoup) -> set[int]:
    """The ``id()`` of all that is closely around a post's words in the old templates."""
    words = soup.find_all(class_="postbody")
    return {id(parent) for tag in words for parent, _ in zip(tag.parents, range(_HIGHEST), strict=False)}


def _anchored(soup: BeautifulSoup) -> list[tuple[int, str]]:
    """What holds the posts of the old templates, by their ``id()``: the row or the table around a named anchor."""
    found = []
    for anchor in soup.find_all("a", attrs={"name": _NAME}):
        match = _NAME.fullmatch(attribute(anchor, "name"))
        if match is None:
            continue
        # subsilver2 gives each post a table of its own, subSilver a row, and styles that name more than it two.
        kind = "table" if match[1] and not (anchor.parent and "post-name" in classes(anchor.parent)) else "tr"
        above = [parent for parent, _ in zip(anchor.parents, range(_HIGHEST), strict=False)]
        box = next((parent for parent in above if parent.name == kind), None)
        if box is not None and not any(_number(parent) for parent in above):
            found.append((id(box), match[2]))
    return found


def _around_contents(soup: BeautifulSoup) -> Iterator[tuple[int, str]]:
    """What holds the posts of styles that number it by an anchor, or by an id alone, by their ``id()``.

    phpBB's scripts need the number on the words, since version 3.1.
    """
    for content in soup.find_all("div", id=_CONTENT):
        match = _CONTENT.fullmatch(attribute(content, "id"))
        above = [parent for parent, _ in zip(content.parents, range(_HIGHEST), strict=False)]
        named = (tag for tag in above if match and attribute(tag, "id") == f"p{match[1]}")
        box = next(named, None) or next((tag for tag in above if "post" in classes(tag)), None)
        if match and box is not None:
            yield id(box), match[1]


def read_post(item: Item, base: str | None, places: Places, topic: Topic) -> Post:
    """One post."""
    # A cell with one of these names is one of a quote's.
    body = first_with([tag for tag in item.own[1:] if tag.name != "td" or "content" not in classes(tag)], *_BODIES)
    head = own_head(item, body)
    machine = next((attribute(tag, "datetime") for tag in head if tag.name == "time"), "")
    words = _words(body, base) if body is not None else Rendered()
    is_deleted = "deleted" in classes(item.tag) and not words.text
    is_hidden = not words.text and any(_SHOWN.search(attribute(tag, "href")) for tag in item.own if tag.name == "a")
    author = text_of(next((tag for tag in item.own if tag.name == "strong"), None)) if is_hidden else author_in(head)
    shown = date_in(head, author)
    return Post(
        words=words,
        author=author or None,
        dates=tuple(filter(None, (machine, shown.replace("à(s)", "às")))),  # Forumotion's Portuguese, before a time
        shown=shown,
        native_id=item.number,
        url=_permalink(item, base, topic),
        locator=place_of(item, places),
        state=State.DELETED if is_deleted else State.LIVE,
        is_hidden=is_hidden,
    )


def _words(body: Tag, base: str | None) -> Rendered:
    """The words, without signature and notes. subSilver prints them in pieces between the tables of its quotes."""
    top = body
    if body.name == "span" and isinstance(body.parent, Tag) and body.parent.name == "td":
        top = body.parent
    _cut_signature(top)
    silence_pictures(top)
    _settle_labels(top)
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
            clear_labels([label])
            begin_with(cell, label)
    if top.find(["blockquote", "div", "pre", "table", "p"]) is None:
        return render([top], without=_is_furniture, base=base)
    return words_of(top, is_quote=_is_quote, is_furniture=_is_furniture, base=base)


def _settle_labels(top: Tag) -> None:
    """Leave of the quotes' labels whose words these are, at the beginning of each quote."""
    labels = list(filter(_names_author, top.find_all(["cite", "div"])))
    clear_labels(labels)
    for label in labels:
        quote = label.find_next_sibling()
        if isinstance(quote, Tag) and not set(_QUOTES).isdisjoint(classes(quote)):  # subsilver2's labels stand above
            begin_with(quote, label)


def _label(cell: Tag) -> Tag | None:
    """What subSilver prints in the row above a quote or a code: whose it is."""
    row = cell.parent.find_previous_sibling("tr") if cell.parent is not None else None
    label = row.find("td") if isinstance(row, Tag) else None
    if not isinstance(label, Tag):
        return None
    return label if any("genmed" in classes(part) for part in label.children if isinstance(part, Tag)) else None


def _is_quote(tag: Tag) -> bool:
    """Whether this is a quote, and not words that a button shows, which boards build of a quote's parts."""
    label = tag.find_previous_sibling() if not set(_QUOTES).isdisjoint(classes(tag)) else None
    return _is_marked_quote(tag) and not (isinstance(label, Tag) and _is_button(label))


def _names_author(tag: Tag) -> bool:
    """Whether this says whose words a quote has."""
    return tag.name == "cite" or ("quotetitle" in classes(tag) and not _is_button(tag))


def _is_button(label: Tag) -> bool:
    return label.find("input") is not None


def _is_furniture(tag: Tag) -> bool:
    parent = tag.parent
    names = classes(parent) if parent is not None else []
    is_code_title = tag.name in ("p", "dt") and "codebox" in names
    is_note = tag.name == "p" and "entry-content" in names  # who edited it, behind the box of the words
    is_switch = "quotetitle" in classes(tag) and _is_button(tag)
    return is_code_title or is_note or is_switch or _FURNITURE(tag) or bool(attribute(tag, "data-post-id"))


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
    named = {attribute(tag, name) for tag in item.own for name in ("id", "name")}
    prefix = "" if item.number in named else "p"  # anchors of phpBB 2 and Forumotion are bare numbers
    return f"{topic.url}#{prefix}{item.number}" if topic.url else None
