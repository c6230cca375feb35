"""What a check may do to the journal: clean, stash, check out, remove. Nothing is ever complete without a record of it."""

from __future__ import annotations

import pytest

from tests.conftest import Place

PLAN = """\
checks:
  - {{id: before, kind: pytest, run: {python} -m pytest -q suite, inputs: [suite]}}
  - {{id: takes, kind: command, run: "{takes}", inputs: [a.txt], needs: [before]}}
  - {{id: after, kind: command, run: grep -q hello a.txt, inputs: [a.txt], needs: [takes]}}
"""


def planned(place: Place, takes: str) -> Place:
    place.write("tracker.yaml", "project: {name: lab}\ndocuments: [{path: TRACKER.md, title: lab, sections: [overview]}]\n")
    place.write("a.txt", "hello\n")
    place.write(".gitignore", "__pycache__/\n.pytest_cache/\nr.xml\n*.tmp\n")
    place.write("suite/test_it.py", "def test_one(): pass\n")
    place.phase("phase-1", PLAN.format(takes=takes, python="python"))
    place.git("add", "-A")
    place.git("commit", "-q", "-m", "Start")
    place.git("branch", "other")
    return place


@pytest.mark.parametrize(
    "takes",
    [
        "git clean -qfdx",
        "git stash -qu",
        "git stash -qu && git stash pop -q",
        "git checkout -q other && git checkout -q -",
        "git clean -qfdx && git checkout -q other && git clean -qfdx && git checkout -q -",
        "rm -rf .tracker",
        "rm -rf .tracker/journal",
        "rm -rf .tracker/evidence",
        "mv .tracker/journal gone.tmp && mkdir .tracker/journal",
        "for f in .tracker/journal/*; do head -n 2 $f > x.tmp && mv x.tmp $f; done",
    ],
)
def test_what_is_taken_away_is_written_again_whole(place: Place, takes: str) -> None:
    planned(place, takes)
    done = place.tracker("run")
    assert done.code == 0, done.err
    assert place.status()["phase-1"]["status"] == "complete"
    verified = place.tracker("verify", "--json").json
    assert verified["problems"] == []
    types = [event["type"] for event in place.tracker("show", "last", "--json").json["events"]]
    assert types[:2] == ["journal-opened", "run-started"]
    assert types.count("check-finished") == 3
    assert types[-1] == "run-finished"
    assert place.git("status", "--porcelain", "--", ".tracker") == ""
    assert not [
        path for path in place.git("ls-files", ".tracker").split() if path.startswith((".tracker/locks", ".tracker/runs"))
    ]


@pytest.mark.parametrize(
    "takes",
    [
        "mkdir -p ../away && mv .tracker ../away/t && ln -s ../away/t .tracker",
        "mkdir -p ../away && mv .tracker/journal ../away/j && ln -s ../../away/j .tracker/journal",
        "for f in .tracker/journal/*; do mv $f ../x && ln -s ../../../x $f; done",
        "for f in .tracker/journal/*; do echo more >> $f; done",
        "for f in .tracker/journal/*; do rm $f && mkdir $f; done",
    ],
)
def test_where_it_cannot_be_mended_the_run_fails_and_says_so(place: Place, takes: str) -> None:
    planned(place, takes)
    done = place.tracker("run")
    assert done.code not in (0, 70)
    assert ".tracker/journal" in done.err
    assert "complete" not in done.out
