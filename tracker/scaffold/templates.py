"""The phases that a kind of work usually has, with checks from what was found. `ALL` is the registry."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.scaffold.found import Found, Role, Tool, named

_CODE = (Role.TESTS, Role.TYPES, Role.LINT, Role.BUILD)


@dataclass(frozen=True, slots=True)
class Draft:
    """A phase that somebody will go on writing."""

    title: str
    goal: str
    checks: tuple[Mapping[str, Any], ...]
    more: Mapping[str, Any] = field(default_factory=dict)
    """Further keys of the phase."""
    script: tuple[str, str] = ("", "")
    """A file that the phase needs, and its content."""


def blank(found: Found) -> tuple[Draft, ...]:
    """One phase, proved by all that was found."""
    checks = _checks(found.of(*_CODE)) or _checks(found.of(Role.DOCS, Role.DATA))
    return (Draft("First phase", "What is so when this phase is complete.", checks or (_README,)),)


def refactoring(found: Found) -> tuple[Draft, ...]:
    """A baseline, and work that may break nothing."""
    return (_baseline(found), _guarded(found, "Restructure", "The same behaviour in a better structure."))


def upgrade(found: Found) -> tuple[Draft, ...]:
    """A baseline, the new version, and what it makes superfluous."""
    return (
        _baseline(found),
        _guarded(found, "Upgrade", "Everything works with the new version."),
        _guarded(
            found,
            "Clean up",
            "No workaround for the old version is left.",
            _asked("Is no workaround for the old version left?"),
        ),
    )


def migration(found: Found) -> tuple[Draft, ...]:
    """A baseline, the new way beside the old one, the switch, and the end of the old one."""
    return (
        _baseline(found),
        _guarded(found, "Build the new way", "The new way works beside the old one."),
        _guarded(found, "Switch over", "Everything goes the new way."),
        _guarded(found, "Remove the old way", "Nothing of the old way is left.", _asked("Is nothing of the old way left?")),
    )


def types(found: Found) -> tuple[Draft, ...]:
    """A baseline, and a type checker without complaints."""
    checker = _checks(found.of(Role.TYPES)) or ({"id": "types", "kind": "command", "run": "mypy ."},)
    return (_baseline(found), _guarded(found, "Type everything", "The type checker has no complaint.", *checker))


def docs(found: Found) -> tuple[Draft, ...]:
    """Documents that build, and that somebody has read."""
    read = _asked("Can somebody who does not know the project follow it?")
    return (
        Draft("Write", "The documentation says what a user needs.", _checks(found.of(Role.DOCS)) or (_README,)),
        Draft("Review", "Somebody has followed it.", (read,), {"depends_on": ["phase-1"]}),
    )


def data(found: Found) -> tuple[Draft, ...]:
    """The files are there, and a script of the project's own says whether they are right."""
    files = _checks(found.of(Role.DATA)) or ({"id": "data", "kind": "files", "expect": [{"path": "data/*", "count": ">= 1"}]},)
    check = {"id": "valid", "kind": "command", "run": "sh checks/data.sh"}
    return (
        Draft("Collect", "Every file that is needed is there.", files),
        Draft("Validate", "The data is right.", (check,), {"depends_on": ["phase-1"]}, ("checks/data.sh", _DATA_SCRIPT)),
    )


def runbook(found: Found) -> tuple[Draft, ...]:
    """Leave to begin, steps that can be taken back, and a look at what came of them."""
    del found
    may = {"id": "may-begin", "kind": "approval", "ask": "May this be carried out now?"}
    steps = [{"id": "carry-out", "run": "sh runbook/carry-out.sh", "revert": "sh runbook/carry-out.sh --revert"}]
    look = {"id": "works", "kind": "command", "run": "sh runbook/carry-out.sh --check"}
    more = {"gate": [may], "steps": steps}
    return (Draft("Carry out", "The change is made, and works.", (look,), more, ("runbook/carry-out.sh", _RUNBOOK_SCRIPT)),)


ALL: Mapping[str, Callable[[Found], tuple[Draft, ...]]] = {
    "blank": blank,
    "migration": migration,
    "upgrade": upgrade,
    "refactoring": refactoring,
    "types": types,
    "docs": docs,
    "data": data,
    "runbook": runbook,
}
"""Kind of work → its phases."""


def _checks(tools: Iterable[Tool]) -> tuple[Mapping[str, Any], ...]:
    return tuple(named(tools))


_README: Mapping[str, Any] = {"id": "readme", "kind": "files", "expect": [{"path": "README.md", "exists": True}]}


def _asked(question: str) -> Mapping[str, Any]:
    return {"id": "reviewed", "kind": "approval", "ask": question}


def _baseline(found: Found) -> Draft:
    goal = "What works today is recorded, so that later phases can be compared with it."
    return Draft("Baseline", goal, _checks(found.of(Role.TESTS)) or blank(found)[0].checks)


def _guarded(found: Found, title: str, goal: str, *more: Mapping[str, Any]) -> Draft:
    """A phase in which nothing that was green in the baseline may break."""
    compared = {tool.check["run"] for tool in found.of(Role.TESTS) if tool.judges_tests}
    taken = {check["id"] for check in more}
    checks: list[Mapping[str, Any]] = []
    for check in _checks(found.of(*_CODE)):
        if check["id"] not in taken:
            since = {"expect": {"no_regressions_since": "phase-1"}} if check.get("run") in compared else {}
            checks.append({**check, **since})
    return Draft(title, goal, (*checks, *more) or (_README,))


_DATA_SCRIPT = """\
#!/bin/sh
# Says whether the data is right: exit code 0 when it is. Replace this by checks of your own.
echo "checks/data.sh does not look at the data yet"
exit 1
"""
_RUNBOOK_SCRIPT = """\
#!/bin/sh
# carry-out.sh makes the change, --revert takes it back, --check says whether it works (exit code 0).
case "$1" in
    --revert) echo "nothing to take back yet" ;;
    --check) echo "runbook/carry-out.sh does not check anything yet"; exit 1 ;;
    *) echo "nothing is carried out yet" ;;
esac
"""
