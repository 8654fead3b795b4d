"""Forums and Drupal: what every template must give alike, and the addresses and pages of topics."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.errors import ParseError
from threadsearch.formats import claim
from threadsearch.formats.drupal import Drupal
from threadsearch.formats.html.boards import without_parameters
from threadsearch.formats.phpbb import PhpBB
from threadsearch.model import Kind, Page, Thread


def page_of(content: str, url: str | None = None) -> Page:
    return Page("page.html", content, "text/html", url=url)


def read(content: str, url: str | None = None) -> Thread:
    page = page_of(content, url)
    (thread,) = claim(page).parse(page)
    return thread


def prosilver(number: int, words: str) -> str:
    author = f'<p class="author">by <strong>Ann</strong> &raquo; Thu Jul 05, 2007 5:{number % 60:02} am</p>'
    return (
        f'<div id="p{number}" class="post"><div class="postbody">{author}<div class="content">{words}</div></div></div>'
    )


@st.composite
def depths(draw: st.DrawFn) -> list[int]:
    found = [0]
    for _ in range(draw(st.integers(0, 15))):
        found.append(draw(st.integers(0, found[-1] + 1)))
    return found


@given(levels=depths(), modern=st.booleans())
def test_drupal_replies_stand_below_the_comment_before_their_box(levels: list[int], *, modern: bool) -> None:
    out, level, path, parents = [], 0, [], []
    for number, depth in enumerate(levels, start=1):
        out.append("</div>" * (level - depth) + '<div class="indented">' * (depth - level))
        level = depth
        out.append(
            f'<article id="comment-{number}" class="comment js-comment"><div class="content">x</div></article>'
            if modern
            else f'<a id="comment-{number}"></a><div class="comment"><div class="content">x</div></div>'
        )
        del path[depth:]
        parents.append(path[-1] if path else None)
        path.append(str(number))
    thread = read('<script src="/misc/drupal.js"></script><div id="comments">' + "".join(out))
    assert [comment.parent for comment in thread.comments] == parents
    assert [comment.native_id for comment in thread.comments] == [str(n) for n in range(1, len(levels) + 1)]


@pytest.mark.parametrize(
    ("line", "author", "date"),
    [
        ("Submitted by <a href='/user/1'>Ann</a> on Tue, 05/07/2011 - 05:33.", "Ann", "Tue, 05/07/2011 - 05:33"),
        ("Submitted by Ann of Oz (not verified) on Tue, 05/07/2011 - 05:33.", "Ann of Oz", "Tue, 05/07/2011 - 05:33"),
        ("Tue, 05/07/2011 - 05:33 — <a href='/user/1'>Ann</a>", "Ann", "Tue, 05/07/2011 - 05:33"),
        ("Tue, 05/07/2011 - 05:33 — Ann (nicht überprüft)", "Ann", "Tue, 05/07/2011 - 05:33"),
        ("Ann | July 5, 2011", "Ann", "July 5, 2011"),
        ("Verfasst von Ann am 5. Juli 2011 - 5:33", "Ann", "5. Juli 2011 - 5:33"),
    ],
)
def test_drupals_line_of_author_and_date_is_told_apart(line: str, author: str, date: str) -> None:
    body = f'<div class="submitted">{line}</div><div class="content">x</div>'
    sign = '<html lang="en-GB"><script src="/misc/drupal.js"></script>'
    (comment,) = read(f'{sign}<a id="comment-1"></a><div class="comment">{body}</div>').comments
    assert comment.created is not None
    assert comment.created.at is not None
    assert (comment.author, comment.created.raw, comment.created.at.month) == (author, date, 7)


def test_pages_of_one_topic_have_one_key_and_one_address() -> None:
    first = read(
        f'<h2><a href="./viewtopic.php?f=1&t=5">T</a></h2>{prosilver(1, "x")}', "http://a.example/viewtopic.php?t=5"
    )
    second = read(
        f'<h2><a href="./viewtopic.php?t=5&start=15&sid=0f">T</a></h2>{prosilver(2, "y")}'
        "<div class=pagination>17 posts • Page <strong>2</strong> of <strong>2</strong></div>",
        "http://a.example/viewtopic.php?f=1&t=5&start=15",
    )
    assert (first.key, first.url) == (second.key, second.url) == ("5", "http://a.example/viewtopic.php?t=5")
    assert [thread.comments[0].kind for thread in (first, second)] == [Kind.POST, Kind.COMMENT]
    assert (second.page, second.pages, second.stated_count) == (2, 2, 17)


@pytest.mark.parametrize("reader", [Drupal(), PhpBB()])
@pytest.mark.parametrize(
    "content",
    [
        '<div id="p1" class="poster">postbody</div>',
        '<a id="comment-1"></a><div class="comment">no sign of a platform</div>',
        '<link href="/wp-content/x.css"><a id="comment-1"></a><a href="/sites/default/files/x">x</a>',
        '<a href="/viewtopic.php?t=5">postbody</a>',
    ],
)
def test_what_only_looks_alike_is_not_claimed(reader: Drupal | PhpBB, content: str) -> None:
    assert not reader.detect(page_of(content))


@pytest.mark.usefixtures("ends")
def test_thousands_of_posts_in_the_oldest_template_take_linear_time() -> None:
    # Looking for all posts' words once for each post takes minutes.
    row = (
        '<tr><td><span class="name"><a name="{n}"></a><b>Ann</b></span></td><td><table>'
        '<tr><td><span class="postdetails">Posted: Mon Jul 05, 2004 5:33 pm</span></td></tr>'
        '<tr><td><span class="postbody">Words.</span></td></tr></table></td></tr>'
    )
    posts = "".join(row.replace("{n}", str(number)) for number in range(1, 5_001))
    (thread,) = PhpBB().parse(Page("viewtopic.html", f"<table class=forumline>{posts}</table>", "text/html"))
    assert len(thread.comments) == 5_000


@pytest.mark.usefixtures("ends")
@pytest.mark.parametrize(
    "post",
    [
        '<div id="p{n}" class="post"><div class="postbody"><div class="content">Words {n}.',
        '<div class="windowbg"><h5 id="subject_{n}"></h5><div class="post"><div class="inner" id="msg_{n}">Words {n}.',
        '<div class="post" id="post_{n}"><div class="post_body" id="pid_{n}">Words {n}.',
    ],
)
def test_posts_that_nobody_closes_have_their_own_words_alone(post: str) -> None:
    posts = "".join(post.replace("{n}", str(number)) for number in range(1, 3_001))
    comments = read(posts).comments
    assert [comment.text for comment in comments] == [f"Words {number}." for number in range(1, 3_001)]


def test_ten_thousand_boxes_are_read() -> None:
    deep = 10_000
    boxes = "".join(f'<div class="indented"><a id="comment-{n}"></a><div class="comment">x</div>' for n in range(deep))
    comments = read(f'<script src="/misc/drupal.js"></script>{boxes}').comments
    assert len(comments) == deep
    assert comments[-1].parent == str(deep - 2)


SESSION = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("template", "first", "second"),
    [
        (
            prosilver(9, "x"),
            "http://a.example/viewtopic.php?sid={}&t=5",
            "http://a.example/viewtopic.php?t=5&start=15&sid={}",
        ),
        (
            '<div id="edit9"><table id="post9"><tr><td><div id="post_message_9">x</div></td></tr></table></div>',
            "http://a.example/showthread.php?s={}&t=5",
            "http://a.example/showthread.php?t=5&page=2&s={}",
        ),
        (
            '<div class="post_wrapper"><h5 id="subject_9">a</h5><div class="inner" id="msg_9">x</div></div>',
            "http://a.example/index.php?PHPSESSID={};topic=5.0",
            "http://a.example/index.php?topic=5.15;PHPSESSID={}",
        ),
        (
            '<div class="post" id="post_9"><div class="post_body" id="pid_9">x</div></div>',
            "http://a.example/showthread.php?tid=5",
            "http://a.example/showthread.php?tid=5&page=2&sid={}",
        ),
        (
            '<div class="post"><div id="p9" class="posthead"></div><div class="entry-content">x</div></div>',
            "http://a.example/viewtopic.php?id=5",
            "http://a.example/viewtopic.php?id=5&p=2",
        ),
    ],
)
def test_pages_of_a_topic_have_one_key_and_one_address_whatever_the_session(
    template: str, first: str, second: str
) -> None:
    threads = [read(template, url.format(SESSION)) for url in (first, second)]
    assert {thread.key for thread in threads} == {"5"}
    assert len({thread.url for thread in threads}) == 1
    addresses = [thread.url for thread in threads] + [post.url for thread in threads for post in thread.comments]
    assert not any(SESSION in (address or "") for address in addresses)


def test_a_parameter_is_taken_away_and_the_rest_of_the_query_left_as_it_was() -> None:
    assert without_parameters("http://a.example/?topic=5.0;x&q=a/b", {"sid"}) == "http://a.example/?topic=5.0;x&q=a/b"
    assert without_parameters("http://a.example/?812-Bread&s=0f&p=9#post9", {"s"}) == "http://a.example/?812-Bread&p=9"
    assert without_parameters("http://a.example/?q=node/5&page=2#c", {"page"}) == "http://a.example/?q=node/5"


def test_boxes_numbered_as_invisions_posts_are_do_not_make_a_board() -> None:
    theme = (
        '<article id="post_id_12"></article><ol class="commentlist"><li id="comment-7" class="comment depth-1">x</ol>'
    )
    assert claim(page_of(theme)).name == "wordpress"
    field = '<div id="ipbwrapper"><label id="post_id_12">x</label><input id="post_id_12">'
    assert claim(page_of(field)).name != "invision"
    post = '<div id="post_id_12" class="post_block"><div class="entry-content">y</div></div>'
    assert [comment.text for comment in read(field + post).comments] == ["y"]


@pytest.mark.parametrize(
    ("around", "topics"),
    [
        ('<ul id="bbp-search-results">', ("a", "a")),
        ('<div class="bbp-user-replies-created">', ("a", "a")),
        ("<ul>", ("a", "b")),
    ],
)
def test_posts_of_several_topics_are_no_thread(around: str, topics: tuple[str, str]) -> None:
    with pytest.raises(ParseError, match="posts of several topics"):
        read(around + bbpress_posts(*topics))


def test_posts_that_link_to_their_own_topic_are_a_thread() -> None:
    assert len(read("<ul>" + bbpress_posts("a", "a/page/2/#post-2")).comments) == 2


def bbpress_posts(*topics: str) -> str:
    return "".join(
        f'<div id="post-{number}" class="bbp-reply-header">'
        f'<a class="bbp-topic-permalink" href="https://f.example/topic/{topic}">x</a></div>'
        f'<div class="post-{number}"><div class="bbp-reply-content">'
        f'<a class="bbp-topic-permalink" href="https://f.example/topic/other/">y{number}</a></div></div>'
        for number, topic in enumerate(topics, start=1)
    )


IPB1 = '<table><tr><td><a name="entry12"></a></td></tr><tr><td><div class="postcolor">'


def test_a_quote_of_the_oldest_invision_has_the_label_directly_above() -> None:
    row = "<tr><td>QUOTE (Ann)</td></tr>"
    beside = f"<table>{row}<tr><td id=QUOTE>one</td><td id=QUOTE>two</td></tr></table>"
    assert read(f"{IPB1}{beside}</div></table>").comments[0].text.count("Ann") == 1
    apart = f"<table>{row}<tbody></tbody><tr><td id=QUOTE>one</td></tr></table>"
    assert "> QUOTE" not in read(f"{IPB1}{apart}</div></table>").comments[0].text


def test_a_signature_below_dashes_is_cut_with_all_that_follows() -> None:
    words = "Mine.<br>--------------------<br>Sig<table><tr><td>QUOTE</td></tr><tr><td id=QUOTE>q</td></tr></table>"
    assert read(f"{IPB1}{words}</div></table>").comments[0].text == "Mine."


@pytest.mark.usefixtures("ends")
@pytest.mark.parametrize(
    "content",
    [
        IPB1 + "<table>" + "<i>so many words</i>" * 20_000 + "<tr>" + "<td id=QUOTE>and more words</td>" * 20_000,
        IPB1 + "<br>so many words" * 30_000 + "<br>-----------------" + "<br>so many words" * 30_000,
        '[Powered by Invision]<td bgcolor="#EEEEEE"><font><b>Posted by: Ann</b></font></td>'
        + "<table> so many words " * 20_000,
        '[Powered by Invision]<td bgcolor="#EEEEEE"><font><b>Posted by: Ann</b></font></td>'
        + "<table><tr><td bgcolor=#EEEEEE> so many words " * 10_000,
    ],
)
def test_hostile_posts_of_invision_take_linear_time(content: str) -> None:
    assert claim(page_of(content)).name == "invision"
    read(content)
