"""What a project keeps between calls: read back while it still holds, written down when a command is through."""

from __future__ import annotations

from tracker.adapters.files import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    T = TypeVar("T")


class Kept:
    """The caches of one project."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._later: list[tuple[str, Callable[[], object], cache.Seen, float, str]] = []

    def recall(self, name: str, read: Callable[[Any], T]) -> tuple[T, cache.Seen] | None:
        """What is kept under a name, with what it was made from; None when it does not hold any more, or is damaged."""
        return self.recall_but(name, None, read)

    def later(self, name: str, value: Callable[[], object], seen: cache.Seen, started: float, *, own: str = "") -> None:
        """Have a value kept under what it was made from, once somebody says `write`; `started` is when looking began."""
        self._later.append((name, value, seen, started, own))

    def recall_but(self, name: str, path: str | None, read: Callable[[Any], T]) -> tuple[T, cache.Seen] | None:
        """The same where just `path` may be another than it was."""
        found = cache.look_up(self._root, name, but=path)
        if found is None:
            return None
        try:
            return read(found[0]), found[1]
        except (TypeError, ValueError, LookupError, AttributeError):
            return None  # damaged, or another version's

    def write_quietly(self, name: str) -> None:
        """Write down one of those at once. A cache that cannot be written is no loss."""
        mine = [item for item in self._later if item[0] == name]
        self.forget(name)
        try:
            for _, value, seen, started, own in mine:
                cache.save(self._root, name, value(), seen, started, own=own)
        except OSError:
            return

    def forget(self, name: str) -> None:
        """Do not keep it after all."""
        self._later = [item for item in self._later if item[0] != name]

    def write(self) -> None:
        """Write down what was made on the way.

        Raises:
            OSError: a cache cannot be written.
        """
        while self._later:
            name, value, seen, started, own = self._later.pop()
            cache.save(self._root, name, value(), seen, started, own=own)
