"""The history of workflows."""

from __future__ import annotations

import pytest

from server.repositories import WorkflowHistoryRepository
from server.services.workflow_history_service import WorkflowHistoryService

ADW = "adw-1001"


@pytest.fixture
def history(db):
    return WorkflowHistoryRepository(db)


@pytest.mark.parametrize("status", ["pending", "running", "completed", "failed"])
def test_a_workflow_keeps_its_status(history, status):
    history.insert(adw_id=ADW, status=status)
    assert history.by_adw_id(ADW)["status"] == status


def test_defaults_of_a_new_workflow(history):
    history.insert(adw_id=ADW)
    row = history.by_adw_id(ADW)
    assert (row["status"], row["total_tokens"], row["end_time"]) == ("pending", 0, None)
    assert row["created_at"] == row["updated_at"]


def test_an_id_is_used_once(history, db):
    history.insert(adw_id=ADW)
    with pytest.raises(db.duplicate_error):
        history.insert(adw_id=ADW)


@pytest.mark.parametrize(
    ("end", "seconds"),
    [("2025-11-27 10:00:00", 0), ("2025-11-27 10:00:30", 30), ("2025-11-28 10:00:01", 86401)],
    ids=["at-once", "half-a-minute", "a-day"],
)
def test_duration_is_taken_from_start_and_end(history, end, seconds):
    history.insert(adw_id=ADW, start_time="2025-11-27 10:00:00")
    assert history.finish(ADW, "completed", end)
    assert history.by_adw_id(ADW)["duration_seconds"] == seconds


def test_duration_is_unknown_without_a_start(history):
    history.insert(adw_id=ADW)
    history.finish(ADW, "failed", "2025-11-27 10:00:00", "boom")
    row = history.by_adw_id(ADW)
    assert (row["duration_seconds"], row["error_message"]) == (None, "boom")


@pytest.mark.parametrize(("text", "found"), [("login", True), ("LOGIN", True), ("log%n", False), ("logout", False)])
def test_search_in_inputs(history, text, found):
    row_id = history.insert(adw_id=ADW, nl_input="Repair the Login page")
    assert (row_id in [row["id"] for row in history.search(text)]) is found


@pytest.mark.parametrize(("day", "found"), [("2025-11-27", True), ("2025-11-26", False), ("2025-11-28", False)])
def test_workflows_of_a_day(history, day, found):
    row_id = history.insert(adw_id=ADW, start_time="2025-11-27 23:59:59")
    assert (row_id in [row["id"] for row in history.started_on(day)]) is found


@pytest.mark.parametrize(("start", "hours"), [("2025-11-27 00:10:00", [0]), ("2025-11-27 23:10:00", [23]), (None, [])])
def test_hours_of_an_issue(history, start, hours):
    history.insert(adw_id=ADW, issue_number=1001, start_time=start)
    assert history.hours(1001) == hours


def test_costs_are_floats(history):
    history.insert(adw_id=ADW, estimated_cost=1, actual_cost=0.125)
    row = history.by_adw_id(ADW)
    assert (row["estimated_cost"], row["actual_cost"]) == (1.0, 0.125)


@pytest.mark.parametrize("adw_id", ["", "nobody", "adw-1001 ", "ADW-1001"])
def test_an_unknown_workflow_is_none(history, adw_id):
    assert history.by_adw_id(adw_id) is None


@pytest.mark.parametrize("adw_id", ["nobody", "ADW-1001"])
def test_an_unknown_workflow_cannot_end(history, adw_id):
    assert not history.finish(adw_id, "completed", "2025-11-27 10:00:00")


@pytest.mark.parametrize("adw_id", ["nobody", "ADW-1001"])
def test_an_unknown_workflow_cannot_be_archived(db, adw_id):
    assert not WorkflowHistoryService(db).archive(adw_id, "old")


@pytest.mark.parametrize("text", ["'; DROP TABLE workflow_history; --", "no such text anywhere"], ids=["sql", "text"])
def test_search_that_finds_nothing(history, text):
    assert history.search(text) == []
    assert "workflow_history" in history.db.table_names()
