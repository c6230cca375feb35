"""The database: one interface, two adapters, and the one that this process uses.

Nothing is connected on import. `get_adapter` makes the adapter on first use, and the adapter connects on its
first statement.
"""

from __future__ import annotations

from server.config import load_settings
from server.database.db_adapter import DatabaseAdapter, Row

__all__ = ["DatabaseAdapter", "Row", "close_adapter", "create_adapter", "get_adapter", "use_adapter"]

_current: list[DatabaseAdapter] = []


def create_adapter() -> DatabaseAdapter:
    """Make the adapter that the environment asks for, without connecting."""
    settings = load_settings()
    if settings.db_type == "sqlite":
        from server.database.sqlite_adapter import SQLiteAdapter

        return SQLiteAdapter(settings.sqlite_path)
    from server.database.postgres_adapter import PostgresAdapter

    if settings.postgres is None:
        from server.database.embedded import shared_server

        return PostgresAdapter(shared_server().conninfo("postgres"))
    return PostgresAdapter(settings.postgres)


def get_adapter() -> DatabaseAdapter:
    """The adapter of this process, made on first use."""
    if not _current:
        _current.append(create_adapter())
    return _current[0]


def use_adapter(adapter: DatabaseAdapter | None) -> None:
    """Let this process use the given adapter; None: forget it, the next `get_adapter` makes one."""
    _current[:] = [] if adapter is None else [adapter]


def close_adapter() -> None:
    """Close the connection of this process, if there is one."""
    for adapter in _current:
        adapter.close()
    _current.clear()
