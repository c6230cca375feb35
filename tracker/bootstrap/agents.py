"""What there is of coding agents on this machine: their settings files, and the `tracker` that their hooks would call."""

from __future__ import annotations

import os

from tracker.adapters.files.theirs import read_theirs, remove_theirs, write_theirs

__all__ = ["read_theirs", "remove_theirs", "settings_path", "tracker_on_path", "write_theirs"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.hooks.events import Product


def settings_path(known: Product, root: str | None, environment: Mapping[str, str]) -> str:
    """Where a product's settings are: those of a project, or the user's where `root` is None."""
    if root is not None:
        return os.path.join(root, known.file)
    folder, _, name = known.file.partition("/")
    given = environment.get(known.home)
    if given and not known.home_above:
        return os.path.join(given, name)
    return os.path.join(given or os.path.expanduser("~"), folder, name)


def tracker_on_path(environment: Mapping[str, str]) -> tuple[str, str]:
    """The `tracker` that a hook would call, and what it says of its version; empty where there is none."""
    from tracker.adapters.processes.asked import asked
    from tracker.adapters.processes.which import which

    try:
        path = which("tracker", environment.get("PATH", os.defpath), os.path.sep)
    except OSError:
        return "", ""
    return path, asked([path, "--version"], seconds=20)
