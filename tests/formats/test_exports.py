"""Exports: what holds for records of any platform, and how messages become conversations."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.documents import documents_of, join
from threadsearch.errors import ParseError
from threadsearch.formats.exports.discourse import DiscourseJson
from threadsearch.formats.exports.mbox import Mbox
from threadsearch.formats.exports.reddit import Reddit
from threadsearch.formats.exports.stackexchange import StackExchangeDump
from threadsearch.formats.exports.stackexchange_beside import names_beside
from threadsearch.formats.exports.wordpress import WordPressJson
from threadsearch.formats.exports.wxr import Wxr
from threadsearch.formats.mailing.headers import base_subject
from threadsearch.formats.records.bodies import broken_lines_text, html_text, markdown_text
from threadsearch.formats.records.settling import settle
from threadsearch.formats.records.xmls import read_xml
from threadsearch.formats.stackexchange import StackExchange
from threadsearch.model import Comment, Document, Page, ParentSource, Thread


def xml(content: str) -> Page:
    return Page("export.xml", content, "application/xml")


def mailbox(*messages: str) -> list[Thread]:
    content = "".join(f"From a@b.example Tue Jul  5 05:33:10 2011\n{message}\n\n" for message in messages)
    return list(Mbox().parse(Page("box", content, "application/mbox")))


def mail(number: str, subject: str = "Weir", references: str = "") -> str:
    more = f"References: {references}\n" if references else ""
    return f"From: Ida <ida@b.example>\nMessage-ID: <{number}>\nSubject: {subject}\n{more}\nWords of {number}."


def tree(thread: Thread) -> dict[str, str | None]:
    return {comment.key: comment.parent for comment in thread.comments}


@given(st.lists(st.tuples(st.integers(0, 9), st.none() | st.integers(0, 12)), max_size=30))
def test_settled_comments_stand_behind_their_parents_and_none_is_lost(pairs: list[tuple[int, int | None]]) -> None:
    listed = [
        Comment(
            0,
            "x",
            native_id=str(own),
            parent=None if parent is None else str(parent),
            parent_source=None if parent is None else ParentSource.EXPLICIT,
        )
        for own, parent in pairs
    ]
    comments, _ = settle(listed)
    assert {comment.key for comment in comments} == {comment.key for comment in listed}
    keys = [comment.key for comment in comments]
    assert len(set(keys)) == len(keys)
    for position, comment in enumerate(comments):
        assert comment.position == position
        assert comment.parent not in keys[position:]


def test_comments_that_need_no_other_order_keep_theirs() -> None:
    listed = [Comment(0, text) for text in "cab"]
    assert [comment.text for comment in settle(listed)[0]] == ["c", "a", "b"]


@pytest.mark.parametrize(
    "prologue",
    [
        '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY secret SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss SYSTEM "https://canal.example/rss.dtd">',
    ],
)
def test_entities_and_what_lies_elsewhere_are_refused(prologue: str) -> None:
    with pytest.raises(ParseError, match="refused"):
        read_xml(xml(f'<?xml version="1.0"?>{prologue}<rss>&b;</rss>'))


def test_xml_is_kept_up_to_where_it_breaks_off() -> None:
    root, defects = read_xml(xml("<a>\n<b>whole</b>\n<b>cut o"))
    assert [(child.text(), child.is_whole, child.locator) for child in root.children] == [
        ("whole", True, "line 2"),
        ("cut o", False, "line 3"),
    ]
    assert [defect.locator for defect in defects] == ["line 3"]


def test_xml_may_be_nested_deeper_than_the_stack() -> None:
    deep = 10_000
    root, defects = read_xml(xml("<a>" * deep))
    assert len(root.children) == 1
    assert defects


def test_html_entities_and_undeclared_prefixes_are_no_obstacle() -> None:
    root, defects = read_xml(xml("<a><wp:b>x&nbsp;y &amp; &lt;</wp:b></a>"))
    assert (root.text("wp:b"), defects) == ("x\xa0y & <", ())


def test_the_sites_own_clock_counts_and_where_it_is_lost_the_one_in_greenwich() -> None:
    item = "<item><link>https://a.example/x</link><wp:comment><wp:comment_id>1</wp:comment_id>{}</wp:comment></item>"
    head = '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel>'
    local = "<wp:comment_date>2011-07-05 07:00:00</wp:comment_date>"
    utc = "<wp:comment_date_gmt>2011-07-05 05:00:00</wp:comment_date_gmt>"
    hours = []
    for dates in (local + utc, utc):
        (thread,) = Wxr().parse(xml(head + item.format(dates) + "</channel></rss>"))
        created = thread.comments[0].created
        hours.append(created and created.at and created.at.hour)
    assert hours == [7, 5]


def test_a_reference_to_a_number_of_thousands_of_digits_loses_no_post() -> None:
    """What an export escapes twice is resolved here, after the parser of XML."""
    endless = f"&amp;#{'7' * 5000};"
    comment = f"<wp:comment><wp:comment_author>{endless}</wp:comment_author></wp:comment>"
    item = f"<item><title>Weir {endless}</title><dc:creator>{endless}</dc:creator>{comment}</item>"
    spaces = 'xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    (thread,) = Wxr().parse(xml(f"<rss {spaces}><channel>{item}</channel></rss>"))
    unknown = "\N{REPLACEMENT CHARACTER}"
    assert (thread.title, thread.author, thread.comments[0].author) == (f"Weir {unknown}", unknown, unknown)


def test_a_name_that_no_one_can_read_hides_no_later_ones(tmp_path: Path) -> None:
    rows = f'<row Id="1" DisplayName="&#{"7" * 5000};" />\n<row Id="2" DisplayName="Ida" />\n'
    (tmp_path / "Users.xml").write_text(rows, encoding="utf-8")
    names = names_beside((tmp_path / "Comments.xml").as_posix(), {"1", "2"})
    assert names == {"1": "\N{REPLACEMENT CHARACTER}", "2": "Ida"}


@pytest.mark.parametrize(("count", "is_noted"), [(9, False), (10, True)])
def test_ten_embedded_comments_may_not_be_all(count: int, *, is_noted: bool) -> None:
    replies = [{"id": number, "author_name": "Coot", "content": {"rendered": "x"}} for number in range(count)]
    post = {"id": 7, "content": {"rendered": ""}, "_embedded": {"replies": [replies]}}
    (thread,) = WordPressJson().parse(Page("dump", json.dumps(post), "application/json"))
    assert (len(thread.comments), bool(thread.defects)) == (count, is_noted)


def test_posts_of_two_sites_under_one_number_are_two_threads() -> None:
    hosts = ("canal.example", "reeds.example")
    listed = [
        {
            "id": 1,
            "post": 7,
            "author_name": "Coot",
            "content": {"rendered": "x"},
            "link": f"https://{host}/x/#comment-1",
        }
        for host in hosts
    ]
    threads = WordPressJson().parse(Page("dump", json.dumps(listed), "application/json"))
    assert [thread.url for thread in threads] == [f"https://{host}/x/" for host in hosts]


def test_a_discourse_post_without_its_topic_meets_it() -> None:
    post = {"id": 34, "post_number": 2, "cooked": "<p>x</p>", "topic_id": 12, "topic_slug": "the-weir"}
    topic = {"id": 12, "post_stream": {"posts": [post]}}
    alone, with_topic = (
        thread
        for name, record in (("posts", {"latest_posts": [post]}), ("t/12", topic))
        for thread in DiscourseJson().parse(
            Page("dump", json.dumps(record), "application/json", url=f"https://canal.example/{name}.json")
        )
    )
    assert (alone.site, alone.key) == (with_topic.site, with_topic.key) == ("canal.example", "12")
    assert alone.url == "https://canal.example/t/the-weir/12"


def test_sound_lines_are_read_and_the_others_counted() -> None:
    row = {"id": "c1", "link_id": "t3_z", "parent_id": "t3_z", "body": "x", "subreddit": "canals", "created_utc": 1}
    page = Page("dump", f"{json.dumps(row)}\n{{broken\n\n[1, 2\n", "application/json")
    (thread,) = Reddit().parse(page)
    assert [comment.key for comment in thread.comments] == ["c1"]
    assert [(defect.message, defect.locator) for defect in thread.defects] == [
        ("2 lines of no sound JSON, left out", "line 2")
    ]


@pytest.mark.parametrize("content", ["{" * 50_000, "[" * 200_000, '{"id": ' + "9" * 10_000 + "}", '{"a": 1'])
def test_json_that_is_no_use_is_a_parse_error(content: str) -> None:
    with pytest.raises(ParseError):
        list(Reddit().parse(Page("dump", content, "application/json")))


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("a < b && c", "a < b && c"),
        ("one\ntwo\n\nthree", "one\ntwo\n\nthree"),
        ("one\n<b>two</b>\n\nthree", "one\ntwo\n\nthree"),
        ("<blockquote>q</blockquote>\nmine", "> q\n\nmine"),
        ("<pre>a\n\n  b</pre>\nc", "a\n\n  b\n\nc"),
        ("<ul>\n<li>x</li>\n<li>y</li>\n</ul>", "- x\n- y"),
        ('see <img src="a.png" alt="A long description"> <img alt=":)">', "see :)"),
    ],
)
def test_line_breaks_in_stored_html_are_meant(markup: str, words: str) -> None:
    assert broken_lines_text(markup).text == words


def test_links_are_kept_from_every_markup() -> None:
    assert html_text('<a href="/x">x</a>', "https://a.example/y/").links == ("https://a.example/x",)
    assert html_text("see https://a.example/x.").links == ("https://a.example/x",)
    rendered = markdown_text("[x](https://a.example/x_(y)) and https://b.example/")
    assert rendered.text == "x and https://b.example/"
    assert rendered.links == ("https://a.example/x_(y)", "https://b.example/")


def test_a_message_answers_the_last_that_it_refers_to() -> None:
    (thread,) = mailbox(mail("a"), mail("b", references="<a>"), mail("c", references="<a> <b>"))
    assert tree(thread) == {"a": None, "b": "a", "c": "b"}


def test_of_a_message_listed_again_the_place_of_the_first_counts() -> None:
    (thread,) = mailbox(mail("a"), mail("b", references="<a>"), mail("a"))
    assert [comment.key for comment in thread.comments] == ["a", "b"]
    assert [defect.message for defect in thread.defects] == ["1 message listed twice, left out"]


def test_of_different_messages_with_one_id_that_sent_first_bears_it_in_whatever_order() -> None:
    def dated(author: str, day: int) -> str:
        head = f"From: {author} <{author}@b.example>\nMessage-ID: <a>\nDate: {day} Jul 2011 05:33:10 +0000\n"
        return f"{head}Subject: Weir\n\nWords of {author}."

    messages = [dated("ida", 5), dated("bo", 6), dated("cy", 7), dated("bo", 6), mail("b", references="<a>")]
    for order in permutations(messages):
        threads = mailbox(*order)
        found = {comment.author: comment.native_id for thread in threads for comment in thread.comments}
        assert found == {"ida": "a", "bo": None, "cy": None, "Ida": "b"}
        assert sum(len(thread.comments) for thread in threads) == len(found)
        assert [defect.message for thread in threads for defect in thread.defects] == [
            "1 message listed twice, left out"
        ]


def test_messages_with_one_id_and_no_date_are_two_if_their_words_are() -> None:
    written = [f"From: Ida <ida@b.example>\nMessage-ID: <a>\n\n{words}" for words in ("One.", "Two.", "One.")]
    content = "".join(f"From a@b.example\n{message}\n\n" for message in written)
    threads = list(Mbox().parse(Page("box", content, "application/mbox")))
    assert [(c.text, c.native_id) for thread in threads for c in thread.comments] == [("One.", "a"), ("Two.", None)]


def test_an_id_is_never_taken_for_a_place_in_the_mailbox() -> None:
    threads = mailbox("From: Ida <ida@b.example>\n\nFirst.", mail("0"), mail("@0"), mail("@again-1"))
    assert len([comment for thread in threads for comment in thread.comments]) == 4


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("Tue, 5 Jul 111 05:33:10 +0200", "2011-07-05T03:33:10+00:00"),
        ("Tue, 5 Jul 2011 05.33.10 +0200", "2011-07-05T03:33:10+00:00"),
        ("Tue, 5 Jul 2011 05:33:10 +2:00", "2011-07-05T03:33:10+00:00"),
        ("Tue, 5 Jul 2011 05:33:10 MET DST", "2011-07-05T03:33:10+00:00"),
        ("Tue Jul 05 05:33:10 2011 -0400", "2011-07-05T09:33:10+00:00"),
        ("Tue, 5 Jul 2011 05:33:10 +0530 (India Standard Time)", "2011-07-05T00:03:10+00:00"),
        (
            "Tue, 5 Jul 2011 05:33:10 XYZ",
            "2011-07-05T05:33:10+00:00",
        ),  # no zone that is known: the line before it counts
        ("Fri, 32 Jul 2011 05:33:10 +0200", "2011-07-05T05:33:10+00:00"),
    ],
)
def test_dates_as_old_programs_wrote_them(raw: str, moment: str) -> None:
    ((comment,),) = (thread.comments for thread in mailbox(f"From: Ida <ida@b.example>\nDate: {raw}\n\nx"))
    assert comment.created
    assert comment.created.at
    assert comment.created.at.isoformat() == moment


def test_where_a_parent_is_missing_its_own_parent_takes_its_place() -> None:
    (thread,) = mailbox(mail("a"), mail("c", references="<a> <b>"))
    assert tree(thread) == {"a": None, "c": "a"}


def test_answers_to_one_missing_message_are_one_conversation() -> None:
    (thread,) = mailbox(mail("b", references="<a>"), mail("c", "Other words", references="<a>"))
    assert tree(thread) == {"b": "a", "c": "a"}
    assert thread.key == "a"


def test_a_reply_by_its_subject_alone_joins_and_has_no_parent() -> None:
    (thread, other) = mailbox(mail("a", "[weirs] Leaks"), mail("b", "AW: Leaks"), mail("c", "[weirs] Leaks"))
    assert (tree(thread), tree(other)) == ({"a": None, "b": None}, {"c": None})


def test_messages_that_refer_to_each_other_make_no_circle() -> None:
    (thread,) = mailbox(mail("a", references="<b>"), mail("b", references="<a>"))
    assert tree(thread) == {"b": None, "a": "b"}


def test_a_parent_may_come_later_in_the_mailbox() -> None:
    (thread,) = mailbox(mail("b", references="<a>"), mail("a"))
    assert [comment.key for comment in thread.comments] == ["a", "b"]


@pytest.mark.parametrize(
    ("subject", "base", "is_answer"),
    [
        ("Weir", "Weir", False),
        ("Re: weir", "weir", True),
        ("Re: [weirs] RE[2]: AW: weir", "weir", True),
        ("[weirs] weir", "weir", False),
        ("Re:", "Re:", False),
        ("Reading: a weir", "Reading: a weir", False),
    ],
)
def test_base_subjects(subject: str, base: str, *, is_answer: bool) -> None:
    assert base_subject(subject) == (base, is_answer)


def test_bodies_in_any_encoding_are_read() -> None:
    head = "From: x@b.example\nContent-Type: text/plain; charset={}\nContent-Transfer-Encoding: {}\n\n{}"
    bodies = [
        head.format("iso-8859-1", "quoted-printable", "gr=FC=DFe"),
        head.format("utf-8", "base64", "Z3LDvMOfZQ=="),
        head.format("no-such-thing", "base64", "Z3LDvMOfZQ=="),
        head.format("us-ascii", "quoted-printable", "gr=FC=DFe"),
        head.format("us-ascii", "quoted-printable", "gr=C3=BC=C3=9Fe"),
        head.format("utf-8", "quoted-printable", "gr=FC=DFe"),
        head.format("utf-8", "8bit", "grüße"),
    ]
    assert [thread.comments[0].text for thread in mailbox(*bodies)] == ["grüße"] * 7


@pytest.mark.parametrize(
    ("plain", "markup", "words"),
    [("plain words", "<p>words</p>", "plain words"), (" ", "<p>words</p>", "words"), ("", "", "")],
)
def test_of_alternatives_the_plain_one_is_read_if_it_says_anything(plain: str, markup: str, words: str) -> None:
    parts = f"--b\nContent-Type: text/plain\n\n{plain}\n--b\nContent-Type: text/html\n\n{markup}\n--b--\n"
    head = "From: Ida <ida@b.example>\nContent-Type: multipart/alternative; boundary=b\n\n"
    ((comment,),) = (thread.comments for thread in mailbox(head + parts))
    assert comment.text == words


def test_the_messages_of_a_digest_are_messages() -> None:
    inner = "".join(f"--b\n\n{mail(number, references=above)}\n\n" for number, above in (("a", ""), ("b", "<a>")))
    head = "From: List <list@b.example>\nSubject: Digest\nContent-Type: multipart/digest; boundary=b\n\n"
    digest, thread = mailbox(f"{head}{inner}--b--\n")
    assert [comment.author for comment in digest.comments] == ["List"]
    assert [(comment.key, comment.parent, comment.text) for comment in thread.comments] == [
        ("a", None, "Words of a."),
        ("b", "a", "Words of b."),
    ]


@pytest.mark.parametrize(
    "part", ["Content-Type: message/rfc822\n\n", "Content-Type: multipart/mixed; boundary=b\n\n--b\n"]
)
def test_parts_within_parts_are_not_followed_without_end(part: str) -> None:
    ((comment,),) = (thread.comments for thread in mailbox("From: Ida <ida@b.example>\n" + part * 5_000))
    assert (comment.author, comment.text) == ("Ida", "")


@pytest.mark.parametrize(
    "head",
    [
        "Content-Type: text/plain; charset*=a%00'en'y\nContent-Transfer-Encoding: base64\n\nV29yZHM=",
        "Content-Type: text/plain; format*=a%00'en'flowed; name*=a%00'en'y\n\nWords",
        "Content-Type: multipart/mixed; boundary*=a%00'en'y\n\n--y\n\nWords\n--y--\n",
    ],
)
def test_an_encoding_named_by_no_text_costs_no_words(head: str) -> None:
    ((comment,),) = (thread.comments for thread in mailbox(f"From: Ida <ida@b.example>\n{head}"))
    assert comment.text == "Words"


def test_a_message_by_itself_may_quote_another_with_the_line_before_it() -> None:
    content = f"{mail('a')}\n\nFrom bob@x.example Tue Jul  5 05:33:10 2011\n{mail('b')}\n"
    ((comment,),) = (thread.comments for thread in Mbox().parse(Page("x.eml", content, "application/mbox")))
    assert (comment.key, comment.text.startswith("Words of a."), "Words of b." in comment.text) == ("a", True, True)


@pytest.mark.parametrize("blank", ["", "\n", " ", "\n \n"])
@pytest.mark.parametrize("line", ["From a@b.example", "From a@b.example Tue Jul  5 05:33:10 2011"])
def test_blanks_before_a_mailbox_cost_no_message(blank: str, line: str) -> None:
    content = blank + "".join(f"{line}\n{mail(number)}\n\n" for number in "ab")
    threads = Mbox().parse(Page("box", content, "application/mbox"))
    assert [comment.key for thread in threads for comment in thread.comments] == ["a", "b"]


def test_a_mailbox_is_told_from_text_that_begins_alike() -> None:
    page = Page("box", "From here on\nSubject: none\n", "text/plain")
    assert not Mbox().detect(page)
    assert Mbox().detect(replace(page, media_type="application/mbox"))


def test_a_question_of_a_dump_meets_the_sites_own_page() -> None:
    site = "canals.stackexchange.com"
    rows = '<posts>\n<row Id="7" PostTypeId="1" Title="Weir" Body="x" /></posts>'
    markup = '<div id="question" data-questionid="7"><div class="js-post-body">x</div></div>'
    (dumped,) = StackExchangeDump().parse(replace(xml(rows), source=f"dumps/{site}/Posts.xml"))
    (shown,) = StackExchange().parse(Page("7.html", markup, "text/html", url=f"https://{site}/questions/7/weir"))
    assert (dumped.site, dumped.key, dumped.comments[0].key) == (shown.site, shown.key, shown.comments[0].key)


@pytest.mark.parametrize(
    "source", ["Posts.xml", "notstackexchange.com/Posts.xml", "stackexchange.com.example.com/P.xml"]
)
def test_a_dump_of_an_unknown_site_is_known_by_no_number(source: str) -> None:
    rows = '<posts>\n<row Id="7" PostTypeId="1" Title="Weir" Body="x" /></posts>'
    (thread,) = StackExchangeDump().parse(replace(xml(rows), source=source))
    assert (thread.site, thread.key) == (None, None)


@pytest.mark.parametrize("folder", ["canals.stackexchange.com", "dump"])
def test_the_files_of_a_dump_are_one_thread_with_the_names_of_its_accounts(tmp_path: Path, folder: str) -> None:
    files = {
        "Posts.xml": """<posts>
