"""`python -m tracker`, and the console script."""

from __future__ import annotations

import sys


def main() -> None:
    """Answer from the cache when that is possible, otherwise carry out the whole command."""
    arguments = sys.argv[1:]
    code = None
    if not {"--help", "--version"}.intersection(arguments):
        from tracker.cli.fast import answer

        code = answer(arguments)
    if code is None:
        from tracker.cli.app import run

        code = run(arguments)
    sys.exit(code)


if __name__ == "__main__":
    main()
