"""What a result depends on is looked up once, and kept so that it can be compared later."""

from __future__ import annotations

import pytest

from tests.builders import COMMIT, begun, check, phase, plan, result, situation
from tests.fakes import MemoryEvidence, MemoryFiles, World
from tracker.inputs import INLINE_LIMIT, Around, Inputs, look_at, pack, packed, unpack
from tracker.journal import events as e
from tracker.spec.phases import Phase


def looking(world: World, *rendered: str) -> Inputs:
    return Inputs(MemoryFiles(world), lambda: tuple(sorted(world.files)), rendered=frozenset(rendered))


def with_inputs(*patterns: str) -> Phase:
    return phase("1", checks=(check("ok", inputs=list(patterns)),))


def test_inputs_are_looked_up_once_until_they_are_forgotten() -> None:
    world = World(files={"a.py": "1", "b.txt": "1"})
    inputs, (of,) = looking(world), with_inputs("*.py").checks
    assert inputs.of(of) == {"a.py": "1"}
    world.files["a.py"] = "2"
    assert inputs.of(of) == {"a.py": "1"}
    inputs.forget()
    assert inputs.of(of) == {"a.py": "2"}


def test_a_document_of_the_tracker_is_an_input_only_by_its_own_name() -> None:
    inputs = looking(World(files={"TRACKER.md": "1", "a.md": "1"}), "TRACKER.md")
    assert inputs.of(with_inputs("*.md").checks[0]) == {"a.md": "1"}
    assert inputs.of(with_inputs("*.md", "TRACKER.md").checks[0]) == {"TRACKER.md": "1", "a.md": "1"}


@pytest.mark.parametrize("count", [0, 1, INLINE_LIMIT, INLINE_LIMIT + 1])
def test_a_list_of_any_length_comes_back_as_it_was(count: int) -> None:
    evidence, inputs = MemoryEvidence(), {f"{n}.py": str(n) for n in range(count)}
    packed = pack(inputs, evidence)
    assert len(packed) <= INLINE_LIMIT
    assert len(evidence.values) == int(count > INLINE_LIMIT)
    assert unpack(packed, evidence) == inputs


@pytest.mark.parametrize("value", [None, "text", {"kind": "inputs"}, {"kind": "inputs", "files": ["a.py"]}])
def test_a_list_that_is_lost_or_damaged_is_not_an_empty_one(value: object) -> None:
    evidence = MemoryEvidence()
    digest = "0" * 64 if value is None else evidence.put(value)
    assert unpack({"": digest}, evidence) is None


def test_only_a_recorded_result_has_a_freshness() -> None:
    of, other = with_inputs("*.py"), phase("2")
    state = situation(plan(of, other), result(of, "ok", inputs={"a.py": "1"})).state
    world = World(files={"a.py": "1"})
    answers = look_at((of, other), state, looking(world), MemoryEvidence()).freshness
    assert {key: answer.fresh for key, answer in answers.items()} == {next(iter(state.phases[of.id].checks)): True}
    world.files["a.py"] = "2"
    answers = look_at((of, other), state, looking(world), MemoryEvidence()).freshness
    assert [answer.changed for answer in answers.values()] == [("a.py",)]


def test_without_a_list_everything_is_an_input() -> None:
    assert looking(World(files={"a.py": "1", "b.txt": "2"})).of(phase("1").checks[0]) == {"a.py": "1", "b.txt": "2"}


def test_eight_inputs_are_in_the_event_itself_and_nine_are_not() -> None:
    assert "" not in pack({f"{n}.py": "1" for n in range(8)}, MemoryEvidence())
    assert "" in pack({f"{n}.py": "1" for n in range(9)}, MemoryEvidence())


def test_what_is_packed_to_be_compared_is_kept_nowhere() -> None:
    evidence, inputs = MemoryEvidence(), {f"{n}.py": "1" for n in range(9)}
    assert packed(inputs, evidence) == pack(inputs, MemoryEvidence())
    assert evidence.values == {}


def test_what_git_ignores_is_named_up_to_five_files() -> None:
    files = {f"{n}.py": "1" for n in range(7)}
    around = Around(ignored=lambda: lambda path: path != "0.py")
    patterns = sorted(files)
    inputs = Inputs(MemoryFiles(World(files=files)), lambda: (), around=around)
    of = with_inputs(*patterns).checks[0]
    assert inputs.ignored(of) == tuple(f"{n}.py" for n in range(1, 7))
    rests = [note for note in inputs.take(of).notes if note.startswith("rests on ")]
    assert [note.split()[2] for note in rests] == [f"{n}.py," for n in range(1, 6)]
    assert inputs.ignored(with_inputs().checks[0]) == ()


