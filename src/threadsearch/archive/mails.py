"""Mailboxes to text: each message is in an encoding of its own, which its headers tell."""

from __future__ import annotations

import itertools
import re

from threadsearch.archive.decoding import decode, is_wide
from threadsearch.archive.guessing import guess
from threadsearch.mailboxes import START_BYTES, is_mail
from threadsearch.model import Defect

_CHARSET = re.compile(
    rb"^content-type:[^\n]*(?:\n[ \t][^\n]*)*?\bcharset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE | re.MULTILINE
)
_HEAD = 16 * 1024  # bytes
_ESCAPE = b"\x1b"  # ISO-2022 writes everything in ASCII's bytes, and shifts by this
_FALLBACK = "windows-1252"


def decode_mails(data: bytes) -> tuple[str, tuple[Defect, ...]] | None:
    """The text of a mailbox whose messages are not all in UTF-8, and what had to be put right; else ``None``.

    Of messages that declare nothing, those that are no UTF-8 are taken to be in one encoding.
    """
    if is_wide(data) or not is_mail(data[:_HEAD].decode("latin-1")) or (_ESCAPE not in data and _is_utf8(data)):
        return None
    starts = [match.start() for match in START_BYTES.finditer(data)]
    bounds = sorted({0, *starts, len(data)})
    mails = [data[start:stop] for start, stop in itertools.pairwise(bounds)]
    declared = [_CHARSET.search(mail) for mail in mails]
    unknown = b"\n".join(mail for mail, found in zip(mails, declared, strict=True) if not (found or _is_utf8(mail)))
    likely = guess(unknown) or _FALLBACK if unknown else _FALLBACK
    texts: list[str] = []
    defects: dict[str, Defect] = {}
    line = 1
    for mail, found in zip(mails, declared, strict=True):
        is_guessed = not (found or _is_utf8(mail))
        text, flaws = decode(mail, found[1].decode("ascii") if found else likely if is_guessed else None)
        if is_guessed:
            flaws = (*flaws, Defect(f"a message declares no encoding and is not UTF-8; read as {likely}, a guess"))
        for flaw in flaws:
            defects.setdefault(flaw.message, Defect(flaw.message, f"line {line}"))
        texts.append(text)
        line += text.count("\n")
    return "".join(texts), tuple(defects.values())


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
