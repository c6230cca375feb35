"""What is said when something is wrong: place, found, expected, what to do; and the documented exit code."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import Place
from tracker.commands.resolve import resolve_phase
from tracker.errors import UsageError
from tracker.graph import Graph
from tracker.spec.phases import Phase


def test_an_invalid_plan_reports_every_problem_at_once_with_its_place(place: Place) -> None:
    place.write(
        "tracker.yaml",
        """\
        project:
          name: Test
          gaol: typed wrongly
        documents:
          - {path: ../out.md, title: T, sections: [overview, phasis]}
        """,
    )
    place.write(
        "phases/phase-1.yaml",
        """\
        id: phase-1
        title: One
        depends_on: [phase-9]
        estimate: soon
        checks:
          - {id: a, kind: comand, run: "true"}
          - {id: b, kind: command, run: "true", timeut: 1m}
          - {id: c, kind: command}
        """,
    )
    done = place.tracker("validate")
    assert done.code == 3
    assert done.err == (
        "tracker.yaml:3:3: unknown key 'gaol' in project\n"
        "  found     'typed wrongly'\n"
        "  expected  a key that exists\n"
        "  hint      did you mean 'goal'?\n"
        "tracker.yaml:5:12: the value of documents[0].path is not right\n"
        "  found     '../out.md'\n"
        "  expected  a path below the project, with / and without .. or .git\n"
        "tracker.yaml:5:54: there is no section 'phasis'\n"
        "  found     'phasis'\n"
        "  expected  a section of tracker's, or a template documents/phasis.md.j2\n"
        "  hint      did you mean 'phases'?\n"
        "phases/phase-1.yaml:3:14: there is no phase 'phase-9'\n"
        "  found     'phase-9'\n"
        "  expected  a phase of this plan\n"
        "  hint      did you mean 'phase-1'?\n"
        "phases/phase-1.yaml:4:11: the value of estimate is not right\n"
        "  found     'soon'\n"
        "  expected  'soon' is not an estimate; write it like 30 min, 1h30m, 2-3 hours, 2 days or 1 week\n"
        "phases/phase-1.yaml:6:19: the value of checks[0].kind is not right\n"
        "  found     'comand'\n"
        "  expected  one of approval, benchmark, command, files, git, metric, pytest, sql, tests\n"
        "  hint      did you mean 'command'?\n"
        "phases/phase-1.yaml:7:41: unknown key 'timeut' in checks[1]\n"
        "  found     '1m'\n"
        "  expected  a key that exists\n"
        "  hint      did you mean 'timeout'?\n"
        "phases/phase-1.yaml:8:5: the key 'run' is missing in checks[2]\n"
        "  found     nothing\n"
        "  expected  this key\n"
        "error: the plan has 8 problems\n"
        "  Fix them, then check again: tracker validate\n"
    )
    as_json = place.tracker("validate", "--json")
    assert as_json.code == 3
    assert next((p["file"], p["line"], p["column"]) for p in as_json.json["problems"]) == ("tracker.yaml", 3, 3)


def test_references_that_do_not_hold_are_reported_with_suggestions(place: Place) -> None:
    place.write("tracker.yaml", "project: {name: Test}\ndocuments: [{path: A.md, title: A, sections: [phasis]}]\n")
    place.phase(
        "phase-1",
        """
        depends_on: [phase-11]
        issues: [nothing]
        deliverables: [{text: D, done_when: [chek]}]
        checks:
          - {id: check, kind: command, run: "echo {{ databse }}", matrix: {database: [a]}}
          - {id: check, kind: command, run: "true"}
        prompt: {file: P.md, create_when: when it is time}
        """,
    )
    done = place.tracker("status")
    assert done.code == 3
    for said in (
        "tracker.yaml:2:47: there is no section 'phasis'",
        "did you mean 'phases'?",
        "there is no phase 'phase-11'",
        "did you mean 'phase-1'?",
        "there is no issue 'nothing'",
        "there is no check 'chek'",
        "did you mean 'check'?",
        "the matrix has no axis 'databse'",
        "did you mean 'database'?",
        "the check 'check' a second time",
        "unknown condition",
    ):
        assert said in done.err


def test_phases_that_wait_for_each_other_are_an_error(place: Place) -> None:
    place.phase("phase-1", "depends_on: [phase-2]\n")
    place.phase("phase-2", "depends_on: [phase-1]\n")
    done = place.tracker("validate")
    assert done.code == 3
    assert "phases that wait for each other: phase-1 -> phase-2 -> phase-1" in done.err


def test_a_phase_with_sub_phases_has_no_work_of_its_own(place: Place) -> None:
    place.phase("phase-1", "checks: [{id: a, kind: command, run: 'true'}]\n")
    place.phase("phase-1.1", "parent: phase-1\nchecks: [{id: a, kind: command, run: 'true'}]\n")
    done = place.tracker("validate")
    assert done.code == 3
    assert "phases/phase-1.yaml:3:1: phase-1 has sub-phases and checks of its own" in done.err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: &x 1\nb: *x\n", "the anchor &x"),
        ("a: !!python/object:os.system x\n", "the tag"),
        ("<<: {a: 1}\n", "a merge key"),
        ("project: {name: A}\nproject: {name: B}\n", "the key 'project' a second time"),
        ("project: {name: [\n", "not valid YAML"),
        ("a:\n\t- b\n", "not valid YAML"),
        ("- just\n- a list\n", "the file holds no mapping"),
        ("", "the file holds no mapping"),
        ("[" * 100_000, "nested too deeply"),
        ("a: " + "{b: " * 200, "nested too deeply"),
        ("project: {name: A}\n---\nproject: {name: B}\n", "a second YAML document"),
    ],
)
def test_yaml_that_is_refused_is_named_with_its_place(place: Place, text: str, said: str) -> None:
    place.write("tracker.yaml", text)
    done = place.tracker("validate")
    assert done.code == 3
    assert said in done.err
    assert "tracker.yaml:" in done.err


def test_bytes_that_are_not_utf_8_are_named_with_their_place(place: Place) -> None:
    (place.path / "tracker.yaml").write_bytes(b"project:\n  name: caf\xe9\n")
    done = place.tracker("validate")
    assert done.code == 3
    assert done.err.startswith("tracker.yaml:2:12: not UTF-8\n  found     the byte 0xe9\n")


def test_ids_that_look_like_numbers_stay_text(place: Place) -> None:
    place.phase("phase-4.10", "claimed: {source: S, commits: [{commit: 84373e8}]}\n")
    place.phase("phase-4.2", "checks: [{id: a, kind: command, run: 'true'}]\n")
    view = place.tracker("status", "--json").json
    assert [phase["id"] for phase in view["phases"]] == ["phase-4.2", "phase-4.10"]
    assert view["phases"][1]["commits"] == ["84373e8"]


@pytest.mark.parametrize(
    "words",
    [
        ["status"],
        ["next"],
        ["explain", "1"],
        ["render"],
        ["validate"],
        ["log"],
        ["show", "last"],
        ["run", "1"],
        ["approve", "1"],
    ],
)
def test_outside_a_project_every_command_says_how_to_start_one(
    tmp_path: Path, hermetic: dict[str, str], words: list[str]
) -> None:
    done = Place(tmp_path, hermetic).tracker(*words)
    assert done.code == 2
    assert done.err == f"error: there is no tracker.yaml in {tmp_path} or above it\n  Write a plan here: tracker init\n"
    assert not list(tmp_path.iterdir())


def test_a_plan_inside_a_project_does_not_hide_the_one_above_unasked(place: Place) -> None:
    (place.path / "below/deep").mkdir(parents=True)
    done = place.tracker("init", below="below/deep")
    assert done.code == 4
    assert done.err.startswith(f"error: {place.path} has a plan already, which nobody in this folder would see any more\n")
    assert list((place.path / "below/deep").iterdir()) == []


def test_without_git_the_plan_can_be_read_and_run_says_what_to_do(tmp_path: Path, hermetic: dict[str, str]) -> None:
    place = Place(tmp_path, hermetic)
    assert place.tracker("init").code == 0
    status = place.tracker("status")
    assert status.code == 0
    assert "Next: git init" in status.out
    assert "Next: git init" in place.tracker("next").out
    explained = place.tracker("explain", "1", "--json").json["would_run"]
    assert (explained["possible"], explained["items"]) == (False, [])
    run = place.tracker("run", "1")
    assert run.code == 4
    assert "is not in a git repository, and results belong to commits" in run.err
    assert "git init" in run.err


def test_in_an_empty_repository_run_asks_for_a_first_commit(place: Place) -> None:
    place.phase("phase-1", "checks: [{id: a, kind: command, run: 'true'}]\n")
    assert "no commit yet" in place.tracker("status").out
    assert place.tracker("next").out.endswith("\n\nNext: git add -A && git commit; results belong to commits\n")
    assert "no commit yet" in place.tracker("explain", "1").out
    run = place.tracker("run", "1")
    assert run.code == 4
    assert run.err == (
        "error: this repository has no commit yet, and results belong to commits\n"
        "  Make the first one: git add -A && git commit -m 'Start'\n"
    )


def test_an_empty_plan_says_what_to_write(place: Place) -> None:
    done = place.tracker("status")
    assert done.code == 0
    assert "Next: write phases/phase-1.yaml, then tracker validate" in done.out
    place.commit()
    assert place.tracker("next").out.startswith("The plan has no phases yet.\n")
    run = place.tracker("run")
    assert run.code == 4
    assert run.err == "error: the plan has no phases yet\n  Write phases/phase-1.yaml, then: tracker validate\n"


def test_on_a_detached_head_runs_work_and_status_says_where_it_is(stepped: Place) -> None:
    stepped.git("checkout", "-q", "--detach")
    stepped.write("one.txt", "")
    assert "detached at" in stepped.tracker("status").out
    assert ", 1 file dirty\n" in stepped.tracker("status").out
    assert stepped.tracker("run", "1").code == 0
    assert stepped.git("log", "--oneline").count("\n") == 3


def test_in_a_bare_repository_it_says_to_clone(place: Place, tmp_path: Path) -> None:
    place.phase("phase-1", "checks: [{id: a, kind: command, run: 'true'}]\n")
    place.commit()
    bare = tmp_path / "bare.git"
    place.git("clone", "-q", "--bare", ".", str(bare))
    (bare / "tracker.yaml").write_text("project: {name: Test}\n")
    (bare / "phases").mkdir()
    (bare / "phases/phase-1.yaml").write_text(place.read("phases/phase-1.yaml"))
    for words in ("run 1", "run 1 --dry-run", "status"):
        done = Place(bare, place.env).tracker(*words.split())
        assert done.code == 4
        assert done.err == (
            f"error: {bare} is a bare repository, which has no files to check\n  Clone it, and run tracker in the clone.\n"
        )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["frobnicate"], "No such command 'frobnicate'"),
        (["run", "1", "--jobs", "0"], "--jobs"),
        (["run", "1", "--check", "nope"], "there is no check 'nope' in phase-1"),
        (["explain", "4.1"], "there is no phase '4.1'"),
        (["show", "zzz"], "there is no run 'zzz'"),
        (["show"], "Missing argument"),
    ],
)
def test_wrong_words_end_with_usage(stepped: Place, words: list[str], said: str) -> None:
    done = stepped.tracker(*words)
    assert done.code == 2
    assert said in done.err
    assert len(done.err.splitlines()) <= 4


@pytest.mark.parametrize("word", ["Phase 2", "phase 2", "phase_2", "phase:2", " 2.", "2/ok", "\uff12"])
def test_a_phase_called_as_in_a_document_is_suggested(word: str) -> None:
    graph = Graph([Phase(id=f"phase-{n}", title="T") for n in (1, 2, 3)])
    with pytest.raises(UsageError, match="there is no phase") as caught:
        resolve_phase(graph, word)
    assert caught.value.hints == ("Did you mean '2'?", "See them all: tracker status --all")


def test_a_closed_pipe_ends_quietly(stepped: Place) -> None:
    for _ in range(5):
        stepped.tracker("run", "2", "1", "--force")
    for words in ("log", "status --all", "show last", "explain 1", "render --stdout TRACKER.md", "schema"):
        done = subprocess.run(
            f"{' '.join(stepped.command())} {words} | head -1",
            shell=True,
            cwd=stepped.path,
            env=stepped.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr == ""
        assert len(done.stdout.splitlines()) == 1


def test_every_command_works_from_a_folder_below(stepped: Place) -> None:
    stepped.write("deep/down/file.txt", "")
    stepped.commit()
    assert stepped.tracker("run", "1", below="deep/down").code == 0
    for words in (["status"], ["next"], ["explain", "1"], ["render", "--check"], ["validate"], ["log"], ["show", "last"]):
        assert stepped.tracker(*words, below="deep/down").code == 0, words


def test_every_command_has_help_with_an_example(stepped: Place) -> None:
    listed = stepped.tracker("--help").out
    for verb in ("status", "run", "next", "explain", "render", "validate", "log", "show", "schema", "approve", "init"):
        assert f"  {verb} " in listed
        done = stepped.tracker(verb, "--help")
        assert done.code == 0
        assert f"Example: tracker {verb}" in done.out
        assert "--json" in done.out


def test_every_command_has_versioned_json(stepped: Place) -> None:
    stepped.tracker("run", "1")
    for words, kind in (
        (["status"], "status"),
        (["next"], "next"),
        (["explain", "1"], "explanation"),
        (["render", "--check"], "documents"),
        (["validate"], "validation"),
        (["log"], "log"),
        (["show", "last"], "run"),
        (["schema"], "schema"),
        (["schema", "settings"], "schema"),
        (["schema", "--states"], "states"),
        (["render", "--stdout", "TRACKER.md"], "documents"),
        (["run", "2", "--dry-run"], "plan"),
        (["run", "2"], "event"),
    ):
        out = stepped.tracker(*words, "--json").out
        view = json.loads(out.partition("\n{")[0])
        assert (view["format_version"], view["kind"]) == (1, kind)
    assert stepped.tracker("schema", "phase", "--json").json["schema"] == stepped.tracker("schema", "phase").json
    shown = stepped.tracker("render", "--stdout", "TRACKER.md", "--json").json
    assert [item["text"] for item in shown["documents"]] == [stepped.read("TRACKER.md")]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["status", "--bogus"], 2),
        (["bogus"], 2),
        (["explain"], 2),
        (["run", "--jobs", "0"], 2),
        (["run", "9"], 2),
        (["run", "2"], 4),
        (["show", "none"], 2),
    ],
)
def test_every_error_is_one_json_object_on_one_line_too(stepped: Place, words: list[str], code: int) -> None:
    done = stepped.tracker(*words, "--json")
    (view,) = done.events
    assert (view["format_version"], view["kind"], view["exit_code"], done.code) == (1, "error", code, code)
    assert view["message"] in done.err
    assert view["hints"]


def test_colour_appears_on_a_terminal_alone_and_no_color_is_respected(stepped: Place) -> None:
    def on_a_terminal(**extra: str) -> str:
        stepped.env.pop("NO_COLOR", None)
        return stepped.terminal("status", **extra)

    assert "\x1b[" in on_a_terminal()
    assert "\x1b[" not in on_a_terminal(NO_COLOR="1")
    assert "\x1b[" not in on_a_terminal(TERM="dumb")
    assert "\x1b[" not in stepped.tracker("status", NO_COLOR="").out


def test_a_bug_of_ours_ends_with_70_and_a_report_but_no_traceback(stepped: Place) -> None:
    stepped.write("sitecustomize.py", "import tracker.commands.validate as v\nv.validate = lambda project: 1 / 0\n")
    done = stepped.tracker("validate", PYTHONPATH=f"{stepped.path}{os.pathsep}{stepped.env['PYTHONPATH']}")
    assert done.code == 70
    assert "a bug in tracker (ZeroDivisionError: division by zero). The report is in " in done.err
    report = Path(done.err.split("The report is in ")[1].split(";")[0])
    assert "ZeroDivisionError" in report.read_text()
    report.unlink()
    done = stepped.tracker("validate", "--json", PYTHONPATH=f"{stepped.path}{os.pathsep}{stepped.env['PYTHONPATH']}")
    assert (done.json["kind"], done.json["exit_code"]) == ("error", 70)
    Path(done.err.split("The report is in ")[1].split(";")[0]).unlink()
