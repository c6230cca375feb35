"""The section `risk`: risks by level, with the state of their phases."""

from __future__ import annotations

from tracker.documents.sections.section import Section

SECTION = Section("risk", heading="Risk Assessment", parts=lambda view: {"groups": view.risk})
