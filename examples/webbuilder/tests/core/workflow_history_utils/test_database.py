"""Reading and writing workflow records.

These tests still ask for the `get_db_connection` that the module had before adapters came. They fail in set-up on
both databases, and did before the migration: they are outside its scope.
"""

from __future__ import annotations

import pytest

from server.core.workflow_history_utils import database
from server.core.workflow_history_utils.models import WorkflowFilter, WorkflowStatus
from server.repositories import UnknownColumnError

STATUSES = [status.value for status in WorkflowStatus]
WHOLE_NUMBERS = [0, 1, 2**31 - 1]
TEXTS = {
    "plain": "add a button",
    "apostrophe": "it's broken",
    "quotes": 'say "hello"',
    "percent": "50 % done",
    "lines": "one\ntwo",
    "unicode": "M\u00fcnchen \u2603",
}
COLUMNS = {
    "issue_number": 42,
    "nl_input": "add a button",
    "workflow_template": "bug",
    "model_used": "small",
    "status": "running",
    "start_time": "2025-11-27 10:00:00",
    "end_time": "2025-11-27 11:00:00",
    "duration_seconds": 3600.0,
    "total_tokens": 1234,
    "estimated_cost": 0.5,
    "actual_cost": 0.25,
    "error_message": "timed out",
}


@pytest.fixture(autouse=True)
def connection(request):
    """The module's connection, on a database of the test's own."""
    connect = database.get_db_connection
    fresh_db = request.getfixturevalue("fresh_db")
    assert connect() is fresh_db


@pytest.fixture
def three():
    """Three workflows: completed, failed and running, of issues 1, 1 and 2."""
    rows = [("a", "completed", 1, "small"), ("b", "failed", 1, "large"), ("c", "running", 2, "small")]
    for adw_id, status, issue, model in rows:
        database.insert_workflow_history(adw_id, status=status, issue_number=issue, model_used=model)


def ids(wanted):
    return [row["adw_id"] for row in database.get_workflow_history(wanted)[0]]


# -- insert


@pytest.mark.parametrize(("column", "value"), COLUMNS.items(), ids=COLUMNS)
def test_insert_keeps_each_column(column, value):
    database.insert_workflow_history("a", **{column: value})
    assert database.get_workflow_by_adw_id("a")[column] == value


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_insert_keeps_texts(text):
    database.insert_workflow_history("a", nl_input=text)
    assert database.get_workflow_by_adw_id("a")["nl_input"] == text


@pytest.mark.parametrize("number", WHOLE_NUMBERS)
@pytest.mark.parametrize("column", ["issue_number", "total_tokens"])
def test_insert_keeps_whole_numbers(column, number):
    database.insert_workflow_history("a", **{column: number})
    assert database.get_workflow_by_adw_id("a")[column] == number


def test_insert_returns_growing_ids():
    assert database.insert_workflow_history("a") < database.insert_workflow_history("b")


@pytest.mark.parametrize(("column", "value"), [("status", "pending"), ("total_tokens", 0), ("actual_cost", None)])
def test_insert_fills_in_defaults(column, value):
    database.insert_workflow_history("a")
    assert database.get_workflow_by_adw_id("a")[column] == value


def test_insert_refuses_an_id_twice(fresh_db):
    database.insert_workflow_history("a")
    with pytest.raises(fresh_db.duplicate_error):
        database.insert_workflow_history("a")


@pytest.mark.parametrize("column", ["nobody", "status; --", "ADW_ID", ""])
def test_insert_refuses_unknown_columns(column):
    with pytest.raises(UnknownColumnError):
        database.insert_workflow_history("a", **{column: 1})


# -- update


@pytest.mark.parametrize(("column", "value"), COLUMNS.items(), ids=COLUMNS)
def test_update_changes_each_column(column, value):
    database.insert_workflow_history("a")
    assert database.update_workflow_history("a", **{column: value})
    assert database.get_workflow_by_adw_id("a")[column] == value


