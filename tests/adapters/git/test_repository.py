"""Looking at repositories in every state that people leave them in."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.adapters.repositories import Repo, make_repo
from tracker.adapters.git.objects import stored_trees
from tracker.adapters.git.repository import GitRepository, find_repository
from tracker.adapters.git.runner import GitError
from tracker.adapters.git.status import changed_paths, quick_status
from tracker.errors import BlockedError, TrackerError


@pytest.fixture
def repo(tmp_path: Path, hermetic: dict[str, str]) -> Repo:
    return make_repo(tmp_path, hermetic)


def test_the_head_of_an_ordinary_repository(repo: Repo) -> None:
    head = GitRepository(str(repo.path)).head()
    assert (head.commit, head.branch, head.operation) == (repo.head(), "main", "")
    assert quick_status(str(repo.path)) == {"commit": repo.head(), "branch": "main", "dirty": 0}


def test_staged_unstaged_untracked_ignored_removed_and_renamed(repo: Repo) -> None:
    repo.commit("Ignore", **{".gitignore": "*.log\nbuild/\n"})
    repo.write("a.txt", "staged\n")
    repo.git("add", "a.txt")
    repo.write("b.txt", "unstaged\n")
    repo.write("new folder/new.txt", "untracked")
    repo.write("x.log", "ignored")
    repo.write("build/deep/x", "ignored")
    repo.write("some/y.log", "ignored")
    repo.git("mv", "dir/c.txt", "dir/renamed.txt")
    adapter = GitRepository(str(repo.path))
    index, tree = repo.index(), repo.work_tree()
    assert adapter.dirty() == {
        "a.txt": "M ",
        "b.txt": " M",
        "dir/c.txt": "D ",
        "dir/renamed.txt": "A ",
        "new folder/new.txt": "??",
    }
    assert adapter.files() == (".gitignore", "a.txt", "b.txt", "dir/renamed.txt", "new folder/new.txt")
    assert adapter.ignored_folders() == ("build", "some")
    assert quick_status(str(repo.path))["dirty"] == 5
    assert (repo.index(), repo.work_tree()) == (index, tree)


def test_a_look_does_not_even_refresh_the_index(repo: Repo) -> None:
    os.utime(repo.path / "a.txt", (1, 1))
    before = repo.index()
    adapter = GitRepository(str(repo.path))
    assert adapter.dirty() == {}
    adapter.files()
    quick_status(str(repo.path))
    assert repo.index() == before, "status and the like"
    assert adapter.diff_totals("HEAD", []) == (0, 0, 0)
    assert repo.index() == before, "a difference"


ODD = [
    "with space",
    "tab\there",
    "new\nline",
    'quo"te',
    "back\\slash",
    "-dash",
    ":colon",
    ":(top)x",
    "*star",
    "[set]",
    "umläut",
    "#hash",
]


def test_paths_with_odd_characters(repo: Repo) -> None:
    for name in ODD:
        repo.write(name, name)
    name = os.fsdecode(b"not\xffutf8")
    repo.write(name, "x")
    adapter = GitRepository(str(repo.path))
    assert adapter.dirty() == dict.fromkeys([*ODD, name], "??")
    assert quick_status(str(repo.path))["dirty"] == len(ODD) + 1
    facts = adapter.commit([*ODD, name], "Odd", parent=repo.head())
    assert facts is not None
    assert sorted(facts.paths) == sorted([*ODD, name])
    assert (facts.files, facts.insertions) == (len(ODD) + 1, len(ODD) + 2)
    assert adapter.dirty() == {}
    assert repo.git("status", "--porcelain") == ""
    assert adapter.diff_totals("HEAD~1", []) == (len(ODD) + 1, len(ODD) + 2, 0)


@pytest.mark.parametrize("how", ["merge", "cherry-pick", "revert", "rebase", "rebase --apply", "bisect"])
def test_what_is_under_way(repo: Repo, how: str) -> None:
    base = repo.head()
    repo.git("checkout", "-q", "-b", "side")
    side = repo.commit("Side", **{"a.txt": "side\n"})
    repo.git("checkout", "-q", "main")
    main = repo.commit("Main", **{"a.txt": "main\n"})
    adapter = GitRepository(str(repo.path))
    assert adapter.head().operation == ""
    if how == "revert":
        repo.commit("Later", **{"a.txt": "later\n"})
        repo.git("revert", "--no-edit", main, check=False)
    elif how == "bisect":
        repo.git("bisect", "start", "HEAD", base)
    else:
        repo.git(*how.split(), side, check=False)
    assert adapter.head().operation == how.split(maxsplit=1)[0]
    if how == "merge":
        assert adapter.dirty() == {"a.txt": "UU"}
        assert quick_status(str(repo.path))["dirty"] == 1
        assert adapter.files() == ("a.txt", "b.txt", "dir/c.txt")


def test_a_detached_head(repo: Repo) -> None:
    repo.git("checkout", "-q", "--detach")
    head = GitRepository(str(repo.path)).head()
    assert (head.commit, head.branch) == (repo.head(), None)
    assert quick_status(str(repo.path)) == {"commit": repo.head(), "branch": None, "dirty": 0}


def test_a_repository_without_commits(tmp_path: Path, hermetic: dict[str, str]) -> None:
    empty = Repo(tmp_path, hermetic)
    empty.git("init", "-q")
    empty.write("x.txt", "x")
    adapter = GitRepository(str(tmp_path))
    head = adapter.head()
    assert (head.commit, head.branch) == (None, "main")
    assert adapter.dirty() == {"x.txt": "??"}
    assert adapter.files() == ("x.txt",)
    assert adapter.contains("a" * 40) is False
    assert adapter.facts("HEAD") is None
    assert adapter.find("Tracker-Run", "X") == ()
    assert adapter.log_count([]) == {"commits": 0, "authors": 0}
    assert quick_status(str(tmp_path)) == {"commit": None, "branch": "main", "dirty": 1}


def test_a_linked_worktree(repo: Repo, tmp_path: Path) -> None:
    linked = tmp_path / "linked"
    repo.git("worktree", "add", "-q", "-b", "side", str(linked))
    assert find_repository(str(linked / "dir")) == str(linked)
    adapter = GitRepository(str(linked))
    assert adapter.head().branch == "side"
    (linked / "new.txt").write_text("new\n")
    facts = adapter.commit(["new.txt"], "In the worktree", parent=repo.head())
    assert facts is not None
    assert adapter.head().commit == facts.commit
    assert adapter.dirty() == {}
    assert repo.git("rev-parse", "main").strip() != facts.commit
    assert repo.git("status", "--porcelain") == ""


def test_a_submodule(repo: Repo, tmp_path: Path) -> None:
    outer = Repo(tmp_path / "outer", repo.env)
    outer.path.mkdir()
    outer.git("init", "-q")
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(repo.path), "inner")
    outer.commit("Add it")
    inner = outer.path / "inner"
    assert find_repository(str(inner)) == str(inner)
    (inner / "a.txt").write_text("changed inside\n")
    assert GitRepository(str(outer.path)).dirty() == {"inner": " m"}
    assert {"inner/a.txt", ".gitmodules"} <= set(GitRepository(str(outer.path)).files())
    assert "inner" not in GitRepository(str(outer.path)).files()
    assert GitRepository(str(inner)).dirty() == {"a.txt": " M"}
    within = GitRepository(str(inner))
    facts = within.commit(["a.txt"], "Inside", parent=repo.head())
    assert facts is not None
    assert GitRepository(str(outer.path)).dirty() == {"inner": " M"}
    assert quick_status(str(outer.path))["dirty"] == 1


def test_a_shallow_clone(repo: Repo, tmp_path: Path) -> None:
    first = repo.head()
    repo.commit("Second", **{"a.txt": "2\n"})
    repo.git("clone", "-q", "--depth", "1", f"file://{repo.path}", str(tmp_path / "shallow"))
    adapter = GitRepository(str(tmp_path / "shallow"))
    assert adapter.head().commit == repo.head()
    assert adapter.contains(first) is False
    assert adapter.facts(first) is None
    assert adapter.contains(repo.head())
    assert adapter.log_count([]) == {"commits": 1, "authors": 1}
    (tmp_path / "shallow/new").write_text("x")
    assert adapter.commit(["new"], "On top", parent=repo.head()) is not None


def test_a_bare_repository_and_no_repository(repo: Repo, tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    repo.git("clone", "-q", "--bare", str(repo.path), str(bare))
    with pytest.raises(BlockedError, match="is a bare repository, which has no files to check") as caught:
        find_repository(str(bare))
    assert caught.value.hints == ("Clone it, and run tracker in the clone.",)
    outside = tmp_path / "outside"
    outside.mkdir()
    assert find_repository(str(outside)) is None
    assert quick_status(str(outside)) is None
    assert quick_status(str(tmp_path / "gone")) is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_repository_of_somebody_else(repo: Repo) -> None:
    os.chown(repo.path, 65534, 65534)
    os.chown(repo.path / ".git", 65534, 65534)
    with pytest.raises(GitError, match="because it belongs to another user") as caught:
        find_repository(str(repo.path))
    assert "safe.directory" in caught.value.hints[0]


def test_without_git_there_is_a_hint(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert quick_status(str(repo.path)) is None
    with pytest.raises(GitError, match="git is not installed"):
        find_repository(str(repo.path))


def test_variables_that_point_elsewhere_are_not_believed(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path))
    assert quick_status(str(repo.path)) == {"commit": None, "branch": None, "dirty": 0} | {
        "commit": Repo(repo.path, {k: v for k, v in repo.env.items() if not k.startswith("GIT_DIR")}).head(),
        "branch": "main",
    }
    assert find_repository(str(repo.path)) == str(repo.path)
    assert GitRepository(str(repo.path)).dirty() == {}


def test_facts_of_commits(repo: Repo) -> None:
    repo.write("bin", bytes(range(256)))
    repo.write("a.txt", "one\nmore\n")
    os.unlink(repo.path / "b.txt")
    repo.git("add", "-A")
    repo.git(
        "commit", "-q", "-m", "Subject — with ünicode\n\nBody\n\nTracker-Phase: phase-1", "--date", "2025-01-02T03:04:05+0900"
    )
    adapter = GitRepository(str(repo.path))
    facts = adapter.facts("HEAD")
    assert facts is not None
    assert facts.commit == repo.head()
    assert facts.tree == repo.git("rev-parse", "HEAD^{tree}").strip()
    assert facts.subject == "Subject — with ünicode"
    assert facts.author_date == "2025-01-02T03:04:05+09:00"
    assert (facts.files, facts.insertions, facts.deletions) == (3, 1, 1)
    assert facts.paths == ("a.txt", "b.txt", "bin")
    assert adapter.facts("0" * 40) is None
    assert adapter.facts("--help") is None
    assert adapter.facts("no such\nthing") is None


@pytest.mark.parametrize("packed", [False, True])
def test_the_trees_of_commits_are_read_by_gitpython(repo: Repo, packed: bool) -> None:
    commit, tree = repo.head(), repo.git("rev-parse", "HEAD^{tree}").strip()
    if packed:
        repo.git("gc", "-q")
    assert GitRepository(str(repo.path)).trees([commit, "0" * 40, commit]) == {commit: tree}
    assert stored_trees(str(repo.path), ["0" * 40, commit]) == {commit: tree}


def test_what_gitpython_cannot_read_is_asked_of_git(tmp_path: Path, hermetic: dict[str, str]) -> None:
    made = Repo(tmp_path, hermetic)
    made.git("init", "-q", "--object-format=sha256")
    commit = made.commit("First", **{"a.txt": "a"})
    assert stored_trees(str(tmp_path), [commit]) == {}
    assert GitRepository(str(tmp_path)).trees([commit]) == {commit: made.git("rev-parse", "HEAD^{tree}").strip()}


def test_gitpython_is_not_used_where_the_environment_names_another_repository(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = repo.head()
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(tmp_path))
    assert stored_trees(str(repo.path), [commit]) == {}
    assert commit in GitRepository(str(repo.path)).trees([commit])


def test_whether_history_contains_a_commit(repo: Repo) -> None:
    first = repo.head()
    repo.git("checkout", "-q", "-b", "side")
    side = repo.commit("Side", s="s")
    repo.git("checkout", "-q", "main")
    adapter = GitRepository(str(repo.path))
    assert adapter.contains(first)
    assert adapter.contains(first[:7])
    assert not adapter.contains(side)
    assert not adapter.contains("0" * 40)
    assert not adapter.contains("--all")


def test_trailers_are_found_exactly(repo: Repo) -> None:
    wanted = [
        repo.commit("One\n\nTracker-Phase: phase-1\nTracker-Run: X"),
        repo.commit("Two\n\nTracker-Phase: phase-4\nTracker-Phase: phase-1"),
    ]
    repo.commit("Longer\n\nTracker-Phase: phase-1.2")
    repo.commit("Talk of it\n\nTracker-Phase: phase-1 is a trailer, says this body\nand goes on.")
    repo.commit("In the subject Tracker-Phase: phase-1")
    adapter = GitRepository(str(repo.path))
    assert adapter.find("Tracker-Phase", "phase-1") == (wanted[1], wanted[0])
    assert adapter.find("Tracker-Phase", "phase-.") == ()
    assert adapter.find("Tracker-Run", "X") == (wanted[0],)
    repo.git("checkout", "-q", "HEAD~4")
    assert adapter.find("Tracker-Phase", "phase-1") == (wanted[0],)


def test_differences_and_counts(repo: Repo) -> None:
    base = repo.head()
    repo.commit("More", **{"a.txt": "one\ntwo\nthree\n"})
    repo.git("-c", "user.email=other@example.org", "commit", "-q", "--allow-empty", "-m", "Other")
    repo.write("dir/c.txt", "changed\n")
    adapter = GitRepository(str(repo.path))
    assert adapter.diff_totals(base, []) == (2, 3, 1)
    assert adapter.diff_totals(base, ["dir"]) == (1, 1, 1)
    assert adapter.log_count([]) == {"commits": 3, "authors": 2}
    assert adapter.log_count(["a.txt"]) == {"commits": 2, "authors": 1}
    assert adapter.log_count([], since=base) == {"commits": 2, "authors": 2}
    assert adapter.log_count(["a.txt"], since=base[:8]) == {"commits": 1, "authors": 1}
    assert adapter.log_count([], since=repo.head()) == {"commits": 0, "authors": 0}
    with pytest.raises(GitError, match="git log failed"):
        adapter.log_count([], since="0" * 40)
    with pytest.raises(GitError, match="git diff failed"):
        adapter.diff_totals("0" * 40, [])


PARTS = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=8).filter(
    lambda part: part.lower() not in (".", "..", ".git", "git~1") and "\u200c" not in part
)


@settings(max_examples=6, deadline=None)
@given(st.lists(st.tuples(PARTS, PARTS), min_size=1, max_size=4))
def test_any_path_comes_back_as_it_was(names: list[tuple[str, str]]) -> None:
    import subprocess
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["git", "init", "-q", folder], check=True)
        subprocess.run(["git", "-C", folder, "commit", "-q", "--allow-empty", "-m", "x"], check=True)
        paths = {"/".join(("d", *parts)) for parts in names}
        paths = {path for path in paths if not any(other.startswith(path + "/") for other in paths)}
        for path in paths:
            os.makedirs(os.path.dirname(f"{folder}/{path}"), exist_ok=True)
            Path(f"{folder}/{path}").write_text(path)
        adapter = GitRepository(folder)
        assert set(adapter.dirty()) == paths
        assert set(adapter.files()) == paths
        head = adapter.head().commit
        assert head is not None
        facts = adapter.commit(sorted(paths), "All", parent=head)
        assert facts is not None
        assert set(facts.paths) == paths
        assert adapter.dirty() == {}


def test_a_head_that_names_a_commit_which_is_not_there_is_not_a_repository_without_commits(repo: Repo) -> None:
    (repo.path / ".git" / "HEAD").write_text("1" * 40 + "\n")
    with pytest.raises(TrackerError, match=r"^git rev-parse failed: .*HEAD") as caught:
        GitRepository(str(repo.path)).head()
    assert caught.value.hints


def test_errors_of_git_have_its_reason_and_a_hint(repo: Repo) -> None:
    shutil.rmtree(repo.path / ".git" / "refs")
    with pytest.raises(TrackerError, match=r"^git rev-parse failed: .*[Nn]ot a git repository") as caught:
        GitRepository(str(repo.path)).dirty()
    assert caught.value.hints


def test_the_changed_paths_are_those_of_the_status(repo: Repo) -> None:
    repo.write("tracked name.txt", "a")
    repo.write("moved.txt", "a\nb\nc\n")
    repo.commit()
    repo.write("tracked name.txt", "b")
    repo.write("new folder/é\n.txt", "c")
    repo.git("mv", "moved.txt", "elsewhere.txt")
    assert sorted(changed_paths(str(repo.path))) == sorted(GitRepository(str(repo.path)).dirty())
    assert len(changed_paths(str(repo.path))) == quick_status(str(repo.path))["dirty"]


def test_nothing_changed_where_there_is_no_repository(tmp_path: Path) -> None:
    assert changed_paths(str(tmp_path)) == ()


def test_why_a_commit_does_not_hold_what_is_on_the_disk(repo: Repo) -> None:
    head = repo.commit("Start", **{".gitignore": "*.log\nbuild/\n", "same.txt": "s", "other.txt": "o", "gone.txt": "g"})
    for name in ("x.log", "build/deep/y", "new.txt", "other.txt"):
        repo.write(name, "changed")
    (repo.path / "gone.txt").unlink()
    asked = ["same.txt", "other.txt", "gone.txt", "new.txt", "x.log", "build/deep/y"]
    assert GitRepository(str(repo.path)).lacks(head, asked) == {
        "other.txt": "it differs from the commit",
        "gone.txt": "it is not there, and the commit has it",
        "new.txt": "it is not committed",
        "x.log": "git ignores it (.gitignore:1)",
        "build/deep/y": "git ignores it (.gitignore:2)",
    }


def test_what_gitpython_raises_when_it_opens_a_repository_is_no_bug_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fails makes it say that there is no repository: git is asked then."""
    import git

    def fails(*_: object, **__: object) -> None:
        raise OSError("the disk fails")

    assert stored_trees(str(tmp_path), ["f" * 40]) == {}
    monkeypatch.setattr(git.Repo, "__init__", fails)
    assert stored_trees(str(tmp_path), ["f" * 40]) == {}
