"""The parts of the reader of pages that nobody described, where they have a law, and what it declines."""

from __future__ import annotations

import string
from contextlib import suppress
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threadsearch.dates.spotting import LONGEST, spot_stamp
from threadsearch.errors import UnclaimedPage
from threadsearch.formats.generic_html import GenericHtml, words
from threadsearch.formats.generic_html.outline import Outline, outline_of
from threadsearch.formats.generic_html.records import nested
from threadsearch.formats.html.tree import parse_html
from threadsearch.model import Page, Thread

SAYINGS = (
    "Soak the willow for two days before you bend it.",
    "Mine took three, and then it broke all the same.",
    "Nobody here has ever mended a chair, I believe.",
    "Winter rods are best, if you cut them yourself.",
    "Ask the basket maker by the bridge, he knows.",
)


def page(content: str) -> Page:
    return Page("page.html", content, "text/html")


def read(content: str) -> Thread:
    (thread,) = GenericHtml().parse(page(content))
    return thread


def outline(content: str) -> Outline:
    return outline_of(parse_html(page(content)))


def entry(order: int, *, style: str = "") -> str:
    name, minute = string.ascii_uppercase[order % 26] + "nna", f"{order // 60:02}:{order % 60:02}"
    said = f"{SAYINGS[order % len(SAYINGS)]} That is what I say, and it is saying {order}."
    return f'<div style="{style}"><b>{name}</b> <i>4 May 2012 {minute}</i><p>{said}</p></div>'


TREES = st.recursive(
    st.text(string.ascii_lowercase, min_size=1, max_size=5),
    lambda inner: st.lists(inner, min_size=1, max_size=4).map(lambda parts: f"<div>{' '.join(parts)}</div>"),
    max_leaves=25,
)


@given(content=TREES, data=st.data())
def test_own_texts_of_nested_records_part_the_texts_of_their_tags(content: str, data: st.DataObject) -> None:
    out = outline(f"<body>{content}</body>")
    tags = data.draw(st.sets(st.integers(0, len(out.tags) - 1), min_size=1))
    records = nested(out, {number: [] for number in tags})
    own = [at for record in records for at in record.own]
    assert sorted(own) == sorted({at for tag in tags for at in range(out.firsts[tag], out.lasts[tag])})
    assert all(record.above is None or record.tops[0] in record.above.inner for record in records)


@given(content=TREES)
def test_what_lies_in_a_tag_is_a_range(content: str) -> None:
    out = outline(f"<body>{content}</body>")
    for number, tag in enumerate(out.tags):
        assert out.tags[number + 1 : out.ends[number]] == tag.find_all()
        held = "".join(out.texts[out.firsts[number] : out.lasts[number]])
        assert held.replace(" ", "") == tag.get_text().replace(" ", "")


@st.composite
def depths(draw: st.DrawFn) -> list[int]:
    """Depths as threads have them: the first is 0, and none is deeper than one more than the one before."""
    found = [0]
    for _ in range(draw(st.integers(3, 12))):
        found.append(draw(st.integers(0, min(found[-1] + 1, 4))))
    return found


@settings(max_examples=40)
@given(levels=depths())
def test_indentation_tells_the_parents(levels: list[int]) -> None:
    thread = read(
        "<body><h2>Replies</h2>"
        + "".join(entry(i, style=f"margin-left: {20 * level}px") for i, level in enumerate(levels))
    )
    keys = [comment.key for comment in thread.comments]
    expected = [
        next((keys[before] for before in range(i - 1, -1, -1) if levels[before] == level - 1), None) if level else None
        for i, level in enumerate(levels)
    ]
    assert [comment.parent for comment in thread.comments] == expected


@settings(max_examples=300)
@given(line=st.one_of(st.text(max_size=LONGEST + 10), st.text("0123456789 :./-MayJuneamp,|#", max_size=60)))
def test_a_spotted_stamp_lies_in_its_line(line: str) -> None:
    spot = spot_stamp(line, zone=UTC)
    if spot is not None:
        assert 0 <= spot.start < spot.end <= len(line) <= LONGEST
        assert spot.stamp.at is not None


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Posted by Ferdy on July 4, 2011 at 5 pm | Reply", "2011-07-04T17:00:00+00:00"),
        ("IwonaMay 30, 2019 at 1:06 PM", "2019-05-30T13:06:00+00:00"),
        ("von Trine am 4. Februar 2018 um 09:12 Uhr", "2018-02-04T09:12:00+00:00"),
        ("Par Yvonne, le 9 mars 2012 à 21:14", "2012-03-09T21:14:00+00:00"),
    ],
)
def test_stamps_are_spotted_in_lines(line: str, shown: str) -> None:
    spot = spot_stamp(line, zone=UTC)
    assert spot is not None
    assert spot.stamp.at is not None
    assert spot.stamp.at.isoformat() == shown


