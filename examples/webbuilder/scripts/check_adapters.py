"""Ask both adapters the same questions and compare the answers.

Each question is one fact that the repositories rely on. Ends with 1, and says which, when two answers differ.
"""

from __future__ import annotations

from collections.abc import Callable

import _path  # noqa: F401 - makes `server` importable

from server.config import DATABASES
from server.database import DatabaseAdapter, schema
from server.database.provision import private_database

Question = Callable[[DatabaseAdapter], object]


def _value(expression: Callable[[DatabaseAdapter], str]) -> Question:
    return lambda db: db.fetch_value(f"SELECT {expression(db)} AS answer")


def _duplicate(db: DatabaseAdapter) -> object:
    try:
        db.insert(f"INSERT INTO tags (name) VALUES ({db.placeholder})", ("red",))
    except db.duplicate_error:
        return "refused"
    return "accepted"


def _rolled_back(db: DatabaseAdapter) -> object:
    try:
        with db.transaction():
            db.execute("DELETE FROM tags")
            raise LookupError
    except LookupError:
        return db.fetch_value("SELECT COUNT(*) AS n FROM tags")


def _savepoint(db: DatabaseAdapter) -> object:
    with db.transaction():
        try:
            with db.transaction():
                db.execute("DELETE FROM tags")
                raise LookupError
        except LookupError:
            return db.fetch_value("SELECT COUNT(*) AS n FROM tags")


def _days_ago(db: DatabaseAdapter) -> object:
    seconds = db.fetch_value(f"SELECT {db.seconds_between(db.days_ago(), db.now())} AS s", (7,))
    return round(float(seconds) / 86400, 3)


def _like(db: DatabaseAdapter) -> object:
    condition = db.contains_ignoring_case("name")
    sql = f"SELECT name FROM tags WHERE {condition} ORDER BY id"
    return [row["name"] for row in db.fetch_all(sql, (db.like_pattern("RE"),))]


QUESTIONS: dict[str, Question] = {
    "tables": lambda db: sorted(db.table_names()),
    "indexes": lambda db: db.index_names(),
    "views": lambda db: db.view_names(),
    "columns": lambda db: {table: list(db.fetch_one(f"SELECT * FROM {table}") or {}) for table in ("users", "tags")},
    "first id": lambda db: db.insert(f"INSERT INTO tags (name) VALUES ({db.placeholder})", ("red",)),
    "second id": lambda db: db.insert(f"INSERT INTO tags (name) VALUES ({db.placeholder})", ("green",)),
    "duplicate": _duplicate,
    "after a refusal": lambda db: db.fetch_value("SELECT COUNT(*) AS n FROM tags"),
    "rollback": _rolled_back,
    "savepoint": _savepoint,
    "rows changed": lambda db: db.execute(f"UPDATE tags SET colour = {db.placeholder}", ("dark",)),
    "row": lambda db: db.fetch_one("SELECT id, name, colour FROM tags ORDER BY id"),
    "boolean": lambda db: db.fetch_all("SELECT is_active FROM users"),
    "substring": _value(lambda db: db.substring("'abcdef'", 2, 3)),
    "position": _value(lambda db: db.position("'c'", "'abcdef'")),
    "day": _value(lambda db: db.date_of("'2025-11-27 23:59:59'")),
    "hour": _value(lambda db: db.hour_of("'2025-11-27 23:59:59'")),
    "seconds": _value(lambda db: db.seconds_between("'2025-11-27 00:00:00'", "'2025-11-28 00:00:01'")),
    "days ago": _days_ago,
    "ignoring case": _like,
    "length of now": lambda db: len(str(db.fetch_value(f"SELECT CAST({db.now()} AS TEXT) AS now"))),
}


def answers(db_type: str) -> dict[str, object]:
    """What one adapter says, on an empty database with the schema loaded."""
    with private_database(db_type) as adapter:
        schema.load(adapter)
        adapter.insert(f"INSERT INTO users (username, email) VALUES ({adapter.placeholders(2)})", ("ada", "ada@example.org"))
        return {name: question(adapter) for name, question in QUESTIONS.items()}


def main() -> int:
    """Compare."""
    first, second = (answers(db_type) for db_type in DATABASES)
    different = [name for name in QUESTIONS if first[name] != second[name]]
    for name in different:
        print(f"{name}: {DATABASES[0]} says {first[name]!r}, {DATABASES[1]} says {second[name]!r}")
    print(f"{len(QUESTIONS)} questions, {len(different)} different answers")
    return 1 if different else 0


if __name__ == "__main__":
    raise SystemExit(main())
