"""Words spelt one way: entities escaped twice, what is invisible, and letters in several pieces."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.documents import documents_of
from threadsearch.documents.spelling import spelt
from threadsearch.model import Comment, Document, Page, Thread


def words(text: str) -> str:
    (comment,) = spelt(Thread((Comment(0, text),))).comments
    return comment.text


def documents(*comments: Comment) -> list[Document]:
    return documents_of(Thread(comments, key="7"), Page("page.html", ""), "wordpress")


@pytest.mark.parametrize(
    ("escaped", "plain"),
    [
        ("it&#8217;s the night ferry &amp; the bridge", "it\u2019s the night ferry & the bridge"),
        ("caf&eacute; &quot;Zur Br&uuml;cke&quot;", 'caf\xe9 "Zur Br\xfccke"'),
        ("&Uuml;ber&nbsp;die Br&uuml;cke", "\xdcber die Br\xfccke"),
        ("it&amp;#8217;s", "it\u2019s"),
        ("don&#039;t &lt;b&gt;shout&lt;/b&gt;", "don't <b>shout</b>"),
        ("said &quot;no&quot;", 'said "no"'),
    ],
)
def test_what_is_escaped_twice_is_resolved(escaped: str, plain: str) -> None:
    assert words(escaped) == plain


@pytest.mark.parametrize(
    "text",
    [
        "write &amp; for an ampersand",
        "use &nbsp; or &eacute; here",
        "the page has <p>caf&eacute;</p> in it",
        "caf&eacute; & bar",
        "AT&T and R&D",
        "a &b; c",
        "look?a=1&copy=2",
    ],
)
def test_who_speaks_of_entities_is_left_alone(text: str) -> None:
    assert words(text) == text


def test_links_lead_where_the_words_say() -> None:
    links = ("http://a.example/?v=1&amp;t=2", "http://a.example/?v=1&copy;=2&x")
    (comment,) = spelt(Thread((Comment(0, links[0], links=links),))).comments
    assert comment.text == "http://a.example/?v=1&t=2"
    assert comment.links == ("http://a.example/?v=1&t=2", links[1])


def test_a_page_that_escapes_twice_does_so_everywhere_and_says_so() -> None:
    comments = (
        Comment(0, "use &amp; twice", "Ann &amp; Bo", locator="line 3"),
        Comment(1, "it&#8217;s mine", "M&uuml;ller", locator="line 9"),
    )
    thread = spelt(Thread(comments, title="Don&#8217;t sail"))
    assert [(comment.author, comment.text) for comment in thread.comments] == [
        ("Ann & Bo", "use & twice"),
        ("M\xfcller", "it\u2019s mine"),
    ]
    assert thread.title == "Don\u2019t sail"
    (defect,) = thread.defects
    assert (defect.message, defect.locator) == (
        "words with HTML's entities escaped twice, which were resolved",
        "line 9",
    )


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("long\u200bword soft\xadhyphen \ufeffmark join\u2060er", "longword softhyphen mark joiner"),
        ("\u0e2a\u0e30\u200b\u0e1e\u0e32\u0e19", "\u0e2a\u0e30\u200b\u0e1e\u0e32\u0e19"),  # Thai, whose words it parts
        ("\U0001f469\u200d\U0001f467", "\U0001f469\u200d\U0001f467"),  # mother and child, joined
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),  # Persian
        ("\u200f\u05e9\u05dc\u05d5\u05dd!\u200e (abc)", "\u200f\u05e9\u05dc\u05d5\u05dd!\u200e (abc)"),  # its direction
        ("Bru\u0308cke", "Br\xfccke"),
        ("\u304b\u3099", "\u304c"),
    ],
)
def test_what_nobody_sees_is_left_out_and_letters_are_whole(text: str, seen: str) -> None:
    assert words(text) == seen


def test_one_name_is_one_author_and_one_comment_however_it_is_spelt() -> None:
    (_, composed) = documents(Comment(0, "Br\xfccke", "J\xf6rg"))
    (_, apart) = documents(Comment(0, "Bru\u0308\xadcke", "Jo\u0308rg\u200b"))
    assert replace(apart, locator=composed.locator) == composed


def test_a_name_of_which_nothing_can_be_seen_is_none() -> None:
    (comment,) = spelt(Thread((Comment(0, "words", "\u200b\ufeff"),))).comments
    assert comment.author is None


@given(st.text(st.sampled_from("aB1 \xe9\u0308\u0301\u3099\u304b\u0e01\u200b\u200d\xad\ufeff&;#<") | st.characters()))
def test_to_spell_twice_is_to_spell_once(text: str) -> None:
    once = words(text)
    assert words(once) == once


@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=900))
def test_short_texts_are_composed_as_unicode_composes_them(text: str) -> None:
    plain = text.translate(dict.fromkeys(map(ord, "&\xad\u200b\u2060\ufeff")))
    assert words(plain) == unicodedata.normalize("NFC", plain)


def test_a_page_of_nothing_but_marks_is_composed_piece_by_piece() -> None:
    assert len(words("a" + "\u0301\u0316" * 200_000)) == 400_000
