"""Load a schema into an empty database and count, by that database's own catalogue, what is there.

Prints one JSON object: tables, indexes, views, and errors (statements that did not load).
"""

from __future__ import annotations

import argparse
import json
import sys

import _path  # noqa: F401 - makes `server` importable

from server.config import DATABASES
from server.database import schema
from server.database.provision import private_database


def main() -> int:
    """Count, and show each statement that failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=DATABASES, required=True)
    wanted = parser.parse_args().database
    with private_database(wanted) as adapter:
        failed = schema.load_leniently(adapter)
        counts = {
            "tables": len(adapter.table_names()),
            "indexes": len(adapter.index_names()),
            "views": len(adapter.view_names()),
            "errors": len(failed),
        }
    for line in failed:
        print(line, file=sys.stderr)
    print(json.dumps(counts))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
