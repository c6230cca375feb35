"""Every key of the plan is explained where editors and readers look: a description, a default and an example that is valid."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from typing import Any, get_type_hints

import pytest
import yaml
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter

from tests.conftest import ROOT
from tests.docs import reference
from tracker.checking.strict import Strict, default, written_names
from tracker.model.duration import WORKING_DAY
from tracker.model.meanings import meanings

SCHEMAS = sorted((ROOT / "schema").glob("*.schema.json"))
PLAN = ("phase", "tracker")
FIELDS = [(made, name) for made in reference.models() for name in made.FIELDS]


def properties(schema: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any], bool]]:
    """(place, schema, whether it must be given) of each key, to any depth."""
    for name, part in {"": schema, **schema.get("$defs", {})}.items():
        for key, found in part.get("properties", {}).items():
            yield f"{where}{name}.{key}", found, key in part.get("required", ())


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_every_key_of_every_schema_has_a_description(path: Any) -> None:
    schema = json.loads(path.read_text())
    found = list(properties(schema))
    assert len(found) > 90
    assert [place for place, key, _ in found if not key.get("description")] == []


@pytest.mark.parametrize("name", PLAN)
def test_every_key_of_the_plan_has_an_example_that_its_schema_allows_and_a_default_when_it_may_be_missing(name: str) -> None:
    schema = json.loads((ROOT / f"schema/{name}.schema.json").read_text())
    for place, key, required in properties(schema):
        assert key.get("examples"), place
        assert ("default" in key) != required, place
        validator = Draft202012Validator({**key, "$defs": schema["$defs"]})
        for example in key["examples"]:
            assert [error.message for error in validator.iter_errors(example)] == [], place


@pytest.mark.parametrize(("made", "name"), FIELDS, ids=[f"{made.__name__}.{name}" for made, name in FIELDS])
def test_every_example_is_read_by_the_model(made: type[Strict], name: str) -> None:
    example = yaml.load(meanings(made)[name].example, Loader=yaml.BaseLoader)
    hint = get_type_hints(made, include_extras=True)[name]
    TypeAdapter(hint).validate_python(example, context={"working_day": WORKING_DAY})


DEFAULTS = [(made, name) for made, name in FIELDS if meanings(made)[name].default]


@pytest.mark.parametrize(("made", "name"), DEFAULTS, ids=[f"{made.__name__}.{name}" for made, name in DEFAULTS])
def test_a_default_that_is_written_out_is_the_field_s(made: type[Strict], name: str) -> None:
    hint = get_type_hints(made, include_extras=True)[name]
    assert TypeAdapter(hint).validate_python(meanings(made)[name].default) == default(made.FIELDS[name])


def test_an_example_that_the_model_refuses_is_found() -> None:
    hint = get_type_hints(next(made for made in reference.models() if made.__name__ == "Step"), include_extras=True)["id"]
    with pytest.raises(ValueError, match="lower-case"):
        TypeAdapter(hint).validate_python("Not a slug")


def test_every_description_ends_as_a_sentence() -> None:
    for made in reference.models():
        assert inspect.getdoc(made), made
        for key, name in written_names(made).items():
            assert meanings(made)[name].text.endswith("."), f"{made.__name__}.{key}"


def test_the_reference_is_that_of_the_models() -> None:
    assert reference.PAGE.read_text() == reference.page()
