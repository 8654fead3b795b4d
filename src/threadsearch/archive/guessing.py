"""The encoding of text that declares none, or a wrong one, by the letters that it would have in each.

Encodings of two bytes are told by their structure, and by which of their rows a language fills. In those of one byte
nearly everything is valid; but read in the right one, a text has the letters that its language uses most (as S. Li and
K. Momoi describe it: A composite approach to language/encoding detection, 2001). Only what is plain is said: all else
is left to windows-1252, as in browsers.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_WINDOW = 1 << 20  # bytes to look for text in
_SAMPLE = 64 << 10  # bytes of text to look at
_LONGEST_LINE = 4000
_FEWEST = 8  # letters; fewer say nothing
_TAG = re.compile(rb"<[^<>]*>")
_HIGH = re.compile(rb"[\x80-\xff]")
_RUN = re.compile(rb"[\x80-\xff]+")
_LONG_RUN = 4  # letters with accents in a row, as no language of Western Europe has them
_LANGUAGE = re.compile(rb"<html\b[^<>]{0,500}?\blang\s*=\s*[\"']?([a-z]{2})", re.IGNORECASE)
_KANA = 0.2  # of what is Japanese, at least
_COMMON = 0.9  # of the characters are in rows that hold what is in common use
_BROKEN = 0.01  # of the characters may be none
_USUAL = 0.68  # of a text's letters are among the most used ones, and small
_CLEAR = 0.95  # of the letters with accents are the language's own

# The letters that languages use most, ASCII's aside.
_RUSSIAN = frozenset("оеаинтсрвлкмдпуяыь")
_SCRIPTS = (
    ("windows-1251", "cp1251", _RUSSIAN),
    ("koi8-u", "koi8-u", _RUSSIAN),  # koi8-r, but for some frames of boxes
    ("windows-1253", "cp1253", frozenset("αοιετσνηυρπκλμςάήίό")),
    ("windows-1255", "cp1255", frozenset("יוהלאמתרבשנ")),
    ("windows-1256", "cp1256", frozenset("ايلنمورتبدهعةسیک")),
    ("windows-874", "cp874", frozenset("านรกอเงมยลวดทสตะปบคหแจพชข\u0e31\u0e34\u0e35\u0e48\u0e49")),
)
# Languages by their letters with accents, and what pages say they are in.
_CENTRAL = (
    (frozenset("ąćęłńóśźż"), frozenset({b"pl"})),
    (frozenset("áčďéěíňóřšťúůýžľĺŕôä"), frozenset({b"cs", b"sk"})),
    (frozenset("čćđšž"), frozenset({b"hr", b"sl", b"sr", b"bs"})),
    (frozenset("áéíóöőúüű"), frozenset({b"hu"})),
    (frozenset("ăâîşţ"), frozenset({b"ro"})),
)
_ACCENTS = (
    *(("windows-1250", "cp1250", *language) for language in _CENTRAL),
    *(("iso-8859-2", "iso8859-2", *language) for language in _CENTRAL),
    ("windows-1254", "cp1254", frozenset("çğıöşüâîû"), frozenset({b"tr", b"az"})),
    (None, "cp1252", frozenset("áðéíóúýþæö"), frozenset({b"is", b"fo"})),
)
_WESTERN = frozenset("àâäçèéêëîïôöùûüßñóáíúåæøãõìòœ")
_THAI_MARKS = frozenset(map(chr, (0x0E31, *range(0x0E34, 0x0E3B), *range(0x0E47, 0x0E4F))))
_TYPOGRAPHY = frozenset("\xa0\xad’‘“”„‚‹›«»–—…•·€£©®™°§´¡¿ªº²³½")  # noqa: RUF001 - look-alikes are meant


def guess(data: bytes) -> str | None:
    """The label of the encoding that this text plainly is in, or ``None``.

    ``data`` is a page whose markup is ASCII, and which is no UTF-8.
    """
    first = _HIGH.search(data)
    if first is None:
        return None
    texts = _TAG.sub(b"\n", data[first.start() : first.start() + _WINDOW]).split(b"\n")
    sample = b"\n".join([text[:_LONGEST_LINE] for text in texts if not text.isascii()])[:_SAMPLE]
    named = _LANGUAGE.search(data[: first.start()])
    return _of_two_bytes(sample) or _of_a_script(sample) or _of_accents(sample, named[1].lower() if named else b"")


def is_western(data: bytes) -> bool:
    """Whether most characters beyond ASCII stand alone or in twos, as in the languages of Western Europe."""
    runs = [len(run) for run in _RUN.findall(data[: _WINDOW * 2])]
    return sum(length for length in runs if length >= _LONG_RUN) * 2 <= sum(runs)


def _of_two_bytes(sample: bytes) -> str | None:
    for label, codec, is_usual in _ROWS:
        letters = _letters(sample, codec)
        if letters and is_usual(letters):
            return label
    return None


def _is_japanese(letters: str) -> bool:
    """Kana are a good part of what is written; those of half the width are what everything else looks like."""
    return _share(letters, lambda letter: "\u3041" <= letter <= "\u30ff") > _KANA > _share(letters, _is_narrow)


def _is_narrow(letter: str) -> bool:
    return "\uff61" <= letter <= "\uff9f"


def _is_korean(letters: str) -> bool:
    return _share(letters, lambda letter: "\u3131" <= letter <= "\u318e" or "\uac00" <= letter <= "\ud7a3") > _COMMON


def _in_rows(codec: str, first: int, last: int) -> Callable[[str], bool]:
    """Whether nearly all are of the rows of an encoding that hold the characters in common use."""

    def is_common(letter: str) -> bool:
        return first <= letter.encode(codec, "replace")[0] <= last

    return lambda letters: _share(letters, is_common) > _COMMON


_ROWS = (
    ("shift_jis", "cp932", _is_japanese),
    ("euc-jp", "euc_jp", _is_japanese),
    ("euc-kr", "cp949", _is_korean),
    ("gb18030", "gb18030", _in_rows("gb2312", 0xB0, 0xD7)),
    ("big5", "big5hkscs", _in_rows("big5", 0xA4, 0xC6)),
)


def _of_a_script(sample: bytes) -> str | None:
    if is_western(sample):
        return None
    shares = {
        label: _share(letters, usual.__contains__)
        for label, codec, usual in _SCRIPTS
        if (letters := _letters(sample, codec))
    }
    best = max(shares, key=shares.__getitem__, default=None)
    return best if best is not None and shares[best] > _USUAL else None


def _of_accents(sample: bytes, language: bytes) -> str | None:
    """Of the encodings for Latin letters the one that fits best, and better than the usual one.

    Where the page names its language, its encoding need not fit better, since the usual one has some letter for each.
    """
    best, most = None, max(_CLEAR, _share(_accented(sample, "cp1252"), _WESTERN.__contains__))
    for label, codec, own, languages in _ACCENTS:
        share = _share(_accented(sample, codec), own.__contains__)
        if share > most or (share == most and language in languages and best is None):
            best, most = label, share
    return best


def _letters(sample: bytes, codec: str) -> str:
    """The letters beyond ASCII; nothing if they are few, or the text is not sound in this encoding."""
    text = sample.decode(codec, "replace")
    beyond = [character for character in text if character > "\x7f"]
    letters = "".join(character for character in beyond if character.isalpha() or character in _THAI_MARKS)
    return letters if len(letters) >= _FEWEST and text.count("\ufffd") <= _BROKEN * len(beyond) else ""


def _accented(sample: bytes, codec: str) -> str:
    """What is beyond ASCII and no punctuation, in small; nothing if it is little."""
    text = sample.decode(codec, "replace").lower()
    accented = "".join(character for character in text if character > "\x7f" and character not in _TYPOGRAPHY)
    return accented if len(accented) >= _FEWEST else ""


def _share(letters: str, is_wanted: Callable[[str], bool]) -> float:
    return sum(map(is_wanted, letters)) / len(letters) if letters else 0.0
