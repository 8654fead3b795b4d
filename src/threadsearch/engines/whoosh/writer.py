"""A batch of changes to one commit, or to nothing.

Whoosh writes the files. It is given new documents and never reads old ones: merging adds the documents of the merged
segments again, so that lengths stay exact, and no pickle from the disk ever reaches its unpickler.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.columns import NumericColumn, VarBytesColumn
from whoosh.fields import FieldType, Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.formats import Existence, Format, Positions
from whoosh.index import TOC
from whoosh.writing import SegmentWriter

from threadsearch.engines.whoosh import schema, store, w3
from threadsearch.engines.whoosh.segments import Segment
from threadsearch.errors import IndexFailure
from threadsearch.model import Document

_MOST_SEGMENTS = 8
"""A commit that would leave more of them merges the smallest ones, down to half as many."""

_NO_ROW = {"b": -(2**7), "i": -(2**31), "q": -(2**63)}
"""Defaults that no row has: Whoosh leaves default rows out, and a file that ends early would go unnoticed."""

_ENCODE = Positions().encode


class _Prepared(FieldType):  # type: ignore[misc]  # Whoosh has no types
    """A field whose postings and column rows are made here, not by Whoosh's analysis."""

    def __init__(self, postings: Format | None = None, column: object = None, *, is_ranked: bool = False) -> None:
        self.format = postings
        self.indexed = postings is not None
        self.scorable = is_ranked
        self.column_type = column

    def index(self, value: Any, **_: Any) -> Any:  # noqa: ANN401 - as Whoosh calls it
        return value

    def to_column_value(self, value: Any) -> Any:  # noqa: ANN401 - as Whoosh calls it
        return value


class _Storage(FileStorage):  # type: ignore[misc]  # Whoosh has no types
    """A folder that remembers which files it has opened, so that they can be closed when writing fails."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self.opened: list[StructFile] = []

    def create_file(self, *args: Any, **options: Any) -> StructFile:  # noqa: ANN401 - as Whoosh calls it
        self.opened.append(super().create_file(*args, **options))
        return self.opened[-1]

    def open_file(self, *args: Any, **options: Any) -> StructFile:  # noqa: ANN401 - as Whoosh calls it
        self.opened.append(super().open_file(*args, **options))
        return self.opened[-1]

    def temp_storage(self, name: str | None = None) -> FileStorage:
        folder = Path(self.folder, name or "MAIN.tmp")
        folder.mkdir(exist_ok=True)
        inner = _Storage(str(folder))
        inner.opened = self.opened
        return inner

    def close_all(self) -> None:
        for file in self.opened:
            with suppress(OSError, ValueError):
                file.raw_file().close()


@dataclass
class _Target:
    """What Whoosh's writer needs of an index; it takes the table of contents from here, and not from the disk."""

    storage: _Storage
    toc: TOC
    indexname: str = w3.NAME

    def _read_toc(self) -> TOC:
        return self.toc


def create(folder: Path) -> None:
    """Write an empty index into an empty folder."""
    with _all_or_nothing(folder) as storage:
        TOC(_schema(), [], 0).write(storage, w3.NAME)


def commit(folder: Path, toc: w3.Toc, segments: Sequence[Segment], threads: Mapping[str, Sequence[Document]]) -> bool:
    """Make these the threads' documents, in place of the ones in the segments; returns whether anything changed.

    Raises ``IndexFailure`` when the files can't be written, ``IndexDamaged`` when the old ones can't be read. Whatever
    is raised, the index is as it was.
    """
    with store.reading(folder):
        stale = [{row for thread in threads for row in segment.rows("thread", thread)} for segment in segments]
    added = [document for documents in threads.values() for document in documents]
    if not added and not any(stale):
        return False
    merged = _to_merge([len(segment.live) - len(rows) for segment, rows in zip(segments, stale, strict=True)])
    kept = [
        _whoosh_segment(segment.info, rows)
        for number, (segment, rows) in enumerate(zip(segments, stale, strict=True))
        if number not in merged
    ]
    with _all_or_nothing(folder) as storage:
        target = _Target(storage, TOC(_schema(), kept, toc.generation))
        writer = SegmentWriter(target, _lk=False, codec=W3Codec(), compound=False)
        for number in merged:
            _add(writer, _staying(folder, segments[number], stale[number]))
        _add(writer, added)
        writer.commit(merge=False)
    return True


