"""A document as the bytes that are kept of it, and back: JSON with only what differs from the defaults."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import lru_cache, partial
from operator import attrgetter
from typing import Any

from threadsearch.model import Capture, Defect, Document, Kind, ParentSource, Precision, State

_DEFAULTS = tuple((field.name, field.default) for field in dataclasses.fields(Document))
_values = attrgetter(*(name for name, _ in _DEFAULTS))


def encode(document: Document) -> bytes:
    """The bytes of a document; lone surrogates, which broken pages leave behind, are kept."""
    values = zip(_DEFAULTS, _values(document), strict=True)
    row = {name: value for (name, default), value in values if value is not default and value != default}
    # Enums are strings and tuples lists to JSON; what is left are dates, captures and defects.
    if math.isfinite((document.parent_confidence or 0) + (document.confidence or 0)):  # orjson makes others null
        with suppress(TypeError):  # there are surrogates, or a number of more than 64 bits
            return _written()(row)
    return _JSON.encode(row).encode("utf-8", "surrogatepass")


def decode(data: bytes) -> Document:
    """The document in ``data``."""
    row: dict[str, Any] = json.loads(data.decode("utf-8", "surrogatepass"))
    for name, build in _BUILDERS.items():
        if name in row:
            row[name] = build(row[name])
    return Document(**row)


@lru_cache(maxsize=1)
def _written() -> Callable[[object], bytes]:
    """What writes most documents, in half the time; searches do without it."""
    import orjson

    # By itself it would cut the seconds of a date's offset.
    ours = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
    return partial(orjson.dumps, default=_plain, option=ours)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Capture):
        return [value.source, value.locator, value.captured_at, *([] if value.page is None else [value.page])]
    if isinstance(value, Defect):
        return [value.message, value.locator, value.source]
    raise TypeError(f"a document can't hold {value!r}")


def _capture(row: list[Any]) -> Capture:
    source, locator, at, *page = row
    return Capture(source, locator, at and datetime.fromisoformat(at), *page)


_JSON = json.JSONEncoder(default=_plain, ensure_ascii=False, separators=(",", ":"))
_BUILDERS: dict[str, Callable[[Any], Any]] = {
    "kind": Kind,
    "state": State,
    "parent_source": ParentSource,
    "created_at": datetime.fromisoformat,
    "created_precision": Precision,
    "links": tuple,
    "captures": lambda rows: tuple(_capture(row) for row in rows),
    "pages": tuple,
    "defects": lambda rows: tuple(Defect(*row) for row in rows),
}