<row Id="7" PostTypeId="1" CreationDate="2011-07-05T05:00:00.000" OwnerUserId="1" Title="&quot;Deep&quot;?" Body="x" />
<row Id="8" PostTypeId="2" ParentId="7" CreationDate="2011-07-05T06:00:00.000" OwnerUserId="2" Body="Yes." />
</posts>""",
        "Comments.xml": """<comments>
<row Id="1" PostId="8" Text="Sure?" CreationDate="2011-07-05T07:00:00.000" UserId="1" />
</comments>""",
        "Users.xml": """<users>
<row Id="1" DisplayName="Ida &amp; Per" AboutMe="DisplayName=&quot;Coot&quot;" />
<row Id="2" DisplayName="Coot" />
</users>""",
    }
    (tmp_path / folder).mkdir()
    for name, content in files.items():
        (tmp_path / folder / name).write_text(content, encoding="utf-8")
    joined: list[Document] = []
    for name in ("Comments.xml", "Posts.xml"):
        page = replace(xml(files[name]), source=(tmp_path / folder / name).as_posix())
        (thread,) = StackExchangeDump().parse(page)
        joined = join(joined, documents_of(thread, page, "stackexchange-dump"))
    record, *comments = joined
    assert record.title == '"Deep"?'
    assert [(comment.author, comment.depth, comment.parent_author) for comment in comments] == [
        ("Ida & Per", 0, None),
        ("Coot", 0, None),
        ("Ida & Per", 1, "Coot"),
    ]
