"""Ids for threads and comments.

An id is made of what stays the same however often and from wherever a comment is captured: the platform's own id, or
else its author, its printed date and its words. It never depends on a file's path, on the place on a page, or on
settings such as the assumed time zone.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit

from threadsearch.dates import read_stamp
from threadsearch.model import KEPT_ID, Comment, Page, Thread, Timestamp

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base32: no letter that looks like a digit
_ID_LENGTH = 12
_PAIRS = [first + second for second in _ALPHABET for first in _ALPHABET]  # two letters at a time, the low one first
_KEPT = re.compile(f"{KEPT_ID}([{_ALPHABET}]{{{_ID_LENGTH}}})")
# Parameters that say how a page was reached or which part of a thread it shows, never which thread it is. A sid is a
# session if it is a hash; others name stories.
_NOISE = re.compile(
    r"(?:utm_[^=]*|fbclid|gclid|replytocom|cpage|share|print|amp|PHPSESSID)=.*|sid=[0-9a-f]{32}",
    re.IGNORECASE | re.DOTALL,
)
_COMMENT_PAGE = re.compile(r"/comment-page-\d+(?=/|$)|/amp(?=/?$)|/index\.(?:html?|php)$")


def thread_id_of(thread: Thread, page: Page) -> str:
    """The thread's id: from the platform's key, or the address, or the title and date, or the opening words."""
    return _kept(thread.key) or _short_hash(_thread_identity(thread, page))


def _short_hash(identity: str) -> str:
    number = int.from_bytes(hashlib.blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
    return "".join([_PAIRS[number >> 10 * place & 1023] for place in range(_ID_LENGTH // 2)])


def _thread_identity(thread: Thread, page: Page) -> str:
    site = thread.site or ""
    if thread.key is not None:
        return f"key\0{site}\0{thread.key}"
    address = canonical_url(thread.url or page.url or "")
    if "/" in address or "?" in address:  # a bare host is a site's front page, which many pages wrongly call their own
        return f"url\0{address}"
    stamp = _lasting_stamp(thread.created, page)
    if thread.title and stamp:
        return f"title\0{site}\0{_squash(thread.title)}\0{stamp}"
    opening = _squash(thread.text)[:200] or next((_comment_identity(c, page) for c in thread.comments), page.source)
    return f"text\0{site}\0{_squash(thread.title or '')}\0{opening}"


def canonical_url(url: str) -> str:
    """What addresses of one thread have in common: no scheme, no www, no fragment, no page number, no tracking.

    >>> canonical_url("https://www.example.org/2011/07/back-pain/comment-page-2/?utm_source=x#comment-7")
    'example.org/2011/07/back-pain'
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # an archived page may state anything
        return url.strip()
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode(sorted(pair for pair in pairs if not _NOISE.fullmatch("=".join(pair))))
    path = _COMMENT_PAGE.sub("", parts.path).rstrip("/")
    host = parts.netloc.lower().rpartition("@")[2].removeprefix("www.")
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def comment_ids(thread_id: str, comments: Iterable[Comment], page: Page) -> list[str]:
    """An id for each comment. The same words by the same author at the same time are told apart by their order."""
    seen: Counter[str] = Counter()
    ids = []
    for comment in comments:
        identity = _comment_identity(comment, page)
        seen[identity] += 1
        ids.append(_kept(comment.native_id) or _short_hash(f"{thread_id}\0{identity}\0{seen[identity]}"))
    return ids


def missing_parent_id(thread_id: str, native_id: str) -> str:
    """The id that a comment which is not on the page will have once a page that shows it is read."""
    return _kept(native_id) or _short_hash(f"{thread_id}\0{_native_identity(native_id)}\x001")


def _kept(name: str | None) -> str | None:
    """The id itself, where a thread or comment brings along the one that it had with us."""
    match = _KEPT.fullmatch(name) if name is not None else None
    return match[1] if match else None


def _comment_identity(comment: Comment, page: Page) -> str:
    if comment.native_id is not None:
        return _native_identity(comment.native_id)
    return f"words\0{_squash(comment.author or '')}\0{_lasting_stamp(comment.created, page)}\0{_squash(comment.text)}"


def _native_identity(native_id: str) -> str:
    return f"native\0{native_id}"


def _lasting_stamp(created: Timestamp | None, page: Page) -> str:
    """The printed date if it stays the same in every capture: "3 hours ago" does not."""
    if created is None or created.at is None:
        return ""
    if page.captured_at is not None and read_stamp(created.raw, zone=page.zone).at is None:
        return ""
    return _squash(created.raw)


def _squash(text: str) -> str:
    return " ".join(text.split()).casefold()
