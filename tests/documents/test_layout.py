"""What a document looks like to its reader: nothing empty, nothing twice, and what somebody typed where they typed it."""

from __future__ import annotations

import re
from typing import Any

from tests import fakes, sample_plan
from tests.conftest import Place
from tracker.documents.names import SECTION_NAMES
from tracker.documents.render import render_all
from tracker.spec.settings import USUAL_SECTIONS

BARE: dict[str, Any] = {"metrics": [], "success": [], "issues": [], "references": [], "benchmarks": None}


def page(document: dict[str, Any], phases: list[dict[str, Any]], **settings: Any) -> str:
    plan = sample_plan.plan(settings={**BARE, **settings, "documents": [{"path": "T.md", **document}]}, phases=phases)
    return render_all(sample_plan.situation(plan), fakes.MemoryFiles())[0].text


def test_a_path_is_enough_for_a_document(place: Place) -> None:
    place.write("tracker.yaml", "project: {name: Moving house}\ndocuments: [{path: T.md}]\n")
    place.phase("phase-1", "checks: [{id: ok, kind: command, run: 'true', inputs: []}]\n")
    assert place.tracker("validate").code == 0
    assert place.tracker("render").code == 0
    assert "\n# Moving house\n" in place.read("T.md")
    assert set(USUAL_SECTIONS) <= set(SECTION_NAMES)


def test_a_section_that_has_nothing_to_show_is_left_out() -> None:
    text = page({"sections": list(SECTION_NAMES)}, [{"id": "phase-1", "title": "One"}])
    headings = re.findall(r"^## (.*)", text, re.MULTILINE)
    for name in ("Metrics", "Risk Assessment", "Performance Benchmarks", "Issues (From Test Results)", "Success Criteria"):
        assert name not in headings
    assert not re.search(r"^## [^\n]*\n+(---|## |\Z|<!-- note)", text, re.MULTILINE), "no heading stands alone"
    assert all(f"<!-- note: {name} --><!-- /note -->" in text for name in SECTION_NAMES)


def test_a_box_has_no_sign_besides() -> None:
    text = page({"sections": list(SECTION_NAMES)}, sample_plan.PHASES, issues=sample_plan.SETTINGS["issues"])
    assert not re.search(r"^\s*- \[[ xX]\].*[✅❌⏳]", text, re.MULTILINE)


def test_a_note_stays_where_it_is_when_its_section_has_nothing_to_show(place: Place) -> None:
    place.write("tracker.yaml", "project: {name: T}\ndocuments: [{path: T.md, sections: [risk, overview]}]\n")
    place.phase("phase-1", "risk: {level: low, items: [Fire]}\n")
    place.tracker("render")
    place.write("T.md", place.read("T.md").replace("<!-- note: risk -->", "<!-- note: risk -->\nmine\n"))
    place.phase("phase-1", "goal: x\n")
    assert place.tracker("render").code == 0
    text = place.read("T.md")
    assert "## Risk" not in text
    assert text.index("mine") < text.index("## Overview")
    place.phase("phase-1", "risk: {level: low, items: [Fire]}\n")
    place.tracker("render")
    assert re.search(r"## Risk.*Fire.*<!-- note: risk -->\nmine\n<!-- /note -->", place.read("T.md"), re.DOTALL)


def test_a_deliverable_is_listed_once() -> None:
    text = page({"sections": list(SECTION_NAMES)}, sample_plan.PHASES, issues=sample_plan.SETTINGS["issues"])
    for deliverable in ("CRUD script", "`queue_position` column"):
        assert len(re.findall(rf"^\s*- (?:[✅⏳] )?{deliverable}", text, re.MULTILINE)) == 1
