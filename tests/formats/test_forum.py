"""What readers of forums share: numbers of pagers, dates of scripts, quotes built of several tags."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.formats.html.forum import (
    Post,
    comments_of,
    epoch_stamp,
    having,
    page_and_pages,
    total_of,
    words_of,
)
from threadsearch.model import Page


def words(markup: str) -> str:
    body = BeautifulSoup(f"<blockquote id=body>{markup}</blockquote>", "lxml").find(id="body")
    assert isinstance(body, Tag)
    return words_of(body, is_quote=having("quote"), is_furniture=having("button"), base=None).text


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("Page 2 of 7", (2, 7)),
        ("Seite 2 von 1.207", (2, 1207)),
        ("2 / 7", (2, 7)),
        ("Page 7 of 2", (None, None)),
        ("Page 2", (None, None)),
        ("0 of 3", (None, None)),
        ("", (None, None)),
    ],
)
def test_a_pager_tells_the_page_and_the_pages(text: str, pages: tuple[int | None, int | None]) -> None:
    assert page_and_pages(text) == pages


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("Results 1 to 20 of 1,147", 1147),
        ("Affichage des résultats 1 à 30 sur 30", 30),
        ("Ergebnis 16 bis 30 von ungefähr 147", 147),
        ("Results 20 to 1 of 3", None),
        ("Page 1 of 2", None),
    ],
)
def test_the_line_above_a_list_tells_the_total(text: str, total: int | None) -> None:
    assert total_of(text) == total


def test_an_epoch_is_in_seconds_or_milliseconds() -> None:
    assert epoch_stamp("1391444100") == epoch_stamp("1391444100000") == "2014-02-03T16:15:00+00:00"
    assert epoch_stamp("soon") == epoch_stamp("") == epoch_stamp("99999999999999") == ""


@given(st.text(alphabet="0123456789", max_size=20))
def test_any_digits_are_an_epoch_or_nothing(digits: str) -> None:
    assert epoch_stamp(digits) == "" or epoch_stamp(digits).endswith("+00:00")


def test_a_quote_built_of_several_tags_is_one_quote() -> None:
    inner = "<div class=quote><b>Bo:</b><blockquote>Why?</blockquote></div>"
    assert words(f"<div class=quote><b>Ann:</b><blockquote>{inner}So.</blockquote></div>Yes.") == (
        "> Ann:\n>\n> > Bo:\n> > Why?\n>\n> So.\n\nYes."
    )
    assert words("<div class=quote>No.<div class=button>more</div></div>") == "> No."
    assert words("<blockquote>Mine.</blockquote>") == "> Mine."


def test_of_posts_with_one_id_the_first_is_taken() -> None:
    comments, defects = comments_of(
        [Post(native_id="1", author=" Ann "), Post(native_id="1"), Post(), Post()], Page("page", ""), None
    )
    assert [(comment.position, comment.key, comment.author) for comment in comments] == [
        (0, "1", "Ann"),
        (1, "@1", None),
        (2, "@2", None),
    ]
    assert [defect.message for defect in defects] == ["1 comment listed twice, left out"]
