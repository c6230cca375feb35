"""What a check reads by itself: found in its words, compared, and named where a clone would not have it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checks.bench import read
from tests.conftest import Place
from tracker.adapters.files.disk import DiskFiles
from tracker.checking.unmatched import unmatched
from tracker.inputs import Around, Inputs


@pytest.mark.parametrize(
    ("run", "scripts", "programs"),
    [
        ("sh scripts/verify.sh -x", {"scripts/verify.sh"}, {"sh"}),
        ("python -X dev tools/x.py a.txt", {"dev"}, {"python"}),
        ("python tools/x.py a.txt", {"tools/x.py"}, {"python"}),
        ("python -m pkg.mod", {"pkg/mod.py", "src/pkg/mod.py"}, {"python"}),
        ("./check --all", {"./check"}, {"./check"}),
        ("env A=1 timeout 10 bash run.sh", {"run.sh"}, {"env", "timeout", "bash"}),
        ("cd sub && bash run.sh | grep -q ok", {"run.sh"}, {"bash", "grep"}),
        ("for f in a; do node $f; node b.js; done", {"b.js"}, {"node"}),
        ("python -c 'print(1)'", set(), {"python"}),
        ("poetry run python x.py", {"x.py"}, {"poetry", "python"}),
    ],
)
def test_what_the_words_of_a_command_run(run: str, scripts: set[str], programs: set[str]) -> None:
    found = read("command", run=run).reading()
    assert scripts <= set(found.scripts)
    assert programs <= set(found.programs)


@pytest.mark.parametrize(
    "run", ["tests | tee log.txt", "x -o log.txt", "x --junitxml log.txt", "x > log.txt", "sed -i s/a/b/ log.txt"]
)
def test_what_a_command_writes_is_no_input(run: str) -> None:
    assert "log.txt" not in read("command", run=run).reading().named


def inputs(folder: Path, above: int = 0, **around: object) -> Inputs:
    return Inputs(DiskFiles(str(folder)), lambda: (), around=Around(above=above, **around))  # type: ignore[arg-type]


def test_configuration_of_a_test_runner_from_the_nearest_folder_up(tmp_path: Path) -> None:
    work = tmp_path / "service"
    for name in ("conftest.py", "pytest.ini", "service/conftest.py", "service/tests/unit/conftest.py", "service/tests/a.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    for kind, more in (("pytest", {}), ("command", {})):
        check = read(kind, run="python -m pytest -q -k slow tests", inputs=["tests/a.py"], **more)
        assert set(inputs(work, above=1).kinds(check)) == {
            "conftest.py", "tests/unit/conftest.py", "../conftest.py", "../pytest.ini",
        }  # fmt: skip
    assert "../pytest.ini" not in inputs(work).of(check)
    (work / "tox.ini").write_text("")
    assert set(inputs(work, above=1).kinds(check)) == {"conftest.py", "tests/unit/conftest.py", "tox.ini"}


def test_tools_and_what_is_outside_the_repository_are_no_inputs(tmp_path: Path) -> None:
    for name in ("work/node_modules/.bin/jest", "outside.sh", "work/.venv/bin/python"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    for run in ("./node_modules/.bin/jest", "sh ../outside.sh", ".venv/bin/python -V", "sh /etc/hostname"):
        assert inputs(tmp_path / "work").of(read("command", run=run, inputs=[])) == {}


def test_a_folder_means_what_is_below_it_and_ignored_files_only_where_they_are_named(tmp_path: Path) -> None:
    for name in ("src/a.py", "src/__pycache__/a.pyc", "src/made.py", "build/x.sql"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    hidden = {"src/made.py", "build/x.sql", "build/."}
    made = inputs(tmp_path, ignored=lambda: hidden.__contains__)
    assert set(made.of(read("files", inputs=["src/"], expect=[{"path": "x"}]))) == {"src/a.py"}
    assert set(made.of(read("files", inputs=["src/made.py", "build/*.sql"], expect=[{"path": "x"}]))) == {
        "src/made.py",
        "build/x.sql",
    }
    assert set(made.of(read("files", inputs=["**/*"], expect=[{"path": "x"}]))) == {"src/a.py"}
    assert made.ignored(read("command", run="grep -q x build/x.sql", inputs=[])) == ("build/x.sql",)


@pytest.mark.parametrize(
    ("pattern", "meant"),
    [
        ("lib/*.{py,js}", "write a list: [lib/*.py, lib/*.js]"),
        ("lbi/**/*.py", "did you mean lib/**/*.py?"),
        ("LIB/*.py", "did you mean lib/*.py?"),
        ("lib/*.PY", "upper and lower case differ: lib/one.py"),
        ("lib/one.py lib/two.py", "write several as a list"),
        ("!lib/one.py", "only take away"),
        ("docs/*.md", "there is no docs"),
        ("lib/*.{py,{js,ts}}", "write a list: [lib/*.py, "),
        ("lib/one.py;lib/two.py", "write several as a list: [lib/one.py, lib/two.py]"),
        ("lib\\one.py", "folders are told apart by /: lib/one.py"),
        ("/lib/one.py", "paths begin in the workspace: lib/one.py"),
        ("$ROOT/one.py", "variables and ~ mean nothing here"),
        ("*.py", "* stays in one folder; did you mean **/*.py?"),
        ("lib/**/*.tss", "did you mean lib/**/*.ts?"),
        (r"lib/.*\.py", "this is not a regular expression"),
        ("env:", "names no variable; write env:NAME"),
        ("env:MY VAR", "names no variable; write env:NAME"),
    ],
)
def test_a_pattern_that_matches_nothing_says_what_may_be_meant(tmp_path: Path, pattern: str, meant: str) -> None:
    (tmp_path / "lib/[id]").mkdir(parents=True)
    (tmp_path / "lib/one.py").write_text("")
    (tmp_path / "lib/[id]/x.ts").write_text("")
    files = DiskFiles(str(tmp_path))
    ((_, why),) = unmatched((pattern,), files)
    assert meant in why
    assert list(unmatched(("lib", "lib/", "lib/*.py", "lib/[id]/x.ts", "lib/[id]/*.ts", "env:HOME"), files)) == []


def test_inputs_of_which_nothing_is_left_are_told(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/one.py").write_text("")
    files = DiskFiles(str(tmp_path))
    for patterns in (("lib/one.py", "!lib/**"), ("lib", "!**/*.py"), ("env:A", "lib/*", "!lib/*")):
        ((_, why),) = unmatched(patterns, files)
        assert "is taken away again" in why
    (tmp_path / "lib/two.md").write_text("")
    assert list(unmatched(("lib", "!**/*.py"), files)) == []


def explained(place: Place) -> str:
    return place.tracker("explain", "1").out


def test_a_script_that_was_another_one_for_a_run_is_noticed(place: Place) -> None:
    place.write("ci/check.sh", "grep -q new a.txt\n")
    place.write("a.txt", "new\n")
    place.phase("phase-1", "checks: [{id: v, kind: command, run: sh ci/check.sh, inputs: []}]\n")
    place.commit()
    assert place.tracker("run", "1").code == 0
    assert place.tracker("run", "--dry-run", "1").out.count("keep") >= 1
    place.write("ci/check.sh", "exit 0\n")
    assert "check.sh changed" in explained(place)


def test_a_program_that_is_not_there_any_more_cannot_be_compared(place: Place, tmp_path: Path) -> None:
    tool = tmp_path / "bin/speclint"
    tool.parent.mkdir()
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)
    place.write("a.txt", "x\n")
    place.phase("phase-1", "checks: [{id: v, kind: command, run: speclint, inputs: [a.txt]}]\n")
    place.commit()
    path = f"{tool.parent}:{place.env['PATH']}"
    assert place.tracker("run", "1", PATH=path).code == 0
    tool.unlink()
    assert "speclint is not found here; it was" in explained(place)
    assert place.status()["phase-1"]["status"] == "complete"


def test_a_variable_that_changes_what_runs(place: Place) -> None:
    place.write("tracker.yaml", "project: {name: T}\nenvironment: {pass_through: ['NODE_*', 'DB_*']}\n")
    place.write("a.txt", "x\n")
    place.phase("phase-1", "checks: [{id: v, kind: command, run: cat a.txt, inputs: [a.txt]}]\n")
    place.commit()
    assert place.tracker("run", "1", NODE_OPTIONS="--secret-value", DB_URL="here").code == 0
    assert "NODE_OPTIONS was set in the environment" in explained(place)
    assert "the variable NODE_OPTIONS is not set, and was" in explained(place)
    assert "--secret-value" not in "".join(p.read_text() for p in (place.path / ".tracker/journal").iterdir())


def test_an_input_that_is_put_back_is_an_error_and_reading_is_not(place: Place) -> None:
    place.write("a.txt", "x\n")
    place.write("sub/run.sh", "cp a.txt b; echo y > a.txt; cp b a.txt; rm b\n")
    place.phase("phase-1", "checks: [{id: v, kind: command, run: sh sub/run.sh, inputs: [a.txt]}]\n")
    place.phase("phase-2", "checks: [{id: v, kind: command, run: cat a.txt, inputs: [a.txt]}]\n")
    place.commit()
    assert place.tracker("run", "1").code == 1
    assert "a.txt was written to while the check ran, and put back" in explained(place)
    assert place.tracker("run", "2").code == 0


def test_a_configuration_that_git_ignores_proves_nothing(place: Place) -> None:
    place.write(".gitignore", "conftest.py\n")
    place.write("conftest.py", "")
    place.phase("phase-1", "checks: [{id: v, kind: command, run: python -m pytest --version, inputs: []}]\n")
    place.commit()
    assert place.tracker("run", "1").code == 1
    assert "conftest.py decides the result, and is ignored by git" in explained(place)


@pytest.mark.parametrize("name", ["phase-2.YAML", "later/phase-2.yaml", "later/phase-2.yml", "2.Yml"])
def test_whatever_looks_like_a_phase_and_is_not_read_is_named(place: Place, name: str) -> None:
    place.phase("phase-1", "goal: one\n")
    place.write(f"phases/{name}", "id: phase-2\ntitle: Two\n")
    found = place.tracker("validate")
    assert (found.code, f"phases/{name}: this file is not read" in found.err) == (3, True)
    place.write("tracker.yaml", f"project: {{name: T}}\nphases: [phases/*.yaml, '!phases/{name}']\n")
    assert place.tracker("validate").code == 0


@pytest.mark.parametrize("pattern", ["phase/*.yaml", "PHASES/*.yaml", "phases/*.yml", "plans/*.yaml"])
def test_phases_that_a_pattern_misses_are_named(place: Place, pattern: str) -> None:
    place.phase("phase-1", "goal: one\n")
    place.write("tracker.yaml", f"project: {{name: T}}\nphases: {pattern}\n")
    found = place.tracker("validate")
    assert (found.code, "phases/phase-1.yaml: this file is not read" in found.err) == (3, True)


@pytest.mark.parametrize("name", [".#phase-2.yaml", "._phase-2.yaml", "phase-2.yaml~", "phase-2.yaml.orig", "README.md"])
def test_what_editors_and_systems_leave_is_no_phase(place: Place, name: str) -> None:
    place.phase("phase-1", "goal: one\n")
    place.write(f"phases/{name}", "\x00")
    assert place.tracker("validate").code == 0


def test_phases_with_the_other_ending_and_folders_are_refused(place: Place) -> None:
    place.phase("phase-1", "goal: one\n")
    place.write("phases/phase-2.yml", "id: phase-2\ntitle: Two\n")
    place.write("phases/._phase-1.yaml", "\x00")
    assert "phases/phase-2.yml: this file is not read" in place.tracker("validate").err
    (place.path / "phases/phase-2.yml").unlink()
    assert place.tracker("validate").code == 0
    place.write("tracker.yaml", "project: {name: T}\nphases: phases\n")
    assert "this is a folder" in place.tracker("validate").err
