"""What is so: the fold of the journal over the plan. Derived each time, never stored, never edited."""

from tracker.state.derive import Standing, check_keys, derive
from tracker.state.fold import apply, fold
from tracker.state.freshness import Freshness, judge_freshness
from tracker.state.records import (
    CheckRecord,
    ElsewhereRecord,
    Fold,
    Newest,
    Noted,
    PhaseRecord,
    RunRecord,
    Seal,
    StepRecord,
    Tested,
    Verdict,
    content_of,
)

__all__ = [
    "CheckRecord",
    "ElsewhereRecord",
    "Fold",
    "Freshness",
    "Newest",
    "Noted",
    "PhaseRecord",
    "RunRecord",
    "Seal",
    "Standing",
    "StepRecord",
    "Tested",
    "Verdict",
    "apply",
    "check_keys",
    "content_of",
    "derive",
    "fold",
    "judge_freshness",
]
