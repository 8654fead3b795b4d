"""HTML's character references ("&amp;", "&#39;") as what they stand for, in text that anyone may have written."""

from __future__ import annotations

import html
import re

_ENDLESS = re.compile("&#[0-9]{100,};?")  # Python refuses to read numerals of thousands of digits
_NO_CHARACTER = "\N{REPLACEMENT CHARACTER}"  # what HTML reads numbers as that no character has


def unescape(text: str) -> str:
    """Text with its references resolved, as browsers do; it never raises."""
    return html.unescape(_ENDLESS.sub(_NO_CHARACTER, text) if "&#" in text else text)
