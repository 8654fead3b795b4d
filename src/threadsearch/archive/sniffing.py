"""What a file is, by its bytes: the kinds that are no page, and the kind of page that its text is."""

from __future__ import annotations

import re

from threadsearch.archive.decoding import is_wide
from threadsearch.errors import NoPage
from threadsearch.mailboxes import is_mail

# A container's first bytes: those that are read, and those that are not.
_PACKED = (
    (re.compile(rb"\x1f\x8b"), "gzip"),
    (re.compile(rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)"), "bzip2"),
    (re.compile(rb"\xfd7zXZ\x00"), "xz"),
    (re.compile(rb"\x28\xb5\x2f\xfd|\x50\x2a\x4d\x18"), "Zstandard"),
    (re.compile(rb"PK\x03\x04|PK\x05\x06"), "ZIP"),
    # SingleFile's pages that unpack themselves: a ZIP archive behind a page that only has the script for it.
    (re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<!doctype\b[^<>]{0,300}>\s*)?<html data-sfz>", re.IGNORECASE), "ZIP"),
    (re.compile(rb"bplist00"), "web archive"),
    (re.compile(rb"(?s:.{257})ustar"), "tar"),
    (re.compile(rb"WARC/\d"), "WARC"),
    (re.compile(rb"filedesc://"), "ARC"),
    (re.compile(rb"\A(?:\xef\xbb\xbf)?\s*\{\s*\"log\"\s*:\s*\{"), "HAR"),
)
_UNREAD = (
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x5d\x2a\x4d\x18", "Zstandard with a dictionary of its own"),
)
_FOREIGN = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\x00", "a database"),
    (b"\x7fELF", "a program"),
)
_MAIL_HEAD = re.compile(rb"\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}", re.IGNORECASE)
_SAVED_AS_MAIL = re.compile(
    rb"^(?:content-type:\s*multipart/related|from:\s*\"?<?saved by|snapshot-content-location:)",
    re.IGNORECASE | re.MULTILINE,
)
_POSTED = re.compile(rb"^(?:received|return-path|to|newsgroups):", re.IGNORECASE | re.MULTILINE)
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
_XML_START = re.compile(r"[\s`]*<\?xml\s|\s*<(?:rss|feed|mediawiki|disqus)[\s>]", re.IGNORECASE)
_JSON_START = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])")
_HTML_NAME = re.compile(r"\.x?html?(?:\.(?:gz|bz2|xz|zst))?$", re.IGNORECASE)
_TABLE_NAME = re.compile(r"\.(?:csv|tsv|tab)(?:\.(?:gz|bz2|xz|zst))?$", re.IGNORECASE)
_TABLE_TYPE = re.compile(r"\s*text/(?:csv|tab-separated-values)\b", re.IGNORECASE)
_HEAD = 4096  # characters


def kind_of(head: bytes) -> str:
    """The kind of container whose first bytes these are, of those that are read; empty for everything else."""
    found = next((name for magic, name in _PACKED if magic.match(head)), "")
    return found or ("MHTML" if _is_mhtml(head) else "")


def unread_kind(head: bytes) -> str:
    """The kind of container whose first bytes these are, of those that are not read."""
    return next((name for magic, name in _UNREAD if head.startswith(magic)), "")


def refusal(source: str, data: bytes) -> NoPage | None:
    """Why these bytes are no text: a picture's, or those of a container that is not read."""
    unread = unread_kind(data)
    if unread:
        reason = f"a compressed file or container ({unread}), which is not read"
        return NoPage(source, reason, advice="Unpack it, and give what was in it.")
    foreign = next((name for magic, name in _FOREIGN if data.startswith(magic)), None)
    if foreign is None and _is_binary(data):
        foreign = "binary"
    return NoPage(source, f"{foreign}, not text", advice="Give saved pages: HTML or text.") if foreign else None


def media_type(text: str, source: str, stated: str = "") -> str:
    """The text's media type, by how it begins.

    The file's extension, and the type that its server ``stated``, decide only what the text leaves open.
    """
    head = text[:_HEAD]
    if is_mail(text):  # what comes later may be anything, HTML too
        return "application/mbox"
    if is_named_table(source, stated) and not _HTML_START.match(head):
        return "text/csv"
    if _HTML_START.match(head) or _HTML_SKELETON.search(head):
        return "text/html"
    if _XML_START.match(head):
        return "application/xml"
    if _JSON_START.match(head):
        return "application/json"
    is_named_html = _HTML_NAME.search(source) is not None or "html" in stated.lower()
    return "text/html" if is_named_html and re.search(r"<[a-zA-Z][^<>]*>", text) else "text/plain"


def is_named_table(source: str, stated: str = "") -> bool:
    """Whether a source is called a table, by its name or by its server: rows of text cells look like anything."""
    return bool(_TABLE_NAME.search(source) or _TABLE_TYPE.match(stated))


def _is_mhtml(head: bytes) -> bool:
    """Whether this is a page saved in the form of a mail, and not a mail that was sent."""
    found = _MAIL_HEAD.match(head[:_HEAD].replace(b"\r\n", b"\n"))
    return bool(found and _SAVED_AS_MAIL.search(found[0]) and not _POSTED.search(found[0]))


def _is_binary(data: bytes) -> bool:
    if is_wide(data):
        return False
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return b"\0" in data[:_NULS_EXPECTED_WITHIN] or controls > _MOST_CONTROLS * len(data)
