"""A million comments side by side, in every kind of file, cost no more than what their size allows."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from limits import cost_of
from threadsearch.formats import formats
from threadsearch.reading import PageRead, read

COUNT = 1_000_000
Comment = Callable[[int], str]

FILES: dict[str, tuple[str, Comment, str]] = {
    "forum.html": (
        '<html><body id="phpbb" class="section-viewtopic"><h2><a href="./viewtopic.php?t=5">Bread</a></h2>',
        lambda n: (
            f'<div id="p{n}" class="post"><p class="author">by <b>ann</b></p><div class="postbody">yes</div></div>\n'
        ),
        "</body></html>",
    ),
    "cites.html": (
        '<html><body><article class="h-entry"><h1 class="p-name">Bread</h1>',
        lambda _: '<div class="h-cite p-comment"><b class="p-author">ann</b> <p class="e-content">yes</p></div>\n',
        "</article></body></html>",
    ),
    "blog.html": (
        '<html><body><h1 class="entry-title">Bread</h1><ol class="commentlist">',
        lambda n: f'<li class="comment" id="comment-{n}"><cite class="fn">A1</cite><p>word</p></li>\n',
        "</ol></body></html>",
    ),
    "lines.jsonl": ("", lambda n: f'{{"id": "{n}", "author": "ann", "text": "yes", "thread": "bread"}}\n', ""),
    "table.csv": ("id,author,text,thread\n", lambda n: f"{n},ann,a few short words of hers,bread\n", ""),
    "export.xml": (
        (
            '<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>a</title>'
            "<item><title>Bread</title><link>https://a.example/bread</link><wp:post_id>1</wp:post_id>"
        ),
        lambda n: (
            f"<wp:comment><wp:comment_id>{n}</wp:comment_id><wp:comment_content>yes</wp:comment_content></wp:comment>\n"
        ),
        "</item></channel></rss>",
    ),
    "Comments.xml": (
        '<?xml version="1.0" encoding="utf-8"?>\n<comments>\n',
        lambda n: f'<row Id="{n}" PostId="1" Text="yes" CreationDate="2011-07-05T17:33:00.000" UserId="3" />\n',
        "</comments>",
    ),
}


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="measures memory as Linux does")
@pytest.mark.parametrize("name", FILES)
def test_a_million_siblings_are_read_within_the_limits(name: str, tmp_path: Path) -> None:
    before, comment, behind = FILES[name]
    path = tmp_path / name
    with path.open("w", encoding="utf-8") as file:
        file.write(before)
        file.writelines(map(comment, range(1, COUNT + 1)))
        file.write(behind)
    formats()  # is loaded once, whatever is read
    cost = cost_of(lambda: comments_in(path))
    assert cost.result == COUNT
    assert cost.is_within_limits(path.stat().st_size), cost


def comments_in(path: Path) -> int:
    return sum(event.comments for event in read([str(path)]) if isinstance(event, PageRead))
