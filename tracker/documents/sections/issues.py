"""The section `issues`: known problems by severity, counted from evidence."""

from __future__ import annotations

from tracker.documents.sections.section import Section

SECTION = Section("issues", heading="Issues (From Test Results)", parts=lambda view: {"issues": view.issues})
