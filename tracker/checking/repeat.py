"""Running a test command several times over the same workspace, and what a test that ends otherwise the second time means."""

from __future__ import annotations

import json
import shlex
from dataclasses import fields

from tracker.checking.context import CheckContext
from tracker.evidence.compare import Comparison, compare
from tracker.model.result import ProcessRequest, TestReport

_BEFORE = "before.json"
_SCRIPT = """\
options=$1 folder=$2 report=$3 count=$4; shift 4
number=1
while [ "$number" -le "$count" ]; do
  PYTEST_ADDOPTS="$options --junitxml=$report$number.xml" "$@"
  code=$?
  printf %s "$code" > "$folder/exit-$number"
  case "$code" in 0|1|5) ;; *) exit "$code" ;; esac
  number=$((number + 1))
done
exit "$code"
"""
"""Goes on after failing tests (1) and after none (5), not after anything that says nothing about them. One deadline for all."""


def repeated(made: ProcessRequest, options: str, scratch: str, count: int) -> ProcessRequest:
    """The same command, several times."""
    report = shlex.quote(f"{scratch}/junit-")  # pytest splits its options as a shell would
    argv = ("sh", "-c", _SCRIPT, "sh", options, scratch, report, str(count), *made.argv)
    return ProcessRequest(argv, made.cwd, made.env, made.log, made.timeout, made.grace)


def exit_files(count: int) -> list[str]:
    """Where the runs' exit codes are written."""
    return [f"exit-{number}" for number in range(1, count + 1)] if count > 1 else []


def exit_codes(ctx: CheckContext, count: int) -> list[int]:
    """How each run ended, as far as they came."""
    written = [ctx.scratch_files.read(name) for name in exit_files(count) if ctx.scratch_files.exists(name)]
    return [int(text) for text in written if text]


def differences(reports: list[TestReport]) -> dict[int, dict[str, tuple[str, ...]]]:
    """Number of a later run → what became of tests that did not end in it as in the first: set → ids."""
    found: dict[int, dict[str, tuple[str, ...]]] = {}
    for number, report in enumerate(reports[1:], start=2):
        comparison = compare(reports[0], report)
        groups = {f.name: getattr(comparison, f.name) for f in fields(Comparison) if f.name != "same"}
        if any(groups.values()):
            found[number] = {name: ids for name, ids in groups.items() if ids}
    return found


def dirty(ctx: CheckContext) -> dict[str, str]:
    """What differs from HEAD, the tracker's own files left out."""
    return {path: state for path, state in ctx.repository.dirty().items() if not ctx.own(path)}


def remember(ctx: CheckContext) -> None:
    """Note the work tree as it is before the tests run."""
    ctx.scratch_files.write(_BEFORE, json.dumps(dirty(ctx)).encode())


def left_behind(ctx: CheckContext) -> tuple[str, ...]:
    """Files that differ from HEAD now and did not, or not so, before the tests ran."""
    if not ctx.scratch_files.exists(_BEFORE):
        return ()
    before = json.loads(ctx.scratch_files.read(_BEFORE))
    return tuple(sorted(path for path, state in dirty(ctx).items() if before.get(path) != state))
