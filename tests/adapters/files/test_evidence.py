"""Evidence by its sha256."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.adapters.repositories import ordinary_user
from tracker.adapters.files.evidence import FileEvidence
from tracker.errors import StorageError
from tracker.model.digest import canonical

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_what_is_written_canonically_is_read_back(value: object) -> None:
    assert json.loads(canonical(value)) == value
    canonical(value).decode("utf-8")


def test_the_order_of_keys_makes_no_difference() -> None:
    assert canonical({"b": 1, "a": [1, 2]}) == canonical({"a": [1, 2], "b": 1}) == b'{\n"a":[\n1,\n2\n],\n"b":1\n}\n'


def test_a_value_is_stored_under_its_sha256_and_comes_back(tmp_path: Path) -> None:
    value = {"kind": "inputs", "files": {"é.py": "1" * 64, os.fsdecode(b"\xff.py"): "2" * 64}}
    digest = FileEvidence(str(tmp_path)).put(value)
    file = tmp_path / digest[:2] / f"{digest[2:]}.json"
    assert hashlib.sha256(file.read_bytes()).hexdigest() == digest
    assert FileEvidence(str(tmp_path)).get(digest) == value


def test_the_same_value_is_stored_once(tmp_path: Path) -> None:
    store = FileEvidence(str(tmp_path))
    digest = store.put([1])
    inode = next(tmp_path.rglob("*.json")).stat().st_ino
    assert store.put([1]) == FileEvidence(str(tmp_path)).put([1]) == digest
    assert [path.stat().st_ino for path in tmp_path.rglob("*.json")] == [inode]


@pytest.mark.parametrize("content", [b"", b"[2]\n", b"\xff", b"{", b"[" * 200_000])
def test_what_does_not_match_its_sha256_is_not_believed_and_put_right_again(tmp_path: Path, content: bytes) -> None:
    digest = FileEvidence(str(tmp_path)).put([1])
    next(tmp_path.rglob("*.json")).write_bytes(content)
    store = FileEvidence(str(tmp_path))
    assert store.get(digest) is None
    assert store.put([1]) == digest
    assert FileEvidence(str(tmp_path)).get(digest) == [1]


@pytest.mark.parametrize("name", ["", "x", "0" * 63, "0" * 64, "../" + "0" * 61, "A" * 64, "0" * 64 + "\n"])
def test_a_name_that_is_no_sha256_or_not_known_has_no_value(tmp_path: Path, name: str) -> None:
    assert FileEvidence(str(tmp_path)).get(name) is None


def test_a_bomb_under_its_own_right_sha256_is_no_value(tmp_path: Path) -> None:
    content = b"[" * 200_000
    digest = hashlib.sha256(content).hexdigest()
    (tmp_path / digest[:2]).mkdir()
    (tmp_path / digest[:2] / f"{digest[2:]}.json").write_bytes(content)
    assert FileEvidence(str(tmp_path)).get(digest) is None


def test_a_folder_that_cannot_be_written_is_said() -> None:
    with ordinary_user() as folder:
        folder.chmod(0o555)
        with pytest.raises(StorageError, match="cannot be made: Permission denied"):
            FileEvidence(str(folder)).put([1])
        folder.chmod(0o755)


def test_what_was_looked_for_is_remembered_there_or_not(tmp_path: Path) -> None:
    store = FileEvidence(str(tmp_path))
    digest = store.put([1])
    again = FileEvidence(str(tmp_path))
    again.get(digest)
    again.get("0" * 64)
    seen = again.seen()
    assert seen[str(tmp_path / "00" / f"{'0' * 62}.json")] is None
    assert seen[str(tmp_path / digest[:2] / f"{digest[2:]}.json")] is not None
