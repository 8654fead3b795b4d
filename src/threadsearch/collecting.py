"""When Python looks for what nobody refers to any more."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_KEPT = 20  # searches of what is young that may leave something old, before that is searched as well: some ten pages


@contextmanager
def no_collection() -> Iterator[None]:
    """Free what is left of earlier work, then keep Python from searching what grows for what nobody refers to.

    In a page's tree there is nothing of the kind, and to search it again and again takes as long as to build it. May be
    nested: then what came between is searched once, and what is held meanwhile (a tree that another was built beside)
    counts as old from then on; without a search for that now and then, it would be held for ever.
    """
    was_enabled = gc.isenabled()
    gc.collect(2 if was_enabled and gc.get_count()[2] > _KEPT else 1)
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
