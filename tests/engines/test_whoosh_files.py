"""The files of a segment, against the ones that Whoosh writes of the same documents: its searcher is the judge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from judging import Weighting
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Positions
from whoosh.index import TOC, FileIndex
from whoosh.query import ColumnQuery, FuzzyTerm, Or, Phrase, Prefix, Term
from whoosh.query import Query as WhooshQuery
from whoosh.searching import Searcher

from threadsearch import encoding
from threadsearch.engines import analysis
from threadsearch.engines.whoosh import contents, create_index, open_index, schema, stock, w3, writer
from threadsearch.model import Document, Fuzzy, Query

# Whoosh leaves it to the collector to close the files that it has read.
pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed file:ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
WORDS = ("run", "running", "runs", "ferry", "ferries", "½", "naïve", "don't", "海", "RUN", "x" * 120, "a-b")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)


class Given(FieldType):  # type: ignore[misc]  # Whoosh has no types
    """A field of Whoosh's that is given its postings, as our documents have them."""

    def __init__(self, ours: FieldType) -> None:
        super().__init__(ours.format, ours.analyzer, scorable=ours.scorable)
        self.column_type = ours.column_type

    def index(self, value: Any, **_: Any) -> Any:  # noqa: ANN401 - as Whoosh calls it
        return value

    def to_column_value(self, value: Any) -> Any:  # noqa: ANN401 - as Whoosh calls it
        return value


def postings(document: Document) -> dict[str, Any]:
    """A document as Whoosh's own writer takes it: (term, frequency, weight, value) for fields, rows for columns."""
    fields: dict[str, Any] = {}
    for name in schema.WORDS:
        places = defaultdict(list)
        for position, word in enumerate(analysis.words(schema.text_of(document, name) or "")):
            places[word].append(position)
        fields[name] = [
            (schema.encode(word), len(at), float(len(at)), Positions().encode(at)) for word, at in places.items()
        ]
        if name in schema.STEMS:
            times: dict[str, int] = defaultdict(int)
            for word, at in places.items():
                times[analysis.stem(word)] += len(at)
            fields[schema.STEMS[name]] = [(schema.encode(stem), n, float(n), b"") for stem, n in times.items()]
    keys = {name: [*map(schema.encode, of_field)] for name, of_field in schema.keys(document).items()}
    fields |= {name: [(key, 1, 1.0, b"") for key in of_field] for name, of_field in keys.items()}
    strings = {column: b"".join(keys[name]) for column, name in schema.STRINGS.items()}
    return fields | schema.numbers(document) | strings | {"record": encoding.encode(document)}


def by_whoosh(folder: Path, documents: Sequence[Document]) -> Searcher:
    fields = {name: Given(field) if field.indexed else field for name, field in stock.whoosh_schema().items()}
    index = FileIndex.create(FileStorage(str(folder)).create(), Schema(**fields), w3.NAME)
    adding = index.writer(compound=False)
    for document in contents.in_order(documents):
        adding.add_document(**postings(document))
    adding.commit()
    return searcher(folder)


def by_us(folder: Path, documents: Sequence[Document]) -> Searcher:
    with create_index(folder).writer() as adding:
        for thread in sorted({document.thread_id for document in documents}):
            adding.replace(thread, [document for document in documents if document.thread_id == thread])
    (store,) = folder.glob("store-*")
    return searcher(store)


def searcher(folder: Path) -> Searcher:
    index = FileIndex(FileStorage(str(folder)), schema=stock.whoosh_schema(), indexname=w3.NAME)
    return Searcher(index.reader(), weighting=Weighting())


def everything(of: Searcher) -> Iterator[object]:
    """All that Whoosh can read of an index."""
    reader = of.reader()
    for field, term in reader.all_terms():
        info = reader.term_info(field, term)
        yield field, term, info.weight(), info.doc_frequency(), info.min_length(), info.max_length()
        yield info.max_weight(), info.min_id(), info.max_id()
        matcher = reader.postings(field, term)
        has_positions = matcher.supports("positions")
        while matcher.is_active():
            yield matcher.id(), matcher.weight(), matcher.value_as("positions") if has_positions else None
            matcher.next()
    for name in (*schema.WORDS, *schema.STEMS.values()):
        yield name, reader.field_length(name)
        yield [reader.doc_field_length(row, name) for row in range(reader.doc_count_all())]
    for name in (*schema.NUMBERS, *schema.STRINGS, "record"):
        column = reader.column_reader(name, stock.whoosh_schema()[name].column_type)
        yield name, [column[row] for row in range(reader.doc_count_all())]
    yield [reader.stored_fields(row) for row in range(reader.doc_count_all())]


