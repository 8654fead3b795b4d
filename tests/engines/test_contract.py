"""What every engine promises; see `engines/base.py`. The memory engine is the reference that the others equal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from engine_factories import Engine, in_memory, on_disk
from engine_strategies import corpora, queries
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from threadsearch.engines.base import Index
from threadsearch.errors import IndexLocked, QueryTooBroad, UnknownId
from threadsearch.model import (
    All,
    And,
    Capture,
    DateRange,
    Document,
    Facet,
    FacetCount,
    Flag,
    Fuzzy,
    IdPrefix,
    Kind,
    Name,
    Not,
    NumberRange,
    Or,
    Phrase,
    Place,
    Precision,
    Prefix,
    Query,
    Sort,
    State,
    Term,
)

Threads = Mapping[str, tuple[Document, ...]]

generated = settings(max_examples=40, suppress_health_check=list(HealthCheck))


def comment(the_id: str, text: str = "", thread: str = "t", position: int = 0, **fields: object) -> Document:
    return Document(
        id=the_id, thread_id=thread, root_id=the_id, position=position, text=text, source="page.html", **fields
    )


def filled(index: Index, threads: Threads) -> Index:
    with index.writer() as writer:
        for thread_id, documents in threads.items():
            writer.replace(thread_id, documents)
    return index


def of_comments(*documents: Document) -> Threads:
    return {"t": tuple(replace(document, position=number) for number, document in enumerate(documents))}


def found(index: Index, where: object, **options: object) -> list[str]:
    return [hit.document.id for hit in index.search(Query(where, **options)).hits]


# Writing


def test_an_empty_index_answers_everything(engine: Engine) -> None:
    with engine() as reopen:
        index = reopen()
        results = index.search(Query(facets=tuple(Facet)))
        assert (results.total, results.hits) == (0, ())
        assert all(counts == () for counts in results.facets.values())
        assert (index.thread("t"), index.replies("t", None), list(index.documents())) == ([], [], [])
        assert [list(index.vocabulary(field)) for field in ("text", "title", "author", "site")] == [[]] * 4
        with pytest.raises(UnknownId):
            index.get("t")


@generated
@given(corpora())
def test_every_field_of_every_document_comes_back(threads: Threads) -> None:
    everything = [d for thread in sorted(threads) for d in threads[thread]]
    for engine in (in_memory, on_disk):
        with engine() as reopen:
            filled(reopen(), threads)
            index = reopen()
            assert list(index.documents()) == everything
            for document in everything:
                assert index.get(document.id) == document
            for thread, documents in threads.items():
                assert index.thread(thread) == list(documents)


def test_replacing_a_thread_drops_what_is_stale(engine: Engine) -> None:
    with engine() as reopen:
        index = filled(reopen(), of_comments(comment("a", "old"), comment("b", "old")))
        filled(index, {"t": (comment("b", "new"),), "u": (comment("c", "other", thread="u"),)})
        for view in (index, reopen()):
            assert [document.id for document in view.documents()] == ["b", "c"]
            assert found(view, Term("old")) == []
            assert found(view, Term("new")) == ["b"]
            assert list(view.vocabulary("text")) == ["new", "other"]
            with pytest.raises(UnknownId):
                view.get("a")


def test_replacing_a_thread_by_nothing_deletes_it(engine: Engine) -> None:
    with engine() as reopen:
        filled(reopen(), of_comments(comment("a", "word")))
        filled(reopen(), {"t": (), "never there": ()})
        assert list(reopen().documents()) == []
        assert list(reopen().vocabulary("text")) == []


def test_within_one_batch_the_last_word_on_a_thread_counts(engine: Engine) -> None:
    with engine() as reopen:
        index = reopen()
        with index.writer() as writer:
            writer.replace("t", [comment("a", "first")])
            writer.replace("t", [comment("a", "second")])
            writer.replace("u", [comment("b", thread="u")])
            writer.replace("u", [])
        assert [document.text for document in index.documents()] == ["second"]


def test_nothing_is_seen_before_the_block_ends(engine: Engine) -> None:
    with engine() as reopen:
        index = reopen()
        with index.writer() as writer:
            writer.replace("t", [comment("a")])
            assert list(index.documents()) == []
        assert len(list(index.documents())) == 1


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_an_exception_rolls_back_and_frees_the_lock(engine: Engine, error: type[BaseException]) -> None:
    with engine() as reopen:
        before = list(filled(reopen(), of_comments(comment("a", "kept"))).documents())
        index = reopen()
        with pytest.raises(error), index.writer() as writer:  # noqa: PT012 - the block is what is tested
            writer.replace("t", [])
            writer.replace("u", [comment("b", thread="u")])
            raise error
        for view in (index, reopen()):
            assert list(view.documents()) == before
        filled(reopen(), of_comments(comment("c")))
        assert [document.id for document in reopen().documents()] == ["c"]


def test_a_second_writer_of_the_same_index_is_refused(engine: Engine) -> None:
    with engine() as reopen:
        index = reopen()
        with index.writer(), pytest.raises(IndexLocked), index.writer():
            pass
        filled(index, of_comments(comment("a")))


@pytest.mark.parametrize(
    "documents",
    [
        [comment("a", thread="another")],
        [comment("a"), comment("a", position=1)],
        [comment("a", created_at=datetime(2011, 7, 5))],  # noqa: DTZ001 - that is what is wrong with it
        [comment("a", depth=2**40)],
        [comment("a", reply_count=-2)],
    ],
    ids=["other thread", "same id", "no zone", "too deep", "negative"],
)
def test_a_document_that_no_engine_can_hold_is_refused_with_its_batch(
    engine: Engine, documents: list[Document]
) -> None:
    with engine() as reopen:
        index = reopen()
        with pytest.raises(ValueError, match="'a'"), index.writer() as writer:  # noqa: PT012 - all of it is undone
            writer.replace("u", [comment("b", thread="u")])
            writer.replace("t", documents)
        assert list(reopen().documents()) == []


@pytest.mark.parametrize("precision", Precision)
def test_dates_at_the_ends_of_the_calendar(engine: Engine, precision: Precision) -> None:
    ends = [datetime.min.replace(tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC)]
    rows = [
        comment(f"c{number}", position=number, created_at=at, created_precision=precision)
        for number, at in enumerate(ends)
    ]
    with engine() as reopen:
        index = reopen()
        filled(index, of_comments(*rows))
        for zone in (timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))):
            results = index.search(
                Query(All(), sort=Sort.OLDEST, facets=(Facet.YEAR, Facet.MONTH, Facet.DAY), zone=zone)
            )
            assert [hit.document.id for hit in results.hits] == ["c0", "c1", "c2"]
            assert [count.count for count in results.facets[Facet.YEAR]] in ([1, 2], [1, 1, 1])
        range_ = DateRange(datetime(9998, 1, 1, tzinfo=UTC), None)
        assert {hit.document.id for hit in index.search(Query(range_)).hits} == {"c1", "c2"}


# Looking things up


def test_ids_may_be_cut_short_as_long_as_they_are_unique(engine: Engine) -> None:
    with engine() as reopen:
        ids = ["abc1", "abc2", "abcd", "abcd9", "x"]
        index = filled(reopen(), of_comments(*map(comment, ids)))
        assert index.get("x").id == "x"
        assert index.get(" ABC1 ").id == "abc1"
        assert index.get("abcd").id == "abcd"  # a whole id counts as itself
        with pytest.raises(UnknownId, match="4 ids begin with 'abc': abc1, abc2, abcd, abcd9"):
            index.get("abc")
        for unknown in ("", "y", "abc1x"):
            with pytest.raises(UnknownId, match="no comment or thread has the id"):
                index.get(unknown)


def test_an_ambiguous_id_lists_only_the_first_few(engine: Engine) -> None:
    with engine() as reopen:
        index = filled(reopen(), of_comments(*(comment(f"a{number}") for number in range(9))))
        with pytest.raises(UnknownId, match="9 ids begin with 'a': a0, a1, a2, a3, a4, …"):
            index.get("a")


def test_replies_go_down_as_deep_as_asked(engine: Engine) -> None:
    with engine() as reopen:
        thread = of_comments(
            comment("a"),
            comment("b", parent_id="a", depth=1),
            comment("c", parent_id="b", depth=2),
            comment("d", parent_id="a", depth=1),
            comment("e", orphan_of="gone"),
        )["t"]
        article = replace(comment("t"), kind=Kind.ARTICLE, position=-1)
        index = filled(reopen(), {"t": (article, *thread), "u": (comment("z", thread="u"),)})

        def below(document_id: str, depth: int | None) -> str:
            return "".join(document.id for document in index.replies(document_id, depth))

        assert [below("a", depth) for depth in (0, 1, 2, None)] == ["", "bd", "bcd", "bcd"]
        assert [below("t", depth) for depth in (1, None)] == ["ae", "abcde"]
        assert [below("c", None), below("gone", None), below("ab", None)] == ["", "", ""]
        assert [document.id for document in index.thread("t")] == ["t", "a", "b", "c", "d", "e"]


def test_the_vocabulary_has_words_as_they_stand_and_names_as_they_are_written(engine: Engine) -> None:
    with engine() as reopen:
        index = filled(
            reopen(),
            of_comments(
                comment("a", "Running, don\u2019t RUN", title="Le Café", author="Bob", site="b.org"),
                comment("b", "running", author="ann", site="a.org", parent_author="nobody"),
            ),
        )
        assert list(index.vocabulary("text")) == ["don't", "run", "running"]
        assert list(index.vocabulary("title")) == ["cafe", "le"]
        assert list(index.vocabulary("author")) == ["Bob", "ann"]
        assert list(index.vocabulary("site")) == ["a.org", "b.org"]


# Searching


def test_words_match_in_any_form_phrases_to_the_letter(engine: Engine) -> None:
    with engine() as reopen:
        index = filled(
            reopen(),
            of_comments(
                comment("a", "She was running to physical therapy."),
                comment("b", "They run. Therapy is physical, by e-mail"),
                comment("c", "E mail the café"),
            ),
        )
        assert found(index, Term("runs"), sort=Sort.OLDEST) == ["a", "b"]
        assert found(index, Phrase("run"), sort=Sort.OLDEST) == ["b"]
        assert found(index, Phrase("Physical THERAPY")) == ["a"]
        assert found(index, Term("e-mail"), sort=Sort.OLDEST) == ["b", "c"]
        assert found(index, Term("cafe")) == ["c"]
        assert found(index, Prefix("therap"), sort=Sort.OLDEST) == ["a", "b"]
        assert found(index, Prefix("physical ther")) == ["a"]
        assert found(index, Term("?!")) == found(index, Prefix("")) == found(index, Or(())) == []
        assert found(index, And(())) == found(index, All()) == ["a", "b", "c"]
        assert found(index, Not(Term("run"))) == ["c"]


def test_fuzzy_words_differ_by_so_many_letters_behind_the_first(engine: Engine) -> None:
    with engine() as reopen:
        index = filled(
            reopen(),
            of_comments(
                comment("a", "A massage helps", title="Masage"),
                comment("b", "the message, the passage"),
                comment("c", "massages and MASS\u00c1GE"),
                comment("d", "physical msssage"),
            ),
        )
        by_changes = {changes: found(index, Fuzzy("massage", changes=changes), sort=Sort.OLDEST) for changes in (1, 2)}
        assert by_changes == {1: ["a", "b", "c", "d"], 2: ["a", "b", "c", "d"]}
        assert found(index, Fuzzy("masage"), sort=Sort.OLDEST) == ["a", "c"]
        assert found(index, Fuzzy("massge", changes=2), sort=Sort.OLDEST) == ["a", "b", "c", "d"]
        assert found(index, Fuzzy("lassage")) == found(index, Fuzzy("?!")) == []
        assert found(index, Fuzzy("physical masage", changes=2)) == ["d"]
        assert found(index, Fuzzy("massage", field="title")) == ["a"]
        hits = index.search(Query(Fuzzy("masage"))).hits
        assert [(hit.score, hit.snippet, hit.highlights) for hit in hits] == [
            (1.0, "A massage helps", ((2, 9),)),
            (1.0, "massages and MASS\u00c1GE", ((13, 20),)),
        ]


def test_a_fuzzy_word_that_could_be_too_many_is_an_error(engine: Engine) -> None:
    spellings = [f"w{one}{two}ord" for one in "abcdefghijklmnopqrstuvwxyz0123456789" for two in "abcdefghijklmnopqrst"]
    spellings += [f"wo{one}r{two}d" for one in "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" for two in "abcdefghijklmnopqrst"]
    with engine() as reopen:
        index = filled(reopen(), of_comments(comment("a", " ".join(spellings)), comment("b", "word")))
        assert found(index, Fuzzy("word"), sort=Sort.OLDEST) == ["b"]
        with pytest.raises(QueryTooBroad, match=r"word~2 stands for 1,[0-9]{3} words; at most 1,000 are looked for"):
            index.search(Query(Not(Fuzzy("word", changes=2, written="word~2"))))


@pytest.mark.parametrize("before", [0, 254, 255, 256, 70_000])
def test_phrases_stand_anywhere_in_a_text(engine: Engine, before: int) -> None:
    with engine() as reopen:
        index = reopen()
        for thread in "abcdef":  # more than stay apart
            far = comment(thread, "old mill, " + "word " * before + "old stone mill", thread)
            index = filled(index, {thread: (far, comment(f"{thread}1", "mill and old", thread, 1))})
        assert found(index, Phrase("old stone mill"), sort=Sort.OLDEST) == [*"abcdef"]
        assert found(index, Phrase("word old stone"), sort=Sort.OLDEST) == ([*"abcdef"] if before else [])
        assert found(index, Phrase("stone old")) == found(index, Phrase("mill mill")) == []


def test_articles_are_found_only_when_they_are_asked_for(engine: Engine) -> None:
    with engine() as reopen:
        index = filled(reopen(), {"t": (comment("t", kind=Kind.ARTICLE, title="News"), comment("a", position=1))})
        assert found(index, All()) == found(index, Not(Flag("article"))) == ["a"]
        assert found(index, Term("news", "title"), articles=True) == ["t"]
        assert found(index, IdPrefix("id", "t"), articles=True) == ["t"]


def test_a_date_range_holds_only_dates_that_lie_in_it_with_all_they_may_mean(engine: Engine) -> None:
    july = datetime(2011, 7, 1, tzinfo=UTC)
    with engine() as reopen:
        index = filled(
            reopen(),
            of_comments(
                comment("month", created_at=july, created_precision=Precision.MONTH),
                comment("day", created_at=july, created_precision=Precision.DAY),
                comment("instant", created_at=july.astimezone(timezone(timedelta(hours=-7)))),
                comment("undated"),
            ),
        )
        day = timedelta(days=1)
        assert found(index, DateRange(july, july + day)) == ["day", "instant"]
        assert found(index, DateRange(july, july + 31 * day)) == ["month", "day", "instant"]
        assert found(index, DateRange(july, july + day - timedelta(seconds=1))) == ["instant"]
        assert found(index, DateRange(july + timedelta(microseconds=1), None)) == []
        assert found(index, DateRange(None, july)) == []
        assert found(index, DateRange(None, None)) == ["month", "day", "instant"]
        assert found(index, Not(Flag("date"))) == ["undated"]


def test_undated_comments_come_last_both_ways(engine: Engine) -> None:
    with engine() as reopen:
        years = [None, 2011, 1969, None, 2012]
        dated = [
            comment(str(year or f"none{number}"), created_at=year and datetime(year, 1, 1, tzinfo=UTC))
            for number, year in enumerate(years)
        ]
        index = filled(reopen(), of_comments(*dated))
        assert found(index, All(), sort=Sort.NEWEST) == ["2012", "2011", "1969", "none0", "none3"]
        assert found(index, All(), sort=Sort.OLDEST) == ["1969", "2011", "2012", "none0", "none3"]
        assert found(index, All(), sort=Sort.NEWEST, offset=2, limit=2) == ["1969", "none0"]


def test_facets_count_all_matches_not_the_page(engine: Engine) -> None:
    with engine() as reopen:
        names = ["Ann", "ÁNN", "Ann", "Bob", None, "Bob", "", "Carl"]
        index = filled(
            reopen(),
            of_comments(
                *(
                    comment(f"c{number}", "word", author=name, created_at=datetime(2011, number + 1, 1, tzinfo=UTC))
                    for number, name in enumerate(names)
                ),
                comment("undated", "word", author="Carl"),
            ),
        )
        results = index.search(Query(Term("word"), facets=(Facet.AUTHOR, Facet.YEAR), limit=1))
        assert len(results.hits) == 1
        assert results.facets[Facet.AUTHOR] == tuple(
            FacetCount(*row) for row in [("Ann", 3), ("Bob", 2), ("Carl", 2), (None, 2)]
        )
        assert results.facets[Facet.YEAR] == (FacetCount("2011", 8), FacetCount(None, 1))


def test_a_site_holds_its_subdomains_and_a_source_is_known_by_its_parts(engine: Engine) -> None:
    with engine() as reopen:
        places = [("cnn.com", "archive/2011/page-1.html"), ("blogs.CNN.com", "archive/2012.zip!crawl/page-1.html")]
        index = filled(
            reopen(),
            of_comments(
                *(
                    replace(comment(str(number), site=site), source=source)
                    for number, (site, source) in enumerate(places)
                ),
                replace(comment("2", site="notcnn.com"), captures=(Capture("old\\Page-1.html"),)),
            ),
        )
        for text, ids in {"CNN.com": "01", "blogs.cnn.com": "1", "com": "012", "nn.com": "", "": ""}.items():
            assert found(index, Place("site", text)) == list(ids), text
        sources = {
            "page-1.html": "012",
            "2011/page-1.html": "0",
            "Archive": "01",
            "archive/2012.zip/": "1",
            "2012.zip!crawl": "1",
            "crawl": "1",
            "2011": "0",
            "page.html": "2",
        }
        for text, ids in {**sources, "1.html": "", "2011/1": "", "arch": "", "/": "", "": ""}.items():
            assert found(index, Place("source", text)) == list(ids), text


def test_flags_tell_what_a_document_is_and_has(engine: Engine) -> None:
    with engine() as reopen:
        index = filled(
            reopen(),
            {
                "t": (
                    comment("t", kind=Kind.ARTICLE, position=-1),
                    comment("plain", "see http:/ and a > b", created_at=datetime(2011, 7, 5, tzinfo=UTC)),
                    comment("reply", "first\n> quoted", position=1, parent_id="plain", depth=1),
                    comment("orphan", "at https://a.example", position=2, orphan_of="gone"),
                    comment("ping", position=3, kind=Kind.PINGBACK, links=("http://b.example",)),
                    comment("gone", position=4, kind=Kind.POST, state=State.DELETED),
                )
            },
        )
        flags = {
            "reply": ["reply", "orphan"],
            "orphan": ["orphan"],
            "top": ["plain", "ping", "gone"],
            "deleted": ["gone"],
            "comment": ["plain", "reply", "orphan"],
            "post": ["gone"],
            "pingback": ["ping"],
            "article": ["t"],
            "link": ["orphan", "ping"],
            "quote": ["reply"],
            "date": ["plain"],
        }
        assert {name: found(index, Flag(name), articles=True) for name in flags} == flags


def test_numbers_ids_and_the_author_replied_to_filter(engine: Engine) -> None:
    with engine() as reopen:
        index = filled(
            reopen(),
            of_comments(
                comment("ab1", author="Ann", reply_count=1),
                comment("ab2", author="Bo", parent_author="Ann", parent_id="ab1", depth=1),
            ),
        )
        assert found(index, Name("to", "ann")) == found(index, IdPrefix("parent", "AB")) == ["ab2"]
        assert found(index, IdPrefix("id", " AB1")) == found(index, NumberRange("replies", 1, None)) == ["ab1"]
        assert found(index, NumberRange("depth", None, 0)) == ["ab1"]
        assert found(index, NumberRange("depth", 1, 1)) == ["ab2"]
        assert found(index, IdPrefix("thread", "T")) == ["ab1", "ab2"]
        assert found(index, IdPrefix("id", "")) == []


def test_date_facets_count_by_the_days_of_a_zone_and_never_finer_than_printed(engine: Engine) -> None:
    night = datetime(2011, 8, 1, 2, tzinfo=UTC)
    july = datetime(2011, 7, 1, tzinfo=UTC)
    with engine() as reopen:
        index = filled(
            reopen(),
            of_comments(
                comment("minute", created_at=night, created_precision=Precision.MINUTE),
                comment("month", created_at=july, created_precision=Precision.MONTH),
                comment("year", created_at=july.replace(month=1), created_precision=Precision.YEAR),
                comment("undated"),
            ),
        )
        here, there = UTC, timezone(timedelta(hours=-7))
        expected = {
            (Facet.DAY, here): ["2011", "2011-07", "2011-08-01", None],
            (Facet.DAY, there): ["2011", "2011-07", "2011-07-31", None],
            (Facet.MONTH, here): ["2011", "2011-07", "2011-08", None],
            (Facet.MONTH, there): ["2011", "2011-07", None],
            (Facet.YEAR, there): ["2011", None],
        }
        for (facet, zone), values in expected.items():
            counts = index.search(Query(facets=(facet,), zone=zone)).facets[facet]
            assert [count.value for count in counts] == values, (facet, zone)
            assert sum(count.count for count in counts) == 4


def test_names_match_by_whole_words_in_order(engine: Engine) -> None:
    with engine() as reopen:
        index = filled(
            reopen(),
            of_comments(comment("a", author="Mark Twain"), comment("b", author="Twain, Märk", parent_author="X")),
        )
        assert found(index, Name("author", "mark")) == ["a", "b"]
        assert found(index, Name("author", "mark twain")) == ["a"]
        assert found(index, Name("author", "mark tw")) == []
        assert found(index, Name("author", "mark tw", prefix=True)) == ["a"]
        assert found(index, Name("to", "x")) == ["b"]


# The same answers from every engine


@generated
@given(corpora(), st.lists(queries, min_size=1, max_size=12))
def test_answers_equal_the_references(threads: Threads, asked: list[Query]) -> None:
    for commits in ([threads], [{thread: documents} for thread, documents in threads.items()]):
        with in_memory() as reference, on_disk() as reopen:
            for index in (reference(), reopen()):
                for commit in commits:
                    filled(index, commit)
            for query in asked:
                assert reopen().search(query) == reference().search(query)


@generated
@given(st.lists(corpora(), min_size=2, max_size=4), st.lists(queries, min_size=1, max_size=8))
def test_answers_equal_the_references_after_any_history(history: list[Threads], asked: list[Query]) -> None:
    """All but the scores: deleted documents count in statistics until their segment is merged away."""
    with in_memory() as reference, on_disk() as reopen:
        for index in (reference(), reopen()):
            for commit in history:
                filled(index, commit)
        expected, actual = reference(), reopen()
        assert list(actual.documents()) == list(expected.documents())
        for field in ("text", "title", "author", "site"):
            assert list(actual.vocabulary(field)) == list(expected.vocabulary(field))
        for query in asked:
            by_date = replace(query, sort=Sort.NEWEST)
            answer, reference_answer = actual.search(by_date), expected.search(by_date)
            assert (answer.total, answer.facets) == (reference_answer.total, reference_answer.facets)
            assert list(_but_scores(answer.hits)) == list(_but_scores(reference_answer.hits))
            relevant = replace(query, sort=Sort.RELEVANCE, limit=None, offset=0)
            assert {hit.document.id for hit in actual.search(relevant).hits} == {
                hit.document.id for hit in expected.search(relevant).hits
            }


def _but_scores(hits: tuple[object, ...]) -> Iterator[object]:
    return (replace(hit, score=0.0) for hit in hits)
