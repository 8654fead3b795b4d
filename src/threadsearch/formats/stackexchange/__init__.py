"""HTML pages of Stack Exchange: a question, its answers, and the comments on each of them.

The question is a post (``Kind.POST``) and stands first; answers stand at the top level beside it, and each comment
below what it is on. The markup of 2010 and today's share the numbers, and little else::

    <div id="question" data-questionid="10"> <div id="answer-12"> <li id="comment-7">, until 2017 <tr id="comment-7">

Posts and comments are counted apart, so a comment's key is "comment-7", and a post's its number alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bs4 import Tag

from threadsearch.addresses import site_of
from threadsearch.formats.html import Places, attribute, classes, find_items, holds_any, parse_html
from threadsearch.formats.html.forum import canonical
from threadsearch.formats.stackexchange.around import (
    defects_of,
    number_and_pages,
    question_number,
    stated_count,
    title_of,
)
from threadsearch.formats.stackexchange.posts import PostReader
from threadsearch.model import Page, Thread

_POSTED = re.compile(r"<div\b[^<>]*?\bid\s*=\s*[\"']?(?:question[\"'\s>]|answer-\d)", re.IGNORECASE)
_SIGNS = ("js-post-body", "votecell", "postcell", "answercell", "comment-copy")
_ANSWER = re.compile(r"answer-(\d+)")
_COMMENT = re.compile(r"comment-\d+")


class StackExchange:
    """Reads questions, answers and comments of Stack Exchange's sites."""

    name = "stackexchange"
    description = "HTML of Stack Exchange questions with their answers and comments"
    media_types = ("text/html",)
    signs = _SIGNS

    def detect(self, page: Page) -> bool:
        """Claim HTML in which a question or an answer stands in Stack Exchange's own boxes."""
        content = page.content
        is_signed = page.media_type == "text/html" and holds_any(content, _SIGNS)
        return is_signed and _POSTED.search(content) is not None

    def parse(self, page: Page) -> Iterator[Thread]:
        """The one thread of the page."""
        soup = parse_html(page)
        url = canonical(soup, page)
        number = question_number(soup, url)
        items = find_items(soup, lambda tag: _wraps(tag, number))
        places = Places(page.content)
        comments = PostReader(replace(page, url=url), items, places).read()
        page_number, pages = number_and_pages(items.outside, page)
        title, site = title_of(soup, items), site_of(url)
        yield Thread(
            comments=comments,
            # Each site counts from one: without it, the title tells one site's question 12 from another's.
            key=number if site or not number else f"{number} {title or ''}".strip(),
            title=title,
            url=url.partition("?")[0] if url else None,
            site=site,
            stated_count=stated_count(soup, items),
            page=page_number,
            pages=pages,
            defects=(*items.defects(page, places), *defects_of(items, places)),
        )


def _wraps(tag: Tag, question: str | None) -> str | None:
    """The key of the post or comment that a tag wraps."""
    name = attribute(tag, "id")
    if tag.name == "div":
        if name == "question":
            return attribute(tag, "data-questionid") or question or ""
        match = _ANSWER.fullmatch(name)
        return match[1] if match else None
    is_comment = tag.name in ("li", "tr") and "comment" in classes(tag)
    return name if is_comment and _COMMENT.fullmatch(name) else None
