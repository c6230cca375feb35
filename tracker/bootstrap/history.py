"""Where recorded completions are in the history that HEAD has now.

A squash merge, a rebase, an amended or cherry-picked commit leaves the content and takes the commit away. What was proved is
known by the hashes of its inputs, so the commit that brought just these into HEAD's history is where the completion is now.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker.adapters.files import cache
from tracker.bootstrap.places import FOLDER
from tracker.inputs import unpack
from tracker.journal.events import SealFound
from tracker.journal.order import run_of
from tracker.model.digest import sha256_hex
from tracker.state.found import sealed_at

if TYPE_CHECKING:
    from tracker.adapters.git.whereabouts import Wanted, Whereabouts
    from tracker.adapters.git.witness import Witness
    from tracker.bootstrap.project import Project
    from tracker.model.ids import CheckKey
    from tracker.model.outline import PhaseOutline
    from tracker.state import CheckRecord, Fold, PhaseRecord

_FAR = 1000
"""So many runs before a run are asked whether they belong here."""


class Lost(NamedTuple):
    """What became of the commits that completions name."""

    found: tuple[SealFound, ...] = ()
    """Those that were rewritten, and the commits that have their content."""
    unknown: frozenset[str] = frozenset()
    """Those that the repository does not have, nor their content."""
    unseen: frozenset[str] = frozenset()
    """Those that may well be there, beyond the border of a shallow clone."""

    @property
    def settled(self) -> bool:
        """Whether all of them lead to HEAD, so that only a rewritten history makes another answer of it."""
        return not (self.found or self.unknown or self.unseen)


class History:
    """Completions and HEAD's history."""

    def __init__(self, project: Project) -> None:
        self._project = project
        prefix, rendered = project.repository_prefix(project.root), project.outline.rendered
        self._own = (f"{prefix}{FOLDER}", *(os.path.normpath(prefix + path) for path in rendered))
        """Files and folders of the repository that the tracker writes."""
        self._prefix = project.repository_prefix(project.workspace.root)
        """The workspace's place in the repository."""
        self._head = ""
        self._known: set[str] = set()
        """Commits that lead to HEAD."""
        self._answers: dict[str, str] = {}
        """What a commit has to hold, digested → the one that does, or empty text."""
        self._recalled = False

    def look(self, state: Fold, head: str = "") -> Lost:
        """What became of the commits that the planned phases' completions name. `head`: HEAD's commit where it is known.

        Raises:
            OSError: git cannot tell.
        """
        records = {phase.id: state.phases[phase.id] for phase in self._project.outline.phases if phase.id in state.phases}
        named = {name: sealed_at(record) for name, record in records.items() if record.seals and record.completed}
        commits = {commit for at in named.values() for commit in at if commit}
        if not commits:
            return Lost()
        self._recall(head)
        if commits <= self._known:
            return Lost()
        missing = self._project.witness.unknown_commits(sorted(commits - self._known))
        astray = missing | self._git.astray(commits - self._known - missing)
        self._known |= commits - astray
        if not astray:
            self._keep()
            return Lost()
        shallow = bool(missing) and self._project.witness.is_shallow()
        unseen = missing if shallow else frozenset()
        found = tuple(self._found(state, {name: [c for c in at if c in astray - unseen] for name, at in named.items()}))
        self._keep()
        there = {event.commit for event in found}
        return Lost(found, frozenset(missing - unseen - there), unseen)

    def kin(self, state: Fold) -> Kin:
        """Which runs of a fold belong to this repository's history."""
        return Kin(state, self._project.witness, self._git)

    @cached_property
    def _git(self) -> Whereabouts:
        from tracker.adapters.git.whereabouts import Whereabouts

        return Whereabouts(self._project.git)

    def _recall(self, head: str) -> None:
        if not self._recalled:
            self._recalled = True
            kept = self._project.kept.recall(cache.COMMITS, _read)
            if kept is not None:
                self._head, self._known, self._answers = kept[0]
        now = head or self._git.head()
        if now != self._head:
            self._head, self._known = now, set()
            self._answers = {key: commit for key, commit in self._answers.items() if commit}

    def _keep(self) -> None:
        def plain() -> list[object]:
            return [self._head, sorted(self._known), self._answers]

        self._project.kept.later(cache.COMMITS, plain, {}, self._project.clock.unix())

    # -- one that is not in HEAD's history ------------------------------------------------------------------------

    def _found(self, state: Fold, lost: Mapping[str, Collection[str]]) -> Iterator[SealFound]:
        git, related = self._git, self.kin(state)
        for phase in self._project.outline.phases:
            for commit in lost.get(phase.id, ()):
                record = state.phases[phase.id]
                run, checks = _completion(record, commit)
                if not related.has(run):
                    continue
                wanted = self._wanted(phase, checks, git)
                if wanted is not None and wanted.files:
                    now = self._bringing(wanted, phase.id, commit, git)
                else:  # what looks at nothing holds anywhere: it is where its record is
                    now = "" if wanted is None else git.adding(f"{self._own[0]}/journal/*-{run}.jsonl") or self._head
                if now:
                    yield SealFound(phase.id, commit, now, git.tree_of(now), self._work(record, commit, now, git))

    def _bringing(self, wanted: Wanted, phase: str, commit: str, git: Whereabouts) -> str:
        key = sha256_hex(repr([phase, commit, sorted(wanted.files.items()), wanted.among]).encode("utf-8", "surrogatepass"))
        known = self._answers.get(key)
        if known and not self._project.witness.unknown_commits([known]) and not git.astray([known]):
            return known
        if known != "":
            self._answers[key] = git.bringing(wanted)
        return self._answers[key]

    def _work(self, record: PhaseRecord, commit: str, now: str, git: Whereabouts) -> dict[str, str]:
        """The phase's recorded commits that were rewritten, too, each with the one that stands for it."""
        from tracker.adapters.git.whereabouts import Made

        missing = self._project.witness.unknown_commits(made.commit for made in record.commits)
        astray = missing | git.astray({made.commit for made in record.commits} - missing)
        lost = {made.commit: Made(made.subject, made.author_date) for made in record.commits if made.commit in astray}
        again = git.again(made for name, made in lost.items() if name != commit)
        return {name: now if name == commit else again.get(made, now) for name, made in lost.items()}

    def _wanted(self, phase: PhaseOutline, checks: Mapping[CheckKey, CheckRecord], git: Whereabouts) -> Wanted | None:
        """What a commit has to hold; None where that is not known any more."""
        from tracker.adapters.files.globs import fixed_part
        from tracker.adapters.files.taking import taken_by
        from tracker.adapters.git.whereabouts import Wanted

        asked = {check.id: check for check in phase.checks}
        files: dict[str, str] = {}
        patterns: list[tuple[str, ...] | None] = []
        for key, known in checks.items():
            recorded = unpack(known.event.inputs, self._project.evidence)
            if recorded is None:
                return None
            check = asked.get(key.check)
            declared = check.inputs if check is not None and check.definition() == known.event.definition else ()
            patterns.append(declared)
            taken = recorded if declared is None else set(taken_by(declared, recorded))
            for path, digest in recorded.items():
                place = self._place(path)
                if files.setdefault(place, digest) != digest:
                    return None  # two checks looked at different content
                if path not in taken and not git.ever(place):
                    del files[place]  # a command names it, and git never had it
        takes = self._taking(patterns)
        folders = {fixed_part(p) for some in patterns for p in some or ("",) if not p.startswith(("!", "env:"))}
        among = {*files, *map(self._place, folders)}
        return Wanted(files, () if "." in among else tuple(sorted(among)), self._own, takes)

    def _taking(self, patterns: Collection[tuple[str, ...] | None]) -> Callable[[Iterable[str]], Iterable[str]]:
        from tracker.adapters.files.taking import taken_by

        prefix, own = self._prefix, self._own

        def takes(paths: Iterable[str]) -> Iterator[str]:
            inside = [path[len(prefix) :] for path in paths if path.startswith(prefix) and not _below(path, own)]
            taken = set(inside) if None in patterns else {x for some in patterns for x in taken_by(some or (), inside)}
            return (prefix + path for path in taken)

        return takes

    def _place(self, path: str) -> str:
        return os.path.normpath(self._prefix + path)


