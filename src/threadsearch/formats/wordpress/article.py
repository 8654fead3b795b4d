"""What the page says about the thread: its article, where it is, how many comments and pages of them there are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import original, site_of
from threadsearch.dates import infer_day_first, read_stamp
from threadsearch.formats.html import Rendered, attribute, classes, one_line, render
from threadsearch.formats.wordpress.markup import is_act, links_in, name_in, shown_text
from threadsearch.formats.wordpress.outline import Outline
from threadsearch.formats.wordpress.paging import Paging, comments_stated, thread_url
from threadsearch.formats.wordpress.tags import Tags
from threadsearch.model import Page, Thread, Timestamp

_TEXTS = (
    *(
        "entry-content",
        "post-content",
        "post-entry",
        "entry-body",
        "td-post-content",
        "article-content",
    ),
    *(
        "article-body",
        "single-content",
        "post-body",
        "post-text",
        "et-pb-post-content",
        "storycontent",
    ),
    *(
        "elementor-widget-theme-post-content",
        "format-text",
        "the-content",
        "blog-content",
        "entrytext",
        "entry",
        "post",
    ),
)
_AUTHORS = ("entry-author-name", "author-name", "post-author", "entry-author", "wp-block-post-author-name")
_DATES = ("entry-date", "published", "post-date", "posted-on", "entry-time", "post-meta-date", "date")
_TITLES = {"entry-title", "post-title", "single-title", "article-title", "headline"}
_LONGEST_FILING = 80  # characters around the links to a post's categories
_ALIKE = 0.5  # of the words
_NAMES = {"site-title", "site-name", "logo", "blog-title", "brand"}
_HEADINGS = {"h1", "h2", "h3"}
_MOST_HEADINGS = 200  # that are looked at for the title
_BESIDE = re.compile(
    r"(?:^|[-_])(?:related|relatedposts|yarpp|newsletter|subscribe|subscription|signup|promo|advert\w*|adsbygoogle|ads?"
    r"|breadcrumbs?|navigation|nav-links|authorbox|author-(?:box|bio|info)|addtoany|comments|comments-area|respond|printfriendly"
    r"|postmeta(?:data)?|entry-meta|entry-footer|widget-area)(?:$|[-_])"
)
_JSON_DATE = re.compile(r"\"datePublished\"\s*:\s*\"([^\"]{8,40})\"")
_POST_ID = re.compile(r"(?:postid|page-id|attachmentid)-(\d+)")
_SEPARATED = re.compile(r"\s+[|»«:·•–—-]+\s+")  # noqa: RUF001 - what stands between a title and the site's name


def read_article(soup: BeautifulSoup, found: Outline, page: Page, language: str | None) -> Thread:
    """The thread without its comments, as far as the page tells it."""
    metas = _metas(found.outside)
    url = thread_url(found, page)
    body, paging = _body(found, url or page.url), Paging.of(found, page)
    title = _title(found.before, metas, soup)
    return Thread(
        comments=(),
        key=None if url else _key(found.outside, title),
        title=title,
        url=url,
        site=site_of(url),
        author=_author(found.before, metas),
        created=_created(found.before, metas, page, language),
        text=body.text,
        links=body.links,
        stated_count=comments_stated(found),
        page=paging.page,
        pages=paging.pages,
    )


def _metas(tags: Tags) -> dict[str, str]:
    """What the ``<meta>`` tags say, by property or name; the first of each counts."""
    metas: dict[str, str] = {}
    for tag in tags.named(("meta",)):
        name = attribute(tag, "property") or attribute(tag, "name")
        metas.setdefault(name.lower(), one_line(attribute(tag, "content")))
    return {name: content for name, content in metas.items() if content}


def _key(tags: Tags, title: str | None) -> str | None:
    """The post's number and title, for a page that does not tell its address: other sites have a post 12, too."""
    body = next(iter(tags.named(("body",))), None)
    names = classes(body) if body is not None else []
    number = next((match[0] for name in names if (match := _POST_ID.fullmatch(name))), None)
    return f"{number} {title}" if number and title else number


# ------------------------------------------------------------------------------------------------------------- title


def _title(tags: Tags, metas: dict[str, str], soup: BeautifulSoup) -> str | None:
    """The heading that is most like the page's own title; without one, that title without the site's name."""
    head = one_line(soup.title.get_text()) if soup.title is not None else ""
    site = metas.get("og:site_name", "")
    claims = [text for text in (metas.get("og:title", ""), head) if text]
    parts = [_words(part) for claim in claims for part in (claim, *_SEPARATED.split(claim)) if part != site]
    headings = ((tag, shown_text(tag)) for tag in tags.named(_HEADINGS)[:_MOST_HEADINGS] if not _is_site_name(tag))
    ranked = [(_likeness(text, parts), _is_post_title(tag), text) for tag, text in headings if text != site]
    if ranked and max(ranked)[0] >= _ALIKE:
        return max(ranked)[2]
    named = [text for _, is_named, text in ranked if is_named and text]
    return named[0] if named else _without_site(claims[0], site) if claims else None


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _likeness(heading: str, titles: list[set[str]]) -> float:
    """How much of a heading and of a title is in the other, for the title that is most like it: 0 to 1."""
    words = _words(heading)
    return max((round(len(words & title) / max(len(words), len(title), 1), 2) for title in titles), default=0.0)


def _is_site_name(tag: Tag) -> bool:
    """Whether a heading is the site's, by its name or since it leads to the front page."""
    names = [*classes(tag), attribute(tag, "id").lower()]
    links = [urlsplit(href) for href in (original(attribute(a, "href")) for a in links_in(tag)) if href]
    return any(name in _NAMES for name in names) or any(link.path in ("", "/") and not link.query for link in links)


