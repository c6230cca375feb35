"""What to do now, for a person."""

from __future__ import annotations

from tracker.formats.ansi import Paint, printable
from tracker.formats.next_line import next_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.views.faces.next import NextFace


def next_lines(view: NextFace, paint: Paint) -> list[str]:
    """Lines to print."""
    if view["phase"] is None:
        said = "Everything is complete." if view["total"] else "The plan has no phases yet."
        return [said, *_quiet(view, paint), "", next_line(view["next_step"], paint)]
    lines = [f"{paint(view['phase'], 'bold')}  {printable(view['title'] or '')}  ({view['status']})"]
    lines.extend(f"  why     {printable(reason)}" for reason in view["why"])
    if view["prompt"]:
        lines.append(f"  prompt  {view['prompt']} ({view['prompt_state']}), or: {view['copy']}")
    else:
        lines.append(f"  prompt  {view['copy']}")
    lines += _quiet(view, paint)
    if view["handover"]:
        lines.extend(["", "To hand it over, copy this line:", f"  {printable(view['handover'])}"])
    if view["phase"] != view["next_step"]["phase"]:
        lines.extend(["", f"Of this phase: {paint(view['command'] or '', 'bold')}"])
    return [*lines, "", next_line(view["next_step"], paint, why=True)]


def _quiet(view: NextFace, paint: Paint) -> list[str]:
    """What is no alarm, as `status` has it."""
    changed = f"{view['changed_since']}; check again: tracker check --all" if view["changed_since"] else ""
    return [paint(f"  note    {printable(words)}", "dim") for words in (changed, view["unsure"]) if words]
