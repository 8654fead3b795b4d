"""Stack Exchange's data dumps: Posts.xml and Comments.xml, with the names in Users.xml.

Each site of the network counts from one, and the files don't say which site they are from; but they are handed out in
folders and archives of the site's name ("travel.stackexchange.com/Posts.xml"). Where such a name is in the path, a
question is known by the site and its number, as on the site's own pages, and its comments meet it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from threadsearch.formats.exports.stackexchange_beside import Question, names_beside, questions_beside
from threadsearch.formats.html import Rendered
from threadsearch.formats.records.bodies import html_text, markdown_text
from threadsearch.formats.records.fields import number, stamp, text
from threadsearch.formats.records.settling import settle
from threadsearch.formats.records.xmls import Element, read_xml
from threadsearch.model import Comment, Defect, Kind, Page, ParentSource, Thread

_SIGN = re.compile(r"<(?:posts|comments)>\s*(?:<row\s|\Z)")
_ROW = re.compile(r"<row\s+Id=[\"']\d+[\"'][^<>]*\b(?:PostTypeId|PostId)=")
_NAME = "DisplayName"  # as Users.xml has it
_QUESTION, _ANSWER = "1", "2"
_SITE = re.compile(
    r"(?<![\w.-])((?:[\w-]+\.){0,2}(?:stackexchange|stackoverflow|superuser|serverfault|askubuntu|stackapps)\.com"
    r"|(?:meta\.)?mathoverflow\.net)(?![\w.]*\w\.(?:com|net))",
    re.IGNORECASE,
)


class StackExchangeDump:
    """Reads each question with its answers, or each post's comments, as a thread; the question is its first post."""

    name = "stackexchange-dump"
    description = "Stack Exchange's data dumps: Posts.xml, Comments.xml, Users.xml"
    media_types = ("application/xml",)
    signs = ("<posts>", "<comments>")
    reads_names = True  # the folder tells the site

    def detect(self, page: Page) -> bool:
        """Claim XML with the rows of posts or comments."""
        if page.media_type != "application/xml" or not _SIGN.search(page.content):
            return False
        return _ROW.search(page.content) is not None

    def parse(self, page: Page) -> Iterator[Thread]:
        """The threads, in the order in which they first occur."""
        root, defects = read_xml(page)
        rows = [row for row in root.all("row") if row.is_whole]
        names = names_beside(page.source, {account for row in rows if (account := _account(row))})
        for row in rows:
            row.attributes.setdefault(_NAME, names.get(_account(row) or "", ""))
        named = _SITE.search(page.source)
        site = named[1].lower() if named else None
        if root.name == "posts":
            yield from _questions(rows, site, defects)
        else:
            posts = {row.attributes.get("PostId", "") for row in rows}
            yield from _remarks(rows, site, questions_beside(page.source, posts), defects)


def _questions(rows: list[Element], site: str | None, defects: tuple[Defect, ...]) -> Iterator[Thread]:
    asked: dict[str, Element] = {}
    answers: dict[str, list[Element]] = {}
    for row in rows:
        kind = row.attributes.get("PostTypeId")
        if kind == _QUESTION:
            asked[row.attributes.get("Id", "")] = row
        elif kind == _ANSWER:
            answers.setdefault(row.attributes.get("ParentId", ""), []).append(row)
    for key in dict.fromkeys((*asked, *answers)):
        question = asked.get(key)
        posts = [*([question] if question is not None else ()), *answers.get(key, ())]
        comments, flaws = settle(map(_post, posts))
        if question is None:
            missing = Defect(f"the question {key} is not in the dump", comments[0].locator)
            lasting = key if site else _lasting_key(key, comments)
            yield Thread(comments, key=lasting, site=site, defects=(*defects, *flaws, missing))
            continue
        counted = number(question.attributes, "AnswerCount")
        yield Thread(
            comments,
            key=key if site else None,
            url=f"https://{site}/questions/{key}" if site else None,
            site=site,
            title=text(question.attributes, "Title"),
            created=comments[0].created,
            stated_count=None if counted is None else counted + 1,
            defects=(*defects, *flaws),
        )


def _remarks(
    rows: list[Element], site: str | None, questions: Mapping[str, Question], defects: tuple[Defect, ...]
) -> Iterator[Thread]:
    """The comments on each question and its answers; on each post, where nothing tells what question it belongs to."""
    threads: dict[str, list[Element]] = {}
    asked: dict[str, Question] = {}
    for row in rows:
        post = row.attributes.get("PostId", "")
        question = questions.get(post)
        key = question.number if question else post
        threads.setdefault(key, []).append(row)
        if question:
            asked[key] = question
    for key, members in threads.items():
        question = asked.get(key)
        # A post has the same key wherever it is read, if its thread has: then the comments can name it.
        comments, flaws = settle(_remark(row, is_known=bool(site or question)) for row in members)
        thread = Thread(comments, site=site, defects=(*defects, *flaws))
        if question is None:
            yield replace(thread, key=key if site else _lasting_key(key, comments))
        else:
            title, created = question.title, stamp(question.created)
            url = f"https://{site}/questions/{key}" if site else None
            yield replace(thread, key=key if site else None, title=title, created=created, url=url)


def _lasting_key(number: str, comments: tuple[Comment, ...]) -> str:
    """A key for what has no title. Each site of the network counts from one, so the number alone would not do."""
    first = comments[0].created if comments else None
    return f"{number} {first.raw if first else ''}".strip()


def _post(row: Element) -> Comment:
    fields = row.attributes
    kind = Kind.POST if fields.get("PostTypeId") == _QUESTION else Kind.COMMENT
    return _written(row, html_text(fields.get("Body", "")), text(fields, "Id"), kind)


def _remark(row: Element, *, is_known: bool) -> Comment:
    """A comment; ``is_known`` says that its post is known by its number."""
    fields = row.attributes
    remark = _written(row, markdown_text(fields.get("Text", "")), f"comment-{fields.get('Id')}", Kind.COMMENT)
    parent = fields.get("PostId") if is_known else None
    return replace(remark, parent=parent, parent_source=ParentSource.EXPLICIT if parent else None)


def _written(row: Element, body: Rendered, native_id: str | None, kind: Kind) -> Comment:
    return Comment(
        0,
        body.text,
        author=_author(row),
        created=stamp(text(row.attributes, "CreationDate")),
        native_id=native_id,
        links=body.links,
        locator=row.locator,
        kind=kind,
    )


def _author(row: Element) -> str | None:
    """The name, or where nothing tells it, the account's number in the words of the site itself."""
    account = _account(row)
    named = text(row.attributes, _NAME, "OwnerDisplayName", "UserDisplayName")
    return named or (f"user{account}" if account else None)


def _account(row: Element) -> str | None:
    return row.attributes.get("OwnerUserId") or row.attributes.get("UserId")
