"""What no single file can know: that everything which the plan names is there, once, and without cycles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

from tracker.checks import AnyCheck
from tracker.errors import Problem, did_you_mean
from tracker.spec.checker import Checker, Path, Source
from tracker.spec.chosen import means
from tracker.spec.create_when import EXPECTED, Condition, parse_create_when
from tracker.spec.cycles import find_cycle
from tracker.spec.inside import inside_phase
from tracker.spec.settings import Settings
from tracker.spec.yaml_tree import Tree

METRIC = re.compile(r"(?P<phase>[^/]+)/(?P<check>[^\[#]+)(?:\[(?P<variant>[^\]]*)\])?#(?P<fact>.+)")


def reference_problems(
    settings: Settings | None, sources: list[Source], plan_tree: Tree, sections: Collection[str], *, whole: bool, exact: bool
) -> list[Problem]:
    """Every reference that does not hold. When the plan is not `whole` (a file could not be read), phases and issues
    that are missing may be in what could not be read, and only what is certain is reported. When it is not `exact`
    (something wrong was taken out), variants of checks may be missing.
    """
    checker = Checker(settings, sources, plan_tree)
    _unique_phases(checker)
    _former_ids(checker)
    for source in sources:
        inside_phase(checker, source)
        if whole:
            _between_phases(checker, source)
    if settings:
        _settings(checker, settings, sections, whole=whole, exact=exact)
    _cycles(checker)
    _own_work_of_parents(checker)
    return checker.problems


def _unique_phases(checker: Checker) -> None:
    first: dict[str, str] = {}
    for source in checker.sources:
        name = source.phase.id
        if name in first:
            checker.report(source.tree, ("id",), f"the phase {name!r} a second time", found=repr(name),
                           expected=f"each id once; the first is in {first[name]}")  # fmt: skip
        first.setdefault(name, source.tree.file)


def _former_ids(checker: Checker) -> None:
    """An id that a phase had before is no phase's now, and no other phase had it."""
    claimed: dict[str, str] = {}
    for source in checker.sources:
        for i, former in enumerate(source.phase.formerly):
            place: Path = ("formerly", i)
            if former == source.phase.id:
                checker.report(source.tree, place, "it is called that now", found=repr(former), expected="another id")
            elif former in checker.phases:
                checker.report(source.tree, place, f"{former!r} is a phase of this plan", found=repr(former),
                               expected="an id that no phase has now",
                               hint="what is recorded under it is that phase's; give that phase another id first")  # fmt: skip
            elif former in claimed:
                checker.report(source.tree, place, f"{former!r} a second time", found=repr(former),
                               expected=f"one phase in which its history goes on; {claimed[former]} claims it already",
                               hint="of a phase that was split, one part keeps the history")  # fmt: skip
            claimed.setdefault(former, source.phase.id)


def _between_phases(checker: Checker, source: Source) -> None:
    phase, tree = source.phase, source.tree
    if phase.parent:
        checker.known(tree, ("parent",), phase.parent, checker.phases, "phase")
    for i, name in enumerate(phase.depends_on):
        checker.known(tree, ("depends_on", i), name, checker.phases, "phase")
    for i, name in enumerate(phase.issues):
        checker.known(tree, ("issues", i), name, checker.issues, "issue")
    promises: list[tuple[Path, tuple[str, ...]]] = [(("deliverables", i), d.phases) for i, d in enumerate(phase.deliverables)]
    promises += [(("success", i), criterion.phases) for i, criterion in enumerate(phase.success)]
    for place, names in promises:
        for j, name in enumerate(names):
            checker.known(tree, (*place, "phases", j), name, checker.phases, "phase")
    if phase.prompt and phase.prompt.create_when:
        _create_when(checker, source, phase.prompt.create_when)
    for group, members in (("preflight", phase.preflight), ("checks", phase.checks)):
        for i, check in enumerate(members):
            _names(checker, tree, (group, i), check)


def _names(checker: Checker, tree: Tree, path: Path, check: AnyCheck) -> None:
    """What a check refers to. A check of a phase that is not there is not complained of, too."""
    for inner, what, name, phase in check.references():
        if what == "phase" and name in checker.former:
            continue  # a baseline may name a phase as it was called when it was made
        owner = checker.former.get(phase, phase)
        if what != "check":
            checker.known(tree, (*path, *inner), name, checker.phases if what == "phase" else checker.issues, what)
        elif owner in checker.phases:
            checker.known(tree, (*path, *inner), name, checker.checks_below(owner), f"check of {owner}")


def _create_when(checker: Checker, source: Source, text: str) -> None:
    path: Path = ("prompt", "create_when")
    try:
        alternatives = parse_create_when(text)
    except ValueError as error:
        checker.report(source.tree, path, "unknown condition", found=repr(str(error)), expected=EXPECTED)
        return
    for condition in (condition for group in alternatives for condition in group):
        _condition(checker, source, path, condition)


def _condition(checker: Checker, source: Source, path: Path, condition: Condition) -> None:
    """That what it names is there, and can come about before the phase is done."""
    tree = source.tree
    if condition.kind == "issue":
        checker.known(tree, path, condition.name, checker.issues, "issue")
    elif condition.kind == "check":
        _check_of(checker, tree, path, (condition.phase, condition.name, condition.variant or None))
    elif condition.name == source.phase.id and condition.state == "complete":
        checker.report(tree, path, "this prompt would be written when its own phase is complete", found=repr(condition.name),
                       expected="something that comes before the phase")  # fmt: skip
    else:
        checker.known(tree, path, condition.name, checker.phases, "phase")


