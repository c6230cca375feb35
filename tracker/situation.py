"""Plan and journal together at one moment: what every view and every plan of work is made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tracker.bar.late import Late
from tracker.bar.standing import Bar
from tracker.graph import Graph
from tracker.journal.events import SealFound
from tracker.model.found import Head, Touched
from tracker.model.ids import CheckKey
from tracker.model.ports import EvidenceStore
from tracker.model.result import TestReport
from tracker.spec.models import Plan
from tracker.spec.phases import Phase
from tracker.state import Fold, Freshness, Standing


@dataclass(frozen=True, slots=True)
class Situation:
    """All that is known. Frozen: a command looks once and decides from what it saw."""

    plan: Plan
    graph: Graph[Phase]
    state: Fold
    freshness: Mapping[CheckKey, Freshness]
    standings: Mapping[str, Standing]
    tests: Callable[[str], TestReport | None]
    """Test results from the evidence store, by their sha256."""
    head: Head | None = None
    """None outside a git repository."""
    changes: int = 0
    """How many files differ from HEAD."""
    live_runs: frozenset[str] = frozenset()
    bars: Mapping[str, Bar] = field(default_factory=dict)
    """How the bar of each phase stands whose work has begun."""
    grounds: Mapping[CheckKey, str] = field(default_factory=dict)
    """Results that were judged by other matchers or settings than there are now, with what is another."""
    strangers: Mapping[str, str] = field(default_factory=dict)
    """Phases whose id was another phase's when their results were recorded, with the reason."""
    late: Mapping[str, tuple[Late, ...]] = field(default_factory=dict)
    """Phase → promises that are newer than what is to prove them in it."""
    touched: Touched = field(default_factory=Touched)
    """Documents that somebody changed by hand where the tracker writes."""
    unknown_commits: frozenset[str] = frozenset()
    """See `Facts`."""
    unseen: frozenset[str] = frozenset()
    """See `Facts`."""
    found: tuple[SealFound, ...] = ()
    """See `Facts`."""
    evidence: EvidenceStore | None = None
    """Where long lists of inputs are; None where there are none."""

    @property
    def project(self) -> str:
        """The plan's name."""
        return self.plan.settings.project.name

    @property
    def same_failures(self) -> int:
        """How often a phase may fail in the same way before a run is refused; 0: no limit."""
        return self.plan.settings.defaults.same_failures
