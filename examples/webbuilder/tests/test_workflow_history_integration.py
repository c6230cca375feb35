"""Whole journeys of a workflow: begin, cost something, end."""

from __future__ import annotations

import pytest

from server.repositories import WorkflowStepRepository
from server.services.cost_service import CostService
from server.services.workflow_history_service import WorkflowHistoryService

ADW = "adw-3001"
START = "2025-11-27 10:00:00"


@pytest.fixture
def service(journey_db):
    return WorkflowHistoryService(journey_db)


@pytest.mark.parametrize(("error", "status"), [(None, "completed"), ("timed out", "failed")])
def test_the_end_decides_the_status(service, error, status):
    service.begin(ADW, 3001, ["plan"], START)
    assert service.end(ADW, "2025-11-27 10:05:00", error)["status"] == status


def test_the_journey_takes_its_time(service):
    service.begin(ADW, 3001, ["plan"], START)
    assert service.end(ADW, "2025-11-27 11:00:00")["duration_seconds"] == 3600


def test_the_journey_costs_what_its_phases_cost(service, journey_db):
    service.begin(ADW, 3001, ["plan"], START)
    costs = CostService(journey_db)
    expected = costs.record(ADW, "plan", "small", (1000, 500)) + costs.record(ADW, "build", "large", (2000, 100))
    assert service.end(ADW, "2025-11-27 11:00:00")["actual_cost"] == pytest.approx(expected)


@pytest.mark.parametrize("steps", [["plan"], ["plan", "build", "test"]], ids=["one", "three"])
def test_steps_are_recorded_with_the_workflow(service, journey_db, steps):
    service.begin(ADW, 3001, steps, START)
    assert [step["name"] for step in WorkflowStepRepository(journey_db).of(ADW)] == steps


@pytest.mark.parametrize("error", [None, "timed out"])
def test_an_unknown_workflow_has_no_end(service, error):
    assert service.end("adw-3999", "2025-11-27 11:00:00", error) is None


def test_a_workflow_that_cannot_begin_leaves_no_steps(service, journey_db):
    with pytest.raises(journey_db.statement_error):
        service.begin("adw-3002", 3002, ["plan", None], START)
    assert WorkflowStepRepository(journey_db).of("adw-3002") == []
