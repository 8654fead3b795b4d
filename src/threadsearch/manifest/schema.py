"""The manifest's tables, and whether a database has them and nothing else."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from threadsearch.errors import IndexFailure

VERSION = 1
MEMORY = ":memory:"
"""The place of a database that is in no file."""

_APPLICATION = 0x74736D66  # "tsmf"
_SCHEMA = (
    (
        "CREATE TABLE file (number INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE, source TEXT NOT NULL, "
        "resolved BLOB NOT NULL, size INTEGER NOT NULL, modified INTEGER NOT NULL, seen INTEGER NOT NULL, "
        "digest BLOB NOT NULL, options TEXT NOT NULL, readers TEXT NOT NULL, formats TEXT NOT NULL, "
        "threads INTEGER NOT NULL, comments INTEGER NOT NULL, claimed INTEGER, found INTEGER NOT NULL, "
        "defects INTEGER NOT NULL, failures INTEGER NOT NULL, skipped INTEGER NOT NULL, settled INTEGER NOT NULL)"
    ),
    "CREATE INDEX file_by_digest ON file (digest)",
    "CREATE INDEX file_by_source ON file (source)",
    # What in a file gave nothing, and why.
    (
        "CREATE TABLE problem (file INTEGER NOT NULL, place INTEGER NOT NULL, source TEXT NOT NULL, "
        "reason TEXT NOT NULL, is_failure INTEGER NOT NULL, PRIMARY KEY (file, place)) WITHOUT ROWID"
    ),
    # Which threads a file shows.
    "CREATE TABLE showing (thread TEXT NOT NULL, file INTEGER NOT NULL, PRIMARY KEY (thread, file)) WITHOUT ROWID",
    "CREATE INDEX showing_by_file ON showing (file)",
    # What a file shows of a thread that others show as well. Of a thread that one file shows, the index has it.
    (
        "CREATE TABLE view (thread TEXT NOT NULL, file INTEGER NOT NULL, documents BLOB NOT NULL, "
        "PRIMARY KEY (thread, file))"
    ),
    "CREATE INDEX view_by_file ON view (file)",
    # The index's commit that this belongs to, the one that is being made, and what of all is to be kept out of it.
    "CREATE TABLE commits (settled INTEGER NOT NULL, intended INTEGER NOT NULL, forgotten TEXT NOT NULL)",
)


class ManifestDamaged(IndexFailure):
    """The manifest can't be read, or is not the one of its index."""


def make(base: sqlite3.Connection) -> None:
    """Make the tables of a manifest, within the caller's transaction."""
    for statement in _SCHEMA:
        base.execute(statement)
    base.execute("INSERT INTO commits VALUES (0, 0, '')")
    base.execute(f"PRAGMA application_id = {_APPLICATION}")
    base.execute(f"PRAGMA user_version = {VERSION}")


def check(base: sqlite3.Connection, place: str) -> None:
    """Raise ``ManifestDamaged`` for a database that is no whole manifest of this version."""
    marks = [base.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")]
    if marks != [_APPLICATION, VERSION]:
        raise ManifestDamaged(f"{place} is of another version, or no manifest")
    # What is there beside our own tables would be run as they change.
    statements = [row[0] for row in base.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")]
    if statements != list(_SCHEMA):
        raise ManifestDamaged(f"{place} has other tables than we have made")
    if place != MEMORY and not _is_as_long_as_it_says(base, Path(place)):
        raise ManifestDamaged(f"{place} is damaged: it has been cut off")
    for table in ("file", "showing", "problem", "commits"):
        answer = base.execute(f"PRAGMA quick_check('{table}')").fetchone()[0]
        if answer != "ok":
            raise ManifestDamaged(f"{place} is damaged: {answer}")


def _is_as_long_as_it_says(base: sqlite3.Connection, path: Path) -> bool:
    """Whether a database has all of its pages; SQLite takes the lack of some bytes for zeros."""
    base.execute("BEGIN")  # until it ends, nobody else changes the file
    try:
        sizes = [base.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_size", "page_count")]
        return bool(path.stat().st_size >= sizes[0] * sizes[1])
    finally:
        base.execute("COMMIT")
