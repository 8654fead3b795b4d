"""Dates: as pages print them, and as people type them.

Nothing here guesses: what a text leaves out is never filled in from the present, except where the text itself counts
from the present ("3 hours ago", "yesterday", "July 5") and the present is given.

::

    vocabulary.py   words: months and weekdays in many languages, units, zones, the words around a date
    locales.py      words that mean a month or a weekday only on a page in their language
    moments.py      a moment and its precision; the span of time that it covers
    calendars.py    printed calendar dates, clocks and zones → a moment
    ages.py         "3 hours ago", "30d" → a moment
    stamps.py       a stamp from a page → Timestamp
    spotting.py     a line that holds a stamp → where it stands, and what it tells
    expressions.py  an expression from a person → a half-open range
"""

from threadsearch.dates.expressions import parse_expression
from threadsearch.dates.locales import localized
from threadsearch.dates.stamps import infer_day_first, read_stamp

__all__ = ["infer_day_first", "localized", "parse_expression", "read_stamp"]
