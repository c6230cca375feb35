"""Hooks of coding agents, as text."""

from __future__ import annotations

from tracker.formats.ansi import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.views.faces.hooks import HooksFace

_WORDS = {
    "installed": "hooks installed in",
    "updated": "hooks updated in",
    "unchanged": "hooks are in",
    "removed": "hooks removed from",
    "absent": "hooks are not in",
    "unreadable": "cannot be read:",
}


def hooks_lines(view: HooksFace) -> list[str]:
    """What became of each file, or how it is; then what was found, and what to do."""
    lines = [
        f"  {row['agent']:<7} {_WORDS[row['state']]} {printable(row['path'])}"
        for row in view["files"]
        if view["action"] != "doctor" or row["state"] != "absent"
    ]
    for found in view["findings"]:
        place = printable(found["path"]) or found["agent"] or "here"
        lines += [f"{place}: {'' if found['wrong'] else 'note: '}{printable(found['what'])}", f"  {printable(found['todo'])}"]
    if view["action"] == "doctor" and not any(found["wrong"] for found in view["findings"]):
        lines += ["The hooks are called as they should be."]
    return [*lines, *([""] if view["next"] else []), *view["next"]]
