"""How well it ranks is measured by what these tests hold: the measures, the reader of collections, the variants."""

from __future__ import annotations

from math import log2
from pathlib import Path

import pytest
from bench import measures, quality
from bench.judged import Collection, read
from bench.variants import Texts, Variant, lucene_idf, robertson_idf, whoosh_idf

from threadsearch.engines.memory import MemoryIndex

TINY = Path(quality.__file__).parent / "collections" / "tiny"
GOLDEN = TINY / "expected.md"

# A question with three relevant documents, one of them twice as relevant, and one that was judged not to be.
JUDGED = {"a": 1, "b": 2, "c": 1, "d": 0}


@pytest.mark.parametrize(
    ("ranking", "average_precision", "reciprocal_rank"),
    [
        ("", 0, 0),
        ("dxyz", 0, 0),
        ("abc", 1, 1),
        ("dxbya", (1 / 3 + 2 / 5) / 3, 1 / 3),  # c is never found, and costs a third of all there is to have
        ("xaybzc", (1 / 2 + 2 / 4 + 3 / 6) / 3, 1 / 2),
    ],
)
def test_precision_and_rank(ranking: str, average_precision: float, reciprocal_rank: float) -> None:
    assert measures.average_precision(ranking, JUDGED) == pytest.approx(average_precision)
    assert measures.reciprocal_rank(ranking, JUDGED) == pytest.approx(reciprocal_rank)


BEST = 2 / log2(2) + 1 / log2(3) + 1 / log2(4)


@pytest.mark.parametrize(
    ("ranking", "gain"),
    [
        ("", 0),
        ("bac", BEST),
        ("bca", BEST),
        ("abc", 1 / log2(2) + 2 / log2(3) + 1 / log2(4)),
        ("dxyb", 2 / log2(5)),
        ("0123456789b", 0),  # in eleventh place
    ],
)
def test_gain(ranking: str, gain: float) -> None:
    assert measures.ndcg(ranking, JUDGED) == pytest.approx(gain / BEST)


def test_the_best_gain_is_that_of_the_first_ten() -> None:
    judged = {str(number): 1 for number in range(30)}
    assert measures.ndcg([str(number) for number in range(10)], judged) == pytest.approx(1)


def test_judged_below_zero_is_as_not_relevant() -> None:
    judged = {"a": 1, "b": -1}
    assert measures.average_precision("ba", judged) == measures.reciprocal_rank("ba", judged) == 1 / 2
    assert measures.ndcg("ba", judged) == pytest.approx(1 / log2(3))


def test_questions_that_find_nothing_count_and_those_that_nothing_answers_do_not() -> None:
    judgements = {"1": {"a": 1}, "2": {"b": 1}, "3": {"c": 0}}
    assert measures.quality({"1": ["a"], "3": ["c"]}, judgements) == (0.5, 0.5, 0.5)


def test_judgements_may_count_questions_by_their_order(tmp_path: Path) -> None:
    _write(tmp_path, judgements="1 0 a 1\n2 0 b 1\n")
    assert read(tmp_path) == Collection(
        tmp_path.name,
        texts={"a": "pumps & valves", "b": "valves alone"},
        questions={"1": "which valves?", "2": "which pumps?"},
        judgements={"1": {"a": 1}, "2": {"b": 1}},
    )


def test_judgements_name_questions_by_their_numbers_where_they_can(tmp_path: Path) -> None:
    _write(tmp_path, judgements="7 0 a 1\n2 0 b -1\n")
    assert read(tmp_path).questions == {"2": "which valves?", "7": "which pumps?"}


@pytest.mark.parametrize("judgements", ["", "8 0 a 1\n"])
def test_a_collection_that_lacks_a_part_is_refused(tmp_path: Path, judgements: str) -> None:
    _write(tmp_path, judgements=judgements)
    with pytest.raises(ValueError, match="judgements"):
        read(tmp_path)


def _write(folder: Path, judgements: str) -> None:
    (folder / "texts.xml").write_text(
        "<doc>\n<docno> a </docno>\n<title>no</title>\n<text>\npumps &amp; valves\n</text></doc>\n"
        "<DOC>\n<DOCNO>b</DOCNO>\nvalves alone\n</DOC>\n"
    )
    (folder / "asked.xml").write_text(
        "<xml><top><num> 2</num> \n<title>\nwhich valves?\n</title></top>"
        "<top><num>7</num><title>which pumps?</title></top></xml>"
    )
    (folder / "judged.txt").write_text(judgements)
    (folder / "README.md").write_text("<doc><docno>c</docno>an example</doc>")


def test_a_variant_that_changes_nothing_ranks_as_the_reference_engine_does() -> None:
    tiny = read(TINY)
    index = MemoryIndex(quality.documents(tiny))
    texts = Texts(tiny.texts)
    for question in tiny.questions.values():
        ranking = texts.rank(question, Variant(), len(tiny.texts))
        assert quality.hits(index, " OR ", question, len(tiny.texts)) == (ranking, len(ranking))


def test_words_that_are_not_indexed_are_not_found_and_shorten_documents() -> None:
    texts = Texts({"long": "the valve of the pump of the mill", "short": "valve pump mill iron", "other": "water"})
    assert texts.rank("the valve", Variant(), 9) == ["long", "short"]
    stop = frozenset({"the", "of"})
    assert texts.rank("the", Variant(stop=stop), 9) == []
    assert texts.rank("the valve", Variant(stop=stop, exact_lengths=True), 9) == ["long", "short"]  # 3 words beside 4
    assert texts.rank("the valve", Variant(stop=stop, stop_in_questions=True), 9) == ["short", "long"]  # 8 beside 4


def test_stemmers_bring_forms_together() -> None:
    texts = Texts({"1": "running", "2": "generously", "3": "generation"})
    assert texts.rank("runs generous", Variant(stemmer=None), 9) == []
    assert texts.rank("runs generous", Variant(), 9) == ["1", "2"]
    assert set(texts.rank("runs generous", Variant(stemmer="porter"), 9)) == {"1", "2", "3"}  # all are "gener"


def test_formulas_differ_in_what_a_common_word_tells() -> None:
    assert whoosh_idf(100, 99) == 1
    assert lucene_idf(100, 99) == pytest.approx(0.015, abs=1e-4)
    assert robertson_idf(100, 99) == 0.2
    assert robertson_idf(100, 1) == pytest.approx(4.195, abs=1e-3)  # ln(99.5 / 1.5)


def test_the_report_of_an_invented_collection(*, update_goldens: bool) -> None:
    text = quality.report([read(TINY)]) + "\n"
    if update_goldens:
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")
