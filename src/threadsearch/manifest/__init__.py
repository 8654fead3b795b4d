"""What is known of every file of the archive: how it was when it was read, what read it, and what it gave.

It is a SQLite database beside the index's own files (``Index.folder``), and comes and goes with them. The index and it
can't be committed in one stroke, so a batch has three steps: what is about to change is noted (``intend``), the index
commits, what has changed is noted (``settle``). Whenever a process is killed, a file that is noted as settled is in the
index as noted; one that is not is read again. A manifest that is at another commit than its index is not believed.

``store.py`` has the database, ``schema.py`` its tables, ``records.py`` what stands in it.
"""

from threadsearch.manifest.records import Known, Problem, Showing, SourceFile
from threadsearch.manifest.schema import ManifestDamaged
from threadsearch.manifest.store import FILE, Manifest, opened_for_reading

__all__ = [
    "FILE",
    "Known",
    "Manifest",
    "ManifestDamaged",
    "Problem",
    "Showing",
    "SourceFile",
    "opened_for_reading",
]
