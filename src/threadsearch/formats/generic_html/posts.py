"""Records as posts: their words, and who, when and whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from bs4 import Tag
from bs4.element import PageElement

from threadsearch.formats.generic_html import words
from threadsearch.formats.generic_html.fields import Fields
from threadsearch.formats.generic_html.finds import Find
from threadsearch.formats.generic_html.identity import address_of
from threadsearch.formats.generic_html.outline import INLINE, Outline
from threadsearch.formats.generic_html.stubs import promise_of
from threadsearch.formats.generic_html.trees import Parent
from threadsearch.formats.generic_text.furniture import is_furniture, is_number
from threadsearch.formats.html.boards import silence_pictures
from threadsearch.formats.html.finding import beginning_of
from threadsearch.formats.html.forum import Post, mark_quotes
from threadsearch.formats.html.lines import Rendered
from threadsearch.formats.html.places import Places
from threadsearch.formats.html.text import render_headed
from threadsearch.formats.html.tree import attribute, classes
from threadsearch.model import Kind, State

_LONGEST_LABEL = 80  # characters
_TOLD = frozenset(["p", "blockquote"])  # tags that no label has alone
_BESIDE = 4  # nodes beside a tag that are looked at
_NEAR = 40  # tags of a record that may have an id that tells its line


def posts_of(out: Outline, find: Find, base: str | None, places: Places) -> list[Post]:
    """The records of a list as posts. It takes each out of the one that it is nested in, which changes the tree."""
    reading, names = find.reading, find.names
    for found in reversed(reading.fields):  # innermost first
        if found.record.above is not None:
            out.tags[found.record.tops[0]].extract()
    opening = [_opening(out, reading.opening, base, places)] if reading.opening is not None else []
    posts = [_named(out, found, names.own[order], base, places) for order, found in enumerate(reading.fields)]
    answered = {parent[0] for parent in find.parents if parent is not None}
    are_worded = 2 * sum(bool(post.words.text) for post in posts) > len(posts)
    kept = [
        order
        for order, (found, post) in enumerate(zip(reading.fields, posts, strict=True))
        if order in answered or not (are_worded and _is_stray(found, post))
    ]
    keys = {order: names.own[order] or f"@{place}" for place, order in enumerate(kept, len(opening))}
    return opening + [_answering(posts[order], find.parents[order], keys) for order in kept]


def _named(out: Outline, found: Fields, native: str | None, base: str | None, places: Places) -> Post:
    post = _post(out, found, base, places)
    return replace(post, native_id=native, url=address_of(out, found.record, native, base))


def _answering(post: Post, parent: Parent | None, keys: Mapping[int, str]) -> Post:
    return post if parent is None else replace(post, parent=keys[parent[0]], parent_source=parent[1])


def _is_stray(found: Fields, post: Post) -> bool:
    """Whether a record has no words, was not deleted, and is laid out unlike the others, as advertisements are."""
    return not post.words.text and post.state is State.LIVE and not (found.is_usual and found.date is not None)


def _opening(out: Outline, found: Fields, base: str | None, places: Places) -> Post:
    return replace(_post(out, found, base, places), kind=Kind.POST)


def _post(out: Outline, found: Fields, base: str | None, places: Places) -> Post:
    rendered = _words(out, found, base)
    return Post(
        rendered,
        author=found.author,
        dates=found.date.machine if found.date is not None else (),
        shown=found.date.shown if found.date is not None else "",
        locator=_locator(out, found, places),
        state=State.DELETED if words.is_removal(rendered.text) or _is_gone(out, found, rendered) else State.LIVE,
    )


def _is_gone(out: Outline, found: Fields, rendered: Rendered) -> bool:
    """Whether a record without words is marked as one that was deleted."""
    return not rendered.text and any(map(words.tell_of_removal, out.shapes[found.record.tops[0]]))


def _words(out: Outline, found: Fields, base: str | None) -> Rendered:
    """What a comment says, without its head, its labels and its signature."""
    headings = frozenset(map(id, heads_of(out, found)))
    _take_out(out, found)
    labels = set(map(id, labels_of(out, found)))

    def is_left_out(tag: Tag) -> bool:
        return id(tag) in labels or is_signature(tag)

    bodies = [out.tags[body] for body in found.bodies]
    for body in bodies:
        if body.name == "blockquote":
            body.name = "div"  # all of the comment stands in it
        mark_quotes(body, is_quote)
        silence_pictures(body)
    return render_headed(bodies, without=is_left_out, headings=headings, base=base)


def heads_of(out: Outline, found: Fields) -> Iterator[Tag]:
    """The tags that head a comment's words: its author, its date, and what stands beside these."""
    marked = (found.author_tag, found.date.tag if found.date is not None else None, *found.heads)
    return (out.tags[tag] for tag in marked if tag is not None and tag not in found.bodies)


