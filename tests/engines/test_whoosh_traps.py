"""Where Whoosh itself goes wrong, each of them seen in one release or another, and what our engine does there."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from judging import Weighting
from whoosh.columns import CompressedBlockColumn, NumericColumn, RefBytesColumn
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.query import Term as WhooshTerm
from whoosh.searching import Searcher

from threadsearch.engines import bm25
from threadsearch.engines.base import Index
from threadsearch.engines.whoosh import create_index, open_index, stock, w3_writing
from threadsearch.engines.whoosh.merging import LARGEST
from threadsearch.model import (
    All,
    And,
    DateRange,
    Document,
    Facet,
    FacetCount,
    IdPrefix,
    Name,
    Node,
    Not,
    Or,
    Place,
    Query,
    Sort,
    Term,
)


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return create_index(tmp_path / "index")


def put(index: Index, *documents: Document) -> None:
    with index.writer() as writing:
        writing.replace("t", documents)


def comment(the_id: str, text: str = "", position: int = 0, **fields: object) -> Document:
    return Document(the_id, "t", the_id, position, text, "archive/Page.html", **fields)


def found(index: Index, where: Node, sort: Sort = Sort.RELEVANCE, limit: int | None = None) -> str:
    return "".join(hit.document.id for hit in index.search(Query(where, sort, limit=limit)).hits)


def in_child(program: str, *arguments: object, seed: int = 0) -> str:
    done = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-c", program, *map(str, arguments)],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONHASHSEED": str(seed)},
    )
    assert done.stderr == ""
    return done.stdout


def test_time_zones_count(index: Index) -> None:
    """Whoosh drops them."""
    late = datetime(2011, 7, 5, 23, 30, tzinfo=timezone(timedelta(hours=-7)))
    put(index, comment("a", created_at=late))
    sixth = datetime(2011, 7, 6, tzinfo=UTC)
    assert found(index, DateRange(sixth, sixth + timedelta(days=1))) == "a"
    assert found(index, DateRange(sixth - timedelta(days=1), sixth)) == ""


def test_undated_documents_group_under_nothing(index: Index) -> None:
    """Grouping by a date breaks on them in Whoosh; a missing number groups as 2147483647."""
    put(index, comment("a"), comment("b", position=1, created_at=datetime(2011, 7, 5, tzinfo=UTC)))
    facets = index.search(Query(facets=(Facet.DAY, Facet.DEPTH))).facets
    assert facets[Facet.DAY] == (FacetCount("2011-07-05", 1), FacetCount(None, 1))
    assert facets[Facet.DEPTH] == (FacetCount("0", 2),)


def test_undated_documents_come_last_both_ways(index: Index) -> None:
    """A reversed sort puts them first in Whoosh."""
    at = datetime(2011, 7, 5, tzinfo=UTC)
    put(index, comment("a"), comment("b", position=1, created_at=at), comment("c", position=2, created_at=at))
    assert found(index, All(), Sort.NEWEST) == found(index, All(), Sort.OLDEST) == "bca"


def test_a_negation_alone_finds_the_rest(index: Index) -> None:
    """Whoosh's ``-word`` requires the word."""
    put(index, comment("a", "word"), comment("b", "other", position=1))
    assert found(index, Not(Term("word"))) == "b"
    assert found(index, And((Not(Term("word")), Not(Term("third"))))) == "b"


def test_names_ids_and_places_have_no_case(index: Index) -> None:
    """Whoosh's ID fields have."""
    put(index, comment("abc", author="Márk Twain", site="Blogs.CNN.com"))
    for where in (Name("author", "MARK TWAIN"), Place("site", "cnn.COM"), Place("source", "page.HTML")):
        assert found(index, where) == "abc"
    assert found(index, IdPrefix("id", "AB")) == "abc"
    assert index.get("AbC").id == "abc"


def test_a_batch_sees_its_own_changes(index: Index) -> None:
    """Whoosh's updates and deletes pass over the documents of the same batch."""
    with index.writer() as writing:
        writing.replace("t", [comment("a", "first"), comment("b", "first", position=1)])
        writing.replace("t", [comment("a", "second")])
    assert [document.text for document in index.documents()] == ["second"]


def test_a_refused_document_refuses_its_batch(index: Index) -> None:
    """With several processes, Whoosh loses half of such a batch and says nothing; with one, it keeps half of it."""
    put(index, comment("a"))
    with pytest.raises(ValueError, match="impossible depth"):
        put(index, comment("b"), comment("c", position=1, depth=2**31))
    assert found(index, All()) == "a"


def test_a_filter_that_lets_nothing_through_finds_nothing(index: Index) -> None:
    """``filter=set()`` filters nothing in Whoosh."""
    put(index, comment("a", "word"))
    for nothing in (Or(()), Term("absent"), IdPrefix("thread", "zz"), Place("site", "nowhere.org")):
        assert found(index, And((Term("word"), nothing))) == ""