DONE = with_inputs("a.py", "b.py")


def sealed(before: dict[str, str]) -> list[e.Event]:
    end = e.PhaseCompleted("phase-1", COMMIT, 1.0, before=before)
    return [*begun(DONE), *result(DONE, "ok", inputs={"a.py": "1", "b.py": "1"}), end]


@pytest.mark.parametrize(
    ("before", "files", "undone"),
    [
        ({"a.py": "0"}, {"a.py": "0", "b.py": "1"}, True),
        ({"a.py": "0"}, {"a.py": "2", "b.py": "1"}, False),
        ({"a.py": "0", "b.py": ""}, {"a.py": "0"}, True),
        ({"a.py": "0", "b.py": "0"}, {"a.py": "0", "b.py": "1"}, False),
        ({}, {"a.py": "0", "b.py": "1"}, False),
        ({"a.py": "1"}, {"a.py": "1", "b.py": "1"}, False),
    ],
)
def test_undone_is_what_changed_and_is_as_it_was_before(before: dict[str, str], files: dict[str, str], undone: bool) -> None:
    state = situation(plan(DONE), sealed(before)).state
    found = look_at((DONE,), state, looking(World(files=files)), MemoryEvidence())
    assert found.undone == (frozenset({"phase-1"}) if undone else frozenset())


def test_a_phase_that_was_never_completed_is_not_undone() -> None:
    state = situation(plan(DONE), sealed({"a.py": "0"})[:-1]).state
    assert look_at((DONE,), state, looking(World(files={"a.py": "0"})), MemoryEvidence()).undone == frozenset()


def test_a_result_whose_tests_are_lost_is_lost() -> None:
    of, evidence, world = with_inputs("a.py"), MemoryEvidence(), World(files={"a.py": "1"})
    kept = evidence.put({"tests": []})
    for digest, lost in (("0" * 64, True), (kept, False)):
        state = situation(plan(of), result(of, "ok", inputs={"a.py": "1"}, tests=digest)).state
        (answer,) = look_at((of,), state, looking(world), evidence).freshness.values()
        assert (answer.fresh, answer.lost) == (not lost, lost)
        assert answer.why == (f"its evidence is missing: the test results {'0' * 12}…" if lost else "")
        (unasked,) = look_at((of,), state, looking(world), None).freshness.values()
        assert unasked.fresh


def test_what_was_found_for_the_content_that_is_there_again_is_told_beside_the_newest() -> None:
    of = with_inputs("a.py")
    story = [event for n in "12" for event in result(of, "ok", inputs={"a.py": n}, summary=f"with {n}")]
    state = situation(plan(of), story).state

    def here(content: str) -> str | None:
        (answer,) = look_at((of,), state, looking(World(files={"a.py": content})), MemoryEvidence()).freshness.values()
        return answer.here.summary if answer.here else None

    assert (here("1"), here("2"), here("3")) == ("with 1", None, None)


@pytest.mark.parametrize(
    ("word", "path"),
    [
        ("run.sh", "run.sh"),
        ("./run.sh", "run.sh"),
        ("x/../run.sh", "run.sh"),
        ("x/y/../../run.sh", "run.sh"),
        ("../run.sh", None),
        ("/bin/run.sh", None),
        (".git/run.sh", None),
        ("node_modules/x/run.sh", None),
    ],
)
def test_a_script_is_an_input_by_the_path_that_its_word_comes_to(word: str, path: str | None) -> None:
    files = dict.fromkeys(("run.sh", ".git/run.sh", "node_modules/x/run.sh", "../run.sh", "/bin/run.sh"), "1")
    of = phase("1", checks=(check("ok", run=f"sh {word}", inputs=[]),)).checks[0]
    assert looking(World(files=files)).kinds(of) == ({path: "script"} if path else {})


def test_what_was_found_for_many_inputs_that_are_there_again_is_told_too() -> None:
    of, evidence = with_inputs("*.py"), MemoryEvidence()
    lists = [{f"{n}.py": content for n in range(9)} for content in "12"]
    story = [event for files in lists for event in result(of, "ok", inputs=pack(files, evidence), summary=files["0.py"])]
    state = situation(plan(of), story).state
    (answer,) = look_at((of,), state, looking(World(files=dict(lists[0]))), evidence).freshness.values()
    assert answer.here is not None
    assert answer.here.summary == "1"
