"""Figures about the columns of any table."""

from __future__ import annotations

from dataclasses import dataclass

from server.core.sql_security import UnsafeSQLError, escape_identifier
from server.database import DatabaseAdapter


@dataclass(frozen=True)
class ColumnInsight:
    """What is in a column."""

    name: str
    rows: int
    empty: int
    distinct: int


def column_names(adapter: DatabaseAdapter, table: str) -> list[str]:
    """The columns of a table, in their order."""
    rows = adapter.fetch_all(f"PRAGMA table_info({escape_identifier(table)})")
    return [row["name"] for row in rows]


def generate_insights(adapter: DatabaseAdapter, table: str, wanted: list[str] | None = None) -> list[ColumnInsight]:
    """Describe columns of a table; by default all of them.

    Raises:
        UnsafeSQLError: a name is not a plain one, or the table has no such column.
    """
    known = column_names(adapter, table)
    for name in wanted or []:
        if name not in known:
            raise UnsafeSQLError(f"Invalid column name: {name!r}")
    return [_describe(adapter, table, name) for name in wanted or known]


def _describe(adapter: DatabaseAdapter, table: str, column: str) -> ColumnInsight:
    quoted = escape_identifier(column)
    sql = f"""
        SELECT COUNT(*) AS total, COUNT({quoted}) AS filled, COUNT(DISTINCT {quoted}) AS different
        FROM {escape_identifier(table)}
    """
    row = adapter.fetch_one(sql) or {}
    return ColumnInsight(column, row["total"], row["total"] - row["filled"], row["different"])