def labels_of(out: Outline, found: Fields) -> Iterator[Tag]:
    """The tags among a comment's words that hold a label or a button, and nothing else."""
    for at in (*found.labels, *_furniture(out, found)):
        tag = out.nodes[at].parent
        if tag is not None and tag.name not in _TOLD and _is_alone(out, at):
            yield tag
    yield from (tag for at in found.labels if (tag := out.nodes[at].parent) is not None and _begins_line(out, at, tag))


def is_signature(tag: Tag) -> bool:
    """Whether a tag says that it is what an author has below everything they write."""
    return "class" in tag.attrs and words.SIGNATURE.search(words.said_by(*classes(tag))) is not None


def _take_out(out: Outline, found: Fields) -> None:
    """Take the date's text and the author's out of the words, where these stand right among them."""
    if found.date is not None and found.date.text >= 0 and found.date.tag in found.bodies:
        out.nodes[found.date.text].extract()
    if found.author is not None and found.author_tag is not None and found.author_tag in found.bodies:
        for at in range(out.firsts[found.author_tag], out.lasts[found.author_tag]):
            if out.owners[at] == found.author_tag and words.name_in(out.texts[at]) == found.author:
                out.nodes[at].extract()
                break


def _furniture(out: Outline, found: Fields) -> Iterator[int]:
    """The texts in a record's words that are buttons, notices of changes, or what forums print of an author."""
    for body in found.bodies:
        for at in range(out.firsts[body], out.lasts[body]):
            text = out.texts[at].strip()
            if len(text) > _LONGEST_LABEL or out.owners[at] == body or is_number(text):
                continue
            if is_furniture(text) or promise_of(text) is not None:
                yield at


def _is_alone(out: Outline, at: int) -> bool:
    """Whether a label is all that stands in its tag, and that tag in no line of text."""
    tag = out.nodes[at].parent
    if tag is None or (out.is_amid_text(out.owners[at]) and not _has_its_line(tag)):
        return False
    return beginning_of(tag, nodes=10, characters=_LONGEST_LABEL).strip() == out.texts[at].strip()


def _begins_line(out: Outline, at: int, tag: Tag) -> bool:
    """Whether a label that ends in a colon is the first on a line of text: "Message:", and what was said."""
    return tag.name in INLINE and out.texts[at].rstrip().endswith(":") and _ends_line(tag.previous_siblings)


def _has_its_line(tag: Tag) -> bool:
    """Whether a tag stands between blocks, with no text beside it."""
    return _ends_line(tag.previous_siblings) and _ends_line(tag.next_siblings)


def _ends_line(siblings: Iterable[PageElement]) -> bool:
    near = next((node for node in islice(siblings, _BESIDE) if isinstance(node, Tag) or not str(node).isspace()), None)
    return near is None or (isinstance(near, Tag) and (near.name == "br" or near.name not in INLINE))


def is_quote(tag: Tag) -> bool:
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
