"""What a page of a vBulletin forum says about its thread."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from threadsearch.addresses import original, site_of
from threadsearch.formats.html import (
    attribute,
    first_with,
    head_title,
    is_text,
    metas,
    one_line,
    outermost,
    text_of,
    within,
)
from threadsearch.formats.html.boards import QUERY, first_pager, without_parameters
from threadsearch.formats.html.forum import base_of, canonical, numbers_in, page_and_pages, total_of, whole_number
from threadsearch.model import Page, Thread

SESSION = {"s"}
"""The parameter of the session that a page was reached in."""
_PAGE = re.compile(r"/page(\d{1,9})/?(?=\?|$)|[?&]page(?:number)?=(\d{1,9})(?=&|$)|-p-(\d{1,9})(?=\.html$)")
_PAGE_FILE = re.compile(r"/page(\d{1,9})\.html$")
_NUMBERED = re.compile(r"[?&](?:t|threadid)=(\d+)|/t-(\d+)|[?/](\d+)-[^/?]*$|/threads/(\d+)")
_FORM = re.compile("^pagenav(?:-form)?$")
_PAGERS = (("pagenav", "vbmenu_control"), ("pagination", "popupctrl"), ("pagenav-controls", _FORM))
_PAGER = re.compile("^(?:pagenav|pagination)$")
_TOTAL_FIRST = re.compile(r"^(Toplam [\d.]++)(.*)$")  # Turkish: "Toplam 147 adet sonuçtan 1 ile 20 gösteriliyor"
_LINKED = re.compile(rf"\bshowthread\.php3?{QUERY}(?:[^#]*&)?((?:t|threadid)=\d+)")
_BULLET = re.compile(r"\bvb_bullet\.gif$")
_BULLETS = 3  # above the posts, and below them
_TO_PAGE = re.compile(r"[?&]pagenumber=\d")
_TO_POST = re.compile(rf"\bshowthread\.php{QUERY}(?:[^#]*&)?p=(\d+)#post\1$")
_BRACKETED = re.compile(r"\((\d{1,6})\)\W(?:.{0,80}\D)?\[(\d{1,6})\]")  # "Pages (7): « 3 4 [5] 6 7 »"
_NEAREST = 5  # tags from a link to a page up to the pager


def read_thread(soup: BeautifulSoup, page: Page) -> Thread:
    """The thread without its posts, by what stands around them."""
    named = within(within(soup.find_all("h1"), class_="threadtitle"), "a")
    links = (original(attribute(tag, "href"), base_of(soup, None)) for tag in (*named, *_linked_titles(soup)))
    stated = canonical(soup, page) or next(filter(None, links), None) or _linked_address(soup)
    url = without_parameters(stated, SESSION) if stated else None
    key = _key(soup, url)
    number, pages = _paging(soup)
    url, own = _of_first_page(url, number)
    match = _PAGE.search(url or "")
    if key and not _NUMBERED.search(
        _PAGE.sub("", url or "")
    ):  # the page was reached by a post's address, or tells none
        pair = _most_linked(soup)
        query = pair if pair and _number_in(pair) == key else f"t={key}"
        url = original(f"showthread.php?{query}", base_of(soup, url)) or url
    heading = next(filter(None, map(text_of, _titles(soup))), None) or _last_crumb(soup)
    address = _PAGE.sub("", url) if url else None
    return Thread(
        comments=(),
        key=key,
        title=heading or text_of(soup.h1) or metas(soup).get("og:title") or head_title(soup),
        url=address,
        site=site_of(address),
        stated_count=_stated_count(soup),
        page=number or own or (int(next(filter(None, match.groups()))) if match else None),
        pages=pages,
    )


def _of_first_page(url: str | None, number: int | None) -> tuple[str | None, int | None]:
    """The address without the page that rewritten ones name as a file, and that page.

    Where it stands behind the title ("12-pears-2.html"), only the page's own number tells it from one in the title.
    """
    file = _PAGE_FILE.search(url or "")
    if url and file:
        return url[: file.start() + 1], int(file[1])
    end = f"-{number}.html"
    return (f"{url.removesuffix(end)}.html" if url and (number or 1) > 1 and url.endswith(end) else url), None


def _titles(soup: BeautifulSoup) -> Iterator[Tag]:
    """The tags that print the title, in all versions."""
    yield from within(soup.find_all("h1"), class_="threadtitle")
    yield from soup.find_all("h1", class_="main-title")
    yield from within(soup.find_all("td", class_="navbar", colspan=True), "strong")
    yield from within(within(soup.find_all(class_="navbar"), class_="finallink"), "strong")
    yield from soup.find_all("a", class_="bclast")
    yield from within(soup.find_all("td", class_="tcat"), "a", href=_TO_POST)  # above a post that is shown alone
    yield from _linked_titles(soup)


def _last_crumb(soup: BeautifulSoup) -> str:
    """The end of the path to the thread, which version 2 prints behind its bullet: the title, no link."""
    for bullet in soup.find_all("img", src=_BULLET, limit=_BULLETS):
        line = bullet.find_next_sibling()
        path = line.find("b") if isinstance(line, Tag) else None
        last = path.contents[-1] if isinstance(path, Tag) and path.contents else None
        if last is not None and is_text(last) and str(last).strip(" >\n"):
            return one_line(str(last)).lstrip("> ")
    return ""


def _linked_titles(soup: BeautifulSoup) -> Iterator[Tag]:
    """The titles that lead to the thread, in the archive and in version 3's view for printers."""
    yield from within(soup.find_all("p", class_="largefont"), "a")
    cells = soup.find_all("td", class_="page")
    bold = [part for cell in cells for part in cell.find_all("b", recursive=False)]
    links = [link for part in bold for link in part.find_all("a", recursive=False)]
    # Above the thread's there may be those of its forum.
    yield from sorted(links, key=lambda link: _LINKED.search(attribute(link, "href")) is None)


