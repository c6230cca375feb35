"""The long run: `python -m tests.proof [--sequences 10000] [--seed 1] [--workers 2]`.

Each line is a share of it. Ends with 1 when something that was printed was not so; the steps that led there are printed, and
`--seed N --sequences 100` does just that share again.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.proof.shares import share
from tracker.adapters.identity import session

SHARE = 100
"""Sequences that are made from one seed."""
KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "PYTHONPATH")


def alone(home: str) -> None:
    """A world of its own: no user's git configuration, and nobody's session."""
    Path(home, ".gitconfig").write_text(
        "[user]\n\tname = Test Person\n\temail = test@example.org\n[init]\n\tdefaultBranch = main\n"
    )
    for name in set(os.environ) - set(KEPT):
        if name.startswith(("GIT_", "TRACKER_")) or session({name: "1"}, stdin_is_terminal=False)[0]:
            del os.environ[name]
    os.environ.update(HOME=home, GIT_CONFIG_NOSYSTEM="1", NO_COLOR="1", TZ="UTC")


def told(figures: Counter[str], situations: int, problems: int, seconds: float) -> str:
    """The figures as a sentence."""
    return (
        f"{figures['sequences']} sequences, {figures['steps']} steps, {figures['commands']} commands of tracker: "
        f"{figures['verified']} times something was called verified, in {situations} kinds of situations; "
        f"{figures['judged']} of what was printed was tried, {figures['lowered']} times with something lowered; "
        f"{problems} violations; {seconds:.0f} s"
    )


def main() -> int:
    """All shares, and what they come to."""
    parser = argparse.ArgumentParser(prog="python -m tests.proof", description=__doc__)
    parser.add_argument("--sequences", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1, help="of the first share")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + -(-options.sequences // SHARE))
    began, figures, situations, problems = time.monotonic(), Counter[str](), set[tuple[str, ...]](), 0
    with (
        tempfile.TemporaryDirectory(prefix="tracker-proof-home-") as home,
        concurrent.futures.ProcessPoolExecutor(options.workers, initializer=alone, initargs=(home,)) as pool,
    ):
        for done in pool.map(share, seeds, [min(SHARE, options.sequences)] * len(seeds)):
            figures += done.figures
            situations |= done.situations
            problems += bool(done.problem)
            line = f"seed {done.seed}: {done.figures['sequences']} sequences"
            sys.stdout.write(line + (f"\n{done.problem}" if done.problem else "") + "\n")
            sys.stdout.flush()
    sys.stdout.write(told(figures, len(situations), problems, time.monotonic() - began) + "\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
