"""Small questions to the markup of themes: which tag has which class, what people see of it, whose name it holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from bs4 import Tag

from threadsearch.formats.html import attribute, classes, is_text, one_line, render, text_of, walk

# Parts to act on something, or that show a picture of somebody: no part of a name, a date or a text.
_ACTS = {
    *("reply", "comment-reply-link", "comment-edit-link", "edit-link", "says", "avatar", "gravatar", "actions"),
    *("screen-reader-text", "act"),
}
_ACT_WORD = re.compile(
    r"(?:^|[-_])(?:likes?|liked|dislikes?|ratings?|votes?|voting|karma|thumbs?|share|sharing|shares|sharedaddy|social"
    r"|report|flag|permalink|tooltip|badge|moderation|reply-link|edit-link|reply-to|replyto|unapproved"
    # What plug-ins add: ratings, their writer's latest post, the browser, another language, some minutes to edit.
    r"|ratingblock|gdsr[a-z]*|ckrating|cluv|commentluv|user-?agent|translate|ajax-edit|subscribe)(?:$|[-_])"
)
_PICTURE = re.compile(r"gravatar\.com/avatar", re.IGNORECASE)
_PICTURED = re.compile(r"\W*(?:\w+ )?(?:gr)?avatar\b.{0,60}|user|author|commenter|profile(?: picture)?", re.IGNORECASE)
_ACT_TARGET = re.compile(r"[?&]replytocom=|#respond$|[?&]action=editcomment")
_REPLY_LINKS = {"comment-reply-link", "comment-reply-login"}
_LABEL = 200  # nodes, tags and texts: in a hostile page that nests labels, all of them would be its square
_DEEPEST = 30  # tags around a name
_SIMPLE = {"a", "abbr", "b", "cite", "div", "em", "h1", "h2", "h3", "h4", "p", "small", "span", "strong", "time"}
_FRAGMENT = re.compile(r"(?:li-|div-|article-|dsq-)?comment-(\d+)")
_PARTED = re.compile(r"\s(?:[—–|/-](?:\s|$)|\((?=[^()]{1,60}\)$))")  # noqa: RUF001 - what stands between a name and a date
_DATED = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d[:.h]\d\d")
# WordPress's "Comment by", before 2009, in the languages that it was translated to most; some left one word as it was.
_LABELLED = re.compile(
    r"^(?:(?:comment|kommentar|commentaire|comentario|comentário|commento|reactie) "
    r"(?:by|von|av|af|par|de|por|di|door|van)|(?:posted|written) by:?|komentarz -)\s+",
    re.IGNORECASE,
)
# What only those see whose comment was not approved yet, in the languages that WordPress is most often set to.
_AWAITED = re.compile(
    r"\W*"
    r"(?:(?:your|dein|ihr|votre|ton|tu|su|il tuo|o seu|seu|je|jouw|uw|din|twój|ваш|yorumunuz|あなたの|您的|你的)\s?)?"
    r"(?:comment|kommentar|commentaire|comentario|commento|comentário|reactie|komentarz|комментарий|コメント|评论|評論|留言)"
    r".{0,30}(?:awaiting moderation|pending approval|freigegeben werden|frei ?geschaltet werden|auf freischaltung"
    r"|auf moderation|moderationsschleife|en attente de (?:modération|validation)|de moderación|de ser aprobado"
    r"|in attesa di \w+|aguarda(?:ndo)? moderação|van moderatie|op moderatie|på granskning|inväntar granskning"
    r"|na moderację|ожидает \w+"
    r"|denetim için bekliyor|承認待ち\w{0,5}|等待审核|等待審核).{0,100}",
    re.IGNORECASE,
)
_RATING = re.compile(r"karma-\d+-(?:up|down|total)")
_NOTICE_DEPTH = 3  # tags in each other that hold a notice, and nodes in each: line breaks beside it
_NOTICE_TAGS = {"em", "i", "strong", "b", "span", "p", "div", "small"}
_MARKED = {"a", "b", "strong", "cite", "em"}  # what themes put names into
HEADINGS = frozenset({"h3", "h4", "h5", "h6"})  # those that stand in comments
NAME_TAGS = HEADINGS | {"a", "strong", "b", "cite"}
_HEAD_TAGS = NAME_TAGS - {"a"} | {"div", "header", "span"}
_MOST_NAMES = 100  # tags that are looked at for a name
_SIGNS = re.compile(r"#\s?\d{0,5}|[|/·•:,\s–—-]+")  # noqa: RUF001 - what themes print beside a name


def is_act(tag: Tag) -> bool:
    """Whether this is a part to act on the comment, tells that it waits, or shows the author's picture."""
    names = classes(tag)
    if names and _act_any(names):
        return True
    if tag.name == "img":
        return (
            _PICTURE.search(attribute(tag, "src")) is not None or _PICTURED.fullmatch(attribute(tag, "alt")) is not None
        )
    if tag.name == "a":
        return _ACT_TARGET.search(attribute(tag, "href")) is not None
    return _tells_of_moderation(tag)