def _key(soup: BeautifulSoup, url: str | None) -> str | None:
    """The thread's number: as the page's forms state it, else as its address does, else as most of its links do."""
    for name in ("searchthreadid", "t", "threadid", "nodeid"):
        values = (attribute(tag, "value") for tag in soup.find_all("input", attrs={"name": name}))
        value = next((value for value in values if value.isdecimal()), None)
        if value is not None:
            return value
    titles = (attribute(tag, "title") for tag in soup.find_all("td", class_="vbmenu_control"))
    named = next(filter(None, map(_LINKED.match, titles)), None)  # the pager, for its script
    if named:
        return _number_in(named[1])
    match = _NUMBERED.search(_PAGE.sub("", url or ""))
    if match:
        return next((group for group in match.groups() if group), None)
    pair = _most_linked(soup)
    return _number_in(pair) if pair else None


def _linked_address(soup: BeautifulSoup) -> str | None:
    """An address of the thread's, as one of its whole links has it."""
    pair = _most_linked(soup)
    hrefs = (attribute(tag, "href") for tag in soup.find_all("a"))
    own = (href for href in hrefs if pair and (match := _LINKED.search(href)) and match[1] == pair)
    address = next(filter(None, map(original, own)), None)
    return original(f"showthread.php?{pair}", address) if address else None


def _number_in(pair: str) -> str:
    return pair.partition("=")[2]


def _most_linked(soup: BeautifulSoup) -> str | None:
    """The thread that most of the page's links lead to, as they name it: "t=12", in version 2 "threadid=12"."""
    links = (_LINKED.search(attribute(tag, "href")) for tag in soup.find_all("a"))
    linked = Counter(match[1] for match in links if match)
    return linked.most_common(1)[0][0] if linked else None


def _paging(soup: BeautifulSoup) -> tuple[int | None, int | None]:
    """Which page this is, and of how many: "Page 2 of 7", or a field to change it."""
    for tag in outermost(tag for outer, inner in _PAGERS for tag in within(soup.find_all(class_=outer), class_=inner)):
        field, total = (
            first_with(tag.find_all("input"), "js-pagenum"),
            numbers_in(text_of(first_with(tag.find_all(), "pagetotal"))),
        )
        current = whole_number(attribute(field, "value")) if field is not None else None
        if current is not None and total:
            return current, total[0]
        numbers = page_and_pages(text_of(tag))
        if numbers[0] is not None:
            return numbers
    told = first_pager(soup.find_all(id="pagenumbers"), lambda entry: entry.name == "b")
    return told if told[0] is not None else _paging_of_two(soup)


def _paging_of_two(soup: BeautifulSoup) -> tuple[int | None, int | None]:
    """What version 2's pager tells: "Pages (7): [1] 2 3", or a list to choose from."""
    for choice in within(soup.find_all(class_="pages"), "select"):
        entries = choice.find_all("option")
        chosen = next((entry for entry in entries if "selected" in entry.attrs), None)
        if chosen is not None and (number := whole_number(attribute(chosen, "value"))):
            return number, len(entries)
    for link in soup.find_all("a", href=_TO_PAGE)[:1]:
        lines = (text_of(parent) for parent, _ in zip(link.parents, range(_NEAREST), strict=False))
        match = next(filter(None, map(_BRACKETED.search, lines)), None)
        if match:
            return int(match[2]), int(match[1])
    return None, None


def _stated_count(soup: BeautifulSoup) -> int | None:
    """How many posts the thread has: "Results 1 to 20 of 147", above the posts or on a pager's link."""
    stated = [text_of(tag) for tag in soup.find_all(class_="postpagestats")]
    stated += [attribute(tag, "title") for tag in within(soup.find_all(class_=_PAGER), "a", title=True)]
    totals = (total_of(_TOTAL_FIRST.sub(r"\2 \1", text, count=1)) for text in stated)
    return max((total for total in totals if total is not None), default=None)
