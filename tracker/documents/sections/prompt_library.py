"""The section `prompt-library`: which prompts are there and which are not yet."""

from __future__ import annotations

from tracker.documents.sections.section import Section

SECTION = Section("prompt-library", heading="Prompt Library", parts=lambda view: {"library": view.library})
