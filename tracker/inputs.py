"""What a check's result depends on: the declared inputs by content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from tracker.model.ids import CheckKey
from tracker.model.outline import CheckLike, PhaseLike, cells
from tracker.state import Fold, Freshness, PhaseRecord, content_of, judge_freshness

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.model.ports import EvidenceStore, Files

INLINE_LIMIT = 8
"""Up to this many inputs are written into the event itself; more go into the evidence store, once for equal lists."""


class Inputs:
    """Looks up inputs, each list of patterns once."""

    def __init__(
        self, files: Files, everything: Callable[[], tuple[str, ...]], *, rendered: frozenset[str] = frozenset()
    ) -> None:
        """`rendered`: documents that the tracker writes, which are no inputs unless a pattern is just their name."""
        self._files = files
        self._everything = everything
        self._rendered = rendered
        self._lists: dict[tuple[str, ...] | None, dict[str, str]] = {}

    def of(self, check: CheckLike) -> Mapping[str, str]:
        """Workspace path → sha256 of every input as it is now."""
        known = self._lists.get(check.inputs)
        if known is None:
            paths = self._everything() if check.inputs is None else self._matching(check.inputs)
            known = {path: self._files.digest(path) for path in paths}
            self._lists[check.inputs] = known
        return known

    def _matching(self, patterns: tuple[str, ...]) -> Iterator[str]:
        return (path for path in self._files.glob(patterns) if path not in self._rendered or path in patterns)

    def forget(self) -> None:
        """Look again the next time: files may have changed."""
        self._lists.clear()


def pack(inputs: Mapping[str, str], evidence: EvidenceStore) -> dict[str, str]:
    """Inputs as an event keeps them."""
    return _packed(inputs, evidence.put)


def packed(inputs: Mapping[str, str], evidence: EvidenceStore) -> dict[str, str]:
    """The same, and nothing is kept: to compare it with what an event has."""
    return _packed(inputs, evidence.digest)


def _packed(inputs: Mapping[str, str], name: Callable[[object], str]) -> dict[str, str]:
    if len(inputs) <= INLINE_LIMIT:
        return dict(inputs)
    return {"": name({"kind": "inputs", "files": dict(inputs)})}


def unpack(packed: Mapping[str, str], evidence: EvidenceStore) -> Mapping[str, str] | None:
    """The other way; None when the evidence is missing or damaged."""
    if "" not in packed:
        return packed
    value = evidence.get(packed[""])
    files = value.get("files") if isinstance(value, dict) else None
    return files if isinstance(files, dict) else None


class Ground(NamedTuple):
    """What recorded results say of what is there now."""

    freshness: Mapping[CheckKey, Freshness]
    """For each recorded result of the plan's checks."""
    undone: frozenset[str] = frozenset()
    """Completed phases whose files are again as they were before them."""


def look_at(phases: Iterable[PhaseLike], state: Fold, inputs: Inputs, evidence: EvidenceStore) -> Ground:
    """Compare every recorded result of the plan's checks with what is there now."""
    answers: dict[CheckKey, Freshness] = {}
    undone: set[str] = set()
    for phase in phases:
        record = state.phases.get(phase.id)
        if record is None or not record.checks:
            continue
        found = _phase_freshness(phase, record, inputs, evidence)
        answers.update(found)
        if record.completed is not None and any(not answer.fresh for answer in found.values()):
            now = {path: digest for check in phase.checks for path, digest in inputs.of(check).items()}
            before = record.completed.before
            if before and all(now.get(path, "") == digest for path, digest in before.items()):
                undone.add(phase.id)
    return Ground(answers, frozenset(undone))


def _phase_freshness(
    phase: PhaseLike, record: PhaseRecord, inputs: Inputs, evidence: EvidenceStore
) -> dict[CheckKey, Freshness]:
    answers: dict[CheckKey, Freshness] = {}
    for check, _, key in cells(phase):
        known = record.checks.get(key)
        if known is None:
            continue
        if known.event.tests and not evidence.has(known.event.tests):
            why = f"its evidence is missing: the test results {known.event.tests[:12]}…"
            answers[key] = Freshness(fresh=False, why=why)
            continue
        definition, current = check.definition(), inputs.of(check)
        answer = judge_freshness(known, definition=definition, recorded=unpack(known.event.inputs, evidence), current=current)
        past = record.past.get(key, {})
        if not answer.fresh and len(past) > 1:
            answer = answer._replace(here=past.get(content_of(definition, packed(current, evidence))))
        answers[key] = answer
    return answers
