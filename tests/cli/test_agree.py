"""`tracker approve --criteria`: a lowered bar waits for a person, who agrees to it by name, for these criteria alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Place
from tests.signers import ssh_signer
from tracker.bar.criteria import criteria_of, digest
from tracker.bootstrap import open_project
from tracker.journal.events import CriteriaApproved

BOTH = """
checks:
  - {id: old, kind: command, run: grep -q one app.txt, inputs: [app.txt]}
  - {id: new, kind: command, run: grep -q two app.txt, inputs: [app.txt]}
"""
ONE = "\nchecks: [{id: old, kind: command, run: grep -q one app.txt, inputs: [app.txt]}]\n"
ME = "Test Person <test@example.org>"


@pytest.fixture
def locked(place: Place) -> Place:
    """A phase of locked criteria, of which a check that failed was taken away."""
    place.write("tracker.yaml", place.read("tracker.yaml") + "criteria: locked\n")
    place.write("app.txt", "one\n")
    place.phase("phase-1", BOTH)
    place.commit("Start")
    assert place.tracker("run", "1").code == 1
    place.phase("phase-1", ONE)
    place.commit("Weaker")
    assert place.tracker("run", "1").code == 8
    return place


def agree(place: Place, *words: str, by: str = "person", **env: str) -> tuple[int, str]:
    done = getattr(place, by)("approve", "1", "--criteria", *words, **env)
    return done.code, done.out + done.err


def test_a_lowered_bar_waits_for_a_person_and_goes_on_with_one(locked: Place) -> None:
    assert locked.status()["phase-1"]["status"] == "awaiting-approval"
    assert locked.tracker("next", "--json").json["next_step"]["command"] == "tracker approve 1 --criteria --why TEXT"
    done = locked.person("approve", "1", "--criteria", "--why", "it was never wanted", "--json")
    assert done.code == 0, done.err
    assert (done.json["kind"], done.json["by"], done.json["why"]) == ("agreement", ME, "it was never wanted")
    (line,) = done.json["lowered"]
    assert line.startswith("check new: removed")
    assert done.json["next_step"]["command"] == "tracker run 1"
    assert "agreed to its criteria" in locked.tracker("explain", "1").out
    assert locked.tracker("run", "1").code == 0
    assert locked.status()["phase-1"]["status"] == "complete"
    said = locked.tracker("explain", "1").out
    assert "check new: removed" in said
    assert "it was never wanted" in said, "what was lowered stays to be seen, with who agreed and why"
    assert locked.tracker("verify").code == 0
    assert "approved" in [run["outcome"] for run in locked.tracker("log", "--json").json["runs"]]


def test_agents_ci_and_scripts_do_not_agree(locked: Place) -> None:
    for by, env in (
        ("tracker", {}),
        ("person", {"CLAUDECODE": "1"}),
        ("person", {"GEMINI_CLI": "1"}),
        ("tracker", {"CI": "1"}),
    ):
        code, said = agree(locked, "--why", "it is fine", by=by, **env)
        assert (code, "an approval is a person's" in said) == (4, True)
    code, said = agree(locked, "--why", "it is fine", "--by", "boss@example.org")
    assert (code, "git says that you are" in said) == (4, True)
    assert locked.tracker("run", "1").code == 8


def test_it_takes_a_reason_and_something_that_was_lowered(locked: Place) -> None:
    assert agree(locked)[0] == 2
    assert agree(locked, "--why", "  ")[0] == 2
    assert agree(locked, "--why", "x", "--check", "new")[0] == 2
    assert locked.person("approve", "1", "--why", "x").code == 2
    assert agree(locked, "--why", "x")[0] == 0
    code, said = agree(locked, "--why", "x")
    assert (code, "nothing that phase-1 is judged by was lowered" in said) == (4, True)


def test_it_is_for_these_criteria_alone(locked: Place) -> None:
    assert agree(locked, "--why", "one check is enough")[0] == 0
    locked.phase("phase-1", ONE.replace("grep -q one", "test -e"))
    locked.commit("Weaker still")
    assert locked.tracker("run", "1").code == 8
    assert "test -e" in "".join(agree(locked, "--why", "really")[1:])
    assert locked.tracker("run", "1").code == 0


def test_an_agent_s_run_waits_though_the_plan_does_not_say_locked(locked: Place) -> None:
    locked.write("tracker.yaml", locked.read("tracker.yaml").replace("criteria: locked\n", ""))
    locked.commit("Not locked")
    assert locked.tracker("run", "1", CLAUDECODE="1").code == 8
    assert agree(locked, "--why", "agreed")[0] == 0
    assert locked.tracker("run", "1", CLAUDECODE="1").code == 0


def test_where_the_plan_counts_only_signed_words_an_unsigned_one_does_not_count(locked: Place, tmp_path: Path) -> None:
    assert agree(locked, "--why", "not signed")[0] == 0
    ann = ssh_signer(tmp_path, "ann@example.org", locked.env)
    locked.write(".signers", ann.line)
    rules = "approvals: {by: [ann@example.org], signed: true, allowed_signers: .signers}\n"
    locked.write("tracker.yaml", locked.read("tracker.yaml") + rules)
    locked.commit("Signatures")
    assert locked.tracker("run", "1").code == 8
    verified = locked.tracker("verify")
    assert (verified.code, "the approval of the criteria by Test Person" in verified.out) == (1, True)
    project = open_project(str(locked.path))
    now = digest(criteria_of(project.plan, "phase-1"))
    lines = ("check new: removed (grep -q two app.txt)",)
    project.journal_writer().append([CriteriaApproved("phase-1", now, "Ann <ann@example.org>", "I never said so", lines)])
    assert locked.tracker("run", "1").code == 8, "her name alone is not her word"
    assert agree(locked, "--why", "signed")[0] == 4
    ann.is_there()
    assert agree(locked, "--why", "signed", by="tracker", CLAUDECODE="1")[0] == 0
    assert locked.tracker("run", "1").code == 0
