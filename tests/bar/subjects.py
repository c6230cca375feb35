"""Two trees of files, and what is said of the way from one to the other."""

from __future__ import annotations

from collections.abc import Mapping

from tracker.bar.change import Change, Direction
from tracker.bar.subject import Subject, subject_changes


def changes(
    before: Mapping[str, str],
    after: Mapping[str, str],
    *,
    moves: Mapping[str, str] | None = None,
    programs: tuple[str, ...] = (),
) -> tuple[Change, ...]:
    """What is said; `moves`: path after → path before, as git finds renames."""
    old, new = dict(before), dict(after)
    changed = {path: path for path in old if new.get(path) != old[path]}
    changed |= {path: "" for path in new if path not in old}
    for now, then in (moves or {}).items():
        changed[now] = then
        changed.pop(then, None)
    return subject_changes(
        Subject(
            changed,
            lambda paths: {path: old[path] for path in paths if path in old},
            lambda paths: {path: new[path] for path in paths if path in new},
            dict,
            frozenset(programs),
        )
    )


def lowered(before: Mapping[str, str], after: Mapping[str, str], **more: object) -> list[str]:
    """The lines by which the bar is lowered."""
    found = changes(before, after, **more)  # type: ignore[arg-type]
    return [change.told for change in found if change.direction is Direction.LOWERED]
