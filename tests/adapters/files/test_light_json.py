"""The light reader of JSON reads what the standard one reads, and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.adapters.files.light_json import dumps, loads

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_what_was_written_is_read(value: object) -> None:
    assert loads(json.dumps(value)) == value
    assert loads(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n") == value


@given(VALUES)
def test_it_writes_what_the_standard_one_writes(value: object) -> None:
    assert dumps(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    assert loads(dumps(value)) == value


@pytest.mark.parametrize("value", [{1, 2}, object(), b"bytes", float("nan"), [float("inf")], {("a",): 1}])
def test_what_json_cannot_say_is_not_written(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        dumps(value)


def test_a_value_within_itself_is_not_written() -> None:
    value: list[object] = []
    value.append(value)
    with pytest.raises(ValueError, match="Circular"):
        dumps(value)


@pytest.mark.parametrize("text", ["", "{", "[1,", "nothing", "NaN", "1 2", '{"a": 1} x', '"\n"', "{'a': 1}", "\ufeff1"])
def test_what_is_no_json_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        loads(text)


def test_neither_json_nor_regular_expressions_are_imported() -> None:
    code = "import sys; from tracker.adapters.files.light_json import dumps, loads; dumps(loads('[1]'))"
    code += "; print({'json', 're'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
