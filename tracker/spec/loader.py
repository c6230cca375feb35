"""`tracker.yaml` and the phase files → a `Plan`, or every problem in them at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TypeVar

from pydantic import ValidationError

from tracker import PLAN_FILE
from tracker.checking.border import read
from tracker.checking.strict import Strict
from tracker.checking.unmatched import unmatched
from tracker.errors import InvalidPlanError, Problem
from tracker.model.duration import WORKING_DAY, parse_working_day
from tracker.model.garbage import no_collection
from tracker.model.ids import natural_key
from tracker.model.ports import Files
from tracker.spec.checker import Source
from tracker.spec.complaints import complaints
from tracker.spec.models import Plan
from tracker.spec.phases import Phase
from tracker.spec.references import reference_problems
from tracker.spec.salvage import salvage
from tracker.spec.settings import Settings
from tracker.spec.yaml_tree import SIZE_LIMIT, Tree, read_yaml

M = TypeVar("M", bound=Strict)
PHASES = ("phases/*.yaml",)
"""Where phases are when the plan does not say."""


def load_plan(files: Files, *, sections: Collection[str]) -> Plan:
    """Read the plan below `files.root`. `sections` are the names that a document may list.

    Raises:
        InvalidPlanError: with all problems, each with its place.
    """
    with no_collection():
        trees: list[Tree] = [_tree(files, PLAN_FILE)]
        problems: list[Problem] = []
        day = _working_day(trees[0])
        settings = _model(trees[0], Settings, problems, day)
        patterns = settings.phases if settings else PHASES
        sources: list[Source] = []
        paths = tuple(path for path in files.glob(patterns) if not path.rpartition("/")[2].startswith(("._", ".#")))
        problems.extend(_unread(files, patterns, trees[0], paths))
        for path in paths:
            trees.append(_tree(files, path))
            phase = _model(trees[-1], Phase, problems, day)
            if phase is not None:
                sources.append(Source(phase, trees[-1]))
        whole = settings is not None and len(sources) == len(paths)
        problems.extend(reference_problems(settings, sources, trees[0], sections, whole=whole, exact=not problems))
    if problems or settings is None:
        order = {tree.file: position for position, tree in enumerate(trees)}
        problems.sort(key=lambda p: (order.get(p.file, 0), p.line, p.column))
        raise InvalidPlanError(
            f"the plan has {len(problems)} problem{'s' if len(problems) != 1 else ''}",
            problems=problems,
            hints=["Fix them, then check again: tracker validate"],
        )
    phases = sorted((source.phase for source in sources), key=lambda phase: natural_key(phase.id))
    places = {source.phase.id: source.tree.file for source in sources}
    return Plan(settings=settings, phases=tuple(phases), files=tuple(tree.file for tree in trees), sources=places)


_ENDINGS = (".yaml", ".yml")


def _unread(files: Files, patterns: tuple[str, ...], tree: Tree, paths: Collection[str]) -> Iterator[Problem]:
    """What somebody believes to be read: a folder, a pattern that is nearly right, files that no pattern takes."""
    for i, pattern in enumerate(patterns):
        name = pattern.rstrip("/")
        line, column = tree.at(("phases", i))
        if pattern.startswith("!") or files.glob([pattern]):
            continue
        if files.exists(name):
            yield Problem("this is a folder", file=tree.file, line=line, column=column, found=pattern,
                          expected=f"the files in it: {name}/*.yaml")  # fmt: skip
        elif pattern not in PHASES:
            meant = next(unmatched((pattern,), files), (0, ""))[1].partition("; ")[2]
            if meant and not meant.startswith("there is no "):
                yield Problem(
                    "no phase is read by this", file=tree.file, line=line, column=column, found=pattern, expected=meant
                )
    known = {*paths, *files.glob([pattern[1:] for pattern in patterns if pattern.startswith("!")])}
    wild = {
        pattern.partition("*")[0].rpartition("/")[0]: pattern for pattern in patterns if "*" in pattern and pattern[0] != "!"
    }
    places = wild if paths else {"phases": PHASES[0], **wild}
    for folder, pattern in places.items():
        for path in files.glob([f"{folder}/**/*"]) if folder else ():
            name = path.rpartition("/")[2]
            if name.startswith(".") or not name.lower().endswith(_ENDINGS) or path in known:
                continue
            hint = f"rename it, or add '{folder}/**/*{name[name.rindex('.') :]}' or '!{path}' to `phases:` in {PLAN_FILE}"
            yield Problem("this file is not read", file=path, found=path, expected=pattern, hint=hint)


def _tree(files: Files, path: str) -> Tree:
    return read_yaml(files.read(path, limit=SIZE_LIMIT + 1), path)


def _working_day(tree: Tree) -> float:
    """Hours of a day in estimates, which have to be known before any of them is read; nonsense is reported later."""
    try:
        return parse_working_day(str(tree.data["working_day"]))
    except (LookupError, TypeError, ValueError):
        return WORKING_DAY


def _model(tree: Tree, model: type[M], problems: list[Problem], day: float) -> M | None:
    """The typed value; where there are problems, what is left of it without them, or None when that is too little."""
    problems.extend(tree.problems)
    if tree.problems and tree.data is None:
        return None
    if not isinstance(tree.data, dict):
        problems.append(
            Problem(
                "the file holds no mapping",
                file=tree.file,
                line=tree.mark.line,
                column=tree.mark.column,
                found="nothing" if tree.data is None else type(tree.data).__name__,
                expected="keys and values, for example `id: phase-1`",
            )
        )
        return None
    try:
        return read(model, tree.data, working_day=day)
    except ValidationError as error:
        said = {(problem.line, problem.column) for problem in tree.problems}
        problems.extend(p for p in complaints(error, tree, model) if (p.line, p.column) not in said)
        return salvage(tree, model, error, working_day=day)
