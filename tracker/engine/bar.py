"""The bar of the phases of one run: their criteria are recorded as they start, and compared when they end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tracker.bar import criteria
from tracker.bar.change import Change, lowered
from tracker.bar.hold import Ground, hold, never_red, protected, red_checks
from tracker.bar.settled import settled
from tracker.bar.standing import base_of, criteria_changes
from tracker.bar.subject import Subject, subject_changes
from tracker.checking.argv import words_of
from tracker.engine.ports import Ports
from tracker.engine.recorder import Recorder
from tracker.engine.work_tree import WorkTree
from tracker.spec.models import Plan
from tracker.spec.phases import Phase
from tracker.state import PhaseRecord


@dataclass(slots=True)
class BarKeeper:
    """What every phase of a run asks about its bar."""

    ports: Ports
    plan: Plan
    recorder: Recorder
    tree: WorkTree
    head: Callable[[], str]
    """The commit that results belong to."""
    _digests: dict[str, str] = field(default_factory=dict)

    def criteria(self, phase: str) -> str:
        """sha256 of a phase's criteria, kept as evidence."""
        if phase not in self._digests:
            self._digests[phase] = criteria.record(criteria.criteria_of(self.plan, phase), self.ports.evidence)
        return self._digests[phase]

    def changes(self, phase: Phase, *, unchanged: str = "") -> tuple[Change, ...]:
        """What became of its criteria, and of what its checks look at, since it was begun.

        `unchanged`: the commit from which nothing differed when its checks began.
        """
        record = self.recorder.state.phase(phase.id)
        made = criteria_changes(
            phase,
            record,
            self.criteria(phase.id),
            criteria=lambda name: criteria.criteria_of(self.plan, name),
            evidence=self.ports.evidence.get,
        )
        return (*made, *self._subject(phase, unchanged))

    def _subject(self, phase: Phase, unchanged: str) -> tuple[Change, ...]:
        record = self.recorder.state.phase(phase.id)
        base, _ = base_of(record, self.recorder.state)
        if record.completed is not None:
            base = record.completed.commit  # what was proved then is history; this is about what came after it
        if base in ("", unchanged):
            return ()
        return settled(subject_changes(self.subject(base, phase)), phase.checks, self.ports.prefix)

    def subject(self, base: str, phase: Phase) -> Subject:
        """What differs from a commit, for a phase."""
        repository, files = self.ports.repository, self.ports.repository_files
        changed = self._changed(base)
        return Subject(
            changed={path: old for path, old in changed.items() if self._concerns(path)},
            before=lambda paths: repository.texts(base, sorted(paths)),
            after=lambda paths: {path: files.read(path).decode("utf-8", "replace") for path in paths if files.exists(path)},
            commits=lambda: repository.commits_since(base),
            programs=frozenset(self._programs(phase)),
        )

    def _concerns(self, path: str) -> bool:
        """Whether a file is of what the plan is about: in the workspace, and none of the tracker's own."""
        return path.startswith(self.ports.prefix) and not self.ports.own(path)

    def _changed(self, base: str) -> dict[str, str]:
        """Path → its path in a commit; empty text for what was not there."""
        if base == self.head():
            return {path: path for path in self.tree.looked_at()}
        known = self.ports.repository.changed_since(base)
        return {**{path: "" for path in self.tree.differing() if path not in known}, **known}

    def _programs(self, phase: Phase) -> list[str]:
        """Repository paths that commands of its checks can name."""
        words = [word for check in (*phase.preflight, *phase.checks) for word in words_of(check.command())]
        return [self.ports.prefix + word.removeprefix("./") for word in words]

    def hold(self, phase: Phase, changes: tuple[Change, ...]) -> str:
        """What holds its completion back; empty when nothing does."""
        return hold(phase, changes, self._ground(phase))

    def open_lines(self, phase: Phase) -> tuple[str, ...]:
        """What was lowered, and what a person is waited for otherwise, as far as nobody has agreed to it: a line each."""
        ground = self._ground(phase)
        found = (*protected(ground), *lowered(self.changes(phase)), *never_red(ground))
        return tuple(dict.fromkeys(change.line for change in found if change.line not in ground.agreed))

    def _ground(self, phase: Phase) -> Ground:
        record, state = self.recorder.state.phase(phase.id), self.recorder.state
        opened = state.runs[self.ports.journal.run].opened if self.ports.journal.run in state.runs else None
        ground = Ground(
            kind=opened.kind if opened else "",
            agreed=self._agreed(record, self.criteria(phase.id)),
            policy=self.plan.settings.criteria or "",
            protect=(*self.plan.settings.protect, *phase.protect),
            not_red=red_checks(phase, record, state),
            before=criteria.recorded(record.criteria[0][2], self.ports.evidence) if record.criteria else None,
        )
        guarded = ground.protect or ground.protected_before
        return ground._replace(changed=self._changed_paths(phase) if guarded else ())

    def _agreed(self, record: PhaseRecord, digest: str) -> tuple[str, ...]:
        """Lines that a person agreed to by just these criteria, whose word is to be believed."""
        given = (noted for noted in record.agreed if noted.event.criteria == digest)
        believed = (noted.event for noted in given if not self.ports.doubt(noted.event, noted.at))
        return tuple(dict.fromkeys(line for event in believed for line in event.lowered))

    def _changed_paths(self, phase: Phase) -> tuple[str, ...]:
        """What was changed since the phase was begun, as the plan names paths."""
        base, _ = base_of(self.recorder.state.phase(phase.id), self.recorder.state)
        if not base:
            return ()
        prefix = self.ports.prefix
        return tuple(sorted(path.removeprefix(prefix) for path in self._changed(base) if path.startswith(prefix)))


def lines(changes: tuple[Change, ...]) -> tuple[str, ...]:
    """What was lowered, as a completion keeps it."""
    return tuple(change.told for change in lowered(changes))
