"""Inputs that match no file: a result would be fresh for ever. What was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase

from tracker.model.ports import Files

_BRACES = re.compile(r"\{([^{}]*,[^{}]*)\}")
_SEVERAL = re.compile(r"[,;|]\s*|\s+")
_NAME = re.compile(r"[A-Za-z_]\w*")
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
    for i, pattern in enumerate(patterns):
        if pattern.startswith(VARIABLE) and not _NAME.fullmatch(pattern.removeprefix(VARIABLE)):
            yield i, f"{pattern} names no variable; write {VARIABLE}NAME"
    if _taken([p for _, p in wanted], files) and not _taken(patterns, files):
        yield wanted[0][0], "what the inputs take is taken away again by those that begin with `!`"
    for i, pattern in wanted:
        if files.glob([pattern]) or files.exists(pattern.rstrip("/")):
            continue
        meant = _meant(pattern, files)
        if not doubtful or "*" in pattern or (meant and not meant.startswith("there is no ")):
            yield i, f"{pattern} matches no file" + (f"; {meant}" if meant else "")


def _taken(patterns: Sequence[str], files: Files) -> bool:
    """Whether they take any file, a folder's name meaning all below it."""
    named = [pattern for pattern in patterns if not pattern.startswith(VARIABLE)]
    below = [f"{pattern.rstrip('/')}/**/*" for pattern in named if not pattern.startswith("!")]
    return bool(files.glob([*named, *below]))


def _expanded(pattern: str) -> list[str]:
    """What a shell makes of braces."""
    braces = _BRACES.search(pattern)
    if braces is None:
        return [pattern]
    each = [pattern[: braces.start()] + part + pattern[braces.end() :] for part in braces[1].split(",")]
    return list(dict.fromkeys(made for one in each for made in _expanded(one)))


def _meant(pattern: str, files: Files) -> str:
    parts = [part for part in _SEVERAL.split(pattern) if part]
    if len(parts) > 1 and any(files.glob([part]) for part in parts):
        return f"write several as a list: [{', '.join(parts)}]"
    if _BRACES.search(pattern):
        return f"braces mean nothing here; write a list: [{', '.join(_expanded(pattern))}]"
    if "\\" in pattern and files.glob([slashed := pattern.replace("\\", "/")]):
        return f"folders are told apart by /: {slashed}"
    if pattern.startswith("/"):
        inside = pattern.lstrip("/")
        return f"paths begin in the workspace: {inside}" if files.glob([inside]) else "paths begin in the workspace, without /"
    if pattern.startswith("~") or "$" in pattern:
        return "variables and ~ mean nothing here"
    if re.search(r"\.\*|\\\.|[@?+*!]\(", pattern):
        return "this is not a regular expression: * stands for any part of a name, ** for any folders"
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
            same = [name for name in others if fnmatchcase(name.lower(), part.lower().replace("[", "[[]"))]
            if same and part != "**":
                return f"upper and lower case differ: {f'{before}/{same[0]}'.lstrip('/')}"
            return _deeper(pattern, files) or _other_ending(pattern, before, files)
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


def _deeper(pattern: str, files: Files) -> str:
    """`*.py` in a folder that has such files only further down."""
    above, _, name = pattern.rpartition("/")
    deeper = f"{above}/**/{name}".lstrip("/")
    return f"* stays in one folder; did you mean {deeper}?" if "**" not in pattern and files.glob([deeper]) else ""


def _other_ending(pattern: str, folder: str, files: Files) -> str:
    """`src/**/*.pyy`, where there are files that end in .py."""
    stem, dot, ending = pattern.rpartition(".")
    known = {path.rpartition(".")[2] for path in files.glob([f"{folder}/**/*".lstrip("/")]) if "." in path.rpartition("/")[2]}
    close = get_close_matches(ending, sorted(known), 1, 0.66) if dot and "/" not in ending else []
    return f"did you mean {stem}.{close[0]}?" if close and files.glob([f"{stem}.{close[0]}"]) else ""
