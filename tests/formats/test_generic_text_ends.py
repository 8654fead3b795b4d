"""What both ends of a list of comments tell of its layout, and what programs that flatten pages leave in their text."""

from __future__ import annotations

import pytest

from threadsearch.errors import UnclaimedPage
from threadsearch.formats.generic_text import GenericText, furniture, names
from threadsearch.model import Comment, Page

PEOPLE = ("Ada", "Bo Lind", "Ada", "carla_7", "Bo Lind", "Old Rope")
WORDS = (
    "The pivot squeaks since the frost came down the coast.",
    "Take the weight off first, and listen again.",
    "I did. It still squeaks, but now it squeaks in tune.",
    "Then sell tickets for it, half price on Sundays.",
    "Graphite, dry, and a good night's sleep for everybody.",
    "It isn't the pivot. It is the stairs.",
)


def date(number: int) -> str:
    return f"March {number + 3}, 2011 at 10:{number + 10}"


def read(text: str) -> list[Comment]:
    """The comments of a text; none if it is declined."""
    try:
        (thread,) = GenericText().parse(Page("lamp.txt", text))
    except UnclaimedPage:
        return []
    return list(thread.comments)


def records(layout: str) -> str:
    said = enumerate(zip(PEOPLE, WORDS, strict=True))
    return "".join(
        layout.format(name=name, date=date(number), words=words, number=number + 1) for number, (name, words) in said
    )


@pytest.mark.parametrize(
    ("layout", "above", "below"),
    [
        pytest.param("{words}\nPosted by: {name} | {date}\n", "Comments\n", "Verify your words\n", id="signed"),
        pytest.param("{words}\nPosted by:\n{name}\n| {date}\n", "Comments\n", "Verify your words\n", id="in parts"),
        pytest.param("{name} said...\n\n{words}\n\n{date}\n", "6 comments:\n\n", "Post a Comment\n", id="said"),
        pytest.param(
            "{name}\n{words}\nLike · Reply · 4 · {date}\n", "6 Comments\nSort by Oldest\n", "Plugin\n", id="offered"
        ),
        pytest.param(
            "{name} Member\n{words}\n{name}, {date} #{number}\n", "The pivot\n", "Share This Page\n", id="ranked"
        ),
        pytest.param(
            "{name}\nMember\n{words}\n{name}\n,\n{date}\n#{number}\n", "", "Share This Page\n", id="named twice"
        ),
        pytest.param(
            "{name}\nMember\nPosts: 1{number}\nPosted: {date}\nReply with quote\n{words}\nBack to top\nView profile\n",
            "Author\nMessage\n",
            "All times are GMT\n",
            id="quoted above the words",
        ),
        pytest.param("{name} ({date}) wrote:\n{words}\n", "Letters\n", "", id="dated in the middle"),
        pytest.param("{words}\n\n{name} - {date}\n\n   ------------\n\n", "Reader comments\n\n", "Terms\n", id="ruled"),
        pytest.param("Name:\n{name}\nDate:\n{date}\nMessage:\n{words}\n", "Guestbook\n", "", id="labelled"),
        pytest.param("Message n°{number} posté par {name} le {date}\n{words}\n", "Livre d'or\n", "", id="in French"),
        pytest.param("{name}\n{date} (link)\n{words}\n(Reply) (Thread)\n", "", "", id="with links in brackets"),
    ],
)
def test_the_ends_of_a_list_tell_whose_words_are_whose(layout: str, above: str, below: str) -> None:
    comments = read(f"The harbour\nHome\n{above}{records(layout)}{below}")
    assert [comment.author for comment in comments] == list(PEOPLE)
    assert [comment.text for comment in comments] == list(WORDS)
    assert [comment.created and comment.created.raw for comment in comments] == [date(number) for number in range(6)]


def test_numbers_of_links_are_none_of_the_words() -> None:
    layout = "   Comment by [{link}]{{name}} - {{date}}\n\n   {{words}} See [1], not [99].\n\n   [{more}]Reply\n\n"
    said = "".join(
        layout.format(link=2 * number + 2, more=2 * number + 3).format(name=name, date=date(number), words=words)
        for number, (name, words) in enumerate(zip(PEOPLE, WORDS, strict=True))
    )
    addresses = "".join(f"  {number:2}. https://harbour.example/{number}\n" for number in range(1, 14))
    comments = read(f"   [1]The harbour\n\n6 comments\n\n{said}\nReferences\n\n   Visible links:\n{addresses}")
    assert [comment.author for comment in comments] == list(PEOPLE)
    assert [comment.text for comment in comments] == [f"{words} See [1], not [99]." for words in WORDS]


