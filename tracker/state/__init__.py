"""What is so: the fold of the journal over the plan. Derived each time, never stored, never edited."""

from tracker.state.derive import Standing, check_keys, derive
from tracker.state.fold import CheckRecord, ElsewhereRecord, Fold, PhaseRecord, RunRecord, StepRecord, apply, fold
from tracker.state.freshness import Freshness, judge_freshness

__all__ = [
    "CheckRecord",
    "ElsewhereRecord",
    "Fold",
    "Freshness",
    "PhaseRecord",
    "RunRecord",
    "Standing",
    "StepRecord",
    "apply",
    "check_keys",
    "derive",
    "fold",
    "judge_freshness",
]
