"""Mailboxes as text: where their messages begin and end, and what is a message by itself.

In a mailbox (RFC 4155) a line "From ann@a.example Tue Jul  5 05:33:10 2011" stands before each message. Where a body
has such a line, it is escaped (">From"), or else the header "Content-Length" tells how long the body is (mboxcl2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Any

_DATED = r"From (?=[^\n]*\d\d:\d\d)(?=[^\n]*\b(?:(?:19|20)\d\d|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b)[^\n]*+\n"
# Google's archives of Usenet have the number of the message there and nothing else.
_UNDATED = r"(?:\A|(?<=\n\n)|(?<=\n\r\n))From (?:[^\s@]{1,100}@[^\s@]{1,100}|-?\d{6,20})[ \r]*\n"
# Mail that went from host to host by UUCP begins with the lines of all of them, escaped.
_START = rf"^(?:{_DATED}|{_UNDATED})(?:>From [^\n]*\n)*+(?=[!-9;-~]+:)"
START = re.compile(_START, re.MULTILINE)
"""The line before a message, with what is to be passed over behind it; a header follows."""
START_BYTES = re.compile(_START.encode(), re.MULTILINE)

_HEAD = 16 * 1024  # characters, in which a message's headers tell that it is one
_HEADERS = re.compile(r"(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*+)+")
_OF_MESSAGE = (
    re.compile(r"^From:", re.MULTILINE | re.IGNORECASE),
    re.compile(r"^Message-ID:[ \t]*<", re.MULTILINE | re.IGNORECASE),
)
_LENGTH = re.compile(r"^Content-Length:[ \t]*(\d{1,12})[ \t]*$", re.MULTILINE | re.IGNORECASE)
_SLACK = 2  # line ends between a body and the next message
_MOST_HELD = 16  # messages in a body that are looked at to find its end


@dataclass(frozen=True, slots=True)
class Slice:
    """Where a message is: ``start`` is that of the line before it, ``head`` that of its headers."""

    start: int
    head: int
    stop: int


class ParsedMail(Message):
    """A message or a part of one, for Python's parsers of mail."""

    def get_param(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the library's own types are as wide
        """Give a header's parameter; an encoding whose name holds a NUL, for which the library raises, as unnamed."""
        value = super().get_param(*args, **kwargs)
        return (None, *value[1:]) if isinstance(value, tuple) and "\0" in (value[0] or "") else value


def is_mail(text: str) -> bool:
    """Whether a text is a mailbox, or one message without the line before it."""
    head = text[:_HEAD].lstrip()
    if START.match(head):
        return True
    headers = _HEADERS.match(head)
    return bool(headers and all(sign.search(headers[0]) for sign in _OF_MESSAGE))


def messages_in(content: str) -> Iterator[Slice]:
    """The messages of a mailbox, or the one that a text is, which may quote others with the lines before them."""
    text = content.lstrip()
    blank = len(content) - len(text)
    marks = [(blank + match.start(), blank + match.end()) for match in START.finditer(text)]
    if is_mail(text) and not (marks and marks[0][0] == blank):
        marks = [(0, blank)]
    ends = [*(start for start, _ in marks), len(content)]
    number = 0
    while number < len(marks):
        start, head = marks[number]
        number = _next(content, head, ends, number + 1)
        yield Slice(start, head, ends[number])


def _next(content: str, head: int, ends: list[int], number: int) -> int:
    """The number of the message that follows one: the next, or that behind the length that the one states."""
    body = content.find("\n\n", head, ends[number]) + 2
    stated = _LENGTH.search(content, head, body) if body > 1 else None
    if stated is None:
        return number
    size, at = 0, body
    for later in range(number, min(len(ends), number + _MOST_HELD)):
        size += len(content[at : ends[later]].encode("utf-8", "replace"))
        at = ends[later]
        if 0 <= size - int(stated[1]) <= _SLACK:
            return later
        if size > int(stated[1]):
            break
    return number
