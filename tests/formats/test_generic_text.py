"""What the reader of flattened text makes of layouts that it was not told of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.errors import UnclaimedPage
from threadsearch.formats.generic_text import LEAST, GenericText, furniture, names
from threadsearch.formats.generic_text.entries import entries_of
from threadsearch.formats.textual import numbered
from threadsearch.model import Page, ParentSource, Thread

PEOPLE = ("Ada", "Bo Lind", "Ada", "carla_7", "Bo Lind", "Old Rope")
WORDS = (
    "The pivot squeaks since the frost came down the coast.",
    "Take the weight off first, and listen again.",
    "I did. It still squeaks, but now it squeaks in tune.",
    "Then sell tickets for it, half price on Sundays.",
    "Graphite, dry, and a good night's sleep for everybody.",
    "It isn't the pivot. It is the stairs.",
)
"""What people say; the layouts differ."""


def read(text: str) -> list[Thread]:
    """The threads of a text; none if it is declined."""
    try:
        return list(GenericText().parse(Page("lamp.txt", text)))
    except UnclaimedPage:
        return []


def date(number: int) -> str:
    return f"March {number + 3}, 2011 at 10:{number + 10}"


LAYOUTS = {
    "author, date, body": "{name}\n{date}\n\n{words}\n\nReply\n\n",
    "date, author, body": "{date}\n#{number}\n{name}\nMember\nJoined: May 2004\n\n{words}\n\n",
    "author, body, date": "{number}. {name}\n\n  {words}\n\n  {date} | Report abuse | Reply\n",
    "says": "  {number}. {name} says:\n    {date}\n\n    {words}\n\n    Reply\n",
    "by, on": "Posted by {name} on {date}\n\n{words}\n\nReply\n\n",
    "glued": "  {number}. {name}{date}\n\n    {words}\n\n    ReplyDelete\n",
    "author and ranks far above the date": (
        "{name}\n\nSenior Member\nPosts: 1{number}\nLocation: Skerry\n{date}\n#{number}\n{words}\n\nQuote\n\n"
    ),
    "title, by, date": "Re: The pivot by {name}: {date}\n{words}\nReply\n",
    "author above and below": "{date}\n#{number}\n{name}\nMember\n{words}\nReply\n{name}\nView Public Profile\n\n",
    "body, date, author": "{words}\n\n{date}\n{name}\nReport abuse\n\n",
}


def page_in(layout: str) -> str:
    said = enumerate(zip(PEOPLE, WORDS, strict=True))
    records = "".join(
        LAYOUTS[layout].format(name=name, date=date(number), words=words, number=number + 1)
        for number, (name, words) in said
    )
    return f"The harbour\n\nHome\nLamps\n\nThe pivot\n\n6 comments\n\n{records}\nLeave a reply\n\nYour name\n"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_gives_the_same_comments(layout: str) -> None:
    (thread,) = read(page_in(layout))
    assert [comment.text for comment in thread.comments] == list(WORDS)
    assert [comment.author for comment in thread.comments] == list(PEOPLE)
    assert [comment.created and comment.created.raw for comment in thread.comments] == [
        date(number) for number in range(6)
    ]
    assert thread.stated_count == 6
    assert thread.confidence is not None
    assert thread.confidence >= LEAST


def test_a_date_that_is_printed_again_below_its_author_s_card_is_one() -> None:
    card = "{name} {number}\nPosted {date}\n{name}\n  • Level 2\n  • 12 posts\nPosted {date}\n\n{words}\n\n"
    (thread,) = read(page_of(card, above="6 comments\n\n", below="Leave a reply\n"))
    assert [comment.author for comment in thread.comments] == list(PEOPLE)
    assert [comment.text.partition("\n")[0] for comment in thread.comments] == list(WORDS)


def test_answers_hang_where_bullets_hang() -> None:
    text = (
        "  1. Ada says:\n    March 3, 2011 at 10:10\n\n    First.\n\n    Reply\n"
        "    • Bo says:\n      March 3, 2011 at 10:20\n\n      An answer to it.\n\n      Reply\n"
        "  2. Carla says:\n    March 4, 2011 at 11:10\n\n    Second.\n\n    Reply\n"
    )
    (thread,) = read(text)
    assert [comment.parent for comment in thread.comments] == [None, "@0", None]
    assert thread.comments[1].parent_source is ParentSource.NESTING


def test_a_first_post_that_hangs_out_is_nobody_s_parent() -> None:
    first, reply, others = page_in("author, date, body").partition("Reply\n")
    (thread,) = read(f"{first}{reply}{others.replace(chr(10), chr(10) + '    ')}")
    assert len(thread.comments) == len(PEOPLE)
    assert all(comment.parent is None for comment in thread.comments)


def test_a_lost_author_is_not_made_up() -> None:
    (thread,) = read(page_in("by, on").replace("Posted by carla_7 on", "Posted on"))
    assert [comment.author for comment in thread.comments] == ["Ada", "Bo Lind", "Ada", None, "Bo Lind", "Old Rope"]
    assert thread.comments[3].text == WORDS[3]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("Sana6. Juni 2015 um 10:23", ("Sana", "6. Juni 2015 um 10:23", "")),
        ("munMay 30, 2019 at 6:26 PM", ("mun", "May 30, 2019 at 6:26 PM", "")),
        ("by Ada » Fri May 08, 2009 11:56 pm", ("by Ada » ", "Fri May 08, 2009 11:56 pm", "")),
        ("July 5, 2011 at 05:33 | Report abuse | Reply", ("", "July 5, 2011 at 05:33", " | Report abuse | Reply")),
        ("[-]ada 4 points 17 hours ago (2 children)", ("[-]ada 4 points ", "17 hours ago", " (2 children)")),
        ("3 hours agoReply", ("", "3 hours ago", "Reply")),
        ("2019年5月3日 下午3:05", ("", "2019年5月3日 下午3:05", "")),
        ("ada 1 point just now", ("ada 1 point ", "just now", "")),
        ("June 14, 20241 yr", ("", "June 14, 2024", "1 yr")),
    ],
)
def test_a_date_is_found_in_its_line(line: str, parts: tuple[str, str, str]) -> None:
    found = entries_of(numbered(Page("lamp.txt", f"{line}\n{line}")))[0].date
    assert found is not None
    assert (found.before, found.raw, found.after) == parts


@pytest.mark.parametrize(
    "line",
    [
        "1. MarcoM",
        "version 1.2.3",
        "10.0.0.1",
        "Joined: Jul 2014",
        "1 of 5",
        "4.0 out of 5 stars",
        "3 stars",
        "x" * 999,
    ],
)
def test_no_date_is_found_where_none_is(line: str) -> None:
    assert entries_of(numbered(Page("lamp.txt", f"{line}\n{line}"))) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada Lovelace    17", "Ada Lovelace"),
        ("J. R. Hartley", "J. R. Hartley"),
        ("Keeper (Guest)", "Keeper"),
        ("Thanks", None),
        ("Reply", None),
        ("Take the weight off first.", None),
        ("http://lamp.example", None),
        ("12 posts", None),
        ("Senior Member", None),
    ],
)
def test_a_name_is_told_from_words(text: str, name: str | None) -> None:
    assert names.first(text) == name


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("115 Responses", 115),
        ("Kommentare (12)", 12),
        ("3 thoughts on “The lamp”", 3),
        ("One comment", 1),
        ("Posts: 12", None),
    ],
)
def test_a_heading_tells_how_many(text: str, count: int | None) -> None:
    assert furniture.stated_count(text) == count


def test_what_was_found_is_explained() -> None:
    (thread,) = read(page_in("says"))
    assert dict(thread.layout)["author"] == "in a line that says who speaks"


@pytest.mark.parametrize(
    ("text", "reason"),
    [("No dates here.\n", "no two lines"), ("March 5, 2011\nShip\n\nMarch 6, 2011\nShop\n", "confidence")],
)
def test_what_is_declined_says_why(text: str, reason: str) -> None:
    with pytest.raises(UnclaimedPage, match=reason):
        list(GenericText().parse(Page("lamp.txt", text)))


def test_a_text_whose_dates_have_nothing_in_common_is_declined() -> None:
    changes = "* Since May 4, 2011 the lamp has oil.\nWicks\nThe pivot is of version 1.10.26.\nThe stairs\n\n"
    assert read(f"{changes}* Lamp 1.11.26, which has a new wick.\n") == []


def page_of(record: str, *, above: str = "", below: str = "") -> str:
    """A page of six records, each with a name, a clock and words, some names coming again."""
    said = enumerate(zip(PEOPLE, WORDS, strict=True))
    records = (
        record.format(name=name, date=date(number), words=words, number=number) for number, (name, words) in said
    )
    return f"{above}{''.join(records)}{below}"


@pytest.mark.parametrize(
    ("record", "above", "below"),
    [
        ("{name}\n{date}\n{words}\n\n", "6 comments\n\n", ""),
        ("{name}\n{date}\n{words}\n\n", "", "Leave a reply\n"),
        ("{name}\n{date}\n{words}\nReply\n\n", "", ""),
        ("{name}\nPosts: 12\n{date}\n{words}\n\n", "", ""),
        ("#{number}\n{name}\n{date}\n{words}\n\n", "", ""),
    ],
)
def test_one_sign_of_a_discussion_is_enough(record: str, above: str, below: str) -> None:
    (thread,) = read(page_of(record, above=above, below=below))
    assert [comment.author for comment in thread.comments] == list(PEOPLE)


@pytest.mark.parametrize(
    ("record", "above", "below"),
    [
        ("{name}\n{date}\n{words}\n\n", "", ""),
        ("{name}\n{date}\n{words}\nListen\n\n", "Posts\n\n", "Print\n"),
        ("#4\n{name}\n{date}\n{words}\n\n", "", ""),
        ("{name}\n{date}\n{words}\n\nRead more\n\n", "6 comments\n\n", "Leave a reply\n"),
        ("{name}\n{date}\n* {words}\n\n", "6 comments\n\n", ""),
        ("{name}\n{date}\nThe lamp\n\n", "6 comments\n\n", ""),
        ("{name} '{date}'\n{words}\n\n", "6 comments\n\n", "Leave a reply\n"),
        ('"who": "{name}",\n"when": "{date}",\n"what": "{words}"\n\n', "6 comments\n\n", "Leave a reply\n"),
    ],
)
def test_names_and_clocks_that_come_back_are_no_discussion_yet(record: str, above: str, below: str) -> None:
    assert read(page_of(record, above=above, below=below)) == []


def test_html_is_left_alone() -> None:
    assert not GenericText().detect(Page("lamp.html", page_in("says"), media_type="text/html"))


SCRAPS = st.sampled_from(
    [
        *(layout.format(name="Ada", date=date(1), words=WORDS[0], number=1) for layout in LAYOUTS.values()),
        *(
            "Ada",
            "Reply",
            "March 5, 2011",
            "3 hours ago",
            "• ",
            "1.",
            "#4",
            "Leave a reply",
            "",
            "4 comments",
            "Posts: 12",
        ),
        *("  Bo Lind", "> quoted", "Joined:", "Re: x", "@Ada no", "yesterday at 10:10", "x" * 400),
    ]
)


@given(st.lists(SCRAPS, max_size=30))
def test_any_heap_of_scraps_is_declined_or_gives_a_thread(scraps: list[str]) -> None:
    for thread in read("\n".join(scraps)):
        seen: set[str] = set()
        for position, comment in enumerate(thread.comments):
            assert comment.position == position
            assert comment.parent is None or comment.parent in seen
            seen.add(comment.key)


@pytest.mark.parametrize(
    "line",
    [
        "[-]" * 100,
        "1/2/" * 75,
        "like " * 24 + "x",
        "a." * 150,
        "May 1 " * 50,
        "«" * 120,
        "12 " * 99,
        "re: " * 30,
        "( " * 150,
    ],
)
def test_hostile_lines_are_read_like_others(line: str) -> None:
    assert len(read(f"{line}\n{date(1)}\n" * 20)) <= 1


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_names_may_differ_by_their_numbers_alone(layout: str) -> None:
    names_of_readers = [f"keeper{number}" for number in range(len(WORDS))]
    records = "".join(
        LAYOUTS[layout].format(name=name, date=date(number), words=words, number=number + 1)
        for number, (name, words) in enumerate(zip(names_of_readers, WORDS, strict=True))
    )
    (thread,) = read(f"6 comments\n\n{records}\nLeave a reply\n")
    assert [comment.author for comment in thread.comments] == names_of_readers
    assert [comment.text for comment in thread.comments] == list(WORDS)


def test_labels_that_count_are_no_names() -> None:
    assert read(page_of("level {number}\n{date}\n{words}\n\n", above="6 comments\n\n", below="Leave a reply\n")) == []


def test_a_layout_that_leaves_most_of_its_dates_among_words_is_declined() -> None:
    assert read(page_of("{words} - {name} {date}\n", above="Comments\n\n", below="add a comment\n")) == []
