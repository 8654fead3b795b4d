"""The markups that comments are stored in, as text."""

from __future__ import annotations

import html
import re

from bs4 import Tag

from threadsearch.formats.html import Rendered, attribute, parse_html, render
from threadsearch.formats.textual import links_in
from threadsearch.model import Page

_BLOCK = r"</?(?:p|div|blockquote|pre|[uod]l|li|d[td]|table|thead|tbody|t[rdh]|h[1-6]|hr|figure|br)\b[^<>]*>"
# What stands before a run of blanks is looked at, so that a run is tried once and not from each of its blanks.
_BLOCKS_AND_BLANKS = re.compile(rf"(?<!\s)\s*({_BLOCK})\s*", re.IGNORECASE)
_VERBATIM = re.compile(r"(<pre\b.*?(?:</pre>|\Z))", re.IGNORECASE | re.DOTALL)
_HAS_MARKUP = re.compile(r"<[a-zA-Z!/]")
_BLANK_LINES = re.compile(r"(?<![^\S\n])[^\S\n]*\n(?:[^\S\n]*\n)+[^\S\n]*")
_MARKDOWN_LINK = re.compile(r"(?<!!)\[([^\[\]]{0,500})\]\((https?://[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*)\)")
_SIGN = re.compile(r":[\w+-]+:|[^\w\s]{1,8}\w?|\W*")  # what the picture of a smiley has for its text
_REDDIT_ENTITY = re.compile(r"&(?:amp|lt|gt);")


def html_text(markup: str, base: str | None = None) -> Rendered:
    """HTML as text. Links are resolved against ``base``."""
    if not _HAS_MARKUP.search(markup):  # most comments; a parser would take a thousand times as long
        plain = html.unescape(markup)
        return Rendered(" ".join(plain.split()), links_in(plain))
    return render([parse_html(Page("", markup, "text/html"))], without=_is_picture, base=base)


def _is_picture(tag: Tag) -> bool:
    """Whether this is a picture other than a smiley: what it stands for is no word of the comment's."""
    return tag.name == "img" and not _SIGN.fullmatch(attribute(tag, "alt"))


def broken_lines_text(markup: str) -> Rendered:
    """HTML whose line breaks are meant, as blogs store it: an empty line ends a paragraph."""
    markup = markup.replace("\r\n", "\n").strip()
    if not _HAS_MARKUP.search(markup):
        plain = html.unescape(markup)
        return Rendered(plain_text(plain), links_in(plain))
    pieces = _VERBATIM.split(markup)
    for index in range(0, len(pieces), 2):  # what stands between the verbatim pieces
        piece = _BLOCKS_AND_BLANKS.sub(r"\1", pieces[index])
        pieces[index] = _BLANK_LINES.sub("<p>", piece).replace("\n", "<br>")
    return html_text("".join(pieces))


def markdown_text(source: str) -> Rendered:
    """Markdown as text: it is one, but for its links, which become their words."""
    links = [*(match[2] for match in _MARKDOWN_LINK.finditer(source))]
    plain = _MARKDOWN_LINK.sub(r"\1", source)
    return Rendered(plain_text(plain), tuple(dict.fromkeys((*links, *links_in(plain)))))


def unescaped_once(source: str) -> str:
    """Text whose three special characters were escaped as for HTML."""
    return _REDDIT_ENTITY.sub(lambda match: html.unescape(match[0]), source)


def plain_text(source: str) -> str:
    """Text without blanks at its lines' ends, and with one empty line between paragraphs."""
    lines = "\n".join(line.rstrip() for line in source.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")
