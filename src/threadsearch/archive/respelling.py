"""Pages as Internet Explorer saved them, spelt as their sites had sent them.

Up to version 11 it wrote its own spelling of the markup::

    <table class="post" id="p12" style="color: red">
    <TABLE class=post id=p12 style="COLOR: red">

Formats know platforms by their spelling. No line begins elsewhere in what comes out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_MADE = re.compile(r"<META\b[^<>]{0,200}\bMSHTML \d|<!-- saved from url=\(\d{4}\)", re.IGNORECASE)
_HEAD = 200_000  # characters in which the page tells how it was made
_TAG = re.compile(r"<(/?)([A-Z][A-Z0-9]{0,20})(?=[\s>/])((?:[^<>\"']++|\"[^\"<>]*+\"|'[^'<>]*+')*+)>")
_ATTRIBUTE = re.compile(
    r"(?P<kept>\"[^\"]*\"|'[^']*'|=\s++[^\s\"'<>]++)|(?<=\s)(?P<name>[\w:-]{1,50})=(?P<value>[^\s\"'<>]++)(?!\S)"
)
_STYLE = re.compile(r"(?<=\sstyle=)\"[^\"]*\"")
_NO_MARKUP = re.compile(r"<(?:!--|(?P<name>script|textarea)(?=[\s>/]))", re.IGNORECASE)
_ENDS = {
    None: re.compile("-->"),
    "script": re.compile("</script", re.IGNORECASE),
    "textarea": re.compile("</textarea", re.IGNORECASE),
}


def respelled(text: str) -> str:
    """The page with its tags in lower case and its attributes in quotes, if Internet Explorer saved it.

    Others too tell whence a page was saved: one that spares no quotes is not Internet Explorer's.
    """
    if "<BODY" not in text or not _MADE.search(text, 0, _HEAD):
        return text
    found = "".join(_pieces(text))
    return found if found.count('"') > text.count('"') else text


def _pieces(text: str) -> Iterator[str]:
    """The page, piece by piece; scripts, comments and what forms hold stay as they are."""
    start = 0
    while opening := _NO_MARKUP.search(text, start):
        tag = _TAG.match(text, opening.start())
        inside = tag.end() if tag else opening.start() + len("<!")
        yield _TAG.sub(_respelled_tag, text[start:inside])
        end = _ENDS[opening["name"] and opening["name"].lower()].search(text, inside)
        start = end.start() if end else len(text)
        yield text[inside:start]
    yield _TAG.sub(_respelled_tag, text[start:])


def _respelled_tag(tag: re.Match[str]) -> str:
    attributes = _STYLE.sub(lambda style: style[0].lower(), _ATTRIBUTE.sub(_quoted, tag[3]))
    return f"<{tag[1]}{tag[2].lower()}{attributes}>"


def _quoted(attribute: re.Match[str]) -> str:
    return attribute["kept"] or f'{attribute["name"]}="{attribute["value"]}"'