def _staying(folder: Path, segment: Segment, stale: set[int]) -> Iterator[Document]:
    with store.reading(folder):
        for row in segment.live:
            if row not in stale:
                yield segment.document(row)


@contextmanager
def _all_or_nothing(folder: Path) -> Iterator[_Storage]:
    """Let Whoosh write into a folder, and take away whatever it leaves there if the block fails.

    What counts is the table of contents, which comes last and in one stroke: once it is there, the commit has been
    made, and an interruption after that (while the files of older segments are removed) undoes nothing.
    """
    before = set(folder.iterdir())
    storage = _Storage(str(folder))
    try:
        yield storage
    except BaseException as error:
        storage.close_all()
        left = set(folder.iterdir()) - before
        if not any(w3.is_toc(path) for path in left):
            for path in left:
                _remove(path)
        if isinstance(error, OSError):
            reason = error.strerror or str(error)
            raise IndexFailure(f"the index could not be written: {reason}; it is as it was") from error
        raise


def _remove(path: Path) -> None:
    with suppress(OSError):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _to_merge(live: Sequence[int]) -> list[int]:
    """Which segments to merge, by how many documents of each will stay; empty ones are merged into nothing."""
    by_size = sorted(range(len(live)), key=lambda number: live[number])
    empty = sum(count == 0 for count in live)
    too_many = len(live) - empty + 1 > _MOST_SEGMENTS
    return sorted(by_size[: empty + (_MOST_SEGMENTS // 2 if too_many else 0)])


def _whoosh_segment(info: w3.SegmentInfo, stale: set[int]) -> W3Segment:
    segment = W3Segment(W3Codec(), w3.NAME, info.count, info.name, set(info.deleted | stale) or None)
    segment._fieldlengths = info.lengths  # noqa: SLF001 - Whoosh's own writer sets it from outside, too
    return segment


def _schema() -> Schema:
    fields = {name: _Prepared(Positions(), is_ranked=is_ranked) for name, is_ranked in schema.WORDS.items()}
    fields |= {name: _Prepared(Existence(), is_ranked=True) for name in schema.STEMS.values()}
    fields |= {name: _Prepared(Existence()) for name in schema.KEYS}
    fields |= {name: _Prepared(column=NumericColumn(code, _NO_ROW[code])) for name, code in schema.NUMBERS.items()}
    fields |= {name: _Prepared(column=VarBytesColumn()) for name in schema.STRINGS}
    return Schema(**fields)


def _add(writer: SegmentWriter, documents: Iterable[Document]) -> None:
    for document in documents:
        writer.add_document(**_fields(document))


def _fields(document: Document) -> dict[str, object]:
    """A document as Whoosh takes it: lists of (term, frequency, weight, value) for fields, rows for columns."""
    words = schema.words(document)
    fields: dict[str, object] = {
        field: [(schema.encode(word), len(at), float(len(at)), _ENCODE(at)) for word, at in positions.items()]
        for field, positions in words.items()
    }
    for field, of_stems in schema.STEMS.items():
        stems = schema.stems(words.get(field, {}))
        fields[of_stems] = [(schema.encode(stem), count, float(count), b"") for stem, count in stems.items()]
    for field, keys in schema.keys(document).items():
        fields[field] = [(schema.encode(key), 1, 1.0, b"") for key in keys]
    return fields | schema.numbers(document) | schema.strings(document)