@pytest.mark.parametrize("status", STATUSES)
def test_update_leaves_other_workflows_alone(three, status):
    before = database.get_workflow_by_adw_id("a")
    database.update_workflow_history("b", status=status)
    assert database.get_workflow_by_adw_id("a") == before


@pytest.mark.parametrize("adw_id", ["", "A", "nobody", "a' OR '1'='1"])
def test_update_of_an_unknown_workflow_is_false(three, adw_id):
    assert not database.update_workflow_history(adw_id, status="failed")


@pytest.mark.parametrize(("issue", "changed"), [(1, ["a", "b"]), (2, ["c"]), (3, [])])
def test_update_by_issue(three, issue, changed):
    assert database.update_workflow_history_by_issue(issue, model_used="tiny") == len(changed)
    assert ids(WorkflowFilter(model_used="tiny")) == changed


# -- look up


@pytest.mark.parametrize("adw_id", ["a", "b", "c"])
def test_a_workflow_is_found_by_its_id(three, adw_id):
    assert database.get_workflow_by_adw_id(adw_id)["adw_id"] == adw_id


@pytest.mark.parametrize("adw_id", ["", "d", "A", "%", "a' OR '1'='1"])
def test_an_unknown_workflow_is_none(three, adw_id):
    assert database.get_workflow_by_adw_id(adw_id) is None


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (WorkflowFilter(), ["a", "b", "c"]),
        (WorkflowFilter(status=WorkflowStatus.FAILED), ["b"]),
        (WorkflowFilter(status=WorkflowStatus.PENDING), []),
        (WorkflowFilter(issue_number=1), ["a", "b"]),
        (WorkflowFilter(issue_number=0), []),
        (WorkflowFilter(model_used="small"), ["a", "c"]),
        (WorkflowFilter(model_used="small", issue_number=2), ["c"]),
        (WorkflowFilter(model_used="large", issue_number=2), []),
    ],
    ids=["all", "failed", "pending", "issue", "issue-0", "model", "both", "neither"],
)
def test_workflows_are_filtered(three, wanted, expected):
    assert ids(wanted) == expected


@pytest.mark.parametrize(
    ("limit", "offset", "expected"),
    [(1, 0, ["a"]), (2, 0, ["a", "b"]), (2, 1, ["b", "c"]), (2, 2, ["c"]), (100, 0, ["a", "b", "c"]), (1, 3, [])],
)
def test_pages(three, limit, offset, expected):
    assert ids(WorkflowFilter(limit=limit, offset=offset)) == expected


@pytest.mark.parametrize(("limit", "total"), [(1, 3), (2, 3), (100, 3)])
def test_the_total_does_not_depend_on_the_page(three, limit, total):
    assert database.get_workflow_history(WorkflowFilter(limit=limit))[1] == total


# -- analytics


@pytest.mark.parametrize(
    ("statuses", "rate"),
    [
        ((), 0.0),
        (("running",), 0.0),
        (("completed",), 100.0),
        (("failed",), 0.0),
        (("completed", "failed"), 50.0),
        (("completed", "completed", "failed"), 66.7),
        (("completed", "running", "pending"), 100.0),
    ],
    ids=["none", "running", "completed", "failed", "half", "two-thirds", "open"],
)
def test_success_rate_counts_what_ended(statuses, rate):
    for number, status in enumerate(statuses):
        database.insert_workflow_history(f"w{number}", status=status)
    assert database.get_history_analytics()["success_rate"] == rate


@pytest.mark.parametrize("count", WHOLE_NUMBERS[:2])
@pytest.mark.parametrize("status", STATUSES)
def test_totals(status, count):
    for number in range(count):
        database.insert_workflow_history(f"w{number}", status=status)
    assert database.get_history_analytics()["total"] == count


@pytest.mark.parametrize("status", STATUSES)
def test_only_final_workflows_have_ended(status):
    database.insert_workflow_history("a", status=status)
    assert database.get_history_analytics()["ended"] == WorkflowStatus(status).final
