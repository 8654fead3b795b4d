"""Encodings by the labels that pages and mails give them, which mean what the WHATWG's Encoding Standard says.

Nobody who writes "iso-8859-1" means its control characters, nor "gb2312" that a character of its successors is none.
"""

from __future__ import annotations

import codecs
import re

FALLBACK = "cp1252"
"""What text is in of which nothing else is known, and what the labels of its subsets mean."""

# Python's codecs under the labels for which the standard means something else, or that Python doesn't know.
_CODECS = {
    **dict.fromkeys(
        ("ascii", "us-ascii", "iso-8859-1", "iso8859-1", "iso88591", "8859-1", "latin-1", "latin1", "l1", "x-cp1252"),
        FALLBACK,
    ),
    **dict.fromkeys(("windows-1252", "ansi-x3.4-1968", "iso-ir-100", "x-user-defined"), FALLBACK),
    **dict.fromkeys(("iso-8859-9", "iso8859-9", "latin5", "l5", "windows-1254", "x-cp1254"), "cp1254"),
    **dict.fromkeys(("iso-8859-11", "tis-620", "windows-874", "dos-874"), "cp874"),
    **dict.fromkeys(("gb2312", "gb-2312-80", "gbk", "x-gbk", "chinese", "csgb2312"), "gb18030"),
    **dict.fromkeys(("shift-jis", "sjis", "x-sjis", "windows-31j", "ms-kanji", "csshiftjis"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks-c-5601-1987", "ks-c-5601-1989", "ksc5601", "windows-949"), "cp949"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cn-big5"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-8-i", "logical"), "iso8859-8"),
    **dict.fromkeys(("utf8", "unicode-1-1-utf-8", "x-unicode20utf8"), "utf-8"),
    # A declaration that can be read byte by byte can't be in these.
    **dict.fromkeys(("utf-16", "utf-16le", "utf-16be", "utf-32", "unicode", "ucs-2"), "utf-8"),
    **dict.fromkeys(("x-mac-roman", "macintosh", "mac", "csmacintosh"), "mac-roman"),
    **dict.fromkeys(("x-mac-cyrillic", "x-mac-ukrainian"), "mac-cyrillic"),
    **{f"x-cp{page}": f"cp{page}" for page in range(1250, 1259)},
}
MULTIBYTE = {"gb18030", "cp932", "cp949", "big5hkscs", "euc-jp", "euc_jp", "iso2022_jp"}
"""Those in which the bytes of a character depend on each other."""

_UNREAD = {"utf-7", "idna", "punycode", "raw_unicode_escape", "unicode_escape"}  # Python's, but no browser's
_UNDEFINED = re.compile("[\ud800-\udfff]")
_LONE = 0xDC00  # where Python's surrogateescape puts a byte


def codec_of(label: str) -> str | None:
    """Python's name of an encoding, or ``None`` for a label that nobody knows."""
    plain = label.strip().lower().replace("_", "-")
    if plain in _CODECS:
        return _CODECS[plain]
    try:
        b"<".decode(plain)  # unlike codecs.lookup, this refuses the codecs that are no encodings of text ("base64")
    except (LookupError, UnicodeError, ValueError):
        return None
    known = codecs.lookup(plain).name
    return None if known in _UNREAD else known


def western(data: bytes) -> str:
    """Text in windows-1252; the five bytes that Python leaves undefined are control characters to the standard."""
    text = data.decode(FALLBACK, "surrogateescape")
    return _UNDEFINED.sub(lambda lone: chr(ord(lone[0]) - _LONE), text)


def text_in(data: bytes, label: str | None) -> str:
    """Text that is declared to be in an encoding, or in none; where it isn't, it is UTF-8 or windows-1252."""
    codec = codec_of(label) if label else None
    for likely in ("utf-8",) if codec in (None, FALLBACK) else (str(codec), "utf-8"):
        try:
            return data.decode(likely)
        except UnicodeDecodeError:
            continue
    return data.decode(codec, "replace") if codec in MULTIBYTE else western(data)
