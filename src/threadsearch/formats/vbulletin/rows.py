"""The posts of version 2: two rows of a table each, in which nothing but the anchor is named.

The first has the author and the words, between the post's title and the link to report it; the second has the date and
the buttons::

    <tr><td><a name="post12"></a> <font><b>Ann</b></font> ...</td>
        <td><font><b>Pears</b></font> <p>words</p> <p>signature</p> <p>edited</p> <p align="right">...</p></td></tr>
    <tr><td><font><img src="posticon.gif"> 12-06-2003 <font>04:27 AM</font></font></td> <td>...</td></tr>
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import dropwhile, takewhile

from bs4 import BeautifulSoup, Tag

from threadsearch.formats.html import Item, Places, Rendered, attribute, find_items, text_of
from threadsearch.formats.html.forum import Post, words_of
from threadsearch.model import Kind, Thread

OFFERS = re.compile(r"\baction=(?:newreply|editpost|getip)&(?:amp;)?postid=\d")
"""A link that stands below each post of version 2, and of no other."""
_ANCHOR = re.compile(r"post(\d+)")
_DASHES = re.compile(r"_{6,}")


def row_posts(soup: BeautifulSoup, base: str | None, about: Thread, places: Places) -> Iterator[Post]:
    """The posts of a page of version 2, whose links are relative to ``base``."""
    for place, item in enumerate(find_items(soup, _number, _continues).shown):
        cells = _cells(item.tag)
        yield Post(
            author=_author(item, cells),
            words=_words(cells[1], base) if len(cells) > 1 else Rendered(),
            shown=_date(item),
            native_id=item.number,
            url=f"{about.url}#post{item.number}" if about.url else None,
            locator=places.of_name(f"post{item.number}"),
            kind=Kind.POST if place == 0 and about.page in (None, 1) else Kind.COMMENT,
        )


def _cells(row: Tag) -> list[Tag]:
    return [cell for cell in row.find_all("td", recursive=False) if isinstance(cell, Tag)]


def _number(tag: Tag) -> str | None:
    """The number of the post whose first row this is."""
    cell = tag.find("td", recursive=False) if tag.name == "tr" else None
    anchor = cell.find("a", recursive=False) if isinstance(cell, Tag) else None
    match = _ANCHOR.fullmatch(attribute(anchor, "name")) if isinstance(anchor, Tag) else None
    return match[1] if match else None


def _continues(tag: Tag, item: Item) -> bool:
    """Whether this is the post's second row."""
    return tag.name == "tr" and tag.find_previous_sibling("tr") is item.tag


def _date(item: Item) -> str:
    """The date, in the first cell of the post's second row."""
    row = item.tag.find_next_sibling("tr")
    is_own = isinstance(row, Tag) and _number(row) is None
    return text_of(next(iter(_cells(row)), None)) if isinstance(row, Tag) and is_own else ""


def _author(item: Item, cells: list[Tag]) -> str | None:
    """The name: the first words in bold, in the first cell."""
    inside = takewhile(lambda tag: len(cells) < 2 or tag is not cells[1], item.own)  # noqa: PLR2004 - words' cell
    return text_of(next((tag for tag in inside if tag.name == "b"), None)) or None


def _words(cell: Tag, base: str | None) -> Rendered:
    """What stands between the title and the link to report the post, without the signature and the note of edits."""
    parts = [child for child in cell.children if isinstance(child, Tag)]
    words = list(takewhile(lambda part: attribute(part, "align") != "right", dropwhile(_is_title, parts)))
    for part in words:
        if _is_signature(part) or _is_note(part):
            part.clear()
    body = Tag(name="div")
    body.extend(words)
    for code in filter(_is_code, body.find_all("blockquote")):
        code.name = "div"
    return words_of(body, is_quote=_is_quote, is_furniture=_is_label, base=base)


def _is_title(part: Tag) -> bool:
    """Whether this is no paragraph: the title, in small letters, behind an icon."""
    return part.name != "p"


def _is_signature(part: Tag) -> bool:
    return part.name == "p" and _DASHES.match(text_of(part)) is not None


def _is_note(part: Tag) -> bool:
    """Whether this is a paragraph that is wholly small and slanted: "Last edited by Ann on 05-03-2003 at 10:12 AM"."""
    small = part.find("font", size="1", recursive=False)
    slanted = small.find("i", recursive=False) if isinstance(small, Tag) else None
    return isinstance(slanted, Tag) and text_of(slanted) == text_of(part)


def _is_quote(tag: Tag) -> bool:
    return tag.name == "blockquote" and any(_is_label(child) for child in tag.children if isinstance(child, Tag))


def _is_code(box: Tag) -> bool:
    return any(isinstance(child, Tag) and child.name in ("pre", "code") for child in box.children)


def _is_label(tag: Tag) -> bool:
    """Whether this is the label of a quote or of code: "quote:", above a line."""
    behind = tag.find_next_sibling() if tag.name == "font" and text_of(tag).endswith(":") else None
    return isinstance(behind, Tag) and behind.name == "hr"
