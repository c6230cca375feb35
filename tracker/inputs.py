"""What a check's result depends on: the declared inputs by content."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from tracker.model.ids import CheckKey
from tracker.model.outline import CheckLike, PhaseLike, cells
from tracker.state import Fold, Freshness, judge_freshness

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
    if len(inputs) <= INLINE_LIMIT:
        return dict(inputs)
    return {"": evidence.put({"kind": "inputs", "files": dict(inputs)})}


def unpack(packed: Mapping[str, str], evidence: EvidenceStore) -> Mapping[str, str] | None:
    """The other way; None when the evidence is missing or damaged."""
    if "" not in packed:
        return packed
    value = evidence.get(packed[""])
    files = value.get("files") if isinstance(value, dict) else None
    return files if isinstance(files, dict) else None


def all_freshness(
    phases: Iterable[PhaseLike], state: Fold, inputs: Inputs, evidence: EvidenceStore
) -> dict[CheckKey, Freshness]:
    """Freshness of every recorded result of the plan's checks."""
    answers: dict[CheckKey, Freshness] = {}
    for phase in phases:
        record = state.phases.get(phase.id)
        if record is None or not record.checks:
            continue
        for check, _, key in cells(phase):
            known = record.checks.get(key)
            if known is not None:
                if known.event.tests and not evidence.has(known.event.tests):
                    why = f"its evidence is missing: the test results {known.event.tests[:12]}…"
                    answers[key] = Freshness(fresh=False, why=why)
                    continue
                answers[key] = judge_freshness(
                    known,
                    definition=check.definition(),
                    recorded=unpack(known.event.inputs, evidence),
                    current=inputs.of(check),
                )
    return answers
