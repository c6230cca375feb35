"""Path patterns: `*` and `?` inside a name, `**` across folders, `[…]` sets, a leading `!` takes away."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from tracker.adapters.files.presence import is_file, is_ordinary, is_there

OWN = frozenset((".git", ".tracker"))
"""Folders of git and of the tracker itself, which no wildcard looks into: both change whenever somebody looks."""
LEFT = frozenset(
    ("__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", "node_modules", ".venv", ".tox", ".nox")
)
"""Folders that tools fill by themselves: no wildcard looks into them unless the pattern names one."""
_MAGIC = frozenset("*?[")
Match = Callable[[str], bool]
"""Whether a pattern takes a relative path."""


_DIRS, _ANY, _STAR, _SLASH = "(?:[^/]+/)*", ".*", "[^/]*", "/"
"""What `**/`, any other `**` and `*` stand for. Everything else is one character."""


class Stepwise:
    """A pattern in which `**` stands in the middle of a name: followed character by character, in all ways at once."""

    def __init__(self, parts: list[str]) -> None:
        self._parts = [re.compile(part, re.DOTALL) if part not in (_DIRS, _ANY, _STAR) else part for part in parts]

    def fullmatch(self, path: str) -> bool:
        """Whether it takes the path."""
        places = self._onward({(0, False)})
        for character in path:
            places = self._onward({after for place in places for after in self._after(place, character)})
        return (len(self._parts), False) in places

    def _onward(self, places: set[tuple[int, bool]]) -> set[tuple[int, bool]]:
        """With the places that are reached without a character. True: inside a folder's name that a `**/` takes."""
        waiting = list(places)
        while waiting:
            at, inside = waiting.pop()
            if not inside and at < len(self._parts) and isinstance(self._parts[at], str) and (at + 1, False) not in places:
                places.add((at + 1, False))
                waiting.append((at + 1, False))
        return places

    def _after(self, place: tuple[int, bool], character: str) -> Iterator[tuple[int, bool]]:
        at, inside = place
        part = self._parts[at] if at < len(self._parts) else ""
        if part == _ANY or (part == _STAR and character != "/"):
            yield place
        elif part == _DIRS and (inside or character != "/"):
            yield at, character != "/"
        elif isinstance(part, re.Pattern) and part.match(character):
            yield at + 1, False


@lru_cache(maxsize=512)
def compiled(pattern: str) -> re.Pattern[str] | Stepwise:
    """The pattern for whole relative paths, in time that grows with their length and no faster than its square."""
    parts = _parts(pattern)
    for at, part in enumerate(parts):
        begins = at == 0 or parts[at - 1] in (_SLASH, _DIRS)
        if (part == _DIRS and not begins) or (part == _ANY and not (begins and at == len(parts) - 1)):
            return Stepwise(parts)
    return re.compile(_steady(parts), re.DOTALL)


def _parts(pattern: str) -> list[str]:
    out: list[str] = []
    position = 0
    while position < len(pattern):
        rest = pattern[position:]
        if rest.startswith("**/"):
            out.append(_DIRS)
            position += 3
        elif rest.startswith("**"):
            out.append(_ANY)
            position += 2
        elif rest[0] == "*":
            out.append(_STAR)
            position += 1
        elif rest[0] == "?":
            out.append("[^/]")
            position += 1
        elif rest[0] == "[" and (end := _end_of_set(rest)) > 0:
            out.append(_set(rest[1:end]))
            position += end + 1
        else:
            out.append(re.escape(rest[0]))
            position += 1
    return out


def _steady(parts: list[str]) -> str:
    """A regular expression that never takes back a choice: what is between two wildcards is best found where it comes first."""
    rest = bool(parts) and parts[-1] == _ANY
    first, *others = _split(parts[:-1] if rest else parts, _DIRS)
    last = others.pop() if others and not rest else None
    out = [_names(first)]
    out += [f"(?>{_DIRS}?{_names(chunk)})" for chunk in others if chunk]
    if last is not None:
        out.append(_DIRS + _names(last))
    return "".join(out) + (_ANY if rest else "")


def _names(parts: list[str]) -> str:
    """Names of a path, each with one choice at the most: where its last `*` ends."""
    made = []
    for name in _split(parts, _SLASH):
        begin, *pieces = ["".join(piece) for piece in _split(name, _STAR)]
        found = [f"(?>{_STAR}?{piece})" for piece in pieces[:-1] if piece]
        made.append("".join((begin, *found, *(_STAR + piece for piece in pieces[-1:]))))
    return _SLASH.join(made)


def _split(parts: list[str], at: str) -> list[list[str]]:
    made: list[list[str]] = [[]]
    for part in parts:
        if part == at:
            made.append([])
        else:
            made[-1].append(part)
    return made


@lru_cache(maxsize=512)
def matching(pattern: str) -> Match:
    """What takes the paths that the pattern matches. The usual shapes need no regular expression, which would cost more to
    compile than a look costs: one `*` in the last name, with or without a `**/` in front of that name.
    """
    folder, _, last = pattern.rpartition("/")
    deep = folder == "**" or folder.endswith("/**")
    folder = folder.removesuffix("**").removesuffix("/") if deep else folder
    if pattern.startswith("/") or last.count("*") > 1 or "?" in last or not _MAGIC.isdisjoint(folder) or "[" in last:
        return compiled(pattern).fullmatch  # type: ignore[return-value]  # a match is true, none is not
    return _usual(f"{folder}/" if folder else "", last, deep=deep)


