"""What a phase declares of its files, and what is so: what is to be created is there, what is to be modified differs from
where the phase's work began, what is to be deleted is gone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from tracker.bar.criteria import recorded
from tracker.bar.standing import base_of
from tracker.checking.unmatched import unmatched
from tracker.engine.ports import Ports
from tracker.engine.recorder import Recorder
from tracker.engine.work_tree import WorkTree
from tracker.spec.models import Plan
from tracker.spec.phases import Phase
from tracker.spec.values import FileEntry
from tracker.state import PhaseRecord

NAMED = 5
"""Of how many files the reason of a failure speaks."""


class Found(NamedTuple):
    """What came of the declared files of a phase."""

    right: Mapping[str, str] = {}
    """Path as the plan has it → what was found."""
    wrong: tuple[str, ...] = ()
    """What is not as declared: the file, what was declared, what was found, what to do."""

    @property
    def why(self) -> str:
        """Why the phase does not complete; empty when nothing stands against it."""
        more = f"; and {len(self.wrong) - NAMED} more" if len(self.wrong) > NAMED else ""
        return "; ".join(self.wrong[:NAMED]) + more


@dataclass(slots=True)
class Declared:
    """Looks at the declared files of the phases of a run."""

    ports: Ports
    plan: Plan
    recorder: Recorder
    tree: WorkTree

    def look(self, phase: Phase) -> Found:
        """Compare what a phase declares with what is there."""
        entries = [entry for entry in phase.files if entry.change != "changed" and not self.ports.own(self._place(entry.path))]
        if not entries:
            return Found()
        record = self.recorder.state.phase(phase.id)
        base = self._base(record)
        changed = self._changed(base) if any(entry.change == "modified" for entry in entries) else None
        right: dict[str, str] = {}
        wrong: list[str] = []
        for entry in entries:
            said = self._wrong(entry, base, changed)
            if not said:
                right[entry.path] = entry.earlier or entry.change
            elif self._asked(phase, entry, record):
                wrong.append(said)
        return Found(right, tuple(wrong))

    def uncommitted(self, phase: Phase) -> tuple[str, ...]:
        """Declared files, as the workspace names them, that are there and are not as HEAD has them."""
        paths = self.ports.workspace.glob([entry.path for entry in phase.files if entry.change in ("created", "modified")])
        if not paths:
            return ()
        self.tree.forget()
        differing = self.tree.differing()
        return tuple(path for path in paths if self._place(path) in differing)

    def _place(self, path: str) -> str:
        """Where a path of the workspace is in the repository."""
        return self.ports.prefix + path

    def _base(self, record: PhaseRecord) -> str:
        """The commit from which the phase's work began. That of earlier attempts is its work, too."""
        first = self.recorder.state.runs.get(record.runs[0]) if record.attempt > 1 and record.runs else None
        if first is not None and first.start is not None:
            return first.start.commit
        return base_of(record, self.recorder.state)[0]

    def _changed(self, base: str) -> Mapping[str, str] | None:
        """Path → its path at the base, of all that differs from it; None where the base is not known here."""
        if not base or self.ports.repository.facts(base) is None:
            return None
        self.tree.forget()
        known = self.ports.repository.changed_since(base)
        return {**{path: "" for path in self.tree.differing() if path not in known}, **known}

    def _wrong(self, entry: FileEntry, base: str, changed: Mapping[str, str] | None) -> str:
        """What is not as an entry says; empty when it is."""
        paths = self.ports.workspace.glob([entry.path])
        if entry.change == "deleted":
            return _still(entry, paths) if paths else ""
        if not paths:
            return self._missing(entry, changed or {})
        if entry.change == "created" or entry.earlier or changed is None:
            return ""
        return "" if any(self._place(path) in changed for path in paths) else _unchanged(entry, paths, base)

    def _missing(self, entry: FileEntry, changed: Mapping[str, str]) -> str:
        place = self._place(entry.path)
        renamed = next((path for path, old in changed.items() if old == place != path), "")
        if renamed:
            now = renamed.removeprefix(self.ports.prefix)
            return f"{entry.path} is declared as {entry.change}, and was renamed to {now}: name that in `files`"
        meant = next((why for _, why in unmatched((entry.path,), self.ports.workspace) if "did you mean" in why), "")
        hint = f" ({meant.partition('; ')[2]})" if meant else ""
        found = "no file matches it" if "*" in entry.path else "is not there"
        todo = "make it" if entry.change == "created" else "bring it back"
        return f"{entry.path} is declared as {entry.change}, and {found}{hint}: {todo}, or correct `files` in the plan"

    def _asked(self, phase: Phase, entry: FileEntry, record: PhaseRecord) -> bool:
        """Whether what an entry says is asked for now.

        What was declared when the phase was sealed is history, and is only looked at again: a later phase may take away what
        this one made.
        """
        if record.completed is None:
            return True
        if entry.path in record.completed.delivered:
            others = (other for known in self.plan.phases if known.id != phase.id for other in known.files)
            against = {"created": ("deleted",), "deleted": ("created", "modified")}.get(entry.change)
            return against is not None and not any(o.path == entry.path and o.change in against for o in others)
        then = recorded(record.seals[-1].criteria, self.ports.evidence)
        files = then.get("phase", {}).get("files", []) if then else None
        return files is not None and not any(_same(entry, known) for known in files)


def _same(entry: FileEntry, known: Mapping[str, str]) -> bool:
    return known.get("path") == entry.path and known.get("change", "changed") == entry.change


def _still(entry: FileEntry, paths: Collection[str]) -> str:
    first = next(iter(paths))
    what = "is still there" if first == entry.path else f"{first} is still there"
    return f"{entry.path} is declared as deleted, and {what}: remove it, or correct `files` in the plan"


def _unchanged(entry: FileEntry, paths: Collection[str], base: str) -> str:
    many = f"none of the {len(paths)} files that match was changed" if "*" in entry.path else "was not changed"
    return (
        f"{entry.path} is declared as modified, and {many} in this phase's work (since {base[:7]}): change it, or, where that "
        f"was done before, give the reason in its `earlier`"
    )
