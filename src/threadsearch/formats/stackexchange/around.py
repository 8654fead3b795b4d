"""What a question's page says around the posts: its number, title, and how much there is of everything."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from threadsearch.formats.html import Item, Items, Places, attribute, classes, first_with, head_title, metas, text_of
from threadsearch.formats.html.forum import whole_number
from threadsearch.model import Defect, Page

_QUESTION = re.compile(r"/(?:questions|q)/(\d+)")
_COMMENTS = re.compile(r"comments-(\d+)")
_NUMBER = re.compile(r"(?<!\d)\d[\d,.]{0,12}(?!\d)")


def question_number(soup: BeautifulSoup, url: str | None) -> str | None:
    """The question's number, by its box, its address, or its list of comments."""
    box = soup.find(id="question")
    if not isinstance(box, Tag):
        match = _QUESTION.search(url or "")
        return match[1] if match else None
    lists = (_COMMENTS.fullmatch(attribute(tag, "id")) for tag in box.find_all("div"))
    found = next((match for match in lists if match), None) or _QUESTION.search(url or "")
    return attribute(box, "data-questionid") or (found[1] if found else None)


def title_of(soup: BeautifulSoup, items: Items) -> str | None:
    """The question's title, as its heading has it."""
    link = first_with([tag for tag in items.outside if tag.name == "a"], "question-hyperlink")
    return text_of(link) or metas(soup).get("og:title") or head_title(soup)


def stated_count(soup: BeautifulSoup, items: Items) -> int | None:
    """How much the page says there is: the question, the answers that it counts, and the comments on what it shows."""
    answers = _stated_answers(soup)
    if answers is None:
        return None
    posts = [item for item in items.shown if item.tag.name == "div"]
    is_question_shown = any(attribute(item.tag, "id") == "question" for item in posts)
    shown = len(items.shown) - len(posts)
    hidden = sum(count or 0 for item in posts for count in [_hidden_comments(item)])
    return answers + is_question_shown + shown + hidden


def _stated_answers(soup: BeautifulSoup) -> int | None:
    """The number of answers in their heading; none if that tells nothing."""
    box = soup.find(id="answers-header")
    heading = box.find("h2") if isinstance(box, Tag) else None
    if not isinstance(heading, Tag):
        return None
    told = whole_number(attribute(heading, "data-answercount"))
    if told is not None:
        return told
    number = _NUMBER.search(text_of(heading))
    return int(re.sub(r"\D", "", number[0])) if number else 0


def _hidden_comments(post: Item) -> int | None:
    """How many comments on a post aren't shown ("show 3 more comments"); ``None`` for an unknown number."""
    link = post.first("js-show-link")
    if link is None or not {"dno", "d-none"}.isdisjoint(classes(link)):
        return 0
    number = _NUMBER.search(text_of(link))
    remaining = next((attribute(tag, "data-remaining-comments-count") for tag in post.own if _is_list(tag)), "")
    if number:
        return int(re.sub(r"\D", "", number[0]))
    return whole_number(remaining)


def _is_list(tag: Tag) -> bool:
    return "comments-list" in classes(tag)


def defects_of(items: Items, places: Places) -> Iterator[Defect]:
    """The links that stand in place of comments."""
    for item in items.shown:
        if item.tag.name == "div" and (count := _hidden_comments(item)) != 0:
            number = "an unknown number" if count is None else count
            yield Defect(f'"show more comments" stands in place of {number}', places.of_id(attribute(item.tag, "id")))


def number_and_pages(outside: list[Tag], page: Page) -> tuple[int | None, int | None]:
    """The page's number among the pages of answers, and how many these are."""
    pager = first_with(outside, "pager-answers", "s-pagination")
    if pager is None:
        return None, None
    shown = (whole_number(text_of(tag)) for tag in pager.find_all(["span", "a", "div"]))
    numbers = [number for number in shown if number is not None]
    current = first_with(pager.find_all(), "current", "is-selected")
    own = text_of(current)
    asked = re.search(r"[?&]page=(\d{1,5})\b", page.url or "")
    number = whole_number(own)
    if number is None and asked:
        number = int(asked[1])
    return number, max(numbers, default=None)
