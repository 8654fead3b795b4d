"""Pages of a list's archive: the messages on them, and the thread that they belong to.

Most archives give each message a page of its own, and most of those pages name no thread. What all of a thread's pages
have in common is their list and, as RFC 5256 has it for ORDEREDSUBJECT, their base subject: that is the thread's key.
It joins the pages where a parent is on another page, which ids of messages then name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from threadsearch.addresses import site_of
from threadsearch.errors import ParseError
from threadsearch.formats.html import Places, is_cut_off, one_line
from threadsearch.formats.html.forum import Post, comments_of
from threadsearch.formats.mailing.headers import base_subject
from threadsearch.model import Defect, Kind, Page, Thread

_ID = re.compile(r"(?>[^\s<>\"]+?(?:@|_at_))[^\s<>\"]+")
_BRACKETED = re.compile(r"<((?>[^\s<>\"]+?@)[^\s<>\"]+)>")
_NO_SUBJECT = re.compile(r"\W*no subject\W*", re.IGNORECASE)
_PERIOD = re.compile(r"\d{4}.*|\d{1,2}|Week-of-.*", re.DOTALL)
_ANSWERED = re.compile(r"[?&]In-Reply-To=([^&]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Region:
    """The markup of one message on a page: what stands before its words, and the words.

    ``locator`` is where the words begin; ``is_closed`` is false if the page ends before they do.
    """

    head: str
    body: str
    locator: str
    is_closed: bool


def regions(page: Page, start: re.Pattern[str], end: re.Pattern[str]) -> list[Region]:
    """The messages on a page, by the marks before and behind their words; raises ``ParseError`` if there is none."""
    places = Places(page.content)
    found = list(_regions(page.content, start, end, places))
    if not found:
        raise ParseError(page.source, "a page of a list's archive without a message")
    return found


def _regions(content: str, start: re.Pattern[str], end: re.Pattern[str], places: Places) -> Iterator[Region]:
    at = 0
    while opens := start.search(content, at):
        closes = end.search(content, opens.end())
        stop = closes.start() if closes else len(content)
        yield Region(content[at : opens.start()], content[opens.end() : stop], places.at(opens.start()), bool(closes))
        at = stop


def thread_of(page: Page, subject: str, mailing_list: str, posts: Sequence[Post], *, is_closed: bool) -> Thread:
    """The messages of one page as a view of their thread.

    ``mailing_list`` is the list's address or name as far as the page tells it; else the page's own address tells.
    """
    subject = one_line(subject)
    base, is_answer = base_subject("" if _NO_SUBJECT.fullmatch(subject) else subject)
    comments, defects = comments_of(posts, page, None)
    opening = comments[0] if comments and comments[0].parent is None and not is_answer else None
    if opening is not None:
        comments = (replace(opening, kind=Kind.POST), *comments[1:])
    if not is_closed and is_cut_off(page.content):
        defects = (*defects, Defect("the page ends inside a message", Places(page.content).last))
    name, _, host = mailing_list.partition("@")
    name = name or list_in(page.url)
    return Thread(
        comments,
        key=f"{name} {base}".strip().casefold() if base else next((c.native_id for c in comments), None),
        title=(base if is_answer else subject) or None,
        url=opening.url if opening else None,
        site=site_of(page.url) or host.lower() or None,
        author=opening.author if opening else None,
        created=opening.created if opening else None,
        defects=defects,
    )


def message_id(raw: str) -> str | None:
    """The Message-ID in what a page says, if there is one: old programs also answered "your message of Monday".

    >>> message_id(" <12.AB@a.example> "), message_id('Your message of "Mon, 4 Jul" <11.AB@a.example>')
    ('12.AB@a.example', '11.AB@a.example')
    """
    bare = raw.strip().removeprefix("<").removesuffix(">").strip()
    if _ID.fullmatch(bare):
        return bare
    inside = _BRACKETED.search(raw)
    return inside[1] if inside else None


def mailto(href: str) -> tuple[str, str | None]:
    """To whom a link for answers writes, and which message it answers, where it says so.

    >>> mailto("mailto:talk%40a.example?Subject=Re%3A%20Weir&In-Reply-To=%3C7%40b.example%3E")
    ('talk@a.example', '7@b.example')
    """
    found = _ANSWERED.search(href)
    address, _, _ = href.removeprefix("mailto:").partition("?")
    return unquote(address).replace(" at ", "@"), message_id(unquote(found[1])) if found else None


def list_in(url: str | None) -> str:
    """The list's name in the address of one of its pages: its folder, without those of years and months.

    >>> list_in("https://lists.a.example/pipermail/talk/2011-July/000123.html")
    'talk'
    """
    try:
        folders = urlsplit(url or "").path.split("/")[:-1]
    except ValueError:  # an archived page may state anything
        return ""
    names = (unquote(folder) for folder in reversed(folders) if folder and not _PERIOD.fullmatch(folder))
    return next(names, "").partition("@")[0]
