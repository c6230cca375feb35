"""Part of the composition root: where checks are carried out again, here or in a clean checkout of a commit."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from tracker import PLAN_FILE
from tracker.adapters.databases import SqlDatabases
from tracker.adapters.files.own import check
from tracker.adapters.files.presence import is_there, resolve
from tracker.adapters.git.checkout import (
    Checkout,
    NoCommitError,
    checked_out,
    commits_with_tree,
    has_commit,
    is_shallow,
    tracked_below,
)
from tracker.adapters.git.runner import GitError
from tracker.adapters.processes.venvs import editable, folder_of, over
from tracker.adapters.temporary import temporary_folder
from tracker.bootstrap import FOLDER, Project
from tracker.checking.argv import to_argv, words_of
from tracker.checks import AnyCheck
from tracker.checks.approval import ApprovalCheck
from tracker.engine.environment import allowed, alone
from tracker.engine.ports import Ports, Proof, Prover, Reporter
from tracker.engine.replay import Replay
from tracker.engine.unrecorded import Forgetful, Unrecorded
from tracker.errors import BlockedError, InvalidPlanError
from tracker.model.ids import ulid
from tracker.model.outline import cells_of
from tracker.model.ports import Finished, Interrupts
from tracker.model.result import ProcessRequest, ProcessResult
from tracker.plan import Action, CheckWork
from tracker.running import executing, run_ports
from tracker.situation import Situation
from tracker.spec.models import Plan
from tracker.spec.phases import Phase
from tracker.spec.settings import Clean, Preparation, Settings

_MACHINES = ("cache", "runs", "locks")
"""Folders of the tracker's own that belong to one machine: nothing of them is believed, even where they were committed."""


_INSTALLERS = frozenset({"pip", "pip3", "uv", "poetry", "pdm"})
"""Programs that install into the Python environment that they find."""


class CouldNotCheckError(BlockedError):
    """Checks could not even be started; that says nothing about what they check."""


class NoPlanError(CouldNotCheckError):
    """The commit has no plan."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Where checks are carried out, and through which ports."""

    project: Project
    """Whose files and plan these are."""
    ports: Ports
    notes: tuple[str, ...] = ()
    """What it has besides the commit, a line each."""


@contextmanager
def in_place(
    project: Project, *, reporter: Reporter, interrupts: Interrupts, environment: Mapping[str, str]
) -> Iterator[Ground]:
    """The work tree as it is. Nothing is written into it by tracker.

    Raises:
        TrackerError: there is no repository, or no place for temporary files.
    """
    with temporary_folder("tracker-check-", outside=project.git.root) as folder:
        run = ulid(int(project.clock.unix() * 1000), project.clock.entropy(10))
        with executing(project, os.path.basename(folder), interrupts, scratch=folder) as executor:
            ports = run_ports(
                project,
                Unrecorded(run),
                executor,
                head=None,
                reporter=reporter,
                interrupts=interrupts,
                environment=environment,
                confirm=None,
            )
            yield Ground(project, replace(ports, scratch=folder, evidence=Forgetful(ports.evidence)))


@contextmanager
def plan_at(project: Project, commit: str) -> Iterator[Project]:
    """The project as a commit has it, to be looked at: nothing is prepared, and nothing of it is carried out.

    Raises:
        CouldNotCheckError: there is no such commit, or it has no plan.
        InvalidPlanError: the plan that the commit has is not understood.
    """
    try:
        with checked_out(project.git, commit) as made:
            root = os.path.normpath(os.path.join(made.root, project.repository_prefix(project.root)))
            if not is_there(os.path.join(root, PLAN_FILE)):
                raise NoPlanError(f"the commit {commit[:12]} has no {PLAN_FILE}", hints=["Commit the plan"])
            yield Project(root)
    except (GitError, NoCommitError) as error:
        raise CouldNotCheckError(error.message, hints=error.hints) from error


