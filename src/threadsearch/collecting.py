"""When Python looks for what nobody refers to any more."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_collection() -> Iterator[None]:
    """Free what is left of earlier work, then keep Python from searching what grows for what nobody refers to.

    In a page's tree there is nothing of the kind, and to search it again and again takes as long as to build it. May be
    nested: then what came between is searched once.
    """
    gc.collect(1)
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
