"""Commits through a temporary index: what the user has staged, changed or not added stays as it was."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.adapters.repositories import Repo, make_repo
from tracker.adapters.git.repository import GitRepository
from tracker.errors import BlockedError, TrackerError


@pytest.fixture
def repo(tmp_path: Path, hermetic: dict[str, str]) -> Repo:
    return make_repo(tmp_path, hermetic)


def commit(repo: Repo, *paths: str, parent: str = ""):
    return GitRepository(str(repo.path)).commit(paths, "Ours\n\nTracker-Run: X\n", parent=parent or repo.head())


def test_only_the_named_paths_are_committed_as_they_are_on_disk(repo: Repo) -> None:
    before = repo.head()
    repo.write("a.txt", "ours\n")
    repo.write("new/ours.txt", "ours\n")
    os.unlink(repo.path / "b.txt")
    repo.write("theirs.txt", "theirs")
    repo.write("dir/c.txt", "theirs")
    tree = repo.work_tree()
    facts = commit(repo, "a.txt", "new/ours.txt", "b.txt")
    assert facts is not None
    assert facts.commit == repo.head()
    assert facts.paths == ("a.txt", "b.txt", "new/ours.txt")
    assert facts.subject == "Ours"
    assert repo.git("log", "-1", "--format=%P").strip() == before
    assert repo.git("log", "-1", "--format=%(trailers)").strip() == "Tracker-Run: X"
    assert repo.git("status", "--porcelain").splitlines() == [" M dir/c.txt", "?? theirs.txt"]
    assert repo.work_tree() == tree
    assert repo.git("fsck", "--strict").strip() == ""


def test_what_is_staged_stays_staged_and_what_is_changed_stays_changed(repo: Repo) -> None:
    repo.write("b.txt", "staged\n")
    repo.git("add", "b.txt")
    repo.write("b.txt", "changed after staging\n")
    repo.write("staged-new.txt", "new\n")
    repo.git("add", "staged-new.txt")
    repo.git("rm", "-q", "--cached", "dir/c.txt")
    repo.write("intended.txt", "later")
    repo.git("add", "-N", "intended.txt")
    repo.write("ours.txt", "ours\n")
    staged, tree, changed, cached = repo.staged(), repo.work_tree(), repo.git("diff"), repo.git("diff", "--cached")
    assert commit(repo, "ours.txt") is not None
    assert {k: v for k, v in repo.staged().items() if k != "ours.txt 0"} == staged
    assert (repo.work_tree(), repo.git("diff"), repo.git("diff", "--cached")) == (tree, changed, cached)
    assert "?? ours.txt" not in repo.git("status", "--porcelain")


def test_a_path_that_the_user_had_staged_otherwise_keeps_what_he_staged(repo: Repo) -> None:
    repo.write("a.txt", "staged by the user\n")
    repo.git("add", "a.txt")
    repo.write("a.txt", "on disk\n")
    repo.write("b.txt", "on disk\n")
    staged = repo.staged()["a.txt 0"]
    facts = commit(repo, "a.txt", "b.txt")
    assert facts is not None
    assert repo.git("show", "HEAD:a.txt") == "on disk\n"
    assert repo.staged()["a.txt 0"] == staged
    assert repo.git("status", "--porcelain") == "MM a.txt\n"


def test_the_entry_follows_without_taking_in_what_changed_since(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write("a.txt", "committed\n")
    adapter = GitRepository(str(repo.path))
    before = adapter._committer._follow_in_index

    def later(*arguments) -> None:
        repo.write("a.txt", "changed by somebody meanwhile\n")
        before(*arguments)

    monkeypatch.setattr(adapter._committer, "_follow_in_index", later)
    assert adapter.commit(["a.txt"], "Ours", parent=repo.head()) is not None
    assert repo.git("show", ":a.txt") == "committed\n"
    assert repo.git("status", "--porcelain") == " M a.txt\n"


def test_nothing_to_commit_is_none_and_leaves_no_trace(repo: Repo) -> None:
    head, index = repo.head(), repo.index()
    assert commit(repo, "a.txt", "never-was.txt") is None
    assert (repo.head(), repo.index()) == (head, index)
    assert not list((repo.path / ".git").glob("tracker-*"))


@pytest.mark.parametrize("how", ["merge", "rebase", "cherry-pick"])
def test_in_the_middle_of_something_it_goes_on_as_if_nothing_had_been(repo: Repo, how: str) -> None:
    repo.git("checkout", "-q", "-b", "side")
    side = repo.commit("Side", **{"a.txt": "side\n"})
    repo.git("checkout", "-q", "main")
    repo.commit("Main", **{"a.txt": "main\n"})
    repo.git(how, side, check=False)
    repo.write("ours.txt", "ours\n")
    repo.write("b.txt", "ours\n")
    staged, a = repo.staged(), (repo.path / "a.txt").read_bytes()
    assert any(key.startswith("a.txt 2") for key in staged)
    facts = commit(repo, "ours.txt", "b.txt", "a.txt")
    assert facts is not None
    after = repo.staged()
    assert {k: v for k, v in after.items() if k.startswith("a.txt")} == {
        k: v for k, v in staged.items() if k.startswith("a.txt")
    }
    assert after.keys() - staged.keys() == {"ours.txt 0"}
    assert (repo.path / "a.txt").read_bytes() == a
    assert GitRepository(str(repo.path)).head().operation == how
    repo.write("a.txt", "resolved\n")
    repo.git("add", "a.txt")
    repo.git("-c", "core.editor=true", how, "--continue")
    assert GitRepository(str(repo.path)).head().operation == ""
    assert facts.commit in repo.git("log", "--format=%H").split()


def test_on_a_detached_head_no_branch_moves(repo: Repo) -> None:
    repo.git("checkout", "-q", "--detach")
    main = repo.git("rev-parse", "main")
    repo.write("ours.txt", "ours")
    facts = commit(repo, "ours.txt")
    assert facts is not None
    assert repo.head() == facts.commit
    assert repo.git("rev-parse", "main") == main


def test_a_head_that_moved_is_not_overwritten(repo: Repo) -> None:
    old = repo.head()
    repo.commit("Somebody else's", x="x")
    head, index = repo.head(), repo.index()
    repo.write("ours.txt", "ours")
    with pytest.raises(BlockedError, match=f"HEAD could not be moved from {old[:7]}, so nothing was committed"):
        commit(repo, "ours.txt", parent=old)
    assert (repo.head(), repo.index()) == (head, index)


def test_links_and_executables(repo: Repo) -> None:
    (repo.path / "link").symlink_to("a.txt")
    (repo.path / "dangling").symlink_to("/no/such")
    repo.write("tool.sh", "#!/bin/sh\n").chmod(0o755)
    assert commit(repo, "link", "dangling", "tool.sh") is not None
    modes = [row.split()[0] for row in repo.git("ls-tree", "HEAD", "link", "dangling", "tool.sh").splitlines()]
    assert modes == ["120000", "120000", "100755"]
    assert repo.git("cat-file", "-p", "HEAD:dangling") == "/no/such"
    assert repo.git("status", "--porcelain") == ""


def test_a_file_that_became_a_folder_and_a_folder_that_became_a_file(repo: Repo) -> None:
    os.unlink(repo.path / "a.txt")
    repo.write("a.txt/inner", "x\n")
    os.unlink(repo.path / "dir/c.txt")
    os.rmdir(repo.path / "dir")
    repo.write("dir", "now a file\n")
    facts = commit(repo, "a.txt", "a.txt/inner", "dir", "dir/c.txt")
    assert facts is not None
    assert repo.git("ls-tree", "-r", "--name-only", "HEAD").split() == ["a.txt/inner", "b.txt", "dir"]
    assert repo.git("status", "--porcelain") == ""


def test_a_folder_that_became_a_link_and_a_file_that_became_an_empty_folder(repo: Repo) -> None:
    os.rename(repo.path / "dir", repo.path / "elsewhere")
    (repo.path / "dir").symlink_to("elsewhere")
    os.unlink(repo.path / "a.txt")
    (repo.path / "a.txt").mkdir()
    facts = commit(repo, "dir/c.txt", "dir", "elsewhere/c.txt", "a.txt")
    assert facts is not None
    assert repo.git("ls-tree", "-r", "--name-only", "HEAD").split() == ["b.txt", "dir", "elsewhere/c.txt"]
    assert repo.git("status", "--porcelain") == ""


def test_a_submodule_is_committed_as_the_commit_that_it_is_at(repo: Repo) -> None:
    inner = Repo(repo.path / "inner", repo.env)
    inner.path.mkdir()
    inner.git("init", "-q")
    first = inner.commit("Inner", x="x")
    assert commit(repo, "inner") is not None
    assert repo.git("ls-tree", "HEAD", "inner").split()[:3] == ["160000", "commit", first]
    second = inner.commit("More", x="y")
    assert commit(repo, "inner") is not None
    assert repo.git("ls-tree", "HEAD", "inner").split()[2] == second
    assert repo.git("status", "--porcelain") == ""


def test_line_ends_are_stored_as_git_add_would(repo: Repo) -> None:
    repo.commit("Attributes", **{".gitattributes": "*.txt text eol=crlf\n"})
    repo.write("crlf.txt", "one\r\ntwo\r\n")
    assert commit(repo, "crlf.txt") is not None
    assert repo.git("cat-file", "-p", "HEAD:crlf.txt") == "one\ntwo\n"
    assert repo.git("status", "--porcelain") == ""


def test_a_content_filter_is_used_for_what_is_stored_and_for_the_index(repo: Repo) -> None:
    repo.git("config", "filter.upper.clean", "tr a-z A-Z")
    repo.git("config", "filter.upper.smudge", "tr A-Z a-z")
    repo.commit("Attributes", **{".gitattributes": "*.up filter=upper\n"})
    repo.write("x.up", "small\n")
    assert commit(repo, "x.up") is not None
    assert repo.git("cat-file", "-p", "HEAD:x.up") == "SMALL\n"
    assert repo.git("cat-file", "-p", ":x.up") == "SMALL\n"
    assert repo.git("status", "--porcelain") == ""


def test_a_repository_with_sha256(tmp_path: Path, hermetic: dict[str, str]) -> None:
    made = Repo(tmp_path, hermetic)
    made.git("init", "-q", "--object-format=sha256")
    made.commit("First", **{"a.txt": "a", "b.txt": "b"})
    os.unlink(tmp_path / "a.txt")
    made.write("c.txt", "c")
    facts = commit(made, "a.txt", "c.txt")
    assert facts is not None
    assert facts.paths == ("a.txt", "c.txt")
    assert len(facts.commit) == 64
    assert made.git("status", "--porcelain") == ""


def test_more_paths_than_fit_into_one_call(repo: Repo) -> None:
    names = [f"many/{number:04}.txt" for number in range(450)]
    for name in names:
        repo.write(name, name)
    facts = commit(repo, *names)
    assert facts is not None
    assert facts.files == 450
    assert repo.git("status", "--porcelain") == ""


def test_names_that_no_line_of_text_holds_are_committed_with_their_own_content(repo: Repo) -> None:
    names = ['"quoted".txt', '"a\\tb"', "a\nb.txt", "cr\r", "plain.txt", "ü \u2028.txt", "-w", ":top"]
    for name in names:
        repo.write(name, f"content of {name!r}\n")
    facts = commit(repo, *names)
    assert facts is not None
    assert set(facts.paths) == set(names)
    for name in names:
        assert repo.git("show", f"HEAD:{name}") == f"content of {name!r}\n"
    assert repo.git("status", "--porcelain") == ""


def test_a_user_without_a_name_is_told_what_to_do(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/nowhere")
    repo.write("ours.txt", "ours")
    head = repo.head()
    with pytest.raises(BlockedError, match="git does not know who you are") as caught:
        commit(repo, "ours.txt")
    assert "git config --global user.email" in caught.value.hints[1]
    assert repo.head() == head


def test_another_git_at_work_is_an_error_and_not_a_crash(repo: Repo) -> None:
    repo.write("ours.txt", "ours")
    (repo.path / ".git/refs/heads/main.lock").touch()
    head = repo.head()
    with pytest.raises(BlockedError, match="so nothing was committed"):
        commit(repo, "ours.txt")
    assert repo.head() == head


def test_the_mode_is_git_s_own_where_the_repository_does_not_trust_that_of_the_disk(repo: Repo) -> None:
    repo.git("config", "core.fileMode", "false")
    repo.write("a.txt", "ours\n").chmod(0o755)
    assert commit(repo, "a.txt") is not None
    assert repo.git("ls-tree", "HEAD", "a.txt").split()[0] == "100644"
    assert repo.git("status", "--porcelain") == ""


def test_the_user_s_index_has_looked_at_what_was_committed(repo: Repo) -> None:
    repo.write("a.txt", "ours\n")
    repo.write("-w", "ours\n")
    assert commit(repo, "a.txt", "-w") is not None
    assert repo.git("diff-files") == ""
    os.unlink(repo.path / "-w")
    assert commit(repo, "-w") is not None
    assert repo.git("status", "--porcelain") == ""


def test_a_git_that_cannot_change_the_index_leaves_it_and_the_next_run_lets_it_follow(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.write("a.txt", "ours\n")
    folder = tmp_path / "bin"
    folder.mkdir()
    script = f'case "$*" in *--cacheinfo*) echo "fatal: no" >&2; exit 128 ;; esac; exec {shutil.which("git")} "$@"'
    (folder / "git").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "git").chmod(0o755)
    index = repo.index()
    with monkeypatch.context() as context:
        context.setenv("PATH", f"{folder}:{repo.env['PATH']}")
        with pytest.raises(TrackerError, match=r"^git update-index failed: fatal: no"):
            commit(repo, "a.txt")
    assert repo.index() == index
    GitRepository(str(repo.path)).mend()
    assert repo.git("status", "--porcelain") == ""
