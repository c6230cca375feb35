"""The section `metrics`: figures about the work, each with where it comes from."""

from __future__ import annotations

from tracker.documents.sections.section import Section

SECTION = Section("metrics", heading="Metrics", parts=lambda view: {"groups": view.metrics})
