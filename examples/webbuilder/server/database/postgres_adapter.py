"""The adapter for PostgreSQL, on psycopg 3."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, ClassVar, cast

import psycopg
from psycopg.rows import dict_row
from psycopg.types.numeric import FloatLoader
from psycopg.types.string import TextLoader

from server.database.db_adapter import DatabaseAdapter, Row

_AS_TEXT = ("timestamp", "timestamptz", "date")
"""Types that SQLite keeps as text, so that both databases return text."""


class PostgresAdapter(DatabaseAdapter):
    """A database on a server."""

    db_type: ClassVar[str] = "postgresql"
    placeholder: ClassVar[str] = "%s"
    duplicate_error: ClassVar[type[Exception]] = psycopg.errors.UniqueViolation
    statement_error: ClassVar[type[Exception]] = psycopg.Error

    def __init__(self, conninfo: str) -> None:
        """Take note of libpq's connection string or URL."""
        self.conninfo = conninfo
        self._connection: psycopg.Connection[Row] | None = None

    @property
    def connected(self) -> bool:
        return self._connection is not None

    @property
    def connection(self) -> psycopg.Connection[Row]:
        """The connection, opened on first use."""
        if self._connection is None:
            # autocommit, so that a statement that failed does not poison the ones after it
            connection = psycopg.connect(self.conninfo, autocommit=True, row_factory=dict_row)
            connection.execute("SET TIME ZONE 'UTC'; SET datestyle = 'ISO'")
            for name in _AS_TEXT:
                connection.adapters.register_loader(name, TextLoader)
            connection.adapters.register_loader("numeric", FloatLoader)
            self._connection = connection
        return self._connection

    def execute(self, sql: str, params: Sequence[Any] = ()) -> int:
        cursor = self._run(sql, params)
        return 0 if cursor.description else max(cursor.rowcount, 0)

    def fetch_all(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        return self._run(sql, params).fetchall()

    def insert(self, sql: str, params: Sequence[Any] = ()) -> int:
        row = self._run(f"{sql} RETURNING id", params).fetchone()
        return int(row["id"]) if row else 0

    def _run(self, sql: str, params: Sequence[Any]) -> psycopg.Cursor[Row]:
        # Without parameters psycopg leaves a literal % alone, as SQLite does.
        return self.connection.execute(sql, params or None)

    def run_script(self, sql: str) -> None:
        self.connection.execute(sql)

    def transaction(self) -> AbstractContextManager[None]:
        return cast("AbstractContextManager[None]", self.connection.transaction())

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def table_names(self) -> list[str]:
        return self._relations("r", "c.oid")

    def index_names(self) -> list[str]:
        sql = """
            SELECT c.relname AS name FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'i' AND n.nspname = 'public'
              AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = c.oid)
            ORDER BY c.relname
        """
        return [row["name"] for row in self.fetch_all(sql)]

    def view_names(self) -> list[str]:
        return self._relations("v", "c.relname")

    def _relations(self, kind: str, order: str) -> list[str]:
        sql = """
            SELECT c.relname AS name FROM pg_class c
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = %s AND n.nspname = 'public'
        """
        return [row["name"] for row in self.fetch_all(f"{sql} ORDER BY {order}", (kind,))]

    def now(self) -> str:
        return "CAST(date_trunc('second', now() AT TIME ZONE 'utc') AS TIMESTAMP(0))"

    def days_ago(self) -> str:
        return f"({self.now()} - %s * INTERVAL '1 day')"

    def date_of(self, expression: str) -> str:
        return f"to_char(CAST({expression} AS TIMESTAMP), 'YYYY-MM-DD')"

    def hour_of(self, expression: str) -> str:
        return f"CAST(date_part('hour', CAST({expression} AS TIMESTAMP)) AS INTEGER)"

    def seconds_between(self, start: str, end: str) -> str:
        return f"CAST(date_part('epoch', CAST({end} AS TIMESTAMP) - CAST({start} AS TIMESTAMP)) AS INTEGER)"

    def substring(self, expression: str, start: int, length: int) -> str:
        return f"SUBSTRING({expression} FROM {start} FOR {length})"

    def position(self, needle: str, expression: str) -> str:
        return f"POSITION({needle} IN {expression})"
