"""The words of a message: which of its parts they are in, and what was done to them on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message as Mail

from threadsearch.charsets import text_in
from threadsearch.formats.html import Rendered
from threadsearch.formats.mailing.bodies import SIGNATURES, own_words
from threadsearch.formats.records.bodies import html_text
from threadsearch.formats.textual import links_in

_ESCAPED = re.compile(r"^>(?=From )", re.MULTILINE)
_RULE = re.compile(r"\s*[-_=*]{20,}\s*\n")
_UUENCODED = re.compile(r"^begin [0-7]{3,4} \S[^\n]*\n(?:[ -`]{1,62}\n)*+end$", re.MULTILINE)
_SIGNATURE = "-- "
_EMPTY_SIGNATURE = re.compile(r"^--$\s*\Z", re.MULTILINE)  # its lines were marked, and left out


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A part that has no parts, and what comes behind "text/" in its type."""

    part: Mail
    subtype: str


def words_of(mail: Mail) -> Rendered:
    """The plain text that is shown with the message, or else its HTML."""
    parts = list(_shown(mail))
    unnamed = [leaf for leaf in parts if not leaf.part.get_filename()]
    for choice in (_of_type("plain", unnamed), _of_type("html", unnamed), parts):
        bodies = [_rendered(leaf) for leaf in choice]
        texts = [body.text for number, body in enumerate(bodies) if body.text and not (number and _is_footer(body))]
        if texts:
            return Rendered("\n\n".join(texts), tuple(link for body in bodies for link in body.links))
    return Rendered()


def _shown(part: Mail) -> Iterator[_Leaf]:
    """The parts that programs show, in order. Messages that are attached, and files, are no words of this one's."""
    kind, _, subtype = part.get_content_type().partition("/")
    inner = part.get_payload()
    if kind == "message" or part.get_content_disposition() == "attachment":
        return
    if not isinstance(inner, list):
        if kind == "text" or (kind == "multipart" and _lacks_parts(part)):
            yield _Leaf(part, subtype)
        return
    found = [list(_shown(item)) for item in inner if isinstance(item, Mail)]
    if subtype == "alternative":  # some programs leave the plain one blank
        found = next(([shown] for shown in found if any(map(_is_written, _of_type("plain", shown)))), found)
    for shown in found:
        yield from shown


def _is_written(leaf: _Leaf) -> bool:
    return bool(str(leaf.part.get_payload()).strip())


def _lacks_parts(part: Mail) -> bool:
    """Whether what is declared to have parts is text without a single mark between parts."""
    text, boundary = part.get_payload(), part.get_boundary()
    return isinstance(text, str) and bool(boundary) and f"--{boundary}" not in text


def _of_type(subtype: str, leaves: list[_Leaf]) -> list[_Leaf]:
    return [leaf for leaf in leaves if leaf.subtype == subtype]


def _is_footer(body: Rendered) -> bool:
    """Whether a part is what a list puts below its messages."""
    return _RULE.match(body.text) is not None


def _rendered(leaf: _Leaf) -> Rendered:
    part, text = leaf.part, _content(leaf.part)
    if leaf.subtype == "html":
        shown = html_text(text, without=SIGNATURES)
        return Rendered(own_words(_EMPTY_SIGNATURE.sub("", shown.text)), shown.links)
    if str(part.get_param("format", "")).lower() == "flowed":
        text = unflowed(text, is_deleting=str(part.get_param("delsp", "")).lower() == "yes")
    words = own_words(_UUENCODED.sub("", text))
    return Rendered(words, links_in(words))


def _content(part: Mail) -> str:
    """A part's text. What was not encoded for the way has been decoded with its whole message."""
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    raw = part.get_payload()
    if encoding not in ("base64", "quoted-printable") or (isinstance(raw, str) and not raw.isascii()):
        return _ESCAPED.sub("", raw) if isinstance(raw, str) else ""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    text = text_in(data, part.get_content_charset()).replace("\r\n", "\n").replace("\0", "\N{REPLACEMENT CHARACTER}")
    return _ESCAPED.sub("", text) if encoding == "quoted-printable" else text


def unflowed(text: str, *, is_deleting: bool) -> str:
    r"""Paragraphs on one line each, where a blank at the end of a line says that it goes on (RFC 3676).

    ``is_deleting``: that blank is no part of the text.

    >>> unflowed("> one \\n> two\\nthree \\nfour", is_deleting=False)
    '> one two\\nthree four'
    """
    paragraphs: list[tuple[int, list[str]]] = []
    goes_on = False
    for line in text.split("\n"):
        rest = line.lstrip(">")
        depth = len(line) - len(rest)
        rest = rest.removeprefix(" ")
        if not (goes_on and paragraphs and paragraphs[-1][0] == depth and rest != _SIGNATURE):
            paragraphs.append((depth, []))
        goes_on = rest.endswith(" ") and rest != _SIGNATURE
        paragraphs[-1][1].append(rest[:-1] if goes_on and is_deleting else rest)
    return "\n".join(">" * depth + " " * (depth > 0) + "".join(lines) for depth, lines in paragraphs)
