"""The schema files: read, cut into statements, load."""

from __future__ import annotations

import re
from pathlib import Path

from server.config import ROOT
from server.database.db_adapter import DatabaseAdapter

_FILES = {"sqlite": "sqlite_schema.sql", "postgresql": "postgres_schema.sql"}
_TABLE = re.compile(r"CREATE TABLE (\w+)|CREATE (?:UNIQUE )?INDEX \w+ ON (\w+)", re.IGNORECASE)


def schema_path(db_type: str) -> Path:
    """The schema file of a database."""
    return ROOT / "migration" / _FILES[db_type]


def statements(db_type: str) -> list[str]:
    """The statements of a schema file, in its order, without comments.

    The files hold no semicolon and no `--` inside a literal, so that a plain cut is enough.
    """
    text = schema_path(db_type).read_text(encoding="utf-8")
    code = re.sub(r"--[^\n]*", "", text)
    return [statement.strip() for statement in code.split(";") if statement.strip()]


def table_of(statement: str) -> str:
    """The table that a CREATE TABLE or CREATE INDEX is about, or an empty text."""
    match = _TABLE.match(statement)
    return (match[1] or match[2]) if match else ""


def load(adapter: DatabaseAdapter) -> None:
    """Load the whole schema, or nothing when a statement fails."""
    with adapter.transaction():
        for statement in statements(adapter.db_type):
            adapter.execute(statement)


def load_leniently(adapter: DatabaseAdapter) -> list[str]:
    """Load what can be loaded. Returns one line for each statement that failed."""
    failed: list[str] = []
    for statement in statements(adapter.db_type):
        try:
            adapter.execute(statement)
        except adapter.statement_error as error:
            failed.append(f"{statement.splitlines()[0]}: {str(error).splitlines()[0]}")
    return failed
