"""Rows for each table, and the rows that they refer to."""

from __future__ import annotations

from server.database import DatabaseAdapter
from server.repositories import ALL, Repository

REPOSITORIES: dict[str, type[Repository]] = {repository.table: repository for repository in ALL}

PARENTS = {
    "sessions": {"user_id": "users"},
    "api_keys": {"user_id": "users"},
    "webhook_deliveries": {"webhook_id": "webhooks"},
    "pattern_occurrences": {"pattern_id": "operation_patterns"},
    "feature_tags": {"feature_id": "planned_features", "tag_id": "tags"},
}
"""Which column refers to which table."""


def values(table: str, number: int) -> dict[str, object]:
    """The columns of sample row `number` of a table, without those that refer to others."""
    n = number
    rows: dict[str, dict[str, object]] = {
        "users": {"username": f"user{n}", "email": f"user{n}@example.org", "is_active": n % 2 == 1},
        "sessions": {"token_hash": f"token-{n}", "expires_at": f"2030-01-0{n} 12:00:00"},
        "api_keys": {"key_prefix": f"wb{n}-abcdef", "key_hash": f"hash-{n}", "revoked": n % 2 == 0},
        "requests": {"request_id": f"req-{n}", "title": f"Request {n}", "body": "Do it.", "issue_number": n},
        "templates": {"name": f"template{n}", "category": "bug", "keywords": "fix,bug", "body": f"Steps {n}"},
        "phase_results": {"queue_id": f"7-{n}", "outcome": "completed", "duration_seconds": n + 0.5},
        "workflow_history_archive": {"adw_id": f"old-{n}", "status": "failed", "archived_reason": f"age {n}"},
        "workflow_steps": {"adw_id": "steps", "step_number": n, "name": f"step {n}", "duration_seconds": 0.25 * n},
        "adw_states": {"adw_id": f"state-{n}", "phase": f"phase {n}", "progress": n / 8},
        "task_logs": {"adw_id": f"log-{n}", "issue_number": n, "phase_name": "plan", "phase_status": "started"},
        "user_prompts": {"request_id": f"req-{n}", "nl_input": f"Please do {n}", "auto_post": n % 2 == 1},
        "tool_calls": {"tool_call_id": f"call-{n}", "adw_id": "tools", "tool_name": "grep", "duration_ms": 10 * n},
        "hook_events": {"event_type": f"event{n}", "source": "test", "payload": '{"a": 1}', "processed": n % 2 == 1},
        "webhooks": {"url": f"https://example.org/{n}", "event_type": "done", "enabled": n % 2 == 1},
        "webhook_deliveries": {"attempt": n, "status_code": 200 + n},
        "cost_history": {"adw_id": f"cost-{n}", "phase_name": "plan", "model": "small", "cost_usd": n / 4},
        "operation_patterns": {"signature": f"test:part{n}", "category": "test", "occurrence_count": n},
        "pattern_occurrences": {"adw_id": f"seen-{n}", "similarity": n / 4},
        "context_reviews": {"change_description": f"Change {n}", "status": "pending", "token_estimate": 100 * n},
        "planned_features": {"title": f"Feature {n}", "status": "planned", "estimated_hours": n / 2},
        "tags": {"name": f"tag{n}", "colour": f"#00000{n}"},
        "feature_tags": {},
        "schema_migrations": {"version": n, "name": f"migration {n}", "checksum": f"sum{n}"},
    }
    return rows[table]


def add(adapter: DatabaseAdapter, table: str, number: int = 1) -> int:
    """Insert sample row `number` and what it refers to. Returns its id."""
    return REPOSITORIES[table](adapter).insert(**row(adapter, table, number))


def row(adapter: DatabaseAdapter, table: str, number: int = 1) -> dict[str, object]:
    """The columns of a sample row; what it refers to is inserted."""
    parents = {column: add(adapter, parent, number) for column, parent in PARENTS.get(table, {}).items()}
    return {**parents, **values(table, number)}
