"""Writes down what happened, before anybody acts on it, and makes the commits."""

from __future__ import annotations

import os.path
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from tracker.checking.argv import words_of
from tracker.engine import commits
from tracker.engine.ports import Ports
from tracker.inputs import pack
from tracker.journal import events as e
from tracker.model.ids import CheckKey
from tracker.model.log import Log
from tracker.model.result import Judgement, ProcessResult
from tracker.model.status import Outcome
from tracker.plan import CheckWork, StepWork
from tracker.spec.phases import Phase, Step
from tracker.spec.settings import Settings
from tracker.state import Fold, apply

RECORD_LOCK = "record"


@dataclass(slots=True)
class Recorder:
    """One run's memory: the journal, and the fold that follows it event by event."""

    ports: Ports
    settings: Settings
    state: Fold
    head: str
    """The commit that results belong to; moves with each work commit."""
    outcomes: dict[str, str] = field(default_factory=dict)
    """Phase → what became of it, for the record commit's message."""
    _pending: list[e.Event] = field(default_factory=list)
    _foreign: frozenset[str] = frozenset()
    _before: dict[str, str] = field(default_factory=dict)
    """Repository path → sha256 of everything that differed from HEAD when last looked at."""

    def later(self, *events: e.Event) -> None:
        """Record with the next sync: nothing is acknowledged until then."""
        self._pending.extend(events)

    def now(self, *events: e.Event) -> None:
        """Record everything that is pending, and these, with one sync. They are on the disk when this returns."""
        self._pending.extend(events)
        if not self._pending:
            return
        for recorded in self.ports.journal.append(self._pending):
            apply(self.state, recorded)
            self.ports.reporter.event(recorded)
        self._pending.clear()

    # -- the work tree ------------------------------------------------------------------------------------------

    def dirty(self) -> dict[str, str]:
        """Paths that differ from HEAD, the tracker's own left out, each with its status."""
        return {path: kind for path, kind in self.ports.repository.dirty().items() if not self.ports.own(path)}

    def begin(self, phases: Sequence[Phase], branch: str, version: str) -> None:
        """The run starts: remember what was changed before it."""
        dirty = self.dirty()
        for phase in phases:
            dirty = {path: kind for path, kind in dirty.items() if path not in self._left_by_killed(phase, dirty)}
        self._before = {path: self.ports.repository_files.digest(path) for path in dirty}
        left = self._left_by_steps()
        foreign = tuple(sorted(path for path, digest in self._before.items() if left.get(path) != digest))
        self._foreign = frozenset(foreign)
        self.later(e.RunStarted(tuple(phase.id for phase in phases), self.head, branch, foreign, version))

    def _left_by_killed(self, phase: Phase, dirty: Iterable[str]) -> set[str]:
        """What steps left that were killed before their end was recorded: declared, and not there before the first of them."""
        started = [self.state.runs[run].start for run in self.state.phase(phase.id).open_steps.values()]
        if not started:
            return set()
        before = {path for start in started for path in (start.dirty if start else ())}
        return commits.declared_paths(phase, dirty, self.ports.workspace, self.ports.prefix) - before

    def _left_by_steps(self) -> dict[str, str]:
        """What steps of any phase left, by their newest record."""
        ends = [known for record in self.state.phases.values() for known in record.steps.values()]
        left: dict[str, str] = {}
        for known in sorted(ends, key=lambda known: known.at):
            left.update(known.event.changed)
        return left

    def changed_by_step(self) -> dict[str, str]:
        """What differs now and did not before the step: path → sha256, empty for a file that is gone."""
        now = {path: self.ports.repository_files.digest(path) for path in self.dirty()}
        changed = {path: digest for path, digest in now.items() if self._before.get(path) != digest}
        restored = self._before.keys() - now.keys()
        changed.update({path: self.ports.repository_files.digest(path) for path in restored})
        self._before = now
        return changed

    def _programs(self, step: Step) -> dict[str, str]:
        """The files of the workspace that a step's command names."""
        inside = (word for word in words_of(step.run) if not os.path.isabs(word) and ".." not in word.split("/"))
        paths = [self.ports.prefix + word.removeprefix("./") for word in inside if word]
        digests = {path: self.ports.repository_files.digest(path) for path in paths}
        return {path: digest for path, digest in digests.items() if digest}

    # -- steps and checks ---------------------------------------------------------------------------------------

    def step_finished(self, phase: str, work: StepWork, done: ProcessResult) -> bool:
        """Record a step's end; whether it succeeded."""
        outcome = Outcome.PASSED if done.ok else (Outcome.FAILED if done.exit_code else Outcome.ERROR)
        changed = self.changed_by_step()
        self.later(
            e.StepFinished(
                phase=phase,
                step=work.step.id,
                definition=work.step.definition(),
                outcome=str(outcome),
                summary=done.describe() if not done.ok else _last_line(done.log),
                seconds=round(done.seconds, 3),
                changed=changed,
                log=done.log,
                programs={path: digest for path, digest in self._programs(work.step).items() if path not in changed},
            )
        )
        return outcome is Outcome.PASSED

    def check_finished(
        self,
        work: CheckWork,
        judgement: Judgement,
        *,
        inputs: Mapping[str, str],
        changes: int,
        seconds: float,
        attempts: int,
        log: Log | None,
    ) -> None:
        """Record a check's result."""
        packed = pack(inputs, self.ports.evidence)
        flaky = self._is_flaky(work, judgement, packed)
        self.later(
            e.CheckFinished(
                phase=work.key.phase,
                check=work.check.id,
                variant=work.variant.as_dict(),
                definition=work.check.definition(),
                inputs=packed,
                outcome=str(judgement.outcome),
                summary=f"{judgement.summary} (flaky: failed before, nothing changed)" if flaky else judgement.summary,
                seconds=round(seconds, 3),
                commit=self.head,
                changes=changes,
                details=judgement.details,
                facts=dict(judgement.facts),
                tests=self._keep_tests(judgement),
                awaits=judgement.awaits,
                attempts=attempts,
                log=log,
                flaky=flaky,
            )
        )

    def _is_flaky(self, work: CheckWork, judgement: Judgement, inputs: Mapping[str, str]) -> bool:
        """Whether it failed the last time and passes now, though nothing that it depends on has changed."""
        known = self.state.check(work.key)
        if known is None or judgement.outcome is not Outcome.PASSED or work.check.always:
            return False
        same = known.event.definition == work.check.definition() and known.event.inputs == dict(inputs)
        return same and known.outcome is Outcome.FAILED

    def _keep_tests(self, judgement: Judgement) -> str:
        from tracker.evidence.codec import encode_report

        return self.ports.evidence.put(encode_report(judgement.tests)) if judgement.tests is not None else ""

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While no other run renders or commits. HEAD is looked up anew: another run may have committed."""
        self.ports.locks.wait_for(RECORD_LOCK, run=self.ports.journal.run)
        try:
            self.head = self.ports.repository.head().commit or self.head
            yield
        finally:
            self.ports.locks.release(RECORD_LOCK)

    # -- commits ------------------------------------------------------------------------------------------------

    def commit_work(self, phase: Phase) -> tuple[str, ...]:
        """Commit what the phase's steps changed inside its declared files. Returns what was left uncommitted."""
        self._find_intended(phase.id)
        split = self.split(phase)
        if not split.ours:
            return split.left
        message = commits.work_message(phase, self.settings, self._results(phase), self.ports.journal.run)
        subject = message.splitlines()[0]
        if not self._may_commit(f"Commit {len(split.ours)} files as {subject!r}?"):
            return tuple(sorted((*split.ours, *split.left)))
        with self.alone():
            self.now(e.CommitIntended(phase.id, commits.WORK, self.head, split.ours, subject))
            facts = self.ports.repository.commit(split.ours, message, parent=self.head)
        if facts is not None:
            self.head = facts.commit
            self.now(commits.recorded(phase.id, commits.WORK, facts))
        return split.left

    def split(self, phase: Phase) -> commits.Split:
        """What the phase's steps changed and is not committed."""
        record = self.state.phase(phase.id)
        foreign = set(self._foreign)
        for known in record.steps.values():
            run = self.state.runs.get(known.run)
            foreign.update(run.start.dirty if run and run.start else ())
        return commits.split_changes(
            phase,
            record,
            dirty=self.dirty(),
            foreign=foreign,
            workspace=self.ports.workspace,
            repository=self.ports.repository_files,
            prefix=self.ports.prefix,
        )

    def _results(self, phase: Phase) -> list[str]:
        """One line for each check, in the plan's order."""
        record = self.state.phase(phase.id)
        keys = [CheckKey(phase.id, check.id, v.key) for check in phase.checks for v in check.variants()]
        return [f"{key.name}: {record.checks[key].event.summary}" for key in keys if key in record.checks]

    def _find_intended(self, phase: str) -> None:
        """A commit that an earlier run intended and could not record is looked for before it is made again."""
        for run, intent in list(self.state.phase(phase).intents):
            made = set(self.ports.repository.find("Tracker-Run", run))
            for commit in self.ports.repository.find("Tracker-Phase", phase):
                facts = self.ports.repository.facts(commit) if commit in made else None
                if facts is not None and facts.subject == intent.subject:
                    self.now(commits.recorded(phase, intent.purpose, facts))

    def _may_commit(self, question: str) -> bool:
        policy = self.settings.commit
        if policy == "ask":
            return self.ports.confirm is not None and self.ports.confirm(question)
        return policy == "auto"

    def commit_record(self, documents: Iterable[str], *, others: Iterable[str]) -> str:
        """Commit documents, journal and evidence; the new commit, or empty text when there was nothing to commit.

        This commit is not recorded in the journal, because it holds the journal: its trailers find it.
        `others` are journal files that a run which lives now is still writing.
        """
        living = set(others)
        rendered = {self.ports.project_prefix + path for path in documents}
        paths = tuple(
            sorted(
                path
                for path in self.ports.repository.dirty()
                if path not in living and self.ports.own(path) and (_is_record(path) or path in rendered)
            )
        )
        if not paths:
            return ""
        message = commits.record_message(self.settings, self.outcomes, self.ports.journal.run)
        if not self._may_commit(f"Commit {len(paths)} files that the tracker wrote?"):
            return ""
        with self.alone():
            facts = self.ports.repository.commit(paths, message, parent=self.head)
        if facts is None:
            return ""
        self.head = facts.commit
        return facts.commit


def _is_record(path: str) -> bool:
    return ".tracker/" in f"/{path}"


def _last_line(log: Log) -> str:
    lines = [line.strip() for line in (log.tail or log.head).splitlines() if line.strip()]
    return lines[-1][:200] if lines else "done"
