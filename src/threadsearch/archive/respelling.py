"""Pages as Internet Explorer saved them, spelt as their sites had sent them.

Up to version 11 it wrote its own spelling of the markup::

    <table class="post" id="p12" style="color: red">
    <TABLE class=post id=p12 style="COLOR: red">

Formats know platforms by their spelling. No line begins elsewhere in what comes out.
"""

from __future__ import annotations

import re

_MADE = re.compile(r"<META\b[^<>]{0,200}\bMSHTML \d|<!-- saved from url=\(\d{4}\)", re.IGNORECASE)
_HEAD = 200_000  # characters in which the page tells how it was made
_TAG = re.compile(r"<(/?)([A-Z][A-Z0-9]{0,20})(?=[\s>/])((?:[^<>\"']++|\"[^\"<>]*+\"|'[^'<>]*+')*+)>")
_ATTRIBUTE = re.compile(r"(?P<quoted>\"[^\"]*\"|'[^']*')|(?<=\s)(?P<name>[\w:-]{1,50})=(?P<value>[^\s\"'=<>]+)")
_STYLE = re.compile(r"(?<=\sstyle=)\"[^\"]*\"")


def respelled(text: str) -> str:
    """The page with its tags in lower case and its attributes in quotes, if Internet Explorer saved it."""
    if "<BODY" not in text or not _MADE.search(text, 0, _HEAD):
        return text
    return _TAG.sub(_respelled_tag, text)


def _respelled_tag(tag: re.Match[str]) -> str:
    attributes = _STYLE.sub(lambda style: style[0].lower(), _ATTRIBUTE.sub(_quoted, tag[3]))
    return f"<{tag[1]}{tag[2].lower()}{attributes}>"


def _quoted(attribute: re.Match[str]) -> str:
    return attribute["quoted"] or f'{attribute["name"]}="{attribute["value"]}"'
