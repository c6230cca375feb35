"""What is so: the fold of the journal over the plan. Derived each time, never stored, never edited."""

from tracker.state.derive import Standing, check_keys, derive
from tracker.state.fold import apply, fold
from tracker.state.freshness import Freshness, judge_freshness
from tracker.state.records import CheckRecord, ElsewhereRecord, Fold, Newest, PhaseRecord, RunRecord, StepRecord, Tested

__all__ = [
    "CheckRecord",
    "ElsewhereRecord",
    "Fold",
    "Freshness",
    "Newest",
    "PhaseRecord",
    "RunRecord",
    "Standing",
    "StepRecord",
    "Tested",
    "apply",
    "check_keys",
    "derive",
    "fold",
    "judge_freshness",
]
