"""Prompts: one view and one template each, cut to a budget in a stated order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tracker.documents.guard import region
from tracker.documents.prompts.view import Limits, PromptView
from tracker.documents.seal import seal
from tracker.documents.templating.environment import Templates
from tracker.spec.phases import PromptSpec

DEFAULT_BUDGET = "200 lines"
DEFAULT_TEMPLATE = "generic.md.j2"
KINDS: dict[str, str] = {
    "test-validation": "run the checks, record what they find, fix nothing",
    "fix-issues": "work through known issues at their cause",
    "regression-testing": "run everything again and compare it test by test",
    "production-readiness": "deliverables that somebody else can use, each with a way back",
    "hand-over": "go on in the middle of a phase: what is done, what failed, what is left",
    "generic": "anything else",
}
"""Kind of prompt → what it is for; each has a packaged template `<kind>.md.j2`."""
LEVELS = (
    Limits(),
    Limits(tests=10),
    Limits(tests=3),
    Limits(tests=3, messages=2, lines=6, tail=20, clusters=10),
    Limits(tests=2, messages=1, lines=4, tail=10, clusters=8),
    Limits(tests=2, messages=1, lines=1, tail=10, clusters=6),
    Limits(tests=1, messages=1, lines=1, tail=5, clusters=4),
    Limits(tests=0, messages=1, lines=1, tail=5, clusters=4),
    Limits(tests=0, messages=1, lines=1, tail=0, clusters=2),
)
"""What is left out to meet a budget, in this order: long lists of tests, then messages, then the ends of logs, and the
last names of tests. The first line of a group's most frequent message always stays, and what the plan says is never cut. A
prompt that was cut says how far and what prints all of it."""
_ALL = 1_000_000
WHOLE = Limits(tests=_ALL, messages=_ALL, lines=_ALL, tail=_ALL, clusters=_ALL)
_CHARACTERS_PER_TOKEN = 4
"""An estimate, on the safe side for English and code."""
UNITS = ("lines", "words", "tokens")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt's generated text, and how it meets its budget."""

    text: str
    view: PromptView
    """What it shows."""
    budget: str
    fits: bool
    """Whether it is within its budget; what the plan says may be longer than that alone."""


def size(text: str, unit: str) -> int:
    """The length of a text in lines, words or tokens (a token being four characters, about)."""
    if unit == "lines":
        return text.count("\n")
    return len(text.split()) if unit == "words" else -(-len(text) // _CHARACTERS_PER_TOKEN)


def sizes(text: str) -> dict[str, int]:
    """The length of a text in each unit."""
    return {unit: size(text, unit) for unit in UNITS}


def prompt_text(
    spec: PromptSpec | None,
    view: Callable[[Limits], PromptView],
    templates: Templates,
    *,
    kind: str = "",
    whole: bool = False,
) -> Prompt:
    """The generated text of a prompt, within its budget as far as cutting evidence can bring it there.

    Args:
        spec: what the plan says about the prompt, if anything.
        view: makes the view with so much evidence.
        templates: where the template comes from.
        kind: another kind than the plan's.
        whole: cut nothing.

    Raises:
        TrackerError: its template is missing or wrong.
    """
    budget = (spec.budget if spec else None) or DEFAULT_BUDGET
    number, unit = budget.split(" ")
    template = f"{kind}.md.j2" if kind else spec.template if spec else DEFAULT_TEMPLATE
    for limits in (WHOLE,) if whole else LEVELS:
        shown = view(limits)
        text = f"{templates.render(template, {'view': shown})}\n{region('prompt')}\n"
        fits = size(seal(text), unit) <= int(number)
        if fits:
            break
    return Prompt(text, shown, budget, fits)