def test_columns_of_the_largest_segment_hold_a_value_for_each_row(tmp_path: Path) -> None:
    """Whoosh's column for such fields, ``RefBytesColumn``, blanks the rows beyond 65,536 values."""
    count = LARGEST
    columns = {name: field.column_type for name, field in stock.whoosh_schema().items() if field.column_type}
    assert {type(column) for column in columns.values()} == {RefBytesColumn, CompressedBlockColumn, NumericColumn}
    authors = [b"author %d" % row for row in range(count)]
    path = tmp_path / "column"
    path.write_bytes(w3_writing.references([b"", *authors], np.arange(1, count + 1)))
    with closing(FileStorage(str(tmp_path)).open_file(path.name)) as file:
        read = columns["by_author"].reader(file, 0, path.stat().st_size, count)
        assert [read[row] for row in range(count)] == authors
    with pytest.raises(ValueError, match="65,537 values"):
        w3_writing.references([b""] * 65_537, np.zeros(1, np.int64))


def test_facets_leave_the_limit_alone(index: Index) -> None:
    """With ``groupedby``, Whoosh ignores ``limit``."""
    put(index, *(comment(name, "word", position) for position, name in enumerate("abcde")))
    results = index.search(Query(Term("word"), facets=(Facet.THREAD,), limit=2))
    assert (results.total, len(results.hits), results.facets[Facet.THREAD]) == (5, 2, (FacetCount("t", 5),))


def test_the_same_question_gets_the_same_answer(tmp_path: Path) -> None:
    """Whoosh's snippets differ between identical searches."""
    index = create_index(tmp_path)
    text = "so on and on " * 20
    put(index, *(comment(f"c{n}", f"{text} one word {text} two words {text}", n, author=f"A{n}") for n in range(9)))
    program = (
        "import sys; from pathlib import Path; from threadsearch.engines.whoosh import open_index\n"
        "from threadsearch.model import *\n"
        "where = Or((Term('word'), Term('two'), Phrase('one word')))\n"
        "print(open_index(Path(sys.argv[1])).search(Query(where, facets=tuple(Facet))))"
    )
    answers = {in_child(program, tmp_path, seed=seed) for seed in (0, 1, 2)}
    assert len(answers) == 1


def test_deleted_and_merged_documents_leave_nothing_behind(index: Index) -> None:
    for number in range(20):
        put(index, comment("a", f"word{number}", author=f"Author {number}"))
    assert list(index.vocabulary("text")) == ["word19"]
    assert list(index.vocabulary("author")) == ["Author 19"]
    assert index.search(Query(Term("word3"))).total == 0


def test_only_making_an_index_loads_whoosh_and_neither_its_parsers_nor_its_processes(tmp_path: Path) -> None:
    """Its date parser is silently wrong, its query parser never objects, its processes lose documents."""
    program = """
import sys
from pathlib import Path
from threadsearch.engines.whoosh import create_index, open_index
from threadsearch.model import *
directory = Path(sys.argv[1])
if len(sys.argv) > 2:
    index = create_index(directory) if sys.argv[2] == "create" else open_index(directory)
    with index.writer() as writer:
        writer.replace("t", [Document("a", "t", "a", 0, "running", "p.html")])
assert open_index(directory).search(Query(Term("run"), facets=tuple(Facet))).total == 1
print(*sorted(sys.modules))
"""
    created = in_child(program, tmp_path, "create").split()
    assert "whoosh.index" in created
    assert not {"whoosh.qparser", "whoosh.multiproc", "whoosh.writing"} & set(created)
    assert "whoosh" not in in_child(program, tmp_path, "add").split()
    heavy = {"whoosh", "filelock", "bs4", "lxml", "dateutil", "typer", "rich", "asyncio", "urllib.request"}
    assert not heavy & set(in_child(program, tmp_path).split())


# The files are Whoosh's: it reads them, and scores as we do.


def test_whoosh_gives_the_same_scores(tmp_path: Path) -> None:
    index = create_index(tmp_path)
    texts = ["run " * (n % 5) + "word " * n + "running" * (n % 2) for n in range(1, 200, 7)]
    for part in (texts[:10], texts[10:]):
        with index.writer() as writing:
            name = f"t{len(part)}"
            writing.replace(name, [Document(f"{name}{n}", name, "", n, text, "") for n, text in enumerate(part)])
    (folder,) = tmp_path.glob("store-*")
    theirs = Searcher(FileIndex(FileStorage(str(folder)), schema=stock.whoosh_schema()).reader(), weighting=Weighting())
    assert len(theirs.leaf_searchers()) == 2
    ours = open_index(tmp_path)
    for stem in ("run", "word"):
        hits = theirs.search(WhooshTerm("text_stem", stem), limit=None)
        # By score and place, since they keep our documents where only we look.
        assert sorted(hits.score(n) for n in range(len(hits))) == pytest.approx(
            sorted(hit.score for hit in ours.search(Query(Term(stem), limit=None)).hits), abs=1e-6
        )
    theirs.close()


def test_lengths_are_whooshs() -> None:
    from whoosh.util.numeric import byte_to_length, length_to_byte

    assert [byte_to_length(code) for code in range(256)] == list(bm25.LENGTHS)
    for length in [*range(2000), 99_684, 106_373, 106_374, 106_375, 10**9]:
        assert bm25.length_code(length) == length_to_byte(length)
