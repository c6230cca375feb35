"""What GitHub is given to draw: every line of a diagram is one that Mermaid's grammar has, whatever the plan says."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import fakes, sample_plan
from tracker.documents.render import render_all
from tracker.documents.sections.dependency_graph import graph_view
from tracker.documents.sections.mermaid import label
from tracker.views.lookup import Lookup

GANTT = [
    r"gantt",
    r"    (title [ -~]+|dateFormat YYYY-MM-DD|inclusiveEndDates|axisFormat (%Y-%m-%d|(day|week) %-j)|tickInterval 1(day|week))",
    r"    section Phase [A-Za-z0-9 .,+/()&-]+",
    r"    Phase [A-Za-z0-9 .,+/()&-]+ :(milestone, )?((done|active|crit), )?p\d+, (2001-01-01|after p\d+( p\d+)*), \d+m",
    r"    Phase [A-Za-z0-9 .,+/()&-]+ :done, p\d+, \d{4}-\d\d-\d\d, \d{4}-\d\d-\d\d",
]
FLOWCHART = [
    r"flowchart LR",
    r"( {4})+(subgraph )?p\d+\[\"[A-Za-z0-9 .,+/()&-]+\"\]",
    r"( {4})+end",
    r"    p\d+ --> p\d+",
    r"    classDef (done|active|crit) [a-z#0-9:,]+",
    r"    class p\d+(,p\d+)* (done|active|crit)",
]


def diagrams(phases: list[dict[str, Any]], name: str = "Plan") -> tuple[list[str], list[str]]:
    document = {"path": "D.md", "title": "D", "sections": ["gantt", "dependency-graph"]}
    bare = {"metrics": [], "success": [], "issues": [], "project": {"name": name}}
    plan = sample_plan.plan(settings={**bare, "documents": [document]}, phases=phases)
    text = render_all(sample_plan.situation(plan), fakes.MemoryFiles())[0].text
    *gantts, graph = re.findall(r"```mermaid\n(.*?)\n```", text, re.DOTALL)
    return "\n".join(gantts).split("\n"), graph.split("\n")


def sound(lines: list[str], grammar: list[str]) -> None:
    for line in lines:
        assert any(re.fullmatch(pattern, line) for pattern in grammar), line
        assert line.isascii()


WORDS = st.text(max_size=80) | st.sampled_from(
    ["end", "section x", "title: y", "a;b#c", '"q"', "]-->[", "%%{init}%%", "```", "é🔄", ":::x"]
)


@given(st.lists(WORDS.filter(str.strip), min_size=4, max_size=4), WORDS.filter(str.strip))
@settings(max_examples=150, deadline=None)
def test_every_line_is_one_that_mermaid_understands(titles: list[str], name: str) -> None:
    ids = ("phase-1", "phase-2", "phase-2.1", "title")
    phases: list[dict[str, Any]] = [{"id": x, "title": title} for x, title in zip(ids, titles, strict=True)]
    phases[1]["depends_on"] = ["phase-1"]
    phases[2] |= {"parent": "phase-2", "estimate": "1-2 hours"}
    gantt, graph = diagrams(phases, name)
    sound(gantt, GANTT)
    sound(graph, FLOWCHART)
    declared = re.findall(r"(p\d+)\[", "\n".join(graph))
    assert len(declared) == len(set(declared)) == 4
    assert set(re.findall(r"\bp\d+\b", "\n".join(line for line in graph if "-->" in line))) <= set(declared)


def test_subgraphs_nest_and_close() -> None:
    _, graph = diagrams([
        {"id": "phase-1", "title": "A"},
        {"id": "phase-1.1", "title": "B", "parent": "phase-1"},
        {"id": "phase-1.1.1", "title": "C", "parent": "phase-1.1"},
        {"id": "phase-2", "title": "D", "depends_on": ["phase-1"]},
    ])  # fmt: skip
    assert graph[:8] == [
        "flowchart LR",
        '    subgraph p1["Phase 1 A"]',
        '        subgraph p2["Phase 1.1 B"]',
        '            p3["Phase 1.1.1 C"]',
        "        end",
        "    end",
        '    p4["Phase 2 D"]',
        "    p1 --> p4",
    ]


def test_a_bar_without_an_estimate_says_so() -> None:
    gantt, _ = diagrams([{"id": "phase-1", "title": "A"}])
    assert gantt[-1] == "    Phase 1 A (no estimate) :milestone, active, p1, 2001-01-01, 0m", "and no length is made up"


def test_the_schedule_has_the_days_that_were_recorded_and_the_lengths_that_are_planned() -> None:
    claim = {"claimed": {"source": "me", "date": "2025-11-27", "duration": "5 hours"}}
    gantt, _ = diagrams([
        {"id": "phase-1", "title": "A", **claim},
        {"id": "phase-2", "title": "B", "claimed": {"source": "me"}},
        {"id": "phase-3", "title": "C", "estimate": "4 hours", "depends_on": ["phase-1"]},
        {"id": "phase-4", "title": "D", "estimate": "1-3 days", "depends_on": ["phase-3"]},
    ])  # fmt: skip
    assert [line.strip() for line in gantt if " :" in line] == [
        "Phase 1 A :done, p1, 2025-11-27, 2025-11-27",
        "Phase 3 C (4 hours) :active, p3, 2001-01-01, 720m",
        "Phase 4 D (1-3 days) :p4, after p3, 2880m",
    ]
    assert not any("%H" in line for line in gantt)


def test_every_dependency_is_an_arrow() -> None:
    plan = sample_plan.plan()
    view = graph_view(Lookup(sample_plan.situation(plan)))
    assert len(view.edges) == sum(len(phase.depends_on) for phase in plan.phases)


@pytest.mark.parametrize(("text", "shown"), [("Größe & Maß", "Groe and Ma"), ("a" * 99, "a" * 99), ("x: y; #z", "x y z")])
def test_a_label_is_ascii_and_whole(text: str, shown: str) -> None:
    assert label(text) == shown


def test_a_lane_has_no_title_which_would_be_drawn_across_its_bars() -> None:
    gantt, _ = diagrams([{"id": "phase-1", "title": "One", "summary": "Of many words"}, {"id": "last", "title": "Two"}])
    assert [line.strip() for line in gantt if "section" in line] == ["section Phase last", "section Phase 1"]
