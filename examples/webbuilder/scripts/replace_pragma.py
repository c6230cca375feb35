"""Phase 4.2: ask each database's own catalogue for the columns of a table, not SQLite's PRAGMA everywhere.

PostgreSQL answers from `information_schema.columns`. SQLite has no such view; its adapter keeps the PRAGMA, as a
function that can be selected from.
"""

from __future__ import annotations

from _edit import Edit, main

INTERFACE = '''    @abstractmethod
    def view_names(self) -> list[str]:
        """The views, sorted."""

'''
COLUMN_NAMES = '''    @abstractmethod
    def column_names(self, table: str) -> list[str]:
        """The columns of a table, in their order; none for a table that is not there."""

'''
SQLITE = """    def _catalogue(self, kind: str, order: str) -> list[str]:
"""
SQLITE_COLUMN_NAMES = """    def column_names(self, table: str) -> list[str]:
        rows = self.fetch_all("SELECT name FROM pragma_table_info(?) ORDER BY cid", (table,))
        return [row["name"] for row in rows]

"""
POSTGRES = """    def _relations(self, kind: str, order: str) -> list[str]:
"""
POSTGRES_COLUMN_NAMES = '''    def column_names(self, table: str) -> list[str]:
        sql = """
            SELECT column_name AS name FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name = %s ORDER BY ordinal_position
        """
        return [row["name"] for row in self.fetch_all(sql, (table,))]

'''
EDITS = [
    Edit("server/database/db_adapter.py", f"{INTERFACE}    # -- dates", f"{INTERFACE}{COLUMN_NAMES}    # -- dates"),
    Edit(
        "server/database/sqlite_adapter.py",
        f'"view", "name")\n\n{SQLITE}',
        f'"view", "name")\n\n{SQLITE_COLUMN_NAMES}{SQLITE}',
    ),
    Edit(
        "server/database/postgres_adapter.py",
        f'"v", "c.relname")\n\n{POSTGRES}',
        f'"v", "c.relname")\n\n{POSTGRES_COLUMN_NAMES}{POSTGRES}',
    ),
    Edit(
        "server/services/insights.py",
        '    rows = adapter.fetch_all(f"PRAGMA table_info({escape_identifier(table)})")\n'
        '    return [row["name"] for row in rows]\n',
        "    return adapter.column_names(validate_identifier(table))\n",
    ),
    Edit(
        "server/services/insights.py",
        "import UnsafeSQLError, escape_identifier\n",
        "import UnsafeSQLError, escape_identifier, validate_identifier\n",
    ),
]

if __name__ == "__main__":
    raise SystemExit(main("Replace PRAGMA table_info by the adapters' own catalogues.", EDITS))
