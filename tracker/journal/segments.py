"""Where a journal can be told in pieces: everything before such a place comes before everything behind it.

Most files name all that was there when they were begun. Then the journal falls into pieces of one file each, which can be
read, put in order and folded one at a time; and what was folded once goes on with the files that came since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple


class Glimpse(NamedTuple):
    """What the first and the last line of a file say."""

    name: str
    heads: Mapping[str, str]
    """What its writer saw; see `JournalOpened`."""
    last: str
    """The `h` of its last line."""


_BEFORE = ""
"""Stands for all that was folded before: no file has this name."""


def segments(files: Iterable[Glimpse], frontier: Mapping[str, str] | None = None) -> list[tuple[str, ...]] | None:
    """The names in pieces, such that each piece comes before the next; inside a piece, `order` decides.

    `frontier`: what a new file names after what was folded before; then None where not all of these files come after that.
    """
    known = {file.name: file for file in files}
    if frontier is not None:
        known[_BEFORE] = Glimpse(_BEFORE, {}, "")
    above = {name: _above(file, known, frontier) for name, file in known.items()}
    if frontier is not None and any(_is_strange(file, known, frontier) for file in known.values()):
        return None
    try:
        names = tuple(
            TopologicalSorter({name: [*seen, *_named(known[name], known)] for name, seen in above.items()}).static_order()
        )
    except CycleError:  # files that name each other were made up
        return None if frontier is not None else [tuple(sorted(known))]
    pieces = _cut(names, above)
    if _is_torn(pieces, known):
        return None if frontier is not None else [tuple(sorted(known))]
    if frontier is None:
        return pieces
    return pieces[1:] if pieces[0] == (_BEFORE,) else None


def _is_torn(pieces: Sequence[tuple[str, ...]], known: Mapping[str, Glimpse]) -> bool:
    """Whether a file names a line of another piece that is not the last of its file: where it is cannot be told apart."""
    place = {name: number for number, piece in enumerate(pieces) for name in piece}
    return any(
        name in known and known[name].last != h and place[name] != place[file.name]
        for file in known.values()
        for name, h in file.heads.items()
    )


def _named(file: Glimpse, known: Mapping[str, Glimpse]) -> Iterable[str]:
    return (name for name in file.heads if name in known)


def _above(file: Glimpse, known: Mapping[str, Glimpse], frontier: Mapping[str, str] | None) -> list[str]:
    """What a file's writer saw to its very end."""
    seen = [name for name, h in file.heads.items() if name in known and known[name].last == h]
    return [*seen, _BEFORE] if frontier is not None and file.name and frontier.items() <= file.heads.items() else seen


def _is_strange(file: Glimpse, known: Mapping[str, Glimpse], frontier: Mapping[str, str]) -> bool:
    """Whether a file names what is neither among these files nor the end of what was folded before."""
    return any(name not in known and frontier.get(name) != h for name, h in file.heads.items())


def _cut(names: Sequence[str], above: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """Cut behind each name such that all further ones have, above them, everything up to it."""
    bits = {name: 1 << number for number, name in enumerate(names)}
    covers: dict[str, int] = {}
    for name in names:
        covers[name] = bits[name]
        for seen in above[name]:
            covers[name] |= covers[seen]
    common = [-1]
    for name in reversed(names):
        common.append(common[-1] & covers[name])
    common.reverse()
    pieces: list[tuple[str, ...]] = []
    begun = 0
    for end in range(1, len(names) + 1):
        if (1 << end) - 1 & ~common[end] == 0 or end == len(names):
            pieces.append(tuple(names[begun:end]))
            begun = end
    return pieces
