"""Whom comments answer where their place does not tell.

WordPress shows replies down to a depth that the site sets (five levels, unless told otherwise), and prints whatever
answers a comment at that depth as its sibling. A site may also have no levels at all. What such a comment begins with
may tell more than its place:

    In reply to <a href="#comment-12">Ann</a>     what plug-ins and themes print; they know the true parent
    @<a href="#comment-12">Ann</a>: yes           the same, by plug-ins for sites without levels
    @Ann: yes                                     what people type

The place is right everywhere else, so nothing is asked of comments that stand higher up. A typed name counts only where
it is that of one comment among those that may be meant: the sibling of the answer that stands before it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from bs4 import Tag

from threadsearch.formats.html import classes, is_text, one_line, walk
from threadsearch.formats.wordpress.markup import comment_linked, is_reply_link
from threadsearch.formats.wordpress.outline import Node
from threadsearch.formats.wordpress.parts import Parts
from threadsearch.model import Kind, ParentSource

_USUAL_LIMIT = 5  # levels, where no link to reply tells that a page has reached its limit
_LONGEST_LEAD = 40  # characters before the link to the parent
_LONGEST_NAME = 60  # characters
_LEADS = re.compile(
    r"(?:in )?repl(?:y|ying|ied) to|(?:als )?antwort (?:auf|an)|en réponse à|en respuesta a|in risposta a|em resposta a"
    r"|(?:als )?antwoord op|(?:som )?svar (?:på|til)|w odpowiedzi na|в ответ на|ответ на|回复给?|回覆|返信先",
    re.IGNORECASE,
)
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")
_ADDRESSES_MORE = re.compile(r"\W*(?:\w{1,3}\W+)?@|\s*(?:[&/+]|and|und|et|y|e|en|och|og)\s")
_TO = re.compile(r"(?:^|[-_])(?:in[-_]?)?reply[-_]?to(?:$|[-_])|comment[-_]parent")


class Answers:
    """The parents that comments tell of by how they begin, for those whose place does not tell it.

    ``parts`` and ``names`` are the page's comments and their authors, in page order.
    """

    def __init__(self, parts: Sequence[Parts], names: Sequence[str | None]) -> None:
        self._nodes = [piece.node for piece in parts]
        self._by_number = {node.number: place for place, node in enumerate(self._nodes) if node.number is not None}
        self._names = [_bare(name or "") for name in names]
        self._deepest = max((node.depth or 0 for node in self._nodes), default=0)
        self._is_flat = self._deepest <= 1 and not any(node.parent for node in self._nodes)
        self._is_limited = _is_limited(parts, self._deepest)
        # The places of the comments below each parent, by their authors.
        self._below: dict[int, dict[str, list[int]]] = {}
        for place, node in enumerate(self._nodes):
            self._below.setdefault(id(node.parent), {}).setdefault(self._names[place], []).append(place)
        self._place = {id(node): place for place, node in enumerate(self._nodes)}

    def told(self, place: int, parts: Parts, text: str) -> tuple[Node, ParentSource] | None:
        """The true parent of the comment at this place, if what it begins with tells another than its place does."""
        node = self._nodes[place]
        if node.stated_parent or node.kind is Kind.PINGBACK:
            return None
        is_at_limit = self._is_limited and node.depth == self._deepest
        if not (is_at_limit or self._is_flat):
            return None
        linked = self._linked(place, parts)
        if linked is not None:
            return None if linked is node.parent else (linked, ParentSource.EXPLICIT)
        mentioned = self._mentioned(place, text) if is_at_limit else None
        return None if mentioned is None else (mentioned, ParentSource.MENTION)

    def _linked(self, place: int, parts: Parts) -> Node | None:
        """The comment before this one that it begins with a link to."""
        own = {id(tag) for tag, _ in parts.node.own}
        tops = [tag for tag in parts.head if any(_TO.search(name) for name in classes(tag))]
        for top in [*tops[:1], *([parts.body] if parts.body is not None else [])]:
            lead, link = _opening_link(top)
            target = self._by_number.get(comment_linked(link) or "", place) if link is not None else place
            if link is None or id(link) not in own or target >= place:
                continue
            is_named = _bare(link.get_text()) == self._names[target] != ""
            if _LEADS.fullmatch(lead) or (is_named and not lead):
                return self._nodes[target]
        return None

    def _mentioned(self, place: int, text: str) -> Node | None:
        """The one sibling before this comment whose author's name it begins with, if it addresses nobody else."""
        parent = self._nodes[place].parent
        if parent is None or not text.startswith("@"):
            return None
        below = self._below[id(parent)]
        shown = _bare(text[: _LONGEST_NAME + 1])
        ends = (end for end in range(len(shown), 0, -1) if not shown[end : end + 1].isalnum())
        name = next((shown[:end] for end in ends if shown[:end] in below), "")
        if not name or name in (self._names[place], self._names[self._place[id(parent)]]):
            return None
        if _ADDRESSES_MORE.match(shown[len(name) :]):
            return None
        places = below[name]
        return self._nodes[places[0]] if bisect_left(places, place) == 1 else None


def _is_limited(parts: Sequence[Parts], deepest: int) -> bool:
    """Whether a page's deepest level is the deepest that the site shows: WordPress prints no link to reply there."""
    linked = {piece.node.depth for piece in parts if any(map(is_reply_link, piece.head))}
    return deepest > 1 and deepest not in linked if linked else deepest >= _USUAL_LIMIT


def _opening_link(top: Tag) -> tuple[str, Tag | None]:
    """The first link in an element, and the words before it, if they are few."""
    said = ""
    for step in walk(top):
        if isinstance(step.node, Tag):
            if step.enters and step.node.name == "a":
                return _AROUND.sub("", one_line(said)), step.node
        elif is_text(step.node):
            said += str(step.node)
            if len(said.strip()) > _LONGEST_LEAD:
                break
    return "", None


def _bare(name: str) -> str:
    """A name without signs around it and letter case, to compare."""
    return _AROUND.sub("", one_line(name)).casefold()
