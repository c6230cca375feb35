"""The section `next-session`: the block to copy into a new session."""

from __future__ import annotations

from tracker.documents.sections.section import Section

SECTION = Section("next-session", heading="Next Session", parts=lambda view: {"text": view.next_session})
