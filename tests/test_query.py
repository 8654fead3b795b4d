"""The query language: every construct, every error at its place, and laws for any text at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threadsearch.errors import QuerySyntaxError
from threadsearch.model import (
    All,
    And,
    DateRange,
    Flag,
    Fuzzy,
    IdPrefix,
    Name,
    Node,
    Not,
    NumberRange,
    Or,
    Phrase,
    Place,
    Prefix,
    Query,
    Term,
)  # fmt: skip
from threadsearch.query import parse_query
from threadsearch.query.fields import FIELDS, HAS, IS

NOW = datetime(2011, 7, 20, 12, 40, tzinfo=UTC)
A, B, C, D = (Term(letter) for letter in "abcd")


def where(text: str) -> Node:
    return parse_query(text, now=NOW).where


def day(year: int, month: int = 1, day: int = 1) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


def trouble(text: str, *options: tuple[str, str]) -> QuerySyntaxError:
    with pytest.raises(QuerySyntaxError) as caught:
        parse_query(text, options=options, now=NOW)
    return caught.value


def pointed_at(error: QuerySyntaxError) -> str:
    return error.query[error.column : error.column + error.length]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", All()),
        (" \t\n", All()),
        ("*", All()),
        ("a", A),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a OR b", Or((A, B))),
        ("a OR b OR c", Or((A, B, C))),
        ("a or b", And((A, Term("or"), B))),
        ("a OR b c", And((Or((A, B)), C))),
        ("a b OR c d", And((A, Or((B, C)), D))),
        ("a AND b OR c", Or((And((A, B)), C))),
        ("a OR b AND c", Or((A, And((B, C))))),
        ("a OR (b c)", Or((A, And((B, C))))),
        ("(a b) (c d)", And((A, B, C, D))),
        ("((a))", A),
        ("-a", Not(A)),
        ("NOT a", Not(A)),
        ("NOT NOT a", Not(Not(A))),
        ("NOT a OR b", Or((Not(A), B))),
        ("a -(b OR c)", And((A, Not(Or((B, C)))))),
        ("\u2212a \u2013b", And((Not(A), Not(B)))),
        ('-"a b" -author:mark', And((Not(Phrase("a b")), Not(Name("author", "mark"))))),
        ('"exact phrase"', Phrase("exact phrase")),
        (
            "\u201cexact phrase\u201d \u201ea b\u201c \u00aba b\u00bb",
            And((Phrase("exact phrase"), *[Phrase("a b")] * 2)),
        ),
        ("e-mail rock'n'roll 17:33 c++", And((Term("e-mail"), Term("rock'n'roll"), Term("17:33"), Term("c++")))),
        ("mass*", Prefix("mass")),
        ("mass~", Fuzzy("mass")),
        ("mass~1", Fuzzy("mass")),
        ("title:mass~2", Fuzzy("mass", "title", 2)),
        ("a~b ~2", And((Term("a~b"), Term("~2")))),
        ('"mass~2"', Phrase("mass~2")),
        ('"a*"', Phrase("a*")),
        ("author:mark", Name("author", "mark")),
        ("BY:mark", Name("author", "mark")),
        ("author:mar*", Name("author", "mar", prefix=True)),
        ('to:"Mark S"*', Name("to", "Mark S", prefix=True)),
        ("title:word", Term("word", "title")),
        ('title:"a b"', Phrase("a b", "title")),
        ("title:pre*", Prefix("pre", "title")),
        ("site:cnn.com", Place("site", "cnn.com")),
        ('source:"my pages/a.html"', Place("source", "my pages/a.html")),
        ("id:7ABC", IdPrefix("id", "7abc")),
        ("thread:7a parent:7b", And((IdPrefix("thread", "7a"), IdPrefix("parent", "7b")))),
        ("depth:2", NumberRange("depth", 2, 2)),
        ("depth:1..3", NumberRange("depth", 1, 3)),
        ("depth:1..", NumberRange("depth", 1, None)),
        ("depth:..3", NumberRange("depth", None, 3)),
        ("replies:>5", NumberRange("replies", 6, None)),
        ("replies:>=5", NumberRange("replies", 5, None)),
        ("replies:<5", NumberRange("replies", None, 4)),
        ("replies:<=5", NumberRange("replies", None, 5)),
        ("is:reply has:Link", And((Flag("reply"), Flag("link")))),
        ("date:2011", DateRange(day(2011), day(2012))),
        ("date:2011..2012-06", DateRange(day(2011), day(2012, 7))),
        ("date:2011..", DateRange(day(2011), None)),
        ("date:..2011", DateRange(None, day(2012))),
        ('date:"july 2011".."august 2011"', DateRange(day(2011, 7), day(2011, 9))),
        ('date:"july 2011 .. august 2011"', DateRange(day(2011, 7), day(2011, 9))),
        ("after:2011-07 before:2012", And((DateRange(day(2011, 7), None), DateRange(None, day(2012))))),
        ("since:30d", DateRange(day(2011, 6, 20), None)),
        ("on:yesterday", DateRange(day(2011, 7, 19), day(2011, 7, 20))),
        ('NOT on:"last july"', Not(DateRange(day(2010, 7), day(2010, 8)))),
    ],
)
def test_every_construct(text: str, tree: Node) -> None:
    assert where(text) == tree


def test_dates_bind_alternatives_as_a_whole() -> None:
    tree = where('massage OR "physical therapy" after:2011-07-05 before:2011-07-07')
    both = Or((Term("massage"), Phrase("physical therapy")))
    assert tree == And((both, DateRange(day(2011, 7, 5), None), DateRange(None, day(2011, 7, 7))))


def test_dates_are_read_in_the_zone_and_order_asked_for() -> None:
    zone = ZoneInfo("America/New_York")
    query = parse_query("on:7/4/2011", now=NOW, zone=zone, day_first=True)
    expected = DateRange(datetime(2011, 4, 7, 4, tzinfo=UTC), datetime(2011, 4, 8, 4, tzinfo=UTC))
    assert query == Query(expected, zone=zone)


def test_the_clock_is_the_present_unless_one_is_given() -> None:
    assert isinstance(parse_query("on:today").where, DateRange)


@pytest.mark.parametrize(
    ("text", "articles"),
    [
        ("a author:mark is:comment thread:7", False),
        ("title:a", True),
        ('b OR -title:"a b"', True),
        ("title:a*", True),
        ("id:7", True),
        ("(b (is:article))", True),
    ],
)
def test_articles_are_asked_for_by_title_id_or_kind(text: str, articles: bool) -> None:  # noqa: FBT001 - a parameter of the case
    assert parse_query(text, now=NOW).articles is articles


def test_an_option_may_ask_for_articles() -> None:
    assert parse_query("a", options=[("title", "b")]).articles


@pytest.mark.parametrize(
    "clause", ["mass*", '"a b"', "title:a", "by:mark", "site:x.org", "id:7", "depth:>2", "on:2011", "is:top"]
)
def test_leaves_know_how_they_were_written(clause: str) -> None:
    tree = where(f"x (-{clause})")
    assert isinstance(tree, And)
    negation = tree.clauses[1]
    assert isinstance(negation, Not)
    assert getattr(negation.clause, "written", None) == clause


@pytest.mark.parametrize(
    ("text", "pointed", "message", "advice"),
    [
        ("x foo:bar", "foo", "no field foo:", "author:, by:, to:"),
        ("autor:x", "autor", "no field autor:", "Did you mean author:?"),
        ("-autor:x", "autor", "no field autor:", "Did you mean author:?"),
        ("http://x.org/y", "http", "address", '"http://x.org/y"'),
        ("author:", "", "needs a value", 'author:"'),
        ("x author: mark", " ", "needs a value", 'author:"'),
        ("title:(a b)", "(", "needs a value", "(title:this OR title:that)"),
        ('author:""', 'author:""', "needs a value", ""),
        ("on:gibberish", "gibberish", "can't read 'gibberish' as a date", "2011-07-05"),
        ("x date:2011..foo", "foo", "can't read 'foo' as a date", "2011-07-05"),
        ("date:foo..2011", "foo", "can't read 'foo' as a date", "2011-07-05"),
        ('date:"july 2011".."juli x"', "juli x", "can't read", "2011-07-05"),
        ("date:2012..2011", "2012..2011", "ends before it begins", "earlier"),
        ("date:..", "..", "both ends", "date:2011.."),
        ("after:2011..2012", "2011..2012", "one date", "date:2011..2012"),
        ("on:2011*", "2011", "* can't stand here", ""),
        ('a "b c', '"', "never closed", "Close it"),
        ('author:"b c', '"', "never closed", "Close it"),
        ("a (b (c)", "(", "never closed", ""),
        ("a b)", ")", "no parenthesis that this one closes", ""),
        (") a", ")", "no parenthesis that this one closes", ""),
        ("a ()", "()", "nothing between", ""),
        ("a OR", "OR", "nothing on its right", "or"),
        ("OR a", "OR", "nothing on its left", "or"),
        ("(OR a)", "OR", "nothing on its left", "or"),
        ("a AND OR b", "AND", "nothing on its right", "and"),
        ("a NOT", "NOT", "nothing on its right", "not"),
        ("(a NOT)", "NOT", "nothing on its right", "not"),
        ("a -OR b", "-", "nothing on its right", ""),
        ("a - b", "-", "no letter and no digit", "right before"),
        ("a && b", "&&", "no letter and no digit", "AND"),
        ("a || b", "||", "no letter and no digit", "OR"),
        ('a ""', '""', "no letter and no digit", ""),
        ("author:?", "?", "no letter and no digit", ""),
        ("author:*", "author:*", "no letter and no digit", ""),
        ("x --author", "--", "two minus signs", "outside"),
        ("word~9", "~9", "by 1 letter or by 2", "word~ or word~2"),
        ("title:word~0", "~0", "by 1 letter or by 2", "word~ or word~2"),
        ("e-mail~", "e-mail", "more than one word", "single word"),
        ("word~*", "word~", "can't end in *", "word~ or word*"),
        ("author:mark~2", "~2", "can't be fuzzy", "author:mark*"),
        ("a*b", "*", "end of a word", ""),
        ("*ab", "*", "end of a word", ""),
        ("e-ma*", "e-ma", "more than one word", ""),
        ('"a b"*', "a b", "can't end in *", "prefix*"),
        ('foo"bar"', 'foo"bar', "inside a word", "space"),
        ("site:http://www.cnn.com/x", "http://www.cnn.com/x", "not an address", "site:www.cnn.com"),
        ("site:http://[", "http://[", "not an address", "site:example.org"),
        ("depth:x", "x", "can't read", "depth:>2"),
        ("depth:-1", "-1", "can't read", "depth:>2"),
        ("depth:..", "..", "can't read", "depth:>2"),
        ("depth:3..1", "3..1", "nothing lies in this range", "depth:1..3"),
        ("replies:<0", "<0", "nothing lies in this range", ""),
        ("depth:9999999999", "9999999999", "too large", ""),
        ("depth:" + "9" * 5000, "9" * 5000, "can't read", ""),
        ("is:repl", "repl", "no is:repl", "Did you mean is:reply?"),
        ("has:links", "links", "no has:links", "Did you mean has:link?"),
        ("is:zzz", "zzz", "no is:zzz", "is:reply, is:top"),
    ],
)
def test_every_error_points_at_its_place(text: str, pointed: str, message: str, advice: str) -> None:
    error = trouble(text)
    assert error.query == text
    assert (pointed_at(error), error.length) == (pointed, max(1, len(pointed)))
    assert message in str(error)
    assert advice in error.advice


def test_nesting_is_bounded() -> None:
    assert where("(" * 100 + "a" + ")" * 100) == A
    assert "100 deep" in str(trouble("(" * 101 + "a" + ")" * 101))
    assert "100 deep" in str(trouble("NOT " * 101 + "a"))
    assert "100 deep" in str(trouble("-(" * 5000))
    assert where("(a) -b " * 200) == And((A, Not(B)) * 200)


def test_clauses_are_bounded() -> None:
    assert where("a " * 1000) == And((A,) * 1000)
    error = trouble("a " * 1001)
    assert ("1,000 clauses" in str(error), error.column) == (True, 2000)


@pytest.mark.parametrize(
    ("name", "value", "clause"),
    [
        ("author", "mark", "author:mark"),
        ("author", "mark s*", 'author:"mark s"*'),
        ("after", "last july", 'after:"last july"'),
        ("before", "2011-07", "before:2011-07"),
        ("on", "7/4/2011", "on:7/4/2011"),
        ("depth", ">2", "depth:>2"),
        ("thread", "7A", "thread:7a"),
        ("site", "cnn.com", "site:cnn.com"),
    ],
)
def test_options_ask_the_same_as_fields(name: str, value: str, clause: str) -> None:
    query = parse_query("a OR b", options=[(name, value)], now=NOW)
    assert query == parse_query(f"a OR b {clause}", now=NOW)
    alone = parse_query("", options=[(name, value)], now=NOW)
    assert alone == parse_query(clause, now=NOW)
    assert getattr(alone.where, "written", None) == f"--{name} {value}"


@pytest.mark.parametrize(
    ("name", "value", "pointed"), [("after", "no date", "no date"), ("depth", "x", "x"), ("author", "", "")]
)
def test_an_error_in_an_option_shows_the_option(name: str, value: str, pointed: str) -> None:
    error = trouble("a", (name, value))
    assert error.query == f"--{name} {value}"
    assert pointed_at(error) == pointed


def test_no_option_is_made_up() -> None:
    with pytest.raises(KeyError):
        parse_query("a", options=[("colour", "red")])


PIECES = st.sampled_from(
    [" ", "a", "-", "--", "(", ")", '"', "\u201c", "*", "~", ":", "..", "OR", "AND", "NOT", "OR ", " NOT ", "2011", ">",
     "<=", "http://", "&&", "\x00", "x" * 120, *[f"{field}:" for field in FIELDS]]
)  # fmt: skip


@given(text=st.text() | st.lists(PIECES, max_size=20).map("".join) | st.lists(PIECES, max_size=12).map(" ".join))
def test_any_text_is_a_query_or_a_syntax_error(text: str) -> None:
    try:
        query = parse_query(text, now=NOW)
    except QuerySyntaxError as error:
        column, length, query_text = error.column, error.length, error.query
    else:
        assert isinstance(query, Query)
        return
    assert query_text == text
    assert 0 <= column <= len(text)
    assert 1 <= length <= max(1, len(text) - column)


@given(name=st.sampled_from(sorted(FIELDS)), value=st.text() | st.lists(PIECES, max_size=6).map("".join))
def test_any_option_is_a_query_or_a_syntax_error(name: str, value: str) -> None:
    try:
        parse_query("a", options=[(name, value)], now=NOW)
    except QuerySyntaxError as error:
        column, text = error.column, error.query
    else:
        return
    assert text == f"--{name} {value}"
    assert 0 <= column <= len(text)


# Trees and their printed form


def printed(node: Node) -> str:
    """A tree in the query language, with every parenthesis that it needs and some that it doesn't."""
    match node:
        case And(clauses):
            return "(" + " ".join(map(printed, clauses)) + ")"
        case Or(clauses):
            return "(" + " OR ".join(map(printed, clauses)) + ")"
        case Not(clause):
            return f"NOT {printed(clause)}"
        case Term() | Phrase() | Prefix() | Fuzzy():
            return ("" if node.field == "text" else f"{node.field}:") + printed_text(node)
    return printed_filter(node)


