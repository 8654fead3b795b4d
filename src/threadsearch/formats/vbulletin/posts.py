"""One post of a vBulletin thread."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import Comment, Tag

from threadsearch.addresses import original
from threadsearch.formats.html import Item, Places, Rendered, attribute, classes, is_text, one_line, render, text_of
from threadsearch.formats.html.boards import without_parameters
from threadsearch.formats.html.forum import Post, numbers_in
from threadsearch.formats.vbulletin.bodies import post_words
from threadsearch.formats.vbulletin.thread import SESSION
from threadsearch.model import Kind, ParentSource, State, Thread

_ID = re.compile(r"(?:post_?|edit)(\d+)")
_CONTAINERS = {"postcontainer", "postbit", "postbitlegacy", "postbitdeleted", "postbitignored"}
_DELETED = {"postbitdeleted", "deleted", "b-post--deleted"}
_LONGEST_STAMP = 100  # characters
_MOST_IN_A_HEAD = 100  # tags and texts
_MEMBER = re.compile(r"\bmember\.php\b|/members?/")


def post_number(tag: Tag) -> str | None:
    """The number of the post that a tag wraps, empty where only its inside tells; ``None`` for other tags."""
    names, match = set(classes(tag)), _ID.fullmatch(attribute(tag, "id"))
    if tag.name == "li" and "js-post" in names and ("b-post" in names or "list-item" in names):
        return attribute(tag, "data-node-id") or (match[1] if match else "")
    if match is None:
        return None
    if tag.name == "li":
        # The view for printers numbers its posts by their places.
        return match[1] if not names.isdisjoint(_CONTAINERS) and "blockbody" not in names else None
    is_inner = tag.parent is not None and attribute(tag.parent, "id") == f"edit{match[1]}"
    return match[1] if tag.name in ("div", "table") and "_" not in match[0] and not is_inner else None


class PostReader:
    """Reads the posts of one page, whose links are relative to ``base``."""

    def __init__(self, base: str | None, about: Thread, places: Places) -> None:
        self._base = base
        self._about = about
        self._places = places
        self._is_first = True

    def post(self, item: Item) -> Post | None:
        """What a post's wrapper holds; ``None`` for one that holds none, which styles put advertisements in."""
        number = item.number or _anchored_number(item)
        body = _body(item, number)
        is_deleted = not _DELETED.isdisjoint(classes(item.tag)) or (body is None and _is_notice(item, number))
        if body is None and not is_deleted and not is_ignored(item):
            return None
        is_first, self._is_first = self._is_first, False
        above = item.above
        parent = (above.number or _anchored_number(above)) if above is not None else None
        return Post(
            author=_author(item, number),
            dates=tuple(_dates(item, number)),
            shown=_shown(item),
            words=post_words(body, self._base) if body is not None else Rendered(),
            native_id=number,
            url=self._url(item, number),
            locator=self._locator(item, number),
            kind=Kind.POST if self._opens(item, number, is_first=is_first) else Kind.COMMENT,
            state=State.DELETED if is_deleted and not is_ignored(item) else State.LIVE,
            parent=parent,
            parent_source=ParentSource.NESTING if parent else None,
            is_hidden=body is None and is_ignored(item),
        )

    def _locator(self, item: Item, number: str | None) -> str:
        return self._places.of_id(attribute(item.tag, "id")) or self._places.of_id(f"post{number}")

    def _url(self, item: Item, number: str | None) -> str | None:
        """The post's own address: as the page links it, or the thread's with the post's number."""
        for tag in item.own:
            href = attribute(tag, "href")
            if tag.name == "a" and number and href.endswith(f"#post{number}"):
                address = original(href, self._base)
                if address:
                    return without_parameters(address, SESSION, keep_fragment=True)
        return f"{self._about.url}#post{number}" if self._about.url and number else None

    def _opens(self, item: Item, number: str | None, *, is_first: bool) -> bool:
        """Whether this is the thread's opening post: its count says so, or its place on the first page."""
        counts = (tag for tag in item.own if attribute(tag, "id") == f"postcount{number}" and text_of(tag))
        count = next(counts, None) or item.first("postcounter", "b-post__count", "nodecontrols")
        places = numbers_in(text_of(count))
        return places == [1] if places else is_first and self._about.page in (None, 1)


