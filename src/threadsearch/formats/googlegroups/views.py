"""How the views of Google Groups mark the parts of a message.

Today's pages (since 2020) name their classes by letters without a meaning, which have stayed the same so far; roles and
``data-doc-id`` have one. The application before them (2011 to 2020) put a prefix of seven letters, which changed with
every release, before names that didn't: ``IVILX2C-tb-W``. The plain view was shown to search engines, and is what
crawlers asked for (``?_escaped_fragment_=topic/...``); its classes say what they mark. So do those of the pages before
the application (``/group/.../browse_thread/thread/...``), which had dates and addresses in hidden fields.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bs4 import Tag

from threadsearch.formats.html import attribute, classes, first_with
from threadsearch.formats.html.forum import having

MESSAGE = re.compile(r"\b(?:msg/[^/]{1,100}/[\w-]{1,40}/(?=[\w-])|group/[^/]{1,100}/msg/(?=[0-9a-f]{8}))([\w-]{1,40})")
"""An address of a message, with its id."""

_BUILT = re.compile(r"[a-z0-9]{7}-(.{1,6})")

_Sign = Callable[[Tag], bool]


@dataclass(frozen=True, slots=True)
class View:
    """A view's markup.

    ``sign`` stands in the page's source once a message. ``number`` gives for a message's wrapper its id, empty if a
    link in its head has to tell it, and ``None`` for other tags. The others tell the tag that holds a part: of the page
    the subject and the number of messages, of a message its writer, date and words.
    """

    sign: re.Pattern[str]
    number: Callable[[Tag], str | None]
    title: _Sign
    count: _Sign
    author: _Sign
    date: _Sign
    body: _Sign


def first(tags: Iterable[Tag], is_it: _Sign) -> Tag | None:
    """The first of these tags that holds the part."""
    return next(filter(is_it, tags), None)


def _built(name: str, *others: str) -> _Sign:
    """Whether a tag has one of these classes behind the release's prefix."""
    wanted = {name, *others}
    return lambda tag: any((found := _BUILT.fullmatch(each)) and found[1] in wanted for each in classes(tag))


def _is_region(tag: Tag) -> bool:
    return attribute(tag, "role") == "region"


def _is_nothing(_: Tag) -> bool:
    return False


def _present(tag: Tag) -> str | None:
    return attribute(tag, "data-doc-id") or None if tag.name == "section" else None


_wraps_in_application = _built("nb-w", "tb-w")


def _application(tag: Tag) -> str | None:
    return "" if tag.name == "div" and _wraps_in_application(tag) else None


def _plain(tag: Tag) -> str | None:
    cells = tag.find_all("td", recursive=False) if tag.name == "tr" else []
    return "" if first_with(cells, "snippet") is not None and first_with(cells, "subject") is not None else None


def _browsed(tag: Tag) -> str | None:
    fields = tag.find_all("input", recursive=False) if "msg" in classes(tag) else []
    is_message = any(attribute(field, "id") == "hdn_author" for field in fields)
    return attribute(tag, "id").removeprefix("msg_") if is_message else None


VIEWS = (
    View(
        sign=re.compile(r"<section\b[^<>]{0,1000}\bdata-doc-id=[\"']?[\w-]"),
        number=_present,
        title=lambda tag: tag.name == "h1",
        count=_is_nothing,
        author=lambda tag: tag.name == "h3",
        date=having("zx2w9c"),
        body=_is_region,
    ),
    View(
        sign=re.compile(r"\bclass=[\"'](?:[^\"'<>]{0,100} )?[A-Z0-9]{7}-[nt]b-W\b"),
        number=_application,
        title=lambda tag: attribute(tag, "id") == "t-t",
        count=_is_nothing,  # what it prints is how many were loaded
        author=_built("d-a"),
        date=_built("nb-q", "tb-q"),
        body=_built("nb-p", "tb-p"),
    ),
    View(
        sign=re.compile(
            r"<td\b[^<>]{0,100}\bclass=[\"']?subject\b[^<>]{0,100}>\s*"
            r"<a\b[^<>]{0,300}\bmsg/[^/<>]{1,100}/[\w-]{1,40}/[\w-]"
        ),
        number=_plain,
        title=lambda tag: tag.name == "a" and tag.parent is not None and tag.parent.name == "h2",
        count=lambda tag: tag.name == "i",
        author=having("author"),
        date=having("lastpostdate"),
        body=having("snippet"),
    ),
    View(
        sign=re.compile(r"<input\b[^<>]{0,300}\bid=[\"']?hdn_author\b"),
        number=_browsed,
        title=lambda tag: attribute(tag, "id") == "thread_subject_site",
        count=_is_nothing,
        author=having("author"),
        date=lambda tag: attribute(tag, "id") == "hdn_date",
        body=having("mb"),
    ),
)
