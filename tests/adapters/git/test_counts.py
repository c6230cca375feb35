"""How many git processes each question and change starts: counted by a git on the PATH that writes down how it is called."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.adapters.repositories import Repo, make_repo
from tracker.adapters.git.repository import GitRepository
from tracker.adapters.git.status import quick_status
from tracker.errors import BlockedError

COUNTING = """#!/bin/sh
echo "$*" | sed -e 's/-c [^ ]* //g' -e 's/-C [^ ]* //' >> {calls}
exec {git} "$@"
"""


@pytest.fixture
def repo(tmp_path: Path, hermetic: dict[str, str]) -> Repo:
    return make_repo(tmp_path, hermetic)


@pytest.fixture
def asked(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], list[str]]:
    folder = tmp_path / "bin"
    folder.mkdir()
    calls = folder / "calls"
    (folder / "git").write_text(COUNTING.format(calls=calls, git=shutil.which("git")))
    (folder / "git").chmod(0o755)
    path = repo.env["PATH"]

    def count(work: Callable[[], object]) -> list[str]:
        calls.write_text("")
        with monkeypatch.context() as context:
            context.setenv("PATH", f"{folder}:{path}")
            work()
        return [line.split()[0] for line in calls.read_text().splitlines()]

    return count


def test_looking(repo: Repo, asked) -> None:
    adapter = GitRepository(str(repo.path))
    assert asked(adapter.head) == ["rev-parse"]
    assert asked(adapter.head) == ["rev-parse"]
    assert asked(adapter.dirty) == ["config", "status"]
    assert asked(adapter.dirty) == ["status"]
    assert asked(adapter.lists) == []
    assert asked(adapter.mend) == []
    assert asked(lambda: adapter.facts("HEAD")) == ["log"]
    assert asked(lambda: quick_status(str(repo.path))) == ["config", "status"]


def test_committing(repo: Repo, asked) -> None:
    adapter = GitRepository(str(repo.path))
    head = adapter.head().commit
    assert head is not None
    assert asked(adapter.check_identity) == ["config"]
    assert asked(adapter.dirty) == ["status"]  # the same look at the configuration says which filters there are
    repo.write("new.txt", "new")
    repo.write("a.txt", "changed")
    repo.write('"quoted', "new")
    made = ["read-tree", "update-index", "write-tree", "commit-tree", "log"]
    words = asked(lambda: adapter.commit(["new.txt", "a.txt", '"quoted'], "Ours", parent=head))
    assert words == [*made, "update-ref", "ls-files", "update-index"]
    assert asked(lambda: adapter.commit(["new.txt"], "Ours", parent=repo.head())) == made


@pytest.mark.parametrize(
    ("key", "value"),
    [("author.name", ""), ("committer.email", ""), ("user.name", ""), ("user.name", " .,;"), ("user.email", "<>")],
)
def test_git_itself_says_who_the_user_is_where_it_is_not_plain(repo: Repo, asked, key: str, value: str) -> None:
    repo.git("config", key, value)
    known = all(repo.git("var", f"GIT_{kind}_IDENT", check=False) for kind in ("AUTHOR", "COMMITTER"))

    def look() -> None:
        try:
            GitRepository(str(repo.path)).check_identity()
        except BlockedError:
            assert not known
        else:
            assert known

    assert asked(look).count("var") > 0


def test_the_environment_has_a_say_in_who_the_user_is(repo: Repo, asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_AUTHOR_NAME", "")
    with pytest.raises(BlockedError):
        GitRepository(str(repo.path)).check_identity()
