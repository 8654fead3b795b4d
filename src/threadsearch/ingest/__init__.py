"""The way in, from archive files to an index, and what is known of each file from one run to the next.

``run.py`` tells all of it; ``planning.py`` compares files with what the manifest knows of them, ``visits.py`` reads one
after another, ``shelf.py`` holds what large ones show until they are whole, ``batches.py`` brings it into the index and
the manifest at once, ``recovering.py`` makes a manifest anew, ``forgetting.py`` keeps out what nobody is to find,
``events.py`` has what a command line may want to print.
"""

from threadsearch.ingest.batches import BATCH
from threadsearch.ingest.events import Committed, Event, FileMoved, FileUnchanged, FileVanished, Halted, Recovered
from threadsearch.ingest.forgetting import forget
from threadsearch.ingest.planning import Again, options_of
from threadsearch.ingest.recovering import manifest_of, note_sources
from threadsearch.ingest.run import ingest

__all__ = [
    "BATCH",
    "Again",
    "Committed",
    "Event",
    "FileMoved",
    "FileUnchanged",
    "FileVanished",
    "Halted",
    "Recovered",
    "forget",
    "ingest",
    "manifest_of",
    "note_sources",
    "options_of",
]
