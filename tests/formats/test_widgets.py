"""Comment widgets and apps: their threads are those of the exports, frames are found in saved pages, time is linear."""

from __future__ import annotations

import html
import json
from dataclasses import replace
from pathlib import Path

import pytest

from threadsearch.archive import read_pages
from threadsearch.documents import documents_of
from threadsearch.formats import claim
from threadsearch.formats.youtube.loaded import amount_in
from threadsearch.model import Page, State, Thread
from threadsearch.reading import PageRead, PageSkipped, read

FIXTURES = Path(__file__).parent / "fixtures"


def ids_of(page: Page, name: str) -> list[list[str]]:
    """The ids of the documents that a page gives, thread by thread."""
    reader = claim(page)
    assert reader.name == name
    return [[document.id for document in documents_of(thread, page, name)] for thread in reader.parse(page)]


def fixture(name: str) -> Page:
    (page,) = read_pages([str(FIXTURES / name)])
    assert isinstance(page, Page)
    return page


def test_a_thread_of_disqus_is_the_one_of_its_export() -> None:
    exported = """<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
<thread dsq:id="640012"><link>https://towpath.example/weir/</link><title>The weir</title></thread>
<post dsq:id="2087700101"><message>It leaks.</message><thread dsq:id="640012"/></post></disqus>"""
    ((record, post),) = ids_of(Page("x.xml", exported, "application/xml"), "disqus")
    for name in ("frame.html", "loaded.html", "posts.export"):
        found = ids_of(fixture(f"disqus-embed/{name}"), "disqus-embed")[0]
        assert found[:2] == [record, post]


def test_a_video_is_the_one_of_its_export() -> None:
    comments = [{"id": "UgwLockA-aaaaaaaaaaaaaa4AaABAg", "parent": "root", "author_id": "UC1", "text": "Nine minutes!"}]
    video = {"id": "Qw3rTyLock0", "webpage_url": "https://www.youtube.com/watch?v=Qw3rTyLock0", "comments": comments}
    ((record, comment),) = ids_of(Page("x.json", json.dumps(video), "application/json"), "youtube-json")
    for name in ("app_2024.html", "app_2018.html", "loaded.html", "continuations.export"):
        (found,) = ids_of(fixture(f"youtube/{name}"), "youtube")
        assert found[:2] == [record, comment]


def test_a_collection_of_livefyre_is_one_however_it_was_saved() -> None:
    shown, *loaded = (
        ids_of(fixture(f"livefyre/{name}"), "livefyre")[0]
        for name in ("widget.html", "bootstrap.export", "loaded.html")
    )
    assert loaded == [shown, shown]


def test_a_saved_page_gives_the_comments_in_its_frame(tmp_path: Path) -> None:
    frame = (FIXTURES / "disqus-embed/frame.html").read_text(encoding="utf-8")
    frame = frame.partition("<!--")[0] + frame.partition("-->")[2]  # as it stands in a frame, its address is lost
    host = (
        '<html><head><meta charset="utf-8"><title>The weir</title>'
        '<link rel="canonical" href="https://towpath.example/weir/"></head>'
        f'<body><div id="disqus_thread"><iframe srcdoc="{html.escape(frame)}"></iframe></div></body></html>'
    )
    (tmp_path / "weir.html").write_text(host, encoding="utf-8")
    outer, inner = read([str(tmp_path / "weir.html")])
    assert isinstance(outer, PageSkipped)
    assert "Disqus" in outer.error.reason
    assert isinstance(inner, PageRead)
    assert inner.source == f"{tmp_path / 'weir.html'}!frame-1"
    ((record, *_),) = inner.threads
    assert record.url == "https://towpath.example/weir/"
    assert inner.comments == 5


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("1,234 Comments", (1234, True)),
        ("1.234 Kommentare", (1234, True)),
        ("View all 20 replies", (20, True)),
        ("1.2K replies", (1000, False)),
        ("3M", (3_000_000, False)),
        ("View reply", (None, False)),
    ],
)
def test_numbers_on_buttons_are_exact_or_not(words: str, amount: tuple[int | None, bool]) -> None:
    assert amount_in(words) == amount


def test_a_sites_own_list_goes_before_the_widget_that_hides_it() -> None:
    widget = fixture("intensedebate/saved.html")
    item = '<li id="comment-7" class="comment depth-1"><p>x</p></li>'
    own = {
        f'<div id="idc-noscript" style="display:none"><ol class="commentlist">{item}</ol></div>': "wordpress",
        f'<ol class="commentlist">{item}</ol>': "wordpress",
        '<div id="comments-block"><div class="comment-body" id="c7818214978921193094">x</div></div>': "blogger",
        '<div id="idc-noscript"></div><div id="comment-1">another system\'s</div>': "intensedebate",
    }
    for markup, name in own.items():
        assert claim(replace(widget, content=widget.content.replace("</body>", markup + "</body>"))).name == name


def test_what_a_person_says_of_removed_comments_is_no_removal() -> None:
    widget = fixture("intensedebate/saved.html")
    note = "<i>This comment has been removed by the administrator.</i>"
    assert note in widget.content
    said = replace(widget, content=widget.content.replace(note, "Comment removed."))
    ((before,), (after,)) = (list(claim(page).parse(page)) for page in (widget, said))
    assert before.comments[4].state is State.DELETED
    assert (after.comments[4].state, after.comments[4].text) == (State.LIVE, "Comment removed.")


POST = "<li class=post id=post-{n}><span class=author>A</span><div class=post-message>b</div><ul class=children>"
HOSTILE = {
    "bbpress": ('<ul class="bbp-threaded-replies"><div class="bbp-reply-header" id="post-{n}"><td><a>',),
    "disqus-embed": (POST, '<a data-action="more-posts">', '<li id="dsq-comment-{n}" class="dsq-depth-{n}">'),
    "intensedebate": ('<div id="IDCommentSubThread{n}"><div id="IDComment{n}"><p class="idc-i"><span>',),
    "livefyre": ('<article class="fyre-comment-article" data-message-id="{n}">', '<div class="fyre-stream-more">'),
    "youtube": (
        "<ytd-comment-thread-renderer><ytd-comment-view-model><a href='/watch?v=x&lc=U{n}'>1 day ago</a>",
        "<ytd-comment-view-model></ytd-comment-view-model><ytd-comments-header-renderer>",
        "<ytd-comment-renderer><div id=more-replies>",
        "<div class=comment-renderer data-cid={n}></div><ytd-comments><ytd-continuation-item-renderer>",
    ),
}


@pytest.mark.usefixtures("ends")
@pytest.mark.parametrize(("name", "piece"), [(name, piece) for name, pieces in HOSTILE.items() for piece in pieces])
def test_deep_nesting_takes_linear_time(name: str, piece: str) -> None:
    first = HOSTILE[name][0].replace("{n}", "0")
    page = Page("x", first + "".join(piece.replace("{n}", str(n)) for n in range(1, 5_000)), "text/html")
    reader = claim(page)
    assert reader.name == name
    (thread,) = reader.parse(page)
    assert isinstance(thread, Thread)
