"""What a step or check of the plan runs and what it expects, in words and as commands that can be copied."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from tracker.checks.base import CheckBase, fill
from tracker.model.duration import seconds_words
from tracker.model.ids import Variant, short_id
from tracker.spec.models import Plan, Step

_HIDDEN = CheckBase.NEUTRAL | {"id", "kind", "env", "matrix", "run", "expect", "report"}


@dataclass(frozen=True, slots=True)
class CommandView:
    """A step, or a check in all its variants."""

    id: str
    title: str
    commands: tuple[str, ...]
    """As typed in the workspace; one for each variant."""
    expectations: tuple[str, ...]
    timeout: str
    revert: str = ""


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


def check_view(plan: Plan, check: CheckBase) -> CommandView:
    """A check of the plan."""
    run = getattr(check, "run", None) or ()
    commands = tuple(dict.fromkeys(_filled(check, run, variant) for variant in check.variants())) if run else ()
    words = [*_own_fields(check), *expectation_words(plan, check)]
    timeout = seconds_words(check.timeout) if check.timeout else ""
    return CommandView(check.id, check.title or check.id, commands, tuple(words) or ("it passes",), timeout)


def _filled(check: CheckBase, run: tuple[str, ...], variant: Variant) -> str:
    cells = variant.as_dict()
    env = {name: fill(value, cells) for name, value in check.env.items()}
    return _with_env(env) + command_text(tuple(fill(word, cells) for word in run))


def _with_env(env: Mapping[str, str]) -> str:
    return "".join(f"{name}={shlex.quote(value)} " for name, value in env.items())


def _own_fields(check: CheckBase) -> list[str]:
    """What a kind of check without a command looks at, field by field."""
    if getattr(check, "run", None):
        return []
    fields = check.model_dump(mode="json", exclude_defaults=True, exclude=set(_HIDDEN))
    return [f"{_label(name)}: {_value(value)}" for name, value in fields.items()]


def expectation_words(plan: Plan, check: CheckBase) -> list[str]:
    """Each expectation of a check as a clause."""
    expect = getattr(check, "expect", None)
    if not isinstance(expect, BaseModel):
        return []
    named = {"resolves", "only_known", "no_regressions_since"}
    words = [_known(plan, name, getattr(expect, name)) for name in sorted(named) if getattr(expect, name, None)]
    fields: dict[str, Any] = expect.model_dump(mode="json", exclude_none=True)
    set_here = {k: v for k, v in fields.items() if k not in named and v not in ([], {}, "", None)}
    return [f"{_label(name)}: {_value(value)}" for name, value in set_here.items()] + words


def _known(plan: Plan, name: str, value: Any) -> str:  # noqa: ANN401 - a field of any kind's expectations
    if name == "no_regressions_since":
        return f"no test that passed in phase {short_id(value)} fails or is skipped"
    if name == "only_known" and value is True:
        return "every failing test belongs to a known issue"
    titles = ", ".join(plan.issue(issue).title for issue in value)
    if name == "resolves":
        return f"no test fails any more because of: {titles}"
    return f"tests fail only because of: {titles}"


def _label(name: str) -> str:
    return name.replace("_", " ")


def _value(value: Any) -> str:  # noqa: ANN401 - a field of any kind's expectations
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_value(inner) for inner in value)
    return f"`{value}`" if isinstance(value, str) and "\n" not in value else str(value)
