"""The section `references`: files worth knowing."""

from __future__ import annotations

from tracker.documents.sections.section import Section

SECTION = Section("references", heading="Contact & References", parts=lambda view: {"groups": view.references})
