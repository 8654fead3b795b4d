"""The view for old phones, which shows neither numbers nor dates."""

from __future__ import annotations

from dataclasses import replace

from bs4 import BeautifulSoup, NavigableString, Tag

from threadsearch.formats.html import Item, Items, Places, classes, find_items, render, text_of
from threadsearch.formats.html.boards import Topic
from threadsearch.formats.html.forum import Post, page_and_pages
from threadsearch.formats.smf.topic import read_topic
from threadsearch.model import Page

_SHADES = {"windowbg", "windowbg2"}


def find_wireless(soup: BeautifulSoup) -> Items:
    """The posts: paragraphs that begin with a name and a colon."""
    return find_items(soup, lambda tag: None if _head(tag) is None else "")


def wireless_topic(soup: BeautifulSoup, items: Items, page: Page) -> Topic:
    """What the page says of its topic: the subject, and "(1/2)" in a paragraph above the posts."""
    topic = read_topic(soup, items, page)
    paragraphs = [tag for tag in items.outside if tag.name == "p"]
    subject = next((text_of(tag) for tag in paragraphs if "catbg" in classes(tag)), "")
    pager = next((tag for tag in paragraphs if "windowbg" in classes(tag)), None)
    current, pages = page_and_pages(text_of(pager))
    return replace(topic, title=subject or topic.title, page=current, pages=pages)


def wireless_post(item: Item, base: str | None, _places: Places, _topic: Topic) -> Post:
    """One post."""
    name, colon = _head(item.tag) or (None, None)
    if colon is not None:
        colon.replace_with(colon.lstrip().removeprefix(":"))
    return Post(words=render([item.tag], without=lambda tag: tag is name, base=base), author=text_of(name))


def _head(tag: Tag) -> tuple[Tag, NavigableString] | None:
    """The name that a post begins with, and the text behind it, which begins with a colon."""
    if tag.name != "p" or _SHADES.isdisjoint(classes(tag)):
        return None
    first = next((child for child in tag.children if isinstance(child, Tag) or str(child).strip()), None)
    if not isinstance(first, Tag):  # words that stand before a bold one make it no name
        return None
    behind = first.next_sibling if first.name in ("strong", "b") else None
    if not isinstance(behind, NavigableString) or not behind.lstrip().startswith(":"):
        return None
    return first, behind
