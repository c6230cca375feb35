"""SQL databases: SQLite from the standard library, PostgreSQL by psycopg where it is installed."""

from __future__ import annotations

import os
import time
from typing import Any

from tracker.adapters.files.presence import look
from tracker.errors import TrackerError, UnreachableError, UsageError


class DatabaseError(TrackerError):
    """The database refused."""


class DatabaseUnreachableError(DatabaseError, UnreachableError):
    """The database cannot be reached, or somebody else keeps it busy."""


class SqlDatabases:
    """Databases by URL; relative SQLite paths are below `root`."""

    def __init__(self, root: str) -> None:
        self._root = root

    def query(self, url: str, *, script: str, sql: str, timeout: float) -> list[tuple[object, ...]]:
        """Run a script and a query in one connection, which is rolled back; see `Databases.query`."""
        if url == "sqlite://" or url.startswith("sqlite:///"):
            from urllib.parse import unquote

            return self._sqlite(unquote(url.removeprefix("sqlite://").removeprefix("/")), script, sql, timeout)
        if url.startswith(("postgresql://", "postgres://")):
            return _postgres(url, script, sql, timeout)
        raise UsageError(
            f"the database {url.partition(':')[0]!r} is not known",
            hints=["Write sqlite://, sqlite:///path or postgresql://…"],
        )

    def _sqlite(self, path: str, script: str, sql: str, timeout: float) -> list[tuple[object, ...]]:
        import sqlite3  # for the few plans that ask a database
        from contextlib import closing

        target = os.path.join(self._root, path) if path else ":memory:"
        if path:
            _require(target, path)
        if script and path:
            raise UsageError("a script is run in memory only", hints=["Write `url: sqlite://` to load the script."])
        end = time.monotonic() + timeout
        try:
            with closing(sqlite3.connect(target, timeout=timeout, isolation_level=None)) as connection:
                connection.set_progress_handler(lambda: int(time.monotonic() > end), 10_000)
                connection.executescript(script)
                connection.execute("BEGIN")
                rows = connection.execute(sql).fetchall()
                connection.execute("ROLLBACK")
        except (sqlite3.Error, sqlite3.Warning, ValueError) as error:  # ValueError: a NUL in the text
            busy = getattr(error, "sqlite_errorcode", None) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
            raise (DatabaseUnreachableError if busy else DatabaseError)(f"SQLite refused: {error}") from None
        return rows


def _require(target: str, path: str) -> None:
    try:
        there = look(target) is not None
    except OSError as error:
        raise DatabaseUnreachableError(f"the database {path} cannot be read: {error.strerror}") from None
    if not there:
        raise DatabaseError(f"there is no database {path}")


def _postgres(url: str, script: str, sql: str, timeout: float) -> list[tuple[object, ...]]:
    try:
        import psycopg
    except ImportError:
        raise UsageError(
            "psycopg is not installed, so PostgreSQL cannot be asked", hints=["pip install 'phasegate[demo]'"]
        ) from None
    statement: Any = sql
    try:
        connected = psycopg.connect(url, connect_timeout=max(int(timeout), 1))
    except psycopg.OperationalError as error:
        raise DatabaseUnreachableError(_refusal(error)) from None
    except psycopg.Error as error:
        raise DatabaseError(_refusal(error)) from None
    try:
        with connected as connection:
            connection.execute(f"SET statement_timeout = {int(timeout * 1000)}")
            if script:
                setup: Any = script
                connection.execute(setup)
            rows: list[tuple[object, ...]] = connection.execute(statement).fetchall()
            connection.rollback()
    except (psycopg.Error, ValueError) as error:  # ValueError: a NUL in the text
        raise DatabaseError(_refusal(error)) from None
    return rows


def _refusal(error: Exception) -> str:
    lines = str(error).strip().splitlines() or ["it gave no reason"]
    return f"PostgreSQL refused: {lines[0]}"
