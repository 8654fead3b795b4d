"""HTML pages of threads on Discuz! forums, versions 6 to X3.

A post's box and its words are numbered in all of them::

    <table id="pid12"> ... <td class="postauthor"><cite><a>Ann</a></cite> ... 发表于 2007-7-5 17:33
    ... <div id="postmessage_12" class="t_msgfont">                                                  Discuz! 6 and 7
    <div id="post_12"><table id="pid12" class="plhin"> ... <div class="authi"><a class="xw1">Ann</a> ...
    <em id="authorposton12">发表于 <span title="2011-7-5 17:33:10">3 天前</span></em>
    ... <td class="t_f" id="postmessage_12">                                                         Discuz! X
    <div id="comment_12" class="cm"> ... <div class="pstl"><div class="psta"> ... <div class="psti">  remarks on a post

Against copying, a forum may strew words among a post's that nobody sees.
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
    outermost,
    render,
    tag_matches,
    text_of,
    within,
)
from threadsearch.formats.html.boards import (
    QUERY,
    Topic,
    clear_labels,
    first_pager,
    own_head,
    place_of,
    read_board,
    without_parameters,
)
from threadsearch.formats.html.forum import Post, base_of, canonical, having, numbers_in, words_of
from threadsearch.model import Page, ParentSource, State, Thread

_POST = re.compile(r"<(?:td|div)\b(?=[^<>]*\bid\s*=\s*[\"']?postmessage_\d+[\"'\s>])[^<>]*>")
_ID = re.compile(r"pid(\d+)")
_OF_THREAD = re.compile(rf"\bthread-(\d+)-|\b(?:viewthread|forum)\.php{QUERY}(?:[^#]{{0,500}}[&;])?tid=(\d+)")
_PART = re.compile(r"(\bthread-\d+)-\d+-\d+")
_ANSWERED = re.compile(r"[?&;]pid=(\d+)")
_MOMENT = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:\s\d{1,2}:\d\d(?::\d\d)?)?(?:\s[AP]M)?")
_NOISE = {"page", "extra", "authorid", "highlight", "ordertype", "mobile", "sid", "fromuid"}
_FURNITURE = having("jammer", "pstatus", "aimg_tip", "attach_popup", "t_attach")
_UNSEEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_VIEWS_AND_REPLIES = 2  # are the numbers above the posts


class Discuz:
    """Reads threads of Discuz! forums, with the remarks that stand below a post."""

    name = "discuz"
    description = "HTML of threads on Discuz! forums"
    media_types = ("text/html",)
    signs = ("postmessage_",)

    def detect(self, page: Page) -> bool:
        """Claim HTML in which a post's words stand as Discuz! numbers them."""
        return page.media_type == "text/html" and tag_matches(_POST, page.content, "postmessage_")

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        yield read_board(page, _find, _topic, _post)


def _find(soup: BeautifulSoup) -> Items:
    return find_items(soup, _number)


def _number(tag: Tag) -> str | None:
    """A post's number; remarks have none."""
    if tag.name == "table":
        number = _ID.fullmatch(attribute(tag, "id"))
        return number[1] if number else None
    box = tag.parent if "pstl" in classes(tag) else None
    return "" if box is not None and attribute(box, "id").startswith("comment_") else None


def _topic(soup: BeautifulSoup, items: Items, page: Page) -> Topic:
    """What stands around the posts."""
    own = canonical(soup, page)
    base = base_of(soup, page.url or own)
    inside = [attribute(tag, "href") for item in items.shown[:1] for tag in item.own if tag.name == "a"]
    about = [href for href in (own or "", *inside) if _OF_THREAD.search(href)]
    found = _OF_THREAD.search(about[0]) if about else None
    address = next(filter(None, (original(href, base) for href in about)), None) or own
    current, pages = first_pager((tag for tag in items.outside if {"pg", "pages"} & set(classes(tag))), _is_current)
    counts = numbers_in(text_of(first_with(items.outside, "hm")))
    return Topic(
        title=_title(soup, items),
        url=_PART.sub(r"\1-1-1", without_parameters(address, _NOISE)) if address else None,
        key=next(filter(None, found.groups()), None) if found else None,
        stated_count=counts[1] + 1 if len(counts) == _VIEWS_AND_REPLIES else None,
        page=current,
        pages=pages,
    )


