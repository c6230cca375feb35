"""`python -m tracker`, and the console script."""

from __future__ import annotations

import gc
import sys

_MANY = 100_000
"""Objects between two searches for garbage: hardly anything that is imported or read ever becomes any."""


def main() -> None:
    """Answer from the cache when that is possible, otherwise carry out the whole command."""
    from tracker.cli.streams import make_whole

    heard = make_whole()
    arguments = sys.argv[1:]
    code = None
    if heard and not {"--help", "--version"}.intersection(arguments):
        from tracker.cli.fast import answer

        code = answer(arguments)
    if code is None:
        gc.set_threshold(_MANY)
        from tracker.cli.app import run

        if not heard:
            from tracker.cli.output import Output

            Output.failure = "it is closed"
        code = run(arguments)
        gc.freeze()  # the process ends: nobody has to look through all of it once more
    sys.exit(code)


if __name__ == "__main__":
    main()
