"""Reading and writing workflow records.

The connection comes from `server.database.get_adapter`; the `get_db_connection` that this module once had
went with the move to adapters.
"""

from __future__ import annotations

from server.core.workflow_history_utils.models import WorkflowFilter, WorkflowStatus
from server.database import Row, get_adapter
from server.repositories import WorkflowHistoryRepository


def insert_workflow_history(adw_id: str, **values: object) -> int:
    """Add a workflow. Returns the row's id."""
    return WorkflowHistoryRepository(get_adapter()).insert(adw_id=adw_id, **values)


def update_workflow_history(adw_id: str, **values: object) -> bool:
    """Change columns of a workflow. Returns whether there is such a workflow."""
    repository = WorkflowHistoryRepository(get_adapter())
    row = repository.by_adw_id(adw_id)
    return row is not None and repository.update(row["id"], **values)


def update_workflow_history_by_issue(issue_number: int, **values: object) -> int:
    """Change columns of all workflows of an issue. Returns how many there are."""
    repository = WorkflowHistoryRepository(get_adapter())
    rows = repository.find(issue_number=issue_number)
    return sum(repository.update(row["id"], **values) for row in rows)


def get_workflow_by_adw_id(adw_id: str) -> Row | None:
    """The workflow with this id."""
    return WorkflowHistoryRepository(get_adapter()).by_adw_id(adw_id)


def get_workflow_history(wanted: WorkflowFilter) -> tuple[list[Row], int]:
    """One page of workflows, oldest first, and how many there are in all."""
    found = WorkflowHistoryRepository(get_adapter()).find(**wanted.conditions())
    return found[wanted.offset : wanted.offset + wanted.limit], len(found)


def get_history_analytics() -> dict[str, float]:
    """Totals over all workflows; the success rate is that of those that ended, in percent."""
    counts = WorkflowHistoryRepository(get_adapter()).count_by("status")
    ended = sum(counts.get(status.value, 0) for status in WorkflowStatus if status.final)
    completed = counts.get(WorkflowStatus.COMPLETED.value, 0)
    return {
        "total": sum(counts.values()),
        "ended": ended,
        "success_rate": round(100 * completed / ended, 1) if ended else 0.0,
    }
