"""A checkout of a commit: what it has, and that the user's repository never notices."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.adapters.repositories import Repo
from tests.conftest import started
from tracker.adapters.git.checkout import NoCommitError, checked_out, commits_with_tree, tracked_below
from tracker.adapters.git.runner import GitRunner
from tracker.adapters.temporary import sweep, temporary_folder


@pytest.fixture
def repo(tmp_path: Path, hermetic: dict[str, str]) -> Repo:
    made = Repo(tmp_path / "users", hermetic)
    made.path.mkdir()
    made.git("init", "-q")
    made.commit("One", **{"a.txt": "one\n", "sub/b.txt": "b\n", ".gitignore": "out/\n"})
    return made


def everything(folder: Path) -> dict[str, tuple[int, int, str]]:
    """Every file and folder below, `.git` included: mode, time and content. git renews the time of an object that it needs."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name, status = str(path.relative_to(folder)), path.lstat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else ""
        found[name] = (status.st_mode, 0 if name.startswith(".git/objects/") else status.st_mtime_ns, content)
    return found


def files(root: str) -> dict[str, str]:
    return {str(p.relative_to(root)): p.read_text() for p in Path(root).rglob("*") if p.is_file() and ".git" not in p.parts}


def git(root: str, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True).stdout.strip()


def test_it_has_the_commit_and_nothing_else(repo: Repo) -> None:
    first = repo.head()
    repo.commit("Two", **{"a.txt": "two\n"})
    repo.write("out/built.txt", "leftover")
    repo.write("untracked.txt", "mine")
    repo.write("a.txt", "edited\n")
    repo.git("add", "a.txt")
    before = everything(repo.path)
    with checked_out(GitRunner(str(repo.path)), first, branch="main") as made:
        assert files(made.root) == {"a.txt": "one\n", "sub/b.txt": "b\n", ".gitignore": "out/\n"}
        assert git(made.root, "status", "--porcelain") == ""
        assert (git(made.root, "rev-parse", "HEAD"), git(made.root, "branch", "--show-current")) == (first, "main")
        assert os.listdir(made.home) == os.listdir(made.temporary) == []
        Path(made.root, "a.txt").write_text("broken")
        git(made.root, "-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qam", "Elsewhere")
    assert not os.path.exists(os.path.dirname(made.root))
    assert everything(repo.path) == before


def test_flags_in_the_index_and_replaced_objects_hide_nothing(repo: Repo) -> None:
    head = repo.head()
    blob, other = (
        repo.git("rev-parse", "HEAD:a.txt").strip(),
        repo.git("hash-object", "-w", "--stdin", stdin=b"replaced\n").strip(),
    )
    repo.git("update-index", "--skip-worktree", "a.txt")
    repo.git("update-index", "--assume-unchanged", "sub/b.txt")
    repo.write("a.txt", "hidden\n")
    repo.write("sub/b.txt", "hidden\n")
    repo.git("replace", blob, other)
    with checked_out(GitRunner(str(repo.path)), head) as made:
        assert files(made.root)["a.txt"] == "one\n"
        assert files(made.root)["sub/b.txt"] == "b\n"
        assert git(made.root, "branch", "--show-current") == ""


