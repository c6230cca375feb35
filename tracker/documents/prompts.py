"""Prompts: one view and one template each, cut to a budget in a stated order."""

from __future__ import annotations

from collections.abc import Callable

from tracker.documents.environment import Templates
from tracker.documents.guard import region, seal
from tracker.spec.models import PromptSpec
from tracker.views.prompt import Limits, PromptView

DEFAULT_BUDGET = "200 lines"
LEVELS = (
    Limits(),
    Limits(tests=10),
    Limits(tests=3),
    Limits(tests=3, messages=2, lines=6, tail=20, clusters=10),
    Limits(tests=1, messages=1, lines=4, tail=10, clusters=8),
    Limits(tests=0, messages=1, lines=3, tail=10, clusters=6),
    Limits(tests=0, messages=1, lines=1, tail=5, clusters=4),
    Limits(tests=0, messages=0, lines=0, tail=0, clusters=2),
)
"""What is left out to meet a budget, in this order: long lists of tests, then messages, then the ends of logs. What the plan
says is never cut, and each cut names the command that shows the rest."""
_CHARACTERS_PER_TOKEN = 4
"""An estimate, on the safe side for English and code."""


def size(text: str, unit: str) -> int:
    """The length of a text in lines, words or tokens."""
    if unit == "lines":
        return text.count("\n")
    return len(text.split()) if unit == "words" else -(-len(text) // _CHARACTERS_PER_TOKEN)


def prompt_text(spec: PromptSpec | None, view: Callable[[Limits], PromptView], templates: Templates) -> str:
    """The generated text of a prompt, within its budget as far as cutting evidence can bring it there.

    Raises:
        TrackerError: its template is missing or wrong.
    """
    number, unit = ((spec and spec.budget) or DEFAULT_BUDGET).split(" ")
    template = spec.template if spec else "generic.md.j2"
    text = ""
    for limits in LEVELS:
        text = f"{templates.render(template, {'view': view(limits)})}\n{region('prompt')}\n"
        if size(seal(text), unit) <= int(number):
            break
    return text
