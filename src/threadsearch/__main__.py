"""``python -m threadsearch``, and what the installed command runs."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with its status."""
    try:
        from threadsearch.cli.app import main as run

        sys.exit(run())
    except KeyboardInterrupt:
        sys.exit(130)  # even before the command line is loaded


if __name__ == "__main__":
    main()
