"""The registry: which formats there are, and who reads a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from threadsearch.documents import documents_of
from threadsearch.errors import AmbiguousPage, ParseError, UnclaimedPage
from threadsearch.formats import claim, formats
from threadsearch.formats.base import fallback_of
from threadsearch.formats.registry import GROUP, load
from threadsearch.model import Page, Thread
from threadsearch.render.style import Style
from threadsearch.render.trees import thread_lines

PAGE = Page("shelf.txt", "a shelf")
KNOWING = [reader for reader in formats() if fallback_of(reader) < 2]  # all but those that guess


@dataclass
class Words:
    """A format that claims pages with a word in them."""

    name: str = "words"
    word: str = "shelf"
    description: str = "pages with a word in them"

    def detect(self, page: Page) -> bool:
        return self.word in page.content

    def parse(self, page: Page) -> Iterator[Thread]:
        yield Thread((), title=page.content)


class Fallback(Words):
    """A format that is asked only when no other claims the page."""

    fallback = 1


class LastResort(Words):
    """A format that is asked after the fallbacks."""

    fallback = 2


class Signed(Words):
    """A format that says which pages it may be asked about."""

    media_types = ("text/plain",)
    signs = ("a SHELF", "drawer")


class Unsigned(Words):
    """A format whose signs are none."""

    signs = "shelf"


class Breaks(Words):
    """A format that breaks its promise never to raise."""

    def detect(self, page: Page) -> bool:
        raise IndexError(page.source)


class Halfway:
    """A class that is no format."""

    name = "halfway"
    description = "lacks its methods"


def entry(name: str, value: str) -> EntryPoint:
    return EntryPoint(name, value, GROUP)


def test_formats_stand_by_name() -> None:
    names = [reader.name for reader in formats()]
    assert names == sorted(names)


def test_the_one_claimant_reads_the_page() -> None:
    shelf = Words()
    assert claim(PAGE, [Words("other", "drawer"), shelf]) is shelf


def test_a_fallback_is_asked_only_when_no_other_claims_the_page() -> None:
    named, fallback, last = Words("named"), Fallback("fallback"), LastResort("last")
    assert claim(PAGE, [last, fallback, named]) is named
    assert claim(PAGE, [last, fallback, Words("other", "drawer")]) is fallback
    assert claim(PAGE, [last, Fallback("other", "drawer")]) is last


def test_two_fallbacks_that_claim_a_page_are_an_error_too() -> None:
    with pytest.raises(AmbiguousPage, match="one and two"):
        claim(PAGE, [Fallback("one"), Fallback("two"), LastResort("last")])


def test_two_claimants_are_an_error_that_names_both() -> None:
    with pytest.raises(AmbiguousPage, match=r"shelf\.txt.*one and two"):
        claim(PAGE, [Words("two"), Words("one")])


@pytest.mark.parametrize(
    ("content", "media_type", "is_asked"),
    [
        ("a shelf", "text/plain", True),
        ("drawers", "text/plain", True),
        ("one shelf", "text/plain", False),
        ("a shelf", "text/html", False),
    ],
)
def test_a_format_is_asked_only_about_pages_with_one_of_its_signs(
    content: str, media_type: str, *, is_asked: bool
) -> None:
    signed, last = Signed("signed", ""), LastResort("last", "")  # no page lacks the empty word
    assert claim(Page("x", content, media_type), [signed, last]) is (signed if is_asked else last)


def test_a_format_that_fails_to_look_is_named() -> None:
    with pytest.raises(ParseError, match=r"format broken failed to look at it \(IndexError"):
        claim(PAGE, [Words(), Breaks("broken")])


@pytest.mark.parametrize(
    ("content", "media_type", "words"),
    [
        ("a shopping list", "text/plain", "text without"),
        ("<p>hello</p>", "text/html", "HTML without"),
        ("<div id='disqus_thread'></div>", "text/html", "loaded by a script .Disqus"),
        ('<div class="bbp-reply-content">', "text/html", "bbPress"),
        ('<div>Powered by <a href="https://www.phpbb.com/">phpBB</a>&reg;</div>', "text/html", "phpBB"),
        ('<a href="http://www.simplemachines.org/" title="SMF">Powered by SMF 1.1</a>', "text/html", "SMF"),
        ('Powered by <a href="https://mybb.com" target="_blank">MyBB</a>', "text/html", "MyBB"),
        ('Powered by <a href="http://fluxbb.org/">FluxBB</a>', "text/html", "FluxBB"),
        ('<body class="ipsApp ipsApp_front">', "text/html", "Invision"),
        ('<meta name="generator" content="Discourse 3.2">', "text/html", "loaded by a script .Discourse"),
        ('<meta name="generator" content="WordPress 6">', "text/html", "WordPress page without"),
        ('{"comments": []}', "application/json", "JSON"),
        ('{"id": "x", "comments": [], "extractor_key": "Youtube"}', "application/json", "without its comments"),
        ('<users>\n<row Id="1" DisplayName="Ida" />', "application/xml", "names of a Stack Exchange dump"),
    ],
)
def test_an_unclaimed_page_is_told_what_it_looks_like(content: str, media_type: str, words: str) -> None:
    with pytest.raises(UnclaimedPage, match=words) as caught:
        claim(Page("x", content, media_type), KNOWING)
    assert caught.value.advice


@pytest.mark.usefixtures("ends")
@pytest.mark.parametrize("piece", ["<link ", 'id="post_1" ', "<script>", 'class="'])
def test_an_unclaimed_page_is_looked_at_in_linear_time(piece: str) -> None:
    with pytest.raises(UnclaimedPage):  # running on from every piece takes minutes
        claim(Page("p", piece * (400_000 // len(piece)), "text/html"), KNOWING)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("no.such.module:Format", "ModuleNotFoundError"),
        ("threadsearch.formats.soundoff:NoSuchFormat", "AttributeError"),
        ("json:loads", "TypeError"),
        (f"{__name__}:Halfway", "detect"),
        (f"{__name__}:Unsigned", "signs must be tuples of text"),
        ("collections:OrderedDict", "AttributeError"),
    ],
)
def test_a_broken_plug_in_is_named_and_the_others_work(value: str, reason: str) -> None:
    working, broken = load([entry("theirs", value), entry("soundoff", "threadsearch.formats.soundoff:Soundoff")])
    assert [reader.name for reader in working] == ["soundoff"]
    assert [plug_in.name for plug_in in broken] == ["theirs"]
    assert reason in broken[0].reason
    assert value in broken[0].reason


DOCUMENTED = (Path(__file__).parents[2] / "docs" / "adding-a-format.md").read_text(encoding="utf-8")


def documented(name: str, block: int) -> Any:  # noqa: ANN401 - whatever class the page shows
    """A format of the page for plug-in authors: it must do what the page says."""
    code = re.findall(r"```python\n(.*?)```", DOCUMENTED, re.DOTALL)[block]
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - the code is our own documentation
    return names[name]()


def test_the_documented_format_of_text_works() -> None:
    guestbook = documented("Guestbook", 0)
    page = Page("guests.txt", "~~~~~~\nAda: lovely tea\n\nBo: a draught: from the door\nand the cat\n")
    assert claim(page, [guestbook, *formats()]) is guestbook
    (thread,) = guestbook.parse(page)
    assert [(comment.author, comment.text, comment.locator) for comment in thread.comments] == [
        ("Ada", "lovely tea", "line 2"),
        ("Bo", "a draught: from the door", "line 4"),
    ]
    assert [defect.locator for defect in thread.defects] == ["line 5"]


def test_the_documented_format_of_html_reads_the_documented_page() -> None:
    parlour = documented("Parlour", 1)
    (markup,) = re.findall(r"```html\n(.*?)```", DOCUMENTED, re.DOTALL)
    page = Page("talk.html", markup, "text/html", url="http://parlour.example/talk/31")
    assert claim(page, [parlour, *formats()]) is parlour
    (thread,) = parlour.parse(page)
    (printed,) = re.findall(r"\$ threadsearch parse talk.html\n(.*?)```", DOCUMENTED, re.DOTALL)
    assert "\n".join(thread_lines(documents_of(thread, page, "parlour"), Style())) == printed.strip()
    assert [(comment.native_id, comment.parent, comment.locator) for comment in thread.comments] == [
        ("7", None, "line 5"),
        ("9", "7", "line 9"),
    ]
    assert (thread.title, thread.stated_count, thread.site) == ("The lamp on the pivot", 3, "parlour.example")


def test_the_documented_format_of_an_export_reads_the_documented_one() -> None:
    tidebook = documented("Tidebook", 2)
    (export,) = re.findall(r"```json\n(.*?)```", DOCUMENTED, re.DOTALL)
    page = Page("talks.json", export, "application/json")
    assert claim(page, [tidebook, *formats()]) is tidebook
    (thread,) = tidebook.parse(page)
    assert [(comment.native_id, comment.parent, comment.text, comment.locator) for comment in thread.comments] == [
        ("7", None, "When did they stop having a lampman?", "line 3"),
        ("9", "7", "I do it Thursdays.", "line 2"),
    ]
    assert [defect.message for defect in thread.defects] == ["1 tide marked as spam, left out"]
    assert (thread.key, thread.site) == (None, "parlour.example")


def test_of_two_formats_with_one_name_the_second_is_broken() -> None:
    ours = "threadsearch.formats.soundoff:Soundoff"
    working, broken = load([entry("soundoff", ours), entry("zweitens", ours)])
    assert [reader.name for reader in working] == ["soundoff"]
    assert [(plug_in.name, "another format" in plug_in.reason) for plug_in in broken] == [("zweitens", True)]
