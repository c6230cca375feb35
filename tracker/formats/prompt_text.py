"""Prompts, for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.formats.ansi import Paint, printable
from tracker.formats.next_line import next_line
from tracker.formats.status_text import short

if TYPE_CHECKING:
    from tracker.views.faces.prompt import PromptFace
    from tracker.views.faces.prompts import PromptsFace

_COLOURS = {"ready": "green", "used": "yellow", "pending": "dim", "done": "dim", "archived": "dim"}


def prompt_remarks(view: PromptFace) -> list[str]:
    """What is to be known about a prompt besides its text."""
    lines = []
    if view["state"] != "ready":
        lines.append(printable(f"note: {view['status']}"))
    if not view["fits"]:
        lines.append(
            f"note: longer than its budget of {view['budget']}, though all evidence is cut: the plan's own words are not"
        )
    lines += [printable(f"note: {item['message']} ({item['found']})") for item in view["missing"]]
    return lines


def prompts_lines(view: PromptsFace, paint: Paint) -> list[str]:
    """Lines to print: the library."""
    if not view["prompts"]:
        return [
            "The plan has no prompts.",
            "",
            "Give a phase one under `prompt:`, or print a generic one: tracker prompt PHASE",
            next_line(view["next_step"], paint),
        ]
    phases = max(len(short(item["phase"])) for item in view["prompts"])
    lines = []
    for item in view["prompts"]:
        state = paint(f"{item['state']:<8}", _COLOURS[item["state"]])
        lines.append(f"{state}  {short(item['phase']):<{phases}}  {printable(item['path'])}")
        lines.append(f"{'':<8}  {'':<{phases}}  {printable(item['status'])}")
        lines += [f"{'':<8}  {'':<{phases}}  {printable(message)}" for message in item["missing"]]
    ready = next((item for item in view["prompts"] if item["state"] in {"ready", "used"}), None)
    copy = [f"Copy it: tracker prompt {short(ready['phase'])} --copy"] if ready else []
    return [*lines, "", *copy, next_line(view["next_step"], paint)]
