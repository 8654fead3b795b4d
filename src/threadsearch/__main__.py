"""``python -m threadsearch``, and what the installed command runs."""

from __future__ import annotations

import gc
import os
import sys

_YOUNG = 20_000  # objects between two searches for unreachable ones; importing makes many, and none of that kind


def main() -> None:
    """Run the command line and leave with its status."""
    gc.set_threshold(_YOUNG)
    # numpy comes with a library for matrices, of which we have none; its threads take as long to start as a search.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from threadsearch.cli.app import main as run

        sys.exit(run())
    except KeyboardInterrupt:
        sys.exit(130)  # even before the command line is loaded
    finally:
        gc.freeze()  # what is left is not searched on the way out: a tenth of a short run


if __name__ == "__main__":
    main()
