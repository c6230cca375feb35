"""The section `dependency-graph`: what waits for what, as a Mermaid graph."""

from __future__ import annotations

from tracker.documents.sections.section import Section

SECTION = Section("dependency-graph", heading="Dependencies", parts=lambda view: {"graph": view.graph})
