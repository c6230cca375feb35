"""Events of phases that have another id by now: the journal stays as it is, and is read under the ids that the plan has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tracker.journal.events import Newer, Recorded, RunStarted


def under_new_ids(events: Iterable[Recorded], now: Mapping[str, str]) -> tuple[Recorded, ...]:
    """The same events. `now`: id that a phase had → the one that it has."""
    return tuple(_renamed(recorded, now) for recorded in events) if now else tuple(events)


def _renamed(recorded: Recorded, now: Mapping[str, str]) -> Recorded:
    event = recorded.event
    if isinstance(event, Newer):
        return recorded
    if isinstance(event, RunStarted):
        phases = tuple(dict.fromkeys(now.get(phase, phase) for phase in event.phases))
        return recorded if phases == event.phases else recorded._replace(event=event._replace(phases=phases))
    phase: str = getattr(event, "phase", "")
    if phase not in now:
        return recorded
    return recorded._replace(event=event._replace(phase=now[phase]))  # type: ignore[call-arg]  # it is about a phase
