"""Inputs that match no file: a result would be fresh for ever. What was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches

from tracker.model.ports import Files

_BRACES = re.compile(r"\{([^{}]*,[^{}]*)\}")
_SEVERAL = re.compile(r",\s*|\s+")
VARIABLE = "env:"
"""What an input begins with that is a variable."""


def unmatched(patterns: tuple[str, ...], files: Files, *, doubtful: bool = False) -> Iterator[tuple[int, str]]:
    """(position, why it takes no file and what may be meant). `doubtful`: not what may just not be there yet.

    Raises:
        StorageError: a folder cannot be looked into.
    """
    wanted = [(i, p) for i, p in enumerate(patterns) if not p.startswith(("!", VARIABLE))]
    if patterns and not wanted and all(pattern.startswith("!") for pattern in patterns):
        yield 0, "the inputs only take away; begin with what they are taken from, for example **/*"
    for i, pattern in wanted:
        if files.glob([pattern]) or files.exists(pattern.rstrip("/")):
            continue
        meant = _meant(pattern, files)
        if not doubtful or "*" in pattern or (meant and not meant.startswith("there is no ")):
            yield i, f"{pattern} matches no file" + (f"; {meant}" if meant else "")


def _meant(pattern: str, files: Files) -> str:
    parts = [part for part in _SEVERAL.split(pattern) if part]
    if len(parts) > 1 and any(files.glob([part]) for part in parts):
        return f"write several as a list: [{', '.join(parts)}]"
    if braces := _BRACES.search(pattern):
        each = [pattern[: braces.start()] + part + pattern[braces.end() :] for part in braces[1].split(",")]
        return f"braces mean nothing here; write a list: [{', '.join(each)}]"
    return _nearest(pattern, files)


def _nearest(pattern: str, files: Files) -> str:
    """The same with the first name that is not there mended."""
    parts = pattern.strip("/").split("/")
    for i, part in enumerate(parts):
        before = "/".join(parts[:i])
        if re.search(r"[*?\[]", part):
            others = {
                path[len(before) + 1 if before else 0 :].split("/")[0] for path in files.glob([f"{before}/*".lstrip("/")])
            }
            same = [name for name in others if re.fullmatch(_regex(part), name, re.IGNORECASE)]
            return f"upper and lower case differ: {before}/{same[0]}" if same and part != "**" else ""
        if files.exists(f"{before}/{part}".lstrip("/")):
            continue
        found = files.glob([f"{before}/**/*".lstrip("/")])
        names = {path[len(before) + 1 if before else 0 :].split("/")[0] for path in found}
        folded = {name.casefold(): name for name in names}
        close = [folded[part.casefold()]] if part.casefold() in folded else get_close_matches(part, sorted(names), 1, 0.66)
        if close:
            return f"did you mean {'/'.join([*parts[:i], close[0], *parts[i + 1 :]])}?"
        return f"there is no {f'{before}/{part}'.lstrip('/')}"
    return ""


def _regex(part: str) -> str:
    return "".join(".*" if c == "*" else "." if c == "?" else re.escape(c) for c in part)
