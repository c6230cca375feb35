"""What a step or check sees of the user's environment: an allow-list, never everything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_WILD = frozenset("*?[")

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
    literal = {glob for glob in wanted if not _WILD.intersection(glob)}
    begins = tuple(glob[:-1] for glob in wanted if glob.endswith("*") and not _WILD.intersection(glob[:-1]))
    others = [glob for glob in wanted if glob not in literal and glob.removesuffix("*") not in begins]
    return {
        name: value
        for name, value in environment.items()
        if name in literal or name.startswith(begins) or any(_fits(name, glob) for glob in others)
    }


def _fits(name: str, glob: str) -> bool:
    from fnmatch import fnmatchcase

    return fnmatchcase(name, glob)


def alone(environment: Mapping[str, str], *, home: str, temporary: str, path: str) -> dict[str, str]:
    """The same for a clean checkout: without what is in the user's home, and without what tells that tracker is asking."""
    left = {name: value for name, value in environment.items() if not name.startswith(("TRACKER_", "XDG_"))}
    return {**left, "HOME": home, "TMPDIR": temporary, "TEMP": temporary, "TMP": temporary, "PATH": path}
