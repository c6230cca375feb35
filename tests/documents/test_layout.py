"""What a document looks like to its reader: nothing empty, nothing twice, and what somebody typed where they typed it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from markdown_it import MarkdownIt

from tests import fakes, sample_plan
from tests.conftest import Place
from tracker.documents.folds import LIMIT, fold, shortened, visible
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


MANY: list[dict[str, Any]] = [
    {
        "id": f"phase-{group}.{n}" if n else f"phase-{group}",
        "title": f"Step {n} of {group}",
        **({"parent": f"phase-{group}"} if n else {"success": [{"text": f"{group} holds"}]}),
        "goal": "Better",
        "estimate": "1-2 hours",
        "risk": {"level": "low", "items": [f"Risk {group}.{n}"]},
        **(
            {"prompt": {"file": f"P{group}-{n}.md"}, "deliverables": [{"text": f"Thing {group}.{n} {x}"} for x in "abc"]}
            if n
            else {}
        ),
        **({"claimed": {"source": "me", "date": "2026-01-01", "duration": "1 hour"}} if n and group < 9 else {}),
    }
    for group in range(1, 21)
    for n in range(15)
]


def test_the_tracker_of_300_phases_is_readable() -> None:
    text = page({"sections": list(SECTION_NAMES)}, MANY)
    assert len(MANY) == 300
    assert visible(text) < 1000
    assert len(text.partition("## Phases")[0].splitlines()) < 60, "the first screen"
    assert text.count("<details>") == text.count("</details>")
    for phase in MANY:
        assert text.count(f'<a id="{phase["id"]}"></a>') == 1


def test_what_is_finished_is_folded_and_its_heading_can_be_linked() -> None:
    text = page({"sections": ["overview", "phases"]}, MANY)
    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text)
    finished = html.partition('<a id="phase-1.1"></a>')[2]
    assert re.match(r"\s*<h4>✅ Phase 1.1: Step 1 of 1 \(COMPLETE, CLAIMED\)</h4>\s*</summary>", finished)
    assert re.search(r'(?<!<summary>)<a id="phase-9.1"></a>', html), "what is next is open"
    for target in set(re.findall(r"\]\(#([^)]*)\)", text)):
        assert f'<a id="{target}"></a>' in text


def test_links_lead_to_files_from_where_the_document_is() -> None:
    text = page(
        {"path": "docs/plan/T.md", "sections": ["overview"]}, [{"id": "phase-1", "title": "A", "prompt": {"file": "a b.md"}}]
    )
    assert "[`prompts/a b.md`](../../prompts/a%20b.md)" in text


def test_phases_of_another_document_are_there_and_not_here(place: Place) -> None:
    place.write(
        "tracker.yaml",
        """\
        project: {name: T}
        phases: ["phases/**/*.yaml"]
        documents:
          - {path: T.md}
          - {path: docs/BACK.md, title: Backend, phases: phases/back, sections: [phases]}
        """,
    )
    place.write("phases/back/one.yaml", "id: phase-1\ntitle: One\n")
    place.write("phases/front/two.yaml", "id: phase-2\ntitle: Two\ndepends_on: [phase-1]\n")
    assert place.tracker("render").code == 0, place.tracker("render").out
    main, back = place.read("T.md"), place.read("docs/BACK.md")
    assert '<a id="phase-1"></a>' not in main
    assert "[Phase 1](docs/BACK.md#phase-1)" in main
    assert "- [`docs/BACK.md`](docs/BACK.md): Backend (1 phase)" in main
    assert '<a id="phase-1"></a>' in back
    assert '<a id="phase-2"></a>' not in back
    assert "[`T.md`](../T.md)" in back


def test_a_document_that_asks_for_phases_that_are_not_there_is_refused(place: Place) -> None:
    place.write("tracker.yaml", "project: {name: T}\ndocuments: [{path: T.md, phases: [phase-1, nine], sections: [phases]}]\n")
    place.phase("phase-1", "")
    done = place.tracker("validate")
    assert done.code == 3
    assert "tracker.yaml:2:44: no phase is meant by this" in done.out + done.err


@pytest.mark.parametrize("count", [1, LIMIT, LIMIT + 1, 400])
def test_a_long_section_is_folded_and_nothing_of_it_is_lost(count: int) -> None:
    body = "### One\n\n" + "".join(f"- a{n}\n" for n in range(count)) + "\n### Two\n\n```\n### no heading\n<details>\n```\n"
    text = shortened(body)
    assert [line for line in body.split("\n") if line] == [
        line for line in text.split("\n") if line and not re.fullmatch(r"</?(details|summary)>|Show all .*", line)
    ] or "```\n### no heading\n<details>\n```" in text
    assert (text == body) == (visible(body) <= LIMIT)
    assert visible(text) <= LIMIT
    assert visible(fold("### A", "b\nc")) == 1
