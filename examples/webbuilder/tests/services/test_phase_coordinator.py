"""The coordinator moves the queue on."""

from __future__ import annotations

import pytest

from server.repositories import PhaseQueueRepository, WorkflowHistoryRepository
from server.services.phase_coordinator import PhaseCoordinator
from server.services.phase_queue_service import PhaseQueueService


class Situation:
    """An issue of three phases whose first one runs as issue 501."""

    def __init__(self, db):
        self.db = db
        self.heard: list[tuple[str, str]] = []
        self.queue = PhaseQueueService(db)
        self.rows = PhaseQueueRepository(db)
        self.coordinator = PhaseCoordinator(db, lambda queue_id, status: self.heard.append((queue_id, status)))

    def running(self, issue_number=501):
        self.queue.enqueue_issue(500, ("Plan", "Build", "Test"))
        self.queue.start("500-1")
        self.rows.update(self.rows.find_one(queue_id="500-1")["id"], issue_number=issue_number)

    def workflow(self, adw_id, **values):
        WorkflowHistoryRepository(self.db).insert(adw_id=adw_id, **{"issue_number": 501, **values})

    def statuses(self):
        return [row["status"] for row in self.rows.in_order(500)]


@pytest.fixture
def situation(db):
    return Situation(db)


def test_an_empty_queue_changes_nothing(situation):
    assert situation.coordinator.poll() == []


def test_completion_is_noticed(situation):
    situation.running()
    situation.workflow("adw-c01", status="completed")
    assert situation.coordinator.poll() == ["500-1", "500-2"]
    assert situation.statuses() == ["completed", "ready", "queued"]


def test_failure_is_noticed(situation):
    situation.running()
    situation.workflow("adw-c02", status="failed", error_message="timed out")
    assert situation.coordinator.poll() == ["500-1", "500-2", "500-3"]
    assert situation.statuses() == ["failed", "blocked", "blocked"]


@pytest.mark.parametrize("status", ["pending", "running"])
def test_a_workflow_that_goes_on_changes_nothing(situation, status):
    situation.running()
    situation.workflow(f"adw-c03-{status}", status=status)
    assert situation.coordinator.poll() == []


def test_a_phase_without_an_issue_is_left_alone(situation):
    situation.running(issue_number=None)
    assert situation.coordinator.poll() == []


def test_a_phase_without_a_workflow_is_left_alone(situation):
    situation.running(issue_number=59999)
    assert situation.coordinator.poll() == []


@pytest.mark.parametrize(("error", "shown"), [("boom", "boom"), (None, "the workflow failed")])
def test_the_error_is_carried_over(situation, error, shown):
    situation.running()
    situation.workflow(f"adw-c04-{error}", status="failed", error_message=error)
    situation.coordinator.poll()
    assert situation.rows.find_one(queue_id="500-1")["error_message"] == shown


def test_the_listener_hears_each_change(situation):
    situation.running()
    situation.workflow("adw-c05", status="completed")
    situation.coordinator.poll()
    assert situation.heard == [("500-1", "completed"), ("500-2", "ready")]


def test_a_change_is_noticed_once(situation):
    situation.running()
    situation.workflow("adw-c06", status="completed")
    situation.coordinator.poll()
    assert situation.coordinator.poll() == []


def test_the_listener_hears_nothing_without_a_change(situation):
    situation.running()
    situation.coordinator.poll()
    assert situation.heard == []


def test_the_last_phase_releases_nothing(situation):
    situation.running()
    for number in (1, 2):
        situation.rows.set_status(f"500-{number}", "completed")
    situation.rows.set_status("500-3", "running")
    situation.rows.update(situation.rows.find_one(queue_id="500-3")["id"], issue_number=503)
    situation.workflow("adw-c07", status="completed", issue_number=503)
    assert situation.coordinator.poll() == ["500-3"]


def test_the_duration_is_carried_over(situation):
    situation.running()
    situation.workflow("adw-c08", status="completed", duration_seconds=90.5)
    situation.coordinator.poll()
    assert situation.db.fetch_value("SELECT duration_seconds FROM phase_results") == 90.5
