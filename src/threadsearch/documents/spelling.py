"""Words as people see them, spelt one way: escaped no more than once, without what is invisible, and composed.

Formats give a text as its page has it. What differs between two pages without anybody seeing it would make two people
of one author, and hide words from every search.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from threadsearch.entities import unescape
from threadsearch.model import Comment, Defect, Thread

_NAME = r"(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[a-zA-Z][a-zA-Z\d]{1,30});"
_ENTITY = re.compile(f"&{_NAME}")
# An entity that nobody writes to speak of it: inside a word (it&#8217;s), a letter that begins one (&Uuml;ber), or a
# quotation mark at one (&quot;so).
_MISTAKEN = re.compile(
    rf"[^\W_]&(?:amp;){{0,2}}{_NAME}[^\W_]"
    r"|&[a-zA-Z]{1,2}(?:uml|acute|grave|circ|tilde|cedil|ring|slash|lig|caron);[^\W_]"
    r"|&(?:quot|#0?34|#821[6-9]|#822[01]|[lr][sd]quo);[^\W_]"
)
_MOST = 3  # times that anything is escaped

# Soft hyphens, joiners of words, byte order marks; and spaces without width, except where they part the words of
# scripts that have no blanks. Joiners inside of emoji and of Persian or Indic words are no junk, nor are marks of
# direction.
_PARTED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff"
_JUNK = re.compile(rf"[\xad\u2060\ufeff]|\u200b(?![{_PARTED}])|(?<![{_PARTED}])\u200b")
# To compose a run of marks takes the square of its length, and a page may be nothing else: so it is done by stretches,
# which end before a character that joins none, where there is one.
_STRETCH = re.compile(r".{1,1000}(?=[\0-\u02ff\u3000-\u3002]|\Z)|.{1,1000}", re.DOTALL)


def spelt(thread: Thread) -> Thread:
    """The thread with its words and names spelt one way; it is a defect if it had them escaped twice."""
    texts = (thread.title or "", thread.text, *(comment.text for comment in thread.comments))
    resolves = any(map(_is_mistaken, texts))
    comments = tuple([_comment(comment, resolves=resolves) for comment in thread.comments])
    defects = thread.defects
    if resolves:
        defects = (*defects, Defect("words with HTML's entities escaped twice, which were resolved", _first(thread)))
    return replace(
        thread,
        comments=comments,
        title=_name(thread.title, resolves=resolves),
        author=_name(thread.author),
        text=_words(thread.text, resolves=resolves),
        defects=defects,
    )


def _comment(comment: Comment, *, resolves: bool) -> Comment:
    author, text = _name(comment.author), _words(comment.text, resolves=resolves)
    if author is comment.author and text is comment.text:
        return comment
    links = tuple([_words(link, resolves=resolves) for link in comment.links])
    return replace(comment, author=author, text=text, links=links)


def _first(thread: Thread) -> str:
    """Where the first comment stands in whose words an entity is, or nowhere."""
    return next((comment.locator for comment in thread.comments if _is_mistaken(comment.text)), "")


def _name(name: str | None, *, resolves: bool = True) -> str | None:
    """A name or title, ``None`` where nothing of it can be seen. No name speaks of entities, as titles may."""
    if not name:
        return name
    words = _words(name, resolves=resolves)
    return name if words == name else words.strip() or None


def _words(text: str, *, resolves: bool) -> str:
    for _ in range(_MOST if resolves else 0):
        if not _is_all_entities(text):
            break
        text = unescape(text).replace("\xa0", " ")
    if text.isascii():
        return text
    return "".join(unicodedata.normalize("NFC", stretch) for stretch in _STRETCH.findall(_JUNK.sub("", text)))


def _is_mistaken(text: str) -> bool:
    return "&" in text and _is_all_entities(text) and _MISTAKEN.search(text) is not None


def _is_all_entities(text: str) -> bool:
    """Whether each "&" begins an entity, and no tag is written out, as where people speak of HTML."""
    return "&" in text and "<" not in text and text.count("&") == len(_ENTITY.findall(text))
