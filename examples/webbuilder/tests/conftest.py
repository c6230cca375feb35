"""The databases of a test session.

One template database has the tables; the database that tests share is a copy of it, and a test that changes the
schema takes a copy of its own (`fresh_db`). Everything is private to this process and gone at its end.
"""

from __future__ import annotations

import pytest

from server.config import ConfigError, load_settings
from server.database import use_adapter
from server.database.provision import make_provisioner
from server.database.sqlite_adapter import SQLiteAdapter
from tests.support.database import create_tables, delete_rows, engine

CLEANED = (
    "feature_tags",
    "tags",
    "planned_features",
    "context_reviews",
    "pattern_occurrences",
    "operation_patterns",
    "cost_history",
    "webhook_deliveries",
    "webhooks",
    "hook_events",
    "tool_calls",
    "user_prompts",
    "task_logs",
    "adw_states",
    "workflow_steps",
    "workflow_history_archive",
    "phase_results",
    "phase_queue",
    "templates",
    "requests",
    "api_keys",
    "sessions",
    "users",
    "schema_migrations",
)
"""The tables that tests write to; those that refer to others come first."""


@pytest.fixture(scope="session")
def db_type():
    try:
        return load_settings().db_type
    except ConfigError as error:
        pytest.exit(str(error), returncode=4)


@pytest.fixture(scope="session")
def provisioner(db_type):
    made = make_provisioner(db_type)
    yield made
    made.close()


@pytest.fixture(scope="session")
def template(provisioner):
    adapter = provisioner.create("template")
    create_tables(adapter)
    return adapter


@pytest.fixture(scope="session")
def session_db(provisioner, template, record_testsuite_property):
    made = provisioner.create("session", template)
    record_testsuite_property("database", engine(made))
    return made


@pytest.fixture
def db(session_db):
    """The shared database, as this process's own."""
    use_adapter(session_db)
    yield session_db
    use_adapter(None)
    delete_rows(session_db, CLEANED)


@pytest.fixture
def fresh_db(provisioner, template):
    """A database of the test's own, for tests that change the schema or need a second connection."""
    adapter = provisioner.create("fresh", template)
    use_adapter(adapter)
    yield adapter
    use_adapter(None)
    provisioner.drop(adapter)


@pytest.fixture
def journey_db(db_type, request):
    """A database for whole journeys.

    In memory on SQLite, where that costs nothing; PostgreSQL has no such thing, so there it is the shared one.
    """
    if db_type == "postgresql":
        yield request.getfixturevalue("db")
        return
    adapter = SQLiteAdapter(":memory:")
    create_tables(adapter)
    use_adapter(adapter)
    yield adapter
    use_adapter(None)
    adapter.close()
