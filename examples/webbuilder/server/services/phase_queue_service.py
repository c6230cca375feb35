"""The life of a multi-phase issue's queue."""

from __future__ import annotations

from collections.abc import Sequence

from server.database import DatabaseAdapter, Row, get_adapter
from server.repositories import PhaseQueueRepository, PhaseResultRepository


class QueueError(ValueError):
    """A request that the queue's present state does not allow."""


class PhaseQueueService:
    """Phases wait until the one before them is complete."""

    def __init__(self, adapter: DatabaseAdapter | None = None) -> None:
        """Use the given adapter, or this process's own."""
        self._db = adapter or get_adapter()
        self._queue = PhaseQueueRepository(self._db)
        self._results = PhaseResultRepository(self._db)

    def enqueue_issue(self, parent_issue: int, titles: Sequence[str], priority: int = 50) -> list[str]:
        """Queue an issue's phases: the first one ready, each other one after the one before it.

        Raises:
            QueueError: the issue has phases already, or none are given.
        """
        if not titles:
            raise QueueError(f"issue {parent_issue} has no phases")
        with self._db.transaction():
            if self._queue.in_order(parent_issue):
                raise QueueError(f"issue {parent_issue} is queued already")
            return [self._enqueue(parent_issue, number, title, priority) for number, title in enumerate(titles, start=1)]

    def _enqueue(self, parent_issue: int, number: int, title: str, priority: int) -> str:
        queue_id = f"{parent_issue}-{number}"
        self._queue.enqueue(
            queue_id,
            parent_issue,
            number,
            phase_data=title,
            priority=priority,
            status="ready" if number == 1 else "queued",
            depends_on_phase=number - 1 or None,
        )
        return queue_id

    def next(self) -> Row | None:
        """The phase to execute next: the most urgent one that is ready."""
        ready = self._queue.ready()
        return ready[0] if ready else None

    def start(self, queue_id: str) -> None:
        """Mark a ready phase as running.

        Raises:
            QueueError: there is no such phase, or it is not ready.
        """
        row = self._row(queue_id)
        if row["status"] != "ready":
            raise QueueError(f"phase {queue_id} is {row['status']}, not ready")
        self._queue.set_status(queue_id, "running")

    def complete(self, queue_id: str, seconds: float | None = None) -> str | None:
        """Mark a phase as completed. Returns the phase that became ready by that."""
        row = self._row(queue_id)
        with self._db.transaction():
            self._queue.set_status(queue_id, "completed")
            self._results.insert(queue_id=queue_id, outcome="completed", duration_seconds=seconds)
            return self._release_after(row)

    def _release_after(self, row: Row) -> str | None:
        for follower in self._queue.in_order(row["parent_issue"]):
            if follower["depends_on_phase"] == row["phase_number"] and follower["status"] == "queued":
                self._queue.set_status(follower["queue_id"], "ready")
                return str(follower["queue_id"])
        return None

    def fail(self, queue_id: str, error: str) -> list[str]:
        """Mark a phase as failed and the phases after it as blocked. Returns those."""
        row = self._row(queue_id)
        blocked: list[str] = []
        with self._db.transaction():
            self._queue.set_status(queue_id, "failed", error)
            self._results.insert(queue_id=queue_id, outcome="failed", detail=error)
            for later in self._queue.in_order(row["parent_issue"]):
                if later["phase_number"] > row["phase_number"] and later["status"] in {"queued", "ready"}:
                    self._queue.set_status(later["queue_id"], "blocked", f"phase {queue_id} failed")
                    blocked.append(later["queue_id"])
        return blocked

    def reorder(self, parent_issue: int, queue_ids: Sequence[str]) -> None:
        """Give an issue's phases another order.

        Raises:
            QueueError: the list does not hold exactly the issue's phases.
        """
        known = [row["queue_id"] for row in self._queue.in_order(parent_issue)]
        if sorted(known) != sorted(queue_ids):
            raise QueueError(f"issue {parent_issue} has the phases {', '.join(known)}")
        with self._db.transaction():
            for position, queue_id in enumerate(queue_ids, start=1):
                self._queue.move(queue_id, position)

    def _row(self, queue_id: str) -> Row:
        row = self._queue.find_one(queue_id=queue_id)
        if row is None:
            raise QueueError(f"there is no phase {queue_id}")
        return row
