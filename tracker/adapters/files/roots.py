"""Where a project is. Light imports only: a shell's prompt asks in every folder."""

from __future__ import annotations

import os

from tracker import PLAN_FILE
from tracker.adapters.files.presence import is_file


def find_root(folder: str) -> str | None:
    """The nearest folder at or above that has a plan; None when there is none.

    Raises:
        OSError: the disk does not say.
    """
    while True:
        if is_file(os.path.join(folder, PLAN_FILE)):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
