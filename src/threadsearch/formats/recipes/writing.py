"""A recipe written from what the generic reader found on a page, for people to correct."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import PurePath

from threadsearch.addresses import site_of
from threadsearch.errors import UnclaimedPage
from threadsearch.formats.generic_html import GenericHtml
from threadsearch.formats.generic_html.selectors import Marks, marks_on
from threadsearch.formats.html.forum import base_of, canonical
from threadsearch.formats.html.tree import parse_html
from threadsearch.formats.recipes import ByRecipe
from threadsearch.formats.recipes.drafting import Draft, Drafting, first_words
from threadsearch.formats.recipes.laid import Laid
from threadsearch.formats.recipes.recipe import parse
from threadsearch.formats.recipes.trees import Settings, trees_of
from threadsearch.model import Comment, Kind, Page, Thread

_ADVICE = "Write one by hand; docs/recipes.md has one for an invented site, and all that it may say."
_LEAST = 0.0  # how sure it must be that these are comments: people look at what is written
_LIFTS = 4  # tags above what was found that may be the better block
_SHOWN = 60  # characters of an example
_WIDTH = 100  # characters of a line of comments

_EXPLAINED = {
    "name": 'What the recipe is called: pages that it reads are of the format "recipe:{name}".',
    "pages": "The hosts or addresses that it is for, with * for anything. Without this line it is for all files given.",
    "site": "What the site is called, if not by its host.",
    "block": "A whole comment.",
    "extends": 'The block is only one tag of a comment: the rest stands beside it, up to the next block ("behind" or '
    '"before" it).',
    "opening": "The post that all comments answer, where it is built as they are.",
    "author": "Who wrote it. In this and all that follows, :scope is the block itself.",
    "author-attribute": "The attribute that says the author, in place of a tag's text.",
    "date": "When it was written.",
    "date-attribute": "The attribute that says the date for machines.",
    "body": "Its words. Without this line: all of the block but its author and its date.",
    "head": "What stands in the words and is none of them, with the rest of its line.",
    "without": "What stands in the words and is none of them: buttons, signatures.",
    "quote": "What others said, where it is no <blockquote>.",
    "id": "The tag that has the comment's id, if not the block itself.",
    "id-attribute": 'The attribute with the comment\'s id on the site; of "comment-12" the number is taken.',
    "permalink": "The link to the comment itself.",
    "parent": "The tag that names the comment which this one answers, if not the block itself.",
    "parent-attribute": "The attribute that names the comment which this one answers; of a link the part behind #.",
    "nested": "Whether a comment in another one's block answers it.",
    "replies": "A box with the replies to the comment before it.",
    "indent": "The tag that says how far a reply is set in, if not the block itself.",
    "indent-attribute": "The attribute that says it: style (margins), class (depth-2), or one with a number.",
    "title": "The thread's title. Without this line: the page's heading.",
    "count": "The line that says how many comments there are.",
    "pager": 'The line that says which page this is ("Page 2 of 7").',
}
"""What each key of a recipe is for, in the order in which they are written."""

_USUAL = {
    "pages": ["notes.example", "forum.example/harbour/*"],
    "site": "Harbour Notes",
    "author": ".author",
    "date": "time",
    "body": ".text",
    "permalink": "a.permalink",
    "id-attribute": "id",
    "nested": True,
    "without": ".signature, .buttons",
    "title": "h1",
    "count": ".comment-count",
    "pager": ".pages",
}
"""What is offered where nothing was found."""


@dataclass(frozen=True, slots=True)
class _Try:
    """A draft, what it reads on the page, and in how much that is what the generic reader read (1 is all)."""

    draft: Draft
    marks: Marks
    comments: tuple[Comment, ...]
    agreement: float


def write(page: Page) -> str:
    """A recipe for pages like this one, as TOML; raises ``UnclaimedPage`` if nothing like comments was found."""
    if page.media_type != "text/html":
        raise UnclaimedPage(page.source, "it is no HTML, and recipes are for nothing else")
    try:
        thread = next(GenericHtml(least=_LEAST).parse(page))
    except UnclaimedPage as error:
        reason = f"nothing was found to write a recipe from: {error.reason}"
        raise UnclaimedPage(page.source, reason, advice=_ADVICE) from error
    best: _Try | None = None
    for lift in range(_LIFTS):
        for attempt in _tries(page, thread, lift):
            if best is None or attempt.agreement > best.agreement:
                best = attempt
            if best.agreement == 1:
                return _text(page, thread, best)
    if best is None:
        reason = f"{len(thread.comments)} comments were found, but no selector tells them from the rest of the page"
        raise UnclaimedPage(page.source, reason, advice=_ADVICE)
    return _text(page, thread, best)


def _tries(page: Page, thread: Thread, lift: int) -> Iterator[_Try]:
    soup = parse_html(page)
    marks = marks_on(page, soup, _LEAST)
    base = base_of(soup, page.url or canonical(soup, page))
    laid = Laid(soup, marks)
    draft = Drafting(laid, thread, base, lift).draft()
    for tree in trees_of(laid) if draft is not None else ():
        assert draft is not None  # noqa: S101 - see the line above
        tried = replace(draft, settings={**draft.settings, **tree})
        comments = _read(page, tried.settings)
        yield _Try(tried, marks, comments, _agreement(comments, thread.comments))


def _read(page: Page, settings: Settings) -> tuple[Comment, ...]:
    recipe = parse("\n".join(f"{key} = {_toml(value)}" for key, value in settings.items()), "draft")
    try:
        return next(ByRecipe(recipe).parse(page)).comments
    except UnclaimedPage:
        return ()


def _agreement(some: Sequence[Comment], others: Sequence[Comment]) -> float:
    """The share of the fields in which these comments are the same."""
    names = {comment.key: comment.position for comment in some}
    other_names = {comment.key: comment.position for comment in others}

    def told(comment: Comment, positions: dict[str, int]) -> tuple[object, ...]:
        parent = positions.get(comment.parent) if comment.parent is not None else None
        at = comment.created.at if comment.created is not None else None
        return comment.author, at, comment.text, comment.native_id, parent, comment.kind

    pairs = [
        zip(told(mine, names), told(theirs, other_names), strict=True)
        for mine, theirs in zip(some, others, strict=False)
    ]
    same = sum(a == b for pair in pairs for a, b in pair)
    return same / (6 * max(len(some), len(others), 1))


def _text(page: Page, thread: Thread, best: _Try) -> str:
    name = re.sub(r"[^a-z0-9]+", "-", (site_of(thread.url) or PurePath(page.source).stem).lower()).strip("-") or "site"
    host = site_of(thread.url)
    settings: dict[str, object] = {"name": name}
    if host is not None:
        settings["pages"] = [host]
    settings |= best.draft.settings
    blocks = [_head(page, thread, best)]
    for key, explained in _EXPLAINED.items():
        lines = _wrapped(explained.format(name=name))
        if key in settings:
            lines += _wrapped(_examples(key, best))
            if key == "block":
                lines += ["# In it stand:", *_columns(best.draft.inside)]
            lines += [f"# Or: {key} = {_toml(other)}" for other in best.draft.others.get(key, ())]
            blocks.append("\n".join([*lines, f"{key} = {_toml(settings[key])}"]))
        elif key in _USUAL and not _is_told(key, settings):
            blocks.append("\n".join([*lines, f"# {key} = {_toml(_USUAL[key])}"]))
    return "\n\n".join(blocks) + "\n"


def _is_told(key: str, settings: dict[str, object]) -> bool:
    """Whether a key is of no use beside those that are there."""
    told_by = {
        "author": ["author-attribute"],
        "id-attribute": ["id"],
        "nested": ["replies", "indent-attribute", "parent-attribute"],
    }
    return any(other in settings for other in told_by.get(key, ()))


def _head(page: Page, thread: Thread, best: _Try) -> str:
    found, read = len(thread.comments), len(best.comments)
    right = "all of them alike" if best.agreement == 1 else f"{best.agreement:.0%} of what they hold alike"
    text = (
        f"How pages like {PurePath(page.source).name} are read. It was written from what was found on that page, with "
        f"a confidence of {best.marks.confidence:.2f} of 1: {found} comments, of which this recipe reads {read}, "
        f"{right}. Correct what is wrong, and look: threadsearch parse --explain --recipe FILE PAGE"
    )
    return "\n".join(_wrapped(text))


def _examples(key: str, best: _Try) -> str:
    comments = best.comments
    values = {
        "block": [f"{sum(comment.kind is not Kind.POST for comment in comments)} on the page"],
        "author": first_words((comment.author or "" for comment in comments), _SHOWN),
        "date": first_words((comment.created.raw for comment in comments if comment.created is not None), _SHOWN),
        "body": first_words((comment.text for comment in comments), _SHOWN),
        "id-attribute": first_words((comment.native_id or "" for comment in comments), _SHOWN),
        "permalink": first_words((comment.url or "" for comment in comments), _SHOWN),
    }.get(key.removesuffix("-attribute") if key == "author-attribute" else key)
    if not values:
        return ""
    return f"Found: {values[0]}" if key == "block" else f"The first: {' | '.join(values)}"


def _columns(rows: Sequence[tuple[str, str]]) -> list[str]:
    """Selectors with the first text of each, as lines of comments."""
    wide = max((len(selector) for selector, _ in rows), default=0)
    return ["#   " + _printable(f"{selector:{wide}}   {text}") for selector, text in rows]


def _printable(text: str) -> str:
    """A text without what a comment in TOML may not have."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _wrapped(text: str) -> list[str]:
    """A text as lines of comments, cut between words."""
    words = _printable(text).split()
    ends = [0]
    length = 0
    for at, word in enumerate(words):
        if length and length + 1 + len(word) > _WIDTH:
            ends.append(at)
            length = 0
        length += len(word) + 1
    ends.append(len(words))
    return ["# " + " ".join(words[start:end]) for start, end in pairwise(ends) if start < end]


def _toml(value: object) -> str:
    """A value as TOML; a text in the quotes that need no escapes, since selectors are full of the others."""
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str) and "'" not in value and value.isprintable() and ('"' in value or "\\" in value):
        return f"'{value}'"
    text = json.dumps(value, ensure_ascii=False)
    return "".join(letter if letter.isprintable() else f"\\U{ord(letter):08x}" for letter in text)
