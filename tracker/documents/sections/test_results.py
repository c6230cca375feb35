"""The section `test-results`: measured results beside claimed ones."""

from __future__ import annotations

from tracker.documents.sections.section import Section

SECTION = Section("test-results", heading="Test Results Tracking", parts=lambda view: {"results": view.results})
