"""The section `current-status`: what is done, what is next, which prompts to use."""

from __future__ import annotations

from tracker.documents.sections.section import Section

SECTION = Section("current-status", heading="Current Status", parts=lambda view: {"current": view.current})
