"""Since when an issue is seen, until when it was, and what became of it: by every test result that was ever recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracker.state.places import commit_of
from tracker.views.issues import IssueView
from tracker.views.lookup import Lookup

if TYPE_CHECKING:
    from tracker.views.faces.issues import SeenFace

OPEN, RESOLVED, REGRESSED, PRE_EXISTING, NOT_SEEN = "open", "resolved", "regressed", "pre-existing", "not-seen"


@dataclass(frozen=True, slots=True)
class Seen:
    """A test result in which there was, or was no more, a failing test of the issue."""

    run: str
    at: str
    commit: str
    check: str
    """`phase-3/suite[sqlite]`."""

    def as_dict(self) -> SeenFace:
        """For JSON."""
        return {"run": self.run, "at": self.at, "commit": self.commit, "check": self.check}


@dataclass(slots=True)
class History:
    """One issue through all results, oldest first."""

    first: Seen | None = None
    last: Seen | None = None
    gone: Seen | None = None
    """The result with which the last check that had shown it showed it no more; None while one does."""
    returned: bool = False
    """Whether it came back after it was gone."""
    _counts: dict[str, int] = field(default_factory=dict)

    def take(self, name: str, count: int, seen: Seen) -> None:
        """One more result of the check called `name`, with so many failing tests of the issue."""
        before = sum(self._counts.values())
        self._counts[name] = count
        after = sum(self._counts.values())
        if count:
            self.returned = self.returned or self.gone is not None
            self.first, self.last, self.gone = self.first or seen, seen, None
        elif before and not after:
            self.gone, self.returned = seen, False


def histories(lookup: Lookup) -> dict[str, History]:
    """Every issue's history, by its id. Results of checks that the plan does not have any more are left out."""
    known = {cell.key for cell in lookup.cells}
    found = {issue.id: History() for issue in lookup.settings.issues}
    for result in sorted(lookup.state.results, key=lambda result: (result.at, result.id)):
        key = result.key
        if key not in known or lookup.report(result) is None:
            continue
        failing = lookup.failing(result)
        run = lookup.state.runs.get(result.run)
        commit = run.completed.get(key.phase, result.commit) if run else result.commit
        seen = Seen(result.run, result.at, commit, f"{key.phase}/{key.name}")
        for name, history in found.items():
            if result.elsewhere and not failing[name]:
                continue  # what was made elsewhere may show an issue, and resolves none
            history.take(key.name, len(failing[name]), seen)
    return found


def status_of(view: IssueView, history: History) -> str:
    """One word for where an issue stands."""
    if view.resolved:
        return RESOLVED
    if any(sighting.cases for sighting in view.sightings) or (history.last and not history.gone):
        if history.returned:
            return REGRESSED
        return PRE_EXISTING if view.issue.severity == PRE_EXISTING else OPEN
    return NOT_SEEN


def resolved_at(lookup: Lookup, view: IssueView, history: History) -> str:
    """The commit at which it was first not seen any more; empty while it is not resolved.

    Where that run completed the phase, it is the commit that it completed it with: the one that holds what the steps changed.
    """
    if not view.resolved:
        return ""
    if history.gone:
        return history.gone.commit
    newest = max(view.sightings, key=lambda s: s.at)
    known = lookup.state.check(newest.key)
    return commit_of(lookup.state.phase(newest.key.phase), newest.key, known) if known else ""
