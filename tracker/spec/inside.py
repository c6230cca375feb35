"""What a phase's own file must have right by itself: ids, the order of its steps and checks, commands, variants."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tracker.checking.argv import to_argv
from tracker.checking.base import placeholders
from tracker.checking.commanded import Commanded
from tracker.checking.strict import Strict, values_of
from tracker.checks import AnyCheck
from tracker.errors import did_you_mean
from tracker.model.outline import is_approval
from tracker.spec.checker import Checker, Path, Source
from tracker.spec.cycles import find_cycle
from tracker.spec.phases import Phase
from tracker.spec.yaml_tree import Tree

AXIS = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)


def inside_phase(checker: Checker, source: Source) -> None:
    """Report what a phase's file has wrong, whatever the other files say."""
    phase, tree = source.phase, source.tree
    listed: list[tuple[Path, str]] = [(("gate", i, "id"), c.id) for i, c in enumerate(phase.gate)]
    listed += [(("preflight", i, "id"), c.id) for i, c in enumerate(phase.preflight)]
    listed += [(("checks", i, "id"), c.id) for i, c in enumerate(phase.checks)]
    checker.unique(tree, listed, "check")
    checker.unique(tree, [(("steps", i, "id"), s.id) for i, s in enumerate(phase.steps)], "step")
    checks = {check.id for check in phase.checks}
    steps = {step.id for step in phase.steps}
    for i, deliverable in enumerate(phase.deliverables):
        for j, name in enumerate(deliverable.done_when):
            checker.known(tree, ("deliverables", i, "done_when", j), name, checks, "check")
    for i, criterion in enumerate(phase.success):
        for j, name in enumerate(criterion.done_when):
            checker.known(tree, ("success", i, "done_when", j), name, checks, "check")
    for i, step in enumerate(phase.steps):
        _command(checker, tree, ("steps", i, "run"), step.run, shell=step.shell)
        if step.revert:
            _command(checker, tree, ("steps", i, "revert"), step.revert, shell=step.shell)
        for j, name in enumerate(step.needs or ()):
            checker.known(tree, ("steps", i, "needs", j), name, steps, "step")
    _checks(checker, source)
    for group, edges in (
        ("gate", {c.id: c.needs for c in phase.gate}),
        ("preflight", {c.id: c.needs for c in phase.preflight}),
        ("steps", _step_needs(phase)),
        ("checks", {c.id: c.needs for c in phase.checks}),
    ):
        if cycle := find_cycle(edges):
            checker.report(tree, (group,), f"{group} that wait for each other: {' -> '.join(cycle)}", key=True,
                           expected="an order in which each can run")  # fmt: skip


def _checks(checker: Checker, source: Source) -> None:
    phase, tree = source.phase, source.tree
    for i, check in enumerate(phase.gate):
        if not is_approval(check):
            checker.report(tree, ("gate", i, "kind"), f"{check.id} is not an approval", found=check.kind, expected="approval",
                           hint="checks that must pass before anything is changed are `preflight`")  # fmt: skip
    for group, members in (("gate", phase.gate), ("preflight", phase.preflight), ("checks", phase.checks)):
        for i, check in enumerate(members):
            for j, name in enumerate(check.needs):
                checker.known(tree, (group, i, "needs", j), name, {c.id for c in members}, "check")
            _matrix(checker, tree, (group, i, "matrix"), check)
            _cells(checker, tree, (group, i), check)
            if isinstance(check, Commanded) and hasattr(check, "run"):
                cells = [variant.as_dict() for variant in check.variants()]
                _command(checker, tree, (group, i, "run"), check.run, cells, shell=check.shell)


def _step_needs(phase: Phase) -> dict[str, tuple[str, ...]]:
    """Which steps each step waits for: the one before it, where it does not say."""
    before = ["", *(step.id for step in phase.steps)]
    return {
        step.id: step.needs if step.needs is not None else tuple({name} - {"", step.id})
        for step, name in zip(phase.steps, before, strict=False)
    }


def _command(
    checker: Checker,
    tree: Tree,
    path: Path,
    run: tuple[str, ...],
    cells: Iterable[dict[str, str]] = ({},),
    *,
    shell: tuple[str, ...],
) -> None:
    """Every command must have a first word in every variant."""
    for values in cells:
        try:
            words = to_argv(run, values, shell=shell)
        except ValueError as error:  # of shlex
            checker.report(tree, path, "this command cannot be split into words", found=str(error),
                           expected="quotes that end, or a list of the words themselves")  # fmt: skip
            return
        except KeyError:  # an axis that does not exist is reported by itself
            return
        if not words or not words[0].strip() or any("\0" in word for word in words):
            checker.report(
                tree, path, "this is not a command", found=repr(" ".join(run)), expected="the words to start it with"
            )
            return


def _matrix(checker: Checker, tree: Tree, path: Path, check: AnyCheck) -> None:
    """Axes and values are what results and their folders are named by, so no two may make the same name."""
    for axis, values in check.matrix.items():
        if not AXIS.fullmatch(axis):
            checker.report(tree, (*path, axis), f"the axis {axis!r}", key=True, found=repr(axis),
                           expected="a word of letters, digits, '_', '-' and '.'")  # fmt: skip
        seen: set[str] = set()
        for i, value in enumerate(values):
            if not value or not value.isprintable() or set(",[]") & set(value):
                checker.report(tree, (*path, axis, i), "a value that cannot be part of a name", found=repr(value),
                               expected="a text on one line without , [ and ]")  # fmt: skip
            if value.replace("/", "_") in seen:
                checker.report(tree, (*path, axis, i), f"the value {value!r} a second time", found=repr(value),
                               expected="each value once; / and _ count as the same")  # fmt: skip
            seen.add(value.replace("/", "_"))


def _cells(checker: Checker, tree: Tree, path: Path, check: AnyCheck) -> None:
    """Every `{{ axis }}` in a check's texts must be an axis of its matrix."""
    for where, text in _texts(check):
        for name in placeholders(text) if "{{" in text else ():
            if name not in check.matrix:
                checker.report(
                    tree,
                    (*path, *where),
                    f"the matrix has no axis {name!r}",
                    found=f"{{{{ {name} }}}}",
                    expected="an axis of this check's matrix",
                    hint=did_you_mean(name, check.matrix) if check.matrix else "add `matrix:` to the check",
                )


def _texts(value: object, path: Path = ()) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Strict):
        for key, inner in values_of(value).items():
            if inner:  # most of what a check may say is not said
                yield from _texts(inner, (*path, key))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*path, key))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*path, index))
