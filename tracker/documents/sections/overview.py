"""The section `overview`: what the work is and how far it is."""

from __future__ import annotations

from tracker.documents.sections.section import Section

SECTION = Section("overview", heading="Overview", parts=lambda view: {"overview": view.overview})
