"""Where everything stands, as far as it can be told without the plan's words: what `tracker status` is made from.

A `Situation` has the whole plan besides. Facts come from a cache of the plan's outline as well, so that looking at a plan that
has not changed validates nothing.
"""

from collections.abc import Mapping
from typing import NamedTuple

from tracker.bar.late import Late
from tracker.bar.standing import Bar
from tracker.graph import Graph
from tracker.journal.events import SealFound
from tracker.model.found import Head, Touched
from tracker.model.ids import CheckKey
from tracker.model.outline import PhaseOutline
from tracker.state import Fold, Freshness, Standing


class Facts(NamedTuple):
    """What is so at one moment."""

    project: str
    """The plan's name."""
    graph: Graph[PhaseOutline]
    state: Fold
    freshness: Mapping[CheckKey, Freshness]
    standings: Mapping[str, Standing]
    same_failures: int = 0
    """How often a phase may fail in the same way before a run is refused; 0: no limit."""
    head: Head | None = None
    """None outside a git repository."""
    changes: int = 0
    """How many files differ from HEAD."""
    live_runs: frozenset[str] = frozenset()
    bars: Mapping[str, Bar] = {}
    """How the bar of each phase stands whose work has begun."""
    grounds: Mapping[CheckKey, str] = {}
    """Results that were judged by other matchers or settings than there are now, with what is another."""
    unknown_commits: frozenset[str] = frozenset()
    """Commits that completions name, and of which the repository has neither the commit nor the content."""
    unseen: frozenset[str] = frozenset()
    """Commits that completions name and that cannot be known in a shallow clone."""
    found: tuple[SealFound, ...] = ()
    """Completions whose commit was rewritten since they were recorded; `state` has them where they are now."""
    strangers: Mapping[str, str] = {}
    """Phases whose id was another phase's when their results were recorded, with the reason."""
    late: Mapping[str, tuple[Late, ...]] = {}
    """Phase → promises that are newer than what is to prove them in it."""
    touched: Touched = Touched()
    """Documents that somebody changed by hand where the tracker writes."""
