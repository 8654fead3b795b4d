"""Taking out of an index what can't be read any more, so that the rest serves, and what is gone can be read again.

A segment's documents are in blocks that are compressed one by one, so damage to one leaves the others readable.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from threadsearch import encoding
from threadsearch.engines.base import Lost, Salvage
from threadsearch.engines.whoosh import arrays, lock, schema, store, w3, writer
from threadsearch.engines.whoosh.arrays import Arrays
from threadsearch.engines.whoosh.checking import DOCUMENTS, damaged_endings
from threadsearch.engines.whoosh.terms import Terms
from threadsearch.errors import IndexFailure
from threadsearch.model import Document


def salvage(directory: Path, wait: float) -> Salvage | None:
    """Write segments with damaged files anew, with those of their documents that can be read; nothing if none is."""
    with lock.writing(directory, wait):
        folder = store.current_folder(directory)
        with store.reading(folder):
            toc = w3.read_toc(folder)
            damaged = [info for info in toc.segments if any(damaged_endings(folder, info))]
        if not damaged:
            return None
        kept: list[Document] = []
        lost: list[Lost] = []
        for info in damaged:
            readable = {row: document for row, document in _readable(folder, info) if row not in info.deleted}
            kept += readable.values()
            lost += _lost(folder, info, set(range(info.count)) - info.deleted - set(readable))
        writer.replace_segments(folder, toc, damaged, kept)
        documents = sum(info.count - len(info.deleted) for info in toc.segments)
        return Salvage(toc.generation, documents, tuple(lost))


def _readable(folder: Path, info: w3.SegmentInfo) -> Iterator[tuple[int, Document]]:
    """The documents that are as they were written, and their rows; raises ``IndexFailure`` when the disk fails."""
    path = folder / w3.file_name(info.name, DOCUMENTS)
    try:
        data = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        return
    except OSError as error:  # what can't be read now may be another time
        raise IndexFailure(f"{path} can't be read: {error.strerror}", advice="Try it on a copy.") from error
    try:
        for first, records in w3.whole_blocks(data):
            yield from enumerate(map(encoding.decode, records), first)
    except (ValueError, TypeError, KeyError):  # it is made to mislead
        return


def _lost(folder: Path, info: w3.SegmentInfo, rows: Collection[int]) -> list[Lost]:
    """What the arrays beside the documents tell of those in these rows, if they are sound."""
    if not rows:
        return []
    try:
        beside = Arrays(folder / w3.file_name(info.name, arrays.ENDING))
        beside.check()
        values = [_values(beside, field) for field in ("thread", "id", "name")]
        return [Lost(*(of_field[row] for of_field in values)) for row in sorted(rows)]
    except (OSError, ValueError, KeyError, IndexError, w3.Malformed):
        return [Lost()] * len(rows)


def _values(beside: Arrays, field: str) -> list[str]:
    """The value of each row in a field of keys, nothing for none."""
    if f"{field}.codes" not in beside:
        return [""] * int(beside.about["documents"])
    terms = ["", *map(schema.decode, Terms(beside, field).all())]
    return [terms[code] for code in beside.whole(f"{field}.codes").tolist()]
