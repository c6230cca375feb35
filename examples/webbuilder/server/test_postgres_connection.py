"""Connection check: does a PostgreSQL server answer? Run it as a script.

The server is the user's own when DATABASE_URL or POSTGRES_HOST is set, else the embedded one.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from server.config import load_settings
from server.database.embedded import EmbeddedError, shared_server
from server.database.postgres_adapter import PostgresAdapter


def main() -> int:
    """Connect, ask for the version, and read back a value."""
    try:
        settings = load_settings()
        where = settings.postgres or shared_server().conninfo("postgres")
    except EmbeddedError as error:
        print(f"FAILED: {error}", file=sys.stderr)
        return 1
    adapter = PostgresAdapter(where)
    try:
        version = adapter.fetch_value("SHOW server_version")
        echoed = adapter.fetch_value(f"SELECT CAST({adapter.placeholder} AS TEXT) AS value", ("it's here",))
    except adapter.statement_error as error:
        print(f"FAILED: {error}".strip(), file=sys.stderr)
        print("Start the server, or unset DATABASE_URL and POSTGRES_HOST for an embedded one.", file=sys.stderr)
        return 1
    finally:
        adapter.close()
    if echoed != "it's here":
        print(f'FAILED: sent "it\'s here", got back {echoed!r}', file=sys.stderr)
        return 1
    print(f"Connection test: PASSED (PostgreSQL {version}, {'own' if settings.postgres else 'embedded'} server)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
