"""A plan survives the way to plain data and back, whole and without being looked at again."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import sample_plan
from tests.conftest import ROOT
from tracker.adapters.files.disk import DiskFiles
from tracker.checking.border import read
from tracker.checks import KINDS, class_of
from tracker.documents.names import SECTION_NAMES
from tracker.spec.loader import load_plan
from tracker.spec.models import Plan
from tracker.spec.phases import Phase
from tracker.spec.plain import from_plain, to_plain
from tracker.spec.settings import Settings


def shipped() -> Plan:
    return load_plan(DiskFiles(str(ROOT)), sections=SECTION_NAMES)


def of(**phase: Any) -> Plan:
    made = read(Phase, {"id": "phase-1", "title": "T", **phase})
    return Plan(settings=read(Settings, {"project": {"name": "T"}}), phases=(made,), files=("tracker.yaml",))


def examples() -> dict[str, Plan]:
    """A plan for the example of each kind, and for the one in docs/plan.md."""
    found = {}
    for kind in KINDS:
        text = re.search(r"```yaml\n(.*?)```", class_of(kind).__doc__ or "", re.DOTALL)
        assert text
        found[kind] = of(checks=[yaml.load(text[1], Loader=yaml.BaseLoader)])
    text = re.search(r"```yaml\n(.*?)```", (ROOT / "docs/plan.md").read_text(), re.DOTALL)
    assert text
    found["docs/plan.md"] = of(**yaml.load(text[1], Loader=yaml.BaseLoader))
    return found


PLANS = {"shipped": shipped(), "sample": sample_plan.plan(), **examples()}


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_comes_back_as_it_was(name: str) -> None:
    plan = PLANS[name]
    back = from_plain(json.loads(json.dumps(to_plain(plan))))
    assert back == plan
    assert repr(back) == repr(plan)
    assert [phase.digest() for phase in back.phases] == [phase.digest() for phase in plan.phases]
    assert to_plain(back) == to_plain(plan)


def test_definitions_come_along_instead_of_being_computed() -> None:
    data = to_plain(of(steps=[{"id": "s", "run": "x"}], checks=[{"id": "a", "kind": "command", "run": "x"}]))
    for group in ("steps", "checks"):
        data["phases"][0][group][0]["_definition"] = f"kept of {group}"
    (phase,) = from_plain(data).phases
    assert phase.steps[0].definition() == "kept of steps"
    assert phase.checks[0].definition() == "kept of checks"


def test_values_that_were_not_given_are_nobody_else_s() -> None:
    data = to_plain(of(checks=[{"id": name, "kind": "command", "run": "x"} for name in "ab"]))
    first, second = from_plain(data).phases[0].checks
    assert first.env == {}
    assert first.env is not second.env


def test_data_of_another_version_is_refused() -> None:
    data = to_plain(of())
    data["phases"][0]["mood"] = "good"
    with pytest.raises(KeyError):
        from_plain(data)


def test_neither_pydantic_nor_yaml_nor_a_kind_that_the_plan_does_not_have_is_needed(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text(json.dumps(to_plain(PLANS["command"])))
    code = (
        "import json, sys\nfrom tracker.spec.plain import from_plain\n"
        f"from_plain(json.load(open({str(tmp_path / 'plan.json')!r}))).phases[0].digest()\nprint(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    modules = set(done.stdout.split())
    assert not {"pydantic", "pydantic_core", "yaml"} & modules
    assert {name.partition(":")[0] for name in KINDS.values()} & modules == {"tracker.checks.command"}
