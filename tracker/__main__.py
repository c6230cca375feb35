"""`python -m tracker`, and the console script."""

from __future__ import annotations

import sys


def main() -> None:
    """Answer from the cache when that is possible, otherwise start the whole command line."""
    from tracker.cli.fast import answer

    code = answer(sys.argv[1:])
    if code is None:
        from tracker.cli.app import run

        code = run(sys.argv[1:])
    sys.exit(code)


if __name__ == "__main__":
    main()
