"""One phase of a run: what came of its steps and checks, and how it ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from tracker.bar.change import Change
from tracker.checking.suite_expect import some
from tracker.engine.attempts import Attempt
from tracker.engine.bar import BarKeeper, lines
from tracker.engine.committer import Committer
from tracker.engine.declared import Declared, Found
from tracker.engine.ends import Surroundings, check_end, step_end
from tracker.engine.guards import Guards
from tracker.engine.ports import Ports, Proof
from tracker.engine.recorder import Recorder
from tracker.engine.work_tree import WorkTree
from tracker.inputs import NAMED, unpack
from tracker.journal import events as e
from tracker.model.ids import CheckKey
from tracker.model.log import Log
from tracker.model.ports import Finished
from tracker.model.result import Judgement, ProcessResult
from tracker.model.status import Outcome
from tracker.plan import CheckWork, PhaseWork, StepWork
from tracker.state import judge_freshness


@dataclass(slots=True)
class PhaseRun:
    """A phase while it is carried out."""

    work: PhaseWork
    ports: Ports
    recorder: Recorder
    tree: WorkTree
    committer: Committer
    bar: BarKeeper
    declared: Declared
    aside: Callable[[Finished], None] = lambda _: None
    """Takes what other tasks yield while it is proved in a clean checkout."""
    guards: Guards | None = None
    """The checks of other phases that this one has to keep green."""
    began: float | None = None
    """When its preflight could begin, in the clock's seconds; None while what it needs is not done."""
    broken: str = ""
    """Why it cannot complete: the first thing that went wrong."""
    held: bool = False
    """What went wrong was its preflight."""
    awaits: str = ""
    """Whose approval it waits for."""
    gated: bool = False
    """It waits before any of its steps was run."""
    lacking: Mapping[str, str] = field(default_factory=dict)
    """Inputs that no commit holds as they were checked, each with the reason."""
    settled: bool = False
    became: str = ""
    """What became of it, in words; empty when it was dropped or stopped."""
    _attempts: dict[CheckKey, Attempt] = field(default_factory=dict)
    _changes: int | None = None
    """How many files differed from HEAD when its checks began, or its preflight did."""

    @property
    def id(self) -> str:
        """The phase's id."""
        return self.work.phase.id

    # -- from its start to the last of its checks ---------------------------------------------------------------

    def enter(self) -> None:
        """What it needs is done."""
        self.began = self.ports.clock.monotonic()

    def start(self) -> None:
        """Its preflight is over."""
        if not self.work.partial:
            self._changes = None
            started = e.PhaseStarted(self.id, self.work.phase.digest(), self.work.reason, self.bar.criteria(self.id))
            self.recorder.later(started)

    def step_ended(self, work: StepWork, done: ProcessResult) -> bool:
        """Record a step's end; whether it succeeded."""
        end = step_end(self.id, work, done, changed=self.tree.changed_by_step(), programs=self.tree.programs(work.step))
        self.recorder.later(end)
        self.ports.inputs.forget()
        if not done.ok:
            self._break(f"step {work.step.id}: {done.describe()}")
        return done.ok

    def check_starts(self, attempt: Attempt) -> None:
        """Keep what a check depends on, to compare it when the phase ends."""
        self._attempts[attempt.work.key] = attempt
        if self._changes is None:
            self._changes = self.tree.changes()

    def attempt(self, key: CheckKey) -> Attempt:
        """The check that was started."""
        return self._attempts[key]

    def check_ended(self, attempt: Attempt, judgement: Judgement, log: Log | None, *, preflight: bool) -> bool:
        """Record a check's result; whether it passed."""
        judgement = self._undisturbed(attempt, judgement)
        key, now = attempt.work.key, self.ports.clock.monotonic()
        where = Surroundings(self.committer.head, self._changes or 0, now - attempt.began, log)
        before = self.recorder.state.check(key)
        end = check_end(attempt, judgement, where, before=before, evidence=self.ports.evidence)
        self.recorder.later(end._replace(criteria=self.bar.criteria(self.id)))
        if judgement.awaits:
            self.awaits, self.gated = judgement.awaits, self.gated or preflight
        elif judgement.outcome is not Outcome.PASSED:
            self._break(f"{key.name}: {judgement.summary}", preflight=preflight)
        return judgement.outcome is Outcome.PASSED

    def _undisturbed(self, attempt: Attempt, judgement: Judgement) -> Judgement:
        """The judgement; an error where an input was written to meanwhile, even if it is as it was.

        A file that the command only names, and that changed, is what the command wrote: it is no input.
        """
        changed, put_back = self.ports.inputs.disturbed(attempt.taken, attempt.work.check)
        written = {path for path in changed if attempt.taken.kinds.get(path) == NAMED}
        attempt.inputs = {path: digest for path, digest in attempt.inputs.items() if path not in written}
        if judgement.outcome is not Outcome.PASSED or not put_back:
            return judgement
        said = f"{some(put_back)} {'was' if len(put_back) == 1 else 'were'} written to while the check ran, and put back"
        return replace(judgement, outcome=Outcome.ERROR, summary=said, details=(judgement.summary, *judgement.details))

    def _break(self, why: str, *, preflight: bool = False) -> None:
        self.held = self.held or preflight
        self.broken = self.broken or why

    # -- its end ------------------------------------------------------------------------------------------------

    @property
    def ends(self) -> bool:
        """Whether it has an end to record: it has none when it was held up, or when only some of its checks were run."""
        return not self.work.partial and not self.held

    def settle(self) -> bool:
        """Judge it as a whole, when all that was started is over; whether phases that need it may start."""
        assert self.began is not None
        if self.held:
            self.became = f"not started ({self.broken})"
        elif self.work.partial:
            self.became = f"checked ({self.broken or 'passed'})"
        else:
            self._end(round(self.ports.clock.monotonic() - self.began, 3))
            return not self.broken and not self.awaits and not self.lacking
        return not self.broken

    def _end(self, seconds: float) -> None:
        phase = self.work.phase
        files = self.declared.look(phase)
        if not self.broken and not self.awaits:
            self.broken = self._moved()
        if not self.gated:
            self.broken = self.broken or files.why
        if not self.broken and not self.awaits and self.guards is not None:
            self.broken = self.guards.keep(self.id, self.committer.head, self._changes or 0, self.aside)
        if self._interrupted():
            return
        changes: tuple[Change, ...] = ()
        if not self.broken and not self.awaits:
            changes = self.bar.changes(phase, unchanged="" if self._changes else self.committer.head)
            self.awaits = self.bar.hold(phase, changes)
        if self.broken:
            self.recorder.now(e.PhaseFailed(phase.id, self.broken, seconds, self.tree.split(phase).ours, files.wrong))
            self.became = f"failed ({self.broken})"
        elif self.awaits:
            self.recorder.now(e.PhasePaused(phase.id, self.awaits))
            self.became = "awaiting approval"
        else:
            self._seal(seconds, lines(changes), files)

    def _seal(self, seconds: float, lowered: tuple[str, ...], files: Found) -> None:
        """Everything has passed. It is complete at the commit that holds what the checks looked at, and at no other."""
        phase = self.work.phase
        left = self.committer.commit_work(phase)
        inputs = self._inputs()
        lacking = {} if self.in_checkout else self.committer.lacking((*inputs, *self.declared.uncommitted(phase)))
        if lacking:
            self._prove(lacking, seconds)
            return
        proof = self.ports.prove(phase, self.committer.head, self.aside)
        if self._interrupted():
            return
        if proof and proof.why:
            self.broken = f"in a clean checkout of {self.committer.head[:7]}: {proof.why}"
            self.recorder.now(e.PhaseFailed(phase.id, self.broken, seconds, left))
            self.became = f"failed ({self.broken})"
            return
        record = self.recorder.state.phase(phase.id)
        before = self.committer.before(record.base, inputs)
        self.committer.find_work(phase, record.base, before)
        head, tree = self.committer.head, self.committer.head_tree
        done = e.PhaseCompleted(phase.id, head, seconds, left, tree, before, lowered, files.right)
        self.recorder.now(done, *self._witness(proof))
        self.became = "complete"
        if left:
            self.ports.reporter.note(f"{phase.id}: left uncommitted: {', '.join(left)}")

    @property
    def in_checkout(self) -> bool:
        """Whether it is carried out in a clean checkout of HEAD: what is checked there is what the commit holds."""
        return self.ports is not self.committer.ports

    def _prove(self, lacking: Mapping[str, str], seconds: float) -> None:
        """What was checked is in no commit yet: the phase waits for one."""
        self.lacking = lacking
        declared = self.committer.declares(self.work.phase, lacking)
        self.recorder.now(e.PhaseProved(self.id, tuple(sorted(lacking)), seconds, declared))
        self.became = "proved, not committed"
        self.ports.reporter.note(f"{self.id}: {_not_committed(lacking)}")

    def _inputs(self) -> tuple[str, ...]:
        """What its checks looked at and a commit must hold; a file that a command only names and git ignores is told."""
        self.ports.inputs.forget()
        found: set[str] = set()
        for item in self.work.checks:
            known = self.recorder.state.check(item.key)
            recorded = unpack(known.event.inputs, self.ports.evidence) if known else None
            kinds = self.ports.inputs.kinds(item.check)
            named = {path for path, kind in kinds.items() if kind == NAMED}
            spared = named.intersection(self.ports.inputs.ignored(item.check)) if named else named
            found.update(path for path in recorded or () if path not in spared)
        return tuple(sorted(found))

    def _interrupted(self) -> bool:
        """Whether somebody asked to stop while guards or a clean checkout were looked at: then it has no end yet."""
        if self.ports.interrupts.requested:
            self.became = "interrupted"
        return bool(self.ports.interrupts.requested)

    def _witness(self, proof: Proof | None) -> tuple[e.SealWitnessed, ...]:
        """The event that a clean checkout says the same."""
        if proof is None:
            return ()
        return (e.SealWitnessed(self.id, self.committer.head, "passed", "checkout", proof.results, proof.seconds),)

    def _moved(self) -> str:
        """What a check looked at and is not so any more: a result must speak of what is there when the phase ends."""
        self.ports.inputs.forget()
        for item in self.work.checks:
            known = self.recorder.state.check(item.key)
            attempt = self._attempts.get(item.key)
            if known is None or attempt is None:
                continue  # kept from before: its freshness was the reason to keep it
            definition, current = item.check.definition(), self.ports.inputs.of(item.check)
            kinds = self.ports.inputs.kinds(item.check)
            answer = judge_freshness(known, definition=definition, recorded=attempt.inputs, current=current, kinds=kinds)
            if not answer.fresh:
                advice = self._own_report(answer.changed) or self._unignored(item, answer.changed)
                return f"{item.key.name}: {answer.why} while the checks were running; {advice}"
        return ""

    def _unignored(self, item: CheckWork, changed: tuple[str, ...]) -> str:
        """What helps when whoever runs the checks again writes it again: a line for .gitignore, or other inputs."""
        prefix, changes = self.ports.prefix, self.ports.repository.dirty()
        new = {path for path in changed if changes.get(prefix + path) == "??"}
        if not new or item.check.inputs is not None:
            some = changed[0] if len(changed) == 1 else "them"
            return f"if the checks write {some}, leave {some} out of `inputs`; otherwise run them once more when nobody writes"
        known = {path.removeprefix(prefix) for path in self.ports.repository.files() if changes.get(path) != "??"}
        lines = tuple(dict.fromkeys(_line_for(path, known) for path in sorted(new)))
        what = "this line" if len(lines) == 1 else "these lines"
        which = "it" if len(changed) == 1 else "them"
        return f"if the checks write {which}, add {what} to .gitignore: {' and '.join(lines[:_NAMED])}"

    def _own_report(self, changed: tuple[str, ...]) -> str:
        """What to do when a changed input is what a check of the phase writes: to run again would change it again."""
        for item in self.work.checks:
            for path in self.ports.workspace.glob(item.check.writes(item.variant)):
                if path in changed:
                    return f"the check {item.check.id} writes {path}: have git ignore it, or leave it out of `inputs`"
        return ""


_NAMED = 5


def _line_for(path: str, known: set[str]) -> str:
    """The file, or the outermost folder that it is in of which nothing is in git."""
    parts = path.split("/")
    for end in range(1, len(parts)):
        folder = "/".join(parts[:end]) + "/"
        if not any(other.startswith(folder) for other in known):
            return folder
    return path


def _not_committed(lacking: Mapping[str, str]) -> str:
    """What keeps a phase that has passed from being complete."""
    listed = [f"{path} ({why})" for path, why in sorted(lacking.items())]
    more = f" and {len(listed) - _NAMED} more" if len(listed) > _NAMED else ""
    return f"everything passed, but the commit does not hold what was checked: {', '.join(listed[:_NAMED])}{more}"
