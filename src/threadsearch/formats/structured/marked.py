"""Things that the tags of a page mark: by microdata, by RDFa, by the class names of microformats.

::

    <li itemprop="comment" itemscope itemtype="https://schema.org/Comment" itemid="#c12"> <p itemprop="text">
    <article about="/comment/12" typeof="schema:Comment"> <div property="schema:text">
    <li class="u-comment h-cite"> <p class="e-content">

The three differ in how a tag says that it opens a thing and which property it bears, and in nothing else. Specified by
html.spec.whatwg.org/multipage/microdata.html, w3.org/TR/rdfa-core, microformats.org/wiki/microformats2-parsing; of
RDFa, a property that stands outside of the thing that it is about is not found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from threadsearch.formats.html import attribute, classes, walk
from threadsearch.formats.structured.things import Thing, local


@dataclass(frozen=True, slots=True)
class Mark:
    """What one tag says. ``types`` are those of the thing it opens, ``None`` if it opens none; ``name`` is its id.

    ``names`` are the properties that it bears for the thing around it, ``own`` those for the thing that it opens, and
    ``hanging`` those whose value is the next thing that is opened within it.
    """

    types: frozenset[str] | None = None
    name: str = ""
    names: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    hanging: tuple[str, ...] = ()


_NOTHING = Mark()
_CLASSIC_TYPES = {"hentry", "hcomment", "vcard", "hfeed"}
# What microformats of the first generation call the properties; "h-" and a kind lead those of the second.
_CLASSIC_NAMES = {
    "entry-title": "name",
    "entry-content": "content",
    "entry-comment": "content",
    "entry-summary": "summary",
    "entry-author": "author",
    "author": "author",
    "fn": "name",
    "published": "published",
    "updated": "updated",
}
_PROPERTY = re.compile(r"(?:p|u|e|dt)-([a-z][a-z0-9-]*)")
_ROOT = re.compile(r"h-[a-z][a-z0-9-]*")


def microdata(tag: Tag) -> Mark:
    """What a tag says in microdata."""
    held = tag.attrs
    if not ("itemscope" in held or "itemprop" in held or "itemtype" in held):
        return _NOTHING
    opens = "itemscope" in held or "itemtype" in held
    return Mark(
        types=_locals(attribute(tag, "itemtype")) if opens else None,
        name=attribute(tag, "itemid"),
        names=tuple(map(local, attribute(tag, "itemprop").split())),
    )


def rdfa(tag: Tag) -> Mark:
    """What a tag says in RDFa. Of ``rel``, which HTML has too, names with a prefix count."""
    held = tag.attrs
    if not ("typeof" in held or "property" in held or "rel" in held):
        return _NOTHING
    names = tuple(map(local, attribute(tag, "property").split()))
    rels = tuple(local(rel) for rel in attribute(tag, "rel").split() if ":" in rel)
    if "typeof" not in held:
        leads = "resource" in held or "href" in held
        return Mark(names=(*names, *rels) if leads else names, hanging=() if leads else rels)
    is_subject = not {"about", "content", "datatype"}.isdisjoint(held)
    return Mark(
        types=_locals(attribute(tag, "typeof")),
        name=attribute(tag, "about") or attribute(tag, "resource"),
        names=rels if is_subject else (*names, *rels),
        own=names if is_subject else (),
    )


def microformats(tag: Tag) -> Mark:
    """What a tag says in microformats, of both generations."""
    held = classes(tag)
    if not held:
        return _NOTHING
    types = frozenset(name for name in held if name in _CLASSIC_TYPES or _ROOT.fullmatch(name))
    found = (_PROPERTY.fullmatch(name) for name in held)
    names = [match[1] for match in found if match]
    names += [_CLASSIC_NAMES[name] for name in held if name in _CLASSIC_NAMES]
    if types & {"hentry", "hcomment"} and ("comment" in held or "hcomment" in held):
        types |= {"comment"}
    if not types and not names:
        return _NOTHING
    return Mark(types=types or None, names=tuple(dict.fromkeys(names)))


def marked_things(soup: BeautifulSoup, read: Callable[[Tag], Mark]) -> list[Thing]:
    """The things that one syntax marks, in page order."""
    things: list[Thing] = []
    around: list[tuple[Tag, Thing | None, tuple[str, ...]]] = []  # the open tags that matter, what is open, what hangs
    for step in walk(soup):
        tag = step.node
        if not isinstance(tag, Tag):
            continue
        if not step.enters:
            if around and around[-1][0] is tag:
                around.pop()
            continue
        mark = read(tag)
        above, hanging = (around[-1][1], around[-1][2]) if around else (None, ())
        if mark.types is not None:
            thing = _opened(tag, mark, above, mark.names or hanging)
            things.append(thing)
            around.append((tag, thing, ()))
            continue
        if above is not None:
            for name in mark.names:
                above.add(name, tag)
        if mark.hanging:
            around.append((tag, above, mark.hanging))
    return things


def _opened(tag: Tag, mark: Mark, above: Thing | None, links: Sequence[str]) -> Thing:
    thing = Thing(mark.types or frozenset(), mark.name, above, links[0] if links else "", tag)
    for name in mark.own:
        thing.add(name, tag)
    if above is not None:
        for name in links or ("",):
            above.add(name, thing)
    return thing


def _locals(names: str) -> frozenset[str]:
    return frozenset(map(local, names.split()))