def _anchored_number(item: Item) -> str | None:
    """The number in the anchor that permalinks lead to: ``<a class="anchor" id="post12">``."""
    matches = (_ID.fullmatch(attribute(tag, "id")) for tag in item.own if tag.name == "a")
    return next((match[1] for match in matches if match), None)


def _body(item: Item, number: str | None) -> Tag | None:
    """The tag with the post's words."""
    written = (tag for tag in item.own if number and attribute(tag, "id") == f"post_message_{number}")
    cells = (tag for tag in item.own if tag.name == "td" and "postbody" in classes(tag))
    marked = next(written, None) or item.first("js-post__content-text") or next(cells, None)
    return marked or next(_unnumbered(item), None)


def _unnumbered(item: Item) -> Iterator[Tag]:
    """The words as version 3.0 prints them: in a box that has no number, behind the note <!-- message -->."""
    cells = (tag for tag in item.own if tag.name == "td")
    notes = (child for cell in cells for child in cell.children if isinstance(child, Comment))
    boxes = (note.find_next_sibling() for note in notes if note.strip() == "message")
    noted = [box for box in boxes if isinstance(box, Tag)]
    return iter(noted or [*_first_boxes(item)])


def _first_boxes(item: Item) -> Iterator[Tag]:
    """The boxes of the cell beside the author's menu, without the titles: for pages that lost their notes."""
    if any(attribute(tag, "id") == f"postmenu_{item.number}" for tag in item.own):
        cells = (tag for tag in item.own if tag.name == "td" and "alt1" in classes(tag))
        boxes = (child for cell in cells for child in cell.children if isinstance(child, Tag) and child.name == "div")
        yield from (box for box in boxes if "smallfont" not in classes(box))


def is_ignored(item: Item) -> bool:
    """Whether the post's author was on the list of those whom the page's reader ignores."""
    if "postbitignored" in classes(item.tag):
        return True
    return any(
        "do=ignorelist" in attribute(tag, "href") or "do=removelist" in attribute(tag, "href") for tag in item.own
    )


def _is_notice(item: Item, number: str | None) -> bool:
    """Whether a wrapper without words is version 3's notice that a post was deleted."""
    return any(tag.name == "a" and attribute(tag, "name") == f"post{number}" for tag in item.own)


def _author(item: Item, number: str | None) -> str | None:
    """The author's name."""
    box = item.first("bigusername", "username")
    if box is None:
        boxes = (tag for tag in item.own if attribute(tag, "id") == f"postmenu_{number}")
        people = (tag for tag in item.own if attribute(tag, "itemprop") == "author")
        names = (tag for person in people for tag in person.find_all(itemprop="name"))
        members = (tag for tag in item.own if tag.name == "a" and _MEMBER.search(attribute(tag, "href")))
        author = item.first("author")
        # A comment's line says more: "Ann commented".
        linked = author.find_all("a") if author is not None else ()
        found = (tag for tags in (boxes, names, linked, [author], members) for tag in tags)
        box = next((tag for tag in found if text_of(tag)), None)
    if box is None and is_ignored(item):
        box = next((tag for tag in item.own if tag.name in ("strong", "b")), None)
    return text_of(box) or None


def _time(item: Item) -> Tag | None:
    """The tag that holds the date, in versions from 4 on."""
    stamp = item.first("b-post__timestamp", "post-date")
    times = (tag for tag in item.own if tag.name == "time" and attribute(tag, "datetime"))
    return stamp or next(times, None) or item.first("date", "postdate")


def _shown(item: Item) -> str:
    """The date as people see it, without links that stand before it on its line."""
    box = _time(item)
    if box is None or box.find("a", recursive=False) is None:
        return text_of(box)
    return one_line("".join(str(child) for child in box.children if is_text(child)))


def _dates(item: Item, number: str | None) -> Iterator[str]:
    """What machines read, or what stands beside the anchor that version 3 puts before the date."""
    box = _time(item)
    if box is not None:
        yield from (text for tag in (box, *box.find_all("time")) if (text := attribute(tag, "datetime")))
        return
    anchors = [tag for tag in item.own if tag.name == "a" and attribute(tag, "name") == f"post{number}"]
    boxes = [*(tag.parent for tag in anchors[:1] if tag.parent), *(tag for tag in item.own if "thead" in classes(tag))]
    for box in boxes:
        text = one_line(render([box], without=lambda tag: tag.name == "a", most=_MOST_IN_A_HEAD).text).strip(" #|,")
        if text and len(text) <= _LONGEST_STAMP:
            yield text
