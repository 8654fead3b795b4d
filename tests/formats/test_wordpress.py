"""WordPress lists: one thread reads back from every way in which its markup may be nested."""

from __future__ import annotations

import html
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.formats.wordpress import WordPress
from threadsearch.model import Kind, Page, ParentSource, Thread

NAMES = st.text(st.characters(categories=["Lu", "Ll", "Nd"]), min_size=1, max_size=12).map(lambda name: f"N{name}")
PARAGRAPH = st.text(st.characters(categories=["L", "N", "Sm", "Sc"]), min_size=1, max_size=30)


@dataclass(frozen=True)
class Written:
    """A comment before it is rendered; ``depth`` is 0 at the top level."""

    number: int
    depth: int
    author: str
    paragraphs: tuple[str, ...]


@st.composite
def threads(draw: st.DrawFn) -> list[Written]:
    comments: list[Written] = []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        deepest = comments[-1].depth + 1 if comments else 0
        depth = draw(st.integers(0, deepest))
        comments.append(Written(number, depth, draw(NAMES), tuple(draw(st.lists(PARAGRAPH, max_size=3)))))
    return comments


def parents_of(thread: list[Written]) -> list[str | None]:
    path: list[str] = []
    parents = []
    for comment in thread:
        del path[comment.depth :]
        parents.append(path[-1] if path else None)
        path.append(str(comment.number))
    return parents


def inside(comment: Written, *, html5: bool) -> str:
    """What stands in a comment's wrapper, as WordPress's two walkers print it."""
    number, says = comment.number, '<span class="says">says:</span>'
    author = f'<div class="comment-author vcard"><cite class="fn">{comment.author}</cite> {says}</div>'
    stamp = f"July {comment.number}, 2011 at 5:33 am"
    words = "".join(f"<p>{html.escape(text)}</p>" for text in comment.paragraphs)
    reply = '<div class="reply"><a class="comment-reply-link" href="#">Reply</a></div>'
    if html5:
        meta = f'<time datetime="2011-07-{comment.number:02}T05:33:00+00:00">{stamp}</time>'
        meta = f'<div class="comment-metadata"><a href="#comment-{number}">{meta}</a></div>'
        words = f'<footer class="comment-meta">{author}{meta}</footer><div class="comment-content">{words}</div>'
        return f'<article id="div-comment-{number}" class="comment-body">{words}{reply}</article>'
    meta = f'<div class="comment-meta commentmetadata"><a href="#comment-{comment.number}">{stamp}</a></div>'
    return f'<div id="div-comment-{comment.number}" class="comment-body">{author}{meta}{words}{reply}</div>'


def nested(thread: list[Written], *, tag: str, html5: bool, closed: bool) -> str:
    """The list nested as WordPress does it; with ``closed`` false, as a careless theme leaves it."""
    out, open_depth = [], -1
    for comment in thread:
        while open_depth >= comment.depth:
            out.append(f"</{tag}>" + ("</ul>" if tag == "li" and open_depth else "") if closed else "")
            open_depth -= 1
        out.append('<ul class="children">' if tag == "li" and comment.depth and closed else "")
        out.append(f'<{tag} class="comment depth-{comment.depth + 1}" id="comment-{comment.number}">')
        out.append(inside(comment, html5=html5))
        open_depth = comment.depth
    return f'<body><ol class="commentlist">{"".join(out)}'


def read(content: str, **known: object) -> Thread:
    page = Page("list.html", content, "text/html", **known)  # type: ignore[arg-type]  # a test's pages vary
    assert WordPress().detect(page)
    (thread,) = WordPress().parse(page)
    return thread


@given(
    thread=threads(),
    tag=st.sampled_from(["li", "div"]),
    html5=st.booleans(),
    closed=st.booleans(),
)
def test_a_thread_reads_back_however_it_is_nested(
    thread: list[Written], tag: str, *, html5: bool, closed: bool
) -> None:
    got = read(nested(thread, tag=tag, html5=html5, closed=closed)).comments
    assert [(comment.native_id, comment.author) for comment in got] == [(str(c.number), c.author) for c in thread]
    assert [comment.parent for comment in got] == parents_of(thread)
    assert [comment.text for comment in got] == ["\n\n".join(comment.paragraphs) for comment in thread]
    assert [comment.created and comment.created.at and comment.created.at.day for comment in got] == [
        comment.number for comment in thread
    ]


def test_ten_thousand_levels_are_read() -> None:
    deep = 10_000
    items = (
        f'<li class="comment depth-{n}" id="comment-{n}"><p>x</p><ul class="children">' for n in range(1, deep + 1)
    )
    comments = read("<ol class=commentlist>" + "".join(items)).comments
    assert len(comments) == deep
    assert comments[-1].parent == str(deep - 1)


def test_the_page_tells_the_order_of_day_and_month() -> None:
    item = '<li class="comment depth-1" id="comment-{0}"><cite>N</cite><a href="#comment-{0}">{1}/2011</a>x</li>'
    pages = {day: "".join(item.format(n, date) for n, date in enumerate(("4/5", day))) for day in ("13/5", "5/13")}
    months = {
        day: [c.created and c.created.at and c.created.at.month for c in read(page).comments]
        for day, page in pages.items()
    }
    assert months == {"13/5": [5, 5], "5/13": [4, 5]}


