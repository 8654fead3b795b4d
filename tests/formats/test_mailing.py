"""What mailboxes and the HTML pages of lists' archives have in common."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.documents import documents_of, join
from threadsearch.errors import ParseError
from threadsearch.formats.exports.mbox import Mbox
from threadsearch.formats.html import parse_html
from threadsearch.formats.hypermail import Hypermail
from threadsearch.formats.mailing.archives import list_in, mailto, message_id
from threadsearch.formats.mailing.bodies import own_words, page_words
from threadsearch.formats.mailing.headers import author_of, base_subject, decoded
from threadsearch.formats.mhonarc import MHonArc
from threadsearch.formats.pipermail import Pipermail
from threadsearch.model import Document, Page

PLAIN = (
    "",
    " ",
    "words",
    "  indented",
    "--",
    "-- words",
    "a < b & c",
    "1. one",
    "talk mailing list",
    "----- next part -----",
)
QUOTED = ("> quoted", ">> twice", "> > twice", " > behind a blank", ">", ">From here")
BELOW = ("-- ", "_" * 47, "-------------- next part --------------")


def words_on_a_page(markup: str) -> str:
    return page_words(parse_html(Page("page", markup, "text/html")), base=None).text


@given(st.lists(st.sampled_from(PLAIN + QUOTED + BELOW), max_size=12))
def test_a_page_shows_the_words_that_a_mailbox_holds(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert words_on_a_page(f"<pre>\n{html.escape(text)}</pre>") == own_words(text)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Words<br>-- <br>Ann</p><p>Her motto</p>", "Words"),
        ("<p>Words<br>--&nbsp;<br>Ann</p>", "Words"),
        ("<p>Words</p><div class='gmail_signature'>Ann</div>", "Words"),
        ("<pre>Words\n-- <a href='http://a.example'>no</a> signature</pre>", "Words\n-- no signature"),
        ("<pre><b>Words</b>-- \nare no signature</pre>", "Words--\nare no signature"),
        ("<pre><b>Words</b>-- \nmore\n-- \nAnn</pre>", "Words--\nmore"),
    ],
)
def test_a_signature_begins_on_a_line_of_its_own(markup: str, text: str) -> None:
    assert words_on_a_page(markup) == text


def test_where_a_hidden_address_leads_is_no_link_of_the_message() -> None:
    markup = (
        "<pre><a href='http://l.example/listinfo'>ann at a.example</a> <a href='http://b.example'>http://b.example</a>"
    )
    words = page_words(parse_html(Page("page", markup, "text/html")), base=None)
    assert words.text == "ann at a.example http://b.example"
    assert words.links == ("http://b.example",)


@pytest.mark.parametrize(
    ("raw", "author"),
    [
        ("Ann van Weir", "Ann van Weir"),
        ('"Weir, Ann" <ann@a.example>', "Weir, Ann"),
        ("Weir, Ann <ann@a.example>", "Weir, Ann"),
        ("Ann Weir [lock 5] <ann@a.example>", "Ann Weir [lock 5]"),
        ('"\\"Ann\\" Weir" <ann@a.example>', '"Ann" Weir'),
        ("canal!ann (Ann Weir)", "Ann Weir"),
        ("=?utf-8?Q?J=C3=B6?= <joe@a.example>", "Jö"),
        ("=?us-ascii?Q?J=F6?= Weir <joe@a.example>", "Jö Weir"),
        ("=?gb2312?B?6UY=?= <joe@a.example>", "镕"),
        ("=?utf-8?Q?J=C3=B6?= C:\\users <joe@a.example>", "Jö C:\\users"),
        ("<ann@a.example>", "ann@a.example"),
        ("", None),
    ],
)
def test_authors(raw: str, author: str | None) -> None:
    assert author_of(raw) == author


def test_a_sender_in_brackets_without_end_is_kept_as_written() -> None:
    raw = "x@y.example " + "(" * 3_000
    assert author_of(raw) == raw


def test_a_header_too_long_to_be_decoded_is_kept_as_written() -> None:
    raw = " ".join(["=?utf-8?q?a?="] * 50_000)
    assert decoded(raw) == raw


def test_words_below_a_digital_signature_are_kept() -> None:
    signature = "-----BEGIN PGP SIGNATURE-----\nComment: see http://c.example\n\niQEz\n{}"
    text = f"Above\n{signature.format('-----END PGP SIGNATURE-----')}\nBelow http://b.example\n{signature.format('=a')}"
    words = "Above\n\nBelow http://b.example"
    assert own_words(text) == words
    markup = re.sub(r"(http:\S+)", r"<a href='\1'>\1</a>", text)
    page = page_words(parse_html(Page("page", f"<pre>{markup}</pre>", "text/html")), base=None)
    assert (page.text, page.links) == (words, ("http://b.example",))


def test_a_subject_of_many_answers_takes_linear_time() -> None:
    assert base_subject("Re: " * 200_000 + "Weir") == ("Weir", True)


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("<a.1@b.example>", "a.1@b.example"),
        ("a_at_b.example", "a_at_b.example"),
        ("Your message of Monday", None),
        ("Your message of Monday <a.1@b.example>", "a.1@b.example"),
        ("", None),
    ],
)
def test_only_ids_are_ids(raw: str, number: str | None) -> None:
    assert message_id(raw) == number


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://l.example/pipermail/talk/2011-July/000123.html", "talk"),
        ("https://l.example/Archives/Public/public-talk/2011JulSep/0003.html", "public-talk"),
        ("https://l.example/talk/2011/07/msg00012.html", "talk"),
        ("https://archive.example/talk@l.example/msg00012.html", "talk"),
        ("https://l.example/msg00012.html", ""),
        (None, ""),
    ],
)
def test_a_list_goes_by_the_folder_of_its_pages(url: str | None, name: str) -> None:
    assert list_in(url) == name


def test_a_link_for_answers_keeps_the_plus_of_an_id() -> None:
    assert mailto("mailto:talk at l.example?In-Reply-To=%3Ca+b%40c.example%3E") == ("talk@l.example", "a+b@c.example")


def message_page(number: str, subject: str, answers: str = "") -> str:
    answered = f'<!-- inreplyto="{answers}" -->' if answers else ""
    return (
        f'<html><head><title>talk: {subject}</title></head><body><h1>{subject}</h1><!-- name="Ann" -->'
        f'<!-- subject="{subject}" --><!-- id="{number}" -->{answered}'
        f'<!-- body="start" --><p>Words of {number}</p><!-- body="end" --></body></html>'
    )


def read(content: str, source: str) -> list[Document]:
    page = Page(source, content, "text/html")
    (thread,) = Hypermail().parse(page)
    return documents_of(thread, page, "hypermail")


def test_messages_join_their_thread_from_pages_of_their_own() -> None:
    first = read(message_page("1@a.example", "[talk] Weir"), "0001.html")
    second = read(message_page("2@b.example", "Re: [talk] Weir", "1@a.example"), "0002.html")
    third = read(message_page("3@a.example", "AW: Re: weir", "2@b.example"), "0003.html")
    elsewhere = read(message_page("4@a.example", "Quay"), "0004.html")
    for order in ((first, second, third), (third, second, first)):
        joined: list[Document] = []
        for documents in order:
            joined = join(joined, documents)
        record, *comments = joined
        assert record.title == "[talk] Weir"
        assert [(c.text, c.depth, c.parent_author) for c in comments] == [
            ("Words of 1@a.example", 0, None),
            ("Words of 2@b.example", 1, "Ann"),
            ("Words of 3@a.example", 2, "Ann"),
        ]
    assert elsewhere[0].id != first[0].id


@pytest.mark.parametrize("reader", [Pipermail(), MHonArc(), Hypermail()], ids=lambda reader: reader.name)
def test_a_page_without_a_message_is_an_error(reader: Pipermail | MHonArc | Hypermail) -> None:
    with pytest.raises(ParseError, match="without a message"):
        list(reader.parse(Page("page", "<html><p>Nothing</p></html>", "text/html")))


def test_a_text_archive_and_its_pages_agree() -> None:
    """The same message, as Pipermail prints it to its text archive and to a page."""
    folder = Path(__file__).parent / "fixtures" / "pipermail"
    page = Page("answer.html", (folder / "answer.html").read_text(encoding="utf-8"), "text/html")
    mailbox = (
        "From jo at quay.example  Tue Jul  5 05:33:10 2011\n"
        "From: jo at quay.example (Jo Weir)\nDate: Tue, 5 Jul 2011 05:33:10 +0200\n"
        "Subject: [ferries] Re: Swing bridge\n\tclosed?\nMessage-ID: <4E12.9000207+x@quay.example>\n\n"
        "Ida <ida at pier.example> writes:\n\n> Is the bridge closed on Sundays? I heard\n> it from Per:\n"
        ">> No boats after six.\n\nNot this week. See http://harbour.example/times?day=sun&x=1\n"
        " - opens at 6 & closes at 9 \N{EN DASH} café too\n\n"
        "   table  of   fares\n   adults      2.50\n\n-- \nJo Weir, http://quay.example/\n"
    )
    (paged,) = Pipermail().parse(page)
    (boxed,) = Mbox().parse(Page("july.txt", mailbox, "application/mbox"))
    assert paged.title == boxed.title
    (one,), (other,) = paged.comments, boxed.comments
    assert (one.native_id, one.author, one.text, one.links) == (other.native_id, other.author, other.text, other.links)
    assert one.created
    assert other.created
    assert one.created.at == other.created.at


def test_words_in_no_encoding_that_there_is_are_read_as_utf_8() -> None:
    assert author_of("=?utf-\N{SUPERSCRIPT ONE}?q?Ann?= <ann@a.example>") == "Ann"
