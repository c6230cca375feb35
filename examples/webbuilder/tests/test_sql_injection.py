"""Nothing that comes from outside becomes part of a statement."""

from __future__ import annotations

import pytest

from server.core.sql_security import (
    UnsafeSQLError,
    escape_identifier,
    execute_query_safely,
    in_clause,
    table_exists,
    validate_identifier,
    validate_query,
)
from server.repositories import UserRepository
from server.services.file_import import import_csv, table_name
from tests.support.samples import add

ATTACKS = {
    "drop": "users; DROP TABLE users",
    "comment": "users--",
    "quote": 'users"',
    "apostrophe": "users'",
    "blank": "users users",
    "union": "users UNION SELECT 1",
    "nul": "users\x00",
    "bracket": "[users]",
    "digit": "1users",
    "empty": "",
    "long": "u" * 64,
    "reserved": "select",
    "wide": "\uff55sers",
}


@pytest.mark.parametrize("name", ["users", "_private", "Users2", "u" * 63], ids=["plain", "underscore", "mixed", "longest"])
def test_a_plain_name_is_accepted(name):
    assert escape_identifier(name) == f'"{name}"'


@pytest.mark.parametrize("name", ATTACKS.values(), ids=ATTACKS)
def test_what_is_not_a_name_is_refused(name):
    with pytest.raises(UnsafeSQLError):
        validate_identifier(name)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM users",
        "DROP TABLE users",
        "SELECT 1; DELETE FROM users",
        "SELECT 1 -- and more",
        "SELECT /* hidden */ 1",
        "SELECT 1 UNION SELECT 2",
        "WITH x AS (DELETE FROM users RETURNING id) SELECT * FROM x",
        "SELECT * FROM (DELETE FROM users)",
        "PRAGMA writable_schema = 1",
        "",
    ],
    ids=["delete", "drop", "second", "comment", "block", "union", "with", "nested", "pragma", "empty"],
)
def test_a_statement_that_does_more_than_read_is_refused(db, sql):
    add(db, "users")
    with pytest.raises(UnsafeSQLError):
        execute_query_safely(db, sql)
    assert UserRepository(db).count() == 1


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT 1 AS one", 1),
        ("select 2 as two;", 2),
        ("SELECT 'a; b -- c' AS text", "a; b -- c"),
        ("SELECT 'DROP TABLE users' AS text", "DROP TABLE users"),
        ("SELECT 'it''s' AS text", "it's"),
    ],
    ids=["one", "lower", "quoted-marks", "quoted-words", "apostrophe"],
)
def test_a_statement_that_reads_is_run(db, sql, expected):
    assert list(execute_query_safely(db, sql)[0].values()) == [expected]


def test_the_last_semicolon_is_left_out():
    assert validate_query(" SELECT 1 ; ") == "SELECT 1"


@pytest.mark.parametrize("attack", ["' OR '1'='1", "x'; DROP TABLE users; --", '" OR ""="', "%s", "?", "%"])
def test_an_attack_as_a_value_is_only_a_value(db, attack):
    add(db, "users")
    users = UserRepository(db)
    assert users.by_name(attack) is None
    row_id = users.insert(username=attack, email="attack@example.org")
    assert users.by_name(attack)["id"] == row_id


@pytest.mark.parametrize(("wanted", "found"), [([], 0), (["user1"], 1), (["user1", "user2"], 2), (["') OR (1=1"], 0)])
def test_a_list_of_values(db, wanted, found):
    add(db, "users", 1)
    add(db, "users", 2)
    rows = db.fetch_all(f"SELECT id FROM users WHERE {in_clause(db, 'username', wanted)}", wanted)
    assert len(rows) == found


@pytest.mark.parametrize(("table", "there"), [("users", True), ("nobody", False), ("sqlite_master", False)])
def test_table_exists(db, table, there):
    assert table_exists(db, table) is there


@pytest.mark.parametrize(
    ("file_name", "table"),
    [
        ("users.csv", "upload_users"),
        ("../../etc/passwd", "upload_passwd"),
        ("x; DROP TABLE users.csv", "upload_x_drop_table_users"),
        ("C:\\data\\My File.csv", "upload_my_file"),
        ("'.csv", "upload_file"),
    ],
    ids=["plain", "path", "attack", "windows", "nothing"],
)
def test_an_uploaded_file_gets_a_plain_table_name(file_name, table):
    assert validate_identifier(table_name(file_name)) == table


def test_select_by_id_in_an_uploaded_file(fresh_db):
    table = import_csv(fresh_db, "people.csv", "ID,Name\n1,Ada\n2,Grace\n")
    rows = execute_query_safely(fresh_db, f"SELECT * FROM {table} WHERE id = 2")
    assert [list(row.values()) for row in rows] == [[2, "Grace"]]


def test_an_attack_in_an_uploaded_file_is_only_a_value(fresh_db):
    table = import_csv(fresh_db, "people.csv", "Id,Note\n7,x'); DROP TABLE users; --\n")
    rows = execute_query_safely(fresh_db, f"SELECT * FROM {table} WHERE id = 7")
    assert [list(row.values()) for row in rows] == [[7, "x'); DROP TABLE users; --"]]
    assert table_exists(fresh_db, "users")
