"""Approvals on the command line: a person's, for what is there, and worth nothing once that has changed."""

from __future__ import annotations

import pytest

from tests.conftest import Place

ASKS = "checks: [{id: agreed, kind: approval, ask: 'Shall we?'}]\n"
ME = "Test Person <test@example.org>"


@pytest.fixture
def asking(place: Place) -> Place:
    """A phase that waits for an approval."""
    place.write("app.txt", "one\n")
    place.phase("phase-1", ASKS)
    place.commit("Start")
    assert place.tracker("run", "1").code == 8
    return place


def standing(place: Place, phase: str = "phase-1") -> tuple[str, str | None]:
    found = place.status()[phase]
    return found["status"], found["basis"]


def test_a_phase_that_only_a_person_judges_reads_approved(asking: Place) -> None:
    assert asking.person("approve", "1", "--note", "as discussed").out == (
        f"phase-1 agreed: approved by {ME} at {asking.git('rev-parse', 'HEAD')[:7]}\n\nNext: tracker run 1\n"
    )
    done = asking.tracker("run", "1")
    assert (done.code, standing(asking)) == (0, ("complete", "approved"))
    assert asking.changes() == ""
    said = asking.read("TRACKER.md") + asking.tracker("status", "--all").out + asking.tracker("explain", "1").out
    assert f"approved by {ME}: as discussed" in said.replace("\\", "")
    assert "erified" not in said
    assert asking.tracker("verify").code == 0


def test_with_other_checks_it_reads_both(place: Place) -> None:
    place.phase("phase-1", ASKS.replace("[", "[{id: ok, kind: command, run: 'true'}, ", 1))
    place.commit()
    assert place.tracker("run", "1").code == 8
    assert place.person("approve", "1").code == 0
    assert place.tracker("run", "1").code == 0
    assert standing(place) == ("complete", "verified and approved")
    assert place.tracker("run", "1").out.startswith("phase-1 is up to date")


def test_once_approved_nobody_is_asked_again(asking: Place) -> None:
    assert asking.person("approve", "1").code == 0
    said = "".join(asking.tracker(*words).out for words in (["status"], ["next"], ["explain", "1"], ["run", "--dry-run"]))
    assert "tracker approve" not in said
    assert f"approved by {ME}" in said
    assert "waits for" not in said
    assert asking.tracker("next", "--json").json["next_step"]["command"] == "tracker run 1"


@pytest.mark.parametrize(
    ("variable", "words"),
    [
        ({"CLAUDECODE": "1"}, "an agent's session (claude: CLAUDECODE is set)"),
        ({"CODEX_THREAD_ID": "7"}, "an agent's session (codex: CODEX_THREAD_ID is set)"),
        ({"CI": "true"}, "CI (CI is set)"),
    ],
)
def test_agents_and_ci_approve_nothing_terminal_or_not(asking: Place, variable: dict[str, str], words: str) -> None:
    for call in (asking.person, asking.tracker):
        done = call("approve", "1", **variable)  # type: ignore[operator]
        assert done.code == 4
        assert done.err == (
            f"error: an approval is a person's, and this is {words}\n"
            "  Type it yourself in a terminal: tracker approve 1\n"
            "  or sign it: tracker approve 1 --sign (docs/approvals.md)\n"
        )
    assert standing(asking)[0] == "awaiting-approval"
    assert "approval-given" not in "".join(path.read_text() for path in asking.path.glob(".tracker/journal/*"))


def test_without_a_terminal_nobody_approves_whatever_name_is_typed(asking: Place) -> None:
    for words in ([], ["--by", "ANYBODY"], ["--by", ME], ["--by", "test@example.org"]):
        done = asking.tracker("approve", "1", *words)
        assert done.code == 4
        assert "there is no terminal here" in done.err
    assert asking.tracker("run", "1").code == 8


def test_nobody_approves_in_another_name(asking: Place) -> None:
    done = asking.person("approve", "1", "--by", "boss@example.org")
    assert (done.code, "git says that you are Test Person <test@example.org>" in done.err) == (4, True)
    for name in (ME, "Test Person", "TEST@example.org"):
        assert asking.person("approve", "1", "--by", name, "--json").json["by"] == ME


def test_nobody_approves_whom_git_does_not_know(asking: Place) -> None:
    done = asking.person("approve", "1", HOME=str(asking.path))
    assert (done.code, "git does not know who you are" in done.err) == (4, True)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, 0),
        ({"by: []": "by: [test@example.org]"}, 0),
        ({"by: []": "by: [Test Person, boss]"}, 0),
        ({"by: []": "by: [boss@example.org]"}, 4),
        ({"people": "approvals: {by: [test@example.org]}"}, 0),
        ({"people": "approvals: {by: boss@example.org}"}, 4),
        ({"by: []": "by: [test@example.org]", "people": "approvals: {by: [boss@example.org]}"}, 4),
    ],
)
def test_only_those_approve_whom_the_check_and_the_plan_name(asking: Place, change: dict[str, str], code: int) -> None:
    settings = asking.read("tracker.yaml")
    asking.write("tracker.yaml", settings + change.get("people", "") + "\n")
    asking.phase("phase-1", ASKS.replace("}]", f", {change.get('by: []', 'by: []')}}}]"))
    asking.commit()
    done = asking.person("approve", "1")
    assert done.code == code, done.err
    assert code == 0 or "may not approve agreed\n  It takes one of: " in done.err


