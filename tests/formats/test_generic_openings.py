"""What stands before a list of comments: the post that it answers, or an article, teasers, the frame of the site."""

from __future__ import annotations

import pytest

from threadsearch.formats.generic_html import GenericHtml
from threadsearch.model import Kind, Page

POST = (
    '<div class="first"><a href="/u/ada">Ada</a> <span class="on">May 2, 2011 8:00 AM</span>'
    '<div class="asked"><p>My beans climb the fence and leave the poles alone. Has anybody an idea why?</p></div></div>'
)
ANSWERS = "".join(
    f'<div class="answer" id="a{day}"><b><a href="/u/{name}">{name}</a></b> <i>May {day}, 2011 9:30 AM</i>'
    f'<div class="told">{text}</div></div>'
    for day, name, text in (
        (3, "bram", "Turn the poles to the south and wait for a week."),
        (4, "cato", "Beans like wood that is rough, yours are painted."),
        (5, "bram", "Or cut the fence down, as my neighbour did."),
    )
)


def kinds(before: str) -> list[Kind]:
    """The kinds of what is read of a page with this before its three answers."""
    content = f"<html><head><title>Beans</title></head><body>{before}<h3>Answers</h3>{ANSWERS}</body></html>"
    (thread,) = GenericHtml().parse(Page("page.html", content, "text/html"))
    return [comment.kind for comment in thread.comments]


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        pytest.param("", "", id="as it is"),
        pytest.param('class="first"', 'style="color: red"', id="no class"),
        pytest.param("Ada</a>", 'Ada</a><a href="/u/ada"><img src="ada.png" alt=""></a>', id="linked twice"),
        pytest.param("<p>", "<p>Dear bees, ", id="longer"),
        pytest.param("idea", '<a href="/u/cato">idea</a>', id="somebody else linked in the words"),
        pytest.param('<div class="first">', '<div class="frame"><p>Today</p><div class="first">', id="in a frame"),
    ],
)
def test_the_post_that_a_list_answers_is_read_whatever_its_looks(part: str, instead: str) -> None:
    assert kinds(POST.replace(part, instead, 1)) == [Kind.POST, *[Kind.COMMENT] * 3]


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        pytest.param("/u/ada", "/staff/ada", id="has a page elsewhere"),
        pytest.param("/u/ada", "/ada", id="has a page of no kind"),
        pytest.param('href="/u/ada"', 'rel="author" href="/u/ada"', id="is called the author"),
        pytest.param("May 2, 2011 8:00 AM", "2011-05-02", id="is dated in another way"),
        pytest.param("May 2, 2011 8:00 AM", "", id="is not dated"),
        pytest.param("May 2, 2011 8:00 AM", "Joined May 2, 2011 8:00 AM", id="is dated by when the author came"),
        pytest.param('class="asked"', 'class="story"', id="is called a story"),
        pytest.param(
            'class="first"', 'itemscope itemtype="http://schema.org/BlogPosting"', id="is marked as an article"
        ),
        pytest.param("<p>", "<h2>Beans</h2><p>They do.</p><h2>Poles</h2><p>", id="has chapters"),
        pytest.param("<p>", f"<p>{'Beans are what they are. ' * 300}</p><p>", id="is long"),
        pytest.param("</span>", '</span> <a href="/u/dora">Dora</a>', id="is by two"),
    ],
)
def test_what_may_be_an_article_is_no_post(part: str, instead: str) -> None:
    assert part in POST
    assert kinds(POST.replace(part, instead, 1)) == [Kind.COMMENT] * 3


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(POST + POST.replace("ada", "dora").replace("Ada", "Dora"), id="one of several"),
        pytest.param(f"<aside>{POST}</aside>", id="beside the page"),
        pytest.param(f"{POST}<p>{'Whoever grows beans has more kinds than poles. ' * 8}</p>", id="far"),
        pytest.param(
            POST.replace("May 2, 2011 8:00 AM", "May 3, 2011 9:30 AM").replace("ada", "bram").replace("Ada", "bram"),
            id="listed",
        ),
    ],
)
def test_what_no_list_answers_is_no_post(before: str) -> None:
    assert kinds(before) == [Kind.COMMENT] * 3
