"""Instants to the days of a zone, many at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

import numpy as np

from threadsearch.engines.whoosh.arrays import Array

_DAY = 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def local_days(seconds: Array, zone: tzinfo) -> Array:
    """The day of each instant (seconds since 1970) on a zone's calendars and clocks, counted from 1970."""
    if zone is UTC:
        return np.asarray(seconds // _DAY)
    days, which = np.unique(seconds // _DAY, return_inverse=True)
    begins = np.array([_offset(int(day) * _DAY, zone) for day in days])
    ends = np.array([_offset(int(day) * _DAY + _DAY - 1, zone) for day in days])
    offsets = begins[which]
    for at in np.flatnonzero(begins[which] != ends[which]).tolist():  # clocks are set on that day
        offsets[at] = _offset(int(seconds[at]), zone)
    return np.asarray((seconds + offsets) // _DAY)


@lru_cache(maxsize=1 << 15)
def _offset(seconds: int, zone: tzinfo) -> int:
    """How many seconds the zone's clocks are ahead of UTC at an instant."""
    try:
        ahead = (_EPOCH + timedelta(seconds=seconds)).astimezone(zone).utcoffset()
    except OverflowError:  # the first or the last day of the calendar: UTC is near enough
        return 0
    return 0 if ahead is None else ahead // timedelta(seconds=1)
