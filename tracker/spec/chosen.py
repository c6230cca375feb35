"""Which phases an entry of a document's `phases` means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase


def means(pattern: str, phase_id: str, file: str, parents: Mapping[str, str | None]) -> bool:
    """Whether an entry means a phase: its id or that of a phase above it, a glob over either, or the folder of its file."""
    if fnmatchcase(file, pattern) or file.startswith(f"{pattern.rstrip('/')}/"):
        return True
    return any(fnmatchcase(each, pattern) for each in _upwards(phase_id, parents))


def _upwards(phase_id: str, parents: Mapping[str, str | None]) -> Iterator[str]:
    seen = set[str]()
    above: str | None = phase_id
    while above and above not in seen:
        seen.add(above)
        yield above
        above = parents.get(above)
