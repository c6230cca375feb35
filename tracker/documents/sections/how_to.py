"""The section `how-to`: how to work with the tracker."""

from __future__ import annotations

from tracker.documents.sections.section import Section

SECTION = Section("how-to", heading="How to Use This Tracker", parts=lambda view: {"how_to": view.how_to})
