"""A comment's wrapper taken apart: which of its tags hold the words, the author and the dates.

The names below are those that WordPress's own walker (the XHTML and the HTML5 one), its blocks, the default themes and
widespread themes and plug-ins use. What a theme names otherwise is still found by structure: the words are what is left
when the lines that hold the author, the date and the links to act on the comment are taken away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bs4 import Tag

from threadsearch.addresses import original
from threadsearch.formats.html import Rendered, attribute, classes, is_text, one_line, render
from threadsearch.formats.wordpress.markup import comment_linked, is_act, name_in, shown_text, with_classes
from threadsearch.formats.wordpress.outline import Node
from threadsearch.model import Kind

# Each list has the surest name first.
_BODIES = (
    *("comment-text", "comment_text", "wpd-comment-text", "wc-comment-text", "commenttext", "comment-txt"),
    *("epoch-comment-content", "ast-comment-content", "wp-block-comment-content", "comment-content", "comment_content"),
    *("commentcontent", "comment-entry", "comment_entry", "comment-copy", "comment__content", "comment__text"),
    *("comment-message", "dsq-comment-message", "comment-description", "comment-main-content", "comment-body-text"),
    "format_text",
)
_AUTHORS = (
    *("fn", "comment-author-name", "comment_author_name", "wp-block-comment-author-name", "wpd-comment-author"),
    *("wc-comment-author", "epoch-author-link", "epoch-comment-author", "comment-author-link", "author-name"),
    *("author_name", "comment__author-name", "comment__author", "comment-author", "comment_author", "commentauthor"),
    *("comment-name", "comment_name", "commenter", "commenter-name", "username", "user-name", "author", "name"),
)
_DATES = (
    *("wpd-comment-date", "wc-comment-date", "comment-date", "comment_date", "commentdate", "comment-time"),
    *("comment_time", "comment__date", "comment-published", "published", "timestamp", "timeago", "timendate", "date"),
    *("time", "comment-metadata", "commentmetadata", "wp-block-comment-date", "comment-meta", "comment_meta", "meta"),
)
_DAYS, _CLOCKS = ("comment-date", "comment_date", "date"), ("comment-time", "comment_time", "time")  # printed apart
# Parts that are no words of the comment's, by their whole class or a word of it.
_FURNITURE = {
    *("reply", "comment-reply", "comment_reply", "comment-edit", "edit", "edit-link", "says", "avatar", "gravatar"),
    *("comment-author", "comment-meta", "comment_meta", "commentmetadata", "comment-metadata"),
    *("comment-header", "comment-footer", "comment-actions", "epoch-comment-actions"),
    *("wpd-comment-header", "wpd-comment-footer", "wc-comment-header", "wc-comment-footer", "screen-reader-text"),
    *("children", "comment-respond", "ast-comment-edit-reply-wrap", "comment-avatar", "comment_avatar"),
    *("bypostauthor-label", "post-author", "says-label", "comment-tools", "comment-controls", "comment-options"),
}
_DELETED = {"deleted", "comment-deleted", "comment_deleted", "is-deleted", "comment-removed", "wpd-deleted", "trashed"}
_BOXES = {"header", "footer", "aside"}
_BODY_PROPERTIES = {"text", "commentText", "description"}
_LONGEST_STAMP = 100  # characters
_PARTS = re.compile(r"[|()\[\]·•–—#]|\s-\s|,\s*$")  # noqa: RUF001 - themes do part date and links by dashes of any length


@dataclass(frozen=True, slots=True)
class PossibleDate:
    """What may be a comment's date: as machines read it, as people see it, and the tag that has it."""

    text: str
    shown: str
    tag: Tag