def printed_text(node: Term | Phrase | Prefix | Fuzzy) -> str:
    if isinstance(node, Phrase):
        return f'"{node.text}"'
    if isinstance(node, Fuzzy):
        return f"{node.text}~{node.changes}"
    return f"{node.text}*" if isinstance(node, Prefix) else node.text


def printed_filter(node: Node) -> str:
    match node:
        case Name(field, text, prefix):
            return f'{field}:"{text}"' + "*" * prefix
        case Place(field, text) | IdPrefix(field, text):
            return f'{field}:"{text}"'
        case NumberRange(field, low, high):
            return f"{field}:{'' if low is None else low}..{'' if high is None else high}"
        case DateRange():
            return printed_dates(node)
        case Flag(name):
            return f"{'has' if name in ('link', 'quote', 'date') else 'is'}:{name}"
    return "*"


def printed_dates(node: DateRange) -> str:
    if node.end is None:
        return f"after:{node.start:%Y-%m-%dT%H:%M:%S}"
    if node.start is None:
        return f"before:{node.end:%Y-%m-%dT%H:%M:%S}"
    return f"date:{node.start:%Y-%m-%d}..{node.end - timedelta(days=1):%Y-%m-%d}"


WORDS = st.from_regex(r"[a-z\u00e9\u044f\u65e5][a-z0-9'\u00e9\u044f\u65e5]{0,8}", fullmatch=True)
PHRASES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
TEXT_FIELDS = st.sampled_from(["text", "title"])
NUMBERS = st.integers(0, 2**31 - 1)
MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 12, 30), timezones=st.just(UTC)).map(  # noqa: DTZ001 - Hypothesis adds the zone
    lambda moment: moment.replace(microsecond=0)
)
NUMERIC = st.sampled_from(["depth", "replies"])
FLAGS = st.sampled_from(
    ["reply", "top", "orphan", "deleted", "comment", "post", "pingback", "article", "link", "quote", "date"]
)
DAYS = MOMENTS.map(lambda moment: moment.replace(hour=0, minute=0, second=0))
LEAVES = st.one_of(
    st.just(All()),
    st.builds(Term, WORDS, TEXT_FIELDS),
    st.builds(Phrase, PHRASES, TEXT_FIELDS),
    st.builds(Prefix, WORDS, TEXT_FIELDS),
    st.builds(Fuzzy, WORDS, TEXT_FIELDS, st.integers(1, 2)),
    st.builds(Name, st.sampled_from(["author", "to"]), PHRASES, st.booleans()),
    st.builds(Place, st.just("site"), WORDS),
    st.builds(Place, st.just("source"), PHRASES),
    st.builds(IdPrefix, st.sampled_from(["id", "parent", "thread"]), st.from_regex(r"[0-9a-z]{1,12}", fullmatch=True)),
    st.builds(lambda field, one, two: NumberRange(field, min(one, two), max(one, two)), NUMERIC, NUMBERS, NUMBERS),
    st.builds(NumberRange, NUMERIC, NUMBERS, st.none()),
    st.builds(NumberRange, NUMERIC, st.none(), NUMBERS),
    st.tuples(DAYS, DAYS).map(lambda days: DateRange(min(days), max(days) + timedelta(days=1))),
    st.builds(DateRange, MOMENTS, st.none()),
    st.builds(DateRange, st.none(), MOMENTS),
    st.builds(Flag, FLAGS),
)


def branches(kind: type[And | Or], nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """And and Or as the parser builds them: at least two clauses, none of the same kind."""
    return st.lists(nodes.filter(lambda node: not isinstance(node, kind)), min_size=2, max_size=4).map(
        lambda clauses: kind(tuple(clauses))
    )


TREES = st.recursive(
    LEAVES,
    lambda nodes: st.one_of(nodes.map(Not), branches(And, nodes), branches(Or, nodes)),
    max_leaves=12,
)


@given(tree=TREES)
def test_printing_and_parsing_are_inverse(tree: Node) -> None:
    assert where(printed(tree)) == tree


def test_the_page_for_users_has_every_field_and_property() -> None:
    page = (Path(__file__).parent.parent / "docs" / "query-language.md").read_text(encoding="utf-8")
    values = [f"{field}:{name}" for field, names in (("is", IS), ("has", HAS)) for name in names]
    assert [name for name in (*(f"{field}:" for field in FIELDS), *values) if f"`{name}" not in page] == []
