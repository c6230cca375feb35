"""What stands in for journal and evidence where nothing is to be kept."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.checking.strict import json_text, sha256
from tracker.journal.events import Event, Recorded
from tracker.model.ports import EvidenceStore


class Unrecorded:
    """A journal that nobody keeps."""

    path = ""
    last = ""

    def __init__(self, run: str) -> None:
        self.run = run

    def append(self, events: Sequence[Event]) -> list[Recorded]:
        """Events for whoever watches; they are on no disk."""
        return [Recorded("", "", self.run, event) for event in events]


class Forgetful:
    """An evidence store that keeps nothing, over one that may be read."""

    def __init__(self, kept: EvidenceStore) -> None:
        self._kept = kept

    def put(self, value: object) -> str:
        """The value's sha256."""
        return sha256(json_text(value, ascii_only=False))

    def digest(self, value: object) -> str:
        """The same."""
        return self.put(value)

    def has(self, digest: str) -> bool:
        """Nothing is there."""
        del digest
        return False

    def get(self, digest: str) -> object | None:
        """What was kept before."""
        return self._kept.get(digest)
