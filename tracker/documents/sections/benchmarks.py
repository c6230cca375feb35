"""The section `benchmarks`: the reported timings, compared by one formula."""

from __future__ import annotations

from tracker.documents.sections.section import Section

SECTION = Section("benchmarks", heading="Performance Benchmarks", parts=lambda view: {"benchmarks": view.benchmarks})
