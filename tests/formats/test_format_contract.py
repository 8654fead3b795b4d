"""What every format promises, on every fixture: ``fixtures/FORMAT/PAGE`` with the golden ``PAGE.json`` beside it.

``pytest --update-goldens`` writes the goldens anew; the promises are checked all the same. What lies in
``fixtures/unclaimed/`` is to be claimed by nobody.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from threadsearch.archive import read_pages
from threadsearch.errors import ParseError, ReadError, UnclaimedPage
from threadsearch.formats import Format, broken_formats, formats
from threadsearch.formats.base import fallback_of, signs_of
from threadsearch.formats.words import Words
from threadsearch.model import Page, Thread
from threadsearch.reading import PageSkipped, read

FIXTURES = Path(__file__).parent / "fixtures"
FORMATS = {reader.name: reader for reader in formats()}
PAGES = sorted(
    path
    for name in FORMATS
    for path in (FIXTURES / name).iterdir()
    if path.suffix != ".json" and not path.name.startswith(".")
)
UNCLAIMED = sorted((FIXTURES / "unclaimed").iterdir())
MARKUP = re.compile(
    r"</?(?:p|br|div|span|ul|ol|li|a|img|blockquote|article|section|footer|header|time|script)\b[^<>]*>|&(?:amp|lt|#\d+);"
)
SCRAPS = (
    *("<li class='comment depth-1' id='comment-1'>", '<li class="comment depth-2">', "</li>", "<ol class=commentlist>"),
    *(
        "<div id='comment-2'>",
        "<div class='comment depth-99999'>",
        "</div>",
        "<dl><dt class='comment depth-1'>",
        "<dd>",
    ),
    *(
        "<p>",
        "text",
        "<br>",
        "<blockquote>",
        "<pre>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<time datetime=''>",
        "<a href=",
    ),
    *(
        "<li class=pingback>",
        "<cite class=fn>",
        "July 5, 2011 at 05:33 | Report abuse | Reply",
        "soundoff (3 Responses)",
        "\n",
    ),
    *(
        "1. Somebody",
        "• Somebody",
        "&#0;",
        "&lt;",
        "\x00",
        "é",
        "\N{PILE OF POO}",
        "]]>",
        "<![CDATA[",
        "comment-reply-link",
    ),
)


@cache
def page_of(path: Path) -> Page:
    (page,) = read_pages([str(path)])
    assert isinstance(page, Page), page
    return dataclasses.replace(page, source=path.name)


def threads_of(reader: Format, page: Page) -> list[Thread]:
    return list(reader.parse(page))


def as_json(value: object) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """A value for a golden: fields that say nothing are left out, so that a golden shows what was read."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {name: as_json(part) for name, part in fields if part not in (None, (), "")}
    if isinstance(value, tuple | list):
        return [as_json(part) for part in value]
    return value.isoformat() if isinstance(value, datetime) else value


def check(threads: Iterable[Thread]) -> None:
    """The promises that hold for whatever a format gives, from whole pages and from pieces of them."""
    for thread in threads:
        assert [comment.position for comment in thread.comments] == list(range(len(thread.comments)))
        before: set[str] = set()
        on_page = {comment.key for comment in thread.comments}
        assert len(on_page) == len(thread.comments)
        for comment in thread.comments:
            assert (comment.parent is None) == (comment.parent_source is None)
            assert comment.parent in before or comment.parent is None or comment.parent not in on_page
            assert comment.text == comment.text.strip("\n")
            assert comment.author is None or comment.author.strip()
            before.add(comment.key)


def refusals(reader: Format) -> tuple[type[ReadError], ...]:
    """What a format may raise: one that takes what nobody else claims may learn late that there is nothing to read."""
    return (ParseError, UnclaimedPage) if fallback_of(reader) > 0 else (ParseError,)


def test_our_own_formats_work() -> None:
    assert broken_formats() == []
    assert {"soundoff", "wordpress"} <= FORMATS.keys()


def test_every_format_has_a_page_and_every_golden_is_one_of_a_page() -> None:
    assert FORMATS.keys() - {path.parent.name for path in PAGES} == set()
    goldens = {path for name in FORMATS for path in (FIXTURES / name).glob("*.json")}
    assert goldens - {path.with_name(f"{path.name}.json") for path in PAGES} == set()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_page_is_claimed_by_its_own_format_alone(path: Path) -> None:
    page, own = page_of(path), fallback_of(FORMATS[path.parent.name])
    asked = [reader for reader in FORMATS.values() if fallback_of(reader) <= own]
    assert [reader.name for reader in asked if reader.detect(page)] == [path.parent.name]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_a_format_claims_has_one_of_its_signs(path: Path) -> None:
    page = page_of(path)
    for reader in FORMATS.values():
        signs = signs_of(reader, page.media_type)
        if reader.detect(page):
            assert signs is None or Words(signs).found_in(page.content)


@pytest.mark.parametrize("path", UNCLAIMED, ids=lambda path: path.name)
def test_nobody_claims_other_pages(path: Path) -> None:
    (event,) = read([str(path)])
    assert isinstance(event, PageSkipped)
    assert event.error.reason.startswith("no format claims it; ")
    assert event.error.advice


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_page_reads_as_its_golden_says(path: Path, *, update_goldens: bool) -> None:
    page, reader = page_of(path), FORMATS[path.parent.name]
    threads = threads_of(reader, page)
    check(threads)
    assert threads_of(reader, page) == threads
    for comment in (comment for thread in threads for comment in thread.comments):
        assert not MARKUP.search(comment.text)
        assert comment.author is None or not MARKUP.search(comment.author)
    golden = path.with_name(f"{path.name}.json")
    if update_goldens:
        golden.write_text(json.dumps(as_json(threads), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert as_json(threads) == json.loads(golden.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: f"{path.parent.name}/{path.name}")
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_page_cut_off_anywhere_gives_threads_or_a_parse_error(path: Path, data: st.DataObject) -> None:
    page, reader = page_of(path), FORMATS[path.parent.name]
    end = data.draw(st.integers(0, len(page.content)))
    cut = dataclasses.replace(page, content=page.content[:end])
    assert reader.detect(cut) in (True, False)
    with suppress(*refusals(reader)):
        check(threads_of(reader, cut))


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=100)
@given(
    content=st.one_of(st.text(), st.lists(st.sampled_from(SCRAPS), max_size=40).map("".join)),
    media_type=st.sampled_from(["text/html", "text/plain", "application/json"]),
)
def test_whatever_the_text_is_nothing_but_a_parse_error_is_raised(name: str, content: str, media_type: str) -> None:
    page, reader = Page("scraps", content, media_type), FORMATS[name]
    assert reader.detect(page) in (True, False)
    with suppress(*refusals(reader)):
        check(threads_of(reader, page))
