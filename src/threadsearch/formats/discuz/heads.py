"""What stands above and beside a post's words: who wrote it, and when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bs4 import Tag

from threadsearch.formats.html import attribute, classes, text_of

_MOMENT = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:\s\d{1,2}:\d\d(?::\d\d)?)?(?:\s[AP]M)?")


def author_in(head: Sequence[Tag]) -> str | None:
    """The name beside a post; who wrote without one has no link."""
    boxes = (tag for tag in head if not {"authi", "postauthor"}.isdisjoint(classes(tag)))
    links = [link for box in boxes for link in box.find_all("a", href=True)]
    return next(filter(None, (text_of(link) for link in links if "uid" in attribute(link, "href"))), None)


def moment_in(tag: Tag) -> str:
    """The date that a tag or a tooltip in it states, the tooltips first: an age has its date there."""
    told = " ".join([*(attribute(inner, "title") for inner in tag.find_all("span", title=True)), text_of(tag)])
    found = _MOMENT.search(told)
    return found[0] if found else ""
