"""Comments of layouts that don't name their parts: a table with author and date, the words, a line of links.

They may stand on a single line too, which leads to a comment that is folded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bs4 import Tag

from threadsearch.formats.html import Item, attribute, classes, is_text

_CLOCK = r"\d\d?:\d\d(?::\d\d)?\s*(?:[ap]m)?"
_ZONE = r"\s*\(?(?:UTC|local)?\)?"
_DATE = re.compile(
    rf"\d{{4}}-\d\d-\d\d {_CLOCK}{_ZONE}"
    rf"|[^\W\d]{{3,12}}\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}},? (?:at )?{_CLOCK}{_ZONE}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\.? [^\W\d]{{3,12}}\.?,? \d{{4}},? (?:at )?{_CLOCK}{_ZONE}",
    re.IGNORECASE,
)
_FOLDED = re.compile(rf".{{0,200}} - \S{{1,80}} - (?:{_DATE.pattern})\W*(?:\w+\W*)?", re.IGNORECASE)
_ACT = re.compile(r"[?&](?:replyto|thread|mode=reply)\b|/(?:delcomment|talkscreen)\.bml|^javascript:", re.IGNORECASE)
_THREAD = re.compile(r"[?&]thread=(\d{1,18})")
_LONGEST_DATE = 80


def date_tag(tags: Iterable[Tag]) -> Tag | None:
    """The first of the tags that holds a date and no other tag with it."""
    for tag in tags:
        own = "".join(str(child) for child in tag.children if is_text(child))
        if len(own) < _LONGEST_DATE and _DATE.search(own):
            return tag
    return None


def date_in(text: str) -> str:
    """The date in a text, empty where there is none."""
    match = _DATE.search(text)
    return match[0].strip() if match else ""


def is_folded(line: str) -> bool:
    """Whether a comment is no more than a line that leads to it ("a question - carp - 2003-06-20 01:00 am (UTC)")."""
    return _FOLDED.fullmatch(line) is not None


def head_table(item: Item) -> Tag | None:
    """The table with the author and the date, if there is one."""
    named = item.first("ljuser", "i-ljuser")
    inside = {id(tag) for tag in item.own[1:]}
    for tag in (named, date_tag(item.own)):
        table = tag.find_parent("table") if tag is not None else None
        if table is not None and id(table) in inside and "talk-comment" not in classes(table):
            return table
    return None


def act_lines(item: Item) -> Iterator[Tag]:
    """The tags that hold links to do something with a comment, and no words beside them.

    A link to another comment that stands among words is one of them: people link to such, too.
    """
    has_words: dict[int, bool] = {}
    has_acts: dict[int, bool] = {}
    for tag in reversed(item.own):  # what is in a tag before the tag itself
        is_act = tag.name == "a" and _ACT.search(attribute(tag, "href")) is not None
        inner = [child for child in tag.children if isinstance(child, Tag)]
        own = any(re.search(r"\w", str(child)) for child in tag.children if is_text(child))
        has_words[id(tag)] = not is_act and (own or any(has_words.get(id(child), False) for child in inner))
        has_acts[id(tag)] = is_act or any(has_acts.get(id(child), False) for child in inner)
    for tag in item.own:
        thread = _THREAD.search(attribute(tag, "href")) if has_words.get(id(tag.parent), False) else None
        is_said = thread is not None and thread[1] != item.number
        if has_acts[id(tag)] and not has_words[id(tag)] and not is_said:
            yield tag