def test_comments_that_were_changed_some_day_keep_their_dates() -> None:
    ages = ["2 years ago (edited)", "2 years ago", "1 year ago (bearbeitet)", "4 months ago"]
    said = "".join(
        f'<div class="comment"><b>{string.ascii_uppercase[order]}nna</b> <i>{age}</i><p>{SAYINGS[order]}</p></div>'
        for order, age in enumerate(ages)
    )
    thread = read(f"<h2>4 comments</h2>{said}")
    shown = [comment.created.raw if comment.created else None for comment in thread.comments]
    assert shown == [age.partition(" (")[0] for age in ages]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Posted by: Ferdy L. ", "Ferdy L."),
        ("Annegret schrieb am", "Annegret"),
        ("Chloé (non vérifié) a dit :", "Chloé"),
        ("Wren (not verified)", "Wren"),
        ("Wren (---.host.example)", "Wren"),
        ("[12] Wren", "Wren"),
        ("<span>Dot</span>", "Dot"),
    ],
)
def test_names_are_freed_of_what_is_printed_around_them(text: str, name: str) -> None:
    assert words.name_in(text) == name


@pytest.mark.parametrize(
    ("text", "is_removal"),
    [
        ("[deleted]", True),
        ("[removed]", True),
        ("This comment was removed by a moderator.", True),
        ("Dieser Kommentar wurde von der Redaktion gelöscht.", True),
        ("Ce commentaire a été supprimé par son auteur.", True),
        ("Este comentario ha sido eliminado", True),
        ("Комментарий удалён", True),
        ("I deleted mine, and nobody noticed.", False),
        ("Removed the lid, and there it was.", False),
        ("", False),
    ],
)
def test_removed_comments_are_known_by_what_is_left(text: str, *, is_removal: bool) -> None:
    assert words.is_removal(text) is is_removal


def test_what_was_found_is_told() -> None:
    thread = read("<body>" + "".join(entry(i) for i in range(10)))
    told = dict(thread.layout)
    assert told["block"] == "body > div, 10 of them"
    assert told["tree"] == "flat"
    assert told["words"] == "p"
    assert "authors" in told["evidence"]
    assert thread.confidence is not None
    assert 0 < thread.confidence <= 1


def test_confidence_grows_with_what_says_that_these_are_comments() -> None:
    bare = "".join(entry(i) for i in range(10))
    named = bare.replace('<div style="">', '<div class="comment">').replace("</p>", "</p><a href='?r'>Reply</a>")
    confidences = [read(f"<body>{content}").confidence or 0 for content in (bare, named)]
    assert confidences[0] < confidences[1]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<p>There is nothing here.", "nothing on it repeats as comments do"),
        ("<div>4 May 2012</div>" * 8, "look little like comments"),
        ("<p>Open from 4 May 2012 10:00 to 5 May 2012 11:00.", "nothing on it repeats as comments do"),
    ],
)
def test_what_does_not_look_like_comments_is_declined(content: str, reason: str) -> None:
    with pytest.raises(UnclaimedPage) as declined:
        list(GenericHtml().parse(page(f"<body>{content}</body>")))
    assert reason in declined.value.reason


@pytest.mark.parametrize(
    "content",
    [
        "<div>" * 10_000 + entry(1) + entry(2),
        "<div class=comment>4 May 2012 10:00 " * 3_000,
        "<blockquote>4 May 2012 10:00 " * 3_000,
        "<p>4 May 2012 10:00<br>what" * 2_000,
        f'<div class="{" ".join(f"k{number}" for number in range(1000))}">{entry(1)}</div>' * 3,
        f'<div id="{"a" * 50_000}">{entry(1)}</div>' * 2,
        f"<div class=comment><b>{'A' * 50_000}</b> {'May ' * 5_000} {'1 ' * 5_000}</div>" * 2,
    ],
)
def test_hostile_pages_are_read_or_declined(content: str) -> None:
    with suppress(UnclaimedPage):
        assert len(list(GenericHtml().parse(page(content)))) == 1
