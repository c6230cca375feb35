"""Small changes of the schema, each applied once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from server.database import DatabaseAdapter, get_adapter
from server.repositories import SchemaMigrationRepository


class MigrationError(RuntimeError):
    """A migration that was changed after it was applied."""


@dataclass(frozen=True)
class Migration:
    """One change, for both databases."""

    version: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """Changes when the statement does."""
        return hashlib.sha256(self.sql.encode()).hexdigest()[:16]


def migrate(migrations: Sequence[Migration], adapter: DatabaseAdapter | None = None) -> list[int]:
    """Apply what has not been applied, in the order of the versions. Returns the new versions.

    Raises:
        MigrationError: one that was applied has another statement now.
    """
    db = adapter or get_adapter()
    done = SchemaMigrationRepository(db)
    applied: list[int] = []
    for migration in sorted(migrations, key=lambda each: each.version):
        earlier = done.find_one(version=migration.version)
        if earlier is not None:
            if earlier["checksum"] != migration.checksum:
                raise MigrationError(f"migration {migration.version} was changed after it was applied")
            continue
        with db.transaction():
            db.run_script(migration.sql)
            done.insert(version=migration.version, name=migration.name, checksum=migration.checksum)
        applied.append(migration.version)
    return applied
