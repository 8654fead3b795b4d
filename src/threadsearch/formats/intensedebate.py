"""IntenseDebate's comments, as browsers saved them below articles of any site.

::

    <div id="IDThread12" class="idc-thread">
      <div id="IDComment12"> <p class="idc-i"><span>Ann</span> ... <a id="IDCommentTime12">52 weeks ago</a>
        <div id="IDComment-CommentText12"> the words
      <div id="IDCommentSubThread12"> the answers, each an IDThread </div>

WordPress and Blogger may print the site's own list beside it, for browsers without scripts. That one knows dates where
this one tells ages ("52 weeks ago"), so such a page is left to their readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import original, site_of
from threadsearch.formats.blogger import Blogger
from threadsearch.formats.html import (
    Item,
    Items,
    Places,
    Rendered,
    attribute,
    head_title,
    label_of,
    language_of,
    metas,
    parse_html,
    render,
    tag_matches,
    text_of,
    walk,
)
from threadsearch.formats.html.forum import Post, canonical, comments_of, find_posts, numbers_in, page_defects
from threadsearch.formats.wordpress import WordPress
from threadsearch.model import Defect, Page, ParentSource, State, Thread

_COMMENT = re.compile(r"<div\b[^<>]*\bid\s*=\s*[\"']?IDComment\d+[\"'\s>]", re.IGNORECASE)
_BOX = re.compile(r"IDComment(\d+)")
_ANSWERS = re.compile(r"IDCommentSubThread(\d+)")
_REMOVED = re.compile(r"(?:this )?comment (?:has been |was )?(?:deleted|removed)\b[^.]{0,60}\.?", re.IGNORECASE)
_COUNTED = re.compile(r"comments?\b|kommentar|commentaire|comentario|reacties", re.IGNORECASE)
_NATIVE = (WordPress(), Blogger())


class IntenseDebate:
    """Reads the comments of IntenseDebate's widget."""

    name = "intensedebate"
    description = "IntenseDebate's comments as saved from a browser"
    media_types = ("text/html",)
    signs = ("IDComment",)

    def detect(self, page: Page) -> bool:
        """Claim HTML in which a comment's box stands, unless the site's own list is read beside it."""
        if page.media_type != "text/html" or not tag_matches(_COMMENT, page.content, "IDComment"):
            return False
        return not any(native.detect(page) for native in _NATIVE)

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        soup, places = parse_html(page), Places(page.content)
        parents = dict(_parents(soup))
        items = find_posts(soup, lambda tag: _number(tag, _BOX))
        address = canonical(soup, page)
        posts = [_post(item, parents.get(item.number or ""), address, places) for item in items.shown]
        comments, defects = comments_of(posts, page, language_of(soup))
        yield Thread(
            comments,
            title=metas(soup).get("og:title") or head_title(soup),
            url=address,
            site=site_of(address),
            stated_count=_stated(items.outside),
            defects=(*defects, *_folded(items, parents, places), *page_defects(page, comments, places)),
        )


def _number(tag: Tag, pattern: re.Pattern[str]) -> str | None:
    match = pattern.fullmatch(attribute(tag, "id")) if tag.name == "div" else None
    return match[1] if match else None


def _parents(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    """The comments that stand in a box of answers, by their numbers, each with the number of the one answered."""
    around: list[str] = []
    for step in walk(soup):
        if not isinstance(step.node, Tag):
            continue
        answered = _number(step.node, _ANSWERS)
        if answered and step.enters:
            around.append(answered)
        elif answered:
            around.pop()
        elif step.enters and around and (number := _number(step.node, _BOX)):
            yield number, around[-1]


def _post(item: Item, parent: str | None, address: str | None, places: Places) -> Post:
    named = {attribute(tag, "id"): tag for tag in item.own if attribute(tag, "id")}
    body, time = named.get(f"IDComment-CommentText{item.number}"), named.get(f"IDCommentTime{item.number}")
    words = render([body], base=address) if body is not None else Rendered()
    author, shown = _author(item.first("idc-i"), time), text_of(time)
    note = body.find("i", recursive=False) if body is not None else None  # people may write the same, upright
    is_note = not author or not shown or (isinstance(note, Tag) and text_of(note) == words.text)
    own = f"{address}#IDComment{item.number}" if address else None
    return Post(
        words=words,
        author=author,
        dates=tuple(filter(None, [attribute(time, "title")])) if time is not None else (),
        shown=shown,
        native_id=item.number,
        url=(original(attribute(time, "href"), address) if time is not None else None) or own,
        locator=places.of_id(f"IDComment{item.number}"),
        state=State.DELETED if is_note and _REMOVED.fullmatch(words.text) else State.LIVE,
        parent=parent,
        parent_source=ParentSource.NESTING if parent else None,
    )


def _author(line: Tag | None, time: Tag | None) -> str | None:
    """The first name on a comment's line, which has the age, and for those with an account a score, behind it."""
    tags = line.find_all(["a", "span", "strong"]) if line is not None else []
    return next((name for tag in tags if tag is not time and (name := text_of(tag))), None)


def _stated(outside: Iterable[Tag]) -> int | None:
    """How many comments the widget's heading claims."""
    headings = (text_of(tag) for tag in outside if tag.name in ("h2", "h3", "h4"))
    counts = (numbers_in(text) for text in headings if _COUNTED.search(text))
    return next((numbers[0] for numbers in counts if numbers), None)


def _folded(items: Items, parents: dict[str, str], places: Places) -> Iterator[Defect]:
    """The answers that nobody has opened: the link that folds them counts them, and their box is empty."""
    answered = set(parents.values())
    for item in items.shown:
        link = item.first("idc-collapselink")
        count = numbers_in(text_of(link))[:1]
        if link is not None and count and item.number not in answered:
            place = places.of_id(f"IDComment{item.number}")
            yield Defect(f"{count[0]} replies to comment {item.number} were not loaded: {label_of(link)!r}", place)
