"""The benchmark's own parts: a corpus that is always the same, questions that are what they are called, tables."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from bench import bounds, corpus, endurance, measuring, plot, questions, tables
from bench.corpus import Corpus, Shape
from bench.growing import Archive
from bench.marks import write_between
from bench.peers import Peer, fts5, lucene, ours
from bench.reading_along import wrong_with_thread
from bench.sampling import Peaks
from bench.targets import Limit, Target, figure, met, times_better

from threadsearch.model import Document
from threadsearch.reading import PageRead, read

Threads = list[list[corpus.Comment]]
Asked = list[questions.Question]

SMALL = Shape(words=3000, authors=40, length=12)
BOUNDS = 15


def made(size: int = 400, seed: int = 1, first: int = 0) -> tuple[Corpus, Threads]:
    found = Corpus(size, seed, SMALL, first)
    return found, list(found.threads())


# The corpus


def test_the_same_seed_gives_the_same_comments_and_another_one_others() -> None:
    assert made()[1] == made()[1] != made(seed=2)[1]


def test_the_first_comments_are_spelled_as_ever() -> None:
    first = made()[1][0][0]
    assert (first.author, first.created) == ("Otrm Lnyauo", 1_323_096_676)
    assert first.text.startswith("Prradneooc enr wlpceyhto tnoavgrcuau aonao")


def test_a_corpus_has_its_size_and_added_comments_have_ids_of_their_own() -> None:
    before, after = made(size=400)[1], made(size=100, first=400)[1]
    ids = [one.id for threads in (before, after) for comments in threads for one in comments]
    threads = [comments[0].thread for part in (before, after) for comments in part]
    assert len(ids) == 500
    assert len({*ids, *threads}) == len(ids) + len(threads)


def test_replies_stand_behind_what_they_answer_in_their_own_thread() -> None:
    for comments in made()[1]:
        known: dict[str, corpus.Comment] = {}
        for one in comments:
            if one.parent is not None:
                above = known[one.parent]
                assert (one.depth, one.root) == (above.depth + 1, above.root)
            known[one.id] = one
        assert {one.id: one.replies for one in comments} == {
            one.id: sum(other.parent == one.id for other in comments) for one in comments
        }
        assert all(one.created < other.created for one, other in pairwise(comments))


def test_words_are_counted_by_the_comments_that_have_them() -> None:
    found, threads = made()
    texts = [set(one.text.lower().replace(".", "").split()) for comments in threads for one in comments]
    assert found.documents_with.tolist() == [sum(word in text for text in texts) for word in found.words]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    threads = made()[1]
    corpus.write(tmp_path / "corpus", threads, together=3)
    chunks = list(corpus.read(tmp_path / "corpus"))
    assert [one for chunk in chunks for one in chunk] == [one for comments in threads for one in comments]
    assert len(chunks) > 1


# The questions, and that a peer and we understand them alike


def test_questions_are_written_and_read(tmp_path: Path) -> None:
    asked = questions.about(made()[0])
    questions.write(tmp_path / "questions.json", asked)
    assert questions.read(tmp_path / "questions.json") == asked
    assert [kind for kind in questions.KINDS for _ in range(3)] == [question.kind for question in asked]


def test_we_and_sqlite_find_the_same(tmp_path: Path) -> None:
    found = Corpus(900, 1, Shape(words=3000, authors=40))
    threads, added = list(found.threads()), made(size=100, first=900)[1]
    asked = questions.about(found)
    ours_say, theirs = (_answers(peer, tmp_path, threads, added, asked) for peer in (ours.PEER, fts5.PEER))
    assert ours_say == theirs
    assert {question.kind for question, answer in zip(asked, theirs, strict=True) if answer["total"]} == {
        *questions.KINDS
    }


def _answers(peer: Peer, folder: Path, threads: Threads, added: Threads, asked: Asked) -> list[dict[str, object]]:
    """What is compared of a peer's answers, the same from each of its searchers."""
    index = folder / type(peer).__name__
    index.mkdir()
    peer.build(index, threads)
    assert peer.add(index, [one for comments in added for one in comments])
    first, *others = (
        [measuring.comparable(question, searcher.answer(question), searcher.total(question)) for question in asked]
        for searcher in peer.searchers(index).values()
    )
    assert all(other == first for other in others)
    return first


def test_lucene_is_the_newest_of_which_all_jars_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THREADSEARCH_LUCENE", str(tmp_path))
    assert (lucene.version(), lucene.is_there()) == ("", False)
    for name in ("core-9.8.0", "core-9.12.0", "core-10.0.0", "core-11.0.0-sources"):
        (tmp_path / f"lucene-{name}.jar").touch()
    (tmp_path / "modules").mkdir()
    for name in ("analysis-common-9.8.0", "analysis-common-9.12.0", "analysis-common-11.0.0"):
        (tmp_path / "modules" / f"lucene-{name}.jar").touch()
    assert lucene.version() == "9.12.0"


# Endurance


def test_a_small_archive_that_grows_is_as_one_that_is_indexed_at_one_go(tmp_path: Path) -> None:
    run = endurance.Endurance(comments=700, months=2, seed=1, work=tmp_path)
    found = endurance.measured(run, minutes=0)
    broken = [bound for bound in bounds.bounds(found) if bound.unit != "s" and not bound.is_held]
    assert not broken, bounds.table(found)
    assert found.compared > 400
    assert len(found.readers) == 2
    assert all(reader["answers"] for reader in found.readers)
    assert {step.step for step in found.steps} == {"index", "forget", "verify"}


