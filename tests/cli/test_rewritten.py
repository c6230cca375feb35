"""History that was rewritten after a phase was completed: what was proved is found by its content, in any clone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Place


@pytest.fixture
def feature(place: Place) -> Place:
    """A branch on which two phases were completed, in a run each, and a main that went on meanwhile."""
    place.write("tracker.yaml", "project: {name: lab}\n"
                "documents: [{path: TRACKER.md, title: Lab, sections: [overview, phases, metrics]}]\n")  # fmt: skip
    place.write("src/a.txt", "old\n")
    place.phase("phase-1", "files: [{path: src/a.txt}]\nsteps: [{id: mend, run: sh -c 'echo new > src/a.txt'}]\n"
                "checks: [{id: new, kind: command, run: grep -q new src/a.txt, inputs: [src]}]\n")  # fmt: skip
    place.phase("phase-2", "depends_on: [phase-1]\nchecks: [{id: all, kind: command, run: 'true'}]\n")
    place.phase("phase-3", "checks: [{id: nothing, kind: command, run: 'true', inputs: []}]\n")
    place.commit("Start")
    place.git("checkout", "-q", "-b", "feature")
    for name in "123":
        done = place.tracker("run", name)
        assert done.code == 0, done.out + done.err
    place.git("checkout", "-q", "main")
    place.write("aside.txt", "1\n")
    place.commit("Aside")
    place.git("checkout", "-q", "feature")
    return place


def clone(place: Place, *words: str) -> Place:
    there = place.path.parent / f"{place.path.name}-clone"
    shutil.rmtree(there, ignore_errors=True)
    place.git("clone", "-q", *words, f"file://{place.path}", str(there))
    return Place(there, place.env)


def squash(place: Place) -> None:
    place.git("checkout", "-q", "main")
    place.git("merge", "-q", "--squash", "feature")
    place.git("commit", "-q", "-m", "Feature (#1)")
    place.git("branch", "-qD", "feature")


def rebase(place: Place) -> None:
    place.git("rebase", "-q", "main")


def pick(place: Place) -> None:
    place.git("checkout", "-q", "main")
    place.git("cherry-pick", "main..feature")
    place.git("branch", "-qD", "feature")


def reword(place: Place) -> None:
    place.git("rebase", "-q", "--exec", "git commit -q --amend -m 'Other words'", "main")


def anew(place: Place) -> None:
    """Every commit is another one, the first included."""
    place.git("filter-branch", "-f", "--msg-filter", "cat; echo; echo 'Reviewed-by: Ann'", "--", "--all")


def holds(place: Place, commit: str, path: str) -> str:
    return place.git("show", f"{commit}:{path}")


WAYS = [squash, rebase, pick, reword, anew]


@pytest.mark.parametrize("rewrite", WAYS, ids=lambda way: way.__name__)
def test_what_was_proved_is_where_its_content_is(feature: Place, rewrite: Callable[[Place], None]) -> None:
    recorded = feature.status()["phase-1"]["commits"][0]
    rewrite(feature)
    there = clone(feature)
    found = there.status()
    assert [(found[f"phase-{n}"]["status"], found[f"phase-{n}"]["basis"]) for n in "13"] == [("complete", "verified")] * 2
    # what looks at everything looks at what main has besides, which nobody checked
    assert found["phase-2"]["status"] == ("complete" if rewrite is anew else "unknown")
    now = found["phase-1"]["commits"][0]
    assert (found["phase-1"]["recorded_commit"], holds(there, now, "src/a.txt")) == (recorded, "new\n")
    assert f"(was {recorded[:7]})" in there.tracker("status").out
    assert f"recorded at {recorded[:7]}, which was rewritten" in there.tracker("explain", "1").out
    done = there.tracker("verify")
    assert done.code == 0, done.out
    assert f"{now[:12]} has what was proved" in done.out
    assert "up to date" in there.tracker("run", "1").out
    assert there.git("status", "--porcelain") == ""


@pytest.mark.parametrize("rewrite", [squash, rebase], ids=lambda way: way.__name__)
def test_it_is_replayed_and_attested_there(feature: Place, rewrite: Callable[[Place], None]) -> None:
    recorded = feature.status()["phase-1"]["commits"][0]
    rewrite(feature)
    there = clone(feature)
    now = there.status()["phase-1"]["commits"][0]
    view = there.tracker("check", "1", "--sealed", "--json").json
    assert [(place["commit"], place["sealed_at"], place["outcome"]) for place in view["places"]] == [(now, recorded, "passed")]
    statement = there.tracker("show", "1", "--attestation").out
    assert json.loads(statement)["subject"][0]["digest"] == {"gitCommit": now}
    there.write("../statement.json", statement)
    done = there.tracker("verify", "--attestation", "../statement.json", "--replay")
    assert done.code == 0, done.out


def test_documents_name_it_once_it_is_written_down_and_are_the_same_in_every_clone(feature: Place) -> None:
    recorded = feature.status()["phase-1"]["commits"][0]
    squash(feature)
    there = clone(feature)
    now = there.status()["phase-1"]["commits"][0]
    assert there.tracker("render", "--check").code == 0  # the record says what it said
    assert there.tracker("render").code == 0
    text = there.read("TRACKER.md")
    assert f"verified at `{now[:7]}` (`{recorded[:7]}` before history was rewritten)" in text
    assert f"`{now[:7]} - feat(phase-1)" in text
    there.commit("Rendered")
    shallow = clone(there, "--depth", "1")
    for place in (there, shallow):
        done = place.tracker("render", "--check")
        assert done.code == 0, done.out
        assert place.tracker("verify").code == 0
    run = next(path.stem[-26:] for path in sorted(there.path.glob(".tracker/journal/*")))
    assert there.tracker("show", run, "--json").json["rewritten"][recorded] == now
    assert f"(rewritten: {now[:7]} now)" in there.tracker("show", run).out


def test_a_run_writes_it_down_too_and_a_second_rewrite_is_followed(feature: Place) -> None:
    recorded = feature.status()["phase-1"]["commits"][0]
    rebase(feature)
    first = feature.status()["phase-1"]
    assert first["recorded_commit"] == recorded  # the old commit is still in the repository, and leads nowhere
    feature.write("aside.txt", "2\n")
    feature.commit("More")
    assert "was rewritten" in feature.tracker("run", "2").out
    feature.git("checkout", "-q", "main")
    feature.git("merge", "-q", "--squash", "feature")
    feature.git("commit", "-q", "-m", "All of it")
    feature.git("branch", "-qD", "feature")
    there = clone(feature)
    found = there.status()["phase-1"]
    assert (found["status"], found["recorded_commit"]) == ("complete", recorded)
    assert found["commits"][0] not in (recorded, first["commits"][0])
    assert there.tracker("verify").code == 0


def test_status_notices_while_nothing_but_history_changes(feature: Place) -> None:
    before = feature.status()["phase-1"]["commits"]
    assert feature.status()["phase-1"]["commits"] == before
    rebase(feature)
    assert feature.status()["phase-1"]["commits"] != before
    feature.git("reset", "-q", "--hard", "ORIG_HEAD")
    assert feature.status()["phase-1"]["commits"] == before


def test_later_changes_leave_it_where_it_is(feature: Place) -> None:
    squash(feature)
    now = feature.status()["phase-1"]["commits"]
    feature.write("src/a.txt", "new and more\n")
    feature.commit("More")
    found = clone(feature).status()["phase-1"]
    assert (found["status"], found["currency"], found["commits"]) == ("complete", "changed", now)


def test_what_no_commit_holds_is_unknown_and_a_run_proves_it_again(feature: Place) -> None:
    feature.git("checkout", "-q", "main")
    feature.git("merge", "-q", "--squash", "feature")
    feature.write("src/a.txt", "newer\n")
    feature.commit("Feature, and changed at once")
    feature.git("branch", "-qD", "feature")
    there = clone(feature)
    found = there.status()["phase-1"]
    assert found["status"] == "unknown"
    advice = "no commit that leads to HEAD holds what was checked); fetch that commit, or prove it again: tracker run 1"
    assert advice in found["reasons"][0]
    done = there.tracker("verify")
    assert (done.code, "phase-1 was completed at" in done.out) == (0, True)  # the record does not contradict itself
    assert there.tracker("run", "1").code == 0
    assert there.status()["phase-1"]["status"] == "complete"
    assert there.tracker("verify").code == 0


def test_one_more_file_that_its_checks_would_look_at_is_other_content(feature: Place) -> None:
    feature.git("checkout", "-q", "main")
    feature.git("merge", "-q", "--squash", "feature")
    feature.write("src/b.txt", "x\n")
    with_more = feature.commit("Feature, and one more file")
    feature.git("branch", "-qD", "feature")
    there = clone(feature)
    assert there.status()["phase-1"]["status"] == "unknown"
    there.git("rm", "-q", "src/b.txt")
    without = there.commit("Without it")
    found = there.status()["phase-1"]
    assert (found["status"], found["commits"][0] == without, found["commits"][0] == with_more) == ("complete", True, False)


def test_a_journal_of_another_history_is_not_believed_for_its_content(feature: Place) -> None:
    other = feature.path.parent / "other"
    shutil.copytree(feature.path / ".tracker", other / ".tracker", ignore=shutil.ignore_patterns("cache", "runs", "locks"))
    for name in ("tracker.yaml", "phases", "src"):
        path = feature.path / name
        (shutil.copytree if path.is_dir() else shutil.copy)(path, other / name)
    there = Place(other, feature.env)
    there.git("init", "-q")
    there.commit("Copied")
    found = there.status()["phase-1"]
    assert found["status"] == "unknown"
    assert "another repository's journal" in found["reasons"][0]
    assert "unknown commit" in there.tracker("verify").out


# -- clones that do not have everything -------------------------------------------------------------------------------


def test_beyond_the_border_of_a_shallow_clone_nothing_is_said_to_be_rewritten(feature: Place) -> None:
    feature.write("more", "1\n")
    feature.commit("More")
    there = clone(feature, "--depth", "1")
    found = there.status()["phase-1"]
    assert (found["status"], found["basis"], found["recorded_commit"]) == (
        "complete", "verified, at a commit that cannot be known here", None
    )  # fmt: skip
    assert "git fetch --unshallow" in found["reasons"][-1]
    assert there.tracker("run", "1", "--dry-run").out.count("keep") > 0
    assert there.tracker("verify").code == 0
    there.git("fetch", "-q", "--unshallow")
    assert there.status()["phase-1"]["basis"] == "verified"


def test_a_partial_clone_fetches_nothing_and_says_nothing_false(feature: Place) -> None:
    squash(feature)
    feature.git("config", "uploadpack.allowFilter", "true")
    there = clone(feature, "--filter=blob:none")
    assert there.status()["phase-1"]["status"] == "complete"
    assert there.tracker("verify").code == 0


def test_the_journal_outside_the_repository_root(place: Place) -> None:
    """The plan is in a folder of the repository, and its workspace is another one."""
    inner = Place(place.path / "plan", place.env)
    (place.path / "app").mkdir()
    (place.path / "app/x.txt").write_text("new\n")
    inner.write("tracker.yaml", "project: {name: lab}\nworkspace: ../app\n")
    inner.write("phases/phase-1.yaml", "id: phase-1\ntitle: One\n"
                "checks: [{id: new, kind: command, run: grep -q new x.txt, inputs: ['*.txt']}]\n")  # fmt: skip
    place.commit("Start")
    place.git("checkout", "-q", "-b", "feature")
    (place.path / "app/x.txt").write_text("new indeed\n")
    place.commit("Work")
    assert inner.tracker("run", "1").code == 0
    recorded = inner.status()["phase-1"]["commits"]
    place.git("checkout", "-q", "main")
    place.git("merge", "-q", "--squash", "feature")
    place.git("commit", "-q", "-m", "Feature")
    place.git("branch", "-qD", "feature")
    there = Place(clone(place).path / "plan", place.env)
    found = there.status()["phase-1"]
    assert (found["status"], [found["recorded_commit"]]) == ("complete", recorded)
    assert Path(there.path).name == "plan"
