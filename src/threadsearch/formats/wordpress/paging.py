"""Where the thread is, how many comments it has by its own account, and which page of them this is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bs4 import Tag

from threadsearch.addresses import original
from threadsearch.formats.html import attribute, classes
from threadsearch.formats.wordpress.markup import links_in, shown_text
from threadsearch.formats.wordpress.outline import Outline
from threadsearch.model import Page

_T = TypeVar("_T", int, str)

_PAGE = re.compile(r"/comment-page-(\d{1,6})(?=/|$|[?#])|[?&]cpage=(\d{1,6})\b")
_OF_COMMENT = re.compile(r"#(?:li-|div-)?comment-\d+$")
_COUNTS = (
    *("comments-title", "wp-block-comments-title", "wpd-thread-info", "comment-count-area", "comments-heading"),
    *("commentstitle", "comments-header", "comment-title", "comments-count", "comment-count"),
    *("comments-intro", "comments-number", "comments-link"),
)
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_LONGEST_HEADING = 300  # characters; it may hold the article's title
_WORD_BEFORE, _WORD_BEHIND = r"(?<![A-Za-zÀ-ɏ\d.,])", r"(?![A-Za-zÀ-ɏ\d])"  # Chinese and Japanese part no words
_NUMBER = re.compile(
    rf"{_WORD_BEFORE}\d{{1,3}}(?:[.,'’\s]\d{{3}})+{_WORD_BEHIND}|{_WORD_BEFORE}\d+{_WORD_BEHIND}"  # noqa: RUF001 - Swiss
)
_QUOTED = re.compile(r"[“„«\"‘‹](?:.*[”“»\"’›]|.*$)")  # noqa: RUF001 - the article's title, in any language's quotes
_ABOUT_COMMENTS = re.compile(r"comment|respon|repl(?:y|ies)|thought|discussion|reaction", re.IGNORECASE)
# "Comment" in the languages that WordPress is most often set to, for headings that stand in no telling element.
_COMMENT_WORD = re.compile(
    r"comment|respons|repl(?:y|ies)|thought|kommentar|antwort|gedanke|réponse|réflexion|avis|comentari|respuesta|pensamiento"
    r"|coment[áa]rio|resposta|comment[oi]|pensier|reactie|gedachte|svar|komentarz|odpowied|коммент|ответ|評論|コメント",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"\s+(?:[^\W\d]+\s)?[^\W\d]{{0,10}}(?:{_COMMENT_WORD.pattern})|\s?[件条條则則篇個个개건]", re.IGNORECASE
)
_ONE = {
    *("one", "ein", "eine", "un", "une", "uno", "una", "um", "uma", "een", "één", "en", "ett", "et", "jeden", "jedna"),
    *("один", "одна", "одно", "yksi", "egy", "bir"),
}


@dataclass(frozen=True, slots=True)
class Paging:
    """The page's number among the pages of comments, and the highest number that it knows of."""

    page: int | None = None
    pages: int | None = None

    @staticmethod
    def of(found: Outline, page: Page) -> Paging:
        """What the address, the comments' own links and the links to other pages tell."""
        own = _page_in(page.url or "") or _most_common(_page_in(href) for href in _permalinks(found))
        links = found.outside.named(("a",))
        linked = {number: tag for tag in links if (number := _page_in(attribute(tag, "href")))}
        if own is None and linked:
            numbers = map(_current, found.outside.having(("page-numbers",)))
            own = next((number for number in numbers if number), None)
        if own is None:
            own = next((beside for number, tag in linked.items() if (beside := _beside(number, tag))), None)
        return Paging(own, max([*linked, *([own] if own else [])], default=None))


def thread_url(found: Outline, page: Page) -> str | None:
    """The thread's address: the page's without the page of comments, or the one that its comments link to.

    The latter also counts where the page claims the site's front page for its address, as ill-made sites do.
    """
    linked = _most_common(thread_address(href) for link in _permalinks(found) if (href := original(link, page.url)))
    linked = linked or _bookmark(found, page)
    own = thread_address(page.url) if page.url else None
    if own and linked and urlsplit(own).path in ("", "/") and not urlsplit(own).query:
        return linked
    return own or linked


