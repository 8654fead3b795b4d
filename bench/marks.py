"""Text between two marks in a page of documentation, which a script writes anew."""

from __future__ import annotations

from pathlib import Path


def write_between(marks: tuple[str, str], text: str, path: Path) -> None:
    """Put a text between a page's marks; raises ``ValueError`` for a page without them, and leaves it as it is."""
    begin, end = marks
    before, found, rest = path.read_text(encoding="utf-8").partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"{path} has no place for the tables: {begin} and {end}, each on a line")
    path.write_text(f"{before}{begin}\n\n{text.strip()}\n\n{end}{after}", encoding="utf-8")