class Parts:
    """A comment's wrapper taken apart.

    ``author_name`` is as printed. ``dates`` are what may be the date, surest first; ``dated`` are the ``id()`` of the
    tags in which one was read, which ``words`` leaves out.
    """

    def __init__(self, node: Node) -> None:
        self.node = node
        self.dated: set[int] = set()
        at, end = self._find_body()
        self.body = None if at is None else node.own[at][0]
        self.head = [tag for place, (tag, _) in enumerate(node.own) if at is None or not at <= place < end]
        self._in_body = [] if at is None else [tag for tag, _ in node.own[at + 1 : end]]
        self.author_tag, self.author_name = self._find_author()
        self.dates = self._find_dates(self.head) or self._find_dates(self._in_body)

    @property
    def is_deleted(self) -> bool:
        """Whether the page shows a notice instead of the comment's words."""
        tags = [self.node.tag, *([self.body] if self.body is not None else [])]
        return any(not _DELETED.isdisjoint(classes(tag)) for tag in tags)

    @property
    def _is_bare_ping(self) -> bool:
        """Whether this is a pingback shown as one line, "Pingback: " and the link to the page that links here."""
        is_comment_like = self.author_tag is not None and "fn" in classes(self.author_tag)
        return self.node.kind is Kind.PINGBACK and self.body is None and not is_comment_like

    def permalink(self, base: str | None) -> str | None:
        """The comment's own address: as the page links it, or the thread's with the comment's number."""
        for tag in self.head:
            if tag.name == "a" and comment_linked(tag) == self.node.number is not None:
                address = original(attribute(tag, "href"), base)
                if address is not None:
                    return address
        return f"{base}#comment-{self.node.number}" if base and self.node.number else None

    def words(self, wrappers: set[int], base: str | None) -> Rendered:
        """The comment's words, and the targets of the links in them; for a bare pingback, of the link to the other."""
        if self.is_deleted:
            return Rendered()
        if self._is_bare_ping:
            target = original(attribute(self.author_tag, "href"), base) if self.author_tag is not None else None
            return Rendered("", (target,) if target else ())
        names = {id(self.author_tag)} if self.author_tag is not None else set()

        def is_furniture(tag: Tag) -> bool:
            if id(tag) in wrappers or (self.body is None and (tag.name in _BOXES or _is_notice(tag))):
                return True
            return is_act(tag) or not _FURNITURE.isdisjoint(classes(tag))

        tops = [self.body] if self.body is not None else [tag for tag, level in self.node.own if level == 0]
        return render(tops, without=is_furniture, headings=frozenset(names | self.dated), base=base)

    def _find_body(self) -> tuple[int | None, int]:
        """Where in the own tags the one that holds the words stands, and where its parts end."""
        own = self.node.own
        at = _place_of([tag for tag, _ in own], _BODIES)
        if at is None:
            spoken = (place for place, (tag, _) in enumerate(own) if attribute(tag, "itemprop") in _BODY_PROPERTIES)
            at = next(spoken, None)
        if at is None:
            return None, 0
        level = own[at][1]
        end = next((place for place in range(at + 1, len(own)) if own[place][1] <= level), len(own))
        return at, end

    def _find_author(self) -> tuple[Tag | None, str | None]:
        """The tag that holds the author's name, and the name."""
        for tag in self._author_candidates():
            name = name_in(tag)
            if name:
                return tag, name
        return None, None

    def _author_candidates(self) -> Iterator[Tag]:
        if self.node.kind is Kind.PINGBACK:
            yield from with_classes(self.head, ("fn",))
            yield from (tag for tag in self.head if tag.name == "a" and original(attribute(tag, "href")))
        yield from with_classes(self.head, _AUTHORS)
        yield from with_classes(self._in_body, _AUTHORS)
        yield from (tag for tag in self.head if attribute(tag, "itemprop") in ("author", "creator", "name"))
        yield from (tag for tag in self.head if tag.name == "cite")
        # WordPress marks the link to an author's site so, and no link in a comment's words.
        yield from (tag for tag in self.head if tag.name == "a" and "external" in attribute(tag, "rel").split())
        if self.body is not None:
            yield from (tag for tag in self.head if tag.name in ("strong", "b", "h3", "h4", "h5", "h6"))

    def _find_dates(self, tags: Sequence[Tag]) -> list[PossibleDate]:
        """What may be the date, surest first."""
        found = []
        times = [tag for tag in tags if tag.name == "time"]
        linked = [tag for tag in tags if tag.name == "a" and comment_linked(tag) is not None]
        others = [tag for tag in tags if tag.name in ("small", "abbr") or tag is self.author_tag]
        for tag in [*times, *with_classes(tags, _DATES), *linked, *others]:
            shown = shown_text(tag).rstrip(" :,|")
            found += [PossibleDate(text, shown or text, tag) for text in (attribute(tag, "datetime"),) if text]
            found += [PossibleDate(text, text, tag) for text in (attribute(tag, "title"), shown) if text]
            pieces = [*map(str.strip, _PARTS.split(shown)), *_loose_texts(tag)]
            found += [PossibleDate(text, text, tag) for text in pieces if text not in ("", shown)]
        days, clocks = with_classes(tags, _DAYS), with_classes(tags, _CLOCKS)
        if days and clocks:
            text = f"{shown_text(days[0])} {shown_text(clocks[0])}"
            found.append(PossibleDate(text, text, days[0]))
        if not found and self.body is not None:
            found = [PossibleDate(text, text, tag) for tag in tags for text in _loose_texts(tag)]
        return [date for date in found if len(date.text) <= _LONGEST_STAMP]


def _place_of(tags: Sequence[Tag], names: Sequence[str]) -> int | None:
    """Where the first tag with the first of these classes that any of them has stands; the wrapper does not count."""
    ranks = {name: rank for rank, name in enumerate(names)}
    best: tuple[int, int] | None = None
    for place, tag in enumerate(tags[1:], start=1):
        rank = min((ranks[name] for name in classes(tag) if name in ranks), default=None)
        if rank is not None and (best is None or rank < best[0]):
            best = rank, place
    return best[1] if best else None


def _is_notice(tag: Tag) -> bool:
    """Whether this is the notice that a comment waits for moderation, which old walkers print before its date."""
    if tag.name != "em":
        return False
    # Only line breaks may stand between: to look through all that follows takes too long where many follow.
    following = next((node for node in tag.next_siblings if isinstance(node, Tag) and node.name != "br"), None)
    return following is not None and "commentmetadata" in classes(following)


def _loose_texts(tag: Tag) -> Iterator[str]:
    """The texts that stand in the tag itself and have digits, as dates do."""
    for child in tag.children:
        text = one_line(str(child)) if is_text(child) else ""
        if re.search(r"\d", text):
            yield text.strip("|·•–—- ")  # noqa: RUF001 - see _PARTS
