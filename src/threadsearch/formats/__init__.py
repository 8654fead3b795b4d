"""The source formats: each a plug-in that finds threads on pages of one kind.

``base.py`` has the contract, ``registry.py`` finds the formats and asks which of them claims a page; ``words.py`` saves
it asking those that can't.
"""

from threadsearch.formats.base import Format, fallback_of, reads_names, version_of
from threadsearch.formats.registry import BrokenFormat, broken_formats, claim, formats, prints_pingbacks

__all__ = [
    "BrokenFormat",
    "Format",
    "broken_formats",
    "claim",
    "fallback_of",
    "formats",
    "prints_pingbacks",
    "reads_names",
    "version_of",
]
