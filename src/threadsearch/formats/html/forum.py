"""What readers of forums share: posts become comments, and pagers tell numbers.

A forum's reader finds the posts and what each holds, as ``Post``; ``comments_of`` reads the dates of all of them
together (only together do they tell whether the day comes first), numbers them, and drops those that come twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import original
from threadsearch.formats.html.finding import within
from threadsearch.formats.html.heads import is_cut_off, metas
from threadsearch.formats.html.items import Items, find_items
from threadsearch.formats.html.lines import Rendered
from threadsearch.formats.html.places import Places
from threadsearch.formats.html.stamps import Stamps
from threadsearch.formats.html.text import render
from threadsearch.formats.html.tree import attribute, classes, one_line, walk
from threadsearch.formats.records.settling import settle
from threadsearch.model import Comment, Defect, Kind, Page, ParentSource, State

_NUMBER = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f]\d{3})+(?!\d)|\d+")
_EPOCH_DIGITS = 11  # an epoch with more digits is in milliseconds
_LAST_EPOCH = 32503680000  # the year 3000


@dataclass(frozen=True, slots=True)
class Post:
    """One post as a forum's page marks it.

    ``dates`` are the texts that may be its date, machine-readable ones first; ``shown`` is the one that people see.
    ``is_hidden`` tells that the page keeps its words from whoever saved it, who ignored the author.
    """

    words: Rendered = field(default_factory=Rendered)
    author: str | None = None
    dates: tuple[str, ...] = ()
    shown: str = ""
    native_id: str | None = None
    url: str | None = None
    locator: str = ""
    kind: Kind = Kind.COMMENT
    state: State = State.LIVE
    parent: str | None = None
    parent_source: ParentSource | None = None
    is_hidden: bool = False


def find_posts(soup: BeautifulSoup, wraps: Callable[[Tag], str | None]) -> Items:
    """The posts that ``wraps`` tells, as ``find_items`` does, each taken out of the post that it is nested in."""
    items = find_items(soup, wraps)
    part_nested(items)
    return items


def part_nested(items: Items) -> None:
    """Take each post out of the one that it is nested in, as all are in a page that closes none.

    So what is asked of a post's tag is asked of that post alone, in time linear in its own size.
    """
    for item in (*reversed(items.shown), *reversed(items.repeated)):  # innermost first, which is fastest
        if item.above is not None:
            item.tag.extract()


def comments_of(
    posts: Iterable[Post], page: Page, language: str | None
) -> tuple[tuple[Comment, ...], tuple[Defect, ...]]:
    """The posts as comments, in page order, and what is wrong with them. Of posts with one id the first is taken."""
    listed = list(posts)
    stamps = Stamps(page, (text for post in listed for text in (*post.dates, post.shown)), language)
    hidden = tuple(
        Defect(
            f"post {post.native_id} is by somebody whom the reader ignored: its words are not on the page",
            post.locator,
        )
        for post in listed
        if post.is_hidden
    )
    comments, defects = settle(
        Comment(
            position=position,
            text="" if post.state is State.DELETED else post.words.text,
            author=one_line(post.author or "") or None,
            created=stamps.read(*post.dates, shown=one_line(post.shown)),
            native_id=post.native_id,
            parent=post.parent,
            parent_source=post.parent_source,
            url=post.url,
            links=() if post.state is State.DELETED else post.words.links,
            locator=post.locator,
            kind=post.kind,
            state=post.state,
        )
        for position, post in enumerate(listed)
    )
    return comments, (*defects, *hidden)


def page_defects(page: Page, comments: Sequence[Comment], places: Places) -> tuple[Defect, ...]:
    """Damage of the page as a whole: its end is missing, or there is no post."""
    defects = []
    if is_cut_off(page.content):
        defects.append(Defect("the page breaks off; posts may be missing", places.last))
    if not comments:
        defects.append(Defect("no post can be made out"))
    return tuple(defects)


def page_and_pages(text: str) -> tuple[int | None, int | None]:
    """The two numbers of a pager ("Page 2 of 7", "Seite 2 von 7", "2 / 7"), or ``None`` for both.

    >>> page_and_pages("Seite 2 von 1.207")
    (2, 1207)
    """
    numbers = numbers_in(text)
    if len(numbers) != 2 or not 0 < numbers[0] <= numbers[1]:  # noqa: PLR2004 - the two numbers
        return None, None
    return numbers[0], numbers[1]


def total_of(text: str) -> int | None:
    """The total in the line above a list ("Results 1 to 20 of 147"), or ``None``.

    >>> total_of("Affichage des résultats 1 à 30 sur 30")
    30
    """
    numbers = numbers_in(text)
    is_range = len(numbers) == 3 and numbers[0] <= numbers[1] <= numbers[2]  # noqa: PLR2004 - from, to and total
    return numbers[2] if is_range else None


def numbers_in(text: str) -> list[int]:
    """The whole numbers in a text, in order; thousands may be parted."""
    return [int(re.sub(r"\D", "", number)) for number in _NUMBER.findall(text[:200])]


def whole_number(text: str) -> int | None:
    """The number that an attribute holds, if it is one of a size that anybody means."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None


