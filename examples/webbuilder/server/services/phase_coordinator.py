"""Moves the queue on when the workflow of a running phase has ended."""

from __future__ import annotations

from collections.abc import Callable

from server.core.workflow_history_utils.models import WorkflowStatus
from server.database import DatabaseAdapter, get_adapter
from server.repositories import PhaseQueueRepository, WorkflowHistoryRepository
from server.services.phase_queue_service import PhaseQueueService

Listener = Callable[[str, str], None]


class PhaseCoordinator:
    """Compares running phases with the history of workflows."""

    def __init__(self, adapter: DatabaseAdapter | None = None, listener: Listener | None = None) -> None:
        """Tell the listener each phase's id and new status."""
        db = adapter or get_adapter()
        self._queue = PhaseQueueRepository(db)
        self._history = WorkflowHistoryRepository(db)
        self._service = PhaseQueueService(db)
        self._tell: Listener = listener or (lambda _queue_id, _status: None)

    def poll(self) -> list[str]:
        """Look once. Returns the phases whose status changed, in the order of the changes."""
        changed: list[str] = []
        for row in self._queue.find(status="running"):
            for queue_id, status in self._follow(row["queue_id"], row["issue_number"]):
                changed.append(queue_id)
                self._tell(queue_id, status)
        return changed

    def _follow(self, queue_id: str, issue_number: int | None) -> list[tuple[str, str]]:
        workflow = self._history.find_one(issue_number=issue_number) if issue_number is not None else None
        if workflow is None or not WorkflowStatus(workflow["status"]).final:
            return []
        if workflow["status"] == WorkflowStatus.COMPLETED:
            ready = self._service.complete(queue_id, workflow["duration_seconds"])
            return [(queue_id, "completed"), *([(ready, "ready")] if ready else [])]
        blocked = self._service.fail(queue_id, workflow["error_message"] or "the workflow failed")
        return [(queue_id, "failed"), *((other, "blocked") for other in blocked)]
