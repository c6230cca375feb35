"""Fields with a closed vocabulary."""

from __future__ import annotations

import pytest

from server.core.workflow_history_utils.models import WorkflowFilter, WorkflowStatus


@pytest.mark.parametrize(("status", "final"), [("pending", False), ("running", False), ("completed", True), ("failed", True)])
def test_final_statuses(status, final):
    assert WorkflowStatus(status).final is final


@pytest.mark.parametrize("limit", [0, -1, 101])
def test_a_page_has_1_to_100_rows(limit):
    with pytest.raises(ValueError, match=f"not {limit}"):
        WorkflowFilter(limit=limit)


def test_an_offset_is_not_negative():
    with pytest.raises(ValueError, match="-1"):
        WorkflowFilter(offset=-1)


@pytest.mark.parametrize(
    ("wanted", "conditions"),
    [
        (WorkflowFilter(), {}),
        (WorkflowFilter(status=WorkflowStatus.FAILED), {"status": "failed"}),
        (WorkflowFilter(issue_number=0), {"issue_number": 0}),
    ],
    ids=["none", "status", "zero"],
)
def test_conditions_name_what_is_compared(wanted, conditions):
    assert wanted.conditions() == conditions
