"""Small questions to the markup of themes: which tag has which class, what people see of it, whose name it holds."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from bs4 import Tag

from threadsearch.formats.html import attribute, classes, is_text, one_line, render, walk

# Parts to act on something, or that show a picture of somebody: no part of a name, a date or a text.
_ACTS = {
    *("reply", "comment-reply-link", "comment-edit-link", "edit-link", "says", "avatar", "gravatar", "actions"),
    *("screen-reader-text", "act"),
}
_ACT_WORD = re.compile(
    r"(?:^|[-_])(?:likes?|liked|dislikes?|ratings?|votes?|voting|karma|thumbs?|share|sharing|shares|sharedaddy|social"
    r"|report|flag|permalink|tooltip|badge|moderation|reply-link|edit-link|reply-to|replyto|unapproved)(?:$|[-_])"
)
_ACT_TARGET = re.compile(r"[?&]replytocom=|#respond$|[?&]action=editcomment")
_REPLY_LINKS = {"comment-reply-link", "comment-reply-login"}
_LABEL = 200  # nodes, tags and texts: in a hostile page that nests labels, all of them would be its square
_DEEPEST = 30  # tags around a name
_SIMPLE = {"a", "abbr", "b", "cite", "div", "em", "h1", "h2", "h3", "h4", "p", "small", "span", "strong", "time"}
_FRAGMENT = re.compile(r"(?:li-|div-|article-|dsq-)?comment-(\d+)")
_PARTED = re.compile(r"\s[—–|/-](?:\s|$)")  # noqa: RUF001 - what stands between a name and a date
_DATED = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d[:.h]\d\d")
# WordPress's "Comment by", before 2009, in the languages that it was translated to most.
_LABELLED = re.compile(
    r"^(?:comment by|kommentar (?:von|av|af)|commentaire (?:par|de)|comentario (?:por|de)|comentário (?:por|de)"
    r"|commento di|reactie (?:door|van)|komentarz -)\s+",
    re.IGNORECASE,
)
_NAME_TAGS = {"a", "b", "strong", "cite", "em"}
HEADINGS = frozenset({"h3", "h4", "h5", "h6"})  # those that stand in comments


def is_act(tag: Tag) -> bool:
    """Whether this is a part to act on the comment, or one that shows the author's picture."""
    names = classes(tag)
    if names and _act_any(names):
        return True
    return tag.name == "a" and _ACT_TARGET.search(attribute(tag, "href")) is not None


def is_reply_link(tag: Tag) -> bool:
    """Whether this is WordPress's link to reply to a comment, or to log in for it."""
    return not _REPLY_LINKS.isdisjoint(classes(tag)) or (tag.name == "a" and "replytocom=" in attribute(tag, "href"))


@lru_cache(maxsize=4096)
def _act_any(names: tuple[str, ...]) -> bool:
    return any(name in _ACTS or _ACT_WORD.search(name) is not None for name in names)


def shown_text(tag: Tag) -> str:
    """What people see of a name, a date or another label, on one line; of what goes on and on, the beginning."""
    if tag.name in _SIMPLE and not any(isinstance(child, Tag) for child in tag.contents):
        return one_line("".join(str(child) for child in tag.contents if is_text(child)))
    return one_line(render([tag], without=is_act, most=_LABEL).text)


def links_in(label: Tag) -> list[Tag]:
    """The links among the first nodes in a tag that is a label."""
    steps = islice(walk(label), _LABEL)
    return [step.node for step in steps if step.enters and isinstance(step.node, Tag) and step.node.name == "a"]


def comment_linked(link: Tag) -> str | None:
    """The number of the comment that a link leads to, unless it leads there to answer it."""
    match = _FRAGMENT.fullmatch(attribute(link, "href").rpartition("#")[2])
    return match[1] if match and "comment-reply-link" not in classes(link) else None


def _is_dated(tag: Tag) -> bool:
    """Whether this is a date or a link to a comment, which carries its date."""
    return tag.name == "time" or comment_linked(tag) is not None or tag.find("time") is not None


def name_in(tag: Tag) -> str | None:
    """The name that a tag holds, without the elements and words around it ("Von NAME am 5. Juli").

    A colon behind it is left: it tells that a verb may stand before it that no element of its own holds ("NAME says:").
    """
    for _ in range(_DEEPEST):
        loose, held = [], []
        for child in tag.children:
            if isinstance(child, Tag):
                text = "" if is_act(child) or _is_dated(child) else shown_text(child)
                held += [(child, text)] if re.search(r"\w", text) else []
            elif is_text(child) and one_line(str(child)):
                loose.append(one_line(str(child)))
        if loose or len(held) != 1:
            break
        tag = held[0][0]
    marked = [text for child, text in held if child.name in _NAME_TAGS]
    text = marked[0] if marked else undated(" ".join(loose)) or (held[0][1] if held else "")
    return text.rstrip(" ,|·") or None


def undated(line: str) -> str:
    """The name on a line that has the date behind it too ("Comment by NAME — May 3, 2011 @")."""
    name, _, rest = _PARTED.sub("\0", line, count=1).partition("\0")
    return _LABELLED.sub("", name) if rest == "" or _DATED.search(rest) else line
