"""Entries that only rules part: the tags that they are put into leave a page as it was."""

from __future__ import annotations

from bs4 import Tag
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.formats.generic_html.ruled import frame_entries
from threadsearch.formats.html.tree import parse_html, walk
from threadsearch.model import Page

PARTS = st.lists(
    st.sampled_from(["<hr>", "<b>Ida</b>", "long enough to be what an entry says", " ", "<br>", "<div>a<hr>b</div>"]),
    max_size=14,
)


@given(parts=PARTS)
def test_framing_entries_keeps_their_texts_and_links_all_nodes(parts: list[str]) -> None:
    content = f"<html><body>{''.join(parts)}</body></html>"
    soup, before = (parse_html(Page("page.html", content, "text/html")) for _ in range(2))
    frame_entries(soup)
    nodes = [step.node for step in walk(soup) if step.enters]
    assert soup.get_text() == before.get_text()
    assert [id(node) for node in (soup, *soup.descendants)] == [id(node) for node in nodes]
    for node in nodes:
        if isinstance(node, Tag):
            assert [id(child) for child in node.children] == [id(child) for child in node.contents]
            assert all(child.parent is node for child in node.contents)
            assert [id(child) for child in node.contents[:1]] == [
                id(child) for child in node.contents if child.previous_sibling is None
            ]


def test_entries_get_a_tag_each_and_other_parts_none() -> None:
    said = "Soak the willow for two days."
    content = f"<html><body><div>{said}<hr>{said}<hr> <hr></div><div><p>{said}</p><hr><p>{said}</p></div></body></html>"
    soup = parse_html(Page("page.html", content, "text/html"))
    frame_entries(soup)
    first, second = soup.body.find_all("div", recursive=False)  # type: ignore[union-attr]  # there is a body
    assert [tag.name for tag in first.find_all(recursive=False)] == ["div", "hr", "div", "hr", "hr"]
    assert [tag.name for tag in second.find_all(recursive=False)] == ["p", "hr", "p"]


def test_one_rule_parts_no_entries() -> None:
    content = "<body><p>Posted by Ida Moll, 2 May 2011 8:00</p>Some words.<hr>Soak the willow for two days.</body>"
    soup = parse_html(Page("page.html", content, "text/html"))
    before = str(soup)
    frame_entries(soup)
    assert str(soup) == before
