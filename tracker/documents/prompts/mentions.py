"""What a prompt names and what therefore has to be there: paths, programs and modules."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from tracker.checking.base import CheckBase, fill
from tracker.spec.models import Plan
from tracker.spec.phases import Phase
from tracker.spec.values import FileEntry

_SHELL = re.compile(r"[|&;<>$*?`(){}]")
_PYTHON = re.compile(r"python(3(\.\d+)?)?")
_SCRIPT = re.compile(r"[\w./-]+\.(py|sh|sql|js|rb|pl)")


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that a prompt names."""

    kind: Literal["path", "program", "module"]
    text: str
    """A path or glob below the workspace; the name of a program; `python module`."""
    where: str
    """What names it: `step add-column`."""


def mentions(plan: Plan, phases: Iterable[Phase]) -> list[Mention]:
    """All that the prompt of these phases names and that is to be there before the work begins, each once."""
    found: dict[tuple[str, str], Mention] = {}
    for phase in phases:
        made = {entry.path for entry in phase.files if entry.change == "created"}
        for mention in _of_phase(plan, phase):
            if mention.kind != "path" or mention.text not in made:
                found.setdefault((mention.kind, mention.text), mention)
    return list(found.values())


def _of_phase(plan: Plan, phase: Phase) -> Iterator[Mention]:
    yield from _paths(phase.files, f"files of {phase.id}")
    for name in phase.issues:
        yield from (Mention("path", path, f"issue {name}") for path in plan.issue(name).files if " " not in path)
    if phase.prompt:
        yield from (Mention("path", path, "files that are not to change") for path in phase.prompt.keep if " " not in path)
    for step in phase.steps:
        yield from _of_command(step.run, f"step {step.id}")
        yield from _of_command(step.revert, f"revert of step {step.id}")
    for check in (*phase.preflight, *phase.checks):
        yield from _of_check(check)


def _paths(entries: Iterable[FileEntry], where: str) -> Iterator[Mention]:
    yield from (Mention("path", e.path, where) for e in entries if e.change != "created" and " " not in e.path)


def _of_check(check: CheckBase) -> Iterator[Mention]:
    where = f"check {check.id}"
    for variant in check.variants():
        cells = variant.as_dict()
        yield from _of_command(tuple(fill(word, cells) for word in check.command()), where)
        yield from (Mention("path", fill(path, cells), where) for path in check.files_named())


def _of_command(run: tuple[str, ...], where: str) -> Iterator[Mention]:
    """The program, the module behind `python -m`, and every word that is a script's path."""
    words = list(run)
    if len(words) == 1:
        if _SHELL.search(words[0]):
            return
        try:
            words = shlex.split(words[0])
        except ValueError:
            return
    if not words:
        return
    program, *rest = words
    yield Mention("path" if "/" in program else "program", program, where)
    if _PYTHON.fullmatch(program) and rest[:1] == ["-m"] and len(rest) > 1:
        yield Mention("module", f"{program} {rest[1]}", where)
    yield from (Mention("path", word, where) for word in rest if _SCRIPT.fullmatch(word) and not word.startswith("/"))
