"""Recipes: what they may say, what is written, and what is read by them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from threadsearch.archive import read_pages
from threadsearch.errors import RecipeError, UnclaimedPage
from threadsearch.formats.generic_html import GenericHtml
from threadsearch.formats.html.tree import parse_html
from threadsearch.formats.recipes import ByRecipe, reader_for
from threadsearch.formats.recipes.recipe import KEYS, Recipe, load, parse
from threadsearch.formats.recipes.selectors import BadSelector, Selector, matches
from threadsearch.formats.recipes.writing import write
from threadsearch.model import Comment, Kind, Page, ParentSource, State, Thread

ROOT = Path(__file__).parents[2]
GUESSED = [
    path
    for path in sorted((Path(__file__).parent / "fixtures" / "generic-html").glob("*.html"))
    if path.stem != "advertisement"  # a recipe reads every block that its selector matches
]
TIDEWATCH = ROOT / "docs" / "recipes" / "tidewatch.html"
CORRECTED = TIDEWATCH.with_suffix(".toml")


def page_at(path: Path) -> Page:
    page = next(read_pages([str(path)]))
    assert isinstance(page, Page)
    return page


def page_of(body: str, url: str | None = None) -> Page:
    return Page("page.html", f"<html><body>{body}</body></html>", "text/html", url)


def read(recipe: str, page: Page | str) -> Thread:
    page = page_of(page) if isinstance(page, str) else page
    return next(ByRecipe(parse(recipe, "r.toml")).parse(page))


def told(comment: Comment) -> tuple[object, ...]:
    """All of a comment but how its parent is known: what is stated may be nested too."""
    at = comment.created.at if comment.created is not None else None
    return comment.author, at, comment.text, comment.native_id, comment.parent, comment.kind, comment.state, comment.url


@pytest.mark.parametrize("path", GUESSED, ids=lambda path: path.stem)
def test_a_recipe_that_was_written_reads_what_was_found(path: Path) -> None:
    page = page_at(path)
    guessed = next(GenericHtml().parse(page))
    recipe = parse(write(page), "r.toml")

    thread = next(ByRecipe(recipe).parse(page))

    assert list(map(told, thread.comments)) == list(map(told, guessed.comments))
    assert thread.confidence is None
    assert thread.title == guessed.title


def test_a_corrected_recipe_reads_what_was_guessed_wrong() -> None:
    page = page_at(TIDEWATCH)
    thread = next(ByRecipe(load(str(CORRECTED))).parse(page))

    assert [comment.author for comment in thread.comments] == ["Maren Tolk", "Odd", "Maren Tolk", "Ysolde", "Odd"]
    assert [comment.parent for comment in thread.comments] == [None, "71", "72", None, "74"]
    assert {comment.parent_source for comment in thread.comments} == {None, ParentSource.EXPLICIT}
    assert thread.comments[1].text == "It had a lock, and you had the only key."
    assert (thread.site, thread.stated_count, thread.confidence) == ("Tidewatch", 5, None)
    assert dict(thread.layout)["author"] == "a.hail, in 5 of 5"


def test_what_was_found_is_told_in_the_recipe() -> None:
    text = write(page_at(TIDEWATCH))

    assert '# Or: author = "b"\n' in text
    assert "#   a.hail        Maren Tolk\n" in text
    assert "# The first: Keeper of the Slip | Deckhand | Keeper of the Slip\n" in text
    assert 'pages = ["tidewatch.example"]\n' in text
    assert all(f"{key} = " in text for key in ("site", "without", "permalink", "nested", "count", "pager"))


def test_a_recipe_is_written_of_what_is_too_doubtful_to_be_read() -> None:
    page = page_of('<div class="row"><b>7</b> <i>1 May 2011</i> <u>sold</u></div>' * 6)
    with pytest.raises(UnclaimedPage):
        next(GenericHtml().parse(page))

    recipe = parse(write(page), "r.toml")

    assert (recipe.block.text, len(next(ByRecipe(recipe).parse(page)).comments)) == ("div.row", 6)


def test_no_recipe_is_written_of_nothing() -> None:
    with pytest.raises(UnclaimedPage, match="nothing was found to write a recipe from"):
        write(page_of("<p>One paragraph.</p>"))


NOTE = '<div class="note" id="n{0}" style="margin-left: {1}px"><b>{2}</b> <i>1 May 2011</i><p>Words {0}.</p>{3}</div>'


def notes(*rows: tuple[int, int, str]) -> str:
    return "".join(NOTE.format(*row, "") for row in rows)


NOTES = 'block = "div.note"\nauthor = "b"\ndate = "i"\nid-attribute = "id"\n'


def test_nested_blocks_are_none_of_those_around_them() -> None:
    body = NOTE.format(1, 0, "Ann", NOTE.format(2, 0, "Bo", ""))
    outer, inner = read(NOTES + "nested = true", body).comments

    assert (outer.text, inner.text) == ("Words 1.", "Words 2.")
    assert (inner.parent, inner.parent_source) == ("1", ParentSource.NESTING)
    assert [comment.parent for comment in read(NOTES, body).comments] == [None, None]


def test_replies_are_told_by_indentation_and_by_boxes() -> None:
    flat = notes((1, 0, "Ann"), (2, 30, "Bo"), (3, 60, "Cy"), (4, 30, "Di"), (5, 0, "Ed"))
    boxed = f"{notes((1, 0, 'Ann'))}<div class='box'>{notes((2, 0, 'Bo'), (3, 0, 'Cy'))}</div>{notes((4, 0, 'Di'))}"

    set_in = read(NOTES + 'indent-attribute = "style"', flat).comments
    in_boxes = read(NOTES + 'replies = "div.box"', boxed).comments

    assert [comment.parent for comment in set_in] == [None, "1", "2", "1", None]
    assert [comment.parent for comment in in_boxes] == [None, "1", "1", None]


def test_a_stated_parent_may_be_on_another_page_or_none() -> None:
    said = '<div class="note" id="n{0}" data-up="{1}"><b>Ann</b><p>Words {0}.</p></div>'
    body = "".join(said.format(number, up) for number, up in ((7, "n6"), (8, "0"), (9, "n7"), (10, "")))
    recipe = 'block = "div.note"\nauthor = "b"\nid-attribute = "id"\nparent-attribute = "data-up"'

    assert [comment.parent for comment in read(recipe, body).comments] == ["6", None, "7", None]


def test_blocks_go_on_in_the_tags_beside_them() -> None:
    body = "<dl><dt>Ann, 1 May 2011</dt><dd>One.</dd><dd>Two.</dd><dt>Bo, 2 May 2011</dt><dd>Three.</dd></dl><p>End</p>"
    recipe = 'block = "dt"\nextends = "behind"\nauthor = "dt"\ndate = "dt"\nbody = "dd"'
    first, second = read(recipe, body).comments

    assert (first.author, first.text) == ("Ann", "One.\nTwo.")
    assert (second.author, second.text) == ("Bo", "Three.")


def test_parts_of_a_page() -> None:
    body = (
        '<h3>Lamp oil</h3><p class="n">12 remarks</p><p class="of">Page 2 of 7</p>'
        '<div class="first"><b>Odile</b><i>1 May 2011</i><p>Who has oil?</p></div>'
        '<div class="note"><b>Posted by Ann</b><i title="1304337600">yesterday</i>'
        '<p>I <q class="said">have</q>.</p><p class="sig">Ann of the Lamps</p><a class="self" href="#n1">link</a></div>'
        '<div class="note"><b>Bo</b><i title="1304424000">today</i><p>[deleted]</p></div>'
    )
    recipe = (
        'block = ".note"\nopening = ".first"\nauthor = "b"\ndate = "i"\ndate-attribute = "title"\nbody = "p"\n'
        'without = ".sig"\nquote = ".said"\npermalink = "a.self"\ntitle = "h3"\ncount = ".n"\npager = ".of"'
    )
    thread = read(recipe, page_of(body, "https://lamps.example/oil"))
    opening, first, second = thread.comments

    assert (thread.title, thread.stated_count, thread.page, thread.pages) == ("Lamp oil", 12, 2, 7)
    assert (opening.kind, opening.author, thread.author) == (Kind.POST, "Odile", "Odile")
    assert (first.author, first.url) == ("Ann", "https://lamps.example/oil#n1")
    assert first.created is not None
    assert str(first.created.at) == "2011-05-02 12:00:00+00:00"
    assert second.state is State.DELETED


@pytest.mark.parametrize(
    ("pages", "url", "is_for"),
    [
        ([], None, True),
        (["lamps.example"], None, False),
        (["lamps.example"], "https://www.lamps.example/oil?p=2", True),
        (["lamps.example"], "https://old.lamps.example/oil", False),
        (["lamps.example"], "https://lamps.example.net/", False),
        (["*.lamps.example"], "http://old.lamps.example", True),
        (["lamps.example/talk/*"], "http://lamps.example/talk/3", True),
        (["lamps.example/talk/*"], "http://lamps.example/list/3", False),
        (["https://lamps.example/*"], "http://lamps.example/talk", False),
    ],
)
def test_which_pages_a_recipe_is_for(pages: list[str], url: str | None, is_for: bool) -> None:  # noqa: FBT001 - what is expected
    recipe = parse(f"block = 'p'\npages = {json.dumps(pages)}", "r.toml")

    assert ByRecipe(recipe).detect(page_of("<p>", url)) is is_for
    assert not ByRecipe(recipe).detect(Page("a.txt", "text", "text/plain", url))


def test_the_first_recipe_for_a_page_reads_it() -> None:
    recipes = [
        Recipe(name=name, block=Selector("p"), pages=pages) for name, pages in (("a", ("b.example",)), ("b", ()))
    ]

    reader, other = (reader_for(page_of("<p>", f"http://{name}.example/"), recipes) for name in "ba")

    assert reader is not None
    assert other is not None
    assert (reader.name, other.name) == ("recipe:a", "recipe:b")
    assert reader_for(page_of("<p>"), recipes[:1]) is None


def test_selectors_that_match_nothing_are_named() -> None:
    thread = read(NOTES + 'body = "p.words"\ntitle = "h1"\nwithout = ".sig"', notes((1, 0, "Ann")))

    assert [defect.message for defect in thread.defects] == [
        "r.toml: body = 'p.words' matches nothing in 1 comments",
        "r.toml: title = 'h1' matches nothing on the page",
    ]
    with pytest.raises(UnclaimedPage, match=r"r\.toml: block = 'li\.note' matches nothing on it"):
        read('block = "li.note"', notes((1, 0, "Ann")))


@pytest.mark.parametrize(
    ("text", "message", "advice"),
    [
        ("block = 'p'\nautor = 'b'", "r.toml, line 2, column 1: there is no key 'autor'", "Did you mean author?"),
        (
            "block = 'p'\ndate_attribute = 'x'",
            "r.toml, line 2, column 1: there is no key",
            "Did you mean date-attribute?",
        ),
        ("block = 'p'\n[author]\nx = 1", "r.toml, line 2, column 2: author must be a text", ""),
        ("block = 'p'\nnested = 1", "r.toml, line 2, column 10: nested must be true or false", ""),
        ("block = 'p'\npages = 'a.example'", "r.toml, line 2, column 9: pages must be a list", ""),
        ("block = 'p'\nextends = 'up'", 'r.toml, line 2, column 11: extends must be "behind" or "before"', ""),
        ("block = 'p'\nname = 'A b'", "r.toml, line 2, column 8: name must be", ""),
        ("author = 'b'", "r.toml: it has no block", "block = 'div.comment'"),
        ("block = 'p'\nblock = 'q'", "r.toml, line 2: it is no TOML: ", ""),
        ("block = 'p", "r.toml, line 1: it is no TOML: ", ""),
        ("block = 'p'\nbody = 'div > a..b'", "r.toml, line 2, column 16: body is no selector: malformed", ""),
        ("block = 'li:has(b)'", "r.toml, line 1, column 12: block is no selector: ':has' can't be used here", ""),
        ("block = 'a >'", "r.toml, line 1, column 13: block is no selector: a tag is missing", ""),
    ],
)
def test_what_is_wrong_in_a_recipe_is_told_with_its_place(text: str, message: str, advice: str) -> None:
    with pytest.raises(RecipeError) as caught:
        parse(text, "r.toml")

    assert str(caught.value).startswith(message)
    assert advice in caught.value.advice


def test_files_that_are_no_recipes(tmp_path: Path) -> None:
    file = tmp_path / "r.toml"
    with pytest.raises(RecipeError, match="No such file"):
        load(str(file))
    file.write_bytes(b"block = 'p'\n# caf\xe9")
    with pytest.raises(RecipeError, match=r"r\.toml, line 2: it is no text in UTF-8"):
        load(str(file))


LIST = "<ul class='a x'><li>1<b>x</b><i>y</i></li><li>2<p><b>z</b></p></li><li class='c D' id='q'>3</li></ul><b>w</b>"


@pytest.mark.parametrize(
    ("selector", "texts"),
    [
        ("li b", ["x", "z"]),
        ("li > b", ["x"]),
        ("b + i", ["y"]),
        ("li ~ li", ["2z", "3"]),
        (":scope > b", ["x"]),
        ("ul.a.x > li:nth-child(2)", ["2z"]),
        ("li:not(.c, .e)", ["1xy", "2z"]),
        ("li:first-child b, #q", ["x", "3"]),
        ("ul ~ b", ["w"]),
        ("li.D", ["3"]),
        ("li.d", []),
        ("b:nth-of-type(1)", ["x", "z", "w"]),
        ('[id="q"]', ["3"]),
        ('b:-soup-contains-own("z")', ["z"]),
    ],
)
def test_selectors_match_as_in_css(selector: str, texts: list[str]) -> None:
    soup = parse_html(page_of(LIST))
    scopes = {id(tag) for tag in soup.find_all("li")}
    found = matches(soup, {"it": Selector(selector)}, scopes)["it"]

    assert [tag.get_text() for tag in soup.find_all() if id(tag) in found] == texts


_COMPOUNDS = st.sampled_from(["*", "b", "li", ".a", ".c", "p", ":first-child", "i:nth-child(2)", "li:not(.c)"])
_CHAINS = st.lists(_COMPOUNDS, min_size=1, max_size=4).flatmap(
    lambda parts: st.lists(
        st.sampled_from([" ", " > ", " + ", " ~ "]), min_size=len(parts) - 1, max_size=len(parts) - 1
    ).map(lambda marks: "".join(a + b for a, b in zip(["", *marks], parts, strict=True)))
)


@given(st.lists(_CHAINS, min_size=1, max_size=3).map(", ".join))
@example("* * * b")
def test_selectors_match_what_beautifulsoup_finds(selector: str) -> None:
    soup = parse_html(page_of(LIST * 2))

    assert matches(soup, {"it": Selector(selector)})["it"] == set(map(id, soup.select(selector)))


@given(st.text(alphabet="ab.#[]()>+~ ,:*\\\"'=1-", max_size=20))
@example("a:not(")
@example("[a=']")
@example("a::b")
@example("@a")
def test_a_text_is_a_selector_or_its_trouble_has_a_place(text: str) -> None:
    try:
        Selector(text)
    except BadSelector as error:
        at = error.at
    else:
        at = 0
    assert 0 <= at <= len(text)


@pytest.mark.usefixtures("ends")
@pytest.mark.parametrize("unit", ['<div class="x">', '<p class="x">a', '<b class="x">a</b>'])
def test_hostile_pages_take_a_time_that_is_linear(unit: str) -> None:
    recipe = (
        'block = ".x"\nauthor = ".x .x .x"\ndate = ".x ~ .x"\nbody = ".x > .x:nth-child(3)"\nparent = ".x + .x"\n'
        'nested = true\nreplies = ".x"\nindent = ".x"\nquote = ".x"\nwithout = ".y"\nhead = ".x .x"'
    )
    read(recipe, unit * 12_000)


def test_every_key_is_explained() -> None:
    shown = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")

    assert [key for key in KEYS if f"`{key}`" not in shown] == []
