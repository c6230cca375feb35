"""Writes down what happened before anybody acts on it, and keeps the state that follows from it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tracker.engine.ports import Journaling, Reporter
from tracker.journal import events as e
from tracker.state import Fold, apply


@dataclass(slots=True)
class Recorder:
    """One run's memory: its journal file, and the fold that follows it event by event."""

    journal: Journaling
    reporter: Reporter
    state: Fold
    """What the journal says, this run's own events included."""
    _pending: list[e.Event] = field(default_factory=list)

    def later(self, *events: e.Event) -> None:
        """Record with the next sync: nothing is acknowledged until then."""
        self._pending.extend(events)

    def now(self, *events: e.Event) -> None:
        """Record everything that is pending, and these, with one sync. They are on the disk when this returns."""
        self._pending.extend(events)
        if not self._pending:
            return
        for recorded in self.journal.append(self._pending):
            apply(self.state, recorded)
            if not isinstance(recorded.event, e.JournalOpened):
                self.reporter.event(recorded)
        self._pending.clear()
