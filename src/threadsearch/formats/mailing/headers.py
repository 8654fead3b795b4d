"""Senders, subjects and ids, as the headers of messages write them."""

from __future__ import annotations

import re
from email.errors import MessageError
from email.header import decode_header
from email.utils import parseaddr, parsedate_to_datetime

from threadsearch.charsets import text_in

_REPLY = re.compile(
    r"\s*(?:re(?:\^\d+)?|aw|sv|vs|antw|antwort|fwd?|wg|tr|rv|res|rif|r[ée]f|odp|ynt|回复|回覆|答复|答覆|转发|轉寄|返信|답장)"
    r"\.?\s*+(?:(?:\[\d+\]|\(\d+\))\s*)?[:：]\s*",  # noqa: RUF001 - as Chinese programs write it
    re.IGNORECASE,
)
_LIST = re.compile(r"\s*\[[^\[\]]{1,40}\]\s*")
_WORD = re.compile(r"\s*\S")
_PLAIN_NAME = re.compile(r"([^\"()<>]*[^\"()<>\s])\s*<[^<>]*>")  # RFC 5322 wants quotes around some of these
_IN_BRACKETS = re.compile(r"[^\s!]+(?:![^\s!]+)+\s*\(([^()]+)\)")  # UUCP's addresses have no "@"
_COMMENT = re.compile(r"(?<=\d{4}|.GMT|.UTC)\s*\([^()]*\)?\s*$")
_SHORT_OFFSET = re.compile(r"([+-])(\d):?(\d\d)$")
_LONGEST = 16 * 1024  # characters of a header that is decoded, which takes square time
_YEAR_OF_TM = range(100, 200)  # what C's struct tm counts from 1900, as programs printed it after 1999


def decoded(raw: str) -> str:
    """Words of a header as they were before they were encoded (RFC 2047), or as they are if that fails."""
    if "=?" not in raw or len(raw) > _LONGEST:
        return raw
    try:
        pieces = decode_header(raw)
    except (MessageError, ValueError):
        return raw
    words = "".join(piece if isinstance(piece, str) else _decoded(piece, charset) for piece, charset in pieces)
    return " ".join(words.replace("\0", "\N{REPLACEMENT CHARACTER}").split())


def _decoded(piece: bytes, charset: str | None) -> str:
    """A piece of a header; what was not encoded comes as Python's codec for that escapes it."""
    if charset is not None:
        return text_in(piece, charset)
    try:
        return piece.decode("raw-unicode-escape")
    except UnicodeDecodeError:  # a backslash that somebody wrote
        return piece.decode("latin-1")


def author_of(raw: str) -> str | None:
    """The writer's name in what a From header says, or the address where there is no name.

    >>> author_of('"Ann Example" <ann@a.example>')
    'Ann Example'
    """
    if "@" not in raw and "<" not in raw:  # a bare name, of which a reader of addresses would take the first word
        inner = _IN_BRACKETS.fullmatch(raw.strip())
        return _name(inner[1] if inner else raw)
    plain = _PLAIN_NAME.match(raw.strip())
    if plain and plain[1].strip("' "):
        return _name(plain[1])
    try:
        name, address = parseaddr(raw)
    except RecursionError:  # brackets within brackets
        name, address = "", raw
    return _name(name) or _name(address or raw)


def _name(raw: str) -> str | None:
    name = " ".join(decoded(raw).split())
    while len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        name = name[1:-1].strip()
    return name or None


def date_forms(raw: str) -> tuple[str, ...]:
    """What a Date header says, as it is, without the zone's name behind it, and as Python's reader of mail has it.

    >>> date_forms("Tue, 5 Jul 111 05.33.10 +0530 (India Standard Time)")[1:]
    ('Tue, 5 Jul 111 05.33.10 +0530', '2011-07-05T05:33:10+05:30')
    """
    plain = _COMMENT.sub("", raw)
    return tuple(dict.fromkeys(filter(None, (raw, plain, _in_iso(_SHORT_OFFSET.sub(r"\g<1>0\2\3", plain))))))


def _in_iso(raw: str) -> str:
    """A date in ISO 8601; empty for what is none, and where it names a zone that the library doesn't know."""
    try:
        at = parsedate_to_datetime(raw.replace("MET DST", "+0200"))
        at = at.replace(year=at.year + 1900) if at.year in _YEAR_OF_TM else at
    except (ValueError, TypeError, IndexError, OverflowError):  # hostile dates make the library raise any of these
        return ""
    return "" if at.tzinfo is None and raw[-1:].isalpha() else at.isoformat()


def base_subject(subject: str) -> tuple[str, bool]:
    """The subject without "Re:" and the like and without the list's name, and whether it is an answer's.

    That is the base subject of RFC 5256, in more languages than English.

    >>> base_subject("[talk] Re: [talk] Swing bridge")
    ('Swing bridge', True)
    """
    at, is_answer = 0, False
    while True:
        behind_list = _end_of(_LIST.match(subject, at), at)
        behind = _end_of(_REPLY.match(subject, behind_list), behind_list)
        if behind == at or not _WORD.match(subject, behind):
            return subject[at:].strip(), is_answer
        is_answer |= behind != behind_list
        at = behind


def _end_of(prefix: re.Match[str] | None, at: int) -> int:
    return prefix.end() if prefix else at
