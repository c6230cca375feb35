"""Which way each key of the plan moves the bar: one literal table. A test walks over the schema and misses no key.

`differences` compares the criteria of a phase as they were recorded with those that the plan has now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tracker.bar import rules as r
from tracker.bar.change import Change, Direction
from tracker.bar.commands import joined
from tracker.bar.criteria import Criteria
from tracker.bar.late import WHOLE

TABLE: dict[str, r.Rule] = {
    # -- a phase
    "phase.title": r.changed,
    "phase.goal": r.changed,
    "phase.parent": r.changed,
    "phase.depends_on": r.items(more=True),
    "phase.skip": r.excuse,
    "phase.claimed": r.excuse,
    "phase.deliverables": r.promises,
    "phase.success": r.promises,
    "phase.files": r.declared,
    "phase.proof": r.choice("run", "", "clean"),
    "phase.criteria": r.choice("open", "", "locked"),
    "phase.protect": r.items(more=True),
    "phase.red_first": r.flag(default=False),
    # -- a step
    "step.title": r.changed,
    "step.run": r.command,
    "step.shell": r.shell,
    "step.revert": r.command,
    "step.env": r.variables,
    "step.timeout": r.changed,
    "step.needs": r.changed,
    # -- every check
    "check.kind": r.changed,
    "check.title": r.changed,
    "check.matrix": r.matrix,
    "check.env": r.variables,
    "check.inputs": r.globs,
    "check.timeout": r.changed,
    "check.needs": r.changed,
    "check.resource": r.changed,
    "check.retries": r.figure(default=0, more=False),
    "check.always": r.flag(default=False),
    "check.guard": r.flag(default=False),
    "check.red_first": r.flag(default=False),
    "check.shell": r.shell,
    # -- its kinds
    "approval.ask": r.changed,
    "approval.by": r.people,
    "approval.inputs": r.globs,
    "benchmark.run": r.command,
    "benchmark.variants": r.named,
    "benchmark.baseline": r.changed,
    "benchmark.format": r.changed,
    "benchmark.repeats": r.figure(default=7, more=True),
    "benchmark.warmup": r.changed,
    "benchmark.no_slower_than": r.share,
    "command.run": r.command,
    "command.expect.exit": r.changed,
    "command.expect.output": r.patterns(wanted=True),
    "command.expect.lacks": r.patterns(wanted=False),
    "files.expect.path": r.changed,
    "files.expect.exists": r.flag(default=True),
    "files.expect.count": r.bound(),
    "files.expect.contains": r.patterns(wanted=True),
    "files.expect.lacks": r.patterns(wanted=False),
    "git.always": r.flag(default=True),
    "git.expect.clean": r.flag(default=False),
    "git.expect.branch": r.demand,
    "git.expect.contains": r.demand,
    "git.expect.idle": r.flag(default=False),
    "metric.expect": r.bounds,
    "metric.source.command": r.command,
    "metric.source.pattern": r.changed,
    "metric.source.sql": r.changed,
    "metric.source.files": r.named,
    "metric.source.lines": r.named,
    "metric.source.git": r.changed,
    "pytest.run": r.command,
    "pytest.renamed": r.changed,
    "pytest.repeat": r.figure(default=1, more=True),
    "sql.url": r.changed,
    "sql.script": r.changed,
    "sql.query": r.changed,
    "sql.expect.value": r.demand,
    "sql.expect.figure": r.bound(),
    "sql.expect.rows": r.demand,
    "sql.expect.row_count": r.bound(),
    "tests.run": r.command,
    "tests.renamed": r.changed,
    "tests.report": r.changed,
    # -- the results of a suite, for `pytest` and `tests`
    "suite.expect.passed": r.bound(less_is_more=False),
    "suite.expect.failed": r.bound("0", less_is_more=True),
    "suite.expect.errors": r.bound("0", less_is_more=True),
    "suite.expect.skipped": r.bound(less_is_more=True),
    "suite.expect.total": r.bound(less_is_more=False),
    "suite.expect.no_regressions_since": r.demand,
    "suite.expect.baseline_check": r.changed,
    "suite.expect.resolves": r.items(more=True),
    "suite.expect.only_known": r.items(more=False),
    "suite.expect.allow_skips": r.waivers,
    "suite.proves": r.demand,
    "suite.expect.allow_gone": r.waivers,
    # -- issues that a check names
    "issue.message": r.matcher,
    "issue.tests": r.matcher,
    "issue.stage": r.matcher,
    "issue.signature": r.matcher,
    # -- tracker.yaml
    "settings.workspace": r.changed,
    "settings.proof": r.choice("run", "", "clean"),
    "settings.prepare": r.changed,
    "settings.approvals.by": r.people,
    "settings.approvals.signed": r.flag(default=False),
    "settings.approvals.allowed_signers": r.changed,
    "settings.clean.keep": r.items(more=False),
    "settings.clean.path": r.changed,
    "settings.guards": r.items(more=True),
    "settings.criteria": r.choice("open", "", "locked"),
    "settings.protect": r.items(more=True),
    "settings.environment.pass_through": r.items(more=False),
    "settings.environment.secrets": r.items(more=False),
    "settings.defaults.timeout": r.changed,
}
"""Kind of thing and key → what a change of it does. A key covers all that is below it."""

SUITES = ("pytest", "tests")
"""Kinds whose results are those of a test suite."""

GROUPS = (("gate", "gate"), ("preflight", "preflight"), ("checks", "check"))
FAMILIES = 3
"""The first format of criteria that has the sub-phases of the phases that a phase is part of."""
_NESTED = "expect"
_APART = ("steps", "checks", "preflight", "gate")


def differences(before: Criteria, after: Criteria) -> tuple[Change, ...]:
    """Every change from some criteria to others."""
    return tuple(_differences(before, after))


def _differences(before: Criteria, after: Criteria) -> Iterator[Change]:
    old, new = before.get("phase", {}), after.get("phase", {})
    yield from _values("phase", "phase", _without(old, *_APART), _without(new, *_APART))
    for group, word in GROUPS:
        yield from _checks(word, old.get(group, {}), new.get(group, {}))
    yield from _steps(old.get("steps", {}), new.get("steps", {}))
    issues, others = before.get("issues", {}), after.get("issues", {})
    for name in sorted({*issues, *others}):
        if name in issues and name in others:
            yield from _values("issue", f"issue {name}", issues[name], others[name])
    if min(before.get("format", 1), after.get("format", 1)) >= WHOLE:
        yield from _resting(before.get("promises", []), after.get("promises", []))
    if min(before.get("format", 1), after.get("format", 1)) >= FAMILIES:
        yield from _within(before.get("within", {}), after.get("within", {}))
    yield from _values("settings", "tracker.yaml", before.get("settings", {}), after.get("settings", {}))


def _resting(before: list[list[str]], after: list[list[str]]) -> Iterator[Change]:
    """What other phases and the plan promise, and this phase ticks."""
    for listed, others, direction, what in (
        (before, after, Direction.LOWERED, "removed"),
        (after, before, Direction.RAISED, "added"),
    ):
        for promise in listed:
            if promise not in others:
                of, kind, text = promise
                yield Change(of or "tracker.yaml", direction, f"{kind} {what}: {r.show(text)}")


def _within(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    """The sub-phases of the phases that this one is part of."""
    for parent in sorted({*before, *after}):
        if parent not in before or parent not in after:
            continue  # it was given another parent, which is told by its own key
        old, new = before[parent], after[parent]
        renamed = {former for names in new.values() for former in names}
        for name in old:
            if name not in new and name not in renamed:
                yield Change(parent, Direction.LOWERED, f"sub-phase {name} removed")
        for name, former in new.items():
            if name not in old and not any(known in old for known in former):
                yield Change(parent, Direction.RAISED, f"sub-phase {name} added")


def _without(value: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: inner for name, inner in value.items() if name not in names}


# -- keys ---------------------------------------------------------------------------------------------------------------


def rule_of(thing: str, key: str) -> r.Rule | None:
    """What decides about a key of a thing: of the thing itself, or of what it is a kind of."""
    kinds = (thing, *(("suite",) if thing in SUITES else ()), *(("check",) if thing not in NO_CHECKS else ()))
    return next((TABLE[name] for kind in kinds if (name := f"{kind}.{key}") in TABLE), None)


NO_CHECKS = ("phase", "step", "issue", "settings")


def _values(thing: str, where: str, before: Mapping[str, Any], after: Mapping[str, Any], above: str = "") -> Iterator[Change]:
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        key = f"{above}{name}"
        rule = rule_of(thing, key)
        if rule is not None:
            yield from (Change(where, direction, words) for direction, words in rule(key, old, new))
        elif isinstance(old or new, Mapping) and _is_above(thing, key):
            yield from _values(thing, where, old or {}, new or {}, f"{key}.")
        elif key != "id":  # a newer tracker recorded it
            yield Change(where, Direction.CHANGED, r.moved(key, old, new))


def _is_above(thing: str, key: str) -> bool:
    kinds = (thing, "suite", "check")
    return any(name.startswith(tuple(f"{kind}.{key}." for kind in kinds)) for name in TABLE)


# -- checks and steps ---------------------------------------------------------------------------------------------------


def _checks(word: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    gone, added = [name for name in before if name not in after], [name for name in after if name not in before]
    for name in list(gone):
        twin = next((other for other in added if _meaning(before[name]) == _meaning(after[other])), None)
        if twin is not None:
            gone.remove(name)
            added.remove(twin)
            yield Change(f"{word} {twin}", Direction.CHANGED, f"it was called {name}")
    for name in gone:
        yield Change(f"{word} {name}", Direction.LOWERED, f"removed ({_told(before[name])})")
    for name in added:
        yield Change(f"{word} {name}", Direction.RAISED, "added")
    for name in before:
        if name in after and before[name] != after[name]:
            yield from _check(f"{word} {name}", before[name], after[name])


def _check(where: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    old, new = str(before.get("kind")), str(after.get("kind"))
    if old != new:
        yield Change(where, _kinds(old, new), f"kind: {old} → {new}")
        yield from _values("check", where, _common(before), _common(after))
        return
    if new == "files":
        yield from _values(new, where, _without(before, _NESTED), _without(after, _NESTED))
        yield from _expected_files(where, before.get(_NESTED, []), after.get(_NESTED, []))
        return
    yield from _values(new, where, before, after)


def _common(check: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in check.items() if f"check.{name}" in TABLE and name != "kind"}


def _kinds(old: str, new: str) -> Direction:
    """A suite's results say more than a command's exit code does."""
    if old in SUITES and new not in SUITES:
        return Direction.LOWERED
    return Direction.RAISED if new in SUITES and old == "command" else Direction.CHANGED


def _expected_files(where: str, before: list[Any], after: list[Any]) -> Iterator[Change]:
    old, new = ({item["path"]: item for item in value} for value in (before, after))
    for path in old:
        if path not in new:
            yield Change(where, Direction.LOWERED, f"expect: {path} removed")
    for path in new:
        if path not in old:
            yield Change(where, Direction.RAISED, f"expect: {path} added")
        elif new[path] != old[path]:
            yield from _values("files", where, {_NESTED: old[path]}, {_NESTED: new[path]})


def _steps(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name in sorted({*before, *after}):
        where = f"step {name}"
        if name not in after:
            yield Change(where, Direction.CHANGED, "removed")
        elif name not in before:
            yield Change(where, Direction.CHANGED, "added")
        elif before[name] != after[name]:
            yield from _values("step", where, before[name], after[name])


def _meaning(check: Mapping[str, Any]) -> dict[str, Any]:
    return _without(check, "id", "title")


def _told(check: Mapping[str, Any]) -> str:
    run = joined(check.get("run"))
    return r.show(run) if run else str(check.get("kind"))
