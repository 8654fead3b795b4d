"""A comment's wrapper taken apart: which of its tags hold the words and the author; ``dates.py`` finds the dates.

The names below are those that WordPress's own walker (the XHTML and the HTML5 one), its blocks, the default themes and
widespread themes and plug-ins use. What a theme names otherwise is still found by structure: the words are what is left
when the lines that hold the author, the date and the links to act on the comment are taken away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain, dropwhile, islice

from bs4 import Tag

from threadsearch.addresses import original
from threadsearch.formats.html import Rendered, attribute, classes, is_text, render
from threadsearch.formats.wordpress.bodies import FURNITURE, IN_AUTHOR_BOX, NEVER_WORDS, find_body
from threadsearch.formats.wordpress.bylines import PING, Byline, without_byline
from threadsearch.formats.wordpress.dates import (
    DIGIT,
    PossibleDate,
    dates_beside,
    is_date,
    loose_dates,
    marked_dates,
    own_texts,
)
from threadsearch.formats.wordpress.markup import (
    NAME_TAGS,
    comment_linked,
    first_name,
    head_in,
    is_act,
    is_button,
    is_notice,
    is_paragraph,
    is_rated,
    shown_text,
    undated,
)
from threadsearch.formats.wordpress.outline import Node
from threadsearch.formats.wordpress.tags import Tags, plain_classes
from threadsearch.model import Kind

# The surest name first; names are as ``plain_classes`` gives them.
_AUTHORS = (
    *("fn", "comment-author-name", "epoch-author-link", "comment-author-link", "author-name", "comment-author"),
    *("commentauthor", "comment-name", "commenter", "commenter-name", "review-author", "username", "user-name"),
    *("author", "authorname", "comment-by", "name"),
)
_DELETED = {"deleted", "comment-deleted", "is-deleted", "comment-removed", "wpd-deleted", "trashed"}
_BOXES = frozenset(("header", "footer", "aside"))
_NO_BOXES: frozenset[str] = frozenset()  # a line that tells the author may stand in each of them
_LONGEST_HEAD = 120  # characters before the date, with the name in them
_BOXES_OF_NAME = 3  # around a name that are looked at for the date
_WORD = re.compile(r"\w")
_LETTER = re.compile(r"[^\W\d_]")


class Parts:
    """A comment's wrapper taken apart.

    ``author_name`` is as printed; ``is_named`` tells that a tag says it is the author, ``is_guessed`` that it is one by
    its place alone. ``dates`` are what may be the date, surest first. A page's comments are taken apart
    all of them before the first is read, so this keeps little: no list of tags that can be had from the node again.
    """

    __slots__ = (
        *("_at", "_box", "_end", "author_name", "author_tag", "body", "dates"),
        *("is_guessed", "is_named", "is_ping", "node"),
    )
    author_tag: Tag | None
    author_name: str | None

    def __init__(self, node: Node) -> None:
        self.node = node
        self.is_ping = node.kind is Kind.PINGBACK
        self._box: Tag | None = None
        own = Tags([tag for tag, _ in node.own])
        at, end = find_body(own, node)
        self._take_apart(own, at, end)
        if at is not None and self.author_tag is None and (head := head_in(own.listed[at])) is not None:
            self._box = own.listed[at]  # it is named as the words', and holds the head, too
            self._take_apart(own, None, end)
            if self.author_tag is None and head.name in NAME_TAGS:
                self.author_tag, self.author_name = first_name([head])
            if self.author_tag is None:
                self._box = None
                self._take_apart(own, at, end)
        if node.depth is None and any(PING.match(before) for _, before, _ in self._around_name()):
            node.kind = Kind.PINGBACK

    def _take_apart(self, own: Tags, at: int | None, end: int) -> None:
        """Find the author and the date, given where the words are."""
        self._at, self._end = at, end
        self.body = None if at is None else own.listed[at]
        heading, in_body = own, own.part()
        if at is not None:
            heading = own.part(range(at), range(end, len(own.listed)))
            in_body = own.part(range(at + 1, end))
        self.author_tag, self.author_name = self._named(heading, in_body)
        self.is_named, self.is_guessed = self.author_tag is not None, False
        if self.author_tag is None:
            self.author_tag, self.author_name = first_name(self._linked_authors(heading))
        self.dates = tuple(marked_dates(heading, self.author_tag))
        if not any(DIGIT.search(date.text) for date in self.dates):
            self.dates += tuple(date for date in marked_dates(in_body, self.author_tag) if date.is_marked)
        if self.author_tag is None:
            marked, loose = [date for date in self.dates if DIGIT.search(date.text)], self.loose_dates
            # Of several loose ones the later may be words of the comment's.
            tried = (self._names_before(heading.listed, some) for some in ([marked] if marked else [loose, loose[:1]]))
            terms = filter(_is_name_alone, self.node.tops)
            self.author_tag, self.author_name = first_name(chain(chain.from_iterable(tried), terms))
            self.is_guessed = self.author_tag is not None

    @property
    def head(self) -> list[Tag]:
        """The comment's own tags around the one that holds the words; all of them, if none does."""
        own = self.node.own
        return [tag for tag, _ in (own if self._at is None else own[: self._at] + own[self._end :])]

    @property
    def is_deleted(self) -> bool:
        """Whether the page shows a notice instead of the comment's words."""
        tags = [self.node.tag, *([self.body] if self.body is not None else [])]
        return any(not _DELETED.isdisjoint(plain_classes(tag)) for tag in tags)

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

    def words(self, wrappers: set[int], dated: set[int], base: str | None) -> Rendered:
        """The comment's words, and the targets of the links in them; for a bare pingback, of the link to the other.

        ``wrappers`` are the ``id()`` of all comments' tags, ``dated`` those of the tags in which the date was read.
        """
        if self.is_deleted:
            return Rendered()
        names = {id(self.author_tag)} if self.author_tag is not None else set()
        heads = frozenset(names | dated)
        words = render(self._tops, without=self._furniture(wrappers), headings=heads, base=base)
        if not words.text and self.body is None:
            # Some themes put the words into a box that is named as the head's.
            words = render(self._tops, without=self._furniture(wrappers, NEVER_WORDS), headings=heads, base=base)
        if not words.text and self.body is None and any(is_paragraph(tag) for tag, _ in self.node.own):
            words = render(self._tops, without=self._furniture(wrappers, IN_AUTHOR_BOX), headings=heads, base=base)
        if not words.text and self._is_bare_ping and self.author_tag is not None:
            target = original(attribute(self.author_tag, "href"), base)
            return Rendered("", (target,) if target else ())
        return words

    def text_with_head(self, wrappers: set[int]) -> str:
        """The text in which the author may be told: all of the comment's, or what stands around its body."""
        if self.is_deleted:
            return ""
        if self.body is None:
            return render(self._tops, without=self._furniture(wrappers, boxes=_NO_BOXES)).text
        beside = {*wrappers, id(self.body)}
        return render(self.node.tops, without=lambda tag: id(tag) in beside or is_act(tag)).text

    def words_beside(self, line: Byline, wrappers: set[int], base: str | None, *, is_last: bool) -> Rendered:
        """The comment's words where a line tells the author, without that line and the links on it."""
        if self.body is not None:
            return self.words(wrappers, set(), base)
        is_furniture = self._furniture(wrappers, boxes=_NO_BOXES)
        whole = render(self._tops, without=is_furniture)
        told = {
            id(tag)
            for tag, _ in self.node.own
            if tag.name == "a" and (comment_linked(tag) == self.node.number or line.author in shown_text(tag))
        }
        rest = render(self._tops, without=lambda tag: id(tag) in told or is_furniture(tag), base=base)
        return Rendered(without_byline(whole.text, line, is_last=is_last), rest.links)

    @property
    def _tops(self) -> list[Tag]:
        """The elements that hold the comment's words, and what stands with them."""
        box = self.body if self.body is not None else self._box
        if box is not None:
            return [box]
        if self.author_tag is not None and (self.is_named or _is_name_alone(self.author_tag)):
            return [tag for tag in self.node.tops if tag is not self.author_tag or tag.name != "dt"]
        return self.node.tops

    def _furniture(
        self, wrappers: set[int], names: AbstractSet[str] = FURNITURE, *, boxes: AbstractSet[str] = _BOXES
    ) -> Callable[[Tag], bool]:
        """Tells of a tag that it holds no words of the comment's, by its place or by one of the ``names``."""
        counters = set(map(id, self._counters())) if self.body is None else set()

        def is_furniture(tag: Tag) -> bool:
            if id(tag) in wrappers or (self.body is None and (tag.name in boxes or self._is_notice(tag))):
                return True
            if is_button(tag) or (tag.name == "p" and is_rated(tag)):
                return True
            return id(tag) in counters or is_act(tag) or not names.isdisjoint(plain_classes(tag))

        return is_furniture

    def _is_notice(self, tag: Tag) -> bool:
        """Whether this is the notice that the comment waits, and not the author's name, which may stand there, too."""
        return is_notice(tag) and not (self.author_tag is not None and self.author_tag.parent is tag)

    def _counters(self) -> Iterator[Tag]:
        """The comment's place in the list ("3.", "#3"), which stands alone before its author."""
        for tag in self.head:
            if tag is self.author_tag:
                return
            is_leaf = not any(isinstance(child, Tag) for child in tag.children)
            if is_leaf and re.fullmatch(r"\W*\d+\W*", " ".join(own_texts(tag))):
                yield tag

    def _named(self, heading: Tags, in_body: Tags) -> tuple[Tag | None, str | None]:
        """The tag that says it holds the author, and the name: of one around the whole comment, the one in it."""
        found = first_name(self._named_authors(heading, in_body))
        if found[0] is not None and any(map(is_paragraph, found[0].find_all("p", recursive=False))):
            inner = first_name(tag for tag in self._named_authors(heading, in_body) if tag.parent is found[0])
            return inner if inner[0] is not None else found
        return found

    def _named_authors(self, heading: Tags, in_body: Tags) -> Iterator[Tag]:
        """The tags that say they hold the author."""
        if self.node.kind is Kind.PINGBACK:
            yield from heading.having(("fn",))
            yield from (tag for tag in heading.listed if tag.name == "a" and original(attribute(tag, "href")))
        yield from heading.having(_AUTHORS)
        yield from in_body.having(_AUTHORS)
        yield from heading.marked(("author", "creator", "name"))
        yield from in_body.marked(("author",))
        yield from heading.named(("cite", "name"))

    def _linked_authors(self, heading: Tags) -> Iterator[Tag]:
        """The tags that hold nobody's words."""
        # WordPress marks the link to an author's site so, and no link in a comment's words.
        yield from (tag for tag in heading.listed if tag.name == "a" and "external" in attribute(tag, "rel").split())
        if self.body is not None:
            yield from (tag for tag in heading.listed if tag.name in NAME_TAGS - {"a"})

    def _names_before(self, head: Sequence[Tag], dates: Sequence[PossibleDate]) -> Iterator[Tag]:
        """What may be the name by its place: on the line of the date, or right before it."""
        dated = {id(date.tag) for date in dates}
        at = max((place for place, tag in enumerate(head) if id(tag) in dated), default=-1)
        before = [tag for tag in head[: at + 1] if not is_act(tag) and not (tag.parent and is_act(tag.parent))]
        texts = {id(tag): " ".join(own_texts(tag)) for tag in before}
        if sum(map(len, texts.values())) > _LONGEST_HEAD:
            return  # the date stands behind the words
        if self.body is None and at >= 0 and not self._is_followed(at):
            return  # the same, where these are few
        # Not the "#" that leads to the comment.
        parts = (tag for tag in head[at + 1 :] if tag.parent is head[at] and tag.name in NAME_TAGS)
        within = [tag for tag in parts if not is_act(tag) and _WORD.search(shown_text(tag))]
        yield from (tag for tag in [*before, *within] if tag.name in NAME_TAGS and id(tag) not in dated)
        worded = (tag for tag in reversed(before) if id(tag) not in dated and _LETTER.search(texts[id(tag)]))
        yield from (tag for tag in worded if not is_date(texts[id(tag)]))
        # A line of both, with a sign between them: "Ann / May 3, 2011".
        yield from (tag for tag in before if id(tag) in dated and undated(texts[id(tag)]) != texts[id(tag)])

    def _is_followed(self, at: int) -> bool:
        """Whether words stand behind the own tag at this place: in one of those that follow it, or loose."""
        own = self.node.own
        tag, level = own[at]
        for _ in range(level):  # none around the wrapper
            if any(is_text(node) and _LETTER.search(str(node)) for node in tag.next_siblings):
                return True
            tag = tag.parent or tag
        following = dropwhile(lambda other: other[1] > level, own[at + 1 :])
        texts = (text for other, _ in following if not is_act(other) for text in own_texts(other))
        return level == 0 or any(_LETTER.search(text) for text in texts)

    def dates_beside_name(self) -> Iterator[PossibleDate]:
        """What stands around the author in the boxes that hold the name, if it may be a date."""
        return dates_beside(self._around_name())

    def _around_name(self) -> Iterator[tuple[Tag, str, str]]:
        """The boxes that hold the author's name, and what stands in them before and behind it."""
        if self.author_tag is None or not self.author_name:
            return
        for box in islice(chain([self.author_tag], self.author_tag.parents), _BOXES_OF_NAME):
            if box is self.node.tag or box is self.body or box.name == "body":
                return
            before, _, after = shown_text(box).partition(self.author_name)
            yield box, before, after

    @property
    def loose_dates(self) -> list[PossibleDate]:
        """What may be the date though no tag says so."""
        return [] if self.is_ping else [*loose_dates(self.head, self.node.tag, has_body=self.body is not None)]


def _is_name_alone(top: Tag) -> bool:
    """Whether this may be a list's term that tells the author, and no date beside."""
    return top.name == "dt" and DIGIT.search(shown_text(top)) is None