def _is_current(entry: Tag) -> bool:
    return entry.name == "strong"


def _title(soup: BeautifulSoup, items: Items) -> str | None:
    subject = soup.find(id="thread_subject") or next((tag for tag in items.outside if tag.name == "h1"), None)
    return (text_of(subject) if isinstance(subject, Tag) else "") or head_title(soup)


def _post(item: Item, base: str | None, places: Places, topic: Topic) -> Post:
    if not item.number:
        return _remark(item, base)
    wanted = f"postmessage_{item.number}"
    body = next((tag for tag in item.own[1:] if attribute(tag, "id") == wanted), None)
    head = own_head(item, body)
    shown, dates = _dates(item.number, head)
    answered = _answered(body)
    is_gone = body is None and first_with(head, "locked") is not None
    return Post(
        words=_words(body, base) if body is not None else Rendered(),
        author=_author(head),
        dates=dates,
        shown=shown,
        native_id=item.number,
        url=f"{topic.url}#pid{item.number}" if topic.url else None,
        locator=place_of(item, places),
        state=State.DELETED if is_gone else State.LIVE,
        parent=answered,
        parent_source=ParentSource.QUOTE if answered else None,
    )


def _remark(item: Item, base: str | None) -> Post:
    """A remark on the post that it stands in: its author beside the picture, its date behind the words."""
    named = first_with(item.own, "psta")
    names = [text_of(link) for link in named.find_all("a")] if named is not None else []
    words = first_with(item.own, "psti")
    date = next((tag for tag in item.own if "xg1" in classes(tag) and _MOMENT.search(_told(tag))), None)
    moment = _MOMENT.search(_told(date)) if date is not None else None
    return Post(
        words=render([words], without=lambda tag: tag is date, base=base) if words is not None else Rendered(),
        author=next(filter(None, names), None),
        dates=(moment[0],) if moment else (),
        shown=moment[0] if moment else "",
        parent=item.above.number if item.above is not None else None,
        parent_source=ParentSource.NESTING if item.above is not None else None,
    )


def _author(head: Sequence[Tag]) -> str | None:
    """The name beside a post; who wrote without one has no link."""
    boxes = (tag for tag in head if not {"authi", "postauthor"}.isdisjoint(classes(tag)))
    links = [link for box in boxes for link in box.find_all("a", href=True)]
    return next(filter(None, (text_of(link) for link in links if "uid" in attribute(link, "href"))), None)


def _dates(number: str, head: Sequence[Tag]) -> tuple[str, tuple[str, ...]]:
    """The date as printed, and what may be read of it: an age has the date in a tooltip."""
    wanted = f"authorposton{number}"
    tag = next((tag for tag in head if attribute(tag, "id") == wanted), None) or first_with(head, "postinfo")
    if tag is None:
        return "", ()
    told = _MOMENT.search(_told(tag))
    return (told[0], (told[0],)) if told else (text_of(tag), (text_of(tag),))


def _told(tag: Tag) -> str:
    """What a tag and the tooltips in it say, the tooltips first."""
    return " ".join([*(attribute(inner, "title") for inner in tag.find_all("span", title=True)), text_of(tag)])


def _answered(body: Tag | None) -> str | None:
    """The number of the post that the words begin with a quote of."""
    quote = body.find(class_="quote") if body is not None else None
    links = quote.find_all("a", href=True) if isinstance(quote, Tag) else []
    found = (_ANSWERED.search(attribute(link, "href")) for link in links)
    return next((match[1] for match in found if match), None)


def _words(body: Tag, base: str | None) -> Rendered:
    quotes = list(outermost(body.find_all(class_="quote")))
    clear_labels(within(quotes, "h5"))
    for link in within(quotes, "a", href=_ANSWERED):  # it is the forum's, not the writer's
        del link["href"]
    return words_of(body, is_quote=having("quote"), is_furniture=_is_furniture, base=base)


def _is_furniture(tag: Tag) -> bool:
    """Notices of editing, words that nobody sees, and the button that copies code."""
    is_button = tag.name == "em" and tag.parent is not None and "blockcode" in classes(tag.parent)
    return _FURNITURE(tag) or is_button or _UNSEEN.search(attribute(tag, "style")) is not None
