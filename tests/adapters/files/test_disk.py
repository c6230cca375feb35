"""Files: atomic, inside the project, and never half written."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.adapters.repositories import ordinary_user
from tracker.adapters.files.disk import DiskFiles
from tracker.adapters.files.hash_cache import HashCache
from tracker.errors import StorageError


def listing(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_what_is_written_is_read_back_and_nothing_else_is_left(tmp_path: Path) -> None:
    files = DiskFiles(str(tmp_path))
    files.folder("a/b")
    for content in (b"first", b"", bytes(range(256))):
        files.write("a/b/c.txt", content)
        assert files.read("a/b/c.txt") == content
        assert files.digest("a/b/c.txt") == hashlib.sha256(content).hexdigest()
    assert listing(tmp_path) == ["a", "a/b", "a/b/c.txt"]


def test_the_mode_stays_and_is_ordinary_for_a_new_file(tmp_path: Path) -> None:
    files = DiskFiles(str(tmp_path))
    files.write("new", b"x")
    (tmp_path / "tool").write_text("x")
    (tmp_path / "tool").chmod(0o750)
    files.write("tool", b"y")
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("new", "tool")] == [0o644, 0o750]


def test_a_reader_sees_the_old_or_the_new_and_nothing_between(tmp_path: Path) -> None:
    target = tmp_path / "x"
    target.write_bytes(b"0" * 100_000)
    code = (
        "import sys\nfrom tracker.adapters.files.disk import DiskFiles\nfiles = DiskFiles(sys.argv[1])\n"
        "for n in range(60): files.write('x', str(n % 10).encode() * 100_000)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)]) as writer:
        seen = set()
        while writer.poll() is None:
            content = target.read_bytes()
            assert len(content) == 100_000
            assert len(set(content)) == 1
            seen.add(content[0])
    assert writer.returncode == 0
    assert len(seen) > 1
    assert listing(tmp_path) == ["x"]


@pytest.mark.parametrize(
    "path", ["../out.txt", "/tmp/out.txt", "a/../../out.txt", ".", "", "link/out.txt", "file-link", "dangling"]
)
def test_nothing_is_written_outside(tmp_path: Path, path: str) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "file").write_text("theirs")
    (root / "a").mkdir()
    (root / "link").symlink_to(outside)
    (root / "file-link").symlink_to(outside / "file")
    (root / "dangling").symlink_to(outside / "not-yet")
    before = listing(tmp_path)
    with pytest.raises(StorageError, match="leads out of the project"):
        DiskFiles(str(root)).write(path, b"ours")
    assert listing(tmp_path) == before
    assert (outside / "file").read_text() == "theirs"


def test_a_neighbour_whose_name_begins_alike_is_outside(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "root-2").mkdir()
    with pytest.raises(StorageError, match="leads out"):
        DiskFiles(str(tmp_path / "root")).write("../root-2/x", b"x")


@pytest.mark.parametrize(
    "path", [".git/config", ".git/hooks/pre-commit", "sub/.git/config", ".git", "sub/.git", ".GIT/config", "to-git/config"]
)
def test_nothing_is_written_into_a_repositorys_own_folder(tmp_path: Path, path: str) -> None:
    (tmp_path / ".git/hooks").mkdir(parents=True)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/.git").write_text("gitdir: elsewhere")
    (tmp_path / "to-git").symlink_to(tmp_path / ".git")
    with pytest.raises(StorageError, match=r"or into \.git, so it was not written"):
        DiskFiles(str(tmp_path)).write(path, b"x")
    assert (tmp_path / "sub/.git").read_text() == "gitdir: elsewhere"
    assert listing(tmp_path / ".git") == ["hooks"]


def test_a_project_below_a_folder_that_is_called_git_can_be_written(tmp_path: Path) -> None:
    root = tmp_path / ".git" / "project"
    root.mkdir(parents=True)
    DiskFiles(str(root)).write("x", b"x")
    DiskFiles(str(root)).write(".gitignore", b"x")
    assert listing(root) == [".gitignore", "x"]


def test_a_link_inside_is_written_through_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/real.md").write_text("old")
    (tmp_path / "link.md").symlink_to("docs/real.md")
    DiskFiles(str(tmp_path)).write("link.md", b"new")
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "docs/real.md").read_text() == "new"


def test_a_folder_that_cannot_be_written_is_said_and_the_old_stays() -> None:
    with ordinary_user() as folder:
        (folder / "x").write_text("old")
        (folder / "below").mkdir()
        folder.chmod(0o555)
        files = DiskFiles(str(folder))
        try:
            with pytest.raises(
                StorageError, match="x cannot be written: Permission denied; what was there before is untouched"
            ) as e:
                files.write("x", b"new")
            with pytest.raises(StorageError, match="the folder new cannot be made: Permission denied"):
                files.folder("new")
            assert e.value.hints
            assert (folder / "x").read_text() == "old"
            assert listing(folder) == ["below", "x"]
        finally:
            folder.chmod(0o755)


def test_a_full_disk_leaves_the_old_file_and_no_rubbish(tmp_path: Path) -> None:
    import resource
    import signal

    (tmp_path / "x").write_text("old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(StorageError, match="x cannot be written: File too large"):
            DiskFiles(str(tmp_path)).write("x", b"n" * 100_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert (tmp_path / "x").read_text() == "old"
    assert listing(tmp_path) == ["x"]


def test_a_folder_in_place_of_a_file_and_a_missing_folder(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    files = DiskFiles(str(tmp_path))
    with pytest.raises(StorageError, match="folder cannot be written"):
        files.write("folder", b"x")
    assert listing(tmp_path) == ["folder"]
    files.write("missing/below/x", b"x")
    assert (tmp_path / "missing/below/x").read_bytes() == b"x"


def test_reading_what_is_not_there_or_not_readable(tmp_path: Path) -> None:
    files = DiskFiles(str(tmp_path))
    with pytest.raises(StorageError, match="gone cannot be read: No such file") as caught:
        files.read("gone")
    assert caught.value.hints == ("Create it, or correct the name.",)
    with pytest.raises(StorageError, match="cannot be read: Is a directory"):
        files.read(".")
    assert files.digest("gone") == ""
    with ordinary_user() as folder:
        (folder / "secret").write_text("x")
        (folder / "secret").chmod(0)
        with pytest.raises(StorageError, match="secret cannot be read: Permission denied") as caught:
            DiskFiles(str(folder)).read("secret")
        assert caught.value.hints == ("Make it readable.",)
        assert DiskFiles(str(folder)).digest("secret") == ""


def test_a_pipe_is_no_file_and_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    files = DiskFiles(str(tmp_path), cache=HashCache(str(tmp_path / "cache")))
    assert files.digest("pipe") == ""
    assert files.glob(["*"]) == ()
    with pytest.raises(StorageError, match="pipe cannot be read: it is not a file"):
        files.read("pipe")


def test_a_stamp_changes_when_a_file_is_written_and_not_with_its_rights(tmp_path: Path) -> None:
    files, path = DiskFiles(str(tmp_path)), tmp_path / "x"
    assert files.stamp("x") == ""
    path.write_text("a")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    before = files.stamp("x")
    path.chmod(0o600)
    assert files.stamp("x") == before
    path.write_text("a")
    assert files.stamp("x") not in ("", before)


def test_a_limit_is_kept(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"0123456789")
    assert DiskFiles(str(tmp_path)).read("x", limit=4) == b"0123"


def test_what_was_looked_at_is_remembered_with_what_was_found(tmp_path: Path) -> None:
    (tmp_path / "dir/deep").mkdir(parents=True)
    (tmp_path / "dir/a.txt").write_text("a")
    files = DiskFiles(str(tmp_path), cache=HashCache(str(tmp_path / "cache")))
    files.glob(["dir/**/*.txt", "literal.txt", "dir/a.txt"])
    files.digest("dir/a.txt")
    with pytest.raises(StorageError):
        files.read("gone")
    seen, folders = files.seen()
    assert seen["gone"] is None
    assert seen["literal.txt"] is None
    assert seen["dir/a.txt"] is not None
    assert seen["dir/a.txt"][0] == 1
    assert folders.keys() == {"dir", "dir/deep"}
    assert files.below(str(tmp_path / "dir")).glob(["*"]) == ("a.txt",)


def test_a_search_notes_the_folders_that_others_listed(tmp_path: Path) -> None:
    for name in ("a/b", "skipped/deep", ".git/objects"):
        (tmp_path / name).mkdir(parents=True)
    files = DiskFiles(str(tmp_path))
    files.search(skip=frozenset(["skipped"]))
    assert files.seen()[1].keys() == {"", "a", "a/b"}
