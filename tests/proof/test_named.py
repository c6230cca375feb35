"""The commit that stands beside a completed phase is the one that has what was proved, wherever it is shown."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.conftest import Place
from tests.proof import printed


def holds(place: Place, commit: str, folder: Path) -> bool:
    """Whether the work is in a clean checkout of a commit."""
    place.git("worktree", "add", "-q", "--detach", str(folder), commit)
    done = subprocess.run(["sh", "-c", "grep -q one a.txt && grep -q two b.txt"], cwd=folder, check=False)
    place.git("worktree", "remove", "--force", str(folder))
    return done.returncode == 0


def test_work_in_several_commits_is_complete_at_the_one_that_has_all_of_it(place: Place, tmp_path: Path) -> None:
    place.write("a.txt", "old\n")
    place.write("b.txt", "old\n")
    place.phase(
        "phase-1",
        """\
        files: [{path: a.txt}, {path: b.txt}]
        checks:
          - {id: one, kind: command, run: grep -q one a.txt, inputs: [a.txt]}
          - {id: two, kind: command, run: grep -q two b.txt, inputs: [b.txt]}
        """,
    )
    place.commit("Start")
    assert place.tracker("run", "1").code == 1
    place.write("a.txt", "one\n")
    first = place.commit("The first half")
    place.write("b.txt", "two\n")
    last = place.commit("The second half")
    place.write("c.txt", "another matter\n")
    place.commit("Something else")
    assert place.tracker("run", "1").code == 0
    place.write("a.txt", "one and more\n")
    place.commit("Later work")
    assert place.tracker("run", "1").code == 0
    view = place.status()["phase-1"]
    assert view["commits"][:2] == [first, last]
    said = {
        "status --json": printed.status(place.tracker("status", "--json").out),
        "status": printed.lines(place.tracker("status", "--all").out),
        "summary": printed.summary(place.tracker("summary").out),
        "document": printed.document(place.read("TRACKER.md")),
    }
    for face, claims in said.items():
        assert claims, face
        for claim in claims:
            assert view["commit"].startswith(claim.commit), face
            assert holds(place, claim.commit, tmp_path / "there"), face


def test_a_completion_of_which_results_are_lost_is_not_verified_by_what_is_left_of_them(place: Place) -> None:
    """A check was added, only that one was run, the record of the others is gone, and history was rewritten."""
    place.write("a.txt", "old\n")
    place.write("b.txt", "here\n")
    one = "  - {id: one, kind: command, run: grep -q one a.txt, inputs: [a.txt]}\n"
    place.phase("phase-1", "checks:\n" + one)
    place.commit("Start")
    place.write("a.txt", "one\n")
    place.commit("Work")
    assert place.tracker("run", "1").code == 0
    (first,) = (place.path / ".tracker/journal").glob("*.jsonl")
    place.phase("phase-1", "checks:\n" + one + "  - {id: there, kind: command, run: test -f b.txt, inputs: [b.txt]}\n")
    place.commit("One more check")
    assert place.tracker("run", "1").code == 0
    first.unlink()
    view = place.status()["phase-1"]
    assert (view["status"], view["basis"]) == ("unknown", None)
    assert "no result of one is known" in view["reasons"][0]
    assert first.name in view["reasons"][0]
    assert place.tracker("run", "1").code == 0
    assert place.status()["phase-1"]["basis"] == "verified"
