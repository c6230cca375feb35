"""A broken disk is never taken for a file that is gone, nor a failure of git for an answer."""

from __future__ import annotations

import errno
import os
import subprocess
from pathlib import Path

import pytest

from tests.adapters.repositories import Repo, make_repo
from tracker.adapters.files.disk import DiskFiles
from tracker.adapters.files.presence import is_file, is_folder, look
from tracker.adapters.git.repository import GitRepository
from tracker.adapters.git.status import quick_status
from tracker.adapters.locks import FileLocks
from tracker.errors import BlockedError, TrackerError

BROKEN = (errno.EIO, errno.ENOMEM, errno.ESTALE)
ORDINARY = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EACCES)


@pytest.fixture
def repo(tmp_path: Path, hermetic: dict[str, str]) -> Repo:
    return make_repo(tmp_path, hermetic)


def fail(monkeypatch: pytest.MonkeyPatch, name: str, number: int) -> None:
    def refuse(path: object, *_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), path)

    monkeypatch.setattr(os, name, refuse)


@pytest.mark.parametrize("number", ORDINARY)
def test_nothing_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    fail(monkeypatch, "stat", number)
    assert look(str(tmp_path)) is None
    assert (is_file(str(tmp_path)), is_folder(str(tmp_path))) == (False, False)
    assert DiskFiles(str(tmp_path)).digest("a") == ""


@pytest.mark.parametrize("number", BROKEN)
@pytest.mark.parametrize("call", ["stat", "open"])
def test_a_disk_that_does_not_say_is_no_missing_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, call: str
) -> None:
    (tmp_path / "a").write_text("x")
    files = DiskFiles(str(tmp_path))
    fail(monkeypatch, call, number)
    with pytest.raises(OSError, match=os.strerror(number)) as caught:
        files.digest("a")
    assert caught.value.filename == str(tmp_path / "a")


@pytest.mark.parametrize("number", BROKEN)
def test_a_folder_that_cannot_be_read_is_no_empty_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    (tmp_path / "a.txt").write_text("x")
    fail(monkeypatch, "scandir", number)
    with pytest.raises(OSError, match=os.strerror(number)):
        DiskFiles(str(tmp_path)).glob(["*.txt"])
    fail(monkeypatch, "scandir", errno.EACCES)
    assert DiskFiles(str(tmp_path)).glob(["*.txt"]) == ()


def test_a_lock_that_cannot_be_read_is_not_taken_for_a_free_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tracker.adapters.clock import SystemClock

    (tmp_path / "phase-1.lock").write_text("")
    fail(monkeypatch, "open", errno.EIO)
    with pytest.raises(OSError, match="Input/output error"):
        FileLocks(str(tmp_path), SystemClock()).holders()


