"""Whether an index is whole in itself, and agrees with the archive that it was made from.

``threads.py`` looks at its comments, ``sources.py`` at the files that they were read from, ``verdict.py`` has what can
be wrong. Whether the index's own files are as they were written, its engine knows.
"""

from __future__ import annotations

from collections.abc import Sequence

from threadsearch.engines.base import Damage, Index
from threadsearch.verifying.sources import compare
from threadsearch.verifying.threads import look_through
from threadsearch.verifying.verdict import Break, Claim, Drift, Verdict

__all__ = ["Break", "Claim", "Drift", "Verdict", "judge"]


def judge(index: Index, repaired: Sequence[Damage] = ()) -> Verdict:
    """Look at every document of an index whose files are sound, and at every file of its archive.

    Again if another process has committed meanwhile, since the two may then be of two commits.
    """
    while True:
        threads = look_through(index)
        sources = compare(index, threads.ids)
        verdict = Verdict(
            repaired=tuple(repaired),
            threads=len(threads.ids),
            comments=threads.comments,
            breaks=(*threads.breaks, *sources.breaks),
            drifts=tuple(sources.drifts),
            claims=tuple(sources.claims),
            differing=tuple(threads.differing),
        )
        if verdict.is_sound or not index.refresh():
            return verdict
