"""What editors are told about the plan's files agrees with what the loader takes."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from tracker.commands.schema import schema as published
from tracker.spec.schema import MODELS, json_schema

ROOT = Path(__file__).resolve().parents[2]
FILES = [("settings", ROOT / "tracker.yaml"), *(("phase", path) for path in sorted((ROOT / "phases").glob("*.yaml")))]


class EditorLoader(yaml.CSafeLoader):
    """Values as an editor for YAML 1.2 has them: numbers and booleans, but no dates."""


EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if not tag.endswith("timestamp")]
    for first, found in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def edited(path: Path) -> Any:
    return yaml.load(path.read_text(), Loader=EditorLoader)


def complaints(what: str, value: object) -> list[str]:
    return [error.message for error in Draft202012Validator(json_schema(what)).iter_errors(value)]


@pytest.mark.parametrize("what", MODELS)
def test_a_schema_is_a_schema_and_the_shipped_file_holds_it(what: str) -> None:
    schema = published(what)
    Draft202012Validator.check_schema(schema)
    name = {"settings": "tracker", "phase": "phase"}[what]
    assert json.loads((ROOT / f"schema/{name}.schema.json").read_text()) == schema


@pytest.mark.parametrize(("what", "path"), FILES, ids=lambda value: getattr(value, "name", value))
def test_the_shipped_plan_is_valid_and_names_its_schema_in_its_first_line(what: str, path: Path) -> None:
    assert complaints(what, edited(path)) == []
    first = path.read_text().partition("\n")[0]
    assert first.startswith("# yaml-language-server: $schema=")
    name = {"settings": "tracker", "phase": "phase"}[what]
    assert (path.parent / first.partition("=")[2]).resolve() == ROOT / f"schema/{name}.schema.json"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"gaol": "x"}, "'gaol' was unexpected"),
        ({"id": ["phase-1"]}, "is not of type"),
        ({"depends_on": "phase-3"}, "is not of type 'array'"),
        ({"risk": {"level": "hihg"}}, "'hihg' is not one of"),
        ({"claimed": {"source": "s", "commits": [{"commit": "xyz"}]}}, "'xyz' does not match"),
        ({"title": ""}, "should be non-empty"),
    ],
)
def test_what_the_loader_refuses_the_schema_refuses_too(change: dict[str, Any], said: str) -> None:
    phase = {**copy.deepcopy(edited(ROOT / "phases/phase-4.1.yaml")), **change}
    errors = list(Draft202012Validator(json_schema("phase")).iter_errors(phase))
    below = [inner.message for error in errors for inner in (error, *(error.context or ()))]
    assert any(said in message for message in below), below


@pytest.mark.parametrize("what", MODELS)
def test_a_key_that_is_needed_is_needed(what: str) -> None:
    assert any("required property" in message for message in complaints(what, {}))


@pytest.mark.parametrize(
    "change",
    [
        {"title": 4}, {"title": True}, {"depends_on": [4.1]}, {"claimed": {"source": "s", "commits": [{"commit": 1234567}]}},
        {"claimed": {"source": "s", "tests": [{"passed": "3", "total": 4}]}},
        {"checks": [{"id": "a", "kind": "command", "run": "x", "always": "true", "retries": "2", "resource": "port"}]},
        {"checks": [{"id": "a", "kind": "command", "run": ["x", "y"], "timeout": "10m", "resource": ["port"]}]},
    ],
)  # fmt: skip
def test_scalars_may_be_written_plainly_and_one_text_stands_for_a_list_of_one(change: dict[str, Any]) -> None:
    assert complaints("phase", {"id": "phase-1", "title": "T", **change}) == []
    assert complaints("settings", {"project": {"name": "T"}, "format_version": "1"}) == []
    assert complaints("settings", {"project": {"name": "T"}, "format_version": 2}) != []