def _bookmark(found: Outline, page: Page) -> str | None:
    """Where the article's title leads, which themes mark as its permanent link."""
    headings = found.before.named(_HEADINGS)
    links = (link for heading in headings for link in links_in(heading))
    marked = (link for link in links if "bookmark" in attribute(link, "rel").split())
    href = next((original(attribute(link, "href"), page.url) for link in marked), None)
    return thread_address(href) if href else None


def comments_stated(found: Outline) -> int | None:
    """How many comments the page claims ("12 thoughts on ..."), where it does so in digits or as one."""
    for tag in _count_candidates(found):
        count = _count_in(shown_text(tag))
        if count is not None:
            return count
    return None


def _count_candidates(found: Outline) -> Iterator[Tag]:
    yield from found.before.having(_COUNTS[:-1])
    headings = found.before.named(_HEADINGS)
    yield from (tag for tag in headings if attribute(tag, "id").startswith("comments"))
    yield from (tag for tag in reversed(headings[-3:]) if _is_about_comments(tag))
    yield from found.before.having(_COUNTS[-1:])


def _is_about_comments(heading: Tag) -> bool:
    """Whether a heading before the comments is theirs: by what it stands in, or by its own words."""
    boxes = [heading, *(parent for parent, _ in zip(heading.parents, range(2), strict=False))]
    names = [name for box in boxes if box.name != "body" for name in (*classes(box), attribute(box, "id"))]
    return any(map(_ABOUT_COMMENTS.search, names)) or _COMMENT_WORD.search(_unquoted(shown_text(heading))) is not None


def _count_in(heading: str) -> int | None:
    """The number in a heading. The article's title may have others: it is quoted, or "comments" follow ours."""
    if len(heading) > _LONGEST_HEADING:
        return None
    text = _unquoted(heading).strip()
    word = text.partition(" ")[0]
    is_one = word.casefold() in _ONE
    numbers = list(_NUMBER.finditer(text))
    if not numbers or (is_one and _COUNTED.match(text, len(word))):
        return 1 if is_one else None
    told = next((number for number in numbers if _COUNTED.match(text, number.end())), numbers[0])
    return int(re.sub(r"\D", "", told[0]))


def _unquoted(heading: str) -> str:
    return _QUOTED.sub(" ", heading)


# ------------------------------------------------------------------------------------------------------------- links


def thread_address(address: str) -> str | None:
    """The address without fragment and page of comments."""
    try:
        parts = urlsplit(_OF_COMMENT.sub("", address))
    except ValueError:
        return None
    path = re.sub(r"/comment-page-\d+/?$", "/", parts.path)
    query = urlencode(
        [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in ("cpage", "replytocom")]
    )
    return urlunsplit((parts.scheme, parts.netloc, path, query, "")) if parts.netloc else None


def _permalinks(found: Outline) -> list[str]:
    """The links that lead to a comment of this page, out of its own wrapper."""
    return [
        href
        for node in found.nodes
        for tag, _ in node.own
        if tag.name == "a" and (href := attribute(tag, "href")).endswith(f"#comment-{node.number}")
    ]


def _page_in(address: str) -> int | None:
    match = _PAGE.search(address)
    return int(match[1] or match[2]) if match else None


def _current(tag: Tag) -> int | None:
    """The number of the page that this is, in a list of pages' numbers."""
    if "page-numbers" not in classes(tag) or "current" not in classes(tag):
        return None
    text = shown_text(tag)
    return int(text) if text.isdecimal() else None


def _beside(number: int, link: Tag) -> int | None:
    """This page's number, by the link to the one before or after it."""
    names = {name for box in (link, link.parent) if box is not None for name in classes(box)}
    if not names.isdisjoint(("nav-previous", "previous", "prev", "alignleft")):
        return number + 1
    return number - 1 if not names.isdisjoint(("nav-next", "next", "alignright")) and number > 1 else None


def _most_common(values: Iterable[_T | None]) -> _T | None:
    counted = Counter(value for value in values if value is not None)
    return counted.most_common(1)[0][0] if counted else None
