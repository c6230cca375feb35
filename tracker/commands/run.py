"""Carry out phases."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from tracker.bootstrap import Project
from tracker.commands.render import ProjectRenderer
from tracker.commands.resolve import resolve_phase
from tracker.engine.committer import RECORD_LOCK
from tracker.engine.environment import allowed
from tracker.engine.ports import Journaling, Ports, Reporter
from tracker.engine.runner import Runner
from tracker.errors import BlockedError
from tracker.model.ports import Interrupts
from tracker.model.run import RunResult
from tracker.plan import Wish, Work, plan_work
from tracker.situation import Situation
from tracker.views.next_step import next_step


@dataclass(frozen=True, slots=True)
class Options:
    """How to run."""

    checks: tuple[str, ...] = ()
    force: bool = False
    jobs: int | None = None


def repository_digest(project: Project) -> Callable[[str], str]:
    """sha256 of a repository path as it is now."""
    from tracker.adapters.files.disk import DiskFiles

    root = project.repository_root
    files = DiskFiles(root, cache=project.hashes) if root else project.files
    return files.digest


def look(project: Project, words: tuple[str, ...], options: Options) -> tuple[Situation, Work]:
    """What there is to do, and why: no side effects, this is the whole of `--dry-run`.

    Raises:
        UsageError: no such phase or check.
        BlockedError: a phase cannot be run in its present state.
    """
    wanted = resolve_words(project, words)
    situation = project.situation()
    require_commit(project, situation)
    wanted = wanted or _upcoming(situation)
    wish = Wish(wanted, options.checks, force=options.force)
    return situation, plan_work(situation, wish, digest=repository_digest(project))


def require_commit(project: Project, situation: Situation) -> None:
    """Refuse to go on where there is no commit that results could belong to.

    Raises:
        BlockedError: there is no repository with a work tree, or nothing is committed in it.
    """
    if project.repository_root is None:
        raise BlockedError(
            f"{project.root} is not in a git repository, and results belong to commits",
            hints=["Make one: git init && git add -A && git commit -m 'Start'"],
        )
    if situation.head is None or not situation.head.commit:
        raise BlockedError(
            "this repository has no commit yet, and results belong to commits",
            hints=["Make the first one: git add -A && git commit -m 'Start'"],
        )


def resolve_words(project: Project, words: tuple[str, ...]) -> tuple[str, ...]:
    """The phases that somebody named.

    Raises:
        UsageError: there is no such phase.
    """
    return tuple(dict.fromkeys(resolve_phase(project.graph, word) for word in words))


def _upcoming(situation: Situation) -> tuple[str, ...]:
    """The next phase, when none was named; none when all of them are done."""
    if not situation.graph.phases:
        raise BlockedError("the plan has no phases yet", hints=["Write phases/phase-1.yaml, then: tracker validate"])
    following = next_step(situation).phase
    return (following,) if following else ()


def run(
    project: Project,
    words: tuple[str, ...],
    options: Options,
    *,
    reporter: Reporter,
    interrupts: Interrupts,
    environment: Mapping[str, str],
    confirm: Callable[[str], bool] | None,
) -> tuple[Work, RunResult | None]:
    """Carry out what `words` ask for. The result is None when everything was up to date.

    Raises:
        TrackerError: see `look`; a lock is held, or the run could not be recorded.
    """
    names = project.graph.order(resolve_words(project, words) or _upcoming(project.situation()))
    writer = project.journal_writer()
    project.locks.acquire(names, run=writer.run)
    try:
        _mend(project, writer.run)
        situation, work = look(project, words, options)
        if work.idle and not _unrecorded(project):
            return work, None
        policy = project.plan.settings.commit
        if policy == "auto" or (policy == "ask" and confirm):
            project.repository.check_identity()  # before hours of work, not after them
        result = _carry_out(project, situation, work, writer, options, reporter, interrupts, environment, confirm)
        return work, None if work.idle else result
    finally:
        writer.close()
        project.locks.release_all()
        project.hashes.save()


def _mend(project: Project, run: str) -> None:
    """Finish what a killed commit of ours left half done, while no other run commits."""
    if project.repository_root is None:
        return
    project.locks.wait_for(RECORD_LOCK, run=run)
    try:
        project.repository.mend()
    finally:
        project.locks.release(RECORD_LOCK)


def _unrecorded(project: Project) -> bool:
    """Whether a run that ended before its last commit left something of ours uncommitted."""
    return project.plan.settings.commit == "auto" and any(project.owns(path) for path in project.repository.dirty())


def _carry_out(
    project: Project,
    situation: Situation,
    work: Work,
    writer: Journaling,
    options: Options,
    reporter: Reporter,
    interrupts: Interrupts,
    environment: Mapping[str, str],
    confirm: Callable[[str], bool] | None,
) -> RunResult:
    from tracker.adapters.databases import SqlDatabases
    from tracker.adapters.files.disk import DiskFiles
    from tracker.adapters.processes.executor import LocalExecutor

    settings = project.plan.settings
    assert project.repository_root is not None
    executor = LocalExecutor(
        project.clock,
        root=project.root,
        scratch=f"{project.root}/.tracker/runs/{writer.run}",
        output_limit=settings.defaults.output_limit,
        conceal={project.root + os.sep: "", project.root: "."},
        secrets=project.secrets,
        locks=project.locks.descriptors,
    )
    interrupts.stops(lambda at_once: executor.stop(now=at_once))
    ports = Ports(
        clock=project.clock,
        executor=executor,
        project=project.files,
        workspace=project.workspace,
        repository=project.repository,
        repository_files=DiskFiles(project.repository_root, cache=project.hashes),
        databases=SqlDatabases(project.workspace.root),
        evidence=project.evidence,
        journal=writer,
        reporter=reporter,
        interrupts=interrupts,
        inputs=project.inputs,
        renderer=ProjectRenderer(project),
        locks=project.locks,
        environment=allowed(environment, (*settings.environment.pass_through, *settings.environment.secrets)),
        confirm=confirm,
        project_prefix=project.repository_prefix(project.root),
        prefix=project.repository_prefix(project.workspace.root),
        own=project.owns,
        redact=project.secrets.text,
    )
    jobs = options.jobs or settings.defaults.jobs or os.cpu_count() or 1
    runner = Runner(ports, situation, work, jobs=jobs)
    others = partial(_others, project, ports)
    try:
        return runner.publish(others=others) if work.idle else runner.run(others=others)
    finally:
        executor.close()


def _others(project: Project, ports: Ports) -> tuple[str, ...]:
    """Repository paths of journal files that other living runs write."""
    living = {holder.run for holder in project.locks.holders().values()} - {ports.journal.run}
    return tuple(ports.project_prefix + path for path in project.journal().files if any(run in path for run in living))