def git_that(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> Path:
    """Put a `git` in front that does something of its own before, after or instead; the file counts its calls."""
    real = subprocess.run(["which", "git"], capture_output=True, text=True, check=True).stdout.strip()
    folder.mkdir()
    calls = folder / "calls"
    calls.write_text("")
    (folder / "git").write_text(f'#!/bin/sh\ngit={real}\necho "$*" >> {calls}\n{script}\nexec $git "$@"\n')
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return calls


FIRST = 'case "$*" in *{word}*) [ "$(grep -c -- {word} {calls})" = 1 ] && {{ {what}; }} ;; esac'


@pytest.mark.parametrize(
    "what",
    [
        "echo 'fatal: read error' >&2; exit 128",
        "printf '# branch.oid (initial)\\0# branch.head main\\0'; exit 0",
        "printf '# branch.oid 1\\0# branch.head (unknown)\\0'; exit 0",
        "printf '1 .M N... a\\0'; echo 'error: read error while indexing a' >&2; exit 0",
    ],
)
def test_an_odd_answer_of_git_is_asked_for_twice(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    expected = quick_status(str(repo.path))
    git_that(monkeypatch, tmp_path / "bin", FIRST.format(word="--branch", calls=tmp_path / "bin/calls", what=what))
    assert quick_status(str(repo.path)) == expected


def test_an_ordinary_answer_is_asked_for_once(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = git_that(monkeypatch, tmp_path / "bin", "")
    quick_status(str(repo.path))
    assert ["config" in line for line in calls.read_text().splitlines()] == [True, False]
    calls.write_text("")
    GitRepository(str(repo.path)).dirty()
    asked = [line for line in calls.read_text().splitlines() if not line.startswith("version")]
    assert len(asked) == len(set(asked)) == 3


def test_a_git_that_fails_is_no_missing_repository(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git_that(monkeypatch, tmp_path / "bin", "echo 'fatal: index file corrupt' >&2; exit 128")
    with pytest.raises(OSError, match="git config failed: fatal: index file corrupt"):
        quick_status(str(repo.path))


def test_a_git_with_much_to_complain_about_hangs_nobody(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = quick_status(str(repo.path))
    git_that(monkeypatch, tmp_path / "bin", "head -c 300000 /dev/zero | tr '\\0' x >&2")
    assert quick_status(str(repo.path)) == expected


def test_a_head_that_could_not_be_read_once_is_read_again(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = GitRepository(str(repo.path)).head()
    what = "echo 'fatal: ambiguous argument' >&2; exit 128"
    git_that(monkeypatch, tmp_path / "bin", FIRST.format(word="symbolic-full-name", calls=tmp_path / "bin/calls", what=what))
    assert expected.commit is not None
    assert GitRepository(str(repo.path)).head() == expected


UPDATE = """
case "$*" in *update-ref*)
  $git "$@"; code=$?
  touch {root}/.git/HEAD.lock
  echo "warning: unable to unlink '{root}/.git/{named}': Input/output error" >&2
  exit $code ;;
esac"""


@pytest.mark.parametrize(("named", "left"), [("HEAD.lock", False), ("index.lock", True)])
def test_a_lock_that_git_failed_to_remove_is_removed_and_no_other(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, left: bool
) -> None:
    adapter = GitRepository(str(repo.path))
    head = adapter.head().commit
    assert head is not None
    (repo.path / "new.txt").write_text("x")
    git_that(monkeypatch, tmp_path / "bin", UPDATE.format(root=repo.path, named=named))
    assert adapter.commit(["new.txt"], "New", parent=head) is not None
    assert (repo.path / ".git/HEAD.lock").exists() == left


def test_why_head_could_not_be_moved_is_said_in_a_line(repo: Repo) -> None:
    adapter = GitRepository(str(repo.path))
    head = adapter.head().commit
    assert head is not None
    (repo.path / "new.txt").write_text("x")
    (repo.path / ".git/HEAD.lock").write_text("")
    with pytest.raises(BlockedError, match=r"HEAD could not be moved from .*File exists") as caught:
        adapter.commit(["new.txt"], "New", parent=head)
    assert "\n" not in caught.value.message
    assert (repo.path / ".git/HEAD.lock").exists()


@pytest.mark.parametrize("links", [True, False])
def test_a_new_file_never_takes_the_place_of_one_that_somebody_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    if not links:
        fail(monkeypatch, "link", errno.EPERM)
    files = DiskFiles(str(tmp_path), staging=str(tmp_path / "cache/writing"))
    (tmp_path / "cache").mkdir()
    files.place("new.md", b"ours", new=True)
    (tmp_path / "mine.md").write_text("mine")
    with pytest.raises(FileExistsError):
        files.place("mine.md", b"ours", new=True)
    assert ((tmp_path / "new.md").read_text(), (tmp_path / "mine.md").read_text()) == ("ours", "mine")
    assert list((tmp_path / "cache/writing").iterdir()) == []


def test_an_index_that_cannot_be_looked_at_is_not_replaced_by_an_empty_one(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    adapter = GitRepository(str(repo.path))
    head = adapter.head().commit
    assert head is not None
    (repo.path / "new.txt").write_text("x")
    before = (repo.path / ".git/index").read_bytes()
    real = os.stat

    def stat(path: str, *args: object, **kwargs: object) -> os.stat_result:
        if str(path).endswith(".git/index"):
            raise OSError(errno.EIO, os.strerror(errno.EIO), path)
        return real(path, *args, **kwargs)

    with monkeypatch.context() as broken:
        broken.setattr(os, "stat", stat)
        with pytest.raises(TrackerError, match="Input/output error"):
            adapter.commit(["new.txt"], "New", parent=head)
    assert (repo.path / ".git/index").read_bytes() == before
    adapter.mend()
    assert adapter.dirty() == {}
