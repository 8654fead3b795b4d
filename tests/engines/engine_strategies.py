"""Strategies for threads of documents, and for queries that have a chance to match them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from threadsearch.model import (
    All,
    And,
    Capture,
    DateRange,
    Defect,
    Document,
    Facet,
    Flag,
    Fuzzy,
    IdPrefix,
    Kind,
    Name,
    Node,
    Not,
    NumberRange,
    Or,
    ParentSource,
    Phrase,
    Place,
    Precision,
    Prefix,
    Query,
    Sort,
    State,
    Term,
)

WORDS = (
    *(
        "run",
        "running",
        "Runs",
        "physical",
        "therapy",
        "therapies",
        "don't",
        "don\u2019t",
        "café",
        "CAFE\u0301",
        "e-mail",
    ),
    *("日本語", "massage", "the", "x_1", "massages", "> quoted", "\n\n", "http://example.org/a", "½", "!?", "\ud83d"),
)
NAMES = ("Mark", "mark", "MÁRK", "Mark Twain", "Ann", "Ann-Marie", "***", "", None)
SITES = ("cnn.com", "blogs.CNN.com", "notcnn.com", "", None)
SOURCES = ("archive/a/page.html", "archive/b/page.html", "Page.html", "archive/a/b/other.txt")
ZONES = (UTC, timezone(timedelta(hours=-7)), timezone(timedelta(hours=13)))

texts = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
dates = st.datetimes(datetime(2009, 12, 30), datetime(2012, 3, 2)).flatmap(  # noqa: DTZ001 - the zone is added
    lambda at: st.sampled_from(ZONES).map(lambda zone: at.replace(tzinfo=zone))
)
captures = st.builds(
    Capture, st.sampled_from(SOURCES), st.sampled_from(["", "line 3"]), st.none() | dates, st.none() | st.integers(1, 9)
)


@st.composite
def threads(draw: st.DrawFn, thread_id: str) -> tuple[Document, ...]:
    """A thread's record and its comments: replies, orphans and top-level ones, in thread order."""
    article = Document(
        id=thread_id,
        thread_id=thread_id,
        root_id=thread_id,
        position=-1,
        text=draw(texts),
        source=draw(st.sampled_from(SOURCES)),
        kind=Kind.ARTICLE,
        title=draw(st.none() | texts),
        author=draw(st.sampled_from(NAMES)),
        stated_count=draw(st.none() | st.integers(0, 200)),
        pages=draw(st.sampled_from([(), (1,), (1, 2)])),
        defects=draw(st.sampled_from([(), (Defect("cut off", "line 9", "b.txt"),)])),
        confidence=draw(st.none() | st.floats(0, 1)),
    )
    comments: list[Document] = []
    for position in range(draw(st.integers(0, 5))):
        parent = draw(st.none() | st.sampled_from(comments)) if comments else None
        comments.append(_comment(draw, thread_id, position, parent))
    replies = [sum(other.parent_id == comment.id for other in comments) for comment in comments]
    counted = [replace(comment, reply_count=count) for comment, count in zip(comments, replies, strict=True)]
    return (article, *counted)


def _comment(draw: st.DrawFn, thread_id: str, position: int, parent: Document | None) -> Document:
    the_id = f"{thread_id}{position}"
    return Document(
        id=the_id,
        thread_id=thread_id,
        root_id=parent.root_id if parent else the_id,
        position=position,
        text=draw(texts),
        source=draw(st.sampled_from(SOURCES)),
        kind=draw(st.sampled_from([Kind.COMMENT, Kind.POST, Kind.PINGBACK])),
        state=draw(st.sampled_from(State)),
        parent_id=parent.id if parent else None,
        parent_author=parent.author if parent else None,
        parent_source=draw(st.sampled_from(ParentSource)) if parent else None,
        parent_confidence=draw(st.none() | st.floats(0, 1)) if parent else None,
        orphan_of=None if parent else draw(st.sampled_from([None, None, "gone"])),
        depth=parent.depth + 1 if parent else 0,
        author=draw(st.sampled_from(NAMES)),
        created_at=draw(st.none() | dates),
        created_raw="as printed",
        created_precision=draw(st.none() | st.sampled_from(Precision)),
        site=draw(st.sampled_from(SITES)),
        links=draw(st.sampled_from([(), ("https://example.org",)])),
        captures=tuple(draw(st.lists(captures, max_size=2))),
    )


def corpora() -> st.SearchStrategy[dict[str, tuple[Document, ...]]]:
    """Threads by their id."""
    return st.fixed_dictionaries({}, optional={name: threads(name) for name in ("ka", "kab", "t0", "zz")})


_phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
_fields = st.sampled_from(["text", "text", "title"])
_bounds = st.none() | dates
_counts = st.none() | st.integers(-1, 4)
leaves: st.SearchStrategy[Node] = st.one_of(
    st.just(All()),
    st.builds(Term, _phrases, _fields),
    st.builds(Phrase, _phrases, _fields),
    st.builds(Prefix, st.sampled_from(["r", "phys", "Mass", "日", "!", "e-m", "don", "running phys"]), _fields),
    st.builds(
        Fuzzy,
        st.sampled_from(["runing", "Masage", "thereby", "dont", "cafes", "日", "!", "physical therapist"]),
        _fields,
        st.integers(1, 2),
    ),
    st.builds(
        Name,
        st.sampled_from(["author", "to"]),
        st.sampled_from(["mark", "MARK TWAIN", "ma", "ann marie", "***"]),
        st.booleans(),
    ),
    st.builds(Place, st.just("site"), st.sampled_from(["CNN.com", "com", ".cnn.com", "blogs.cnn.com", ""])),
    st.builds(Place, st.just("source"), st.sampled_from(["page.html", "archive", "archive/a/", "a", "/page.html", ""])),
    st.builds(
        IdPrefix, st.sampled_from(["id", "parent", "thread"]), st.sampled_from(["k", "KA", "kab", "t01", "zz0", ""])
    ),
    st.builds(NumberRange, st.sampled_from(["depth", "replies"]), _counts, _counts),
    st.builds(DateRange, _bounds, _bounds),
    st.builds(
        Flag,
        st.sampled_from(
            ["reply", "top", "orphan", "deleted", "comment", "post", "pingback", "article", "link", "quote", "date"]
        ),
    ),
)
nodes: st.SearchStrategy[Node] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda clauses: And(tuple(clauses))),
        st.lists(inner, max_size=3).map(lambda clauses: Or(tuple(clauses))),
        inner.map(Not),
    ),
    max_leaves=5,
)
queries = st.builds(
    Query,
    where=nodes,
    sort=st.sampled_from(Sort),
    facets=st.just(tuple(Facet)),
    limit=st.none() | st.integers(0, 4),
    offset=st.integers(0, 3),
    articles=st.booleans(),
    zone=st.sampled_from([UTC, ZoneInfo("America/New_York"), ZoneInfo("Pacific/Apia")]),
)
