"""Fields of records, typed. Exports are edited, converted and cut: any field may be missing or of another type."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

from threadsearch.dates import read_stamp
from threadsearch.model import Precision, Timestamp

Record = Mapping[str, Any]  # what JSON calls an object

BROKEN_OFF = "\0it breaks off"
"""The key of a record in which its file breaks off; see ``is_whole``."""

_UNWRITABLE = re.compile("[\0\ud800-\udfff]")  # NULs and halves of characters, which JSON can escape
# How many of each unit a second has, and the first year that a number of them is believed to mean: counts from another
# year than 1970 (.NET's, Windows's, Chrome's) would be read as dates of the 1970s to 1990s.
_UNITS = ((1, 1980), (10**3, 1995), (10**6, 1995), (10**9, 1995))
_SPANS = tuple((unit, datetime(year, 1, 1, tzinfo=UTC).timestamp()) for unit, year in _UNITS)
_LATEST = datetime(2100, 1, 1, tzinfo=UTC).timestamp()


def text(record: Record, *keys: str) -> str | None:
    """The first of these fields that holds text or a number, without blank ends; ``None`` if none does."""
    for key in keys:
        words = written(record.get(key))
        if words is not None:
            return words
    return None


def written(value: object) -> str | None:
    """A field's value as text, if it is text or a number, without blank ends; ``None`` for nothing."""
    if isinstance(value, str):
        words = value.strip()
        if not words.isascii() or "\0" in words:
            words = _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", words)
        return words or None
    is_number = isinstance(value, int) and not isinstance(value, bool)
    is_number = is_number or (
        isinstance(value, float) and math.isfinite(value)
    )  # NaN is what pandas writes for nothing
    return str(value) if is_number else None


def number(record: Record, *keys: str) -> int | None:
    """The first of these fields that holds a whole number, as such or in digits."""
    for key in keys:
        value = record.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and re.fullmatch("[0-9]{1,18}", value.strip()):
            return int(value)
    return None


def share(record: Record, key: str) -> float | None:
    """The number from 0 to 1 that the field holds, as such or in digits."""
    try:
        value = float(text(record, key) or "")
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None


def flag(record: Record, key: str) -> bool:
    """Whether the field says yes."""
    return record.get(key) in (True, 1, "true", "1", "True")


def is_whole(record: Record) -> bool:
    """Whether all of a record is there; of another, in which the file breaks off, any field may be missing."""
    return BROKEN_OFF not in record


def part(record: Record, key: str) -> Record:
    """The record within the record; an empty one where there is none."""
    value = record.get(key)
    return value if isinstance(value, dict) else {}


def parts(record: Record, key: str) -> list[Record]:
    """The records in the list that the field holds, as far as they are whole."""
    value = record.get(key)
    return [item for item in value if isinstance(item, dict) and is_whole(item)] if isinstance(value, list) else []


def stamp(raw: str | None, zone: tzinfo = UTC) -> Timestamp | None:
    """A moment as exports write it, in ISO 8601 or nearly; ``zone`` is assumed where it states none."""
    return read_stamp(raw, zone=zone) if raw else None


def epoch(record: Record, *keys: str) -> Timestamp | None:
    """A moment as the seconds since 1970, or thousandths, millionths or billionths of them; to the second.

    Numbers that mean no plausible moment in any of these units are none.
    """
    for key in keys:
        value = record.get(key)
        try:
            count = float(value) if isinstance(value, int | float | str) else math.nan
        except (ValueError, OverflowError):
            continue
        seconds = next((count / unit for unit, earliest in _SPANS if earliest <= count / unit < _LATEST), None)
        if seconds is not None:
            at = datetime.fromtimestamp(int(seconds), UTC)
            return Timestamp(at.strftime("%Y-%m-%dT%H:%M:%SZ"), at, Precision.SECOND, "Z")
    return None
