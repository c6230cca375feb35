"""The section `footer`: when the document last changed."""

from __future__ import annotations

from tracker.documents.sections.section import Section

SECTION = Section("footer", heading="", parts=lambda view: {"footer": view.footer})
