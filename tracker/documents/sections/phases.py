"""The section `phases`: every phase with its deliverables, files, checks and commits."""

from __future__ import annotations

from tracker.documents.sections.section import Section

SECTION = Section("phases", heading="Phases", parts=lambda view: {"phases": view.phases})
