"""Databases for one session: made, handed out, dropped. The user's own tables are never touched."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from server.config import load_settings
from server.database.db_adapter import DatabaseAdapter
from server.database.sqlite_adapter import SQLiteAdapter


class Provisioner(ABC):
    """Makes private databases, empty ones and copies of earlier ones."""

    db_type: str

    @abstractmethod
    def create(self, name: str, template: DatabaseAdapter | None = None) -> DatabaseAdapter:
        """Make a database: empty, or a copy of the template (whose connection is closed for that)."""

    @abstractmethod
    def drop(self, adapter: DatabaseAdapter) -> None:
        """Close and remove a database that `create` made."""

    @abstractmethod
    def close(self) -> None:
        """Remove every database that `create` made and nobody has dropped."""


class SQLiteProvisioner(Provisioner):
    """Each database is a file in a folder of its own."""

    db_type = "sqlite"

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="webbuilder-sqlite-"))

    def create(self, name: str, template: DatabaseAdapter | None = None) -> DatabaseAdapter:
        path = self._folder / f"{name}-{secrets.token_hex(4)}.db"
        if isinstance(template, SQLiteAdapter):
            template.close()
            shutil.copyfile(template.path, path)
        return SQLiteAdapter(path, durable=False)

    def drop(self, adapter: DatabaseAdapter) -> None:
        adapter.close()
        if isinstance(adapter, SQLiteAdapter):
            Path(adapter.path).unlink(missing_ok=True)

    def close(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


class PostgresProvisioner(Provisioner):
    """Each database has a name that nobody else uses, on the user's server or on the embedded one."""

    db_type = "postgresql"

    def __init__(self) -> None:
        from server.database.postgres_adapter import PostgresAdapter

        self._adapter = PostgresAdapter
        conninfo = load_settings().postgres
        if conninfo is None:
            from server.database.embedded import shared_server

            conninfo = shared_server().conninfo("postgres")
        self._admin = PostgresAdapter(conninfo)
        self._names: dict[DatabaseAdapter, str] = {}

    def create(self, name: str, template: DatabaseAdapter | None = None) -> DatabaseAdapter:
        from psycopg.conninfo import make_conninfo

        unique = f"webbuilder_{name}_{os.getpid()}_{secrets.token_hex(4)}"
        if template is None:
            # template0 and the C locale: the same order of texts on every server, and SQLite's.
            options = "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"
        else:
            template.close()
            options = f"TEMPLATE {self._names[template]}"
        self._admin.execute(f"CREATE DATABASE {unique} {options}")
        adapter = self._adapter(make_conninfo(self._admin.conninfo, dbname=unique))
        self._names[adapter] = unique
        return adapter

    def drop(self, adapter: DatabaseAdapter) -> None:
        adapter.close()
        name = self._names.pop(adapter, None)
        if name is not None:
            self._admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def close(self) -> None:
        for adapter in list(self._names):
            with suppress(self._admin.statement_error):  # drop the others, whatever becomes of one
                self.drop(adapter)
        self._admin.close()


def make_provisioner(db_type: str) -> Provisioner:
    """The provisioner of a database type."""
    return SQLiteProvisioner() if db_type == "sqlite" else PostgresProvisioner()


@contextmanager
def private_database(db_type: str | None = None) -> Iterator[DatabaseAdapter]:
    """An empty database for the caller alone; by default of the type that DB_TYPE names."""
    provisioner = make_provisioner(db_type or load_settings().db_type)
    try:
        yield provisioner.create("private")
    finally:
        provisioner.close()
