"""What no single file can know: that everything which the plan names is there, once, and without cycles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from tracker.checks import AnyCheck
from tracker.checks.base import placeholders
from tracker.errors import Problem
from tracker.spec.complaints import did_you_mean
from tracker.spec.cycles import find_cycle
from tracker.spec.models import Phase, Settings
from tracker.spec.yaml_tree import Tree

Path = tuple[str | int, ...]
_CREATE_WHEN = re.compile(r"(\S+) is complete")


@dataclass(frozen=True, slots=True)
class Source:
    """A phase, and the file that it was read from."""

    phase: Phase
    tree: Tree


class _Checker:
    def __init__(self, settings: Settings | None, sources: list[Source], plan_tree: Tree) -> None:
        self.settings = settings
        self.sources = sources
        self.plan_tree = plan_tree
        self.phases = {source.phase.id: source.phase for source in sources}
        self.issues = {issue.id for issue in settings.issues} if settings else set()
        self.parents = {source.phase.parent for source in sources}
        self.problems: list[Problem] = []

    def report(self, tree: Tree, path: Path, message: str, *, key: bool = False, **more: str) -> None:
        line, column = tree.at(path, key=key)
        self.problems.append(Problem(message, file=tree.file, line=line, column=column, **more))

    def known(self, tree: Tree, path: Path, word: str, names: Collection[str], what: str) -> None:
        """Report a name that does not exist."""
        if word not in names:
            self.report(
                tree,
                path,
                f"there is no {what} {word!r}",
                found=repr(word),
                expected=f"a {what} of this plan",
                hint=did_you_mean(word, names),
            )

    def unique(self, tree: Tree, ids: Iterable[tuple[Path, str]], what: str) -> None:
        """Report the second of two equal ids."""
        seen: dict[str, Path] = {}
        for path, name in ids:
            if name in seen:
                line, _ = tree.at(seen[name])
                self.report(tree, path, f"the {what} {name!r} a second time", found=repr(name),
                            expected=f"each id once; the first is at line {line}")  # fmt: skip
            seen.setdefault(name, path)


def reference_problems(
    settings: Settings | None, sources: list[Source], plan_tree: Tree, sections: Collection[str], *, whole: bool
) -> list[Problem]:
    """Every reference that does not hold. When the plan is not `whole` (a file could not be read), phases and issues
    that are missing may be in what could not be read, and only what is certain is reported.
    """
    checker = _Checker(settings, sources, plan_tree)
    _unique_phases(checker)
    for source in sources:
        _inside_phase(checker, source)
        if whole:
            _between_phases(checker, source)
    if settings:
        _settings(checker, settings, sections, whole=whole)
    if whole and not checker.problems:
        _cycles(checker)
        _own_work_of_parents(checker)
    return checker.problems


def _unique_phases(checker: _Checker) -> None:
    first: dict[str, str] = {}
    for source in checker.sources:
        name = source.phase.id
        if name in first:
            checker.report(source.tree, ("id",), f"the phase {name!r} a second time", found=repr(name),
                           expected=f"each id once; the first is in {first[name]}")  # fmt: skip
        first.setdefault(name, source.tree.file)


def _inside_phase(checker: _Checker, source: Source) -> None:
    phase, tree = source.phase, source.tree
    listed: list[tuple[Path, str]] = [(("preflight", i, "id"), c.id) for i, c in enumerate(phase.preflight)]
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
        for j, name in enumerate(step.needs or ()):
            checker.known(tree, ("steps", i, "needs", j), name, steps, "step")
    for group, members in (("preflight", phase.preflight), ("checks", phase.checks)):
        for i, check in enumerate(members):
            for j, name in enumerate(check.needs):
                checker.known(tree, (group, i, "needs", j), name, {c.id for c in members}, "check")
            _cells(checker, tree, (group, i), check)
    for group, edges in (
        ("steps", {s.id: s.needs or () for s in phase.steps}),
        ("checks", {c.id: c.needs for c in phase.checks}),
    ):
        if cycle := find_cycle(edges):
            checker.report(tree, (group,), f"{group} that wait for each other: {' -> '.join(cycle)}", key=True,
                           expected="an order in which each can run")  # fmt: skip


def _cells(checker: _Checker, tree: Tree, path: Path, check: AnyCheck) -> None:
    """Every `{{ axis }}` in a check's texts must be an axis of its matrix."""
    for where, text in _texts(check.model_dump(mode="json")):
        for name in placeholders(text):
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
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*path, index))


