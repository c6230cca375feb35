"""What is there by the newest records: the content that results and steps left in the journal, the same on any machine.

`tracker status` looks at the work tree; a document must not. So it asks for each input what the newest result or step that had
to do with the file says of it, and judges older results by that, as `status` does by what is on the disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from tracker.inputs import unpack
from tracker.model.outline import CheckLike, Reads, cells

if TYPE_CHECKING:
    from tracker.model.ports import EvidenceStore
    from tracker.spec.models import Plan
    from tracker.state import Fold


class AsOf(NamedTuple):
    """The newest record that says what is there."""

    at: str
    run: str

    @property
    def words(self) -> str:
        """`as of 2026-11-28, run `01…``; empty where nothing was ever looked at."""
        return f"as of {self.at[:10]}, run `{self.run}`" if self.run else ""


NEVER = AsOf("", "")


class _Record(NamedTuple):
    """What one result or step says of files."""

    order: tuple[int, str]
    run: str
    files: Mapping[str, str]
    """Path → sha256; empty text for a file that is gone."""


class NewestInputs:
    """The inputs of checks as the newest records have them; asked like `tracker.inputs.Inputs`, and nothing is looked at."""

    def __init__(self, plan: Plan, state: Fold, evidence: EvidenceStore | None) -> None:
        self._plan, self._state, self._evidence = plan, state, evidence
        self._order = {run: place for place, run in enumerate(state.runs)}
        records = sorted((*self._results(), *self._steps(), *self._removed()), key=lambda record: record.order)
        self._files: dict[str, tuple[str, AsOf]] = {}
        for record in records:
            for path, digest in record.files.items():
                if path not in self._files or self._files[path][0] != digest:
                    self._files[path] = digest, AsOf(record.order[1], record.run)
        self.as_of = AsOf(records[-1].order[1], records[-1].run) if records else NEVER
        self._lists = self._newest_lists()

    def of(self, check: CheckLike) -> Mapping[str, str]:
        """Path → sha256 of every input of a check: of the newest list of such inputs, each file as it was seen last."""
        _, known = self._lists.get((check.inputs, check.reading()), ((0, ""), {}))
        now = ((path, self._files[path][0] if path in self._files else digest) for path, digest in known.items())
        return {path: digest for path, digest in now if digest}

    def seen(self, paths: Iterable[str]) -> AsOf:
        """The record that saw the newest change of these files."""
        return max((self._files[path][1] for path in paths if path in self._files), default=self.as_of)

    def kinds(self, check: CheckLike) -> Mapping[str, str]:
        """Every recorded list has what is an input."""
        del check
        return {}

    def programs(self, check: CheckLike) -> None:
        """They belong to a machine."""
        del check

    def variables(self, check: CheckLike) -> None:
        """So do they."""
        del check

    def _unpacked(self, packed: Mapping[str, str]) -> Mapping[str, str]:
        if "" not in packed:
            return packed
        return (unpack(packed, self._evidence) if self._evidence else None) or {}

    def _results(self) -> Iterator[_Record]:
        for record in self._state.phases.values():
            for known in record.checks.values():
                yield _Record((self._order[known.run], known.at), known.run, self._unpacked(known.event.inputs))

    def _steps(self) -> Iterator[_Record]:
        """What steps left, as far as it is in the workspace."""
        workspace = self._plan.settings.workspace.strip("/")
        prefix = "" if workspace in ("", ".") else f"{workspace}/"
        for record in self._state.phases.values():
            for known in record.steps.values():
                changed = known.event.changed
                files = {path.removeprefix(prefix): digest for path, digest in changed.items() if path.startswith(prefix)}
                yield _Record((self._order[known.run], known.at), known.run, files)

    def _removed(self) -> Iterator[_Record]:
        """What a phase had among its inputs before it, and not in the results that it was sealed with."""
        for record in self._state.phases.values():
            for seal in record.seals:
                left = {path for known in seal.checks.values() for path in self._unpacked(known.event.inputs)}
                gone = {path: "" for path in seal.completed.before if path not in left}
                if gone and left:
                    yield _Record((self._order[seal.run], seal.at), seal.run, gone)

    def _newest_lists(self) -> dict[tuple[tuple[str, ...] | None, Reads], tuple[tuple[int, str], Mapping[str, str]]]:
        """What takes inputs → the newest list that was recorded for it, in whichever phase."""
        found: dict[tuple[tuple[str, ...] | None, Reads], tuple[tuple[int, str], Mapping[str, str]]] = {}
        for phase in self._plan.phases:
            record = self._state.phases.get(phase.id)
            for check, _, key in cells(phase) if record else ():
                known = record.checks.get(key) if record else None
                if known is None:
                    continue
                name, order = (check.inputs, check.reading()), (self._order[known.run], known.at)
                if name not in found or found[name][0] < order:
                    found[name] = (order, self._unpacked(known.event.inputs))
        return found
