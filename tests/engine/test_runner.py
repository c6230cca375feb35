"""What a run does in a world in memory: in which order, what it records before, and what it does not do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import COMMIT, begun, check, completed, phase, phases, plan, result, situation, stepped
from tests.events import RUNS
from tests.fakes import MemoryExecutor, World, ports
from tracker.adapters.databases import SqlDatabases
from tracker.engine.runner import Runner
from tracker.engine.tasks import Kind, TaskId, build_tasks, expected_seconds
from tracker.errors import StorageError, UnreachableError
from tracker.graph import Graph
from tracker.journal import events as e
from tracker.model.run import RunOutcome, RunResult
from tracker.model.status import PhaseStatus
from tracker.plan import Wish, plan_work
from tracker.spec.models import Plan
from tracker.spec.phases import Phase
from tracker.state import Fold, derive
from tracker.state.approvals import criteria_of

S = PhaseStatus
MAKE = {"id": "make", "run": "true"}
STEPPED = phase("1", steps=[MAKE], files=[{"path": "made.txt"}], checks=[check("ok", inputs=["made.txt"])])


class Ran:
    """A run and what came of it."""

    def __init__(
        self, world: World, of: Plan, *stories: Sequence[e.Event], wish: Wish | None = None, jobs: int = 2,
        confirm: Callable[[str], bool] | None = None,
    ) -> None:  # fmt: skip
        now = situation(of, *stories)
        self.world, self.plan = world, of
        self.state: Fold = now.state
        self.executor = MemoryExecutor(world)
        work = plan_work(now, wish or Wish(tuple(p.id for p in of.phases)), digest=lambda p: world.files.get(p, ""))
        self.runner = Runner(ports(world, self.executor, confirm=confirm), now, work, jobs=jobs)
        self.result: RunResult | None = None

    def go(self) -> Ran:
        self.result = self.runner.run(others=lambda: ())
        assert self.executor.idle
        return self

    @property
    def outcome(self) -> str:
        assert self.result is not None
        return self.result.outcome

    def status(self, name: str) -> PhaseStatus:
        return derive(Graph(self.plan.phases), self.state, freshness={})[name].status

    def tokens(self, *kinds: str) -> list[object]:
        return [what for name, what in self.world.log if name in (kinds or ("start", "probe"))]

    def told(self) -> list[str]:
        """The whole log in short: durable events by their names, the rest by name and subject."""
        lines = []
        for name, what in self.world.log:
            if name == "durable":
                lines.append(e.NAMES[type(what)])  # type: ignore[index]
            elif name != "shown":
                lines.append(f"{name} {' '.join(what) if isinstance(what, tuple) else what}".strip())
        return lines


def ran(of: Plan | Phase, *stories: Sequence[e.Event], world: World | None = None, **more: object) -> Ran:
    return Ran(world or World(), of if isinstance(of, Plan) else plan(of), *stories, **more).go()  # type: ignore[arg-type]


def test_a_phase_from_its_start_to_the_commit_of_its_record() -> None:
    world = World()
    world.effects["phase-1:make"] = world.put("made.txt", "made")
    done = ran(STEPPED, world=world)
    assert done.told() == [
        "run-started", "phase-started", "step-started", "start phase-1:make", "end phase-1:make",
        "step-finished", "check-started", "start phase-1/ok", "end phase-1/ok",
        "check-finished", "commit-intended", "commit made.txt", "commit-recorded", "phase-completed",
        "run-finished", "render", f"commit {world.path} TRACKER.md",
    ]  # fmt: skip
    assert done.result == RunResult(world.run, RunOutcome.PASSED, {"phase-1": "complete"}, ("c1", "c2"), ())
    assert done.status("phase-1") is S.COMPLETE
    assert world.messages["c1"] == (
        'feat(phase-1): Title of 1\n\n- ok: exit 0, it says "said phase-1/ok"\n\n'
        f"Tracker-Phase: phase-1\nTracker-Run: {world.run}\n"
    )
    assert world.messages["c2"] == (
        "docs(phase-1): record that it is complete\n\n- phase-1: complete\n\n"
        f"Tracker-Phase: phase-1\nTracker-Run: {world.run}\n"
    )
    finished = next(event for event in world.events() if isinstance(event, e.CheckFinished))
    assert (finished.inputs, finished.changes, finished.commit) == ({"made.txt": "made"}, 1, COMMIT)
    ended = next(event for event in world.events() if isinstance(event, e.PhaseCompleted))
    assert (ended.commit, ended.seconds, ended.uncommitted) == ("c1", 2.0, ())


def test_what_failed_stops_what_needs_it_and_nothing_else() -> None:
    listed = [phase("1"), phase("2", "1"), phase("3", "2"), phase("4", checks=["ok", "other"])]
    done = ran(plan(*listed), world=World(exits={"phase-1/ok": [1], "phase-4/other": [0]}))
    assert sorted(map(str, done.tokens())) == ["phase-1/ok", "phase-4/ok", "phase-4/other"]
    assert done.outcome == "failed"
    assert {n: str(done.status(n)) for n in done.state.phases} == {"phase-1": "failed", "phase-4": "complete"}
    assert done.result is not None
    assert done.result.phases["phase-1"] == "failed (ok: found exit code 1, expected 0)"


def test_a_failed_step_stops_the_steps_and_checks_behind_it() -> None:
    of = phase(
        "1", steps=[MAKE, {"id": "alone", "run": "true", "needs": []}, {"id": "behind", "run": "true", "needs": ["make"]}]
    )
    done = ran(of, world=World(exits={"phase-1:make": [3]}, seconds={"phase-1:alone": 9}))
    assert sorted(map(str, done.tokens())) == ["phase-1:alone", "phase-1:make"]
    (why,) = [event.reason for event in done.world.events() if isinstance(event, e.PhaseFailed)]
    assert why == "step make: exit 3"
    outcomes = {event.step: event.outcome for event in done.world.events() if isinstance(event, e.StepFinished)}
    assert outcomes == {"make": "failed", "alone": "passed"}


def test_steps_go_one_after_another_where_they_do_not_say_otherwise() -> None:
    of = phase("1", steps=[{"id": name, "run": "true"} for name in "abc"])
    assert ran(of, jobs=4).tokens() == ["phase-1:a", "phase-1:b", "phase-1:c", "phase-1/ok"]
    assert ran(of, jobs=4, world=World(exits={"phase-1:b": [1]})).tokens() == ["phase-1:a", "phase-1:b"]


def test_what_was_done_before_is_waited_for_no_more() -> None:
    of = phase("1", steps=[{"id": name, "run": "true"} for name in "ab"], checks=["ok", check("last", needs=["ok"])])
    first = [*begun(of), *stepped(of)[:1]]
    assert ran(of, first).tokens() == ["phase-1:b", "phase-1/ok", "phase-1/last"]
    most = [*begun(of), *stepped(of), *result(of, "ok"), *result(of, "last", "failed"), e.PhaseFailed("phase-1", "last", 1.0)]
    assert ran(of, most).tokens() == ["phase-1/last"]


def test_a_phase_is_settled_when_everything_of_it_is_over() -> None:
    of = phase("1", steps=[MAKE], preflight=[check("clean", matrix={"db": ["a", "b"]})])
    now = situation(plan(of))
    _, nodes = build_tasks(plan_work(now, Wish(("phase-1",)), digest=str), now.graph, lambda phase_id, name: 1.0)
    after = {node.id: set(node.after) for node in nodes}
    checks = {TaskId(Kind.CHECK, "phase-1", name) for name in ("clean[a]", "clean[b]", "ok")}
    assert after[TaskId(Kind.SETTLE, "phase-1")] == {
        TaskId(Kind.GATE, "phase-1"), TaskId(Kind.STEP, "phase-1", "make"), *checks,
    }  # fmt: skip


def test_checks_wait_for_the_checks_they_need_in_every_variant() -> None:
    of = phase("1", checks=[check("last", needs=["first"]), check("first", matrix={"db": ["a", "b"]}), "free"])
    assert ran(of, jobs=1).tokens("start").index("phase-1/last") > 1
    done = ran(of, world=World(exits={"phase-1/first[b]": [1]}))
    assert sorted(map(str, done.tokens())) == ["phase-1/first[a]", "phase-1/first[b]", "phase-1/free"]


def test_a_phase_that_preflight_held_up_never_started() -> None:
    listed = [phase("1", preflight=[check("clean")], steps=[MAKE]), phase("2", "1")]
    done = ran(plan(*listed), world=World(exits={"phase-1/clean": [1]}))
    assert done.outcome == "held"
    assert done.told()[:4] == ["run-started", "check-started", "start phase-1/clean", "end phase-1/clean"]
    assert not any(isinstance(event, (e.PhaseStarted, e.PhaseFailed, e.StepStarted)) for event in done.world.events())
    assert done.result is not None
    assert done.result.phases["phase-1"].startswith("not started (clean: ")
    assert done.status("phase-1") is S.READY


def test_a_missing_approval_pauses_and_holds_up_what_needs_it() -> None:
    asks = {"id": "yes", "kind": "approval", "ask": "May it be?"}
    listed = [phase("1", checks=["ok", asks]), phase("2", "1")]
    done = ran(plan(*listed))
    assert (done.outcome, done.status("phase-1")) == ("pending", S.AWAITING_APPROVAL)
    assert "phase-2/ok" not in done.tokens()
    failed = ran(plan(*listed), world=World(exits={"phase-1/ok": [1]}))
    assert (failed.outcome, failed.status("phase-1")) == ("failed", S.FAILED)
    definition, criteria = listed[0].checks[1].definition(), criteria_of(listed[0])
    word = e.ApprovalGiven("phase-1", "yes", definition, "Ann", "", COMMIT, criteria=criteria)
    given_ = ran(plan(*listed), [word])
    assert (given_.outcome, given_.status("phase-2")) == ("passed", S.COMPLETE)
    for other in (word._replace(criteria=""), word._replace(criteria="f" * 64), word._replace(inputs={"gone.txt": "1"})):
        assert ran(plan(*listed), [other]).outcome == "pending"


def test_steps_share_the_work_tree_with_nobody_and_phases_that_only_check_run_side_by_side() -> None:
    listed = [phase("1"), phase("2"), phase("3", steps=[MAKE]), phase("4")]
    world = World(seconds={"phase-1/ok": 5.0, "phase-2/ok": 5.0, "phase-3:make": 2.0})
    told = ran(plan(*listed), world=world, jobs=4).told()
    assert told.index("start phase-2/ok") < told.index("end phase-1/ok")
    assert told.index("end phase-2/ok") < told.index("start phase-3:make")
    assert told.index("end phase-3/ok") < told.index("start phase-4/ok")


def test_jobs_and_resources_are_kept_across_phases() -> None:
    one_port = [phase(str(n), checks=[check("ok", resource="port")]) for n in range(1, 4)]
    for of, jobs in ((one_port, 8), ([phase(str(n)) for n in range(1, 4)], 1)):
        log = [name for name, _ in ran(plan(*of), jobs=jobs).world.log if name in ("start", "end")]
        assert log == ["start", "end"] * 3


# -- resume, repeat, stop -----------------------------------------------------------------------------------------------


def test_a_killed_run_goes_on_with_what_it_did_not_finish() -> None:
    world = World(files={"made.txt": "made"})
    done = ran(STEPPED, [*begun(STEPPED), *stepped(STEPPED, **{"made.txt": "made"})], world=world)
    assert done.tokens() == ["phase-1/ok"]
    assert (done.outcome, world.head["made.txt"]) == ("passed", "made")


def test_a_commit_that_a_killed_run_made_and_could_not_record_is_found_again() -> None:
    world = World(files={"made.txt": "made"}, head={"made.txt": "made"}, commit="c7")
    world.messages["c7"] = f"feat(phase-1): Title of 1\n\nTracker-Phase: phase-1\nTracker-Run: {RUNS[0]}\n"
    intent = e.CommitIntended("phase-1", "work", "c0", ("made.txt",), "feat(phase-1): Title of 1")
    done = ran(STEPPED, [*begun(STEPPED), *stepped(STEPPED, **{"made.txt": "made"}), intent], world=world)
    assert [event.commit for event in world.events() if isinstance(event, e.CommitRecorded)] == ["c7"]
    assert not any(isinstance(event, e.CommitIntended) for event in world.events())
    assert done.state.phase("phase-1").intents == []


def test_a_stop_is_recorded_and_what_was_under_way_is_neither_passed_nor_failed() -> None:
    world = World()
    world.effects["phase-1:make"] = lambda: setattr(world, "stop", "SIGINT")
    done = ran(STEPPED, world=world)
    assert done.told()[:6] == [
        "run-started", "phase-started", "step-started", "start phase-1:make", "end phase-1:make", "run-interrupted",
    ]  # fmt: skip
    assert done.result is not None
    assert (done.outcome, done.result.reason, done.status("phase-1")) == ("interrupted", "SIGINT", S.INTERRUPTED)


def test_after_a_stop_nothing_more_is_started_though_it_could_be() -> None:
    world = World()
    world.effects["phase-1/ok"] = lambda: setattr(world, "stop", "SIGTERM")
    done = ran(plan(phase("1", checks=["ok", "other"]), phase("2")), world=world, jobs=1)
    assert (done.tokens(), done.outcome) == (["phase-1/ok"], "interrupted")
    assert {str(done.status(name)) for name in ("phase-1", "phase-2")} == {"interrupted"}


def test_single_checks_neither_start_nor_end_their_phase() -> None:
    done = ran(plan(phase("1", checks=["ok", "other"])), wish=Wish(("phase-1",), ("ok",)))
    assert [type(event) for event in done.world.events()] == [e.RunStarted, e.CheckStarted, e.CheckFinished, e.RunFinished]
    assert done.result is not None
    assert (done.result.phases, done.status("phase-1")) == ({"phase-1": "checked (passed)"}, S.READY)
    wrong = ran(plan(phase("1")), wish=Wish(("phase-1",), ("ok",)), world=World(exits={"phase-1/ok": [1]}))
    assert wrong.outcome == "failed"


def test_a_result_for_files_that_changed_meanwhile_completes_nothing() -> None:
    of = phase("1", checks=[check("ok", inputs=["app.py"]), check("slow", inputs=[])])
    world = World(files={"app.py": "1"}, head={"app.py": "1"}, seconds={"phase-1/slow": 9.0})
    world.effects["phase-1/slow"] = world.put("app.py", "2")
    done = ran(of, world=world)
    (event,) = [event for event in world.events() if isinstance(event, e.PhaseFailed)]
    assert event.reason == (
        "ok: app.py changed while the checks were running; if the checks write app.py, leave app.py out of `inputs`; "
        "otherwise run them once more when nobody writes"
    )
    assert done.outcome == "failed"


def test_infrastructure_is_tried_again_with_growing_pauses_and_a_failure_is_not() -> None:
    sql = {
        "id": "db",
        "kind": "sql",
        "url": "postgresql://nobody",
        "query": "SELECT 1",
        "expect": {"figure": "1"},
        "retries": "2",
    }

    for fails, outcome, attempts, pauses in ((0, "passed", 1, []), (2, "passed", 3, [0.5, 2.0]), (9, "failed", 3, [0.5, 2.0])):
        done = ran(phase("1", checks=[sql]), world=World(unreachable=fails))
        (event,) = [event for event in done.world.events() if isinstance(event, e.CheckFinished)]
        assert (done.outcome, event.attempts, done.tokens("slept")) == (outcome, attempts, pauses)
    command = check("ok", retries="1")
    done = ran(phase("1", checks=[command]), world=World(exits={"phase-1/ok": ["out of memory", 0]}))
    assert (done.outcome, done.tokens("slept"), done.tokens("start")) == ("passed", [0.5], ["phase-1/ok"] * 2)
    assert "ok: out of memory; again in 0.5 s" in done.tokens("note")
    assert ran(phase("1", checks=[command]), world=World(exits={"phase-1/ok": [1, 0]})).tokens("start") == ["phase-1/ok"]


def test_a_server_that_nobody_runs_is_one_that_cannot_be_reached() -> None:
    with pytest.raises(UnreachableError, match="PostgreSQL refused: "):
        SqlDatabases("/").query("postgresql://127.0.0.1:1/x", script="", sql="SELECT 1", timeout=1.0)


def test_work_that_can_never_be_started_is_not_called_a_pass() -> None:
    of = phase("1", preflight=[check("a", needs=["b"]), check("b", needs=["a"])])  # the loader refuses this
    with pytest.raises(RuntimeError, match=r"never settled: \['phase-1'\]"):
        ran(of)


def test_a_step_and_a_check_of_the_same_name_have_output_files_of_their_own() -> None:
    done = ran(phase("1", steps=[{"id": "same", "run": "true"}], checks=["same"]))
    ends = [event for event in done.world.events() if isinstance(event, (e.StepFinished, e.CheckFinished))]
    paths = [event.log.path for event in ends if event.log]
    assert len(paths) == len(set(paths)) == 2
    assert all(path.startswith(f"/project/.tracker/runs/{done.world.run}/phase-1/") for path in paths)


def test_nothing_is_started_that_could_not_be_recorded() -> None:
    world = World(full=True)
    with pytest.raises(StorageError):
        ran(STEPPED, world=world)
    assert world.log == []
    later = World()
    later.effects["phase-1:make"] = lambda: setattr(later, "full", True)
    with pytest.raises(StorageError):
        ran(STEPPED, world=later)
    assert [name for name, _ in later.log if name in ("start", "commit", "render")] == ["start"]


@pytest.mark.parametrize("room", range(10))
def test_a_run_that_died_at_any_write_is_resumed_and_repeats_nothing_that_was_finished(room: int) -> None:
    more = {"id": "more", "run": "true"}
    listed = [phase("1", steps=[MAKE, more], files=[{"path": "*.txt"}], checks=[check("ok", inputs=[])]), phase("2", "1")]
    world = World(room=room, run=RUNS[0])
    for name in ("make", "more"):
        world.effects[f"phase-1:{name}"] = world.put(f"{name}.txt", name)
    with pytest.raises(StorageError):
        ran(plan(*listed), world=world)
    before, mark = world.events(), len(world.log)
    world.room, world.run = 1000, RUNS[7]
    again = ran(plan(*listed), before, world=world)
    assert again.outcome == "passed"
    assert {str(again.status(p.id)) for p in listed} == {"complete"}
    assert {path: world.head.get(path) for path in ("make.txt", "more.txt")} == {"make.txt": "make", "more.txt": "more"}
    finished = {token(event) for event in before if isinstance(event, (e.StepFinished, e.CheckFinished))}
    repeated = {what for name, what in world.log[mark:] if name == "start"}
    assert not finished & repeated
    assert len([m for m in world.messages.values() if m.startswith("feat(phase-1)")]) == 1
    assert len(again.state.phase("phase-1").commits) == 1


# -- commits ----------------------------------------------------------------------------------------------------------


def test_only_what_steps_changed_in_declared_files_is_committed_and_nothing_of_anybody_else() -> None:
    world = World(files={"mine.txt": "typed", "made.txt": "old", "x": "1"}, head={"made.txt": "old", "x": "1"})

    def make() -> None:
        world.files.update({"made.txt": "new", "left.txt": "new", "mine.txt": "changed by the step"})
        del world.files["x"]

    world.effects["phase-1:make"] = make
    of = phase("1", steps=[MAKE], files=[{"path": "m*.txt"}, {"path": "x"}], checks=[check("ok", inputs=[])])
    done = ran(of, world=world)
    assert ("commit", ("made.txt", "x")) in world.log
    (ended,) = [event for event in world.events() if isinstance(event, e.PhaseCompleted)]
    assert ended.uncommitted == ("left.txt", "mine.txt")
    start = done.world.events()[0]
    assert isinstance(start, e.RunStarted)
    assert start.dirty == ("mine.txt",)
    assert "phase-1: left uncommitted: left.txt, mine.txt" in done.tokens("note")


def test_each_step_is_said_to_have_changed_what_it_changed_and_no_more() -> None:
    world = World(files={"typed": "1", "undone": "2", "same": "1"}, head={"undone": "1", "same": "1"})
    world.effects["phase-1:a"] = lambda: world.files.update({"made": "x", "undone": "1"})
    world.effects["phase-1:b"] = lambda: world.files.pop("made") and world.files.update(more="y")
    world.exits["phase-1:c"] = ["no such program"]
    ran(phase("1", steps=[{"id": name, "run": "true"} for name in "abc"]), world=world)
    ends = {event.step: event for event in world.events() if isinstance(event, e.StepFinished)}
    assert {name: end.changed for name, end in ends.items()} == {
        "a": {"made": "x", "undone": "1"}, "b": {"made": "", "more": "y"}, "c": {},
    }  # fmt: skip
    assert [ends[name].outcome for name in "abc"] == ["passed", "passed", "error"]
    assert (ends["a"].summary, ends["c"].summary) == ("said phase-1:a", "no such program")


def test_inputs_are_looked_at_again_after_a_step() -> None:
    world = World(files={"here.txt": "here"}, head={"here.txt": "here"})
    world.effects["phase-1:make"] = world.put("made.txt", "made")
    of = phase("1", preflight=[check("clean", inputs=["*.txt"])], steps=[MAKE], checks=[check("ok", inputs=["*.txt"])])
    assert ran(of, world=world).outcome == "pending"  # the step's file is not declared, so nobody commits it
    ends = [event for event in world.events() if isinstance(event, e.CheckFinished)]
    assert [end.inputs for end in ends] == [{"here.txt": "here"}, {"here.txt": "here", "made.txt": "made"}]
    assert [end.changes for end in ends] == [0, 1]


def test_what_a_command_is_given() -> None:
    of = phase(
        "1",
        steps=[{"id": "make", "run": "true", "timeout": "7s", "env": {"A": "1"}}, {"id": "more", "run": "true"}],
        checks=[check("ok", matrix={"db": ["x/y"]}, env={"DB": "on {{ db }}"}, timeout="9s"), "other"],
    )
    world = World()
    ran(plan(of, defaults={"timeout": "20s", "grace": "2s"}), world=world)
    own = {"PATH": "/bin"}
    base = {**own, "TRACKER_RUN": world.run, "TRACKER_ROOT": "/project", "TRACKER_PHASE": "phase-1"}
    given_ = world.requests
    assert {name: (dict(r.env), r.timeout, r.cwd) for name, r in given_.items()} == {
        "phase-1:make": ({**base, "A": "1"}, 7.0, "/project"), "phase-1:more": (base, 20.0, "/project"),
        "phase-1/ok[x/y]": ({**own, "DB": "on x/y"}, 9.0, "/project"), "phase-1/other": (own, 20.0, "/project"),
    }  # fmt: skip
    assert given_["phase-1:make"].grace == 2.0
    assert given_["phase-1/ok[x/y]"].log == f"/project/.tracker/runs/{world.run}/phase-1/ok@x_y/output.log"


def test_a_long_list_of_inputs_is_kept_as_evidence_and_is_still_the_same_at_the_end() -> None:
    files = {f"f{n}": "x" for n in range(9)}
    world = World(files=dict(files), head=dict(files))
    assert ran(phase("1", checks=[check("ok", inputs=["f*"])]), world=world).outcome == "passed"
    (event,) = [event for event in world.events() if isinstance(event, e.CheckFinished)]
    assert list(event.inputs) == [""]


def test_how_long_something_is_expected_to_take() -> None:
    of = phase("1", steps=[MAKE], checks=["ok", check("two", matrix={"db": ["a", "b"]})], estimate="1-3 hours")
    now = situation(plan(of, phase("2")), [*stepped(of), *result(of, "ok", seconds=7.0)])
    seconds = expected_seconds(now, plan_work(now, Wish(("phase-1", "phase-2")), digest=str))
    assert [seconds("phase-1", name) for name in ("make", "ok", "two[a]")] == [1.0, 7.0, 2 * 3600 / 4]
    assert seconds("phase-2", "ok") == 1.0


def test_documents_are_rendered_as_soon_as_a_phase_is_settled_and_at_the_end() -> None:
    assert ran(plan(phase("1"), phase("2", "1"), phase("3", "2"))).told().count("render") == 3
    assert ran(plan(phase("1"))).told().count("render") == 1


def test_the_first_thing_that_went_wrong_is_the_reason() -> None:
    world = World(exits={"phase-1/a": [1], "phase-1/b": [2]}, seconds={"phase-1/a": 2.0, "phase-1/b": 1.0})
    ran(phase("1", checks=["a", "b"]), world=world)
    (failure,) = [event for event in world.events() if isinstance(event, e.PhaseFailed)]
    assert failure.reason == "b: found exit code 2, expected 0"


def test_what_somebody_changed_after_or_before_a_step_is_not_committed_as_the_step_s() -> None:
    world = World()
    world.effects["phase-1:make"] = world.put("made.txt", "made")
    world.effects["phase-1/ok"] = world.put("made.txt", "changed by hand meanwhile")
    of = phase("1", steps=[MAKE], files=[{"path": "*.txt"}], checks=[check("ok", inputs=[])])
    ran(of, world=world)
    (ended,) = [event for event in world.events() if isinstance(event, e.PhaseCompleted)]
    assert (ended.uncommitted, "made.txt" in world.head) == (("made.txt",), False)
    resumed = World(files={"mine.txt": "both"})
    started = e.RunStarted(("phase-1",), COMMIT, "main", ("mine.txt",), "0")
    ran(of, [started, begun(of)[1], *stepped(of, **{"mine.txt": "both"})], world=resumed)
    (ended,) = [event for event in resumed.events() if isinstance(event, e.PhaseCompleted)]
    assert (ended.uncommitted, "mine.txt" in resumed.head) == (("mine.txt",), False)


def test_the_record_commit_leaves_the_journals_of_living_runs_alone() -> None:
    other = ".tracker/journal/other.jsonl"
    world = World(files={other: "x", "user.txt": "typed"})
    made = Ran(world, plan(phase("1")))
    made.runner.run(others=lambda: (other,))
    assert made.tokens("commit") == [(world.path, "TRACKER.md")]


def test_only_the_intended_commit_itself_is_taken_for_it() -> None:
    world = World(files={"made.txt": "made"}, commit="c2")
    world.messages["c1"] = f"feat(phase-1): Title of 1\n\nTracker-Phase: phase-1\nTracker-Run: {RUNS[3]}\n"
    world.messages["c2"] = f"feat(phase-1): Another\n\nTracker-Phase: phase-1\nTracker-Run: {RUNS[0]}\n"
    intent = e.CommitIntended("phase-1", "work", "c0", ("made.txt",), "feat(phase-1): Title of 1")
    ran(STEPPED, [*begun(STEPPED), *stepped(STEPPED, **{"made.txt": "made"}), intent], world=world)
    assert [event.commit for event in world.events() if isinstance(event, e.CommitRecorded)] == ["c3"]


@pytest.mark.parametrize(
    ("policy", "answer", "commits"),
    [("auto", None, 2), ("never", None, 0), ("ask", None, 0), ("ask", False, 0), ("ask", True, 2)],
)
def test_commits_are_made_as_the_plan_says(policy: str, answer: bool | None, commits: int) -> None:
    world = World()
    world.effects["phase-1:make"] = world.put("made.txt", "made")
    confirm = None if answer is None else (lambda question: bool(answer))
    done = ran(plan(STEPPED, commit=policy), world=world, confirm=confirm)
    assert len(done.tokens("commit")) == commits
    assert done.status("phase-1") is (S.COMPLETE if commits else S.PROVED)
    (ended,) = [event for event in world.events() if isinstance(event, (e.PhaseCompleted, e.PhaseProved))]
    assert ended.uncommitted == (() if commits else ("made.txt",))
    assert done.outcome == ("passed" if commits else "pending")


# -- what always holds ------------------------------------------------------------------------------------------------


def assert_order(world: World, state: Fold) -> None:
    """Whatever is done or shown is on the disk before."""
    durable: list[e.Event] = []
    unrecorded: set[object] = set()
    shown = 0
    for name, what in world.log:
        if name == "durable":
            durable.append(what)  # type: ignore[arg-type]
            unrecorded.discard(token(what))
        elif name == "shown":
            assert what is durable[shown]
            shown += 1
        elif name == "start":
            assert not unrecorded
            started = [token(event) for event in durable if isinstance(event, (e.StepStarted, e.CheckStarted))]
            assert what in started
        elif name == "end":
            unrecorded.add(what)
        elif name == "render":
            assert not unrecorded
        elif name == "commit" and what != (world.path, "TRACKER.md"):
            assert isinstance(durable[-1], e.CommitIntended)
            assert durable[-1].paths == what
    assert state.newest
    assert len(durable) == shown


def token(event: object) -> object:
    """What the executor calls the thing that an event is about."""
    if isinstance(event, (e.StepStarted, e.StepFinished)):
        return f"{event.phase}:{event.step}"
    if isinstance(event, (e.CheckStarted, e.CheckFinished)):
        values = ",".join(event.variant.values())
        return f"{event.phase}/{event.check}" + (f"[{values}]" if values else "")
    return None


@given(
    phases(steps=[MAKE], files=[{"path": "*"}]) | phases(preflight=[check("clean")]), st.integers(1, 3), st.data(),
)  # fmt: skip
def test_nothing_happens_that_is_not_recorded_before_and_complete_is_what_passed(
    listed: tuple[Phase, ...], jobs: int, data: st.DataObject
) -> None:
    made = [p if p.checks else replace(p, steps=(), preflight=()) for p in listed]
    world = World()
    names = [f"{p.id}{mark}" for p in made if p.checks for mark in (":make", "/ok", "/clean")]
    bad = set(data.draw(st.lists(st.sampled_from(names), max_size=2)))
    for n, name in enumerate(names):
        world.exits[name] = [1 if name in bad else 0]
        world.seconds[name] = data.draw(st.integers(1, 4))
        if name.endswith(":make"):
            world.effects[name] = world.put(f"file-{n}", name)
    of = plan(*made)
    leaves = [p for p in made if p.checks]
    done = Ran(world, of, wish=Wish(tuple(p.id for p in leaves)), jobs=jobs).go()
    assert_order(world, done.state)
    graph = Graph(of.phases)
    good: set[str] = set()
    for name in graph.order():
        needs = {leaf for need in graph.needs(name) for leaf in graph.leaves(need)}
        own = {f"{name}:make"} if graph.phases[name].steps else {f"{name}/clean"}
        if needs <= good and not bad & {f"{name}/ok", *own}:
            good.add(name)
    complete = {p.id for p in leaves if done.status(p.id) is S.COMPLETE}
    dirty = any(
        f"{p.id}/ok" in bad for p in leaves if p.steps
    )  # what its step left is in no commit, and an input of the others
    assert complete <= good if dirty else complete == good
    assert done.result is not None
    assert {name for name, what in done.result.phases.items() if what == "complete"} == complete
    assert (done.outcome == "passed") is (len(good) == len(leaves))
    under_way = 0
    for kind, _ in world.log:
        under_way += {"start": 1, "end": -1}.get(kind, 0)
        assert under_way <= jobs


def test_completed_phases_are_kept_and_said_to_be() -> None:
    of = plan(phase("1"), phase("2", "1"))
    done = ran(of, completed(of.phases[0]))
    assert done.tokens() == ["phase-2/ok"]
    assert done.outcome == "passed"
    assert not [event for event in done.world.events() if getattr(event, "phase", "") == "phase-1"]