def epoch_stamp(text: str) -> str:
    """Seconds or milliseconds since 1970, as scripts are given them, as a stamp that names its zone; or nothing."""
    if not re.fullmatch(r"[0-9]{6,14}", text):
        return ""
    seconds = int(text) // (1000 if len(text) > _EPOCH_DIGITS else 1)
    return datetime.fromtimestamp(seconds, UTC).isoformat() if seconds < _LAST_EPOCH else ""


def having(*names: str) -> Callable[[Tag], bool]:
    """Whether a tag has one of these classes."""
    wanted = frozenset(names)
    return lambda tag: not wanted.isdisjoint(classes(tag))


def words_of(
    body: Tag, *, is_quote: Callable[[Tag], bool], is_furniture: Callable[[Tag], bool], base: str | None
) -> Rendered:
    """A post's words, with the quotes of the forum's markup made quotes of HTML's, which changes the tree.

    The body's own tag is no quote. What ``is_furniture`` is left out.
    """
    body.name = "div"
    mark_quotes(body, is_quote)
    return render([body], without=is_furniture, base=base)


def mark_quotes(top: Tag, is_quote: Callable[[Tag], bool]) -> None:
    """Make the quotes of a forum's markup below ``top`` quotes of HTML's.

    Forums build a quote of several tags: what is a ``<blockquote>`` inside ``is_quote`` serves its looks only.
    """
    quotes: list[tuple[Tag, bool]] = []  # that are open, and whether their own blockquote was seen
    for step in walk(top):
        tag = step.node
        if not isinstance(tag, Tag):
            continue
        if not step.enters:
            if quotes and quotes[-1][0] is tag:
                quotes.pop()
        elif step.level and is_quote(tag):
            tag.name = "blockquote"
            quotes.append((tag, False))
        elif tag.name == "blockquote" and quotes and not quotes[-1][1]:
            tag.name = "div"
            quotes[-1] = (quotes[-1][0], True)


def lead_nowhere(labels: Iterable[Tag]) -> None:
    """Keep the words of a quote's labels, and not where they lead: such links are the forum's, not the writer's."""
    for link in within(labels, "a", href=True):
        del link["href"]


def canonical(soup: BeautifulSoup, page: Page) -> str | None:
    """The page's own address: as its head names it, else as it was captured."""
    base = base_of(soup, page.url)
    links = (attribute(tag, "href") for tag in soup.find_all("link") if "canonical" in attribute(tag, "rel").split())
    stated = [*links, metas(soup).get("og:url", "")]
    return next((url for url in (original(text, base) for text in stated) if url), None) or page.url


def base_of(soup: BeautifulSoup, url: str | None) -> str | None:
    """The address that the page's links are relative to."""
    stated = (original(attribute(tag, "href"), url) for tag in soup.find_all("base", limit=1))
    return next(stated, None) or url
