"""What stands above and beside a post's words: who wrote it, and when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import dropwhile, takewhile

from bs4 import Tag
from bs4.element import PageElement

from threadsearch.formats.html import attribute, classes, first_with, is_text, one_line, text_of
from threadsearch.formats.html.forum import having

_USER = (
    *("username", "username-coloured", "postauthor", "name", "post-author-name", "postprofile-name", "post-name"),
    *("vtusername", "nick"),
)
_NAMED = having(*_USER)
_DATED = {"post-date", "topic-date", "vtdate", "p-link"}
_PARTS = re.compile(r"(?<!\s)\s*+»\s*")
_AT = re.compile(r"^(?:on|am|le|el|il|op|em|w|den)\s+(?=\S*\d|\w{2,4}\b)", re.IGNORECASE)
_LABEL = re.compile(r"^[^\d:\uff1a]{1,40}[:\uff1a]\s*")  # "Posted:", with a wide colon in Chinese
_CLOCK = re.compile(r"\d[:.h]\d\d")


def author_in(head: Sequence[Tag]) -> str | None:
    """Who wrote the post: by the line above its words, else by the profile beside it."""
    line = first_with(head, "author")
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


def date_in(head: Sequence[Tag], author: str | None) -> str:
    """The date as printed: in an element of its own, behind the author, or in the line of subject and date."""
    dated = next((tag for tag in head if tag.name == "time" and text_of(tag)), None)
    printed = first_with(head, "date")
    boxes = [dated] if dated is not None else printed.find_all("strong") if printed is not None else []
    if boxes:
        return text_of(boxes[0])
    line = first_with(head, "author")
    if line is not None:
        text = text_of(line)
        behind = _PARTS.split(text)[-1] if "»" in text else text.rpartition(author or "\0")[2]
        if re.search(r"\d", behind):
            return _AT.sub("", behind.strip(" :,"))
    return next(filter(None, _beside_subject(head)), "")


def _beside_subject(head: Sequence[Tag]) -> Iterator[str]:
    """The date in the other templates: what stands in the line that has the subject too, in a box or behind a label."""
    for tag in head:
        names = classes(tag)
        is_title = tag.name == "h2" and tag.parent is not None and "posthead" in classes(tag.parent)
        if is_title or not _DATED.isdisjoint(names):
            yield _loose_text(tag.children).lstrip("- ")
        elif ("row-post-date" in names or "post-details" in names) and _CLOCK.search(text_of(tag)):
            yield _LABEL.sub("", text_of(tag))
        elif "gensmall" in names and tag.name == "td":
            floated = [box for box in tag.find_all("div") if "right" in attribute(box, "style")]
            yield one_line(text_of(floated[0]).partition(":")[2]) if floated else ""
        elif "postdetails" in names:
            yield _behind_label(tag)


def _behind_label(line: Tag) -> str:
    """The date in "Posted: DATE  Post subject: Tea", or behind the second picture of Forumotion's "o Tea  o DATE"."""
    images = line.find_all("img", recursive=False)
    text = _loose_text(images[-1].next_siblings if images else _leading_texts(line))
    is_dated = _CLOCK.search(text) or (line.find_previous_sibling("a") is not None and re.search(r"\d", text))
    return _LABEL.sub("", text) if is_dated else ""


def _leading_texts(tag: Tag) -> Iterator[PageElement]:
    """The texts of a tag up to the first element behind any."""
    children = dropwhile(lambda child: isinstance(child, Tag), tag.children)
    return takewhile(lambda child: not isinstance(child, Tag), children)


def _loose_text(nodes: Iterable[PageElement]) -> str:
    """What stands in none of the tags among these nodes."""
    return one_line("".join(str(node) for node in nodes if is_text(node)))