class Kin:
    """Whether a run took place in this repository's history, or in one that shares a beginning with it.

    Anybody's journal can name a content that is here, too. What a rewritten history leaves is a commit before the one
    that a run, or a run before that, began at; or the name of the run in the message of the commit that recorded it.
    """

    def __init__(self, state: Fold, witness: Witness, git: Whereabouts) -> None:
        self._state = state
        self._witness = witness
        self._git = git
        self._told: dict[str, bool] = {}
        self._trailers: frozenset[str] | None = None
        self._began = {name: {run.start.commit, *run.start.after} for name, run in state.runs.items() if run.start}
        for record in state.phases.values():
            for known in record.checks.values():
                self._began.setdefault(known.run, set()).add(known.event.commit)
        self._unknown: frozenset[str] | None = None

    def has(self, run: str) -> bool:
        """Whether it does.

        Raises:
            OSError: git cannot tell.
        """
        if run not in self._told:
            self._told[run] = self._is_kin(self._before(run))
        return self._told[run]

    def _is_kin(self, runs: Collection[str]) -> bool:
        if self._unknown is None:
            self._unknown = self._witness.unknown_commits(sorted(set().union(*self._began.values()))) | {""}
        if any(self._began.get(name, set()) - self._unknown for name in runs):
            return True
        if self._trailers is None:
            self._trailers = self._git.run_of(tuple(self._state.runs))
        return not self._trailers.isdisjoint(runs)

    def _before(self, run: str) -> list[str]:
        """The run, and those that it could see."""
        seen, queue = {run}, [run]
        for name in queue:
            known = self._state.runs.get(name)
            for file in known.opened.heads if known and known.opened else ():
                earlier = run_of(file)
                if earlier not in seen and len(seen) < _FAR:
                    seen.add(earlier)
                    queue.append(earlier)
        return queue


def _completion(record: PhaseRecord, commit: str) -> tuple[str, Mapping[CheckKey, CheckRecord]]:
    """The run that completed a phase at a commit, and the results that this rests on."""
    if record.rechecked is not None and record.rechecked.event.commit == commit:
        return record.rechecked.run, record.checks
    seal = next(seal for seal in reversed(record.seals) if seal.completed.commit == commit)
    return seal.run, seal.checks


def _below(path: str, folders: Collection[str]) -> bool:
    return any(path == folder or path.startswith(f"{folder}/") for folder in folders)


def _read(kept: Any) -> tuple[str, set[str], dict[str, str]]:
    head, known, answers = kept
    return str(head), set(known), dict(answers)
