"""Threads for people: an article's record on top, comments below it with the lines of their tree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from threadsearch.model import Document, Kind, State
from threadsearch.render import wording
from threadsearch.render.hits import byline
from threadsearch.render.style import Role, Style
from threadsearch.render.terminal import cut, safe, safe_line, width, wrap

_BRANCH, _LAST, _PASS, _BLANK = "├─ ", "└─ ", "│  ", "   "
_STEP = len(_BRANCH)
_NARROWEST = 40  # columns kept for text, however deep the comment
_ARTICLE_LINES = 6
_NAMED, _HIT = "▶ ", "● "


@dataclass(frozen=True, slots=True)
class Marks:
    """Which comments of a tree to point out: the ``named`` one, and the ``hits`` of a query."""

    named: str | None = None
    hits: Collection[str] = field(default=())

    def of(self, document: Document) -> str:
        """The signs in front of a comment."""
        return (_NAMED if document.id == self.named else "") + (_HIT if document.id in self.hits else "")


_NO_MARKS = Marks()


def thread_lines(documents: Sequence[Document], style: Style, marks: Marks = _NO_MARKS) -> Iterator[str]:
    """A whole thread: its record, then its comments as a tree."""
    for record in documents:
        if record.kind is Kind.ARTICLE:
            yield from record_lines(record, len(documents) - 1, style)
            yield ""
    yield from tree_lines([d for d in documents if d.kind is not Kind.ARTICLE], style, marks)


def record_lines(record: Document, comments: int, style: Style) -> Iterator[str]:
    """What a thread is about: title, place, date, counts and the beginning of the article."""
    yield from (style.paint(line, Role.TITLE) for line in wrap(wording.title(record), style.prose))
    facts = [record.id, record.site, record.author, record.created_at and wording.date(record)]
    facts.append(coverage(record, comments))
    facts.append(wording.count(len(record.defects), "defect") if record.defects else None)
    yield from _side_by_side([safe_line(fact) for fact in facts if fact], style.prose)
    if record.url:
        yield style.paint(safe(record.url), Role.QUIET)
    text = wrap(safe(record.text), style.prose) if record.text else []
    if not text:
        return
    yield ""
    shown = text[:_ARTICLE_LINES]
    yield from shown if shown[-1] else shown[:-1]
    if len(text) > _ARTICLE_LINES:
        more = wording.count(len(text) - _ARTICLE_LINES, "more line")
        yield style.paint(f"… ({more}: threadsearch show {record.id})", Role.QUIET)


def _side_by_side(facts: Sequence[str], columns: int) -> Iterator[str]:
    """Facts with dots between them, on as many lines as they need; none is broken."""
    line = ""
    for fact in facts:
        joined = f"{line} · {fact}" if line else fact
        if line and width(joined) > columns:
            yield line
            joined = fact
        line = joined
    yield line


def coverage(record: Document, comments: int) -> str:
    """How much of a thread is here: "82 comments of 115 claimed, page 1 of 2"."""
    said = wording.count(comments, "comment")
    if record.stated_count is not None:
        said += f" of {record.stated_count:,} claimed"
    if pages := place_among_pages(record):
        said += f", {'pages' if len(record.pages) > 1 else 'page'} {pages}"
    return said


def place_among_pages(record: Document) -> str:
    """Which of a thread's pages are here: "1, 2 of 4", "? of 4", or nothing for a thread of one page."""
    if (record.stated_pages or 1) == 1:
        return ""
    return f"{', '.join(map(str, record.pages)) or '?'} of {record.stated_pages}"


def tree_lines(documents: Sequence[Document], style: Style, marks: Marks = _NO_MARKS) -> Iterator[str]:
    """Comments, each below what it answers; those whose parent is not among them stand at the left."""
    for number, branch in enumerate(_branches(documents, (style.prose - _NARROWEST) // _STEP)):
        if number:
            yield branch.above.rstrip()
        yield from _comment_lines(branch, style, marks)


@dataclass(frozen=True, slots=True)
class _Branch:
    """A comment and the lines of the tree on the left of it: above it, on its first line, and below that.

    ``too_deep`` ones stand deeper in the thread than they are drawn; ``all_below`` tells that all replies are drawn.
    """

    document: Document
    above: str
    first: str
    below: str
    too_deep: bool
    all_below: bool


def _branches(documents: Sequence[Document], deepest: int) -> Iterator[_Branch]:
    """Each comment in its place; what lies deeper than ``deepest`` is drawn at that level."""
    nested = _nested(documents)
    here = Counter(document.parent_id for document in documents)
    levels = [min(level, deepest) for _, level in nested]
    path: list[str] = []  # what passes on the left of the text below, level by level
    for (document, depth), level, ends in zip(nested, levels, _ends(levels), strict=True):
        del path[max(0, level - 1) :]
        before = "".join(path)
        if level:
            path.append(_BLANK if ends else _PASS)
        yield _Branch(
            document,
            above=before + _PASS if level else "",
            first=before + (_LAST if ends else _BRANCH) if level else "",
            below="".join(path),
            too_deep=depth > level,
            all_below=here[document.id] >= document.reply_count,
        )


def _nested(documents: Sequence[Document]) -> list[tuple[Document, int]]:
    """Comments and their levels, each right below what it answers and what stands between them."""
    here = {document.id for document in documents}
    children: dict[str | None, list[Document]] = {}
    for document in documents:
        children.setdefault(document.parent_id if document.parent_id in here else None, []).append(document)
    waiting = [(document, 0) for document in reversed(children.get(None, []))]
    nested = []
    while waiting:
        document, level = waiting.pop()
        nested.append((document, level))
        waiting += [(child, level + 1) for child in reversed(children.get(document.id, []))]
    return nested


def _ends(levels: Sequence[int]) -> list[bool]:
    """For each comment, whether it is the last of its siblings."""
    more: list[bool] = []  # for each level, whether a sibling follows
    ends = []
    for level in reversed(levels):
        more += [False] * (level + 1 - len(more))
        ends.append(not more[level])
        more[level] = True
        del more[level + 1 :]
    return ends[::-1]


def _comment_lines(branch: _Branch, style: Style, marks: Marks) -> Iterator[str]:
    document = branch.document
    facts = wording.remarks(document) if branch.all_below else [*wording.replies(document), *wording.remarks(document)]
    columns = style.prose - width(branch.below)
    sign = marks.of(document)
    yield branch.first + style.paint(sign, Role.NAMED) + byline(document, style, facts, columns - width(sign))
    if branch.too_deep:
        place = cut(f"depth {document.depth}, {wording.reply_to(document)}", columns)
        yield branch.below + style.paint(place, Role.QUIET)
    text = wrap(safe(document.text), columns) if document.text else [style.paint(_empty(document), Role.QUIET)]
    yield from ((branch.below + line).rstrip() for line in text)


def _empty(document: Document) -> str:
    return "[the words are gone]" if document.state is State.DELETED else "[no text]"