def test_every_bound_can_be_broken() -> None:
    most = Peaks("index", 9, *(10**6,) * 7, 999)
    waits = {"answers": 1, "opening": 99, "refreshing": 99, "asking": 99}
    found = bounds.Found(9, [most, replace(most, step="forget")], [waits], (2, 1), 9, ["another"], ["a fault"])
    assert [bound.what for bound in bounds.bounds(found) if bound.is_held] == []
    assert not bounds.are_held(found)
    assert bounds.table(found).count("**broken**") == BOUNDS


def test_a_thread_is_whole_of_one_capture_or_something_is_wrong_with_it(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "pages", Corpus(60, 1, SMALL), tmp_path / "lessened")
    archive.grow("2008-01", 60)
    page = archive.topics[0].pages[0]
    old = documents_of(page)
    archive.recapture(1)
    archive.close()
    new = documents_of(page)
    assert [list(wrong_with_thread(thread, is_lessened=False)) for thread in (old, new)] == [[], []]
    assert list(wrong_with_thread(new[:-1], is_lessened=False))
    assert list(wrong_with_thread([*new[:-1], replace(new[-1], text=old[1].text)], is_lessened=True))
    assert list(wrong_with_thread([*new[:-1], replace(new[-1], depth=9)], is_lessened=False))
    assert old[1].text != new[1].text


def documents_of(page: Path) -> list[Document]:
    (event,) = read([str(page)])
    assert isinstance(event, PageRead)
    assert not any(document.defects for document in event.threads[0])
    return list(event.threads[0])


# Tables


VALUES = {
    "index": {"threadsearch": [900.0, 1100.0, 1000.0], "SQLite FTS5": [2000.0], "Whoosh": [20.0]},
    "facets": {"threadsearch": [0.5], "SQLite FTS5": [11.0], "threadsearch, whole": [12.0]},
    "replies": {"threadsearch": [1.5]},
}


def test_ratios_say_how_many_times_as_good_we_are() -> None:
    assert times_better(VALUES, "index", "SQLite FTS5") == 0.5
    assert times_better(VALUES, "facets", "SQLite FTS5") == 22
    assert times_better(VALUES, "facets", "tantivy") is None


def test_targets_are_met_or_not() -> None:
    assert met(Target("index", "Whoosh", 20), VALUES) == ("20x", "50x", True)
    assert met(Target("index", "SQLite FTS5", 0.7), VALUES) == ("0.7x", "0.5x", False)
    assert met(Limit("replies", 1), VALUES) == ("at most 1 ms", "1.5 ms", False)
    assert met(Target("facets", "tantivy", 0.5), VALUES) is None


@pytest.mark.parametrize(
    ("value", "shown"),
    [(31_449, "31,400"), (999.6, "1,000"), (100.4, "100"), (22, "22"), (1.234, "1.23"), (0.0666, "0.067")],
)
def test_figures_have_the_digits_they_deserve(value: float, shown: str) -> None:
    assert figure(value) == shown


def test_a_page_keeps_what_stands_around_its_tables(tmp_path: Path) -> None:
    size = {"documents": 2000, "values": VALUES, "matches": {"rare": [4, 5, 9]}, "differences": [], "failures": []}
    text = tables.written({"cores": "2"}, [size])
    begin, end = tables.MARKS
    page = tmp_path / "page.md"
    page.write_text(f"# Before\n\n{begin}\nold\n{end}\n\nafter\n", encoding="utf-8")
    write_between(tables.MARKS, text, page)
    once = page.read_text(encoding="utf-8")
    assert "old" not in once
    assert once.startswith("# Before\n")
    assert once.endswith("\n\nafter\n")
    write_between(tables.MARKS, text, page)
    assert page.read_text(encoding="utf-8") == once
    assert "| indexing, comments/s | 1,000 |  | 2,000 (0.5x) | 20 (50x) |" in once.splitlines()
    page.write_text("# Nothing", encoding="utf-8")
    with pytest.raises(ValueError, match="has no place"):
        write_between(tables.MARKS, text, page)


def test_answers_that_differ_and_peers_that_fail_are_listed() -> None:
    told = {"matches": {"rare": [4, 5, 9]}, "differences": ["rare ['a']: total 2"], "failures": ["Whoosh: killed"]}
    lines = tables.written({}, [{"documents": 9, "values": VALUES, **told}]).splitlines()
    assert "- rare ['a']: total 2" in lines
    assert "- Whoosh: killed" in lines
    assert "Matches of the middle one of each kind's questions: rare word 5." in lines


def test_the_plot_has_a_line_for_each_peer_and_is_xml() -> None:
    from defusedxml import ElementTree

    sizes = [{"documents": documents, "values": VALUES} for documents in (20_000, 100_000)]
    root = ElementTree.fromstring(plot.drawn(sizes))
    lines = [path for path in root.iter("{http://www.w3.org/2000/svg}path") if path.get("fill") == "none"]
    assert len(lines) == 5  # three that index, two that count
