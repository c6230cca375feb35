"""What a step or check of the plan runs and what it expects, in words and as commands that can be copied."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tracker.checking.base import fill
from tracker.checking.bound import BoundValue
from tracker.checking.suite import SuiteCheck
from tracker.checks import AnyCheck
from tracker.checks.approval import ApprovalCheck
from tracker.checks.benchmark import BenchmarkCheck
from tracker.checks.command import CommandCheck
from tracker.checks.files import FilesCheck
from tracker.checks.git import GitCheck
from tracker.checks.metric import MetricCheck
from tracker.checks.pytest import PytestCheck
from tracker.checks.sql import SqlCheck
from tracker.checks.tests import TestsCheck
from tracker.model.duration import seconds_words
from tracker.model.ids import Variant, short_id
from tracker.spec.models import Plan
from tracker.spec.phases import Step
from tracker.views.wording import listed

_RELATIONS = {"": "exactly", ">=": "at least", "<=": "at most", ">": "more than", "<": "less than"}


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
    run = check.source.command if isinstance(check, MetricCheck) else getattr(check, "run", ())
    commands = tuple(dict.fromkeys(_filled(check, run, variant) for variant in check.variants())) if run else ()
    timeout = seconds_words(check.timeout) if check.timeout else ""
    return CommandView(check.id, check.title or check.id, commands, tuple(expectation_words(plan, check)), timeout)


def _filled(check: AnyCheck, run: tuple[str, ...], variant: Variant) -> str:
    cells = variant.as_dict()
    env = {name: fill(value, cells) for name, value in check.env.items()}
    return _with_env(env) + command_text(tuple(fill(word, cells) for word in run))


def _with_env(env: Mapping[str, str]) -> str:
    return "".join(f"{name}={shlex.quote(value)} " for name, value in env.items())


def expectation_words(plan: Plan, check: AnyCheck) -> Iterator[str]:
    """Each expectation of a check as a clause."""
    match check:
        case ApprovalCheck():
            yield f"{' or '.join(check.by) or 'somebody'} approves: {check.ask} (`tracker approve`)"
        case BenchmarkCheck():
            yield f"each of {listed([f'`{name}`' for name in check.variants_env])} gives samples in {check.repeats} runs"
            if check.no_slower_than:
                yield f"no operation takes {check.no_slower_than} more time than with `{check.base}`"
        case CommandCheck():
            yield f"exit code {check.expect.exit}"
            yield from _patterns("prints", "does not print", check.expect.output, check.expect.lacks)
        case FilesCheck():
            yield from _files(check)
        case GitCheck():
            yield from _git(check)
        case MetricCheck():
            yield from _metric(check)
        case PytestCheck() | TestsCheck():
            yield from _suite(plan, check)
        case SqlCheck():
            yield from _sql(check)


def bound_words(bound: BoundValue) -> str:
    """`at least 648`, `3 to 5`."""
    if bound.upper is not None:
        return f"{bound.limit:g} to {bound.upper:g}"
    return f"{_RELATIONS[bound.relation]} {bound.limit:g}"


def _patterns(has: str, lacks: str, wanted: Iterable[str], unwanted: Iterable[str]) -> Iterator[str]:
    for words, patterns in ((has, wanted), (lacks, unwanted)):
        if quoted := [f"`{pattern}`" for pattern in patterns]:
            yield f"{words} {', '.join(quoted)}"


def _files(check: FilesCheck) -> Iterator[str]:
    for expect in check.expect:
        if not expect.exists:
            yield f"`{expect.path}` does not exist"
            continue
        parts = [f"{bound_words(expect.count)} files" if expect.count else "exists"]
        parts += _patterns("contains", "does not contain", expect.contains, expect.lacks)
        yield f"`{expect.path}`: {', '.join(parts)}"


def _git(check: GitCheck) -> Iterator[str]:
    expect = check.expect
    if expect.clean is not None:
        yield "nothing differs from HEAD" if expect.clean else "something differs from HEAD"
    if expect.branch is not None:
        yield f"the branch is `{expect.branch}`"
    if expect.contains is not None:
        yield f"the history has commit `{expect.contains}`"
    if expect.idle is not None:
        yield f"{'no' if expect.idle else 'a'} merge, rebase, cherry-pick, revert or bisect is under way"


def _metric(check: MetricCheck) -> Iterator[str]:
    source = check.source
    counted = [*source.files, *source.lines]
    if source.sql is not None:
        yield f"the figures come from `{source.sql.query}`"
    elif counted:
        yield f"counted in the files: {listed([f'`{name}`' for name in counted])}"
    elif source.git is not None:
        yield "the figures come from the history"
    bounds = [f"`{name}` {bound_words(bound)}" for name, bound in check.expect.items()]
    yield ", ".join(bounds) or "the figures are recorded, whatever they are"


def _suite(plan: Plan, check: SuiteCheck) -> Iterator[str]:
    expect = check.expect
    if isinstance(check, TestsCheck):
        reports = dict.fromkeys(pattern for variant in check.variants() for pattern in check.writes(variant))
        yield f"the command writes its results to {listed([f'`{pattern}`' for pattern in reports])}"
    counts = {name: getattr(expect, name) for name in ("total", "passed", "failed", "errors", "skipped")}
    yield from (f"{name}: {bound_words(bound)}" for name, bound in counts.items() if bound is not None)
    if expect.no_regressions_since:
        since = short_id(expect.no_regressions_since)
        yield f"no test that passed in phase {since} fails, is skipped or is gone"
    if isinstance(check, PytestCheck) and check.repeat > 1:
        yield f"run {check.repeat} times over the same workspace, every test ends the same"
    if expect.resolves:
        yield f"no test fails any more because of: {_titles(plan, expect.resolves)}"
    if expect.only_known:
        yield f"tests fail only because of: {_titles(plan, expect.only_known)}"
    if not any((expect.passed, expect.failed, expect.errors, expect.only_known, expect.no_regressions_since)):
        yield "at least one test runs, none fails, none has an error"
    yield from (f"`{skip.tests}` may be skipped: {skip.why}" for skip in expect.allow_skips)
    yield from (f"`{gone.tests}` may be gone: {gone.why}" for gone in expect.allow_gone)


def _titles(plan: Plan, issues: Iterable[str]) -> str:
    return ", ".join(plan.issue(issue).title for issue in issues)


def _sql(check: SqlCheck) -> Iterator[str]:
    expect = check.expect
    after = f" after `{check.script}`" if check.script else ""
    query = f"`{check.query}`{after}"
    if expect.value is not None:
        yield f"{query} yields `{expect.value}`"
    if expect.figure is not None:
        yield f"{query} yields {bound_words(expect.figure)}"
    if expect.row_count is not None:
        yield f"{query} yields {bound_words(expect.row_count)} rows"
    if expect.rows is not None:
        rows = "; ".join(", ".join(row) for row in expect.rows)
        yield f"{query} yields these rows: {rows or 'none'}"
