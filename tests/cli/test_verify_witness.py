"""`tracker verify` asks git: files that history had, commits that events name, and what git ignores."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Place


def journals(place: Place) -> list[Path]:
    return sorted(place.path.glob(".tracker/journal/*.jsonl"))


def problems(place: Place) -> list[str]:
    return [f"{x['place']}: {x['message']}" for x in place.tracker("verify", "--json").json["problems"]]


def ran(place: Place, times: int = 2) -> list[Path]:
    for _ in range(times):
        assert place.tracker("run", "1", "--force").code == 0
    return journals(place)


def test_a_file_that_a_commit_removed_is_named_with_the_commit_and_the_way_back(stepped: Place) -> None:
    _, last = ran(stepped)
    stepped.git("rm", "-q", str(last.relative_to(stepped.path)))
    commit = stepped.commit("Tidy")
    (problem,) = problems(stepped)
    name = f".tracker/journal/{last.name}"
    assert problem == (
        f"{name}: the file is missing: commit {commit[:12]} removed it; get it back: git checkout {commit[:12]}^ -- {name}"
    )
    stepped.git("checkout", f"{commit[:12]}^", "--", name)
    assert problems(stepped) == []


def test_a_file_that_is_gone_from_the_work_tree_alone_is_named(stepped: Place) -> None:
    first, _ = ran(stepped)
    first.unlink()
    (problem,) = problems(stepped)
    assert "history has it, and the work tree does not" in problem


def test_a_file_that_was_never_committed_is_missed_by_the_next_one(place: Place) -> None:
    place.write("tracker.yaml", "project: {name: lab}\ncommit: never\n")
    place.phase("phase-1", "checks: [{id: ok, kind: command, run: 'true', inputs: []}]\n")
    place.commit("Start")
    first, second = ran(place)
    first.unlink()
    assert problems(place) == [f".tracker/journal/{second.name}:1: its writer saw {first.name}, which is gone"]


def test_a_file_that_was_removed_on_a_branch_and_merged_away_is_named(stepped: Place) -> None:
    ran(stepped, 1)
    stepped.git("checkout", "-q", "-b", "side")
    assert stepped.tracker("run", "1", "--force").code == 0
    last = journals(stepped)[-1]
    stepped.git("checkout", "-q", "main")
    stepped.git("merge", "-q", "--no-ff", "--no-commit", "side")
    stepped.git("rm", "-qf", f".tracker/journal/{last.name}")
    stepped.git("commit", "-q", "-m", "Merge without it")
    assert [last.name in problem for problem in problems(stepped)] == [True]


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[:-1],
        lambda lines: [lines[0], *lines[2:]],
        lambda lines: [*lines[:-1], lines[-1].replace(b"passed", b"failed")],
    ],
    ids=["cut tail", "dropped line", "changed line"],
)
def test_a_committed_file_is_only_ever_appended_to(stepped: Place, change: Callable[[list[bytes]], list[bytes]]) -> None:
    (only,) = ran(stepped, 1)
    only.write_bytes(b"".join(change(only.read_bytes().splitlines(keepends=True))))
    assert any("only ever appended to" in problem for problem in problems(stepped))


def test_what_is_explained_is_shown_and_no_disagreement(stepped: Place) -> None:
    _, last = ran(stepped)
    stepped.git("rm", "-q", str(last.relative_to(stepped.path)))
    stepped.write(
        "tracker.yaml",
        f"project: {{name: Test}}\njournal:\n  missing:\n    - {{file: {last.name}, why: held a customer's name}}\n",
    )
    stepped.commit("Tidy")
    done = stepped.tracker("verify")
    assert done.code == 0, done.out
    assert f"{last.name} is missing, as tracker.yaml explains: held a customer's name" in done.out


def cloned(place: Place, *words: str) -> Place:
    there = place.path.parent / "clone"
    place.git("clone", "-q", *words, f"file://{place.path}", str(there))
    return Place(there, place.env)


def test_in_a_shallow_clone_what_cannot_be_known_is_no_disagreement(stepped: Place) -> None:
    ran(stepped, 1)
    stepped.write("more", "1")
    stepped.commit("More")
    clone = cloned(stepped, "--depth", "1")
    done = clone.tracker("verify")
    assert done.code == 0, done.out
    assert "cannot be known in this shallow clone" in done.out
    assert clone.status()["phase-1"]["status"] == "complete"
    clone.git("fetch", "-q", "--unshallow")
    assert "cannot be known" not in clone.tracker("verify").out


def test_what_another_clone_proved_counts_for_content_that_is_here_and_its_commit_is_named(stepped: Place) -> None:
    other = stepped.path.parent / "other"
    shutil.copytree(stepped.path, other)
    there = Place(other, stepped.env)
    there.write("aside", "1")
    there.commit("Aside")
    assert there.tracker("run", "1").code == 0
    shutil.copytree(other / ".tracker/journal", stepped.path / ".tracker/journal")
    shutil.copy(other / "made.txt", stepped.path / "made.txt")
    stepped.commit("Copied")
    found = stepped.status()["phase-1"]
    theirs = found["recorded_commit"]
    assert (found["status"], found["commits"]) == ("complete", [stepped.git("rev-parse", "HEAD").strip()])
    assert f"recorded at {theirs[:7]}, which was rewritten" in found["reasons"][0]
    done = stepped.tracker("verify")
    assert done.code == 0, done.out
    assert theirs[:12] in done.out


def test_missing_evidence_is_said_where_the_phase_is_shown(place: Place) -> None:
    place.write("suite/test_it.py", "def test_one(): pass\n")
    place.write(".gitignore", "__pycache__/\n.pytest_cache/\n")
    place.phase("phase-1", "checks: [{id: suite, kind: pytest, run: python -m pytest -q suite, inputs: [suite]}]\n")
    place.commit("Start")
    assert place.tracker("run").code == 0
    assert place.status()["phase-1"]["status"] == "complete"
    shutil.rmtree(place.path / ".tracker/evidence")
    assert "its evidence is missing" in place.tracker("explain", "1").out
    assert place.status()["phase-1"]["status"] != "complete"
    assert place.tracker("verify").code == 1
    assert place.tracker("run", "1").code == 0
    assert place.tracker("verify").code == 0


# -- what git ignores -------------------------------------------------------------------------------------------------

RULES = {
    ".gitignore": [".tracker/", ".*", "*.jsonl", ".tracker/evidence", "**/journal/", ".tracker/evidence/*", "*"],
    ".git/info/exclude": [".tracker", "*.jsonl"],
}


@pytest.mark.parametrize(("file", "rule"), [(file, rule) for file, rules in RULES.items() for rule in rules])
def test_a_record_that_git_ignores_is_an_error_at_the_start(stepped: Place, file: str, rule: str) -> None:
    path = stepped.path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"# mine\n{rule}\n")
    stepped.git("add", "-A")
    stepped.git("commit", "-q", "--allow-empty", "-m", "Rules")
    done = stepped.tracker("run", "1")
    assert done.code == 4
    assert f"{file}:2: {rule}" in done.err
    assert "!/.tracker/" in done.err
    assert not (stepped.path / "made.txt").exists()
    assert not journals(stepped)
    assert any(f"{file}:2" in problem for problem in problems(stepped))
    assert stepped.tracker("validate").code == 4
    # what helps, as it says
    helps = done.err.partition("tracker.yaml: ")[2].splitlines()[0].split()
    stepped.write(".gitignore", (path.read_text() if file == ".gitignore" else "") + "\n".join(helps) + "\n")
    stepped.git("add", "-f", ".gitignore")
    stepped.git("commit", "-q", "-m", "Mend")
    done = stepped.tracker("run", "1")
    assert done.code == (8 if rule == "*" else 0), done.err  # what the step made is ignored as well: no commit can hold it
    assert problems(stepped) == []


def test_a_rule_of_the_user_s_own_counts_too(stepped: Place) -> None:
    home = Path(stepped.env["HOME"])
    (home / "mine").write_text("*.jsonl\n")
    stepped.git("config", "--global", "core.excludesFile", str(home / "mine"))
    done = stepped.tracker("run", "1")
    assert done.code == 4
    assert "mine:1: *.jsonl" in done.err


def test_where_nothing_is_committed_it_is_a_warning(stepped: Place) -> None:
    stepped.write("tracker.yaml", "project: {name: Test}\ncommit: never\n")
    stepped.write(".gitignore", ".tracker/\n")
    stepped.commit("Rules")
    done = stepped.tracker("run", "1")
    assert done.code == 8  # proved: nobody commits what its step made
    assert ".gitignore:1: .tracker/" in done.err + done.out
    assert stepped.tracker("verify").code == 0


def test_a_foreign_file_that_appears_during_a_run_is_not_committed_with_it(stepped: Place) -> None:
    ran(stepped, 1)
    foreign = "2026-11-28-01ARZ3NDEKTSV4RRFFQ69G5FAV.jsonl"
    (old,) = journals(stepped)
    saved = stepped.path.parent / foreign
    shutil.copy(old, saved)
    stepped.phase("phase-2", f"checks: [{{id: ok, kind: command, run: 'cp {saved} .tracker/journal/', inputs: []}}]\n")
    stepped.commit("Copies")
    stepped.tracker("run", "2")
    assert foreign not in stepped.git("ls-files", ".tracker")
    assert foreign in stepped.git("status", "--porcelain", "--untracked-files=all")