def _is_post_title(tag: Tag) -> bool:
    """Whether a heading says that it is a post's title."""
    is_linked = any("bookmark" in attribute(link, "rel").split() for link in links_in(tag))
    return is_linked or not _TITLES.isdisjoint(classes(tag)) or attribute(tag, "itemprop") == "headline"


def _without_site(title: str, site: str) -> str:
    """A page's title without the name of the site before or behind it."""
    if site:
        for part in (title.removesuffix(site), title.removeprefix(site)):
            if part != title and part.strip(" |»«:·•–—-"):  # noqa: RUF001 - see _SEPARATED
                return part.strip(" |»«:·•–—-")  # noqa: RUF001 - see _SEPARATED
        return title
    return max(_SEPARATED.split(title), key=len)


# ---------------------------------------------------------------------------------------------------- author and date


def _author(tags: Tags, metas: dict[str, str]) -> str | None:
    """The article's author: as its line names it, else as the page's head does."""
    for tag in _author_candidates(tags):
        name = (name_in(tag) or "").rstrip(" :")
        if 0 < len(name) < _LONGEST_NAME:
            return name
    return next((metas[name] for name in ("author", "article:author") if "://" not in metas.get(name, "://")), None)


_LONGEST_NAME = 80  # characters


def _author_candidates(tags: Tags) -> Iterator[Tag]:
    for box in tags.having(("author", "byline", "entry-author", "post-author")):
        yield from [box] if "fn" in classes(box) else box.find_all(class_="fn")
    yield from (tag for tag in tags.named(("a",)) if "author" in attribute(tag, "rel").split())
    yield from tags.marked(("author",))
    yield from tags.having(_AUTHORS)
    yield from (tag for tag in tags.named(("a",)) if "/author/" in attribute(tag, "href"))


def _created(tags: Tags, metas: dict[str, str], page: Page, language: str | None) -> Timestamp | None:
    """The article's date: the first that is understood, machine-readable ones first."""
    texts = [metas[name] for name in ("article:published_time", "datepublished", "dc.date.issued") if name in metas]
    found = _JSON_DATE.search(page.content)
    texts += [found[1]] if found else []
    for tag in (*tags.marked(("datePublished",)), *tags.having(_DATES), *tags.named(("time",))):
        texts += [attribute(tag, "content"), attribute(tag, "datetime"), attribute(tag, "title"), shown_text(tag)]
    texts = [text for text in texts if text]
    day_first = infer_day_first(texts, language)
    stamps = (read_stamp(text, zone=page.zone, captured_at=page.captured_at, day_first=day_first) for text in texts)
    return next((stamp for stamp in stamps if stamp.at is not None), None)


# -------------------------------------------------------------------------------------------------------------- text


def _body(found: Outline, base: str | None) -> Rendered:
    """The article's text: of the elements with the surest class, the one with the most text."""
    wrappers = {id(node.tag) for node in found.nodes}
    shown: set[int] = set()

    def is_beside(tag: Tag) -> bool:
        if tag.name == "nav" or id(tag) in wrappers or is_act(tag) or _files_post(tag):
            return True
        names, name = classes(tag), attribute(tag, "id")
        if (names and _any_stands_beside(names)) or (name and _stands_beside(name.lower())):
            return True
        shown.add(id(tag))
        return False

    def longest(tags: Iterable[Tag]) -> Rendered:
        shown.clear()
        # What is shown within another of the tags is never longer than that one.
        bodies = (render([tag], without=is_beside, base=base) for tag in tags if id(tag) not in shown)
        return max(bodies, key=lambda body: len(body.text), default=Rendered())

    for name in _TEXTS:
        best = longest(_inner(found.outside, name))
        if best.text:
            return best
    return longest(_wordiest(found.outside))


def _inner(tags: Tags, name: str) -> list[Tag]:
    """The tags of this class; of the boxes of whole posts, which hold the title too, those of the words in them."""
    boxes = tags.having((name,))
    if name != "post":
        return boxes
    held = {id(box) for box in boxes}
    inner = [tag for tag in tags.having(("content",)) if tag.parent is not None and id(tag.parent) in held]
    return inner or boxes


def _files_post(tag: Tag) -> bool:
    """Whether this paragraph tells the post's categories, which WordPress marks so, and not much else."""
    if tag.name != "p":
        return False
    links = links_in(tag)
    is_filing = any("category" in attribute(link, "rel").split() for link in links)
    return is_filing and len(shown_text(tag)) <= _LONGEST_FILING + sum(len(shown_text(link)) for link in links)


@lru_cache(maxsize=4096)
def _any_stands_beside(names: tuple[str, ...]) -> bool:
    return any(map(_stands_beside, names))


@lru_cache(maxsize=4096)
def _stands_beside(name: str) -> bool:
    """Whether a class or an id tells that a tag is no part of the article."""
    return _BESIDE.search(name) is not None


def _wordiest(tags: Tags) -> Iterator[Tag]:
    """The element that says it is the article, or else the one with the most text in paragraphs of its own."""
    yield from tags.marked(("articleBody",))
    sizes: Counter[int] = Counter()
    parents: dict[int, Tag] = {}
    for tag in tags.named(("p",)):
        if tag.parent is not None:
            parents[id(tag.parent)] = tag.parent
            sizes[id(tag.parent)] += len(tag.get_text())
    if sizes:
        yield parents[sizes.most_common(1)[0][0]]
