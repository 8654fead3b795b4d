"""HTML pages of topics on FluxBB forums, and on those of PunBB, which it has grown out of.

FluxBB prints what PunBB 1.2 did; PunBB's later versions have markup of their own::

    <div id="p12" class="blockpost rowodd"><h2><span class="conr">#1</span> <a href="...#p12">DATE</a></h2>
    ... <div class="postleft"><dl><dt><strong>Ann</strong> ... <div class="postmsg"> ... <div class="postsignature">

    <div class="post odd topicpost"><div id="p12" class="posthead"> ... <a class="permalink" href="...#p12">DATE</a>
    ... <li class="username">Ann</li> ... <div class="entry-content"> ... <div class="sig-content">

Between the two stands what a large host of Russian boards has made of it::

    <div id="p12" class="post altstyle" data-posted="1433496790"><h3> ... <a class="permalink" href="...#p12">DATE</a>
    ... <li class="pa-author"><span>Author:</span> Ann</li> ... <div class="post-content">
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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
    head_title,
    holds_any,
    outermost,
    tag_matches,
    text_of,
    within,
)
from threadsearch.formats.html.boards import (
    QUERY,
    Topic,
    first_pager,
    linked,
    own_head,
    place_of,
    read_board,
    rename,
    silence_pictures,
    without_parameters,
)
from threadsearch.formats.html.forum import Post, base_of, canonical, epoch_stamp, having, total_of, words_of
from threadsearch.model import Page, Thread

_POST = re.compile(
    r"<div\b(?=[^<>]*\bid\s*=\s*[\"']?p\d+[\"'\s>])"
    r"(?=[^<>]*\bclass\s*=\s*[\"']?(?:[^\"'<>]*\s)?(?:blockpost[\w\s\"'>]|posthead[\s\"'>]))[^<>]*>"
)
_HOSTED = re.compile(r"<div\b(?=[^<>]*\sid=[\"']?p\d+[\"'\s>])(?=[^<>]*\sclass=[\"']?post[\s\"'>])[^<>]*>")
_FORUMOTION = re.compile(r"\bpost--\d|</a>\s*<div class=\"postmain\"")  # whose boards may look like PunBB's
_FORUMOTION_WORDS = ("post--", "postmain")
_SIGNS = ("blockpost", "posthead")
_ID = re.compile(r"p(\d+)")
_OF_TOPIC = re.compile(rf"viewtopic\.php{QUERY}(?:[^#]{{0,500}}[&;])?id=(\d+)")
_FURNITURE = having("postsignature", "postedit", "sig-content", "lastedit")
_is_framed = having("code-box", "spoiler-box", "media-box")  # with the tag of a quote for its looks
_PAGERS = {"pagelink", "pagelinks", "paging"}
_COUNTS = {"item-info", "item2"}
_BOARD_AND_TOPIC = 2  # is PunBB's title; FluxBB's is topic, section and board
_LATER = re.compile(r"(?<!\s)\s++\([^()]*\d\)\s*(?=/|$)")  # "(Page 2)"


class FluxBB:
    """Reads topics of FluxBB and PunBB forums."""

    name = "fluxbb"
    description = "HTML of topics on FluxBB and PunBB forums"
    media_types = ("text/html",)
    signs = (*_SIGNS, "pa-author")

    def detect(self, page: Page) -> bool:
        """Claim HTML in which a post's box stands as FluxBB marks it."""
        content = page.content
        if page.media_type != "text/html":
            return False
        is_hosted = "pa-author" in content and tag_matches(_HOSTED, content, "post")
        is_signed = is_hosted or tag_matches(_POST, content, *_SIGNS)
        return is_signed and not (holds_any(content, _FORUMOTION_WORDS) and _FORUMOTION.search(content))

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        yield read_board(page, _find, _topic, _post)


def _find(soup: BeautifulSoup) -> Items:
    return find_items(soup, _number)


def _number(tag: Tag) -> str | None:
    number = _ID.fullmatch(attribute(tag, "id"))
    if number:
        return number[1] if any(name == "post" or name.startswith("blockpost") for name in classes(tag)) else None
    head = tag.find("div", class_="posthead", recursive=False) if "post" in classes(tag) else None
    inner = _ID.fullmatch(attribute(head, "id")) if isinstance(head, Tag) else None
    return inner[1] if inner else None


