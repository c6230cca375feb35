"""The public API: docs/api.md runs, lists all of it, and importing the package costs nothing."""

from __future__ import annotations

import dataclasses
import re
import subprocess
import sys

import pytest

import tracker
from tests.conftest import ROOT, Place
from tracker import TrackerError, open_project, status
from tracker.errors import ExitCode, InvalidPlanError, UsageError

PAGE = (ROOT / "docs/api.md").read_text()
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def printed(place: Place, code: str) -> list[str]:
    words = [sys.executable, "-P", "-c", code]
    return subprocess.run(words, cwd=place.path, env=place.env, capture_output=True, text=True, check=True).stdout.splitlines()


def test_the_examples_run(stepped: Place) -> None:
    stepped.tracker("run", "1")
    whole, each, plan, _ = (printed(stepped, example) for example in EXAMPLES)
    assert whole == ["Test: 1 of 2 phases complete", "Next: tracker run 2"]
    assert each == ["phase-1 complete verified", "phase-2 ready -"]
    assert plan == ["('phase-1',)"]


def test_the_example_of_an_error_prints_each_problem_with_its_place(stepped: Place) -> None:
    assert printed(stepped, EXAMPLES[-1]) == []
    stepped.write("phases/phase-3.yaml", "id: phase-3\ntitle: Three\nodd: 1\ndepends_on: [phase-9]\n")
    message, *problems = printed(stepped, EXAMPLES[-1])
    assert "2 problems" in message
    assert [line.partition(" ")[0] for line in problems] == ["phases/phase-3.yaml:3:1", "phases/phase-3.yaml:4:14"]


def test_the_page_lists_every_name_with_all_its_fields() -> None:
    listed = {
        re.sub(r"\(.*", "", name): set(re.findall(r"`(\w+)", fields))
        for name, fields in re.findall(r"(?m)^\| `([^`]+)` \|[^|]*\|([^|]*)\|$", PAGE)
    }
    assert listed.keys() == set(tracker.__all__) - {"__version__"}
    for name, fields in listed.items():
        found = getattr(tracker, name)
        if dataclasses.is_dataclass(found):
            own = {field.name for field in dataclasses.fields(found)}
            assert fields == own | {word for word in vars(found) if not word.startswith("_")}, name


def test_values_are_frozen(stepped: Place) -> None:
    project = open_project(stepped.path)
    now = status(project)
    for value in (project, project.plan, project.plan.phases[0], now, now.phases[0], now.phases[0].checks[0]):
        assert type(value).__dataclass_params__.frozen
        assert {value: 1}[value] == 1
    assert dataclasses.asdict(now)["phases"][0]["checks"][0]["id"] == "is-made"


def test_it_says_the_same_as_the_command(stepped: Place) -> None:
    stepped.tracker("run", "1")
    view = stepped.tracker("status", "--json").json
    now = status(open_project(stepped.path / "phases"))
    assert (now.project, now.complete, now.total, now.next) == (view["project"], view["complete"], view["total"], view["next"])
    assert now.command == view["next_step"]["command"]
    for phase, shown in zip(now.phases, view["phases"], strict=True):
        for field in ("id", "title", "status", "basis", "commit"):
            assert getattr(phase, field) == shown[field]
        assert [(c.name, c.outcome, c.fresh) for c in phase.checks] == [
            (c["name"], c["outcome"], c["fresh"]) for c in shown["checks"]
        ]


def test_what_goes_wrong_is_a_tracker_error(place: Place) -> None:
    with pytest.raises(UsageError, match=r"there is no tracker\.yaml in .* or above it"):
        open_project(place.path.parent)
    place.phase("phase-1", "checks: [{id: ok, kind: command, run: 'true'}]\n")
    project = open_project(place.path)
    with pytest.raises(TrackerError) as caught:
        status(project).phase("phase-2")
    assert caught.value.hints == ("did you mean 'phase-1'?",)
    place.write("phases/phase-1.yaml", "id: [")
    for ask in (lambda: project.plan, lambda: status(project)):
        with pytest.raises(InvalidPlanError) as invalid:
            ask()
        assert invalid.value.code == ExitCode.INVALID_PLAN
    (place.path / "tracker.yaml").unlink()
    with pytest.raises(UsageError):
        status(project)


def test_importing_the_package_imports_nothing_else() -> None:
    code = "import sys; before = set(sys.modules); import tracker; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['tracker']"


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'ask'"):
        getattr(tracker, "ask")  # noqa: B009 - the attribute is not there
    assert {"status", "open_project"} <= set(dir(tracker))
