"""Two branches that both ran phases: one command brings the documents of both together, and nothing that was typed is lost."""

from __future__ import annotations

import pytest

from tests.conftest import Place
from tracker.documents.merging import sides

NOTE = "<!-- note: overview -->"


@pytest.fixture(params=["merge", "diff3"])
def branches(place: Place, request: pytest.FixtureRequest) -> Place:
    """A merge that git could not finish: phase 1 was run on main and phase 2 on side, both after a common rendering."""
    place.write(
        "tracker.yaml", "project: {name: lab}\ndocuments: [{path: TRACKER.md, title: Lab, sections: [overview, phases]}]\n"
    )
    for n in "12":
        place.phase(f"phase-{n}", f"checks: [{{id: ok{n}, kind: command, run: 'true', inputs: []}}]\n")
    place.git("config", "merge.conflictStyle", str(request.param))
    place.tracker("render")
    place.commit("Start")
    place.git("checkout", "-q", "-b", "side")
    assert place.tracker("run", "2").code == 0
    typed(place, "\nFrom the side.\n")
    place.git("checkout", "-q", "main")
    assert place.tracker("run", "1").code == 0
    typed(place, "\nFrom main.\n")
    assert "CONFLICT" in place.git("merge", "side", check=False)
    return place


def typed(place: Place, text: str) -> None:
    place.write("TRACKER.md", place.read("TRACKER.md").replace(f"{NOTE}<!-- /note -->", f"{NOTE}{text}<!-- /note -->"))
    place.commit("A note")


def test_one_command_ends_it(branches: Place) -> None:
    before = branches.read("TRACKER.md")
    check = branches.tracker("render", "--check")
    assert (check.code, "is in conflict" in check.out, "tracker render" in check.out) == (1, True, True)
    status = branches.tracker("status")
    assert "TRACKER.md has two versions in it after a merge; to rewrite it: tracker render" in status.out
    assert "a merge left two versions in it; to rewrite it: tracker render" in branches.tracker("verify").out
    assert "TRACKER.md has two versions in it" in branches.tracker("summary").out
    done = branches.tracker("render")
    assert done.code == 0, done.out + done.err
    text = branches.read("TRACKER.md")
    assert "From main." in text
    assert "From the side." in text
    assert "<<<<<<<" not in text
    saved = branches.tracker("render", "--json").json["documents"][0]
    assert (saved["state"], "now: git add TRACKER.md" in done.out) == ("unchanged", True)
    place = done.out.split("kept in ")[1].split()[0]
    assert branches.read(place) == before
    assert branches.tracker("status", "--json").json["conflicted_documents"] == []
    branches.git("add", "-A")
    branches.git("commit", "-q", "-m", "Merge")
    found = branches.status()
    assert [found[f"phase-{n}"]["status"] for n in "12"] == ["complete", "complete"]
    assert branches.tracker("render", "--check").code == 0
    assert branches.tracker("verify").code == 0


def test_markers_that_were_committed_are_no_dead_end_either(branches: Place) -> None:
    branches.git("add", "-A")
    branches.git("commit", "-q", "-m", "Merge, unseen")
    assert branches.tracker("render").code == 0
    assert branches.tracker("render", "--check").code == 0


def test_a_damaged_note_is_told_and_nothing_is_written(branches: Place) -> None:
    branches.write("TRACKER.md", branches.read("TRACKER.md").replace("<!-- /note -->", "", 1))
    before = branches.read("TRACKER.md")
    assert branches.tracker("render").code == 1
    assert branches.read("TRACKER.md") == before


@pytest.mark.parametrize(
    ("text", "ours", "theirs"),
    [
        ("a\n<<<<<<< x\nb\n=======\nc\n>>>>>>> y\nd\n", "a\nb\nd\n", "a\nc\nd\n"),
        ("<<<<<<< x\nb\n||||||| base\nz\n=======\nc\n>>>>>>> y\n", "b\n", "c\n"),
        ("<<<<<<< x\n=======\nc\n>>>>>>> y\n=======\n", "=======\n", "c\n=======\n"),
        ("<<<<<<< x\nb\n=======\n>>>>>>> y\n<<<<<<< x\n=======\nc\n>>>>>>> y", "b\n", "c\n"),
    ],
)
def test_both_versions_are_read_out_of_it(text: str, ours: str, theirs: str) -> None:
    assert sides(text) == (ours, theirs)
