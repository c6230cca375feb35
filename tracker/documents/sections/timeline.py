"""The section `timeline`: dates and computed totals."""

from __future__ import annotations

from tracker.documents.sections.section import Section

SECTION = Section("timeline", heading="Timeline", parts=lambda view: {"timeline": view.timeline})
