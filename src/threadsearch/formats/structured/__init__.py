"""Comments that pages mark up for machines, on whatever platform: schema.org's vocabulary and microformats.

::

    things.py       what all syntaxes are read into: things, their types and properties
    marked.py       things that tags mark: microdata, RDFa, microformats
    jsonld.py       things in scripts
    vocabulary.py   what the vocabularies call a comment and its parts
    drafts.py       things as posts
    discussions.py  what is discussed, and which comments belong to it
    merging.py      a page's syntaxes together, each comment once
    threads.py      the threads of a page

One format reads all of them, since a page often says the same twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from threadsearch.errors import ReadError
from threadsearch.formats.generic_html import GenericHtml
from threadsearch.formats.html import first_match, holds_any, lowered
from threadsearch.formats.structured import vocabulary as said
from threadsearch.formats.structured.jsonld import script_things
from threadsearch.formats.structured.threads import threads_of
from threadsearch.model import Page, Thread

# A comment's type, and behind it a property that holds words. What may stand before them is bounded: a page may repeat
# the beginning of an attribute without end.
_TYPES = ("itemtype", "typeof")
_PROPERTIES = ("itemprop", "property")
_TYPE = r"\b(?:itemtype|typeof)\s{0,9}=\s{0,9}[\"']?(?:[^\"'<>]{0,300}[/:#\s])?"
_COMMENTED = re.compile(_TYPE + r"(?:User|Correction)?Comments?(?=[\s\"'>])")
_ANSWERED = re.compile(_TYPE + r"Answer(?=[\s\"'>])")
_WORDED = re.compile(
    r"\b(?:itemprop|property)\s{0,9}=\s{0,9}[\"']?(?:[^\"'<>]{0,300}[:\s])?"
    r"(?:text|commentText|articleBody|encoded|description|content)(?=[\s\"'>/])"
)
_CLASS = r"\bclass\s{0,9}=\s{0,9}[\"'](?:[^\"'<>]{0,300}\s)?"
_FORMATTED = re.compile(_CLASS + r"(?:[pu]-comment|hcomment)(?=[\s\"'])", re.IGNORECASE)
_FORMATTED_WORDS = re.compile(
    _CLASS + r"(?:[pe]-(?:content|summary|name)|entry-(?:content|comment))(?=[\s\"'])", re.IGNORECASE
)
_FORMATS = ("p-comment", "u-comment", "hcomment")
_NAMES = ("Comment", "Answer")
_COUNTED = "answerCount"
# What a script says of a comment: the words, in lower case, or what they may be escaped by.
_TELLING = ("comment", "answer", "repl", "\\u", "&#")


class Structured:
    """Reads comments that pages mark up, where no platform's own format does."""

    name = "structured"
    description = "HTML that marks comments up: schema.org (JSON-LD, microdata, RDFa), microformats"
    media_types = ("text/html",)
    signs = (*_TYPES, *_FORMATS, "ld+json")
    fallback = 1

    def detect(self, page: Page) -> bool:
        """Claim HTML in which a comment is marked up with its words; articles and counts alone are no reason."""
        content = page.content
        if page.media_type != "text/html":
            return False
        return (_is_typed(content) or _is_formatted(content) or _is_scripted(content)) and not _is_partial(page)

    def parse(self, page: Page) -> Iterator[Thread]:
        """A thread for each work that is commented on."""
        yield from threads_of(page)


def _is_partial(page: Page) -> bool:
    """Whether the markup counts answers that it does not hold, and the page shows more of them to who reads its tags.

    Pages of questions mark up the accepted answer and a few more, as search engines ask them to.
    """
    if _COUNTED not in page.content:
        return False
    threads = list(threads_of(page))
    held, stated = sum(len(thread.comments) for thread in threads), sum(thread.stated_count or 0 for thread in threads)
    if stated <= held:
        return False
    try:
        shown = sum(len(thread.comments) for thread in GenericHtml().parse(page))
    except ReadError:
        return False
    return held < shown <= stated


def _is_typed(content: str) -> bool:
    """Whether a tag's type says that it is a comment, or an answer that somebody gave, and words stand behind it."""
    for sign in (_COMMENTED,) if "FAQPage" in content else (_COMMENTED, _ANSWERED):
        found = first_match(sign, content, *_TYPES)
        if found is not None and first_match(_WORDED, content, *_PROPERTIES, start=found.end()):
            return True
    return False


def _is_formatted(content: str) -> bool:
    """Whether the classes of microformats stand around a comment and its words."""
    if not holds_any(lowered(content), _FORMATS):
        return False
    found = _FORMATTED.search(content)
    return found is not None and _FORMATTED_WORDS.search(content, found.end()) is not None


def _is_scripted(content: str) -> bool:
    """Whether a script of the page holds a comment with words."""
    if "ld+json" not in content or not holds_any(content, _NAMES):
        return False
    things, _ = script_things(content, lambda source: holds_any(source.lower(), _TELLING))
    return said.any_readable(things)
