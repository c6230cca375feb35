"""Whose change is it: what steps of ours changed, what was there before, and what somebody else did."""

from __future__ import annotations

import os.path
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tracker.checking.argv import words_of
from tracker.checking.looked_up import called_by, looked_up
from tracker.checking.reads import reads
from tracker.checking.recipes import digest_of, file_of
from tracker.engine import commits
from tracker.engine.ports import Ports
from tracker.spec.phases import Phase, Step
from tracker.state import Fold


@dataclass(slots=True)
class WorkTree:
    """The repository's work tree during one run."""

    ports: Ports
    state: Fold
    _foreign: frozenset[str] = frozenset()
    """Paths that differed from HEAD before the run, and that no step of ours left that way."""
    _before: dict[str, str] = field(default_factory=dict)
    """Repository path → sha256 of everything that differed from HEAD when last looked at."""
    _known: frozenset[str] | None = None
    """What differs from HEAD; None when that may have changed since git was asked."""

    def _dirty(self) -> frozenset[str]:
        """Paths that differ from HEAD, the tracker's own left out."""
        if self._known is None:
            self._known = frozenset(path for path in self.ports.repository.dirty() if not self.ports.own(path))
        return self._known

    def differing(self) -> frozenset[str]:
        """Paths that differ from HEAD, the tracker's own left out."""
        return self._dirty()

    def looked_at(self) -> frozenset[str]:
        """Paths that differed from HEAD when last looked at: before the run, and after its last step."""
        return frozenset(self._before)

    def forget(self) -> None:
        """Ask git again the next time: something has ended that may have changed files, or HEAD has moved."""
        self._known = None

    def changes(self) -> int:
        """How many files differ from HEAD."""
        return len(self._dirty())

    def begin(self, phases: Sequence[Phase]) -> tuple[str, ...]:
        """The run starts: remember what was changed before it. Returns what is not ours of that."""
        dirty = self._dirty()
        for phase in phases:
            dirty -= self._left_by_killed(phase, dirty)
        self._before = {path: self.ports.repository_files.digest(path) for path in dirty}
        left = self._left_by_steps()
        foreign = tuple(sorted(path for path, digest in self._before.items() if left.get(path) != digest))
        self._foreign = frozenset(foreign)
        return foreign

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
        now = {path: self.ports.repository_files.digest(path) for path in self._dirty()}
        changed = {path: digest for path, digest in now.items() if self._before.get(path) != digest}
        restored = self._before.keys() - now.keys()
        changed.update({path: self.ports.repository_files.digest(path) for path in restored})
        self._before = now
        return changed

    def programs(self, step: Step) -> dict[str, str]:
        """The files of the workspace that a step's command names, or looks a name up in: path → sha256."""
        files = self.ports.repository_files
        ran = reads(step.run, step.shell, None, pytest=False, path="").scripts
        inside = (word for word in (*words_of(step.run), *ran) if not os.path.isabs(word) and ".." not in word.split("/"))
        paths = [self.ports.prefix + word.removeprefix("./") for word in inside if word]
        digests = {path: files.digest(path) for path in paths}
        for names in looked_up(step.run, step.shell):
            there = ((path, digest_of(files, path)) for path in map(self.ports.prefix.__add__, names))
            digests.update(next(([(path, digest)] for path, digest in there if digest), []))
        named = [path for path, digest in digests.items() if digest and file_of(path) == path]
        digests.update({path: files.digest(path) for path in called_by(files, named) if not path.startswith("..")})
        return {path: digest for path, digest in digests.items() if digest}

    def split(self, phase: Phase, *, everything: bool = False) -> commits.Split:
        """What the phase's steps changed and is not committed; with `everything`, whatever differs from HEAD."""
        record = self.state.phase(phase.id)
        if everything:
            self.forget()
            dirty = self._dirty()
            ours = commits.declared_paths(phase, dirty, self.ports.workspace, self.ports.prefix)
            return commits.Split(tuple(sorted(ours)), tuple(sorted(dirty - ours)))
        if not any(known.event.changed for known in record.steps.values()):
            return commits.Split((), ())
        self.forget()  # while its checks ran, anybody may have changed what the steps left
        foreign = set(self._foreign)
        for known in record.steps.values():
            run = self.state.runs.get(known.run)
            foreign.update(run.start.dirty if run and run.start else ())
        return commits.split_changes(
            phase,
            record,
            dirty=self._dirty(),
            foreign=foreign,
            workspace=self.ports.workspace,
            repository=self.ports.repository_files,
            prefix=self.ports.prefix,
        )
