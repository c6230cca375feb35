"""Results and trends as charts: what Mermaid can draw, or an SVG file that is the same everywhere and lets nothing in."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from tests import fakes, sample_plan
from tests.conftest import Place
from tracker.documents.drawing import drawn
from tracker.documents.render import render_all
from tracker.views.charts import Chart

LINE = (
    r'xychart-beta|    title "[ -!#-~]+"|    x-axis \[("[ -!#-~]+"(, )?)+\]'
    r'|    y-axis "tests" 0 --> \d+|    (bar|line) \[\d+(, \d+)*\]'
)


def rendered(charts: str) -> dict[str, str]:
    document = {"path": "docs/T.md", "title": "T", "sections": ["test-results"], "charts": charts}
    plan = sample_plan.plan(settings={"documents": [document]})
    now = sample_plan.situation(plan, sample_plan.failed(plan), sample_plan.REPORTS)
    return {item.path: item.text for item in render_all(now, fakes.MemoryFiles())}


def test_results_are_drawn_by_mermaid() -> None:
    found = re.findall(r"```mermaid\n(.*?)\n```", rendered("mermaid")["docs/T.md"], re.DOTALL)
    assert found
    assert all(re.fullmatch(LINE, line) for chart in found for line in chart.split("\n"))
    assert "suite sqlite" in found[0]


def test_results_are_drawn_in_a_file_beside_the_document() -> None:
    files = rendered("svg")
    assert re.search(r"!\[Phase 2.1 tests passed[^]]*\]\(T\.svg\)", files["docs/T.md"])
    assert "mermaid" not in files["docs/T.md"]
    assert ElementTree.fromstring(files["docs/T.svg"]).tag.endswith("svg")
    assert files == rendered("svg")


def test_or_not_at_all() -> None:
    files = rendered("none")
    assert "docs/T.svg" not in files
    assert "xychart" not in files["docs/T.md"]


def test_a_drawing_lets_nothing_in() -> None:
    hostile = Chart("</title><script>x</script>", "line", ("<b>&", "-->]]>\0\x1b"), (1, 2), 2)
    root = ElementTree.fromstring(drawn((hostile, Chart("b", "bar", ("a",), (0,), 1))))
    names = {each.tag.rpartition("}")[2] for each in root.iter()}
    assert names == {"svg", "style", "g", "title", "text", "path", "polyline", "circle", "rect"}
    assert "prefers-color-scheme:dark" in (root[0].text or "")


def test_a_drawing_is_guarded_and_committed_like_a_document(place: Place) -> None:
    place.write("tracker.yaml", "project: {name: T}\ndocuments: [{path: T.md, sections: [test-results], charts: svg}]\n")
    place.write("test_a.py", "def test_a(): pass\n")
    place.phase("phase-1", "checks: [{id: suite, kind: pytest, run: python -m pytest -q, inputs: [test_a.py]}]\n")
    place.commit()
    assert place.tracker("run").code == 0
    assert "T.svg" in place.git("ls-files")
    assert place.tracker("render", "--check").code == 0
    assert "T.svg" not in place.changes()
    place.write("T.svg", place.read("T.svg").replace("tests passed", "nothing failed"))
    assert place.tracker("render", "--check").code != 0
    assert "nothing failed" in place.read("T.svg"), "what somebody typed is not written over"
