"""What only this user on this machine can have written."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.conftest import Place
from tracker.adapters.files import keyed
from tracker.adapters.files.keyed import believed, key_file, signed


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process knows no key yet."""
    monkeypatch.setattr(keyed, "_known", {})


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = Path(key_file())
    assert not path.exists()
    one = signed(str(tmp_path / "a.json"), b"content")
    made = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(made) == 32
    assert signed(str(tmp_path / "a.json"), b"content") == one
    assert path.read_bytes() == made
    assert believed(str(tmp_path / "a.json"), one) == b"content"
    assert made.hex().encode() not in one


def test_it_holds_for_its_content_its_place_and_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "a.json")
    kept = signed(path, b"content")
    for n in range(len(kept)):
        flipped = kept[:n] + bytes([kept[n] ^ 1]) + kept[n + 1 :]
        assert believed(path, flipped) is None
    assert believed(path, kept + b"x") is None
    assert believed(path, kept[:-1]) is None
    assert believed(path, b"content") is None
    assert believed(path, b"") is None
    assert believed(str(tmp_path / "b.json"), kept) is None
    assert believed(str(tmp_path / "below/a.json"), kept) is None
    monkeypatch.setattr(keyed, "_known", {})
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "another"))
    assert believed(path, kept) is None


def test_a_key_that_others_could_know_is_no_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = signed(str(tmp_path / "a"), b"content")
    key = Path(key_file())
    old = key.read_bytes()
    key.chmod(0o644)
    monkeypatch.setattr(keyed, "_known", {})
    assert believed(str(tmp_path / "a"), kept) is None
    assert key.read_bytes() != old
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_key_of_another_size_is_no_key(tmp_path: Path, size: int) -> None:
    key = Path(key_file())
    key.parent.mkdir(parents=True)
    key.write_bytes(b"k" * size)
    key.chmod(0o600)
    assert signed(str(tmp_path / "a"), b"content")
    assert len(key.read_bytes()) == 32
    assert key.read_bytes() != b"k" * size


@pytest.mark.parametrize("mode", [0o601, 0o602, 0o604, 0o610, 0o620, 0o640])
def test_a_key_that_anybody_else_may_touch_is_replaced(tmp_path: Path, mode: int) -> None:
    key = Path(key_file())
    key.parent.mkdir(parents=True)
    key.write_bytes(b"k" * 32)
    key.chmod(mode)
    signed(str(tmp_path / "a"), b"content")
    assert key.read_bytes() != b"k" * 32
    assert sorted(path.name for path in key.parent.iterdir()) == ["key"]


def test_a_link_is_no_key(tmp_path: Path) -> None:
    key, elsewhere = Path(key_file()), tmp_path / "elsewhere"
    key.parent.mkdir(parents=True)
    elsewhere.write_bytes(b"k" * 32)
    elsewhere.chmod(0o600)
    key.symlink_to(elsewhere)
    assert signed(str(tmp_path / "project/a"), b"content")
    assert not key.is_symlink()
    assert elsewhere.read_bytes() == b"k" * 32


def test_the_folder_of_the_key_is_its_owner_s_and_nothing_stays_open(tmp_path: Path) -> None:
    before = os.listdir("/proc/self/fd")
    assert signed(str(tmp_path / "a"), b"content")
    assert stat.S_IMODE(Path(key_file()).parent.stat().st_mode) == 0o700
    assert os.listdir("/proc/self/fd") == before


def test_the_first_line_is_the_digest_and_the_rest_is_the_content(tmp_path: Path) -> None:
    first, _, rest = signed(str(tmp_path / "a"), b"one\ntwo").partition(b"\n")
    assert len(bytes.fromhex(first.decode())) == 32
    assert rest == b"one\ntwo"


@pytest.mark.parametrize("where", ["relative", "inside", "no folder"])
def test_without_a_place_for_the_key_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    project = tmp_path / "project"
    (project / ".tracker/cache").mkdir(parents=True)
    monkeypatch.setenv("XDG_STATE_HOME", str(project / "state"))
    if where == "relative":
        monkeypatch.setenv("XDG_STATE_HOME", "state")
        monkeypatch.setenv("HOME", "home")
    if where == "no folder":
        monkeypatch.setenv("XDG_STATE_HOME", "/dev/null/state")
    path = str(project / ".tracker/cache/status.json")
    assert signed(path, b"content") == b""
    assert believed(path, b"content") is None
    assert believed(path, b"\n" + b"content") is None


def edited(done: Place, name: str, old: str, new: str) -> None:
    path = done.path / ".tracker/cache" / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_cache_that_was_edited_or_copied_says_nothing(stepped: Place) -> None:
    import time

    assert stepped.tracker("run", "1").code == 0
    time.sleep(0.2)
    for _ in range(2):
        before = stepped.tracker("status", "--json").out
    edited(stepped, "status.json", '"complete":1', '"complete":2')
    assert stepped.tracker("status", "--json").out == before
    assert '"complete":1' in stepped.read(".tracker/cache/status.json")  # made anew
    other = stepped.path.parent / "other"
    os.system(f"cp -a {stepped.path} {other}")
    path = other / ".tracker/cache/status.json"
    assert believed(str(path), path.read_bytes()) is None
