"""Senders, subjects and ids, as the headers of messages write them."""

from __future__ import annotations

import re
from email.errors import MessageError
from email.header import decode_header, make_header
from email.utils import parseaddr

_REPLY = re.compile(r"\s*(?:re|aw|sv|antw?|fwd?|wg|tr|rv)\s*+(?:(?:\[\d+\]|\(\d+\))\s*)?:\s*", re.IGNORECASE)
_LIST = re.compile(r"\s*\[[^\[\]]{1,40}\]\s*")
_WORD = re.compile(r"\s*\S")


def decoded(raw: str) -> str:
    """Words of a header as they were before they were encoded (RFC 2047), or as they are if that fails."""
    if "=?" not in raw:
        return raw
    try:
        words = str(make_header(decode_header(raw)))
    except (MessageError, LookupError, ValueError):
        return raw
    return " ".join(words.replace("\0", "\N{REPLACEMENT CHARACTER}").split())


def author_of(raw: str) -> str | None:
    """The writer's name in what a From header says, or the address where there is no name.

    >>> author_of('"Ann Example" <ann@a.example>')
    'Ann Example'
    """
    if "@" not in raw and "<" not in raw:  # a bare name, of which a reader of addresses would take the first word
        return decoded(raw).strip("\"' ") or None
    name, address = parseaddr(raw)
    if name:
        name = decoded(name)
    return " ".join((name or address or raw).split()).strip("\"' ") or None


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
