"""How well it ranks: questions whose answers people have judged, put to the engine.

    python -m bench.quality [--write] FOLDER...

Each FOLDER holds a test collection (``judged.py`` says in which form). Its documents are indexed as comments, and its
questions asked in the query language: any of their words (``a OR b OR c``), and all of them (``a b c``, what words side
by side mean on the command line). The first 1,000 hits are measured. Then the same with other stop words, stemmers,
constants and formulas (``variants.py``). Prints tables, and writes them to docs/performance.md if told so.

A hit of the engine comes with its snippet, which a thousand hits for a question of twenty words need not have. What is
measured below the first 100 is the same ranking as ``variants.py`` computes it, and how many hits there are; that both
agree on those is made sure of for every question.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bench.judged import Collection, read
from bench.marks import write_between
from bench.measures import Quality, quality
from bench.variants import Rankings, Texts, Variant, lucene_idf, rankings, robertson_idf, whoosh_idf
from threadsearch.engines import analysis, bm25
from threadsearch.engines.base import Index
from threadsearch.engines.whoosh import create_index
from threadsearch.model import Document
from threadsearch.query import parse_query

DEPTH = 1000
CHECKED = 100
MARKS = "<!-- quality: begin -->", "<!-- quality: end -->"
"""What stands between them is written here."""

FEW = frozenset(
    "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this"  # noqa: SIM905 - easier to read than a list
    " to was will with".split()
)
"""Lucene's English stop words."""

_PAGE = Path(__file__).parents[1] / "docs" / "performance.md"


def main() -> None:
    """Measure, print, and write."""
    parser = argparse.ArgumentParser(prog="python -m bench.quality", description="How well it ranks.")
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="with a test collection")
    parser.add_argument("--write", action="store_true", help="write the tables to docs/performance.md")
    options = parser.parse_args()
    text = report([read(folder) for folder in options.folders])
    print(text)
    if options.write:
        write_between(MARKS, text, _PAGE)


def report(collections: Sequence[Collection]) -> str:
    """Three tables: what was asked, how well the engine answers, and what other choices would do to that."""
    texts = [Texts(collection.texts) for collection in collections]
    answers = [_answers(collection, inverted) for collection, inverted in zip(collections, texts, strict=True)]
    tried = {
        label: [
            quality(rankings(inverted, collection.questions, variant, DEPTH), collection.judgements)
            for collection, inverted in zip(collections, texts, strict=True)
        ]
        for label, variant in _variants()
    }
    parts = ("\n".join(_sizes(collections)), "\n".join(_asked(collections, answers)), _table(collections, tried))
    return "\n\n".join(parts)


def _answers(collection: Collection, inverted: Texts) -> dict[str, Rankings]:
    """By "any" and "all" words: the names of the documents that each question finds, best first."""
    questions = collection.questions
    any_word = rankings(inverted, questions, Variant(), len(collection.texts))
    with tempfile.TemporaryDirectory() as folder:
        index = create_index(Path(folder))
        with index.writer() as writer:
            writer.replace("all", documents(collection))
        for name, ranking in any_word.items():
            if hits(index, " OR ", questions[name], CHECKED) != (ranking[:CHECKED], len(ranking)):
                raise RuntimeError(f"{collection.name}, question {name}: variants.py doesn't rank as the engine does")
        all_words = {name: hits(index, " ", question, DEPTH)[0] for name, question in questions.items()}
        index.close()
    return {"any": {name: ranking[:DEPTH] for name, ranking in any_word.items()}, "all": all_words}


def documents(collection: Collection) -> list[Document]:
    """The texts of a collection as the comments of one thread."""
    return [
        Document(id=name, thread_id="all", root_id=name, position=place, text=text, source=collection.name)
        for place, (name, text) in enumerate(collection.texts.items())
    ]


def hits(index: Index, joint: str, question: str, limit: int) -> tuple[list[str], int]:
    """The first documents that a question's words find, and how many there are.

    None of the words is an operator: they are in small letters.
    """
    query = parse_query(joint.join(analysis.words(question)))
    results = index.search(replace(query, limit=limit))
    return [hit.document.id for hit in results.hits], results.total


def _variants() -> Iterator[tuple[str, Variant]]:
    from whoosh.lang.stopwords import stoplists  # Snowball's

    many = frozenset(stoplists["en"])
    ours = Variant()
    yield "as it is", ours
    yield "words unstemmed", Variant(stemmer=None)
    yield "Porter's first stemmer", Variant(stemmer="porter")
    yield f"{len(FEW)} stop words not indexed", Variant(stop=FEW)
    yield f"{len(many)} stop words not indexed", Variant(stop=many)
    yield f"{len(many)} stop words passed over in questions", Variant(stop=many, stop_in_questions=True)
    yield from ((f"k1 {k1}", Variant(k1=k1)) for k1 in (0.9, 1.2, 1.5, 2.0) if k1 != ours.k1)
    yield from ((f"b {b}", Variant(b=b)) for b in (0.4, 0.5, 0.6, 0.75, 0.9) if b != ours.b)
    yield "lengths exact, not in a byte", Variant(exact_lengths=True)
    formulas = {"Whoosh's idf": whoosh_idf, "Lucene's idf": lucene_idf, "Robertson's idf (at least 0.2)": robertson_idf}
    for name, idf in formulas.items():
        for b in (0.75, 0.6, 0.5):
            yield f"{name}, k1 1.2, b {b}", Variant(idf=idf, k1=1.2, b=b)
    for name, idf in formulas.items():
        variant = Variant(idf=idf, k1=1.2, b=0.5, stop=many, stop_in_questions=True)
        yield f"{name}, k1 1.2, b 0.5, {len(many)} stop words passed over", variant


def _sizes(collections: Sequence[Collection]) -> Iterator[str]:
    yield "| collection | documents | words each | questions | words each | relevant documents each |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for name, texts, questions, judgements in collections:
        relevant = [sum(relevance > 0 for relevance in judged.values()) for judged in judgements.values()]
        yield (
            f"| {name} | {len(texts):,} | {_words(texts):.0f} | {len(questions):,} | {_words(questions):.0f}"
            f" | {sum(relevant) / len(relevant):.1f} |"
        )


def _words(texts: Mapping[str, str]) -> float:
    return sum(len(analysis.words(text)) for text in texts.values()) / len(texts)


def _asked(collections: Sequence[Collection], answers: Sequence[dict[str, Rankings]]) -> Iterator[str]:
    yield f"The engine (k1 {bm25.K1}, b {bm25.B}):"
    yield ""
    yield "| collection | asked for | MAP | nDCG@10 | MRR | questions without a hit |"
    yield "| --- | --- | ---: | ---: | ---: | ---: |"
    for collection, ours in zip(collections, answers, strict=True):
        for asked, ranked in ours.items():
            empty = sum(not ranking for ranking in ranked.values())
            cells = _cells(quality(ranked, collection.judgements))
            yield f"| {collection.name} | {asked} of the words | {cells} | {empty} |"


def _table(collections: Sequence[Collection], tried: Mapping[str, Sequence[Quality]]) -> str:
    heads = " | ".join(f"{collection.name}: MAP | nDCG@10 | MRR" for collection in collections)
    lines = [f"| any of the words | {heads} |", "| --- |" + " ---: | ---: | ---: |" * len(collections)]
    lines += [f"| {label} | {' | '.join(map(_cells, found))} |" for label, found in tried.items()]
    return "\n".join(lines)


def _cells(found: Quality) -> str:
    return " | ".join(f"{value:.4f}" for value in found)


if __name__ == "__main__":
    main()
