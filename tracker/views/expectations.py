"""What a step or check of the plan runs and what it expects, in words and as commands that can be copied."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from tracker.checking.base import fill
from tracker.checks import AnyCheck
from tracker.model.duration import seconds_words
from tracker.model.ids import Variant
from tracker.spec.models import Plan
from tracker.spec.phases import Step


@dataclass(frozen=True, slots=True)
class CommandView:
    """A step, or a check in all its variants."""

    id: str
    """The id of the step or check."""
    title: str
    """Its title."""
    commands: tuple[str, ...]
    """As typed in the workspace; one for each variant."""
    expectations: tuple[str, ...]
    """What is expected of it, a clause each."""
    timeout: str
    """How long it may take."""
    revert: str = ""
    """The command that undoes it."""
    recorded: tuple[str, ...] = ()
    """What it said last, by variant."""


def command_text(run: tuple[str, ...]) -> str:
    """A command as typed: a single text as it is, a list with quotes where they are needed."""
    return run[0] if len(run) == 1 else shlex.join(run)


def step_view(step: Step) -> CommandView:
    """A step of the plan."""
    return CommandView(
        step.id,
        step.title or step.id,
        (_with_env(step.env) + command_text(step.run),),
        ("exit code 0",),
        seconds_words(step.timeout) if step.timeout else "",
        command_text(step.revert) if step.revert else "",
    )


def check_view(plan: Plan, check: AnyCheck) -> CommandView:
    """A check of the plan."""
    run = check.command()
    commands = tuple(dict.fromkeys(_filled(check, run, variant) for variant in check.variants())) if run else ()
    timeout = seconds_words(check.timeout) if check.timeout else ""
    words = check.words({issue.id: issue.title for issue in plan.settings.issues})
    return CommandView(check.id, check.title or check.id, commands, tuple(words), timeout)


def _filled(check: AnyCheck, run: tuple[str, ...], variant: Variant) -> str:
    cells = variant.as_dict()
    env = {name: fill(value, cells) for name, value in check.env.items()}
    return _with_env(env) + command_text(tuple(fill(word, cells) for word in run))


def _with_env(env: Mapping[str, str]) -> str:
    return "".join(f"{name}={shlex.quote(value)} " for name, value in env.items())
