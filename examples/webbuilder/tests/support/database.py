"""Making and cleaning the database that tests share."""

from __future__ import annotations

from collections.abc import Iterable

from server.database import DatabaseAdapter, schema

TABLES = frozenset(
    {
        "users",
        "sessions",
        "api_keys",
        "requests",
        "templates",
        "phase_queue",
        "phase_results",
        "workflow_history",
        "workflow_history_archive",
        "workflow_steps",
        "adw_states",
        "task_logs",
        "user_prompts",
        "tool_calls",
        "hook_events",
        "webhooks",
        "webhook_deliveries",
        "cost_history",
        "operation_patterns",
        "pattern_occurrences",
        "context_reviews",
        "planned_features",
        "tags",
        "feature_tags",
        "schema_migrations",
    }
)
"""The tables that tests need."""


def create_tables(adapter: DatabaseAdapter) -> None:
    """Create the tables that tests need, as the schema file declares them."""
    with adapter.transaction():
        for statement in schema.statements(adapter.db_type):
            if schema.table_of(statement) in TABLES:
                adapter.execute(statement)


def delete_rows(adapter: DatabaseAdapter, tables: Iterable[str]) -> None:
    """Empty tables, in the given order: those that refer to others come first."""
    with adapter.transaction():
        adapter.run_script("; ".join(f"DELETE FROM {table}" for table in tables))


def engine(adapter: DatabaseAdapter) -> str:
    """What the tests are connected to, asked of the open connection and not of the settings."""
    module = type(adapter.connection).__module__.partition(".")[0]
    return {"sqlite3": "sqlite", "psycopg": "postgresql"}.get(module, module)