def test_no_hook_no_filter_and_no_line_end_of_the_users(repo: Repo, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    hook = repo.write(".git/hooks/post-checkout", f"#!/bin/sh\ntouch {ran}\n")
    hook.chmod(0o755)
    repo.git("config", "--global", "core.autocrlf", "true")
    repo.git("config", "--global", "filter.mine.smudge", f"touch {ran}; cat")
    repo.git("config", "--global", "filter.mine.clean", "cat")
    repo.git("config", "--global", "filter.mine.required", "true")
    head = repo.commit("Filtered", **{".gitattributes": "*.txt filter=mine\n"})
    ran.unlink(missing_ok=True)
    with checked_out(GitRunner(str(repo.path)), head) as made:
        assert Path(made.root, "a.txt").read_bytes() == b"one\n"
    assert not ran.exists()


def test_a_shallow_clone_and_what_it_lacks(repo: Repo, tmp_path: Path, hermetic: dict[str, str]) -> None:
    first = repo.head()
    second = repo.commit("Two", **{"a.txt": "two\n"})
    shallow = Repo(tmp_path / "shallow", hermetic)
    repo.git("clone", "-q", "--depth=1", f"file://{repo.path}", str(shallow.path))
    with checked_out(GitRunner(str(shallow.path)), second) as made:
        assert files(made.root)["a.txt"] == "two\n"
        assert git(made.root, "log", "--format=%s") == "Two"
    with pytest.raises(NoCommitError) as error, checked_out(GitRunner(str(shallow.path)), first):
        pass
    assert error.value.shallow
    with pytest.raises(NoCommitError) as error, checked_out(GitRunner(str(repo.path)), "f" * 40):
        pass
    assert not error.value.shallow


def test_a_linked_work_tree_and_its_branches(repo: Repo, tmp_path: Path, hermetic: dict[str, str]) -> None:
    head = repo.head()
    repo.git("tag", "v1")
    repo.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "linked"))
    before = everything(repo.path)
    with checked_out(GitRunner(str(tmp_path / "linked")), head, branch="side") as made:
        assert files(made.root)["a.txt"] == "one\n"
        assert git(made.root, "rev-parse", "main", "side", "v1").split() == [head] * 3
    assert everything(repo.path) == before


def test_submodules_are_at_their_commit(repo: Repo, tmp_path: Path, hermetic: dict[str, str]) -> None:
    inner = Repo(tmp_path / "inner", hermetic)
    inner.path.mkdir()
    inner.git("init", "-q")
    inner.commit("One", **{"lib.txt": "old\n"})
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.path), "deps/lib")
    head = repo.commit("A library")
    repo.write("deps/lib/lib.txt", "new, and not committed\n")
    with checked_out(GitRunner(str(repo.path)), head) as made:
        assert files(made.root)["deps/lib/lib.txt"] == "old\n"
        assert git(made.root, "status", "--porcelain") == ""
        assert made.absent == ()
    fresh = Repo(tmp_path / "fresh", hermetic)
    repo.git("clone", "-q", str(repo.path), str(fresh.path))
    with checked_out(GitRunner(str(fresh.path)), head) as made:
        assert made.absent == ("deps/lib",)


def test_a_path_that_needs_quotes(tmp_path: Path, hermetic: dict[str, str]) -> None:
    odd = Repo(tmp_path / 'a "quoted"\tfolder #1', hermetic)
    odd.path.mkdir()
    odd.git("init", "-q")
    head = odd.commit("One", **{"a.txt": "one\n"})
    with checked_out(GitRunner(str(odd.path)), head) as made:
        assert files(made.root)["a.txt"] == "one\n"


def test_a_commit_that_was_rewritten_is_found_by_its_tree(repo: Repo) -> None:
    tree = repo.git("rev-parse", "HEAD^{tree}").strip()
    repo.git("commit", "-q", "--amend", "-m", "Another message")
    assert commits_with_tree(GitRunner(str(repo.path)), tree) == (repo.head(),)
    with checked_out(GitRunner(str(repo.path)), repo.head()) as made:
        assert tracked_below(made.root, ["sub", "a.txt", "out", "*.txt"]) == ("sub", "a.txt")


def test_what_a_killed_process_left_is_swept_and_what_is_in_use_is_not(tmp_path: Path, hermetic: dict[str, str]) -> None:
    code = (
        "import time\nfrom tracker.adapters.temporary import temporary_folder\n"
        "with temporary_folder('left-', outside='/nowhere') as folder:\n    print(folder, flush=True); time.sleep(60)\n"
    )
    with started([sys.executable, "-c", code], env=hermetic, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        left = Path(process.stdout.readline().strip())
        sweep(tempfile.gettempdir(), "left-")
        assert left.is_dir()
        locked = left / "cache"
        locked.mkdir()
        (locked / "module").write_text("x")
        locked.chmod(0o500)
        process.kill()
        process.wait()
    deadline = time.monotonic() + 5
    while left.exists() and time.monotonic() < deadline:
        sweep(tempfile.gettempdir(), "left-")
    assert not left.exists()


def test_it_is_never_inside_the_work_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside = tmp_path / "tree/tmp"
    inside.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(inside))
    with temporary_folder("made-", outside=str(tmp_path / "tree")) as folder:
        assert not folder.startswith(str(tmp_path / "tree"))