def _between_phases(checker: _Checker, source: Source) -> None:
    phase, tree = source.phase, source.tree
    if phase.parent:
        checker.known(tree, ("parent",), phase.parent, checker.phases, "phase")
    for i, name in enumerate(phase.depends_on):
        checker.known(tree, ("depends_on", i), name, checker.phases, "phase")
    for i, name in enumerate(phase.issues):
        checker.known(tree, ("issues", i), name, checker.issues, "issue")
    for i, criterion in enumerate(phase.success):
        for j, name in enumerate(criterion.phases):
            checker.known(tree, ("success", i, "phases", j), name, checker.phases, "phase")
    if phase.prompt and phase.prompt.create_when:
        _create_when(checker, tree, phase.prompt.create_when)
    for i, check in enumerate(phase.checks):
        expect = getattr(check, "expect", None)
        since = getattr(expect, "no_regressions_since", None)
        if since:
            checker.known(tree, ("checks", i, "expect", "no_regressions_since"), since, checker.phases, "phase")
        for field in ("resolves", "only_known"):
            for j, name in enumerate(getattr(expect, field, None) or ()):
                checker.known(tree, ("checks", i, "expect", field, j), name, checker.issues, "issue")


def _create_when(checker: _Checker, tree: Tree, text: str) -> None:
    path: Path = ("prompt", "create_when")
    for part in text.split(" and "):
        match = _CREATE_WHEN.fullmatch(part.strip())
        if match is None:
            checker.report(tree, path, "this condition is not understood", found=repr(part.strip()),
                           expected="`PHASE is complete`, several joined by ` and `")  # fmt: skip
        else:
            checker.known(tree, path, match[1], checker.phases, "phase")


def _settings(checker: _Checker, settings: Settings, sections: Collection[str], *, whole: bool) -> None:
    tree = checker.plan_tree
    checker.unique(tree, [(("issues", i, "id"), issue.id) for i, issue in enumerate(settings.issues)], "issue")
    checker.unique(tree, [(("documents", i, "path"), d.path) for i, d in enumerate(settings.documents)], "document")
    for i, document in enumerate(settings.documents):
        for j, name in enumerate(document.sections):
            checker.known(tree, ("documents", i, "sections", j), name, sections, "section")
        for name in document.headings:
            if name not in document.sections:
                checker.report(tree, ("documents", i, "headings", name), f"a heading for {name!r}", key=True,
                               expected="a section that the document has",
                               hint=did_you_mean(name, document.sections))  # fmt: skip
    files = Counter(s.phase.prompt.file for s in checker.sources if s.phase.prompt)
    for source in checker.sources:
        if source.phase.prompt and files[source.phase.prompt.file] > 1:
            checker.report(source.tree, ("prompt", "file"), "two phases have the same prompt file",
                           found=repr(source.phase.prompt.file), expected="a file of its own")  # fmt: skip
    if whole:
        for i, criterion in enumerate(settings.success):
            for j, name in enumerate(criterion.phases):
                checker.known(tree, ("success", i, "phases", j), name, checker.phases, "phase")


def _cycles(checker: _Checker) -> None:
    parents = {phase.id: (phase.parent,) if phase.parent else () for phase in checker.phases.values()}
    trees = {source.phase.id: source.tree for source in checker.sources}
    if cycle := find_cycle(parents):
        checker.report(trees[cycle[0]], ("parent",), f"phases that contain each other: {' -> '.join(cycle)}",
                       expected="a parent that is not below its child")  # fmt: skip
        return
    children: dict[str, list[str]] = {name: [] for name in checker.phases}
    for phase in checker.phases.values():
        if phase.parent:
            children[phase.parent].append(phase.id)
    # A phase is done when its children are; its children start when what it depends on is done.
    edges: dict[str, list[str]] = {}
    for name, phase in checker.phases.items():
        edges[f"{name} done"] = [f"{name} start", *(f"{child} done" for child in children[name])]
        inherited = [f"{phase.parent} start"] if phase.parent else []
        edges[f"{name} start"] = inherited + [f"{need} done" for need in phase.depends_on]
    if cycle := find_cycle(edges):
        names = list(dict.fromkeys(node.rpartition(" ")[0] for node in cycle))
        first = next((name for name in names if checker.phases[name].depends_on), names[0])
        checker.report(trees[first], ("depends_on",), f"phases that wait for each other: {' -> '.join([*names, names[0]])}",
                       expected="an order in which each can start")  # fmt: skip


def _own_work_of_parents(checker: _Checker) -> None:
    for source in checker.sources:
        if source.phase.id not in checker.parents:
            continue
        for group in ("preflight", "steps", "checks"):
            if getattr(source.phase, group):
                checker.report(source.tree, (group,), f"{source.phase.id} has sub-phases and {group} of its own", key=True,
                               expected=f"{group} in the sub-phases, which are what is carried out",
                               hint="move them into a sub-phase")  # fmt: skip
