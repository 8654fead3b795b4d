"""Markup to text: what people see, line by line."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.errors import ParseError
from threadsearch.formats.html import Places, is_in_tag, one_line, parse_html, render, tag_matches, walk
from threadsearch.model import Page

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)


def text_of(markup: str) -> str:
    return render([parse_html(Page("x", markup, "text/html"))]).text


BLANKS = st.sampled_from([*" \t\n\r\f\v\xa0", "  ", "\x1c", "\x85", "\N{EM SPACE}", "\N{IDEOGRAPHIC SPACE}"])


@given(st.lists(BLANKS | st.sampled_from(["a", "é", "."])).map("".join))
def test_runs_of_blanks_are_folded_and_no_other_signs(text: str) -> None:
    assert one_line(text) == re.sub(r"[ \t\n\r\f\v\xa0]+", " ", text).strip()


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>a <b>b</b>\n  c</p><p>d</p>", "a b c\n\nd"),
        ("a<br>b<br/><br/>c<br><br><br>d", "a\nb\n\nc\n\nd"),
        ("<div>a</div><div>b</div><p></p><div>c</div>", "a\nb\n\nc"),
        ("<ul><li>a<li>b<ol><li>c</ol></ul>d", "- a\n- b\n  1. c\n\nd"),
        ("<ol start=7><li>a</li><li><p>b</p><p>c</p></li></ol>", "7. a\n8. b\n\n   c"),
        ("<blockquote><p>a</p><p>b<br>c</p></blockquote>d", "> a\n>\n> b\n> c\n\nd"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
        ("<blockquote><ul><li>a</ul></blockquote>", "> - a"),
        ("<p>a:</p><pre>  b\n\n    c </pre>", "a:\n\n  b\n\n    c"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a | b\nc"),
        ('a <img alt=":)"> <img> b', "a :) b"),
        (
            '<img alt=":P">ersonal <img alt="xD"> <img alt="\N{PILE OF POO}"> <img alt=":lol:">',
            "😛ersonal 😆 \N{PILE OF POO} :lol:",
        ),
        ("a<script>b</script><style>c</style><noscript>d</noscript><!-- e --><button>f</button>", "a"),
        (
            "a<div><template shadowrootmode=open>b<template>c</template></template>d</div><template>e</template>f",
            "a\nbd\nf",
        ),
        ("&lt;b&gt; &amp;amp; &nbsp; x", "<b> &amp; x"),
        ("", ""),
    ],
)
def test_text_is_laid_out_as_people_see_it(markup: str, text: str) -> None:
    assert text_of(markup) == text


@given(st.lists(st.lists(WORDS, min_size=1), min_size=1))
def test_paragraphs_of_escaped_text_come_back(paragraphs: list[list[str]]) -> None:
    markup = "".join(f"<p>{html.escape(' '.join(words))}</p>" for words in paragraphs)
    assert text_of(f"<body>{markup}") == "\n\n".join(" ".join(words) for words in paragraphs)


def test_links_are_collected_in_order_as_addresses_of_the_web() -> None:
    markup = """<a href=/one>1</a><a href="#top">2</a><a href="mailto:x@y.example">3</a><a href="javascript:x()">4</a>
    <a href="https://web.archive.org/web/20130307194448/http://far.example:80/two">5</a>
    <iframe src="//video.example/e">"""
    rendered = render([parse_html(Page("x", markup, "text/html"))], base="https://here.example/post/")
    assert rendered.links == ("https://here.example/one", "http://far.example/two", "https://video.example/e")


def test_a_line_that_holds_a_heading_is_no_text() -> None:
    soup = parse_html(Page("x", "<div><b>Name</b> says:<br>words<p>more <i>words</i></p></div>", "text/html"))
    name = soup.find("b")
    assert render([soup], headings=frozenset({id(name)})).text == "words\n\nmore words"


def test_nesting_may_be_deeper_than_the_stack() -> None:
    deep = 20_000
    soup = parse_html(Page("x", "<blockquote>" * deep + "x", "text/html"))
    assert render([soup]).text == "> " * 30 + "x"
    assert max(step.level for step in walk(soup)) >= deep


def test_margins_do_not_make_a_text_the_square_of_its_markup() -> None:
    markup = "<blockquote>a" * 1000
    assert len(render([parse_html(Page("x", markup, "text/html"))]).text) < 20 * len(markup)


def test_what_cannot_be_encoded_is_a_parse_error() -> None:
    with pytest.raises(ParseError, match="no HTML"):
        parse_html(Page("x", "<p>\ud800", "text/html"))


@given(st.lists(st.sampled_from(["\n", "\r\n", "a", "b" * 3000, "\n" * 5000])).map("".join), st.data())
def test_lines_are_counted_wherever_they_end(content: str, data: st.DataObject) -> None:
    places, offset = Places(content), data.draw(st.integers(0, len(content)))
    assert places.at(offset) == f"line {content[:offset].count(chr(10)) + 1}"
    assert places.last == places.at(len(content))


def test_places_are_lines_of_the_first_tag_with_an_id() -> None:
    places = Places("<p>\n<p id=a>\n\n<p ID = 'b c'><p id=\"a\">")
    assert [places.of_id(name) for name in ("a", "b c", "d")] == ["line 2", "line 4", ""]
    assert places.last == "line 4"


TAG_PIECES = st.lists(st.sampled_from(("<b", "<", ">", " word1", " word", "word2", " x='", "é", "</b", "<b word3>")))


@given(TAG_PIECES.map("".join))
def test_a_pattern_is_tried_on_every_tag_that_holds_its_word(content: str) -> None:
    pattern = re.compile(r"<b\b[^<>]*?\bword\d")
    assert tag_matches(pattern, content, "word") == bool(pattern.search(content))
    assert is_in_tag(content, "word") == bool(re.search(r"<(?=[a-z])[^<>]*word", content))


def test_words_outside_of_tags_are_in_none() -> None:
    assert not is_in_tag("<p>word</p> 1 < word > 2", "word")
    assert is_in_tag("<p>word</p><p title='a word'>", "nothing", "word")
