"""The section `gantt`: lengths of work as a Mermaid chart."""

from __future__ import annotations

from tracker.documents.sections.section import Section

SECTION = Section("gantt", heading="Schedule", parts=lambda view: {"gantt": view.gantt})
