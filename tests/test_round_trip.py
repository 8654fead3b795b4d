"""What threadsearch prints as JSON lines reads back: the same ids, the same trees, the same words."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from threadsearch.model import Document, Kind
from threadsearch.reading import PageRead, read
from threadsearch.render.structured import jsonl_documents

PAGES = ("wordpress", "soundoff", "mbox", "wxr", "reddit-json", "disqus")
# What says where a document was read from this time.
READING = {"source", "captures", "format", "defects", "locator", "pages", "stated_pages"}


def documents_in(path: Path) -> list[Document]:
    return [
        document
        for event in read([str(path)])
        if isinstance(event, PageRead)
        for documents in event.threads
        for document in documents
    ]


def lasting(document: Document) -> dict[str, object]:
    values = {field.name: getattr(document, field.name) for field in dataclasses.fields(document)}
    return {name: value for name, value in values.items() if name not in READING}


@pytest.mark.parametrize("name", PAGES)
def test_documents_read_back_as_they_were(name: str, tmp_path: Path) -> None:
    for page in sorted((Path(__file__).parent / "formats" / "fixtures" / name).iterdir()):
        if page.suffix == ".json":
            continue
        before = documents_in(page)
        copy = tmp_path / f"{page.name}.jsonl"
        copy.write_text("".join(f"{line}\n" for line in jsonl_documents(before)), encoding="utf-8")
        assert [lasting(document) for document in documents_in(copy)] == [lasting(document) for document in before]


def test_comments_without_their_threads_record_keep_their_ids(tmp_path: Path) -> None:
    page = Path(__file__).parent / "formats" / "fixtures" / "mbox" / "threads.mbox"
    before = [document for document in documents_in(page) if document.kind is not Kind.ARTICLE]
    copy = tmp_path / "comments.jsonl"
    copy.write_text("".join(f"{line}\n" for line in jsonl_documents(before)), encoding="utf-8")
    after = [document for document in documents_in(copy) if document.kind is not Kind.ARTICLE]
    assert [(d.id, d.thread_id, d.parent_id, d.title) for d in after] == [
        (d.id, d.thread_id, d.parent_id, d.title) for d in before
    ]