@pytest.mark.parametrize("addresses", ["", "References\n\n   2. https://harbour.example\n"])
def test_numbers_that_are_not_those_of_links_stay(addresses: str) -> None:
    comments = read(
        f"6 comments\n\n{records('{name}' + chr(10) + '{date}' + chr(10) + '[1] {words}' + chr(10))}{addresses}"
    )
    assert [comment.text.partition("\n")[0] for comment in comments] == [f"[1] {words}" for words in WORDS]


def test_markdown_around_names_and_dates_is_read_through() -> None:
    layout = "**[{name}](/u/{number})** on _[{date}](#c{number})_\n\n{words} **So** [there](https://harbour.example).\n\n[Reply](#r)\n\n"
    comments = read(f"# [The harbour](/)\n\n## 6 comments\n\n{records(layout)}## Leave a reply\n")
    assert [comment.author for comment in comments] == list(PEOPLE)
    assert [comment.text for comment in comments] == [
        f"{words} **So** [there](https://harbour.example)." for words in WORDS
    ]


def test_the_end_of_a_sentence_that_the_line_had_no_room_for_is_kept() -> None:
    last = "It isn't the pivot, and it isn't the stairs. I read it in the\n   newsletter."
    text = f"6 comments\n\n{records('   {name}' + chr(10) + '   {date}' + chr(10) * 2 + '   {words}' + chr(10) * 2)}"
    comments = read(text.replace(WORDS[-1], last) + "   Leave a reply\n")
    assert comments[-1].text == last.replace("   ", "")


def test_a_list_of_threads_is_none_of_comments() -> None:
    rows = "".join(
        f"{words}\n{name}\nReplies: {number}\nViews: 1,203\n{date(number)}\n{name}\n\n"
        for number, (name, words) in enumerate(zip(PEOPLE, WORDS, strict=True))
    )
    assert read(f"Lamps\n\n{rows}You must log in or register to post here.\n") == []


@pytest.mark.parametrize(("numbers", "is_read"), [((7, 8, 9), True), ((7, 21, 90), False), ((7, 21, 90, 91, 99), True)])
def test_a_few_numbers_may_stand_in_an_order_by_chance(numbers: tuple[int, ...], *, is_read: bool) -> None:
    said = zip(numbers, (*PEOPLE, *PEOPLE), (*WORDS, *WORDS), strict=False)
    text = "".join(
        f"#{number}: {name}, May {day}, 2011\n{words}\n\n" for day, (number, name, words) in enumerate(said, 1)
    )
    assert bool(read(text)) is is_read


def test_a_play_is_no_discussion() -> None:
    scene = "Scene of May {day}, 2011\nAda says:\n{first}\nBo says:\n{second}\nAda says:\nAway!\n\n"
    said = enumerate(zip(WORDS[::2], WORDS[1::2], strict=True), 1)
    assert read("".join(scene.format(day=day, first=first, second=second) for day, (first, second) in said)) == []


def test_the_first_author_is_found_where_a_line_of_the_record_before_leads_to_the_others() -> None:
    card = "{name}\nKeeper {words[0]}\nJoined\nMay 2, 2009\nMessages\n1{number}\nReaction score\n5\n"
    layout = f"{card}{{date}}\n#{{number}}\n{{words}}\nReply\n"
    comments = read(f"The harbour\nPivots\n{records(layout)}You must log in to reply here.\n")
    assert [comment.author for comment in comments] == list(PEOPLE)


@pytest.mark.parametrize(
    ("text", "name"), [("6:40 am", None), ("Name", None), ("Ada R.", "Ada R."), ("Nickname", None)]
)
def test_a_clock_or_a_label_is_no_name(text: str, name: str | None) -> None:
    assert names.first(text) == name


@pytest.mark.parametrize(
    "text", ["Reader comments", "Your comments", "Gästebuch", "Guestbook", "Гостевая книга", "Livre d'or"]
)
def test_a_heading_announces_what_readers_write(text: str) -> None:
    assert furniture.is_heading(text)


@pytest.mark.parametrize("text", ["« Older Comments", "← Older posts", "RSS feed for comments on this post."])
def test_a_list_is_over_where_another_begins(text: str) -> None:
    assert furniture.is_end(text)
