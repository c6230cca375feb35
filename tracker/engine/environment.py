"""What a step or check sees of the user's environment: an allow-list, never everything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase

ALWAYS = (
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "LANG",
    "LANGUAGE",
    "LC_*",
    "TZ",
    "TERM",
    "TMPDIR",
    "TEMP",
    "TMP",
    "VIRTUAL_ENV",
    "XDG_*",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
)
"""Names and globs that every step and check sees."""


def allowed(environment: Mapping[str, str], extra: Iterable[str]) -> dict[str, str]:
    """The variables whose names are on the list or match `extra`."""
    return matching(environment, [*ALWAYS, *extra])


def matching(environment: Mapping[str, str], globs: Iterable[str]) -> dict[str, str]:
    """The variables whose names match any of the globs."""
    wanted = list(globs)
    return {name: value for name, value in environment.items() if any(fnmatchcase(name, glob) for glob in wanted)}


def alone(environment: Mapping[str, str], *, home: str, temporary: str, path: str) -> dict[str, str]:
    """The same for a clean checkout: without what is in the user's home, and without what tells that tracker is asking."""
    left = {name: value for name, value in environment.items() if not name.startswith(("TRACKER_", "XDG_"))}
    return {**left, "HOME": home, "TMPDIR": temporary, "TEMP": temporary, "TMP": temporary, "PATH": path}
