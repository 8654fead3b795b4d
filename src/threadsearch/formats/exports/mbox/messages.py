"""The messages of a mailbox: where each begins, and what its headers and its text say."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from email.message import Message as Mail
from email.parser import Parser

from threadsearch.addresses import is_web
from threadsearch.formats.exports.mbox.bodies import words_of
from threadsearch.formats.html import Rendered
from threadsearch.formats.mailing.headers import author_of, date_forms, decoded
from threadsearch.formats.records.fields import stamp
from threadsearch.mailboxes import ParsedMail, messages_in
from threadsearch.model import Page, Timestamp

_NESTING = re.compile(r"\bboundary\s*=|\bmessage/", re.IGNORECASE)
_MOST_NESTED = 50  # parts that may hold others, in one message
_LONGEST_ENVELOPE = 500  # characters of the line before a message that anybody means
_ID = re.compile(r"<([^<>\s]+)>")
_OBSCURED = re.compile(r"^(\S+) at (\S+?)(?=\s|$)")
_SENT = re.compile(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b[^\n]*\d\d:\d\d[^\n]*")  # as C's asctime prints it

UNNUMBERED = " "
"""What the identities of messages without a Message-ID begin with, as no Message-ID does."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. ``number`` is its Message-ID, ``references`` the ids that it answers, farthest first.

    ``identity`` tells it from the others of its mailbox, and is the number where there is one.
    """

    identity: str
    number: str | None
    references: tuple[str, ...]
    subject: str
    author: str | None
    created: Timestamp | None
    body: Rendered
    url: str | None
    list_id: str | None
    locator: str


def messages(page: Page) -> Iterator[Message]:
    """The mailbox's messages, in their order, those in a digest behind it. Stamps without a zone are in the page's."""
    ends = [match.start() for match in re.finditer("\n", page.content)]
    for number, found in enumerate(messages_in(page.content)):
        locator = f"line {page.first_line + bisect_left(ends, found.start)}"
        envelope, source = page.content[found.start : found.head], page.content[found.head : found.stop]
        # Python's parser passes each line through all parts that it is in, and calls itself for each.
        is_hostile = len(_NESTING.findall(source)) > _MOST_NESTED
        mail = Parser(ParsedMail).parsestr(source, headersonly=is_hostile)
        yield _message(mail, envelope, f"{UNNUMBERED}{number}", locator, page.zone)
        for order, inner in enumerate(_in_digest(mail)):
            yield _message(inner, "", f"{UNNUMBERED}{number}.{order}", locator, page.zone)


def _in_digest(mail: Mail) -> Iterator[Mail]:
    """The messages that a message hands on as a digest (RFC 2046, 5.1.5)."""
    for part in mail.walk():
        if part.get_content_type() == "multipart/digest" and part.is_multipart():
            for item in part.get_payload():
                inner = item.get_payload() if isinstance(item, Mail) else None
                yield from (one for one in inner if isinstance(one, Mail)) if isinstance(inner, list) else ()


def _message(mail: Mail, envelope: str, fallback: str, locator: str, zone: tzinfo) -> Message:
    number = next(iter(_ID.findall(_header(mail, "Message-ID"))), None)
    references = _ID.findall(_header(mail, "References")) or _ID.findall(_header(mail, "In-Reply-To"))[:1]
    archived = _header(mail, "Archived-At").strip("<> ")
    list_id = next(iter(_ID.findall(_header(mail, "List-Id"))), None)
    return Message(
        number or fallback,
        number,
        tuple(reference for reference in dict.fromkeys(references) if reference != number),
        _words(mail, "Subject"),
        _author(mail),
        _created(mail, envelope, zone),
        words_of(mail),
        archived if is_web(archived) else None,
        list_id,
        locator,
    )


def _header(mail: Mail, name: str) -> str:
    """A header as it is written, on one line."""
    return " ".join(str(mail.get(name, "")).split())


def _words(mail: Mail, name: str) -> str:
    """A header's words, decoded."""
    return decoded(_header(mail, name))


def _author(mail: Mail) -> str | None:
    """The writer's name, or the address where there is no name. Pipermail writes "ann at example.org"."""
    return author_of(_OBSCURED.sub(r"\1@\2", _header(mail, "From")))


def _created(mail: Mail, envelope: str, zone: tzinfo) -> Timestamp | None:
    written = _header(mail, "Date")
    created = stamp(written, zone)
    if created and created.at:
        return created
    sent = _SENT.search(envelope[:_LONGEST_ENVELOPE])
    others = (*date_forms(written)[1:], *((sent[0].strip(),) if sent else ()))
    return next((moment for form in others if (moment := stamp(form, zone)) and moment.at), created)