def _settings(checker: Checker, settings: Settings, sections: Collection[str], *, whole: bool, exact: bool) -> None:
    tree = checker.plan_tree
    checker.unique(tree, [(("issues", i, "id"), issue.id) for i, issue in enumerate(settings.issues)], "issue")
    checker.unique(tree, [(("documents", i, "path"), d.path) for i, d in enumerate(settings.documents)], "document")
    parents = {source.phase.id: source.phase.parent for source in checker.sources}
    for i, document in enumerate(settings.documents):
        for j, name in enumerate(document.sections):
            if name not in sections:
                checker.report(tree, ("documents", i, "sections", j), f"there is no section {name!r}", found=repr(name),
                               expected=f"a section of tracker's, or a template documents/{name}.md.j2",
                               hint=did_you_mean(name, sections))  # fmt: skip
        for j, pattern in enumerate(document.phases):
            if whole and not any(means(pattern, s.phase.id, s.tree.file, parents) for s in checker.sources):
                checker.report(tree, ("documents", i, "phases", j), "no phase is meant by this", found=repr(pattern),
                               expected="the id of a phase, a glob, or a folder of the plan's files",
                               hint=did_you_mean(pattern, checker.phases))  # fmt: skip
        for j, name in enumerate(document.brief):
            checker.known(tree, ("documents", i, "brief", j), name, document.sections, "section of this document")
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
    _whole_plan(checker, settings, whole=whole, exact=exact)


def _whole_plan(checker: Checker, settings: Settings, *, whole: bool, exact: bool) -> None:
    """What `tracker.yaml` says about phases and their checks."""
    tree = checker.plan_tree
    for i, criterion in enumerate(settings.success):
        if criterion.done_when:
            checker.report(tree, ("success", i, "done_when"), "checks of no phase in particular", key=True,
                           expected="`phases`, or a criterion in the phase whose checks are meant")  # fmt: skip
    if whole:
        for i, criterion in enumerate(settings.success):
            for j, name in enumerate(criterion.phases):
                checker.known(tree, ("success", i, "phases", j), name, checker.phases, "phase")
        for i, text in enumerate(settings.guards):
            _guard(checker, tree, ("guards", i), text)
        for i, metric in enumerate(settings.metrics):
            if metric.check and exact:
                _metric(checker, tree, ("metrics", i, "check"), metric.check)


def _guard(checker: Checker, tree: Tree, path: Path, text: str) -> None:
    """`phase-3/suite` must name a check of a phase."""
    phase, slash, check = text.partition("/")
    if not slash:
        checker.report(tree, path, "this names no check", found=repr(text), expected="PHASE/CHECK, for example phase-3/suite")
        return
    _check_of(checker, tree, path, (phase, check, None))


def _metric(checker: Checker, tree: Tree, path: Path, text: str) -> None:
    """`phase-1/schema[sqlite]#tables` must name a check, and one of its variants."""
    match = METRIC.fullmatch(text)
    if match is None:
        checker.report(
            tree, path, "this names no fact", found=repr(text), expected="PHASE/CHECK#FACT or PHASE/CHECK[VARIANT]#FACT"
        )
        return
    _check_of(checker, tree, path, (match["phase"], match["check"], match["variant"]))


def _check_of(checker: Checker, tree: Tree, path: Path, names: tuple[str, str, str | None]) -> None:
    """Phase, check and variant, where one is named, must be there."""
    phase, check, variant = names
    checker.known(tree, path, phase, checker.phases, "phase")
    if phase not in checker.phases:
        return
    checks = {check.id: check for check in checker.phases[phase].checks}
    checker.known(tree, path, check, checks, f"check of {phase}")
    if variant is not None and check in checks:
        variants = checks[check].variants()
        known = {v.label for v in variants} | {v.key for v in variants}
        checker.known(tree, path, variant, known, f"variant of {check}")


def _cycles(checker: Checker) -> None:
    parents = {phase.id: (phase.parent,) if phase.parent else () for phase in checker.phases.values()}
    trees = {source.phase.id: source.tree for source in checker.sources}
    if cycle := find_cycle(parents):
        checker.report(trees[cycle[0]], ("parent",), f"phases that contain each other: {' -> '.join(cycle)}",
                       expected="a parent that is not below its child")  # fmt: skip
        return
    children: dict[str, list[str]] = {}
    for phase in checker.phases.values():
        children.setdefault(phase.parent or "", []).append(phase.id)
    # A phase is done when its children are; its children start when what it depends on is done.
    edges: dict[str, list[str]] = {}
    for name, phase in checker.phases.items():
        edges[f"{name} done"] = [f"{name} start", *(f"{child} done" for child in children.get(name, ()))]
        inherited = [f"{phase.parent} start"] if phase.parent else []
        edges[f"{name} start"] = inherited + [f"{need} done" for need in phase.depends_on]
    if cycle := find_cycle(edges):
        names = list(dict.fromkeys(node.rpartition(" ")[0] for node in cycle))
        first = next((name for name in names if checker.phases[name].depends_on), names[0])
        checker.report(trees[first], ("depends_on",), f"phases that wait for each other: {' -> '.join([*names, names[0]])}",
                       expected="an order in which each can start")  # fmt: skip


def _own_work_of_parents(checker: Checker) -> None:
    for source in checker.sources:
        if source.phase.id not in checker.parents:
            continue
        for group in ("gate", "preflight", "steps", "checks", "claimed", "skip"):
            if getattr(source.phase, group):
                checker.report(source.tree, (group,), f"{source.phase.id} has sub-phases and {group} of its own", key=True,
                               expected=f"{group} in the sub-phases, which are what runs",
                               hint="move them into a sub-phase")  # fmt: skip
