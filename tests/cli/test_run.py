"""`tracker run`, as somebody uses it: real repositories, real processes."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from tests.conftest import Place, started


def wait_until(so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def journal_text(place: Place) -> str:
    return "".join(path.read_text() for path in place.path.glob(".tracker/journal/*.jsonl"))


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie that nobody has buried."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def test_a_phase_runs_its_steps_and_checks_and_is_committed_with_trailers(stepped: Place) -> None:
    done = stepped.tracker("run", "1")
    assert done.code == 0, done.out + done.err
    assert stepped.changes() == ""
    record, work = stepped.git("log", "--format=%B%x00", "-2").split("\0")[:2]
    run = [line for line in work.splitlines() if line.startswith("Tracker-Run: ")]
    assert "Tracker-Phase: phase-1" in work.splitlines()
    assert len(run) == 1
    assert run[0] in record.splitlines()
    assert "Tracker-Phase: phase-1" in record.splitlines()
    assert stepped.git("show", "--format=", "--name-only", "HEAD~1").split() == ["made.txt"]
    assert "made.txt" not in stepped.git("show", "--format=", "--name-only", "HEAD").split()
    phase = stepped.status()["phase-1"]
    assert (phase["status"], phase["basis"]) == ("complete", "verified")
    assert phase["commits"] == [stepped.git("rev-parse", "HEAD~1").strip()]


def test_the_second_time_nothing_is_run_and_nothing_is_committed(stepped: Place) -> None:
    stepped.tracker("run", "1")
    head = stepped.git("rev-parse", "HEAD")
    journal = sorted((stepped.path / ".tracker/journal").iterdir())
    for _ in range(2):  # once without and once with the cached view
        again = stepped.tracker("run", "phase-1")
        assert again.code == 0
        assert "phase-1 is up to date: all checks passed for what" in again.out
        stepped.tracker("status")
    assert stepped.git("rev-parse", "HEAD") == head
    assert sorted((stepped.path / ".tracker/journal").iterdir()) == journal
    assert stepped.changes() == ""


def test_an_input_that_changes_is_no_alarm_and_only_its_checks_run_again(stepped: Place) -> None:
    stepped.tracker("run", "1")
    stepped.write("made.txt", "made anew")
    phase = stepped.status()["phase-1"]
    assert (phase["status"], phase["currency"], phase["changed_by"]) == ("complete", "changed", [""])
    assert phase["reasons"][1:] == ["is-made: made.txt changed", "runs: made.txt changed"]
    said = "1 phase changed since by other commits: 1; check again: tracker check --all"
    shown = stepped.tracker("status").out
    assert said in shown
    assert "\n  ~    1 " in shown
    stepped.commit("Change an input")
    done = stepped.tracker("run", "1", "--json")
    assert done.code == 0
    kinds = [event["type"] for event in done.events if event["kind"] == "event"]
    assert "step-started" not in kinds
    assert kinds.count("check-started") == 2
    assert stepped.status()["phase-1"]["status"] == "complete"


def test_a_failing_check_fails_the_phase_and_keeps_the_evidence(stepped: Place) -> None:
    stepped.phase("phase-1", "checks: [{id: bad, kind: command, run: 'echo the reason; exit 3', inputs: []}]\n")
    stepped.commit("Break it")
    done = stepped.tracker("run", "1")
    assert done.code == 1
    assert "found exit code 3, expected 0" in done.out
    assert "| the reason" in done.out
    phase = stepped.status()["phase-1"]
    assert phase["status"] == "failed"
    assert phase["checks"][0]["outcome"] == "failed"
    shown = stepped.tracker("show", "last", "--json").json
    finished = next(event for event in shown["events"] if event["type"] == "check-finished")
    assert finished["log"]["head"] == "the reason"
    assert stepped.path.joinpath(finished["log"]["path"]).read_text() == "the reason\n"
    assert stepped.changes() == ""
    assert stepped.status()["phase-2"]["status"] == "blocked"


def test_a_phase_that_completed_once_and_fails_later_is_regressed(stepped: Place) -> None:
    stepped.tracker("run", "1")
    stepped.write("made.txt", "other")
    stepped.commit("Undo it")
    assert stepped.tracker("run", "1").code == 1
    assert stepped.status()["phase-1"]["status"] == "regressed"


def test_a_single_check_that_fails_later_regresses_the_phase_too(stepped: Place) -> None:
    stepped.tracker("run", "1")
    stepped.write("made.txt", "other")
    stepped.commit("Undo it")
    assert stepped.tracker("run", "1", "--check", "is-made").code == 1
    assert stepped.status()["phase-1"]["status"] == "regressed"


def test_what_the_user_had_changed_before_is_not_committed(stepped: Place) -> None:
    stepped.write("tracked.txt", "one\n")
    stepped.write("staged.txt", "one\n")
    stepped.commit("Files of the user")
    stepped.write("tracked.txt", "two\n")
    stepped.write("staged.txt", "two\n")
    stepped.git("add", "staged.txt")
    stepped.write("untracked.txt", "new\n")
    before = stepped.changes()
    index = stepped.git("ls-files", "--stage", "staged.txt", "tracked.txt")
    assert stepped.tracker("run", "1").code == 0
    assert stepped.changes() == before
    assert stepped.git("ls-files", "--stage", "staged.txt", "tracked.txt") == index
    assert stepped.read("tracked.txt") == "two\n"


def test_a_step_that_changes_what_is_not_declared_leaves_it_and_says_so(stepped: Place) -> None:
    stepped.phase(
        "phase-1",
        """
        files: [{path: made.txt}]
        steps: [{id: make, run: "echo made > made.txt; echo more > other.txt"}]
        checks: [{id: ok, kind: files, inputs: [made.txt], expect: [{path: made.txt}]}]
        """,
    )
    stepped.commit("Plan")
    done = stepped.tracker("run", "1")
    assert done.code == 0
    assert "left uncommitted: other.txt" in done.out
    assert stepped.changes() == "?? other.txt\n"
    assert stepped.status()["phase-1"]["uncommitted"] == ["other.txt"]


def test_where_nothing_is_next_a_run_proves_again_what_changed(stepped: Place) -> None:
    assert stepped.tracker("run", "1", "2").code == 0
    stepped.write("made.txt", "made anew")
    stepped.commit("Change an input")
    done = stepped.tracker("run", "--json")
    assert {event["phase"] for event in done.events if event.get("type") == "check-started"} == {"phase-1"}
    assert stepped.status()["phase-1"]["currency"] == "current"
    assert "Everything is complete." in stepped.tracker("run").out


def test_a_failing_step_stops_what_comes_after_it_and_a_second_run_goes_on(stepped: Place) -> None:
    stepped.phase(
        "phase-1",
        """
        files: [{path: "*.txt"}]
        steps:
          - {id: first, run: "date +%N > first.txt"}
          - {id: second, run: "test -e allowed.txt && echo x > second.txt"}
        checks: [{id: ok, kind: files, inputs: ["*.txt"], expect: [{path: second.txt}]}]
        """,
    )
    stepped.commit("Plan")
    assert stepped.tracker("run", "1").code == 1
    first = stepped.read("first.txt")
    assert stepped.status()["phase-1"]["status"] == "failed"
    stepped.write("allowed.txt", "")
    done = stepped.tracker("run", "1")
    assert done.code == 8, done.out
    assert stepped.read("first.txt") == first, "a step that was done was repeated"
    assert stepped.changes() == "?? allowed.txt\n"
    assert "everything passed, but the commit does not hold what was checked: allowed.txt (it is not committed)" in done.out
    assert "Next: tracker run 1 --commit" in done.out
    assert stepped.tracker("run", "1", "--commit").code == 0
    assert stepped.status()["phase-1"]["status"] == "complete"
    assert stepped.git("show", "--name-only", "--format=", "HEAD~1").split() == ["allowed.txt"]


def test_preflight_holds_a_phase_before_anything_is_changed(stepped: Place) -> None:
    stepped.phase(
        "phase-1",
        """
        preflight: [{id: clean, kind: git, expect: {clean: true}}]
        steps: [{id: make, run: "touch made.txt"}]
        checks: [{id: ok, kind: files, inputs: [made.txt], expect: [{path: made.txt}]}]
        """,
    )
    stepped.commit("Plan")
    stepped.write("mine.txt", "typed")
    done = stepped.tracker("run", "1")
    assert done.code == 4
    assert "found 1 changed files (mine.txt), expected none" in done.out
    assert not stepped.path.joinpath("made.txt").exists()
    assert stepped.status()["phase-1"]["status"] == "ready"


def test_what_is_blocked_is_refused_with_the_phase_to_run_first(stepped: Place) -> None:
    done = stepped.tracker("run", "2")
    assert done.code == 4
    assert done.err == ("error: phase-2 is pending: it needs phase-1 (ready)\n  Run first: tracker run 1\n")


def test_several_phases_run_in_the_order_of_their_needs(stepped: Place) -> None:
    done = stepped.tracker("run", "2", "1")
    assert done.code == 0
    assert done.out.index("phase-1 complete") < done.out.index("phase-2 started")


def test_a_phase_whose_need_fails_in_the_same_run_is_not_started(stepped: Place) -> None:
    stepped.phase("phase-1", "checks: [{id: bad, kind: command, run: 'false', inputs: []}]\n")
    stepped.commit("Break it")
    done = stepped.tracker("run", "1", "2")
    assert done.code == 1
    assert "phase-2 started" not in done.out
    assert stepped.status()["phase-2"]["status"] == "blocked"


def test_dry_run_says_what_and_why_and_changes_nothing(stepped: Place) -> None:
    done = stepped.tracker("run", "1", "2", "--dry-run")
    assert done.code == 0
    assert done.out == (
        "  phase-1: run (ready: everything it depends on is done)\n"
        "    run   step      make                         never run\n"
        "    run   check     is-made                      never run\n"
        "    run   check     runs                         never run\n"
        "  phase-2: run (pending: waits for phase-1)\n"
        "    run   check     ok                           never run\n"
        "\n"
        "Do it: tracker run 1 2\n"
        "Next: tracker run 1\n"
    )
    assert not stepped.path.joinpath(".tracker").exists()
    assert stepped.changes() == ""


def test_dry_run_names_the_command_that_does_just_that(stepped: Place) -> None:
    said = stepped.tracker("run", "1", "--check", "runs", "--force", "--dry-run").out
    assert said.endswith("\n\nDo it: tracker run 1 --check runs --force\nNext: tracker run 1\n")
    stepped.tracker("run", "1")
    assert stepped.tracker("run", "1", "--dry-run").out.endswith("\n\nNext: tracker run 2\n")


def test_when_everything_is_complete_there_is_nothing_to_run(stepped: Place) -> None:
    assert stepped.tracker("run", "1", "2").code == 0
    head = stepped.git("rev-parse", "HEAD")
    done = stepped.tracker("run")
    assert (done.code, done.out) == (0, "Everything is complete.\n\nNext: tracker check --all\n")
    assert stepped.tracker("run", "--dry-run").out == done.out
    assert stepped.tracker("next").out == done.out
    result = stepped.tracker("run", "--json").events[-1]
    assert (result["outcome"], result["run"], result["phases"], result["commits"]) == ("up-to-date", None, {}, [])
    assert stepped.tracker("run", "1", "--json").events[-1]["phases"] == {"phase-1": "up to date"}
    assert (stepped.git("rev-parse", "HEAD"), stepped.changes()) == (head, "")


def test_status_says_which_step_failed_beside_what_a_check_said_before(stepped: Place) -> None:
    stepped.phase(
        "phase-1", "steps: [{id: make, run: 'false'}]\nchecks: [{id: bad, kind: command, run: 'false', inputs: []}]\n"
    )
    stepped.commit()
    assert stepped.tracker("run", "1", "--check", "bad").code == 1
    assert stepped.tracker("run", "1").code == 1
    lines = stepped.tracker("status").out.splitlines()
    failed = next(number for number, line in enumerate(lines) if line.startswith("  !    1  "))
    assert lines[failed + 1] == "          x step make: exit 1"
    assert lines[failed + 2].startswith("          x bad: found exit code 1")


def test_what_cannot_start_yet_cannot_be_approved(stepped: Place) -> None:
    stepped.phase("phase-2", "depends_on: [phase-1]\nchecks: [{id: ok, kind: approval, ask: Is it good?}]\n")
    stepped.commit()
    done = stepped.tracker("approve", "2")
    assert done.code == 4
    assert done.err == (
        "error: phase-2 is pending, so there is nothing to approve yet: waits for phase-1\n"
        "  See what comes first: tracker explain 2\n"
    )
    assert not stepped.path.joinpath(".tracker/journal").exists()


def test_a_parent_is_estimated_by_its_sub_phases(place: Place) -> None:
    place.phase("phase-1", "")
    place.phase("phase-1.1", "parent: phase-1\nestimate: 2-3 hours\n")
    place.phase("phase-1.2", "parent: phase-1\nestimate: 1-2 hours\n")
    assert place.status()["phase-1"]["estimate"] == "3-5h"
    assert "  -    1    Title of phase-1                   0/2         est 3-5h\n" in place.tracker("status").out


def test_independent_checks_run_side_by_side_and_a_shared_resource_keeps_them_apart(stepped: Place) -> None:
    check = "{{id: {0}, kind: command, inputs: [], run: 'date +%s%N; sleep 0.4; date +%s%N'{1}}}"
    for extra, apart in (("", False), (", resource: port", True)):
        stepped.phase("phase-1", f"checks:\n  - {check.format('a', extra)}\n  - {check.format('b', extra)}\n")
        stepped.commit("Plan")
        assert stepped.tracker("run", "1", "--jobs", "4", "--force").code == 0
        shown = stepped.tracker("show", "last", "--json").json["events"]
        spans = sorted(tuple(map(int, e["log"]["head"].split())) for e in shown if e["type"] == "check-finished")
        assert (spans[0][1] <= spans[1][0]) is apart


def test_a_timeout_is_an_error_and_nobody_survives_it(stepped: Place) -> None:
    stepped.phase(
        "phase-1",
        """
        checks:
          - id: slow
            kind: command
            run: "sh -c 'trap \\"\\" TERM; sleep 300 & echo $! > pid; wait; sleep 300'"
            timeout: 500ms
            inputs: []
        """,
    )
    stepped.write("tracker.yaml", "project: {name: Test}\ndefaults: {grace: 300ms}\n")
    stepped.write(".gitignore", "pid\n")
    stepped.commit("Plan")
    done = stepped.tracker("run", "1")
    assert done.code == 1
    assert "timed out" in done.out
    pid = int(stepped.read("pid"))
    assert not alive(pid)


def running(place: Place, *words: str) -> AbstractContextManager[subprocess.Popen[str]]:
    return started(place.command(*words), cwd=place.path, env=place.env, stdout=subprocess.PIPE, text=True)


def test_ctrl_c_records_an_interruption_and_the_next_run_goes_on(stepped: Place) -> None:
    stepped.phase(
        "phase-1",
        """
        checks:
          - {id: quick, kind: command, run: "echo once >> ../quick", inputs: []}
          - {id: slow, kind: command, run: "test -e ../go || sleep 60", inputs: [], needs: [quick]}
        """,
    )
    stepped.commit("Plan")
    with running(stepped, "run", "1") as process:
        wait_until(lambda: "slow" in journal_text(stepped))
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=20)
    assert process.returncode == 130, out
    assert "interrupted" in out
    assert stepped.status()["phase-1"]["status"] == "interrupted"
    stepped.path.parent.joinpath("go").touch()
    assert stepped.tracker("run", "1").code == 0
    assert stepped.path.parent.joinpath("quick").read_text() == "once\n", "what had finished was repeated"


def test_a_killed_run_is_interrupted_and_resumes(stepped: Place) -> None:
    stepped.phase(
        "phase-1",
        """
        checks:
          - {id: quick, kind: command, run: "echo once >> ../quick", inputs: []}
          - {id: slow, kind: command, run: "test -e ../go || sleep 60", inputs: [], needs: [quick]}
        """,
    )
    stepped.commit("Plan")
    with running(stepped, "run", "1") as process:
        wait_until(lambda: "slow" in journal_text(stepped))
        assert stepped.status()["phase-1"]["status"] == "running"
        second = stepped.tracker("run", "1")
        assert second.code == 5
        assert f"process {process.pid} on " in second.err
    phase = stepped.status()["phase-1"]
    assert phase["status"] == "interrupted"
    assert "without finishing check slow" in phase["reasons"][0]
    stepped.path.parent.joinpath("go").touch()
    assert stepped.tracker("run", "1").code == 0
    assert stepped.path.parent.joinpath("quick").read_text() == "once\n"
    assert stepped.changes() == ""


def test_an_approval_is_waited_for_and_then_counts(stepped: Place) -> None:
    stepped.phase("phase-1", "checks: [{id: agreed, kind: approval, ask: 'Shall we?', by: [anna@example.org]}]\n")
    stepped.commit("Plan")
    done = stepped.tracker("run", "1")
    assert done.code == 8
    assert stepped.status()["phase-1"]["status"] == "awaiting-approval"
    assert stepped.person("approve", "1", "--by", "bert").code == 4
    assert stepped.person("approve", "1").code == 4
    stepped.git("config", "user.email", "anna@example.org")
    assert stepped.person("approve", "1", "--by", "anna@example.org", "--note", "as discussed").code == 0
    done = stepped.tracker("run", "1")
    assert done.code == 0
    assert "approved by Test Person <anna@example.org>: as discussed" in stepped.tracker("explain", "1").out
    assert stepped.changes() == ""


def test_inputs_that_move_while_a_check_runs_fail_the_phase(stepped: Place) -> None:
    stepped.phase("phase-1", "checks: [{id: meddles, kind: command, run: 'echo x >> made.txt', inputs: [made.txt]}]\n")
    stepped.write("made.txt", "")
    stepped.commit("Plan")
    done = stepped.tracker("run", "1")
    assert done.code == 1
    assert "meddles: made.txt changed while the checks were running" in done.out


def test_without_declared_inputs_every_file_that_git_knows_is_an_input(stepped: Place) -> None:
    stepped.phase("phase-2", "checks: [{id: ok, kind: command, run: 'true'}]\n")
    stepped.commit("Plan")
    assert stepped.tracker("run", "2").code == 0
    assert stepped.status()["phase-2"]["status"] == "complete"
    stepped.write("anything.txt", "new")
    assert stepped.status()["phase-2"]["reasons"][1:] == ["ok: anything.txt changed"]


def test_matrix_runs_every_variant_with_its_values(stepped: Place) -> None:
    stepped.phase(
        "phase-1",
        """
        checks:
          - id: each
            kind: command
            run: 'echo "{{ letter }} $LETTER"'
            env: {LETTER: "{{ letter }}"}
            matrix: {letter: [a, b]}
            inputs: []
            expect: {output: ["^{{ letter }} {{ letter }}$"]}
        """.replace('["^{{ letter }} {{ letter }}$"]', "['^(a a|b b)$']"),
    )
    stepped.commit("Plan")
    done = stepped.tracker("run", "1")
    assert done.code == 0, done.out
    checks = stepped.status()["phase-1"]["checks"]
    assert [(c["variant"], c["summary"]) for c in checks] == [
        ({"letter": "a"}, 'exit 0, it says "a a"'), ({"letter": "b"}, 'exit 0, it says "b b"'),
    ]  # fmt: skip


def test_children_see_only_the_allowed_environment(stepped: Place) -> None:
    stepped.write("tracker.yaml", "project: {name: Test}\nenvironment: {pass_through: [SHOWN_*]}\n")
    stepped.phase(
        "phase-1",
        "checks: [{id: env, kind: command, run: env, inputs: [], expect: {output: ['SHOWN_A=1'], lacks: [HIDDEN]}}]\n",
    )
    stepped.commit("Plan")
    done = stepped.tracker("run", "1", SHOWN_A="1", HIDDEN="secret")
    assert done.code == 0, done.out


def test_commit_never_leaves_everything_in_the_work_tree(stepped: Place) -> None:
    stepped.write("tracker.yaml", "project: {name: Test}\ncommit: never\n")
    stepped.commit("Plan")
    head = stepped.git("rev-parse", "HEAD")
    proved = stepped.tracker("run", "1")
    assert proved.code == 8
    assert stepped.git("rev-parse", "HEAD") == head
    assert "?? made.txt" in stepped.changes()
    assert stepped.status()["phase-1"]["status"] == "proved"
    stepped.commit("By hand")
    done = stepped.tracker("run", "1", "--json")
    assert done.code == 0
    assert not {"step-started", "check-started"} & {event["type"] for event in done.events if event["kind"] == "event"}
    assert stepped.status()["phase-1"]["status"] == "complete"


def test_no_commit_records_and_commits_nothing(stepped: Place) -> None:
    head = stepped.git("rev-parse", "HEAD")
    proved = stepped.tracker("run", "1", "--no-commit")
    assert (proved.code, stepped.status()["phase-1"]["status"]) == (8, "proved")
    assert "files are left uncommitted; commit them yourself: git add :/.tracker" in proved.out
    assert ":/made.txt && git commit" in proved.out
    assert stepped.git("rev-parse", "HEAD") == head
    assert "?? .tracker/" in stepped.changes()
    stepped.commit("By hand")
    mine = stepped.git("rev-parse", "HEAD")
    done = stepped.tracker("run", "1", "--no-commit", "--json")
    assert (done.code, stepped.status()["phase-1"]["status"]) == (0, "complete")
    assert not {"step-started", "check-started"} & {event["type"] for event in done.events if event["kind"] == "event"}
    assert any(path.startswith(".tracker/journal/") for path in done.events[-1]["uncommitted"])
    assert stepped.git("rev-parse", "HEAD") == mine
    assert stepped.tracker("run", "1", "--no-commit").code == 0
    assert stepped.git("rev-parse", "HEAD") == mine
    assert stepped.tracker("run", "1").code == 0, "the next run commits what was recorded"
    assert "made" not in stepped.changes()
    assert ".tracker" not in stepped.changes()
    assert stepped.git("rev-parse", "HEAD~1") == mine


def test_no_commit_asks_for_no_identity_and_contradicts_commit(stepped: Place) -> None:
    both = stepped.tracker("run", "1", "--commit", "--no-commit")
    assert (both.code, both.err.splitlines()[0]) == (2, "error: --commit and --no-commit contradict each other")
    assert stepped.tracker("run", "1", "--dry-run", "--commit", "--no-commit").code == 2
    assert "Do it: tracker run 1 --no-commit" in stepped.tracker("run", "1", "--dry-run", "--no-commit").out
    nobody(stepped)
    assert stepped.tracker("run", "1", "--no-commit").code == 8


def test_in_a_hook_of_git_a_run_may_commit_nothing(stepped: Place) -> None:
    refused = stepped.tracker("run", "1", GIT_INDEX_FILE=".git/index")
    assert (refused.code, "committing nothing: tracker run --no-commit" in refused.err) == (4, True)
    assert stepped.tracker("run", "1", "--no-commit", GIT_INDEX_FILE=".git/index").code == 8


def test_json_streams_one_versioned_object_a_line(stepped: Place) -> None:
    done = stepped.tracker("run", "1", "--json")
    assert all(next(iter(event)) == "format_version" and event["format_version"] == 1 for event in done.events)
    assert done.events[-1]["kind"] == "result"
    assert done.events[-1]["outcome"] == "passed"
    assert done.events[-1]["exit_code"] == 0


def nobody(place: Place) -> None:
    """A machine on which git knows no user."""
    (Path(place.env["HOME"]) / ".gitconfig").write_text("[user]\n\tuseConfigOnly = true\n")


def test_without_an_identity_nothing_is_started(stepped: Place) -> None:
    nobody(stepped)
    done = stepped.tracker("run", "1")
    assert done.code == 4
    assert "git does not know who you are" in done.err
    assert "git config --global user.email" in done.err
    assert not (stepped.path / "made.txt").exists()
    assert stepped.status()["phase-1"]["status"] == "ready"


def test_where_git_knows_nobody_the_plan_may_name_who_commits(stepped: Place) -> None:
    stepped.write("tracker.yaml", stepped.read("tracker.yaml") + "commit_as: Some Tool <tool@example.org>\n")
    stepped.commit()
    nobody(stepped)
    assert stepped.tracker("run", "1").code == 0
    assert set(stepped.git("log", "-2", "--format=%an <%ae> %cn <%ce>").splitlines()) == {
        "Some Tool <tool@example.org> Some Tool <tool@example.org>"
    }


def test_a_known_user_commits_in_their_own_name(stepped: Place) -> None:
    stepped.write("tracker.yaml", stepped.read("tracker.yaml") + "commit_as: Some Tool <tool@example.org>\n")
    stepped.commit()
    stepped.tracker("run", "1")
    assert set(stepped.git("log", "-2", "--format=%an").splitlines()) == {"Test Person"}


def test_with_no_commits_wanted_no_identity_is_needed(stepped: Place) -> None:
    stepped.write("tracker.yaml", stepped.read("tracker.yaml") + "commit: never\n")
    stepped.commit()
    nobody(stepped)
    assert stepped.tracker("run", "1").code == 8  # proved: somebody has to commit what its step made


def test_a_step_is_done_again_when_the_script_that_it_names_was_mended(place: Place) -> None:
    place.write("make.py", "print('trust me')\n")
    place.phase(
        "phase-1",
        """
        files: [{path: made.txt}]
        steps: [{id: make, run: python make.py}]
        checks: [{id: is-made, kind: files, inputs: [made.txt], expect: [{path: made.txt}]}]
        """,
    )
    place.commit("Start")
    assert place.tracker("run", "1").code == 1
    assert "done before" in place.tracker("run", "1", "--dry-run").out
    place.write("make.py", "open('made.txt', 'w').write('made')\n")
    place.commit("Mend the script")
    assert "make                         make.py changed" in place.tracker("run", "1", "--dry-run").out
    assert place.tracker("run", "1").code == 0
    assert place.status()["phase-1"]["status"] == "complete"
    place.write("make.py", "raise SystemExit(1)\n")
    place.commit("Changed after the phase was complete")
    assert place.tracker("run", "1").out.startswith("phase-1 is up to date")


def test_a_run_with_nothing_to_do_imports_nothing_that_runs(stepped: Place) -> None:
    assert stepped.tracker("run", "1", "2").code == 0
    stepped.write("another.txt", "an edit that no check looks at")
    code = (
        "import sys; from tracker.cli.app import run; code = run(['run', '1']);"
        "print(code, sorted({'typer', 'pydantic', 'git', 'jinja2', 'rich', 'yaml'} & set(sys.modules)))"
        ";print([m for m in sys.modules if m.startswith('tracker.engine.runner')])"
    )
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=stepped.path, env=stepped.env, capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[0].startswith("phase-1 is up to date: all checks passed for what")
    assert done.stdout.splitlines()[-2:] == ["0 []", "[]"]


def test_a_record_that_waits_to_be_committed_is_committed_by_the_next_run(stepped: Place) -> None:
    assert stepped.tracker("run", "1").code == 0
    stepped.git("reset", "-q", "--soft", "HEAD~1")
    stepped.git("reset", "-q")
    assert stepped.changes() != ""
    assert stepped.tracker("run", "1").code == 0
    assert stepped.changes() == ""
