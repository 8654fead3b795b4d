"""Bytes to text, the way browsers do it, except that a page's word about its encoding is checked.

A byte order mark decides; then what the server declared, if that was kept; then what the page declares
(``<meta charset>``, ``<?xml encoding>``); then strict UTF-8; what is none of these is told by its letters where they
are plain (``guessing.py``), and is else taken for windows-1252. Labels mean what the WHATWG's Encoding Standard says:
nobody who writes "iso-8859-1" means its control characters. Three things go beyond browsers: text that declares one
encoding and is plainly UTF-8 is read as UTF-8, UTF-8 with a few broken bytes loses just these, and text in which a
declared windows-1252 would make no language's words is told by its letters too. All are recorded as defects, and so is
every guess.
"""

from __future__ import annotations

import codecs
import re

from threadsearch.archive.guessing import guess, is_western
from threadsearch.charsets import FALLBACK, MULTIBYTE, codec_of, western
from threadsearch.model import Defect

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 4096  # bytes; the standard wants the declaration within 1,024, pages put a good deal before it
_DECLARED = (
    re.compile(rb"\A\s*<\?xml\b[^>]*\bencoding\s*=\s*[\"']\s*([\w.:-]+)", re.IGNORECASE),
    re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE),
)
_GOOD_PER_BROKEN = 4  # so many sound multi-byte characters to a broken byte make a text damaged UTF-8
_ENOUGH_SEQUENCES = 8  # so many are no chance: text in another multi-byte encoding is hardly ever sound UTF-8
_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)
_HIGH = re.compile(rb"[\x80-\xff]")


def decode(data: bytes, charset: str | None = None) -> tuple[str, tuple[Defect, ...]]:
    """The text, its lines ended by line feeds alone, and what had to be put right to read it.

    ``charset`` is what the server said of the encoding, in its header.
    """
    wide = is_wide(data)
    if wide is not None:
        text, defects = _in(wide, data)
    else:
        text, defects = _narrow(data, charset)
    if "\0" in text:
        at = text.index("\0")
        defects = (*defects, Defect("NUL characters, replaced", f"character {at}"))
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), defects


def is_wide(data: bytes) -> str | None:
    """The encoding, if it is told by a byte order mark or by the NULs of UTF-16's first "<"."""
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if marked is not None:
        return marked
    return {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}.get(data[:2])


def _narrow(data: bytes, charset: str | None) -> tuple[str, tuple[Defect, ...]]:
    """Decode text whose markup is ASCII."""
    label, codec = _declared(data, charset)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(data, label, codec, error)
    first = _HIGH.search(data)
    if codec in (None, "utf-8") or first is None:
        # ISO-2022 and the like write everything in ASCII's bytes.
        return (text, ()) if first is not None or codec in (None, "utf-8", FALLBACK) else _in(codec, data)
    if codec in MULTIBYTE and _is_sound(codec, data) and len(_SEQUENCE.findall(data)) < _ENOUGH_SEQUENCES:
        return _in(codec, data)  # a few characters may be sound in both; the page's word decides
    return text, (Defect(f"declared as {label}, but it is UTF-8", f"byte {first.start()}"),)


def _not_utf8(
    data: bytes, label: str | None, codec: str | None, error: UnicodeDecodeError
) -> tuple[str, tuple[Defect, ...]]:
    """Decode text that is no sound UTF-8; ``error`` tells the first place that isn't."""
    at = f"byte {error.start}"
    is_cut_off = "unexpected end" in error.reason and (codec == "utf-8" or _SEQUENCE.search(data) is not None)
    if codec in MULTIBYTE and _is_sound(codec, data):
        return _in(codec, data)
    if _is_mostly_utf8(data) or (is_cut_off and codec in (None, "utf-8")):
        notes = [Defect("broken UTF-8; the bytes that are no character were replaced", at)]
        if codec not in (None, "utf-8"):
            notes.insert(0, Defect(f"declared as {label}, but it is UTF-8", at))
        return data.decode("utf-8", "replace"), tuple(notes)
    if codec is not None and codec != "utf-8":
        return _in(codec, data) if codec != FALLBACK or is_western(data) else _in_another(label, data, at)
    likely, why = _likely(data) or ("windows-1252", "which is a guess")
    text, defects = _in(codec_of(likely) or FALLBACK, data)
    if label is None:
        note = Defect(f"no encoding is declared and it is not UTF-8; read as {likely}, {why}", at)
    elif codec is None:
        note = Defect(f"declared as {label}, which is no encoding; read as {likely}, {why}", at)
    else:
        note = Defect(f"declared as {label}, but it is not; read as {likely}, {why}", at)
    return text, (note, *defects)


def _in_another(label: str | None, data: bytes, at: str) -> tuple[str, tuple[Defect, ...]]:
    """Decode what is declared as windows-1252, in which everything is valid, and has no language's letters in it."""
    likely = _likely(data)
    if likely is None:
        return _in(FALLBACK, data)
    text, defects = _in(codec_of(likely[0]) or FALLBACK, data)
    note = Defect(f"declared as {label}, but its letters are not; read as {likely[0]}, {likely[1]}", at)
    return text, (note, *defects)


def _likely(data: bytes) -> tuple[str, str] | None:
    """What text may be in that is not in what was declared, and why: the page's word behind a server's, its letters."""
    label, codec = _declared(data, None)
    if label is not None and codec not in (None, "utf-8", FALLBACK):
        return label, "as the page says"
    guessed = guess(data)
    return (guessed, "which is a guess") if guessed is not None else None


def _declared(data: bytes, charset: str | None) -> tuple[str | None, str | None]:
    """What is declared: the label as written, and Python's name of it (``None`` for one that nobody knows)."""
    if charset and (codec := codec_of(charset)):
        return charset, codec
    found = next((match for pattern in _DECLARED if (match := pattern.search(data[:_HEAD]))), None)
    if found is None:
        return None, None
    label = found[1].decode("ascii", "replace")
    return label, codec_of(label)


def _in(codec: str, data: bytes) -> tuple[str, tuple[Defect, ...]]:
    """Decode in this encoding, replacing what is no character of it."""
    if codec == FALLBACK:
        return western(data), ()
    try:
        return data.decode(codec), ()
    except UnicodeDecodeError as error:
        note = Defect(f"broken {codec}; the bytes that are no character were replaced", f"byte {error.start}")
        return data.decode(codec, "replace"), (note,)


def _is_sound(codec: str, data: bytes) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether multi-byte characters of UTF-8 by far outnumber the bytes that are part of none."""
    sound = _SEQUENCE.findall(data)
    high = len(data) - len(data.translate(None, bytes(range(0x80, 0x100))))
    return len(sound) > _GOOD_PER_BROKEN * (high - sum(map(len, sound)))
