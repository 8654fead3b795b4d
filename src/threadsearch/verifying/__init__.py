"""Whether an index is whole in itself, and agrees with the archive that it was made from.

``threads.py`` looks at its comments, ``sources.py`` at the files that they were read from, ``verdict.py`` has what can
be wrong, ``mending.py`` sets it right, ``watching.py`` tells how far all that has come. Whether the index's own files
are as they were written, its engine knows.
"""

from __future__ import annotations

from collections.abc import Sequence

from threadsearch.engines.base import Damage, Index, Lost
from threadsearch.verifying.mending import ReadOtherwise, files_of, lost_for_good, make_anew, mend
from threadsearch.verifying.sources import compare
from threadsearch.verifying.threads import look_through
from threadsearch.verifying.verdict import Break, Claim, Drift, Verdict
from threadsearch.verifying.watching import Watch, unwatched

__all__ = [
    "Break",
    "Claim",
    "Drift",
    "ReadOtherwise",
    "Verdict",
    "Watch",
    "files_of",
    "judge",
    "lost_for_good",
    "make_anew",
    "mend",
]


def judge(
    index: Index, repaired: Sequence[Damage] = (), lost: Sequence[Lost] = (), watch: Watch = unwatched
) -> Verdict:
    """Look at every document of an index whose files are sound, and at every file of its archive.

    Again if another process has committed meanwhile, since the two may then be of two commits.
    """
    while True:
        threads = look_through(index, watch)
        sources = compare(index, threads.ids, watch)
        verdict = Verdict(
            repaired=tuple(repaired),
            lost=tuple(lost),
            threads=len(threads.ids),
            comments=threads.comments,
            breaks=(*threads.breaks, *sources.breaks),
            drifts=tuple(sources.drifts),
            claims=tuple(sources.claims),
            differing=tuple(threads.differing),
        )
        if verdict.is_sound or not index.refresh():
            return verdict
