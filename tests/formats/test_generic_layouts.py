"""Ways in which pages that nobody described lay out who wrote a comment, when, and what."""

from __future__ import annotations

import pytest

from threadsearch.errors import UnclaimedPage
from threadsearch.formats.generic_html import GenericHtml
from threadsearch.formats.generic_html.authors import is_name
from threadsearch.model import Page, Thread

SAID = (
    ("Ida Moll", "2 May 2011 8:00", "Soak the willow for two days, and only then bend it."),
    ("quillon", "2 May 2011 9:30", "Mine took three days, and then it broke."),
    ("Ida Moll", "3 May 2011 10:15", "Ask the basket maker by the bridge, he knows."),
    ("Ossian", "4 May 2011 21:40", "Not sure about him..."),
)


def read(content: str) -> Thread:
    (thread,) = GenericHtml().parse(Page("page.html", content, "text/html"))
    return thread


def page(block: str, *, before: str = "<h3>Comments</h3>") -> str:
    """A page with each of the sayings in a block, in which they take the places in braces."""
    blocks = (
        block.format(
            name=name,
            date=date,
            text=text,
            n=order,
            parity=("odd", "even")[order % 2],
            answer="Re: " if order > 1 else "",
        )
        for order, (name, date, text) in enumerate(SAID, 1)
    )
    return f"<html><body>{before}<div>{''.join(blocks)}</div></body></html>"


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(
            '<div class="comment{parity}"><h4>By <a href="/p{n}">{name}</a> | {date}</h4><p>{text}</p></div>',
            id="classes that alternate",
        ),
        pytest.param(
            '<ul><li class="{parity}"><i>{date}</i> <b>{name}</b><p>{text}</p></li></ul>', id="items that alternate"
        ),
        pytest.param(
            "<p class=entry><b>Name:</b> {name}<br><b>Date:</b> {date}<br><b>Message:</b> {text}</p>",
            id="labelled lines",
        ),
        pytest.param(
            "<table class=message><tr><td>Willow</td></tr><tr><td>Author: {name} (---.host.example)<br>Date: {date}"
            "<br><br>{text}</td></tr></table>",
            id="labels and names in one text",
        ),
        pytest.param(
            "<table><tr><td class=ctext>{text}</td></tr><tr><td class=ctextfoot>Posted {date} by <a>{name}</a> - "
            "<a>reply</a></td></tr></table>",
            id="the name behind a date and a word for it",
        ),
        pytest.param(
            "<ul><li><em>{date}</em> - <strong>{name}</strong> wrote:<br>{text}</li></ul>", id="a word behind the name"
        ),
        pytest.param(
            '<div class=post><b>{name}</b> <a href="profile.cgi?u={n}">Profile</a> <i>{date}</i><p>{text}</p></div>',
            id="a link that is called profile",
        ),
        pytest.param(
            '<div class=note><h3>Changed <a title="What was at {date}">some time</a> ago by {name}</h3><p>{text}</p>'
            "<input></div>",
            id="a moment among the words of a title",
        ),
        pytest.param(
            "<table class=post><tr><th><b>{name}</b></th><th><i>{date}</i><div>{text}</div></th></tr></table>",
            id="cells that are marked as heads",
        ),
        pytest.param(
            '<article class=comment><button class="c-profile">{name}</button> <i>{date}</i><div>{text}</div></article>',
            id="names on buttons",
        ),
        pytest.param("<b>{name}</b> - {date}<br>{text}<hr>", id="rules between entries without a tag"),
        pytest.param(
            '{text}<br><b>{name}</b> &lt;<a href="mailto:p{n}@a.example">p{n}@a.example</a>&gt;<br>Ulm - {date}<hr>',
            id="the same with the names behind",
        ),
        pytest.param(
            "<div class=post><b>{name}</b> <i>{date}</i><h4>{answer}Willow</h4><p>{text}</p></div>",
            id="answers that repeat the subject",
        ),
    ],
)
def test_comments_are_read_however_they_are_laid_out(block: str) -> None:
    found = [(comment.author, comment.text) for comment in read(page(block)).comments]
    assert found == [(name, text) for name, _, text in SAID]


def test_the_name_of_a_guestbook_says_that_a_list_is_one() -> None:
    block = "<table><tr><td>{name}<br>Ulm</td><td>{date}</td></tr><tr><td>{text}</td></tr></table>"
    named, unnamed = "<h1>Unser Gästebuch</h1>", "<h1>Unser Garten</h1>"
    with pytest.raises(UnclaimedPage):
        read(page(block, before=unnamed))
    assert len(read(page(block, before=named)).comments) == len(SAID)


def test_answers_to_some_of_the_comments_are_comments() -> None:
    """As those of a shop to some of its reviews; each has an author, a date and words of its own."""
    answer = "<div class=told><b>Shop</b> <i>5 May 2011</i><p>We are sorry, please write to us about it.</p></div>"
    reviews = [
        f"<div class=avis><b>{name}</b> <i>{date[:10]}</i><p>{text * 2}</p>{answer if order < 2 else ''}</div>"
        for order, (name, date, text) in enumerate(SAID[:3])
    ]
    thread = read(f"<html><body><h2>3 reviews</h2>{''.join(reviews)}</body></html>")
    assert [(comment.author, comment.parent) for comment in thread.comments] == [
        ("Ida Moll", None),
        ("Shop", "@0"),
        ("quillon", None),
        ("Shop", "@2"),
        ("Ida Moll", None),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ida Moll", True),
        ("I. M. de la Roche Jr.", True),
        ("Profile Pete", True),
        ("Profile", False),
        ("talk", False),
        ("@", False),
        ("Re: Willow", False),
        ("Ask him, he knows it all.", False),
        ("Not sure about him...", False),
    ],
)
def test_what_may_be_a_name(text: str, *, expected: bool) -> None:
    assert is_name(text) is expected


def test_a_date_is_not_completed_by_the_words_that_follow_it() -> None:
    block = (
        "<li class=comment><div><span>{text}</span></div><div><b>{name}</b> &middot; {n} years ago</div> <a>3</a></li>"
    )
    created = [comment.created for comment in read(page(block)).comments]
    assert [stamp and stamp.raw for stamp in created] == [f"{n} years ago" for n in range(1, 5)]
