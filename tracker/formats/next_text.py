"""What to do now, for a person."""

from __future__ import annotations

from typing import Any

from tracker.formats.ansi import Paint, printable
from tracker.formats.status_text import commit_first, short


def next_lines(view: dict[str, Any], paint: Paint) -> list[str]:
    """Lines to print."""
    if view["phase"] is None:
        return [_nothing(view["complete"], view["total"]), "", "Next: tracker status --all"]
    lines = [f"{paint(view['phase'], 'bold')}  {printable(view['title'])}  ({view['status']})"]
    lines.extend(f"  why     {printable(reason)}" for reason in view["why"])
    if view["prompt"]:
        lines.append(f"  prompt  {view['prompt']} ({view['prompt_state']}), or: {view['copy']}")
    else:
        lines.append(f"  prompt  {view['copy']}")
    lines.extend(["", "To hand it over, copy this line:", f"  {printable(view['handover'])}", ""])
    why = f"Next: {paint(view['command'], 'bold')}   Why: tracker explain {short(view['phase'])}"
    return [*lines, commit_first(view["head"]) or why]


def _nothing(complete: int, total: int) -> str:
    if not total:
        return "The plan has no phases yet."
    return "Everything is complete." if complete == total else "Nothing can be run now."
