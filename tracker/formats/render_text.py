"""What rendering did, for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.formats.ansi import Paint, printable
from tracker.formats.next_line import next_line

if TYPE_CHECKING:
    from tracker.views.faces.render import DocumentsFace, VariablesFace

_WORDS = {
    "unchanged": "is up to date",
    "edited": "was edited by hand in its generated part; left as it is",
    "foreign": "is not tracker's to write; left as it is",
    "conflict": "is in conflict: git has left two versions in it",
    "damaged": "has a damaged note marker; left as it is",
}
_DIFF_LINES = 60


def render_lines(view: DocumentsFace, paint: Paint) -> list[str]:
    """A line for each document, and the difference where something is not right."""
    lines: list[str] = []
    written = "written" if view["written"] else "is not up to date"
    for item in view["documents"]:
        if item["saved"] and item["state"] == "merged":
            lines.append(
                f"{item['path']} written, with the notes of both branches; as git had left it, it is kept in {item['saved']}"
            )
            lines.append(f"  now: git add {item['path']}")
            continue
        if item["saved"]:
            lines.append(f"{item['path']} written; what was edited by hand is kept in {item['saved']}")
            continue
        lines.append(f"{item['path']} {_WORDS.get(item['state'], written)}")
        for problem in item["problems"]:
            where = f"{problem['file']}:{problem['line']}" if problem["line"] else problem["file"]
            lines.append(printable(f"  {where}: {problem['message']}"))
            lines.append(printable(f"    {problem['hint']}"))
        if item["state"] != "unchanged" and not (view["written"] and item["state"] == "write"):
            diff = item["diff"].splitlines()
            lines.extend(_coloured(printable(line), paint) for line in diff[:_DIFF_LINES])
            if len(diff) > _DIFF_LINES:
                lines.append(f"  and {len(diff) - _DIFF_LINES} lines more")
    if not view["documents"]:
        lines = ["The plan has no documents: list some under `documents:` in tracker.yaml"]
    return [*lines, "", *_mend(view), next_line(view["next_step"], paint)]


def _coloured(line: str, paint: Paint) -> str:
    return paint(line, {"+": "green", "-": "red"}.get(line[:1], "dim"))


def _mend(view: DocumentsFace) -> list[str]:
    """What brings a document that was not written up to date."""
    states = {item["state"] for item in view["documents"]}
    if "damaged" in states:
        return ["Put the note markers right where it says, then: tracker render; or give them up: tracker render --accept-loss"]
    if "edited" in states:
        return ["Move what you wrote between note markers, then: tracker render; or give it up: tracker render --accept-loss"]
    if "conflict" in states:
        return ["Rewrite it with the notes of both: tracker render"]
    if "foreign" in states:
        return ["Move the file away, then: tracker render"]
    return ["Write it: tracker render"] if "write" in states and not view["written"] else []


def variables_lines(view: VariablesFace, paint: Paint) -> list[str]:
    """What a template can use."""
    lines = [f"{paint(item['name'], 'bold')}: {item['type']}" + (f"  {item['meaning']}" if item["meaning"] else "")
             for item in view["variables"]]  # fmt: skip
    lines += ["", "Filters:", *(f"  {name}: {meaning}" for name, meaning in view["filters"].items())]
    lines += [f"  signs: {', '.join(view['signs'])}", ""]
    verb = "new-prompt" if view["section"] == "prompt" else f"new-section {view['section']}"
    return [*lines, f"Write a template: tracker {verb}"]
