"""What the adapter of this database does; both must give the same answers."""

from __future__ import annotations

import pytest

from server.database import close_adapter, get_adapter, use_adapter
from tests.support.samples import add


@pytest.fixture
def pairs(fresh_db):
    fresh_db.execute("CREATE TABLE pairs (id INTEGER PRIMARY KEY, name TEXT)")
    return fresh_db


@pytest.mark.parametrize("count", [0, 1, 3])
def test_one_placeholder_for_each_value(db, count):
    marks = db.placeholders(count)
    assert marks.count(db.placeholder) == count
    assert [mark for mark in marks.split(", ") if mark] == [db.placeholder] * count


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1, 1), (-(2**31), -(2**31)), (0.125, 0.125), ("text", "text"), ("", ""), (None, None)],
    ids=["one", "negative", "float", "text", "empty", "null"],
)
def test_a_value_comes_back(db, value, expected):
    cast = {int: "INTEGER", float: "DOUBLE PRECISION"}.get(type(value), "TEXT")
    found = db.fetch_value(f"SELECT CAST({db.placeholder} AS {cast}) AS value", (value,))
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize("flag", [True, False])
def test_booleans_come_back_as_booleans(db, flag):
    row_id = add(db, "users", 1 if flag else 2)
    assert db.fetch_value(f"SELECT is_active FROM users WHERE id = {db.placeholder}", (row_id,)) is flag


@pytest.mark.parametrize(("start", "length", "part"), [(1, 3, "abc"), (2, 2, "bc"), (6, 5, "f"), (7, 1, ""), (1, 0, "")])
def test_substrings_count_from_one(db, start, length, part):
    assert db.fetch_value(f"SELECT {db.substring(chr(39) + 'abcdef' + chr(39), start, length)} AS part") == part


@pytest.mark.parametrize(("needle", "place"), [("a", 1), ("cd", 3), ("x", 0), ("A", 0)])
def test_positions_count_from_one(db, needle, place):
    sql = f"SELECT {db.position(chr(39) + needle + chr(39), chr(39) + 'abcd' + chr(39))} AS place"
    assert db.fetch_value(sql) == place


@pytest.mark.parametrize(
    ("moment", "day", "hour"),
    [("2025-11-27 00:00:00", "2025-11-27", 0), ("2024-02-29 23:59:59", "2024-02-29", 23)],
    ids=["midnight", "leap-day"],
)
def test_parts_of_a_moment(db, moment, day, hour):
    literal = f"'{moment}'"
    row = db.fetch_one(f"SELECT {db.date_of(literal)} AS day, {db.hour_of(literal)} AS hour")
    assert row == {"day": day, "hour": hour}


@pytest.mark.parametrize(
    ("end", "seconds"), [("2025-03-01 00:00:00", 0), ("2025-03-01 00:01:00", 60), ("2025-02-28 00:00:00", -86400)]
)
def test_seconds_between_moments(db, end, seconds):
    assert (
        db.fetch_value(f"SELECT {db.seconds_between(chr(39) + '2025-03-01' + chr(39), f'{chr(39)}{end}{chr(39)}')} AS s")
        == seconds
    )


@pytest.mark.parametrize("days", [1, 30, 365])
def test_days_ago_is_before_now(db, days):
    sql = f"SELECT {db.seconds_between(db.days_ago(), db.now())} AS s"
    assert db.fetch_value(sql, (days,)) == pytest.approx(days * 86400, abs=2)


def test_rowcount_of_an_update(db):
    for number in (1, 2, 3):
        add(db, "tags", number)
    assert db.execute("UPDATE tags SET colour = 'red' WHERE name <> 'tag2'") == 2


@pytest.mark.parametrize("sql", ["SELECT * FROM tags", "CREATE TABLE more (id INTEGER)"], ids=["select", "create"])
def test_rowcount_of_what_changes_no_rows(fresh_db, sql):
    add(fresh_db, "tags")
    assert fresh_db.execute(sql) == 0


def test_a_failed_statement_does_not_poison_the_next(db):
    with pytest.raises(db.statement_error):
        db.execute("SELECT * FROM nobody")
    assert db.fetch_value("SELECT 1 AS one") == 1


def test_ids_grow_and_are_not_used_again(db):
    first = add(db, "tags", 1)
    db.execute("DELETE FROM tags")
    assert add(db, "tags", 2) > first


def test_a_script_runs_all_its_statements(pairs):
    pairs.run_script("INSERT INTO pairs VALUES (1, 'a'); INSERT INTO pairs VALUES (2, 'b');")
    assert [row["name"] for row in pairs.fetch_all("SELECT name FROM pairs ORDER BY id")] == ["a", "b"]


def test_texts_sort_by_code_point(pairs):
    for number, name in enumerate(["b", "B", "a", "A", "_"]):
        pairs.execute(f"INSERT INTO pairs VALUES ({pairs.placeholders(2)})", (number, name))
    assert [row["name"] for row in pairs.fetch_all("SELECT name FROM pairs ORDER BY name")] == ["A", "B", "_", "a", "b"]


def test_foreign_keys_are_enforced(db):
    with pytest.raises(db.statement_error):
        db.execute("INSERT INTO feature_tags (feature_id, tag_id) VALUES (1000000, 1000000)")


def test_nothing_is_connected_before_the_first_statement(fresh_db):
    fresh_db.close()
    assert not fresh_db.connected
    fresh_db.fetch_value("SELECT 1 AS one")
    assert fresh_db.connected


def test_the_process_has_one_adapter(fresh_db):
    assert get_adapter() is fresh_db
    close_adapter()
    assert not fresh_db.connected
    use_adapter(fresh_db)
    assert get_adapter() is fresh_db


def test_a_literal_percent_sign_needs_no_care_without_parameters(db):
    add(db, "tags")
    assert db.fetch_value("SELECT COUNT(*) AS n FROM tags WHERE name LIKE 'tag%'") == 1
