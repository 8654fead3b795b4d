"""A test collection: documents, questions, and people's judgements of which documents answer which question.

A folder with three files in the formats of TREC, whatever their names: documents (``<doc>`` with ``<docno>``; the
text is what stands in ``<text>``, or else all that follows the number), questions (``<num>``, then ``<title>``), and
judgements, a line each: question, a number without meaning, document, relevance.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import NamedTuple

_DOCUMENT = re.compile(r"<doc>\s*<docno>([^<]*)</docno>(.*?)</doc>", re.DOTALL | re.IGNORECASE)
_TEXT = re.compile(r"<text>(.*?)</text>", re.DOTALL | re.IGNORECASE)
_QUESTION = re.compile(r"<num>([^<]*)</num>\s*<title>([^<]*)</title>", re.IGNORECASE)
_JUDGEMENT = re.compile(r"^(\S+)\s+\S+\s+(\S+)\s+(-?\d+)\s*$", re.MULTILINE)


class Collection(NamedTuple):
    """Texts and questions by their names, in the order of the files, and each question's judged documents."""

    name: str
    texts: dict[str, str]
    questions: dict[str, str]
    judgements: dict[str, dict[str, int]]


def read(folder: Path) -> Collection:
    """The collection in a folder, named after it; raises ``ValueError`` for one that lacks a part."""
    texts: dict[str, str] = {}
    questions: list[tuple[str, str]] = []
    judgements: dict[str, dict[str, int]] = {}
    for path in sorted(path for path in folder.iterdir() if path.is_file() and path.suffix != ".md"):
        content = path.read_text(encoding="utf-8")
        texts |= {name.strip(): _text(inner) for name, inner in _DOCUMENT.findall(content)}
        questions += [(name.strip(), html.unescape(text).strip()) for name, text in _QUESTION.findall(content)]
        if "<" not in content:
            for question, document, relevance in _JUDGEMENT.findall(content):
                judgements.setdefault(question, {})[document] = int(relevance)
    if not texts or not questions or not judgements:
        raise ValueError(f"{folder} needs documents, questions and judgements; README.md says in which form")
    return Collection(folder.name, texts, _named(questions, judgements), judgements)


def _text(inner: str) -> str:
    marked = _TEXT.search(inner)
    return html.unescape(marked[1] if marked else inner).strip()


def _named(questions: list[tuple[str, str]], judgements: dict[str, dict[str, int]]) -> dict[str, str]:
    """The questions by the names that judgements know them by.

    Cranfield's judgements count the questions from 1 on, in their order, whatever their numbers are.
    """
    by_name = dict(questions)
    if judgements.keys() <= by_name.keys():
        return by_name
    by_order = {str(place): text for place, (_, text) in enumerate(questions, 1)}
    if judgements.keys() <= by_order.keys():
        return by_order
    unknown = ", ".join(sorted(judgements.keys() - by_name.keys()))
    raise ValueError(f"there are judgements of questions that there are not: {unknown}")