def _usual(folder: str, last: str, *, deep: bool) -> Match:
    begin, star, end = last.partition("*")
    shortest = len(begin) + len(end)

    def takes(path: str) -> bool:
        if not path.startswith(folder):
            return False
        above, _, name = path[len(folder) :].rpartition("/")
        if above and not deep:
            return False
        return name == last if not star else name.startswith(begin) and name.endswith(end) and len(name) >= shortest

    return takes


def _end_of_set(text: str) -> int:
    """Where the set that `text` begins with ends; -1 when it does not. A `]` that comes first is a member."""
    start = 2 if text[1:2] in ("!", "^") else 1
    return text.find("]", start + 1)


def _set(inner: str) -> str:
    """The inside of `[…]`. A set never matches `/`, not even one that says what it is not."""
    negated = inner[0] in "!^"
    members = inner[1:] if negated else inner
    parts: list[str] = []
    position = 0
    while position < len(members):
        if members[position + 1 : position + 2] == "-" and position + 2 < len(members):
            low, high = members[position], members[position + 2]
            if low <= high:
                parts.append(f"{re.escape(low)}-{re.escape(high)}")
            position += 3
        else:
            parts.append(re.escape(members[position]))
            position += 1
    if not parts:
        return "[^/]" if negated else "(?!)"
    return f"(?!/)[{'^' if negated else ''}{''.join(parts)}]"


def plain(pattern: str) -> str:
    """Without `./` and `//`, which say nothing."""
    if pattern.startswith("/"):
        return pattern
    return "/".join(part for part in pattern.split("/") if part not in ("", "."))


def fixed_part(pattern: str) -> str:
    """The folder in front of the first wildcard: `server` for `server/**/*.py`."""
    at = _first_magic(pattern)
    return pattern if at is None else pattern[:at].rpartition("/")[0]


def is_literal(pattern: str) -> bool:
    """Whether the pattern names one path."""
    return _MAGIC.isdisjoint(pattern)


def _first_magic(pattern: str) -> int | None:
    return next((i for i, char in enumerate(pattern) if char in _MAGIC), None)


def settled(root: str, pattern: str) -> str:
    """The pattern with the brackets of names that are there as they stand made literal: `app/[slug]/page.tsx`.

    Raises:
        OSError: the disk does not say what is there.
    """
    if "[" not in pattern:
        return pattern
    made: list[str] = []
    here = root
    for part in pattern.split("/"):
        here = os.path.join(here, part)
        made.append(part.replace("[", "[[]") if "[" in part and is_there(here) else part)
    return "/".join(made)


def walk(
    root: str, folder: str, folders: dict[str, None], skip: frozenset[str] = frozenset(), *, links: bool = False
) -> Iterator[str]:
    """Every file below a folder, relative to `root`; `OWN` and `skip` left out. `links`: also what links lead to, where that is
    a folder of the repository that is not below this one anyway.

    Each folder that is looked into is added to `folders`.

    Raises:
        OSError: the disk does not say what is in a folder.
    """
    stack = [folder]
    followed: set[str] = set()
    while stack:
        here = stack.pop()
        folders[here] = None
        try:
            entries = list(os.scandir(os.path.join(root, here)))
        except OSError as error:
            if is_ordinary(error):
                continue
            raise
        for entry in entries:
            path = f"{here}/{entry.name}" if here else entry.name
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in OWN and entry.name not in LEFT and path not in skip:
                    stack.append(path)
            elif _is_file(entry):
                yield path
            elif links and entry.is_symlink() and (real := _leads_to(root, folder, path)) not in {"", *followed}:
                followed.add(real)
                stack.append(path)


def _leads_to(root: str, folder: str, path: str) -> str:
    """The folder of the repository that a link leads to; empty for any other, for one below `folder`, and for one that the link
    is in itself.
    """
    link = os.path.join(root, path)
    real, above, start = (os.path.realpath(name) for name in (link, os.path.dirname(link), os.path.join(root, folder)))
    if not os.path.isdir(real) or f"{above}/".startswith(f"{real}/") or f"{real}/".startswith(f"{start}/"):
        return ""
    top = _repository(root)
    parts = os.path.relpath(real, top).split(os.sep) if real.startswith(f"{top}/") else [".."]
    return "" if {"..", *OWN, *LEFT}.intersection(parts) else real


def _repository(root: str) -> str:
    """The nearest folder at or above that has a `.git`; the folder itself where there is none."""
    here = top = os.path.realpath(root)
    while not is_there(os.path.join(here, ".git")):
        above = os.path.dirname(here)
        if above == here:
            return top
        here = above
    return here


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError as error:
        if is_ordinary(error):
            return False  # a link to itself
        raise


def expand(
    root: str, patterns: Iterable[str], folders: dict[str, None], look: Callable[[str], None] = lambda _: None
) -> tuple[str, ...]:
    """The files that match, sorted. `look` is told of each path that a pattern names: it is looked at, there or not.

    Raises:
        OSError: the disk does not say what is there.
    """
    listed = list(patterns)
    wanted = [plain(p) for p in listed if not p.startswith("!")]
    unwanted = [matching(settled(root, plain(p[1:]))) for p in listed if p.startswith("!")]
    found: set[str] = set()
    for pattern in wanted:
        literal = is_literal(pattern)
        if literal or "[" in pattern:
            look(pattern)
            if is_file(os.path.join(root, pattern)):
                found.add(pattern)
                continue
        if not literal:
            takes = matching(settled(root, pattern))
            found.update(path for path in walk(root, fixed_part(pattern), folders, links=True) if takes(path))
    if unwanted:
        found = {path for path in found if not any(takes(path) for takes in unwanted)}
    return tuple(sorted(found))
