"""Load a schema into an empty database, and ask that database's own catalogue for a column and its type.

Ends with 1 when the column is not there or has another type.
"""

from __future__ import annotations

import argparse

import _path  # noqa: F401 - makes `server` importable

from server.config import DATABASES
from server.database import DatabaseAdapter, schema
from server.database.provision import private_database

CATALOGUES = {
    "sqlite": "SELECT name, type FROM pragma_table_info({0})",
    "postgresql": "SELECT column_name AS name, data_type AS type FROM information_schema.columns WHERE table_name = {0}",
}


def types(db: DatabaseAdapter, table: str) -> dict[str, str]:
    """Column → its type, as the catalogue has it."""
    rows = db.fetch_all(CATALOGUES[db.db_type].format(db.placeholder), (table,))
    return {row["name"]: row["type"].upper() for row in rows}


def main() -> int:
    """Look, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=DATABASES, required=True)
    parser.add_argument("table")
    parser.add_argument("column")
    parser.add_argument("type")
    wanted = parser.parse_args()
    with private_database(wanted.database) as adapter:
        schema.load_leniently(adapter)
        found = types(adapter, wanted.table).get(wanted.column, "not there")
    print(f"{wanted.table}.{wanted.column} on {wanted.database}: {found}")
    return 0 if found == wanted.type.upper() else 1


if __name__ == "__main__":
    raise SystemExit(main())
