"""The section `success-criteria`: criteria, ticked by checks and completions."""

from __future__ import annotations

from tracker.documents.sections.section import Section

SECTION = Section("success-criteria", heading="Success Criteria", parts=lambda view: {"groups": view.success})
