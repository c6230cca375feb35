"""Look at one adapter alone: whether it is whole, connects only when it is asked something, and manages its connection.

Ends with 1, and says which, when one of these is not so.
"""

from __future__ import annotations

import argparse

import _path  # noqa: F401 - makes `server` importable

from server.config import DATABASES
from server.database import DatabaseAdapter
from server.database.provision import private_database


def whole(db: DatabaseAdapter) -> dict[str, bool]:
    """It is an adapter of its own kind, and nothing of the interface is left out."""
    kind = type(db)
    return {
        "implements the interface": issubclass(kind, DatabaseAdapter) and not kind.__abstractmethods__,
        "says which database it is": db.db_type in DATABASES,
        "answers": db.fetch_value(f"SELECT CAST({db.placeholder} AS TEXT) AS value", ("it's here",)) == "it's here",
    }


def lazy(db: DatabaseAdapter) -> dict[str, bool]:
    """There is no connection before the first statement."""
    db.close()
    before = db.connected
    db.fetch_value("SELECT 1 AS one")
    return {"no connection before it is asked": not before, "one afterwards": db.connected}


def managed(db: DatabaseAdapter) -> dict[str, bool]:
    """A closed connection is opened again, and a failed transaction leaves it usable."""
    db.run_script("CREATE TABLE things (id INTEGER)")
    try:
        with db.transaction():
            db.execute("INSERT INTO things (id) VALUES (1)")
            raise LookupError
    except LookupError:
        left = db.fetch_value("SELECT COUNT(*) AS n FROM things")
    db.close()
    closed = not db.connected
    return {
        "a failed transaction leaves nothing": left == 0,
        "closed when it is told to": closed,
        "opened again by the next statement": db.fetch_value("SELECT COUNT(*) AS n FROM things") == 0,
    }


QUESTIONS = {"whole": whole, "lazy": lazy, "managed": managed}


def main() -> int:
    """Ask, one line for each answer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("question", choices=QUESTIONS)
    parser.add_argument("--database", choices=DATABASES, required=True)
    wanted = parser.parse_args()
    with private_database(wanted.database) as adapter:
        found = QUESTIONS[wanted.question](adapter)
        found["it is the database that was asked for"] = adapter.db_type == wanted.database
    for name, good in found.items():
        print(f"{name}: {'ok' if good else 'FAILED'}")
    return 0 if all(found.values()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
