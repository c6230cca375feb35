"""The published schemas: valid, each with an address and words of its own, for files that are found by name."""

from __future__ import annotations

import fnmatch
import json
import re
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.conftest import ROOT
from tracker.commands.schema import BASE, HEADS

FILES = sorted((ROOT / "schema").glob("*.json"))
MATCHES = dict(re.findall(r"(?m)^\| `(\S+\.schema\.json)` \| `([^`]+)` \|$", (ROOT / "docs/plan.md").read_text()))


def schema(name: str) -> Any:
    return json.loads((ROOT / "schema" / name).read_text())


def test_there_is_a_file_for_each() -> None:
    assert [path.name for path in FILES] == sorted(f"{head.file}.schema.json" for head in HEADS.values())


@pytest.mark.parametrize("name", [path.name for path in FILES])
def test_it_is_valid_and_says_what_it_is(name: str) -> None:
    found = schema(name)
    Draft202012Validator.check_schema(found)
    assert list(found)[:4] == ["$schema", "$id", "title", "description"]
    assert found["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert found["$id"] == f"{BASE}/{name}"
    assert found["title"]
    assert found["description"].endswith(".")


def test_titles_tell_them_apart() -> None:
    assert len({schema(path.name)["title"] for path in FILES}) == len(FILES)


@pytest.mark.parametrize(
    ("name", "files"), [("tracker.schema.json", ["tracker.yaml"]), ("phase.schema.json", ["phases/*.yaml"])]
)
def test_the_shipped_plan_is_found_and_holds(name: str, files: list[str]) -> None:
    assert MATCHES[name].split(", ") == files
    validator = Draft202012Validator(schema(name))
    found = [path for pattern in files for path in sorted(ROOT.glob(pattern))]
    assert found
    for path in found:
        assert fnmatch.fnmatch(str(path.relative_to(ROOT)), files[0])
        assert list(validator.iter_errors(yaml.load(path.read_text(), Loader=yaml.BaseLoader))) == []


def test_a_plan_that_is_wrong_does_not_hold() -> None:
    assert [error.validator for error in Draft202012Validator(schema("phase.schema.json")).iter_errors({"id": "phase-1"})] == [
        "required"
    ]