def _tells_of_moderation(tag: Tag) -> bool:
    """Whether all that a tag holds is the notice that the comment waits to be approved."""
    for _ in range(_NOTICE_DEPTH):
        nodes = tag.contents
        held = [
            node for node in nodes[:_NOTICE_DEPTH] if isinstance(node, Tag) or (is_text(node) and str(node).strip())
        ]
        if tag.name not in _NOTICE_TAGS or len(nodes) > _NOTICE_DEPTH or len(held) != 1:
            break
        if not isinstance(held[0], Tag):
            text = str(held[0])
            return len(text) <= _LABEL and _AWAITED.fullmatch(one_line(text)) is not None
        tag = held[0]
    return False


def is_rated(paragraph: Tag) -> bool:
    """Whether the plug-in Comment Rating added this paragraph: the votes, or the note that hides words of few votes."""
    parts = [child for child in paragraph.children if isinstance(child, Tag) and child.attrs]
    return any(_RATING.fullmatch(attribute(tag, "id")) or "crSwitchDisplay(" in attribute(tag, "href") for tag in parts)


def is_notice(tag: Tag) -> bool:
    """Whether this is the notice that a comment waits for moderation, which old walkers print before its date."""
    if tag.name != "em":
        return False
    # Only line breaks may stand between: to look through all that follows takes too long where many follow.
    following = next((node for node in tag.next_siblings if isinstance(node, Tag) and node.name != "br"), None)
    return following is not None and "commentmetadata" in classes(following)


def is_reply_link(tag: Tag) -> bool:
    """Whether this is WordPress's link to reply to a comment, or to log in for it."""
    return not _REPLY_LINKS.isdisjoint(classes(tag)) or (tag.name == "a" and "replytocom=" in attribute(tag, "href"))


@lru_cache(maxsize=4096)
def _act_any(names: tuple[str, ...]) -> bool:
    return any(name in _ACTS or _ACT_WORD.search(name) is not None for name in names)


def is_button(tag: Tag) -> bool:
    """Whether this is a link that runs a script and says what it is: WordPress leaves no class in what people write."""
    is_scripted = tag.name == "a" and attribute(tag, "href").lstrip().lower().startswith("javascript:")
    return is_scripted and bool(classes(tag) or attribute(tag, "onclick"))


def is_paragraph(tag: Tag) -> bool:
    """Whether WordPress made this of somebody's words: a paragraph without a class that says something."""
    return tag.name == "p" and not tag.attrs and re.search(r"\w", shown_text(tag)) is not None


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
        loose: list[str] = []
        held: list[tuple[Tag, str]] = []
        for child in tag.children:
            if isinstance(child, Tag):
                if child.name == "br" and (loose or held):
                    break  # the date, or a rank, on a line of its own
                text = "" if is_act(child) or _is_dated(child) else shown_text(child)
                held += [(child, text)] if re.search(r"\w", text) else []
            elif is_text(child) and one_line(str(child)):
                loose.append(one_line(str(child)))
        if loose or len(held) != 1:
            break
        tag = held[0][0]
    marked = [text for child, text in held if child.name in _MARKED]
    text = marked[0] if marked else undated(" ".join(loose)) or (held[0][1] if held else "")
    return text.rstrip(" ,|·") or None


def undated(line: str) -> str:
    """The name on a line that has the date behind it too ("Comment by NAME — May 3, 2011 @")."""
    name, _, rest = _PARTED.sub("\0", line, count=1).partition("\0")
    return _LABELLED.sub("", name) if rest == "" or _DATED.search(rest) else line


def head_in(body: Tag) -> Tag | None:
    """The first tag in a box, if that can't be words: WordPress puts these into paragraphs, lists and quotes."""
    children = (child for child in body.children if not is_text(child) or str(child).strip())
    first = next((child for child in children if not isinstance(child, Tag) or text_of(child)), None)
    if not isinstance(first, Tag):
        return None
    # What people write has paragraphs without classes.
    return first if first.name in _HEAD_TAGS or (first.name == "p" and classes(first)) else None


def first_name(candidates: Iterable[Tag]) -> tuple[Tag | None, str | None]:
    """The first tag that holds a name, and the name."""
    first = islice(candidates, _MOST_NAMES)
    return next(((tag, name) for tag in first if (name := name_in(tag)) and not _SIGNS.fullmatch(name)), (None, None))