@contextmanager
def in_checkout(
    project: Project,
    ports: Ports,
    commit: str,
    *,
    branch: str,
    environment: Mapping[str, str],
    plan: Plan | None,
    scratch: str = "",
    aside: Callable[[Finished], None] = lambda _: None,
) -> Iterator[Ground]:
    """A clean checkout of a commit, prepared as the plan says. `ports` are those of the work tree.

    `plan`: by this one; None for the one that the commit has. `scratch`: where logs are left; without it nothing is
    kept. `aside` is handed what other tasks of the executor yield meanwhile.

    Raises:
        CouldNotCheckError: there is no such commit, or its checkout cannot be made ready.
        InvalidPlanError: the plan that the commit has is not understood.
    """
    with ExitStack() as stack:
        try:
            made = stack.enter_context(checked_out(project.git, commit, branch=branch))
        except (GitError, NoCommitError) as error:
            raise CouldNotCheckError(error.message, hints=error.hints) from error
        root = os.path.normpath(os.path.join(made.root, project.repository_prefix(project.root)))
        if plan is None and not is_there(os.path.join(root, PLAN_FILE)):
            raise NoPlanError(f"the commit {commit[:12]} has no {PLAN_FILE}", hints=["Commit the plan"])
        os.makedirs(root, exist_ok=True)
        for name in _MACHINES:
            check(os.path.join(root, FOLDER, name))
            shutil.rmtree(os.path.join(root, FOLDER, name), ignore_errors=True)
        there = project.elsewhere(root, plan) if plan else Project(root)
        settings = there.plan.settings
        notes = [f"submodule {path} is not here, so its folder is empty" for path in made.absent]
        notes += _kept(project, there, made, settings.clean)
        path, said = _path(project, there, settings.clean, environment.get("PATH", os.defpath))
        passed = allowed(environment, (*settings.environment.pass_through, *settings.environment.secrets))
        variables = alone(passed, home=made.home, temporary=made.temporary, path=path)
        sources = editable(path, project.git.root, made.root)
        if sources:
            variables["PYTHONPATH"] = os.pathsep.join([*sources, *filter(None, [variables.get("PYTHONPATH", "")])])
        _own_python(settings, variables, os.path.join(os.path.dirname(made.root), "python"))
        clean = _over(ports, there, made, variables, scratch)
        _prepare(clean, settings, aside)
        yield Ground(there, clean, (*notes, *said))


def find_commit(project: Project, commit: str, tree: str) -> str:
    """A commit, or the newest one in HEAD's history that has its tree, after a rebase or an amend.

    Raises:
        CouldNotCheckError: the repository has neither.
    """
    if has_commit(project.git, commit):
        return commit
    same = commits_with_tree(project.git, tree) if tree else ()
    if same:
        return same[0]
    if is_shallow(project.git):
        said = f"it cannot be known here: this clone is shallow and lacks {commit[:12]}"
        raise CouldNotCheckError(said, hints=["Fetch it: git fetch --unshallow"])
    raise CouldNotCheckError(
        f"the repository does not have {commit[:12]}, which the completion names, nor a commit with its content",
        hints=["See what else disagrees: tracker verify"],
    )


def _over(ports: Ports, there: Project, made: Checkout, environment: Mapping[str, str], scratch: str) -> Ports:
    hide, outer = f"{made.root}{os.sep}", ports.redact
    return replace(
        ports,
        project=there.files,
        workspace=there.workspace,
        repository=there.repository,
        repository_files=there.repository_files,
        databases=SqlDatabases(there.workspace.root),
        evidence=Forgetful(ports.evidence),
        inputs=there.inputs,
        environment=environment,
        project_prefix=there.repository_prefix(there.root),
        prefix=there.repository_prefix(there.workspace.root),
        own=there.owns,
        redact=lambda text: outer(text).replace(hide, ""),
        scratch=scratch or made.scratch,
    )


def _kept(project: Project, there: Project, made: Checkout, clean: Clean) -> list[str]:
    """Copy what may be shared into the checkout."""
    prefix = project.repository_prefix(project.workspace.root)
    committed = tracked_below(made.root, [prefix + path for path in clean.keep])
    if committed:
        raise CouldNotCheckError(
            f"`clean: {{keep: …}}` names {committed[0]}, which the commit has: what is kept would hide it",
            hints=["Keep only what git ignores, such as node_modules"],
        )
    notes = []
    for path in clean.keep:
        source = os.path.join(project.workspace.root, path)
        if is_there(source):
            _copy(source, os.path.join(there.workspace.root, path))
            _ignore(there, prefix + path)
            notes.append(f"kept from the work tree: {path}")
    return notes


def _copy(source: str, target: str) -> None:
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.isdir(source):
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copy2(source, target)


def _ignore(there: Project, path: str) -> None:
    exclude = there.git.path("info/exclude")
    os.makedirs(os.path.dirname(exclude), exist_ok=True)
    with open(exclude, "a", encoding="utf-8") as file:
        file.write(f"\n/{path}\n")


def _path(project: Project, there: Project, clean: Clean, users: str) -> tuple[str, list[str]]:
    """Where programs are looked for, and what of that belongs to the user's work tree."""
    folders: list[str] = []
    notes: list[str] = []
    for word in clean.path or ("$PATH",):
        if word != "$PATH":
            folders.append(os.path.join(there.workspace.root, word))
            continue
        for folder in users.split(os.pathsep):
            if not os.path.isabs(folder):
                continue
            inside = (resolve(folder) + os.sep).startswith(resolve(project.git.root) + os.sep)
            if inside and folder_of(folder) is None:
                notes.append(f"left out of PATH: {os.path.relpath(folder, project.git.root)} of the work tree")
                continue
            if inside:
                notes.append(f"with the virtual environment {os.path.relpath(folder, project.git.root)} of the work tree")
            folders.append(folder)
    return os.pathsep.join(folders), notes


