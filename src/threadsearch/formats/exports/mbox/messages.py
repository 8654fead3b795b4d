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
from threadsearch.formats.html import Rendered
from threadsearch.formats.mailing.bodies import own_words
from threadsearch.formats.mailing.headers import author_of, decoded
from threadsearch.formats.records.bodies import html_text
from threadsearch.formats.records.fields import stamp
from threadsearch.formats.textual import links_in
from threadsearch.model import Page, Timestamp

_START = re.compile(r"^From (?=[^\n]*\d\d:\d\d)[^\n]*+\n(?=[!-9;-~]+:)", re.MULTILINE)
_NESTING = re.compile(r"\bboundary\s*=|\bmessage/", re.IGNORECASE)
_MOST_NESTED = 50  # parts that may hold others, in one message
_ID = re.compile(r"<([^<>\s]+)>")
_OBSCURED = re.compile(r"^(\S+) at (\S+?)(?=\s|$)")
_ESCAPED = re.compile(r"^>(?=From )", re.MULTILINE)


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
    """The mailbox's messages, in their order. Stamps without a zone are read in the page's."""
    ends = [match.start() for match in re.finditer("\n", page.content)]
    starts = [(match.start(), match.end()) for match in _START.finditer(page.content)]
    stops = [*(start for start, _ in starts), len(page.content)][1:]
    for number, ((start, head), stop) in enumerate(zip(starts, stops, strict=True)):
        locator = f"line {page.first_line + bisect_left(ends, start)}"
        yield _message(page.content[start:head], page.content[head:stop], f"@{number}", locator, page.zone)


def _message(envelope: str, source: str, fallback: str, locator: str, zone: tzinfo) -> Message:
    # Python's parser passes each line through all parts that it is in, and calls itself for each.
    is_hostile = len(_NESTING.findall(source)) > _MOST_NESTED
    mail = Parser().parsestr(source, headersonly=is_hostile)
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
        _body(mail),
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
    created = stamp(_header(mail, "Date"), zone)
    if created and created.at:
        return created
    return stamp(envelope.split(maxsplit=2)[-1].strip(), zone) or created


def _body(mail: Mail) -> Rendered:
    """The words: the first part that is plain text, or else the first that is HTML."""
    leaves = [part for part in _leaves(mail) if not part.get_filename()]
    kinds = [(part, part.get_content_type()) for part in leaves]
    plain = next((part for part, kind in kinds if kind == "text/plain"), None)
    markup = next((part for part, kind in kinds if kind == "text/html"), None)
    if plain is None and markup is not None:
        return html_text(_content(markup))
    words = _content(plain) if plain is not None else ""
    words = own_words(_ESCAPED.sub("", words))
    return Rendered(words, links_in(words))


def _leaves(mail: Mail) -> Iterator[Mail]:
    """The parts that have no parts, in order; messages that are attached are no words of this one's."""
    waiting = [mail]
    while waiting:
        part = waiting.pop()
        inner = part.get_payload()
        if part.get_content_maintype() == "message":
            continue
        if isinstance(inner, list):
            waiting.extend(item for item in reversed(inner) if isinstance(item, Mail))
        else:
            yield part


def _content(part: Mail) -> str:
    """A part's text. What was not encoded for the way has been decoded with the whole page."""
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    raw = part.get_payload()
    if encoding not in ("base64", "quoted-printable") or (isinstance(raw, str) and not raw.isascii()):
        return raw if isinstance(raw, str) else ""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    try:
        text = data.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError, ValueError):
        text = data.decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\0", "\N{REPLACEMENT CHARACTER}")
