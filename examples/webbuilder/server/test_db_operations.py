"""CRUD check: creating, reading, updating and deleting work on the database that DB_TYPE names. Run it as a script.

Uses a database of its own that is removed at the end; no table of the user's is touched.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from server.database import DatabaseAdapter, schema
from server.database.provision import private_database
from server.repositories import RequestRepository, TagRepository


def create(db: DatabaseAdapter) -> bool:
    """A row is inserted and has an id."""
    return RequestRepository(db).insert(request_id="r1", title="It's a test", body="100 % real") > 0


def read(db: DatabaseAdapter) -> bool:
    """The row comes back as it was."""
    row = RequestRepository(db).find_one(request_id="r1")
    return row is not None and (row["title"], row["body"], row["status"]) == ("It's a test", "100 % real", "new")


def update(db: DatabaseAdapter) -> bool:
    """A change is seen, and only there."""
    requests = RequestRepository(db)
    other = requests.insert(request_id="r2", title="Another", body="one")
    row = requests.find_one(request_id="r1")
    changed = row is not None and requests.update(row["id"], status="done")
    found = requests.find_one(request_id="r1"), requests.get(other)
    return changed and [each and each["status"] for each in found] == ["done", "new"]


def delete(db: DatabaseAdapter) -> bool:
    """A deleted row is gone, the other one stays."""
    requests = RequestRepository(db)
    row = requests.find_one(request_id="r1")
    return row is not None and requests.delete(row["id"]) and requests.count() == 1


def roll_back(db: DatabaseAdapter) -> bool:
    """What a failed transaction did is undone."""
    tags = TagRepository(db)
    try:
        with db.transaction():
            tags.insert(name="red")
            raise LookupError
    except LookupError:
        return tags.count() == 0


def refuse_duplicates(db: DatabaseAdapter) -> bool:
    """A UNIQUE column is unique."""
    tags = TagRepository(db)
    tags.insert(name="green")
    try:
        tags.insert(name="green")
    except db.duplicate_error:
        return tags.count() == 1
    return False


OPERATIONS: tuple[Callable[[DatabaseAdapter], bool], ...] = (
    create,
    read,
    update,
    delete,
    roll_back,
    refuse_duplicates,
)


def main() -> int:
    """Try each operation; one line each."""
    with private_database() as adapter:
        schema.load(adapter)
        results = [(operation.__name__.replace("_", " "), operation(adapter)) for operation in OPERATIONS]
        for name, good in results:
            print(f"{name}: {'ok' if good else 'FAILED'}")
        passed = all(good for _, good in results)
        print(f"CRUD operations: {'PASSED' if passed else 'FAILED'} ({adapter.db_type})")
    return 0 if passed else 1


if __name__ == "__main__":
    raise SystemExit(main())
