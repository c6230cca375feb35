"""Work trees that lack something, or that git is told to see otherwise: statuses stay right, and nothing false is proved."""

from __future__ import annotations

import pytest

from tests.conftest import Place


@pytest.fixture
def done(place: Place) -> Place:
    """Three phases: on a folder, on a file of another, and on everything."""
    place.write("src/a.txt", "new\n")
    place.write("other/d.txt", "d\n")
    place.phase("phase-1", "checks: [{id: a, kind: command, run: grep -q new src/a.txt, inputs: ['src/*.txt']}]\n")
    place.phase("phase-2", "checks: [{id: d, kind: command, run: grep -q d other/d.txt, inputs: [other]}]\n")
    place.phase("phase-3", "checks: [{id: all, kind: command, run: 'true'}]\n")
    place.commit("Start")
    for name in "123":
        assert place.tracker("run", name).code == 0
    return place


def sparse(place: Place) -> Place:
    there = Place(place.path.parent / "sparse", place.env)
    place.git("clone", "-q", "--sparse", f"file://{place.path}", str(there.path))
    there.git("sparse-checkout", "set", "phases", "other", ".tracker")
    assert not (there.path / "src").exists()
    return there


def current(place: Place) -> list[str]:
    return [
        name
        for name, phase in sorted(place.status().items())
        if (phase["status"], phase["currency"]) == ("complete", "current")
    ]


def test_what_is_not_checked_out_has_neither_changed_nor_gone(done: Place) -> None:
    there = sparse(done)
    assert current(there) == ["phase-1", "phase-2", "phase-3"]
    assert there.tracker("verify").code == 0
    view = there.tracker("check", "--all", "--json").json
    assert {check["check"]: check["outcome"] for check in view["checks"]} == {"a": "unknown", "d": "passed", "all": "unknown"}
    assert view["exit_code"] == 8
    for words in (("1", "--force"), ("3", "--force"), ("1", "--check", "a")):
        ended = there.tracker("run", *words)
        assert (ended.code, "src/a.txt is not checked out here" in ended.err) == (4, True), ended.err
        assert "git sparse-checkout add src" in ended.err
    assert there.git("status", "--porcelain") == ""
    assert there.tracker("run", "1", "--clean").code == 0
    there.git("sparse-checkout", "add", "src")
    assert there.tracker("run", "1", "--force").code == 0


def test_a_change_of_what_is_not_checked_out_is_seen(done: Place) -> None:
    there = sparse(done)
    assert "phase-1" in current(there)
    done.write("src/a.txt", "new and more\n")
    done.commit("More")
    there.git("pull", "-q")
    assert current(there) == ["phase-2"]


def test_in_a_sparse_checkout_what_is_deleted_is_gone(done: Place) -> None:
    there = sparse(done)
    (there.path / "other/d.txt").unlink()
    assert "phase-2" not in current(there)


def test_a_file_that_git_is_told_to_skip_is_looked_at_where_it_is(done: Place) -> None:
    done.git("update-index", "--skip-worktree", "src/a.txt")
    done.write("src/a.txt", "new, and nobody sees it\n")
    assert "phase-1" not in current(done)
    done.tracker("run", "1")
    assert done.status()["phase-1"]["status"] == "proved"
    (done.path / "src/a.txt").unlink()  # and without a sparse checkout it is gone
    assert "phase-1" not in current(done)


def test_what_is_only_intended_to_be_added_is_in_no_commit(done: Place) -> None:
    done.write("src/b.txt", "b\n")
    done.git("add", "-N", "src/b.txt")
    done.tracker("run", "1")
    found = done.status()["phase-1"]
    assert (found["status"], found["uncommitted"]) == ("proved", ["src/b.txt"])


def test_what_is_excluded_in_this_clone_alone_is_in_no_commit(done: Place) -> None:
    (done.path / ".git/info/exclude").write_text("c.txt\n")
    done.phase("phase-4", "checks: [{id: c, kind: command, run: grep -q c src/c.txt, inputs: [src/c.txt]}]\n")
    done.write("src/c.txt", "c\n")
    done.commit("Excluded")
    ended = done.tracker("run", "4")
    assert done.status()["phase-4"]["status"] == "proved"
    assert ".git/info/exclude" in ended.out + ended.err


def test_what_archives_leave_out_is_content_all_the_same(done: Place) -> None:
    done.write(".gitattributes", "src/* export-ignore\n")
    done.commit("Attributes")
    done.write("src/a.txt", "new again\n")
    assert "phase-1" not in current(done)
    done.tracker("run", "1")
    assert done.status()["phase-1"]["status"] == "proved"


def test_names_that_differ_in_case_alone_are_two_files(done: Place) -> None:
    done.write("src/A.txt", "old\n")
    done.git("config", "core.ignoreCase", "true")
    assert "phase-1" not in current(done)
    done.tracker("run", "1")
    assert done.status()["phase-1"]["uncommitted"] == ["src/A.txt"]


def test_a_replaced_commit_hides_nothing(done: Place) -> None:
    done.write("src/a.txt", "new, replaced\n")
    fake = done.commit("Fake")
    done.git("reset", "-q", "--soft", "HEAD^")
    done.git("replace", "HEAD", fake)
    done.tracker("run", "1")
    assert done.status()["phase-1"]["status"] == "proved"


def test_a_linked_work_tree_and_a_repository_elsewhere_are_as_good(done: Place) -> None:
    linked = Place(done.path.parent / "linked", done.env)
    done.git("worktree", "add", "-q", "-b", "side", str(linked.path))
    assert current(linked) == ["phase-1", "phase-2", "phase-3"]
    linked.write("src/a.txt", "new there\n")
    linked.commit("There")
    assert linked.tracker("run", "1").code == 0
    assert linked.status()["phase-1"]["status"] == "complete"
    assert "phase-1" in current(done)
    apart = Place(done.path.parent / "apart", done.env)
    done.git("clone", "-q", f"--separate-git-dir={done.path.parent / 'apart.git'}", str(done.path), str(apart.path))
    assert current(apart) == ["phase-1", "phase-2", "phase-3"]
    assert apart.tracker("verify").code == 0