def test_an_approval_lapses_with_what_was_approved(asking: Place) -> None:
    assert asking.person("approve", "1").code == 0
    at = asking.git("rev-parse", "HEAD")[:7]
    asking.write("app.txt", "two: everything rewritten\n")
    asking.commit()
    done = asking.tracker("run", "1")
    assert done.code == 8
    words = f"the approval by {ME} is for an earlier state ({at}): app.txt changed since; approve again"
    assert words in asking.tracker("explain", "1").out
    assert words in done.out
    assert asking.tracker("next", "--json").json["next_step"]["command"] == "tracker approve 1"
    assert asking.person("approve", "1").code == 0
    assert asking.tracker("run", "1").code == 0


def test_a_completed_approval_is_not_taken_for_another_state(asking: Place) -> None:
    assert asking.person("approve", "1").code == 0
    assert asking.tracker("run", "1").code == 0
    asking.write("app.txt", "two\n")
    asking.write("new.txt", "more\n")
    asking.commit()
    assert standing(asking) != ("complete", "approved") or "changed" in asking.tracker("status", "--all").out
    assert asking.tracker("run", "1").code == 8
    assert "is for an earlier state" in asking.tracker("explain", "1").out


def test_it_lapses_with_the_criteria_though_no_file_that_it_names_changed(place: Place) -> None:
    plan = (
        "checks:\n  - {id: agreed, kind: approval, ask: 'Well?', inputs: [app.txt]}\n  - {id: ok, kind: command, run: 'true'}\n"
    )
    place.write("app.txt", "one\n")
    place.phase("phase-1", plan)
    place.commit()
    assert place.tracker("run", "1").code == 8
    assert place.person("approve", "1").code == 0
    place.write("other.txt", "nobody asked about this\n")
    place.commit()
    assert place.tracker("run", "1").code == 0
    place.phase("phase-1", plan.replace("'true'", "'echo weaker'"))
    place.commit()
    assert place.tracker("run", "1", "--force").code == 8
    assert "the phase's steps or checks changed since; approve again" in place.tracker("explain", "1").out


def test_an_approval_for_another_question_is_none(asking: Place) -> None:
    assert asking.person("approve", "1").code == 0
    asking.phase("phase-1", ASKS.replace("Shall we?", "Shall we delete everything?"))
    asking.commit()
    assert asking.tracker("run", "1").code == 8
    assert "it waits for an approval" in asking.tracker("explain", "1").out


GATED = """
    {group}: [{{id: may-we, kind: approval, ask: 'Shall we begin?'}}]
    files: [{{path: made.txt}}]
    steps: [{{id: make, run: 'printf made > made.txt'}}]
    checks: [{{id: is-made, kind: files, expect: [{{path: made.txt, contains: [made]}}]}}]
"""


@pytest.mark.parametrize("group", ["gate", "preflight"])
def test_nothing_is_done_before_the_approval_at_the_gate(place: Place, group: str) -> None:
    place.phase("phase-1", GATED.format(group=group))
    place.commit()
    done = place.tracker("run", "1")
    assert (done.code, (place.path / "made.txt").exists()) == (8, False)
    assert standing(place) == ("awaiting-approval", None)
    assert place.tracker("next", "--json").json["next_step"]["command"] == "tracker approve 1"
    assert place.tracker("run", "1").code == 8
    assert place.person("approve", "1").code == 0
    assert place.tracker("next", "--json").json["next_step"]["command"] == "tracker run 1"
    assert place.tracker("run", "1").code == 0
    assert standing(place) == ("complete", "verified")
    assert place.read("made.txt") == "made"
    assert place.changes() == ""


@pytest.mark.parametrize("group", ["gate", "preflight"])
def test_a_file_that_the_phase_is_to_create_is_not_missed_at_the_gate(place: Place, group: str) -> None:
    place.phase("phase-1", GATED.format(group=group).replace("path: made.txt}", "path: made.txt, change: created}", 1))
    place.commit()
    done = place.tracker("run", "1")
    assert (done.code, done.out.splitlines()[-1]) == (8, "Next: tracker approve 1")
    assert standing(place) == ("awaiting-approval", None)


def test_the_gate_is_asked_again_before_a_step_that_is_still_to_run(place: Place) -> None:
    steps = "steps: [{id: make, run: 'printf made > made.txt'}, {id: more, run: 'test -e ../go'}]"
    place.phase("phase-1", GATED.format(group="gate").replace("steps: [{id: make, run: 'printf made > made.txt'}]", steps))
    place.write("app.txt", "one\n")
    place.commit()
    assert place.tracker("run", "1").code == 8
    assert place.person("approve", "1").code == 0
    assert place.tracker("run", "1").code == 1
    (place.path.parent / "go").touch()
    place.write("app.txt", "two\n")
    assert place.tracker("run", "1").code == 8
    assert "for an earlier state" in place.tracker("explain", "1").out + place.tracker("show", "last").out
    place.write("app.txt", "one\n")
    assert place.tracker("run", "1").code == 0, "what its own steps changed is not what was approved otherwise"


def test_the_one_that_is_waited_for_is_meant(place: Place) -> None:
    place.phase(
        "phase-1",
        "gate: [{id: first, kind: approval, ask: 'Begin?'}]\nchecks: [{id: last, kind: approval, ask: 'Done?'}]\n",
    )
    place.commit()
    assert place.tracker("run", "1").code == 8
    assert place.person("approve", "1", "--json").json["check"] == "first"
    assert place.tracker("run", "1").code == 8
    assert place.person("approve", "1", "--json").json["check"] == "last"
    assert place.tracker("run", "1").code == 0
    assert standing(place) == ("complete", "approved")
