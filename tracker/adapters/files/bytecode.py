"""Python's own cache of compiled sources, which takes a source for unchanged by its size and the second of its last change.

https://docs.python.org/3/reference/import.html#cached-bytecode-invalidation: a source that is edited twice within one second,
without a change of its size, is run as it was before the second edit. A result would then be about another content than the one
that is recorded with it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable


def seconds_to_wait(root: str, paths: Iterable[str], now: float) -> float:
    """Until a further change of any Python source among these files shows in its time: less than one second, mostly 0.

    `now`: seconds since 1970. What claims to be from the future is not waited for.
    """
    for path in paths:
        if not path.endswith(".py"):
            continue
        try:
            changed = os.stat(os.path.join(root, path)).st_mtime
        except OSError:
            continue
        if int(changed) == int(now):
            return int(now) + 1 - now
    return 0.0


def wait_for_new_second(root: str, paths: Iterable[str]) -> None:
    """Wait as long as that."""
    seconds = seconds_to_wait(root, paths, time.time())
    if seconds:
        time.sleep(seconds)