def answers(of: Searcher) -> Iterator[object]:
    """What Whoosh's searcher finds, and how well it matches."""
    queries: list[WhooshQuery] = [
        *(Term("text_stem", analysis.stem(word)) for word in ("run", "ferry", "海")),
        Or([Term("text_stem", "run"), Term("title_stem", "ferri")]),
        Phrase("text", ["run", "running"]),
        Phrase("text", ["ferry", "a", "b"]),
        Prefix("text", "f"),
        Prefix("id", "0"),
        FuzzyTerm("text", "runing", maxdist=2),
    ]
    for query in queries:
        results = of.search(query, limit=None)
        yield sorted((hit.docnum, hit.score) for hit in results)
    yield sorted(ColumnQuery("by_position", lambda position: position > 1).docs(of))


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=300))
def test_whoosh_reads_of_our_files_what_it_reads_of_its_own(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str]]
) -> None:
    documents = [
        Document(f"{n:04}", f"t{n % 3}", f"{n:04}", n, text, f"p{n % 2}.html", title=title, author=title or None)
        for n, (text, title) in enumerate(texts)
    ]
    folder = tmp_path_factory.mktemp("files")
    theirs, ours = by_whoosh(folder / "theirs", documents), by_us(folder / "ours", documents)
    assert list(everything(ours)) == list(everything(theirs))
    assert list(answers(ours)) == list(answers(theirs))


@settings(max_examples=50)
@given(
    words=st.lists(st.text("aab\u00e9\u6d77z'", max_size=6), max_size=30),
    asked=st.text("aab\u00e9\u6d77z", min_size=1, max_size=6),
    changes=st.integers(1, 2),
)
def test_fuzzy_words_are_those_that_whoosh_finds(
    tmp_path_factory: pytest.TempPathFactory, words: list[str], asked: str, changes: int
) -> None:
    documents = [Document(f"{n:04}", "t", f"{n:04}", n, word, "p.html") for n, word in enumerate(words)]
    folder = tmp_path_factory.mktemp("fuzzy")
    theirs, (*exact, last) = by_us(folder, documents), analysis.words(asked)
    if exact:  # a phrase, of which Whoosh knows no fuzzy one
        return
    found = theirs.search(FuzzyTerm("text", last, maxdist=changes), limit=None)
    with closing(open_index(folder)) as ours:
        results = ours.search(Query(Fuzzy(asked, changes=changes), limit=None))
    # Whoosh ranks the documents as for a word if there is just one that is meant; for us they are all alike.
    assert {hit.document.id: hit.score for hit in results.hits} == {f"{hit.docnum:04}": 1.0 for hit in found}


def test_whoosh_reads_our_files_when_numbers_are_large(tmp_path: Path) -> None:
    """Rows far from each other, words that stand hundreds of times in a text, and tens of thousands of words on."""
    texts = ["run " * 300 + "the " * 66_000 + "run ferry", *("ferry" * (n in {9, 599}) + " often" for n in range(600))]
    documents = [Document(f"{n:04}", "t", f"{n:04}", n, text, "p.html") for n, text in enumerate(texts)]
    theirs, ours = by_whoosh(tmp_path / "theirs", documents), by_us(tmp_path / "ours", documents)
    assert list(everything(ours)) == list(everything(theirs))
    assert list(answers(ours)) == list(answers(theirs))


def test_the_table_of_contents_holds_whooshs_own_objects(tmp_path: Path) -> None:
    """Those that it would have made itself, also after commits, which do without it."""
    threads = {name: [Document(f"{name}{n}", name, f"{name}0", n, "run", "p.html") for n in range(3)] for name in "abc"}
    for held in ({"a": threads["a"], "b": threads["b"]}, {"c": threads["c"]}, {"a": threads["a"][:1]}):
        with closing(create_index(tmp_path)) as index, index.writer() as adding:
            for thread, documents in held.items():
                adding.replace(thread, documents)
    (store,) = tmp_path.glob("store-*")
    ours, theirs = w3.read_toc(store), TOC.read(FileStorage(str(store)), w3.NAME)
    assert theirs.schema.names() == stock.whoosh_schema().names()
    assert ours.head == stock.head()
    assert sha256(ours.head).hexdigest() in writer._STOCK_HEADS  # noqa: SLF001 - so that commits carry it over
    assert [len(info.deleted) for info in ours.segments] == [3, 0, 0]
    for info, segment in zip(ours.segments, theirs.segments, strict=True):
        made = W3Segment(W3Codec(), w3.NAME, info.count, info.name, set(info.deleted) or None)
        made._fieldlengths = info.lengths  # noqa: SLF001 - Whoosh's own writer sets it from outside, too
        for of_ours, of_theirs in ((vars(segment), vars(made)), (vars(segment.codec()), vars(made.codec()))):
            assert {**of_ours, "_codec": None} == {**of_theirs, "_codec": None}


@pytest.mark.parametrize("toc", [b"", bytes(13), bytes(14) + b"\xff" * 20, bytes(14) + b"\x06schem"])
def test_a_table_of_contents_that_begins_otherwise_has_no_head(toc: bytes) -> None:
    assert w3.head(toc) == b""
