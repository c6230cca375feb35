"""Makes the commits: what a phase's steps changed, and the tracker's own record of the run."""

from __future__ import annotations

import os.path
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from tracker.engine import commits
from tracker.engine.ports import Ports
from tracker.engine.recorder import Recorder
from tracker.engine.work_tree import WorkTree
from tracker.journal import events as e
from tracker.model.outline import cells
from tracker.spec.phases import Phase
from tracker.spec.settings import Settings

KEPT = 200
"""Of how many files a seal remembers how they were before the phase."""
RECORD_LOCK = "record"
"""Held by whoever renders or commits."""


@dataclass(slots=True)
class Committer:
    """One run's commits."""

    ports: Ports
    settings: Settings
    recorder: Recorder
    tree: WorkTree
    head: str
    """The commit that results belong to; moves with each commit."""
    policy: str = "auto"
    """Whether to commit: `auto`, `ask` or `never`."""
    by_hand: bool = False
    """Commit what anybody changed in a phase's declared files, not its steps alone."""
    head_tree: str = ""
    """Its tree, once HEAD was looked up."""
    made: list[str] = field(default_factory=list)
    """The commits of this run, in their order."""
    left: set[str] = field(default_factory=set)
    """Repository paths that were not to be committed, and would have been otherwise."""

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While no other run renders or commits."""
        self.ports.locks.wait_for(RECORD_LOCK, run=self.ports.journal.run)
        try:
            yield
        finally:
            self.ports.locks.release(RECORD_LOCK)

    def look(self) -> None:
        """Look HEAD up anew: another run, or somebody else, may have committed."""
        found = self.ports.repository.head()
        self.head, self.head_tree = found.commit or self.head, found.tree

    def commit_work(self, phase: Phase) -> tuple[str, ...]:
        """Commit what the phase's steps changed inside its declared files, and, where that was asked for, whatever else was
        changed there. Returns what was left uncommitted.
        """
        self._find_intended(phase.id)
        split = self.tree.split(phase, everything=self.by_hand)
        if not split.ours:
            return split.left
        message = commits.work_message(phase, self.settings, self._results(phase), self.ports.journal.run)
        subject = message.splitlines()[0]
        if not self._may_commit(f"Commit {len(split.ours)} files as {subject!r}?"):
            self.left.update(split.ours)
            return tuple(sorted((*split.ours, *split.left)))
        with self.alone():
            self.look()
            self.recorder.now(e.CommitIntended(phase.id, commits.WORK, self.head, split.ours, subject))
            facts = self.ports.repository.commit(split.ours, message, parent=self.head)
        if facts is not None:
            self._moved_to(facts.commit)
            self.recorder.now(commits.recorded(phase.id, commits.WORK, facts))
        return split.left

    def lacking(self, paths: Iterable[str]) -> dict[str, str]:
        """Which of these files of the workspace HEAD does not hold as they are on the disk, each with the reason."""
        self.look()
        places = {self._place(path): path for path in paths}
        return {places[place]: why for place, why in self.ports.repository.lacks(self.head, places).items()}

    def _place(self, path: str) -> str:
        """Where a file of the workspace is in the repository."""
        return os.path.normpath(self.ports.prefix + path).replace(os.sep, "/")

    def declares(self, phase: Phase, paths: Iterable[str]) -> bool:
        """Whether all of these files of the workspace are among those that the phase declares."""
        places = {self._place(path) for path in paths}
        return places == commits.declared_paths(phase, places, self.ports.workspace, self.ports.prefix)

    def before(self, base: str, paths: Iterable[str]) -> dict[str, str]:
        """Which of these files of the workspace are others than at `base`, with the sha256 that they had there."""
        if not base or base == self.head:
            return {}
        places = {self._place(path): path for path in paths}
        found = self.ports.repository.before(base, self.head, places)
        return {places[place]: digest for place, digest in sorted(found.items())[:KEPT]}

    def find_work(self, phase: Phase, base: str, touched: Iterable[str]) -> None:
        """Record the commits that led here since `base` and belong to the phase: those that touch its declared files or its
        inputs, and those that name it. Steps, agents and people may commit by themselves.
        """
        record = self.recorder.state.phase(phase.id)
        known = {event.commit for event in record.commits}
        places = {self._place(path) for path in touched}
        for facts in self.ports.repository.between(base, but=known) if base not in ("", self.head) else ():
            paths = set(facts.paths)
            own = all(self.ports.own(path) for path in paths)
            if own:
                continue
            if paths & places or commits.declared_paths(phase, paths, self.ports.workspace, self.ports.prefix):
                self.recorder.now(commits.recorded(phase.id, commits.WORK, facts))

    def _moved_to(self, commit: str) -> None:
        self.head = commit
        self.tree.forget()
        self.made.append(commit)

    def _results(self, phase: Phase) -> list[str]:
        """One line for each check, in the plan's order."""
        record = self.recorder.state.phase(phase.id)
        keys = [cell.key for cell in cells(phase)]
        return [f"{key.name}: {record.checks[key].event.summary}" for key in keys if key in record.checks]

    def _find_intended(self, phase: str) -> None:
        """A commit that an earlier run intended and could not record is looked for before it is made again."""
        for run, intent in list(self.recorder.state.phase(phase).intents):
            made = set(self.ports.repository.find("Tracker-Run", run))
            for commit in self.ports.repository.find("Tracker-Phase", phase):
                facts = self.ports.repository.facts(commit) if commit in made else None
                if facts is not None and facts.subject == intent.subject:
                    self.recorder.now(commits.recorded(phase, intent.purpose, facts))

    def _may_commit(self, question: str) -> bool:
        if self.policy == "ask":
            return self.ports.confirm is not None and self.ports.confirm(question)
        return self.policy == "auto"

    def commit_record(self, phases: Mapping[str, str], documents: Iterable[str], *, others: Iterable[str]) -> None:
        """Commit documents, journal and evidence, where there is anything to commit. `phases` has what became of each.

        This commit is not recorded in the journal, because it holds the journal: its trailers find it.
        `others` are journal files that a run which lives now is still writing.
        """
        paths = self._record_paths(set(documents), set(others))
        if not paths:
            return
        message = commits.record_message(self.settings, phases, self.ports.journal.run)
        if not self._may_commit(f"Commit {len(paths)} files that the tracker wrote?"):
            self.left.update(paths)
            return
        with self.alone():
            self.look()
            facts = self.ports.repository.commit(paths, message, parent=self.head)
        if facts is not None:
            self._moved_to(facts.commit)

    def _record_paths(self, documents: set[str], others: set[str]) -> tuple[str, ...]:
        rendered = {self.ports.project_prefix + path for path in documents}
        own = (path for path in self.ports.repository.dirty() if self.ports.own(path) and path not in others)
        return tuple(sorted(path for path in own if _is_record(path) or path in rendered))


def _is_record(path: str) -> bool:
    return ".tracker/" in f"/{path}"
