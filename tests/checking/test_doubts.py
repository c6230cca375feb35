"""What cannot fail. That it cannot is tried in a real shell; that the others can, too."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.checks.bench import Bench, read
from tracker.adapters.files.disk import DiskFiles
from tracker.checking.argv import to_argv
from tracker.checking.bound import parse_bound
from tracker.checking.doubts import lines_ignored, of_bound, of_command, of_pattern

HOPELESS = [
    ("true", (), "`true` always succeeds"),
    (": # nothing", (), "`:` always succeeds"),
    ("exit 0", ("sh",), "`exit 0` always succeeds"),
    ("test 1", (), "`test 1` always succeeds"),
    ("[ a = a ]", (), "`[ a = a ]` always succeeds"),
    ("echo all tests passed", (), "`echo all tests passed` always succeeds"),
    ("fails || true", (), "`|| true` always succeeds, whatever went wrong before it"),
    ("fails || :", (), "`|| :` always succeeds"),
    ("fails || echo failed", (), "`|| echo failed` always succeeds"),
    ("fails && fails ||\n true", (), "`|| true` always succeeds"),
    ("fails || true\necho done", (), "`|| true` always succeeds"),
    ("set +e\nfails\necho done", (), "the exit code is that of the last command, `echo done`"),
    ("fails; true", ("bash", "-c"), "the exit code is that of the last command, `true`"),
    ("fails\necho done", ("bash", "-o", "pipefail", "-c"), "the exit code is that of the last command, `echo done`"),
    ("fails | tee log", ("sh",), "the exit code is that of `tee`, and not of `fails` before the pipe"),
    ("fails 2>&1 | tail -3", ("bash", "-e", "-c"), "the exit code is that of `tail`"),
    ("sh -c 'fails; true'", (), "the exit code is that of the last command, `true`"),
    ("bash -c 'fails | cat'", (), "the exit code is that of `cat`"),
    ("fails &", (), "`&` leaves `fails` in the background"),
    ("! grep -rq sqlite3 server/", (), "there is no server/"),
    ("! grep -q -e a -A 3 there gone.txt", (), "there is no gone.txt"),
    ("! grep sqlite3", (), "grep is given no file"),
]
USEFUL = [
    ("fails; fails", ()),
    ("fails | tee log", ()),
    ("fails; echo done", ()),
    ("rm -f x || true\nfails", ()),
    ("fails || { echo no; exit 1; }", ()),
    ("set +e\nfails\ncode=$?\nexit $code", ()),
    ("set -e\nfails\necho done", ("bash", "-c")),
    ("set -o pipefail\nfails | cat", ("bash", "-c")),
    ("if ! fails; then exit 1; fi", ()),
    ("for x in 1; do\n fails\ndone", ()),
    ("! grep -q text there", ()),
    ("echo text | grep -q other", ("sh",)),
    ("[ -f nowhere ]", ()),
    ('test -n "${NOWHERE:-}"', ()),
    ("true && fails", ()),
    ("bash -euo pipefail -c 'fails | cat'", ()),
    ("cat <<EOF\nfails || true\nEOF\nfails", ()),
    ("(fails)", ()),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "there").write_text("text\n")
    return tmp_path


def code(text: str, shell: tuple[str, ...], folder: Path) -> int:
    """`fails` is a program that is not there."""
    return subprocess.run(
        to_argv((text,), shell=shell), cwd=folder, capture_output=True, check=False, stdin=subprocess.DEVNULL
    ).returncode


@pytest.mark.parametrize(("text", "shell", "why"), HOPELESS)
def test_a_command_that_cannot_fail(folder: Path, text: str, shell: tuple[str, ...], why: str) -> None:
    assert of_command((text,), shell, DiskFiles(str(folder)).exists).startswith(why)
    assert code(text, shell, folder) == 0


@pytest.mark.parametrize(("text", "shell"), USEFUL)
def test_a_command_that_can(folder: Path, text: str, shell: tuple[str, ...]) -> None:
    assert of_command((text,), shell, DiskFiles(str(folder)).exists) == ""
    assert code(text, shell, folder) != 0


def test_a_list_of_words_is_looked_at_too() -> None:
    assert of_command(("sh", "-c", "fails; true"), (), lambda _: True).startswith("the exit code is that of the last command")
    assert of_command(("true",), (), lambda _: True) == "`true` always succeeds"
    assert of_command(("python", "-c", "fails; true"), (), lambda _: True) == ""


def test_a_line_with_an_exclamation_mark_stops_nothing_unless_it_is_the_last(folder: Path) -> None:
    text = "! grep -q text there\n! grep -q more there"
    assert [line for line, _ in lines_ignored((text,), ())] == ["! grep -q text there"]
    assert code(text, (), folder) == 0
    assert list(lines_ignored((text,), ("bash", "-c"))) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("ls nowhere && echo found\necho done", "what fails before `&&` stops nothing"),
        ("ls nowhere &\nwait\necho done", "in the background"),
        ("export X=$(ls nowhere)\necho done", "`export` succeeds though what is in"),
        ("trap 'exit 0' EXIT\nls nowhere", "it succeeds whatever happened before"),
    ],
)
def test_a_line_at_which_no_shell_stops_is_told(folder: Path, text: str, why: str) -> None:
    ((_, said),) = lines_ignored((text,), ())
    assert said.startswith(why) or why in said
    assert code(text, (), folder) == 0, "it is just so"


@pytest.mark.parametrize(
    "text",
    [
        "echo ok\nls nowhere && echo found",
        "[ -f nowhere ] && rm nowhere\necho ok",
        "sleep 0 & p=$!\nwait $p\necho ok",
        "X=$(echo a)\nexport X\necho ok",
        "trap 'rm -f x' EXIT\necho ok",
        "ls nowhere || exit 3\necho ok",
    ],
)
def test_lines_of_which_a_shell_heeds_the_failure(text: str) -> None:
    assert list(lines_ignored((text,), ())) == []


@pytest.mark.parametrize(
    ("bound", "empty"), [(">= 0", True), ("> -1", True), (">= 1", False), ("0", False), ("<= 9", False), ("0..9", False)]
)
def test_bounds(bound: str, empty: bool) -> None:
    assert of_bound(parse_bound(bound)) is empty
    assert not of_bound(None)


@pytest.mark.parametrize(
    ("pattern", "empty"), [(".*", True), ("", True), ("x?", True), ("^", True), ("x|", True), (".", False), ("^$x", False)]
)
def test_patterns(pattern: str, empty: bool) -> None:
    assert of_pattern(pattern) is empty


@pytest.mark.parametrize(
    ("kind", "values", "places"),
    [
        ("command", {"run": "true"}, [("run",)]),
        ("command", {"run": "true", "expect": {"exit": 1}}, []),
        ("command", {"run": "fails || true", "expect": {"output": "3 passed"}}, []),
        ("command", {"run": "fails || true", "expect": {"lacks": "error"}}, []),
        ("command", {"run": "fails", "expect": {"output": [".*", "x"]}}, [("expect", "output", 0)]),
        ("command", {"run": "echo 3 passed", "expect": {"output": r"\d passed"}}, [("expect", "output")]),
        ("command", {"run": ["echo", "3 passed"], "expect": {"output": "3 passed"}}, [("expect", "output")]),
        ("command", {"run": "fails || true; echo PASSED", "expect": {"output": "PASSED"}}, [("expect", "output")]),
        ("command", {"run": "fails; echo PASSED", "expect": {"output": "PASSED"}}, []),
        ("metric", {"source": {"files": {"n": "*.py"}}}, [()]),
        ("metric", {"source": {"files": {"n": "*.py"}}, "expect": {"n": ">= 0"}}, [("expect", "n")]),
        ("metric", {"source": {"command": "x"}, "expect": {"n": ">= 0"}}, []),
        ("files", {"expect": [{"path": "*.py", "count": ">= 0"}]}, [("expect", 0, "count")]),
        ("files", {"expect": [{"path": "srv/*", "count": "<= 3", "lacks": "x"}]}, [("expect", 0, "path")]),
        ("files", {"expect": [{"path": "ther?", "count": "<= 3", "lacks": "x"}]}, []),
        ("files", {"expect": [{"path": "srv/*", "lacks": "x"}]}, []),
        ("files", {"expect": [{"path": "**"}]}, [("expect", 0, "path")]),
        ("files", {"expect": [{"path": "**", "lacks": "TODO"}]}, []),
        ("files", {"expect": [{"path": "there", "contains": ["a*"]}]}, [("expect", 0, "contains", 0)]),
        ("files", {"expect": [{"path": "gone", "exists": False}]}, []),
        ("git", {"expect": {"branch": "*"}}, [("expect", "branch")]),
        ("git", {"expect": {"branch": "main"}}, []),
        ("sql", {"url": "sqlite://", "query": "select 1", "expect": {"row_count": ">= 0"}}, [("expect", "row_count")]),
        ("pytest", {"run": "pytest", "expect": {"passed": ">= 0"}}, [("expect", "passed")]),
        ("pytest", {"run": "pytest || true"}, []),
        ("tests", {"run": "x", "report": "x.xml", "expect": {"total": "> -1"}}, [("expect", "total")]),
    ],
)
def test_what_each_kind_doubts(
    tmp_path: Path, hermetic: dict[str, str], kind: str, values: dict[str, object], places: list[object]
) -> None:
    bench = Bench(tmp_path, hermetic)
    bench.write("there", "text")
    assert [doubt.place for doubt in read(kind, **values).doubts(DiskFiles(str(bench.path)))] == places
