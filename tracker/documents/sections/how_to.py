"""The section `how-to`: how to work with the tracker."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.documents.sections.section import Section
from tracker.views.lookup import Lookup


@dataclass(frozen=True, slots=True)
class HowTo:
    """What the how-to section needs to know of the plan."""

    prompts: str
    """The folder of the prompts."""


def how_to_view(lookup: Lookup) -> HowTo:
    """Where the prompts are."""
    return HowTo(lookup.settings.prompts)


SECTION = Section("how-to", "How to Use This Tracker", how_to_view)
