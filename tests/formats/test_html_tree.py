"""The trees that pages are read from are BeautifulSoup's, and so is what is found in them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import example, given
from hypothesis import strategies as st

from threadsearch.errors import ParseError
from threadsearch.formats.html import parse_html
from threadsearch.formats.html.finding import Document, Remark, Text
from threadsearch.model import Page

PIECES = (
    *('<p class="a B">', "</p>", "<b>", "</b>", "<i>", "</i>", "<div id=x>", "<div class=''>", "</div>", "<br>"),
    *("<table>", "<tr>", '<td headers="x y">', "</table>", "<ul><li>", "</ul>", "<a rel='x  y' href=q>", "</a>"),
    *("<pre> \n ", "</pre>", "<textarea>", "</textarea>", "<script>var a='<b>';", "</script>", "<style>x", "</style>"),
    *("<template>", "</template>", "<ruby><rt>", "</rt>", "<rp>", "</rp>", "<svg><path d='x'/>", "</svg>"),
    *("<!-- c -->", "<!---->", "<?pi x?>", "<!doctype html>", '<!DOCTYPE html PUBLIC "a" "b">', "<![CDATA[x]]>"),
    *("<html lang=en>", "<head>", "<title>t", "</title>", "<meta charset=x>", "<body class=c>", "</body>", "</html>"),
    *("<fb:like data-x=1>", "</fb:like>", "<P CLASS=X>", "<div class=a class=b>", "<", "&amp;", "&#160;", "<a", "\0"),
    *("text", "é", " ", "\n", "\r\n", "\t", "\N{NO-BREAK SPACE}", "\N{GRINNING FACE}"),
)
MARKUP = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)
LINKS = ("parent", "next_element", "previous_element", "next_sibling", "previous_sibling")
FIELDS = (
    *("name", "attrs", "namespace", "prefix", "_namespaces", "hidden", "known_xml", "sourceline", "sourcepos"),
    *("can_be_empty_element", "cdata_list_attributes", "preserve_whitespace_tags", "attribute_value_list_class"),
)
QUESTIONS: tuple[tuple[tuple[Any, ...], dict[str, Any]], ...] = (
    (("p",), {}),
    ((["a", "div", "td"],), {}),
    ((), {}),
    ((True,), {"limit": 2}),
    (("fb:like",), {}),
    (("b",), {"recursive": False}),
    ((), {"class_": "a"}),
    ((), {"class_": "a B"}),
    ((), {"class_": re.compile("^(?:a|a B|)$")}),
    (("div",), {"id": "x"}),
    (("a",), {"attrs": {"rel": "y", "href": True}}),
    ((), {"id": None}),
    ((), {"class_": ["a", "c"]}),
    ((), {"string": "text"}),
    ((lambda tag: tag.name == "p",), {}),
)


def read(markup: str) -> BeautifulSoup:
    return parse_html(Page("x", markup, "text/html"))


def plain(markup: str) -> BeautifulSoup:
    return BeautifulSoup(markup, "lxml")


def outline(soup: BeautifulSoup) -> list[tuple[Any, ...]]:
    """All that there is to know of a tree: each node's kind and content, and the places of those it is linked to."""
    nodes = [soup, *soup.descendants]
    places = {id(node): place for place, node in enumerate(nodes)} | {id(None): None}
    return [
        (
            *(places[id(getattr(node, link))] for link in LINKS),
            *(
                (*(getattr(node, field) for field in FIELDS), [places[id(child)] for child in node.contents], node.text)
                if isinstance(node, Tag)
                else (next(kind for kind in type(node).__mro__ if kind not in (Text, Remark)), str(node))
            ),
        )
        for node in nodes
        if node is not soup
    ]


@pytest.mark.filterwarnings("ignore::UserWarning")  # BeautifulSoup's, on markup that looks like a file's name or XML
@given(MARKUP)
@example("<pre>\n<b> </b></pre> <b> </b>")
@example("<template><p>a</p><template>b</template>c</template>d")
def test_a_page_has_the_tree_that_beautifulsoup_makes(markup: str) -> None:
    assert outline(read(markup)) == outline(plain(markup))


def test_an_attribute_keeps_its_name() -> None:
    tag = read("<p {count} {a}b=c>d</p>").p
    assert tag is not None
    assert tag.attrs == {"{count}": "", "{a}b": "c"}


@pytest.mark.filterwarnings("ignore::UserWarning")
@given(MARKUP, st.sampled_from(QUESTIONS))
def test_tags_are_found_that_beautifulsoup_finds(markup: str, question: tuple[tuple[Any, ...], dict[str, Any]]) -> None:
    arguments, options = question
    ours, theirs = read(markup), plain(markup)
    places = [{id(node): place for place, node in enumerate([soup, *soup.descendants])} for soup in (ours, theirs)]
    for place, (own, other) in enumerate(zip(list(ours.descendants), list(theirs.descendants), strict=True)):
        if isinstance(own, Tag) and isinstance(other, Tag):
            found = [places[0][id(tag)] for tag in own.find_all(*arguments, **options)]
            assert found == [places[1][id(tag)] for tag in other.find_all(*arguments, **options)], place


def test_tags_that_were_taken_out_are_not_found() -> None:
    soup = read("<div><p>a</p><p>b</p></div><p>c</p>")
    assert isinstance(soup, Document)
    assert soup.find("p").extract().get_text() == "a"
    assert soup.find("p", class_="d") is None
    assert [tag.get_text() for tag in soup.find_all("p")] == ["b", "c"]
    assert [tag.get_text() for tag in soup.find("div").find_all("p")] == ["b"]


def test_tags_that_were_put_in_are_found() -> None:
    soup = read("<p>a</p>")
    soup.find("p").append(soup.new_tag("b"))
    assert [tag.name for tag in soup.find_all()] == ["html", "body", "p", "b"]


def test_an_attribute_is_given_to_one_tag_alone() -> None:
    soup = read("<img><img>")
    first, second = soup.find_all("img")
    first["alt"] = "a face"
    assert (first.attrs, second.attrs) == ({"alt": "a face"}, {})


@pytest.mark.parametrize("markup", ["<b>", "<b>x</b>", "<p>", "<td>5"])
def test_a_page_of_mere_tags_is_refused(markup: str) -> None:
    with pytest.raises(ParseError, match="more tags than"):
        read(markup * 200_000)


def test_a_page_whose_every_end_would_be_looked_for_in_all_the_page_is_refused() -> None:
    with pytest.raises(ParseError, match="nested deeper"):
        read("<div>a line of words" * 50_000 + "</b>" * 1_000_000)


@pytest.mark.parametrize("markup", ["<br>", "<p>a line of words\n", "<p class=comment>a line of words</p>\n"])
def test_a_page_with_something_written_is_read_however_long(markup: str) -> None:
    count = 15_000 if markup == "<br>" else 50_000
    assert len(read(markup * count).find_all(["p", "br"])) == count
