"""Stack Exchange's data dumps: Posts.xml and Comments.xml."""

from __future__ import annotations

import re
from collections.abc import Iterator

from threadsearch.formats.records.bodies import html_text, markdown_text
from threadsearch.formats.records.fields import number, stamp, text
from threadsearch.formats.records.settling import settle
from threadsearch.formats.records.xmls import Element, read_xml
from threadsearch.model import Comment, Defect, Page, Thread

_SIGN = re.compile(r"<(?:posts|comments)>\s*(?:<row\s|\Z)")
_ROW = re.compile(r"<row\s+Id=[\"']\d+[\"'][^>]*\b(?:PostTypeId|PostId)=")
_QUESTION, _ANSWER = "1", "2"


class StackExchangeDump:
    """Reads each question with its answers, or each post's comments, as a thread."""

    name = "stackexchange-dump"
    description = "Stack Exchange's data dumps: Posts.xml and Comments.xml"

    def detect(self, page: Page) -> bool:
        """Are there the rows of posts or comments?"""
        if page.media_type != "application/xml" or not _SIGN.search(page.content):
            return False
        return _ROW.search(page.content) is not None

    def parse(self, page: Page) -> Iterator[Thread]:
        """The threads, in the order in which they first occur."""
        root, defects = read_xml(page)
        rows = [row for row in root.all("row") if row.is_whole]
        yield from _questions(rows, defects) if root.name == "posts" else _remarks(rows, defects)


def _questions(rows: list[Element], defects: tuple[Defect, ...]) -> Iterator[Thread]:
    asked: dict[str, Element] = {}
    answers: dict[str, list[Element]] = {}
    for row in rows:
        kind = row.attributes.get("PostTypeId")
        if kind == _QUESTION:
            asked[row.attributes.get("Id", "")] = row
        elif kind == _ANSWER:
            answers.setdefault(row.attributes.get("ParentId", ""), []).append(row)
    for key in dict.fromkeys((*asked, *answers)):
        comments, flaws = settle(_comment(row, "answer", "Body") for row in answers.get(key, ()))
        question = asked.get(key)
        if question is None:
            missing = Defect(f"the question {key} is not in the dump", comments[0].locator)
            yield Thread(comments, key=_lasting_key(key, comments), defects=(*defects, *flaws, missing))
            continue
        fields = question.attributes
        body = html_text(fields.get("Body", ""))
        yield Thread(
            comments,
            title=text(fields, "Title"),
            author=_author(question),
            created=stamp(text(fields, "CreationDate")),
            text=body.text,
            links=body.links,
            stated_count=number(fields, "AnswerCount"),
            defects=(*defects, *flaws),
        )


def _remarks(rows: list[Element], defects: tuple[Defect, ...]) -> Iterator[Thread]:
    posts: dict[str, list[Element]] = {}
    for row in rows:
        posts.setdefault(row.attributes.get("PostId", ""), []).append(row)
    for key, members in posts.items():
        comments, flaws = settle(_comment(row, "comment", "Text") for row in members)
        yield Thread(comments, key=_lasting_key(key, comments), defects=(*defects, *flaws))


def _lasting_key(number: str, comments: tuple[Comment, ...]) -> str:
    """A key for what has no title. Each site of the network counts from one, so the number alone would not do."""
    first = comments[0].created if comments else None
    return f"{number} {first.raw if first else ''}".strip()


def _comment(row: Element, kind: str, body_field: str) -> Comment:
    source = row.attributes.get(body_field, "")
    body = html_text(source) if kind == "answer" else markdown_text(source)
    number = row.attributes.get("Id")
    return Comment(
        0,
        body.text,
        author=_author(row),
        created=stamp(text(row.attributes, "CreationDate")),
        native_id=f"{kind}-{number}" if number else None,
        links=body.links,
        locator=row.locator,
    )


def _author(row: Element) -> str | None:
    """The name, or the account's number in the words of the site itself: names of accounts are in another file."""
    fields = row.attributes
    account = fields.get("OwnerUserId") or fields.get("UserId")
    return text(fields, "OwnerDisplayName", "UserDisplayName") or (f"user{account}" if account else None)
