"""Which format reads a page, what becomes of one that none can read, and what a guess brings along."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from threadsearch import reading
from threadsearch.documents import documents_of, join
from threadsearch.engines.memory import MemoryIndex
from threadsearch.errors import UnclaimedPage
from threadsearch.formats import Format
from threadsearch.model import Comment, Page, Thread
from threadsearch.reading import PageRead, PageSkipped, read
from threadsearch.render.details import detail_lines
from threadsearch.render.explained import explanation_lines, explanation_record
from threadsearch.render.structured import csv_documents, jsonl_documents
from threadsearch.render.style import Style

SAID = (Comment(0, "It closes in May.", "Ada"), Comment(1, "Who says so?", "Bo"))
LAYOUT = (("block", "li, 2 of them"), ("author", "the first link"))


@dataclass
class Guesser:
    """A format that guesses: it reads two comments from a page on which LIST stands, and declines all others."""

    advice: str = ""
    name = "guesser"
    description = "whatever it may be"
    fallback = 2

    def detect(self, page: Page) -> bool:
        return page.media_type == "text/html"

    def parse(self, page: Page) -> Iterator[Thread]:
        if "LIST" not in page.content:
            raise UnclaimedPage(page.source, "a list of 3 without a date", advice=self.advice, found=LAYOUT[:1])
        yield Thread(SAID, title="The bridge", confidence=0.625, layout=LAYOUT)


class Named:
    """A format that knows its platform, and finds nothing on these pages."""

    name = "named"
    description = "a platform"

    def detect(self, page: Page) -> bool:
        return "platform" in page.content

    def parse(self, page: Page) -> Iterator[Thread]:
        yield Thread((), title=page.source)


def asked(content: str, *formats: Format, only: str | None = None) -> PageRead:
    return reading._Asking(Page("page.html", content, "text/html"), only).read(formats)  # noqa: SLF001 - as in a run


def refusal(content: str, *formats: Format, only: str | None = None) -> UnclaimedPage:
    with pytest.raises(UnclaimedPage) as caught:
        asked(content, *formats, only=only)
    return caught.value


def test_what_was_found_is_the_reason_why_a_page_is_left_out() -> None:
    error = refusal("<p>nothing", Guesser("Write a recipe."), Named())
    assert (error.reason, error.advice) == ("no format claims it; a list of 3 without a date", "Write a recipe.")
    assert "`threadsearch formats`" in refusal("<p>nothing", Guesser()).advice


def test_what_is_known_of_a_page_comes_before_what_a_guess_found() -> None:
    error = refusal('<div id="disqus_thread">', Guesser("Write a recipe."))
    assert error.reason == (
        "no format claims it; its comments seem to be loaded by a script (Disqus); a list of 3 without a date"
    )
    assert error.advice.startswith("Save the page from a browser")


def test_a_named_format_that_found_nothing_is_named() -> None:
    error = refusal("<p>platform", Named(), Guesser())
    assert error.reason == (
        "it has signs of the format named, but no comment that could be read; a list of 3 without a date"
    )


def test_a_guess_may_read_what_a_named_format_claims_in_vain() -> None:
    found = asked("<p>platform <ul>LIST", Named(), Guesser())
    assert (found.format, found.fallback, found.layouts) == ("guesser", 2, (LAYOUT,))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<p>nothing", "the format guesser declines it; a list of 3 without a date"),
        ('<div id="disqus_thread">', "the format guesser declines it; a list of 3 without a date"),
    ],
)
def test_the_only_format_says_why_it_declines(content: str, reason: str) -> None:
    error = refusal(content, Guesser(), only="guesser")
    assert (error.reason, error.advice) == (reason, "Without --only, all formats are asked.")


def guessed() -> Sequence[Any]:
    (thread,) = asked("LIST", Guesser()).threads
    return thread


def test_the_threads_own_record_keeps_how_sure_the_guess_was() -> None:
    assert [document.confidence for document in guessed()] == [0.625, None, None]
    assert "confidence  0.62 of 1, for it was guessed" in list(detail_lines(guessed()[0], [], 2, Style()))
    assert MemoryIndex(guessed()).get(guessed()[0].id).confidence == 0.625


@pytest.mark.parametrize(("write", "ending"), [(jsonl_documents, "jsonl"), (csv_documents, "csv")])
def test_what_is_printed_of_a_guess_reads_back(write: Any, ending: str, tmp_path: Path) -> None:  # noqa: ANN401 - either
    copy = tmp_path / f"copy.{ending}"
    copy.write_text("".join(f"{line}\n" for line in write(guessed())), encoding="utf-8")
    (event,) = read([str(copy)])
    assert isinstance(event, PageRead)
    assert event.threads[0][0].confidence == 0.625


@pytest.mark.parametrize("wrong", ["1.5", "-1", "nan", "much", "", "true", "[1]"])
def test_a_confidence_that_is_none_is_passed_over(wrong: str, tmp_path: Path) -> None:
    line = json.loads(next(iter(jsonl_documents(guessed()))))
    copy = tmp_path / "copy.jsonl"
    copy.write_text(json.dumps({**line, "confidence": wrong}), encoding="utf-8")
    (event,) = read([str(copy)])
    assert isinstance(event, PageRead)
    assert event.threads[0][0].confidence is None


def test_of_several_captures_the_least_sure_counts() -> None:
    views = [
        documents_of(Thread(SAID, key="7", confidence=confidence), Page(source, ""), "guesser")
        for source, confidence in (("a", None), ("b", 0.75), ("c", 0.5))
    ]
    for one, two, three in (views, views[::-1]):
        assert join(join(one, two), three)[0].confidence == 0.5


@pytest.mark.parametrize("wrong", [-0.1, 1.01, float("nan")])
def test_a_confidence_beyond_its_bounds_is_refused_where_it_is_made(wrong: float) -> None:
    with pytest.raises(ValueError, match="is not between 0 and 1"):
        Thread((), confidence=wrong)


def test_an_explanation_has_what_was_found() -> None:
    refused = refusal("<p>nothing", Guesser("Write a recipe."))
    events = [asked("LIST", Guesser()), PageSkipped("other.html", refused)]
    thread = events[0].threads[0][0].id  # type: ignore[union-attr] - the first was read
    assert list(explanation_lines(events, Style())) == [
        "page.html",
        "  format      guesser: it guesses",
        f"  thread      {thread}, The bridge",
        "  confidence  0.62 of 1",
        "  comments    2",
        "  block       li, 2 of them",
        "  author      the first link",
        "",
        "other.html",
        "  skipped  no format claims it; a list of 3 without a date",
        "  block    li, 2 of them",
        "  advice   Write a recipe.",
    ]
    found, skipped = map(explanation_record, events)
    assert found["knows"] == "nothing"
    (only,) = found["threads"]
    assert (only["confidence"], only["layout"]) == (0.625, [list(fact) for fact in LAYOUT])
    assert (skipped["outcome"], skipped["reason"]) == ("skipped", refused.reason)
    assert skipped["layout"] == [list(LAYOUT[0])]
