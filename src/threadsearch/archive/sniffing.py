"""What a file is, by its bytes: the kinds that are no page, and the kind of page that its text is."""

from __future__ import annotations

import re

from threadsearch.archive.decoding import is_wide
from threadsearch.errors import NoPage

# A container's first bytes, and where they stand.
_PACKED = (
    (0, b"\x1f\x8b", "gzip"),
    (0, b"BZh", "bzip2"),
    (0, b"\xfd7zXZ\x00", "xz"),
    (0, b"\x28\xb5\x2f\xfd", "Zstandard"),
    (0, b"PK\x03\x04", "ZIP"),
    (0, b"PK\x05\x06", "ZIP"),
    (0, b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (0, b"Rar!\x1a\x07", "RAR"),
    (257, b"ustar", "tar"),
    (0, b"WARC/", "WARC"),
    (0, b"filedesc://", "ARC"),
    (0, b"bplist00", "Safari web archive"),
)
_FOREIGN = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x7fELF", "a program"),
)
_MHTML = re.compile(rb"\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?content-type:\s*multipart/related", re.IGNORECASE)
_CONTROLS = bytes({*range(32)} - set(b"\t\n\v\f\r\x1a\x1b") | {0x7F})  # ESC shifts in ISO-2022, SUB ends a DOS file
_NULS_EXPECTED_WITHIN = 1024  # bytes; a program or picture has a NUL there
_MOST_CONTROLS = 0.01  # of all bytes; text damaged on the way has a few

# What the WHATWG's MIME sniffing takes for HTML, the lists' own elements, and a page's skeleton after some junk.
_HTML_START = re.compile(
    # Atomic and possessive, so that a thousand comments before something else take no exponential time.
    r"\s*+(?:<\?xml[^>]*>\s*+)?(?>(?>(?:<!--.*?-->))\s*+)*+"
    r"<(?:!doctype\s+html|(?:html|head|script|iframe|h[1-6]|div|font|table|a|style|title|b|body|br|p|ol|ul|li|section"
    r"|article|main|meta|link|span)[\s/>])",
    re.IGNORECASE | re.DOTALL,
)
_HTML_SKELETON = re.compile(r"^\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.MULTILINE)
_XML_START = re.compile(r"\s*<\?xml\s|\s*<(?:rss|feed|mediawiki|disqus)[\s>]", re.IGNORECASE)
_JSON_START = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])")
_HEAD = 4096  # characters


def refuse(source: str, data: bytes) -> None:
    """Raise ``NoPage`` for bytes that are no text: a container's, a picture's."""
    packed = next((name for at, magic, name in _PACKED if data.startswith(magic, at)), None)
    if packed is None and _MHTML.match(data[:_HEAD].replace(b"\r\n", b"\n")):
        packed = "MHTML"
    if packed is not None:
        reason = f"a compressed file or container ({packed}), which is not read yet"
        raise NoPage(source, reason, advice="Unpack it, and give what was in it.")
    foreign = next((name for magic, name in _FOREIGN if data.startswith(magic)), None)
    if foreign is None and _is_binary(data):
        foreign = "binary"
    if foreign is not None:
        raise NoPage(source, f"{foreign}, not text", advice="Give saved pages: HTML or text.")


def media_type(text: str, source: str) -> str:
    """The text's media type, by how it begins; the file's extension decides only what the text leaves open."""
    head = text[:_HEAD]
    if _HTML_START.match(head) or _HTML_SKELETON.search(head):
        return "text/html"
    if _XML_START.match(head):
        return "application/xml"
    if _JSON_START.match(head):
        return "application/json"
    is_named_html = source.lower().endswith((".html", ".htm", ".xhtml"))
    return "text/html" if is_named_html and re.search(r"<[a-zA-Z][^<>]*>", text) else "text/plain"


def _is_binary(data: bytes) -> bool:
    if is_wide(data):
        return False
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return b"\0" in data[:_NULS_EXPECTED_WITHIN] or controls > _MOST_CONTROLS * len(data)
