"""A memory of hashes that never hides a change."""

from __future__ import annotations

import hashlib
import json
import os
import time
from pathlib import Path

import pytest

from tracker.adapters.files.cache import read
from tracker.adapters.files.hash_cache import HashCache, open_file
from tracker.adapters.files.keyed import signed


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def settle(path: Path) -> None:
    """Let the file be older than the clock's grain."""
    found = path.stat()
    while time.time_ns() - max(found.st_mtime_ns, found.st_ctime_ns) <= 60_000_000:
        time.sleep(0.01)


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read from now on."""
    from tracker.adapters.files import hash_cache

    read, real = [], hash_cache._sha256
    monkeypatch.setattr(hash_cache, "_sha256", lambda path: (read.append(os.path.basename(path)), real(path))[1])
    return read


def test_an_unchanged_file_is_read_once_also_by_the_next_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, kept = tmp_path / "x", tmp_path / "cache/hashes.json"
    file.write_text("one")
    settle(file)
    read = counted(monkeypatch)
    first = HashCache(str(kept))
    assert first.digest(str(file))[0] == first.digest(str(file))[0] == sha("one")
    first.save()
    assert HashCache(str(kept)).digest(str(file))[0] == sha("one")
    assert read == ["x"]


def test_a_change_of_the_same_size_at_the_same_time_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "x"
    for settled in (True, False):
        cache = HashCache(str(tmp_path / f"cache-{settled}"))
        file.write_text("one")
        stamp = file.stat().st_mtime_ns
        if settled:
            settle(file)
        assert cache.digest(str(file))[0] == sha("one")
        file.write_text("two")
        os.utime(file, ns=(stamp, stamp))
        assert file.stat().st_mtime_ns == stamp
        assert cache.digest(str(file))[0] == sha("two")
        cache.save()
        assert HashCache(str(tmp_path / f"cache-{settled}")).digest(str(file))[0] == sha("two")


def test_a_change_in_the_very_tick_of_the_look_is_seen(tmp_path: Path) -> None:
    cache, file = HashCache(str(tmp_path / "cache")), tmp_path / "x"
    for number in range(300):
        file.write_text(f"{number:04}")
        assert cache.digest(str(file))[0] == sha(f"{number:04}")


def test_a_file_that_changed_a_moment_ago_is_not_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, cache = tmp_path / "x", HashCache(str(tmp_path / "cache"))
    file.write_text("one")
    read = counted(monkeypatch)
    cache.digest(str(file))
    cache.digest(str(file))
    assert read == ["x", "x"]
    cache.save()
    assert not (tmp_path / "cache").exists()


def test_a_file_from_the_future_is_never_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, cache = tmp_path / "x", HashCache(str(tmp_path / "cache"))
    file.write_text("one")
    os.utime(file, (time.time() + 1e6, time.time() + 1e6))
    settle_ctime = time.time()
    while time.time() - settle_ctime < 0.06:
        time.sleep(0.01)
    read = counted(monkeypatch)
    cache.digest(str(file))
    cache.digest(str(file))
    assert read == ["x", "x"]


def test_a_file_that_changes_while_it_is_read_is_not_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker.adapters.files import hash_cache

    file, cache, real = tmp_path / "x", HashCache(str(tmp_path / "cache")), hash_cache._sha256
    file.write_text("one")
    settle(file)

    def slow(path: str) -> str:
        found = real(path)
        file.write_text("two")
        return found

    monkeypatch.setattr(hash_cache, "_sha256", slow)
    cache.digest(str(file))
    cache.save()
    assert not (tmp_path / "cache").exists()
    monkeypatch.setattr(hash_cache, "_sha256", real)
    assert cache.digest(str(file))[0] == sha("two")


@pytest.mark.parametrize("size", [0, 1, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, (1 << 19) + 5])
def test_a_file_of_any_size_has_the_digest_of_its_whole_content(tmp_path: Path, size: int) -> None:
    file, content = tmp_path / "x", bytes(n * n % 251 for n in range(1000)) * (size // 1000 + 1)
    file.write_bytes(content[:size])
    found = HashCache(str(tmp_path / "cache")).digest(str(file))[0]
    assert found == hashlib.sha256(content[:size]).hexdigest()


def test_a_memory_is_written_when_something_is_new_and_not_otherwise(tmp_path: Path) -> None:
    file, kept = tmp_path / "x", tmp_path / "cache/hashes.json"
    file.write_text("one")
    settle(file)
    first = HashCache(str(kept))
    first.digest(str(file))
    first.save()
    kept.unlink()
    first.save()
    assert not kept.exists()
    first.digest(str(file))
    first.save()
    assert not kept.exists()


def test_doubt_is_for_so_many_bytes_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files, kept = [tmp_path / name for name in "abc"], tmp_path / "hashes.json"
    first = HashCache(str(kept))
    for file in files:
        file.write_text("x" * 10)
        settle(file)
        first.digest(str(file))
    first.save()
    again = counted(monkeypatch)
    second = HashCache(str(kept))
    second.doubt(20)
    for file in files:
        second.digest(str(file))
    assert again == ["a", "b"]
    third = HashCache(str(kept))
    third.digest(str(files[0]))
    assert again == ["a", "b"]


def test_what_is_no_file_does_not_keep_us_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    before = os.listdir("/proc/self/fd")
    with pytest.raises(OSError, match="it is not a file"):
        open_file(str(tmp_path / "pipe"))
    with pytest.raises(IsADirectoryError):
        open_file(str(tmp_path))
    assert os.listdir("/proc/self/fd") == before
    assert HashCache(str(tmp_path / "cache")).digest(str(tmp_path / "pipe"))[0] == ""


def test_another_file_in_its_place_is_seen(tmp_path: Path) -> None:
    file, other, cache = tmp_path / "x", tmp_path / "y", HashCache(str(tmp_path / "cache"))
    file.write_text("one")
    other.write_text("two")
    for path in (file, other):
        os.utime(path, (1, 1))
    settle(other)
    assert cache.digest(str(file))[0] == sha("one")
    os.replace(other, file)
    assert cache.digest(str(file))[0] == sha("two")


def test_the_signature_belongs_to_the_content(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_text("four")
    digest, signature = HashCache(str(tmp_path / "cache")).digest(str(file))
    assert digest == sha("four")
    assert signature is not None
    assert (signature[0], signature[1], signature[3]) == (4, file.stat().st_mtime_ns, file.stat().st_ino)
    assert HashCache(str(tmp_path / "cache")).digest(str(tmp_path / "gone")) == ("", None)


DAMAGED = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'{"version":2}',
    b'{"version":1,"files":{}}',
    b'{"version":2,"files":[]}',
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"version":2,"files":{"PATH":5}}',
    b'{"version":2,"files":{"PATH":[]}}',
    b'{"version":2,"files":{"PATH":null}}',
    b'{"version":2,"files":{"PATH":"abcde"}}',
    b'{"version":2,"files":{"PATH":[SIGNATURE]}}',
    b'{"version":2,"files":{"PATH":{}}}',
]


@pytest.mark.parametrize("content", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_memory_is_no_memory(tmp_path: Path, content: bytes) -> None:
    file, kept = tmp_path / "x", tmp_path / "hashes.json"
    file.write_text("one")
    settle(file)
    found = file.stat()
    signature = f"{found.st_size},{found.st_mtime_ns},{found.st_ctime_ns},{found.st_ino}"
    kept.write_bytes(signed(str(kept), content.replace(b"PATH", str(file).encode()).replace(b"SIGNATURE", signature.encode())))
    cache = HashCache(str(kept))
    assert cache.digest(str(file))[0] == sha("one")
    cache.save()
    assert json.loads(read(str(kept)) or "")["files"][str(file)][-2] == sha("one")


def test_a_run_believes_what_it_hashed_itself_up_to_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small, large, kept = tmp_path / "small", tmp_path / "large", tmp_path / "hashes.json"
    small.write_text("one")
    large.write_text("x" * 2000)
    settle(small)
    settle(large)
    first = HashCache(str(kept))
    for file in (small, large):
        first.digest(str(file))
    first.save()
    again = counted(monkeypatch)
    second = HashCache(str(kept))
    second.doubt(1000)
    for _ in range(2):
        assert second.digest(str(small))[0] == sha("one")
        assert second.digest(str(large))[0] == sha("x" * 2000)
    assert again == ["small"]


def test_what_cannot_be_read_is_not_remembered(tmp_path: Path) -> None:
    cache = HashCache(str(tmp_path / "cache"))
    assert cache.digest(str(tmp_path))[0] == ""
    cache.save()
    assert not (tmp_path / "cache").exists()


def test_a_name_that_is_no_text_can_be_kept(tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"\xff")
    file.write_text("one")
    settle(file)
    cache = HashCache(str(tmp_path / "cache"))
    cache.digest(str(file))
    cache.save()
    assert HashCache(str(tmp_path / "cache")).digest(str(file))[0] == sha("one")


def test_a_memory_of_another_version_is_no_memory(tmp_path: Path) -> None:
    file, kept = tmp_path / "x", tmp_path / "hashes.json"
    file.write_text("one")
    settle(file)
    found = HashCache(str(tmp_path / "other")).digest(str(file))[1]
    assert found is not None
    for version, believed in ((2, True), (1, False), (3, False)):
        text = json.dumps({"version": version, "files": {str(file): [*found, "kept", "kept"]}})
        kept.write_bytes(signed(str(kept), text.encode()))
        assert (HashCache(str(kept)).digest(str(file))[0] == "kept") is believed


def test_a_disk_that_does_not_give_a_file_is_an_error_that_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker.adapters.files import hash_cache

    def broken(path: str) -> None:
        raise OSError(5, "Input/output error")

    (tmp_path / "x").write_text("one")
    monkeypatch.setattr(hash_cache, "open_file", broken)
    with pytest.raises(OSError, match="Input/output error") as caught:
        HashCache(str(tmp_path / "cache")).digest(str(tmp_path / "x"))
    assert caught.value.filename == str(tmp_path / "x")
