"""What a cache keeps of a plan is what the plan says."""

from __future__ import annotations

import json

import pytest

from tests import sample_plan
from tests.conftest import ROOT
from tracker.bootstrap import open_project
from tracker.graph import Graph, estimated
from tracker.model.outline import cells, read_outline
from tracker.spec.models import Plan
from tracker.spec.outlines import outline


@pytest.fixture(params=["sample", "shipped"])
def plan(request: pytest.FixtureRequest) -> Plan:
    return sample_plan.plan() if request.param == "sample" else open_project(str(ROOT)).plan


def test_it_survives_being_written_and_read(plan: Plan) -> None:
    made = outline(plan)
    assert made.phases
    assert any(check.cells[0].cells for phase in made.phases for check in phase.checks)
    assert read_outline(json.loads(json.dumps(made))) == made


def test_it_decides_like_the_plan(plan: Plan) -> None:
    graph, light = Graph(plan.phases), Graph(outline(plan).phases)
    assert light.order() == graph.order()
    for name, phase in graph.phases.items():
        other = light.phases[name]
        assert (light.needs(name), light.children(name)) == (graph.needs(name), graph.children(name))
        assert [cell.key for cell in cells(other)] == [cell.key for cell in cells(phase)]
        assert [c.definition() for c in other.checks] == [c.definition() for c in phase.checks]
        assert [(c.inputs, c.always) for c in other.checks] == [(c.inputs, c.always) for c in phase.checks]
        assert [s.definition() for s in other.steps] == [s.definition() for s in phase.steps]
        assert [c.id for c in other.preflight] == [c.id for c in phase.preflight]
        assert (other.title, other.skip, estimated(light, name)) == (phase.title, phase.skip, estimated(graph, name))
        assert (other.claimed is None) == (phase.claimed is None)


@pytest.mark.parametrize(
    "rows", [None, [], ["a"], ["a", "a", ".", [], [], "", 5, [["p"]]], {"a": 1}, ["a", "a", ".", [], [], "", 5, 5]]
)
def test_what_is_no_outline_is_an_error(rows: object) -> None:
    with pytest.raises((TypeError, ValueError, LookupError)):
        read_outline(rows)
