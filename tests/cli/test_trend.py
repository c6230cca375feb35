"""What became of figures is one answer: status, explain, show, summary and documents tell it alike."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Place


def metric(place: Place, phase: str, needs: str = "", dbs: str = "a, b") -> None:
    place.phase(
        phase,
        f"""\
        depends_on: [{needs}]
        checks:
          - {{id: size, kind: metric, matrix: {{db: [{dbs}]}}, source: {{command: cat {phase}.txt}}, inputs: [{phase}.txt],
             expect: {{rows: ">= 1"}}}}
        """,
    )


@pytest.fixture
def two(place: Place) -> Place:
    place.write(
        "tracker.yaml",
        "project: {name: T}\ndocuments: [{path: T.md, title: T, sections: [test-results, metrics]}]\n"
        "metrics: [{label: Rows, group: Size, check: 'phase-2/size[a]#rows'}]\n",
    )
    metric(place, "phase-1")
    metric(place, "phase-2", "phase-1")
    place.write("phase-1.txt", '{"rows": 3}')
    place.write("phase-2.txt", '{"rows": 5}')
    place.commit()
    assert place.tracker("run", "1").code == 0
    assert place.tracker("run", "2").code == 0
    return place


def trend(view: dict[str, Any]) -> dict[str, str]:
    return {f"{each['check']} {each['figure']}": each["words"] for each in view["trend"]}


def test_every_face_tells_the_same(two: Place) -> None:
    said = {"size[a] rows": "3 → 5", "size[b] rows": "3 → 5"}
    assert trend(two.tracker("status", "--json").json) == said
    assert trend(two.tracker("status", "--json").json) == said  # from the cache
    assert trend(two.tracker("explain", "1", "--json").json) == said
    assert trend(two.tracker("summary", "--json").json) == said
    assert trend(two.tracker("show", "last", "--json").json) == said
    for words in (("explain", "2"), ("show", "last")):
        assert "trend " in (out := two.tracker(*words).out)
        assert "size[a]: rows 3 → 5" in out
    text = two.read("T.md")
    assert "- **Rows:** 5 (measured, size[a] of Phase 2" in text
    assert "3 → 5" in text
    assert "trend" not in two.tracker("status").out  # it is calm


def test_an_earlier_run_is_shown_as_it_was(two: Place) -> None:
    first = two.tracker("log", "--json").json["runs"][-1]["run"]
    assert two.tracker("show", first, "--json").json["trend"] == []


def test_a_variant_that_the_plan_dropped_keeps_its_series_and_says_so(two: Place) -> None:
    metric(two, "phase-1", dbs="a")
    metric(two, "phase-2", "phase-1", dbs="a")
    two.commit()
    view = two.tracker("status", "--json").json
    assert {each["check"]: each["planned"] for each in view["trend"]} == {"size[a]": True, "size[b]": False}
    assert "size[b] (not in the plan any more): rows 3 → 5" in two.tracker("explain", "1").out


def test_a_re_check_that_says_the_same_adds_nothing_and_one_that_does_not_is_told(two: Place) -> None:
    two.write("phase-1.txt", '{"rows": 3 }')
    two.commit()
    assert two.tracker("run", "1").code == 0
    assert trend(two.tracker("status", "--json").json)["size[a] rows"] == "3 → 5 → 3"
    two.write("phase-1.txt", '{"rows": 8}')
    two.commit()
    assert two.tracker("run", "1").code == 0
    view = two.tracker("explain", "1", "--json").json
    (series,) = (each for each in view["trend"] if each["check"] == "size[a]")
    assert [(p["value"], p["basis"], p["phase"]) for p in series["points"]] == [
        (3, "seal", "phase-1"), (5, "seal", "phase-2"), (3, "re-check", "phase-1"), (8, "re-check", "phase-1"),
    ]  # fmt: skip
    head, sealed = two.git("rev-parse", "HEAD~1").strip(), series["points"][0]["commit"]
    assert (series["points"][-1]["commit"], two.git("show", f"{sealed}:phase-1.txt")) == (head, '{"rows": 3}')
