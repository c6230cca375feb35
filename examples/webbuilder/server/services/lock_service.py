"""At most one workflow works on an issue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from server.database import DatabaseAdapter, get_adapter
from server.repositories import AdwLockRepository


class LockedError(RuntimeError):
    """Another workflow holds the lock."""


class LockService:
    """Takes and gives back locks."""

    def __init__(self, adapter: DatabaseAdapter | None = None) -> None:
        """Use the given adapter, or this process's own."""
        self.locks = AdwLockRepository(adapter or get_adapter())

    @contextmanager
    def hold(self, issue_number: int, adw_id: str) -> Iterator[None]:
        """Hold an issue's lock for the time of a block.

        Raises:
            LockedError: another workflow holds it.
        """
        if not self.locks.acquire(issue_number, adw_id):
            row = self.locks.find_one(issue_number=issue_number)
            raise LockedError(f"issue {issue_number} is locked by {row['adw_id'] if row else 'nobody'}")
        try:
            yield
        finally:
            self.locks.release(issue_number, adw_id)