@pytest.mark.parametrize(
    ("heading", "count"),
    [
        ("20 thoughts on “10 ways to <i>fail</i>”", 20),
        ("One Response to “2001”", 1),
        ("Ein Kommentar zu „12 Uhr“", 1),
        ("1.204 Kommentare", 1204),
        ("12 345 commentaires", 12345),
        ("Comments (7)", 7),
        ("Comments", None),
        ("“2001” has 9 replies", 9),
    ],
)
def test_what_the_page_claims_is_read_from_the_heading_of_its_list(heading: str, count: int | None) -> None:
    title = f'<div id="comments"><h2 class="comments-title">{heading}</h2>'
    assert read(f'{title}<li class="comment depth-1" id="comment-1">x</li></div>').stated_count == count


@pytest.mark.parametrize(
    ("url", "thread_url"),
    [
        ("https://www.a.example/2011/07/x/comment-page-2/#comments", "https://www.a.example/2011/07/x/"),
        ("http://a.example/?p=12&cpage=3", "http://a.example/?p=12"),
        ("http://a.example/x?replytocom=5#respond", "http://a.example/x"),
        ("http://a.example/", "http://a.example/real/"),
        (None, "http://a.example/real/"),
    ],
)
def test_the_threads_address_is_free_of_pages_and_fragments(url: str | None, thread_url: str) -> None:
    link = '<a href="http://a.example/real/comment-page-1/#comment-1">July 5, 2011</a>'
    thread = read(f'<li class="comment depth-1" id="comment-1">{link}<p>x</p></li>', url=url)
    assert thread.url == thread_url
    assert thread.site == "a.example"


def test_pages_of_comments_are_counted_from_the_links_between_them() -> None:
    nav = '<div class="nav-previous"><a href="/x/comment-page-4/#comments">Older Comments</a></div>'
    thread = read(f'{nav}<li class="comment depth-1" id="comment-1">x</li>', url="https://a.example/x/")
    assert (thread.page, thread.pages) == (5, 5)


def test_a_reply_whose_parent_is_gone_is_an_orphan_if_it_names_it_and_a_defect_if_not() -> None:
    named = read(
        '<div class="comment depth-2 wpd-comment" id="wpd-comm-9_4"><div class="wpd-comment-text">x</div></div>'
    )
    assert (named.comments[0].parent, named.comments[0].parent_source) == ("4", ParentSource.EXPLICIT)
    nameless = read('<li class="comment depth-2" id="comment-9"><p>x</p></li></body>')
    assert nameless.comments[0].parent is None
    assert [defect.message for defect in nameless.defects] == ["a reply's parent is not on the page"]


def test_pingbacks_bear_the_name_of_the_page_that_links_here() -> None:
    ping = '<li class="pingback depth-1" id="comment-3"><div class="comment-body">Pingback: <a href="https://b.example/">Bee</a></div></li>'
    (comment,) = read(ping).comments
    assert (comment.kind, comment.author, comment.text, comment.links) == (
        Kind.PINGBACK,
        "Bee",
        "",
        ("https://b.example/",),
    )


@pytest.mark.usefixtures("ends")
@pytest.mark.parametrize(
    "piece", ["<li>", "<ol>", "<em>", "<em>x</em><br>", "<p>x", "<a href=x>", '<div class="comment">']
)
def test_a_comment_of_many_tags_is_read_in_linear_time(piece: str) -> None:
    # Looking through all siblings of every tag takes minutes.
    thread = read(f'<li class="comment depth-1" id="comment-1">{piece * (72_000 // len(piece))}</li>')
    assert thread.comments[0].native_id == "1"


def test_the_notice_of_a_comment_in_moderation_is_none_of_its_words() -> None:
    notice = "<em>Your comment is awaiting moderation.</em> <br />"
    meta = '<div class="comment-meta commentmetadata"><a href="#comment-1">July 5, 2011 at 5:33 am</a></div>'
    thread = read(f'<li class="comment depth-1" id="comment-1"><div>{notice}{meta}<p><em>My</em> words.</p></div></li>')
    assert thread.comments[0].text == "My words."


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("", "<p>Posted by {name} on {date}</p>"),
        ("", "<p>{name} | {date}</p>"),
        ("", "<p>{name} on {date}</p>"),
        ("", "<p>&#8212; {name}, {date}</p>"),
        ("", "<div>{date} by {name}</div>"),
        ("", "<p><strong>{name}</strong> {date}</p>"),
        ("{name} / {date}", ""),
        ("{name}<br>{date}", ""),
        ("{name} muses:<br>{date}", ""),
        ("2. {name} said on {date}...", ""),
        ("On {date} {name} wrote:", ""),
    ],
)
def test_a_line_that_most_comments_have_tells_authors_and_dates(before: str, behind: str) -> None:
    told = [("Ann Bell", "May 3, 2006"), ("Leonardo da Rio", "May 4, 2006"), ("Iris", "May 5, 2006")]
    comments = read(
        "".join(
            f'<li class="comment depth-1" id="comment-{at}">{before}<p>Not before {date}.</p>{behind}</li>'.format(
                name=name, date=date
            )
            for at, (name, date) in enumerate(told, 1)
        )
    ).comments
    assert [(comment.author, comment.created and comment.created.raw) for comment in comments] == told
    assert [comment.text for comment in comments] == [f"Not before {date}." for _, date in told]


@pytest.mark.parametrize(
    "line", ["Planted these on May 3, 2006", "Received: May 3, 2006 at 5 pm", "Late - May 3, 2006"]
)
def test_words_that_look_like_such_a_line_are_no_authors(line: str) -> None:
    once = f'<li class="comment depth-1" id="comment-%d"><p>Ripe.</p><p>{line}</p></li>'
    for comments in (read(once % 1).comments, read(once % 1 + once % 2).comments):
        assert {comment.author for comment in comments} == {None}
        assert {comment.text for comment in comments} == {f"Ripe.\n\n{line}"}
