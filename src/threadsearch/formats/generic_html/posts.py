"""Records as posts: their words, and who, when and whom."""

from __future__ import annotations

from collections.abc import Sequence

from bs4 import Tag

from threadsearch.formats.generic_html import words
from threadsearch.formats.generic_html.fields import Fields, Reading
from threadsearch.formats.generic_html.identity import Names, address_of
from threadsearch.formats.generic_html.outline import Outline
from threadsearch.formats.generic_html.trees import Parent
from threadsearch.formats.html.boards import silence_pictures
from threadsearch.formats.html.finding import beginning_of
from threadsearch.formats.html.forum import Post, mark_quotes
from threadsearch.formats.html.lines import Rendered
from threadsearch.formats.html.places import Places
from threadsearch.formats.html.text import render
from threadsearch.formats.html.tree import attribute, classes

_LONGEST_LABEL = 80  # characters
_TOLD = frozenset(["p", "blockquote"])  # tags that no label has alone
_NEAR = 40  # tags of a record that may have an id that tells its line


def posts_of(
    out: Outline, reading: Reading, names: Names, parents: Sequence[Parent | None], base: str | None, places: Places
) -> list[Post]:
    """The records of a list as posts. It takes each out of the one that it is nested in, which changes the tree."""
    for found in reversed(reading.fields):  # innermost first
        if found.record.above is not None:
            out.tags[found.record.tops[0]].extract()
    keys = [native or f"@{order}" for order, native in enumerate(names.own)]
    return [
        Post(
            _words(out, found, base),
            author=found.author,
            dates=found.date.machine if found.date is not None else (),
            shown=found.date.shown if found.date is not None else "",
            native_id=names.own[order],
            url=address_of(out, found.record, names.own[order], base),
            locator=_locator(out, found, places),
            parent=keys[parent[0]] if parent is not None else None,
            parent_source=parent[1] if parent is not None else None,
        )
        for order, (found, parent) in enumerate(zip(reading.fields, parents, strict=True))
    ]


def _words(out: Outline, found: Fields, base: str | None) -> Rendered:
    """What a comment says, without its head, its labels and its signature."""
    heads = (found.author_tag, found.date.tag if found.date is not None else None)
    headings = frozenset(id(out.tags[tag]) for tag in heads if tag is not None and tag not in found.bodies)
    labels = {id(out.nodes[at].parent) for at in found.labels if _is_alone(out, at)}

    def is_left_out(tag: Tag) -> bool:
        return (id(tag) in labels and tag.name not in _TOLD) or bool(
            words.SIGNATURE.search(words.said_by(*classes(tag)))
        )

    bodies = [out.tags[body] for body in found.bodies]
    for body in bodies:
        if body.name == "blockquote":
            body.name = "div"  # all of the comment stands in it
        mark_quotes(body, _is_quote)
        silence_pictures(body)
    return render(bodies, without=is_left_out, headings=headings, base=base)


def _is_alone(out: Outline, at: int) -> bool:
    """Whether a label is all that stands in its tag, and that tag in no line of text."""
    tag = out.nodes[at].parent
    if tag is None or out.is_amid_text(out.owners[at]):
        return False
    return beginning_of(tag, nodes=10, characters=_LONGEST_LABEL).strip() == out.texts[at].strip()


def _is_quote(tag: Tag) -> bool:
    """Whether a tag is a quote, and not just the only thing in one, or the name of who said it."""
    if tag.name in ("a", "button", "p", "span", "cite") or not words.is_quote(classes(tag)):
        return False
    parent = tag.parent
    is_inner = parent is not None and words.is_quote(classes(parent))
    return not (is_inner and parent is not None and parent.find_all(recursive=False, limit=2) == [tag])


def _locator(out: Outline, found: Fields, places: Places) -> str:
    """The line of the first id or named anchor in a record."""
    first = found.record.tops[0]
    for number in range(first, min(out.ends[first], first + _NEAR)):
        tag = out.tags[number]
        if tag.attrs:
            place = places.of_id(attribute(tag, "id")) or (tag.name == "a" and places.of_name(attribute(tag, "name")))
            if place:
                return place
    return ""
