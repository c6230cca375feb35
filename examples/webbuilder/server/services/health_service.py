"""Whether the application can work."""

from __future__ import annotations

from dataclasses import dataclass

from server.database import DatabaseAdapter, get_adapter


@dataclass(frozen=True)
class Health:
    """The state of one part."""

    name: str
    healthy: bool
    detail: str


def check_database(adapter: DatabaseAdapter) -> Health:
    """Whether the database answers."""
    try:
        answer = adapter.fetch_value("SELECT 1 AS one")
    except adapter.statement_error as error:
        return Health("database", healthy=False, detail=str(error).splitlines()[0])
    return Health("database", healthy=answer == 1, detail=adapter.db_type)


def check_table(adapter: DatabaseAdapter, table: str) -> Health:
    """Whether there is such a table."""
    there = table in adapter.table_names()
    return Health(f"table {table}", there, "present" if there else "missing")


def check_all(adapter: DatabaseAdapter | None = None, tables: tuple[str, ...] = ("users", "requests")) -> list[Health]:
    """The state of all parts; the tables are only looked for when the database answers."""
    db = adapter or get_adapter()
    database = check_database(db)
    return [database, *(check_table(db, table) for table in tables if database.healthy)]


def overall(parts: list[Health]) -> str:
    """`healthy`, `degraded` when some part fails, `unhealthy` when all do or there are none."""
    good = sum(part.healthy for part in parts)
    if parts and good == len(parts):
        return "healthy"
    return "degraded" if good else "unhealthy"
