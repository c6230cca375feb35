"""The light sha256 is sha256."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from http import HTTPStatus

from hypothesis import given
from hypothesis import strategies as st

from tracker.model.digest import canonical, sha256_hex


@given(st.binary(max_size=300))
def test_it_is_sha256(content: bytes) -> None:
    assert sha256_hex(content) == hashlib.sha256(content).hexdigest()


def test_openssl_is_not_loaded() -> None:
    code = "import sys; from tracker.model.digest import sha256_hex; sha256_hex(b''); print('_hashlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
)


@given(VALUES)
def test_a_value_is_written_as_it_always_was(value: object) -> None:
    """Names of evidence and of criteria are the digests of these bytes."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=0, separators=(",", ":"))
    assert canonical(value) == text.encode("utf-8", "backslashreplace") + b"\n"


def test_keys_that_are_no_texts_and_other_kinds_of_values_are_written_so_too() -> None:
    for value in ({2: "b", 1: ["a"]}, {"a": {1: 2.5}}, [HTTPStatus.OK], {"\udc80": "\udc81"}):
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=0, separators=(",", ":"))
        assert canonical(value) == text.encode("utf-8", "backslashreplace") + b"\n"
