"""Records of a platform, whether they were handed out as JSON or as a table."""

from __future__ import annotations

from threadsearch.formats.records.csvs import columns_of, read_csv
from threadsearch.formats.records.jsons import Row, read_json
from threadsearch.model import Defect, Page


def has_columns(page: Page, *names: str) -> bool:
    """Whether a page is a table that has all of these columns."""
    return page.media_type == "text/csv" and set(names) <= set(columns_of(page))


def read_rows(page: Page) -> tuple[list[Row], tuple[Defect, ...]]:
    """What ``read_json`` gives; of a table, its rows, without the cells that hold nothing."""
    if page.media_type != "text/csv":
        return read_json(page)
    defects: list[Defect] = []
    found = read_csv(page, defects)
    rows = [Row({name: cell for name, cell in row.items() if cell}, locator) for row, locator in found]
    return rows, tuple(defects)
