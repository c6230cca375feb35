"""The plan: all files together as one frozen, typed value."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property

from tracker.checking.strict import Strict
from tracker.spec.known import Issue
from tracker.spec.phases import Phase
from tracker.spec.settings import Settings


class Plan(Strict):
    """Settings and phases together, as the loader returns them: every reference between them is known to hold."""

    settings: Settings
    phases: tuple[Phase, ...]
    files: tuple[str, ...]
    """The files that the plan was read from, relative to the root."""
    sources: dict[str, str] = field(default_factory=dict)
    """The file of each phase."""

    def phase(self, phase_id: str) -> Phase:
        """The phase with this id.

        Raises:
            KeyError: there is none.
        """
        return self._by_id[phase_id]

    @cached_property
    def _by_id(self) -> dict[str, Phase]:
        return {phase.id: phase for phase in self.phases}

    def issue(self, issue_id: str) -> Issue:
        """The issue with this id.

        Raises:
            KeyError: there is none.
        """
        for issue in self.settings.issues:
            if issue.id == issue_id:
                return issue
        raise KeyError(issue_id)
