"""Carry out phases."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from tracker.bootstrap import FOLDER, Project
from tracker.checking.recipes import digest_of
from tracker.clean import committed_as_is, in_checkout, prover
from tracker.commands.ignored import refuse_ignored
from tracker.commands.resolve import require_commit, resolve_phase
from tracker.engine.committer import RECORD_LOCK
from tracker.engine.lacking import not_checked_out
from tracker.engine.ports import Ports, Reporter
from tracker.engine.recorder import Recorder
from tracker.engine.runner import Runner
from tracker.errors import BlockedError, UsageError
from tracker.model.ids import short_id
from tracker.model.ports import Interrupts
from tracker.model.run import RunResult
from tracker.plan import Action, Wish, Work, plan_work
from tracker.running import end_survivors, executing, run_ports
from tracker.situation import Situation
from tracker.views.next_step import next_step, to_prove_again


@dataclass(frozen=True, slots=True)
class Options:
    """How to run."""

    checks: tuple[str, ...] = ()
    force: bool = False
    commit: bool = False
    """Commit what was changed by hand in the declared files."""
    no_commit: bool = False
    """Commit nothing, whatever the plan says."""
    jobs: int | None = None
    clean: bool = False
    """In a clean checkout of HEAD instead of the work tree."""


class Ran(NamedTuple):
    """What was to be done and what came of it."""

    work: Work
    result: RunResult | None
    """None when everything was up to date."""
    situation: Situation
    """Where everything stands after it."""


def look(
    project: Project, words: tuple[str, ...], options: Options, *, before: Situation | None = None
) -> tuple[Situation, Work]:
    """What there is to do, and why: no side effects, this is the whole of `--dry-run`.

    `before` is what somebody saw already, where that still holds.

    Raises:
        UsageError: no such phase or check.
        BlockedError: a phase cannot be run in its present state.
    """
    wanted = resolve_words(project, words)
    situation = before or _see(project)
    require_commit(project, situation.head)
    wanted = wanted or _upcoming(situation)
    wish = Wish(wanted, options.checks, force=options.force)
    work = plan_work(situation, wish, digest=partial(digest_of, project.repository_files))
    if options.clean:
        return situation, _all_checks(work)
    _refuse_absent(project, work)
    return situation, work


def _refuse_absent(project: Project, work: Work) -> None:
    """Refuse to run what looks at files that are not here: that they are missing says nothing about them.

    Raises:
        BlockedError: a sparse checkout leaves out inputs of a check that has to be run.
    """
    for item in work.phases if project.repository_root is not None else ():
        for check in item.checks:
            absent = project.inputs.absent(check.check) if check.action is Action.RUN else ()
            if absent:
                folder = absent[0].rpartition("/")[0] or absent[0]
                raise BlockedError(
                    f"{item.phase.id} cannot be proved here: {check.key.name} looks at {not_checked_out(absent)}",
                    hints=[
                        f"Check it out: git sparse-checkout add {folder}",
                        f"Or prove it in a clean checkout of HEAD: tracker run {short_id(item.phase.id)} --clean",
                    ],
                )


def _all_checks(work: Work) -> Work:
    """The same for a clean checkout: every check, and no step, because what it changed would be thrown away.

    Raises:
        BlockedError: a step has to be run first.
    """
    phases = []
    for item in work.phases:
        waiting = [step.step.id for step in item.steps if step.action is Action.RUN]
        if waiting:
            raise BlockedError(
                f"the step {waiting[0]} of {item.phase.id} has to be run first, and a clean checkout is thrown away",
                hints=[f"Run it in the work tree: tracker run {short_id(item.phase.id)}"],
            )
        checks = tuple(check._replace(action=Action.RUN, reason="in a clean checkout") for check in item.checks)
        phases.append(item._replace(action=Action.RUN, checks=checks, reason="proved in a clean checkout of HEAD"))
    return Work(tuple(phases))


def _see(project: Project) -> Situation:
    """Where everything stands, for a run: it has to know the commit, not how many files differ from it."""
    return project.situation(head=project.repository.head() if project.repository_root else None)


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
    following = next_step(situation).phase or to_prove_again(situation.graph.order(), situation.standings)
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
) -> Ran:
    """Carry out what `words` ask for.

    Raises:
        TrackerError: see `look`; a lock is held, or the run could not be recorded.
    """
    project.hashes.doubt()
    _refuse_below_a_commit(policy_of(project, options), environment)
    before = None if words else _see(project)
    names = project.graph.order(_upcoming(before) if before else resolve_words(project, words))
    writer = project.journal_writer()
    project.locks.acquire(names, run=writer.run)
    try:
        with executing(project, writer.run, interrupts) as executor:
            if options.force or not options.checks:
                executor.prepare()  # what is up to date was told apart before, so that there is something to start
            _mend(project, writer.run)
            same = project.folded_journal.is_as_read()  # nobody else recorded anything while the locks were taken
            situation, work = look(project, words, options, before=before if same else None)
            end_survivors(project, situation, reporter)
            policy = policy_of(project, options)
            if work.idle and not _unrecorded(project, policy):
                return Ran(work, None, situation)
            warning = refuse_ignored(project, policy)
            if warning:
                reporter.note(warning)
            if policy == "auto" or (policy == "ask" and confirm):
                project.repository.check_identity()  # before hours of work, not after them
            ports = run_ports(
                project,
                writer,
                executor,
                head=situation.head,
                reporter=reporter,
                interrupts=interrupts,
                environment=environment,
                confirm=confirm,
            )
            jobs = options.jobs or project.plan.settings.defaults.jobs or os.cpu_count() or 1
            if not options.clean:
                ports = replace(ports, prove=prover(project, ports, situation, environment, jobs=jobs))
                return _carry_out(project, ports, situation, work, options, jobs)
            with _clean_ground(project, ports, situation, work, environment) as ground:
                return _carry_out(project, ports, situation, work, options, jobs, ground)
    finally:
        writer.close()
        project.locks.release_all()
        project.remember()


def policy_of(project: Project, options: Options) -> str:
    """What becomes of what a run made: `auto`, `ask` or `never` is it committed.

    Raises:
        UsageError: it is to be committed, and not to be.
    """
    if options.commit and options.no_commit:
        raise UsageError("--commit and --no-commit contradict each other", hints=["Leave one out"])
    return "never" if options.no_commit else project.plan.settings.commit


def _refuse_below_a_commit(policy: str, environment: Mapping[str, str]) -> None:
    """Refuse to move HEAD below a git that commits, and has called us from one of its hooks."""
    if environment.get("GIT_INDEX_FILE") and policy != "never":
        raise BlockedError(
            "git is running a hook (GIT_INDEX_FILE is set), and a run would commit as well",
            hints=[
                "In a hook, look whether everything still holds: tracker check",
                "Run it before or after: tracker run",
                "Or here, committing nothing: tracker run --no-commit",
            ],
        )


def _mend(project: Project, run: str) -> None:
    """Finish what a killed commit of ours left half done, while no other run commits."""
    if project.repository_root is None:
        return
    project.locks.wait_for(RECORD_LOCK, run=run)
    try:
        project.repository.mend()
    finally:
        project.locks.release(RECORD_LOCK)


def _unrecorded(project: Project, policy: str) -> bool:
    """Whether a run that ended before its last commit left something of ours uncommitted."""
    return policy == "auto" and any(project.owns(path) for path in project.repository.dirty())


@contextmanager
def _clean_ground(
    project: Project, ports: Ports, situation: Situation, work: Work, environment: Mapping[str, str]
) -> Iterator[Ports]:
    """Through which checks look at a clean checkout of HEAD; what they find is kept as that of any run."""
    head = situation.head
    commit, branch = (head.commit or "", head.branch or "") if head else ("", "")
    scratch = os.path.join(project.root, FOLDER, "runs", ports.journal.run)
    with in_checkout(
        project, ports, commit, branch=branch, environment=environment, plan=project.plan, scratch=scratch
    ) as there:
        committed_as_is(project, there.project, [item.phase.id for item in work.phases])
        for note in there.notes:
            ports.reporter.note(note)
        yield replace(there.ports, evidence=ports.evidence)


def _carry_out(
    project: Project,
    ports: Ports,
    situation: Situation,
    work: Work,
    options: Options,
    jobs: int,
    ground: Ports | None = None,
) -> Ran:
    project.folded_journal.hand_over()
    if situation.found:
        Recorder(ports.journal, ports.reporter, situation.state).now(*situation.found)
    runner = Runner(
        ports, situation, work, jobs=jobs, policy=policy_of(project, options), by_hand=options.commit, ground=ground
    )
    others = partial(_others, project, ports, frozenset(project.journal_files()))
    result = runner.publish(others=others) if work.idle else runner.run(others=others)
    after = ports.renderer.situation(situation.state)
    project.folded_journal.take_back(situation.state, own=ports.journal.path, last=ports.journal.last)
    return Ran(work, None if work.idle else result, after)


def _others(project: Project, ports: Ports, before: frozenset[str]) -> tuple[str, ...]:
    """Repository paths of journal files that this run must not commit: living runs write them, or they appeared meanwhile."""
    living = {holder.run for holder in project.locks.holders().values()} - {ports.journal.run}
    files = set(project.journal_files()) - {ports.journal.path}
    return tuple(ports.project_prefix + x for x in sorted(files) if x not in before or any(run in x for run in living))
