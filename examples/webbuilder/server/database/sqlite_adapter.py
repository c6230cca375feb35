"""The adapter for SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from server.database.db_adapter import DatabaseAdapter, Row

# SQLite has no boolean type: columns that are declared BOOLEAN come back as bool, as PostgreSQL's do.
sqlite3.register_converter("BOOLEAN", lambda raw: raw != b"0")


class SQLiteAdapter(DatabaseAdapter):
    """A database in one file, or `:memory:`."""

    db_type: ClassVar[str] = "sqlite"
    placeholder: ClassVar[str] = "?"
    duplicate_error: ClassVar[type[Exception]] = sqlite3.IntegrityError
    statement_error: ClassVar[type[Exception]] = sqlite3.Error

    def __init__(self, path: str | Path, *, durable: bool = True) -> None:
        """Take note of the path.

        Args:
            path: the database file; it and its folder are created with the first statement.
            durable: wait for the disk at each commit; False for databases that are thrown away.
        """
        self.path = str(path)
        self._durable = durable
        self._connection: sqlite3.Connection | None = None
        self._depth = 0

    @property
    def connected(self) -> bool:
        return self._connection is not None

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection, opened on first use."""
        if self._connection is None:
            if self.path != ":memory:":
                Path(self.path).parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self.path, isolation_level=None, detect_types=sqlite3.PARSE_DECLTYPES)
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            if not self._durable:
                connection.execute("PRAGMA synchronous = OFF")
                connection.execute("PRAGMA journal_mode = MEMORY")
            self._connection = connection
        return self._connection

    def execute(self, sql: str, params: Sequence[Any] = ()) -> int:
        return max(self.connection.execute(sql, params).rowcount, 0)

    def fetch_all(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        return [dict(row) for row in self.connection.execute(sql, params)]

    def insert(self, sql: str, params: Sequence[Any] = ()) -> int:
        return int(self.connection.execute(sql, params).lastrowid or 0)

    def run_script(self, sql: str) -> None:
        # Not `executescript`: it would commit a transaction that is open.
        for statement in sql.split(";"):
            if statement.strip():
                self.connection.execute(statement)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        level = f"level_{self._depth}"
        outermost = self._depth == 0
        self.execute("BEGIN" if outermost else f"SAVEPOINT {level}")
        self._depth += 1
        try:
            yield
        except BaseException:
            self.run_script("ROLLBACK" if outermost else f"ROLLBACK TO {level}; RELEASE {level}")
            raise
        else:
            self.execute("COMMIT" if outermost else f"RELEASE {level}")
        finally:
            self._depth -= 1

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def table_names(self) -> list[str]:
        return self._catalogue("table", "rowid")

    def index_names(self) -> list[str]:
        return self._catalogue("index", "name")

    def view_names(self) -> list[str]:
        return self._catalogue("view", "name")

    def _catalogue(self, kind: str, order: str) -> list[str]:
        # `sql` is empty for the indexes of keys; names with sqlite_ are SQLite's own.
        sql = """
            SELECT name FROM sqlite_master
            WHERE type = ? AND sql IS NOT NULL AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
        """
        return [row["name"] for row in self.fetch_all(f"{sql} ORDER BY {order}", (kind,))]

    def now(self) -> str:
        return "CURRENT_TIMESTAMP"

    def days_ago(self) -> str:
        return "datetime('now', '-' || ? || ' days')"

    def date_of(self, expression: str) -> str:
        return f"date({expression})"

    def hour_of(self, expression: str) -> str:
        return f"CAST(strftime('%H', {expression}) AS INTEGER)"

    def seconds_between(self, start: str, end: str) -> str:
        return f"(CAST(strftime('%s', {end}) AS INTEGER) - CAST(strftime('%s', {start}) AS INTEGER))"

    def substring(self, expression: str, start: int, length: int) -> str:
        return f"SUBSTR({expression}, {start}, {length})"

    def position(self, needle: str, expression: str) -> str:
        return f"INSTR({expression}, {needle})"
