"""The markups that comments are stored in, as text."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from lxml import etree

from threadsearch.entities import unescape
from threadsearch.formats.html.lines import UNSEEN, Rendered, Writer
from threadsearch.formats.textual import links_in

GONE = frozenset({"[deleted]", "[removed]", "[ Removed by Reddit ]", "[deleted by user]"})
"""What stands for the words, or the author, of a comment that was taken away."""

_BLOCK = r"</?(?:p|div|blockquote|pre|[uod]l|li|d[td]|table|thead|tbody|t[rdh]|h[1-6]|hr|figure|br)\b[^<>]*>"
# What stands before a run of blanks is looked at, so that a run is tried once and not from each of its blanks.
_BLOCKS_AND_BLANKS = re.compile(rf"(?<!\s)\s*({_BLOCK})\s*", re.IGNORECASE)
_VERBATIM = re.compile(r"(<pre\b.*?(?:</pre>|\Z))", re.IGNORECASE | re.DOTALL)
_HAS_MARKUP = re.compile(r"<[a-zA-Z!/]")
_BLANK_LINES = re.compile(r"(?<![^\S\n])[^\S\n]*\n(?:[^\S\n]*\n)+[^\S\n]*")
_MARKDOWN_LINK = re.compile(r"(?<!!)\[([^\[\]]{0,500})\]\((https?://[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*)\)")
_SIGN = re.compile(r":[\w+-]+:|[^\w\s]{1,8}\w?|\W*")  # what the picture of a smiley has for its text
_REDDIT_ENTITY = re.compile(r"&(?:amp|lt|gt);")


def html_text(markup: str, base: str | None = None, *, without: Collection[str] = ()) -> Rendered:
    """HTML as text. Links are resolved against ``base``; tags of the classes ``without`` are no words of it."""
    if not _HAS_MARKUP.search(markup):  # most comments; a parser would take a thousand times as long
        plain = unescape(markup)
        return Rendered(" ".join(plain.split()), links_in(plain))
    target = _Body(base, without)
    parser = etree.HTMLParser(target=target, recover=True, huge_tree=True)
    try:
        parser.feed(f"<html><body>{markup}")
        parser.close()
    except (etree.LxmlError, ValueError):  # of what the parser refuses, what it has read until then
        return target.close()
    return target.close()


class _Body:
    """Takes markup piece by piece as the parser reads it: a tree of it would take forty times as long to build."""

    def __init__(self, base: str | None, without: Collection[str]) -> None:
        self._writer = Writer(base)
        self._without = without
        self._unseen = 0  # tags that are open and not shown, in one another

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """A tag that opens."""
        if name == "iframe":
            self._writer.link(attributes.get("src", ""))
        if self._unseen or name in UNSEEN or self._is_left_out(attributes):
            self._unseen += 1
        elif name != "img" or _SIGN.fullmatch(attributes.get("alt", "").strip()):
            # A picture other than a smiley: what it stands for is no word of the comment's.
            self._writer.enter(name, lambda key: attributes.get(key, "").strip())

    def _is_left_out(self, attributes: Mapping[str, str]) -> bool:
        return bool(self._without) and any(each in self._without for each in attributes.get("class", "").split())

    def end(self, name: str) -> None:
        """A tag that closes; the parser closes them all."""
        if self._unseen:
            self._unseen -= 1
        else:
            self._writer.leave(name)

    def data(self, text: str) -> None:
        """Text."""
        if not self._unseen:
            self._writer.write(text)

    def comment(self, text: str) -> None:
        """Nothing that people see."""

    def close(self) -> Rendered:
        """What was written."""
        return self._writer.finish()


def broken_lines_text(markup: str) -> Rendered:
    """HTML whose line breaks are meant, as blogs store it: an empty line ends a paragraph."""
    markup = markup.replace("\r\n", "\n").strip()
    if not _HAS_MARKUP.search(markup):
        plain = unescape(markup)
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
    return _REDDIT_ENTITY.sub(lambda match: unescape(match[0]), source)


def plain_text(source: str) -> str:
    """Text without blanks at its lines' ends, and with one empty line between paragraphs."""
    if "\n" not in source:  # most are one line, and tables have very many of them
        return source.rstrip()
    lines = "\n".join(line.rstrip() for line in source.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")
