"""A value of the plan is frozen and plain, and no library is needed to have one."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import FrozenInstanceError, field, replace
from typing import Annotated

import pytest
from pydantic import ValidationError

from tests.conftest import ROOT
from tracker.checking.border import read
from tracker.checking.rules import Limit, Slug
from tracker.checking.strict import Strict
from tracker.checks import KINDS


class Pair(Strict):
    name: Slug
    count: Annotated[int, Limit(ge=0)] = 0
    more: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.count > 3:
            raise ValueError("expected three at most")


def test_a_value_is_made_compared_shown_and_never_changed() -> None:
    pair = Pair(name="a", count=2)
    assert pair == Pair(count=2, name="a") != Pair(name="a")
    assert repr(pair) == "Pair(name='a', count=2, more={})"
    assert replace(pair, count=1) == Pair(name="a", count=1)
    assert pair.more is not Pair(name="a").more
    with pytest.raises(FrozenInstanceError):
        pair.count = 3  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del pair.count


def test_a_field_that_is_missing_or_unknown_and_fields_that_do_not_fit_are_refused() -> None:
    with pytest.raises(TypeError, match="name is missing"):
        Pair()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="Pair has no nmae"):
        Pair(name="a", nmae="b")  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="three at most"):
        Pair(name="a", count=4)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ({"name": "A"}, "value_error"),
        ({"name": "a", "count": "-1"}, "greater_than_equal"),
        ({"name": "a", "count": "4"}, "value_error"),
        ({"name": "a", "nmae": "b"}, "unexpected_keyword_argument"),
        ({}, "missing"),
        ("a", "dataclass_type"),
    ],
)
def test_at_the_border_everything_is_looked_at(written: object, kind: str) -> None:
    with pytest.raises(ValidationError) as caught:
        read(Pair, written)
    assert [error["type"] for error in caught.value.errors()] == [kind]
    assert read(Pair, {"name": "a", "count": "3"}) == Pair(name="a", count=3)


def imported(code: str) -> set[str]:
    """The modules that a piece of code brings in."""
    code += "\nimport sys; print(*sys.modules)"
    return set(
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    )


def test_the_plan_s_values_are_had_without_pydantic_and_yaml_and_without_any_kind_of_check() -> None:
    modules = imported("import tracker.spec.models")
    assert not {"pydantic", "pydantic_core", "annotated_types", "yaml"} & modules
    assert not {name.partition(":")[0] for name in KINDS.values()} & modules


def test_no_kind_of_check_needs_pydantic() -> None:
    modules = imported("from tracker.checks import KINDS, class_of\nfor kind in KINDS: class_of(kind)")
    assert not {"pydantic", "pydantic_core", "annotated_types", "yaml"} & modules


def test_a_plan_pays_for_the_kinds_that_it_names() -> None:
    modules = imported(
        "from tracker.checking.border import read\nfrom tracker.spec.phases import Phase\n"
        "read(Phase, {'id': 'p-1', 'title': 'T', 'checks': [{'id': 'a', 'kind': 'command', 'run': 'x'}]})"
    )
    kinds = {name.partition(":")[0] for name in KINDS.values()} & modules
    assert kinds == {"tracker.checks.command"}
