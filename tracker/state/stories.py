"""Does each run's story hold? What an event says against those before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tracker.journal import events as e
from tracker.journal.events import Recorded


def contradictions(events: Iterable[Recorded]) -> Iterator[tuple[str, str]]:
    """Ends without a beginning, and completions that their own run's results contradict, each with its place."""
    begun: set[tuple[str, str, str]] = set()
    failing: dict[tuple[str, str], set[str]] = {}
    for recorded in events:
        event, run = recorded.event, recorded.run
        if isinstance(event, e.StepStarted):
            begun.add((run, event.phase, event.step))
        elif isinstance(event, e.CheckStarted):
            begun.add((run, event.phase, event.key.name))
        elif isinstance(event, e.StepFinished):
            if (run, event.phase, event.step) not in begun:
                yield recorded.place, f"step {event.step} finished, but no line says that it started"
        elif isinstance(event, e.CheckFinished):
            if (run, event.phase, event.key.name) not in begun:
                yield recorded.place, f"check {event.key.name} finished, but no line says that it started"
            names = failing.setdefault((run, event.phase), set())
            names.discard(event.key.name) if event.outcome == "passed" else names.add(event.key.name)
        elif isinstance(event, e.PhaseCompleted) and failing.get((run, event.phase)):
            bad = ", ".join(sorted(failing[(run, event.phase)]))
            yield recorded.place, f"{event.phase} completed, but in the same run these did not pass: {bad}"
