"""What an allowance settles on the subject's side: a test that it names is waived, with its reason, and lowers nothing."""

from __future__ import annotations

from collections.abc import Iterable

from tracker.bar.change import Change, Direction
from tracker.checking.suite_expect import Allowed, allowances, why

GONE, SKIPPED = "test gone: ", "test skipped: "


def settled(changes: Iterable[Change], checks: Iterable[object], prefix: str = "") -> tuple[Change, ...]:
    """The changes; those of tests that the checks allow by name are changes with a reason. `prefix`: the workspace's place."""
    skips: list[Allowed] = []
    gone: list[Allowed] = []
    for check in checks:
        may_skip, may_go = allowances(check)
        skips += may_skip
        gone += may_go
    return tuple(_settled(change, skips, gone, prefix) for change in changes)


def _settled(change: Change, skips: list[Allowed], gone: list[Allowed], prefix: str) -> Change:
    for begin, allowed in ((GONE, gone), (SKIPPED, skips)):
        if change.direction is Direction.LOWERED and allowed and change.words.startswith(begin):
            name = change.words.removeprefix(begin).split(" ")[0].rstrip(",;")
            reasons = [said for known in _ids(change.where, name, prefix) if (said := why(known, allowed)) is not None]
            if reasons:
                return change._replace(direction=Direction.CHANGED, words=f"{change.words}, which is allowed: {reasons[0]}")
    return change


def _ids(path: str, name: str, prefix: str) -> tuple[str, ...]:
    """How a report may call a test of a file: of parametrized ones, each case of it."""
    module = path.removeprefix(prefix).removesuffix(".py").replace("/", ".")
    *classes, test = name.replace("::", ".").split(".")
    whole = f"{'.'.join((module, *classes))}::{test}"
    return (whole, f"{whole}[*]", f"{whole}[…]")