def _topic(soup: BeautifulSoup, items: Items, page: Page) -> Topic:
    """What stands around the posts."""
    own = canonical(soup, page)
    base = base_of(soup, page.url or own)
    hrefs = [attribute(tag, "href") for tag in items.outside if tag.name == "a"]
    about = [href for href in (own or "", *hrefs) if _OF_TOPIC.search(href)]
    found = _OF_TOPIC.search(about[0]) if about else None
    address = next(filter(None, (original(href, base) for href in about)), None) or own
    pagers = (tag for tag in items.outside if not _PAGERS.isdisjoint(classes(tag)))
    shown = (total_of(text_of(tag)) for tag in items.outside if not _COUNTS.isdisjoint(classes(tag)))
    current, pages = first_pager(pagers, _is_current)
    return Topic(
        title=_title(soup, items),
        url=without_parameters(address, {"p", "pid", "action"}) if address else None,
        key=found[1] if found else None,
        stated_count=next(filter(None, shown), None),
        page=current,
        pages=pages,
    )


def _is_current(entry: Tag) -> bool:
    return entry.name == "strong"


def _title(soup: BeautifulSoup, items: Items) -> str | None:
    """The heading, or the last crumb of the way here, else the page's own title without the site and the section."""
    main = soup.find(id="pun-main")
    heading = main.find("h1") if isinstance(main, Tag) else None
    if isinstance(heading, Tag) and text_of(heading):
        return text_of(heading)
    last = first_with(items.outside, "crumblast")
    if last is not None:
        return text_of(last).lstrip("\N{RIGHTWARDS ARROW} \N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}") or None
    crumbs = first_with(items.outside, "crumbs")
    links = [text_of(link) for link in crumbs.find_all("a")] if crumbs is not None else []
    if links:
        return links[-1] or None
    title = head_title(soup)
    if title is None:
        return None
    parts = _LATER.sub("", title).split(" / ")
    return parts[0] if len(parts) > _BOARD_AND_TOPIC else parts[-1]


def _post(item: Item, base: str | None, places: Places, topic: Topic) -> Post:
    body = first_with(item.own[1:], "postmsg", "entry-content", "post-content")
    head = own_head(item, body)
    shown = _shown(head)
    address = linked(item, f"p{item.number}", base)
    return Post(
        words=_words(body, base) if body is not None else Rendered(),
        author=_author(head),
        dates=tuple(filter(None, (epoch_stamp(item.attribute("data-posted")), shown))),
        shown=shown,
        native_id=item.number,
        url=without_parameters(address, {"p"}, keep_fragment=True)
        if address
        else (f"{topic.url}#p{item.number}" if topic.url else None),
        locator=place_of(item, places),
    )


def _author(head: Sequence[Tag]) -> str | None:
    """The name beside the post, without a label before it."""
    left = first_with(head, "postleft")
    named = left.find("strong") if left is not None else first_with(head, "username", "pa-author")
    if not isinstance(named, Tag):
        return None
    label = first_with(named.find_all("span"), "acchide")
    return text_of(named).removeprefix(text_of(label)).strip() or None


def _shown(head: Sequence[Tag]) -> str:
    """The date as printed: the post's own link in its heading."""
    heading = first_with(head, "post-link", "permalink") or next((tag for tag in head if tag.name == "h2"), None)
    links = [] if heading is None else [heading] if heading.name == "a" else heading.find_all("a")
    return next(filter(None, map(text_of, links)), "")


def _words(body: Tag, base: str | None) -> Rendered:
    silence_pictures(body)
    rename(body, ["cite", "h4"], "div")
    for frame in within(outermost(body.find_all(_is_framed)), "blockquote"):
        frame.name = "div"
    return words_of(body, is_quote=having("quotebox", "answer-box"), is_furniture=_is_furniture, base=base)


def _is_furniture(tag: Tag) -> bool:
    """Signatures, notes of changes, and the labels of code."""
    is_label = "legend" in classes(tag) and tag.parent is not None and "code-box" in classes(tag.parent)
    return is_label or _FURNITURE(tag)