def _own_python(settings: Settings, variables: dict[str, str], folder: str) -> None:
    """An environment for `prepare` to install into, so that the user's never leads into a folder that is gone afterwards."""
    words = {os.path.basename(word) for each in settings.prepare for word in words_of(each.run)}
    programs = over(variables["PATH"], folder) if words & _INSTALLERS else None
    if programs is not None:
        variables.update(PATH=f"{programs}{os.pathsep}{variables['PATH']}", VIRTUAL_ENV=folder)


def _prepare(ports: Ports, settings: Settings, aside: Callable[[Finished], None]) -> None:
    """Carry out the commands that make a fresh checkout ready.

    Raises:
        CouldNotCheckError: one failed, or changed what the commit has.
    """
    for number, preparation in enumerate(settings.prepare, 1):
        _carry_out(ports, settings, preparation, number, aside)
    changed = [path for path, status in ports.repository.dirty().items() if status != "??" and not ports.own(path)]
    if changed:
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        raise CouldNotCheckError(f"`prepare` changed {changed[0]}{more}, so the checkout no longer matches the commit")


def _carry_out(
    ports: Ports, settings: Settings, preparation: Preparation, number: int, aside: Callable[[Finished], None]
) -> None:
    words = " ".join(preparation.run)
    if ports.interrupts.requested:
        raise CouldNotCheckError(f"prepare `{words}` was interrupted")
    ports.reporter.note(f"prepare: {words}")
    request = ProcessRequest(
        argv=to_argv(preparation.run),
        cwd=ports.workspace.root,
        env={**ports.environment, **preparation.env},
        log=f"{ports.scratch}/prepare-{number}/output.log",
        timeout=preparation.timeout or settings.defaults.timeout,
        grace=settings.defaults.grace,
    )
    token = object()
    ports.executor.start(token, request)
    done: ProcessResult | None = None
    while done is None:
        for ended in ports.executor.wait():
            if ended.token is token:
                done = ended.process
            else:
                aside(ended)
    if not done.ok:
        tail = [ports.redact(line) for line in (done.log.tail or done.log.head).rstrip().splitlines()[-8:]]
        raise CouldNotCheckError(f"prepare `{words}` failed: {done.describe()}", hints=tail)


def again(phase: Phase, checks: Iterable[AnyCheck], why: str) -> list[CheckWork]:
    """Checks to be carried out again, in all their variants. A person's word is none: nobody can say it again for them."""
    found = [check for check in checks if not isinstance(check, ApprovalCheck)]
    return [CheckWork(*cell, Action.RUN, why) for cell in cells_of(phase.id, found)]


def prover(project: Project, ports: Ports, situation: Situation, environment: Mapping[str, str], *, jobs: int) -> Prover:
    """Carries out a phase's checks in a clean checkout, where the plan asks for that."""
    usual = project.plan.settings.proof

    def prove(phase: Phase, commit: str, aside: Callable[[Finished], None]) -> Proof | None:
        if (phase.proof or usual) != "clean":
            return None
        began = ports.clock.monotonic()
        ports.reporter.note(f"{phase.id}: again in a clean checkout of {commit[:7]}")
        branch = (situation.head.branch if situation.head else "") or ""
        scratch = os.path.join(project.root, FOLDER, "runs", ports.journal.run, "clean")
        try:
            with in_checkout(
                project, ports, commit, branch=branch, environment=environment, plan=project.plan, scratch=scratch, aside=aside
            ) as there:
                works = again(phase, phase.checks, "in a clean checkout")
                results = Replay(there.ports, situation, [works], jobs=jobs).run(aside=aside)
        except CouldNotCheckError as error:
            return Proof("; ".join([error.message, *error.hints]))
        wrong = [result for result in results if not result.passed]
        why = f"{wrong[0].work.key.name}: {wrong[0].judgement.summary}" if wrong else ""
        if len(results) < len(works):
            why = why or "it was interrupted"
        said = {result.work.key.name: f"{result.judgement.outcome}: {result.judgement.summary}" for result in results}
        return Proof(why, said, round(ports.clock.monotonic() - began, 3))

    return prove


def committed_as_is(project: Project, there: Project, phases: Iterable[str]) -> None:
    """Make sure that a checkout has the phases as the work tree's plan has them.

    Raises:
        BlockedError: one is another there.
    """
    try:
        theirs = Project(there.root).graph.phases if is_there(os.path.join(there.root, PLAN_FILE)) else {}
    except InvalidPlanError:
        theirs = {}
    for name in phases:
        if name not in theirs or theirs[name].digest() != project.graph.phases[name].digest():
            raise BlockedError(
                f"{name} is not in HEAD as the work tree has it, and a clean checkout is judged by the plan that it has",
                hints=["Commit the plan first: git add phases tracker.yaml && git commit"],
            )
