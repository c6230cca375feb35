"""What a machine lacks, told from what is wrong."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest

from tracker.engine.lacking import lacking
from tracker.model.log import Log
from tracker.model.result import Judgement, ProcessResult
from tracker.model.status import Outcome

FAILED, ERROR = Judgement(Outcome.FAILED, "no"), Judgement(Outcome.ERROR, "no")


def done(code: int | None = 1, said: str = "", problem: str = "") -> ProcessResult:
    return ProcessResult(code, None, timed_out=False, seconds=0.1, log=Log("", "", len(said), said, ""), problem=problem)


def attempt(command: str, *, commits: int = 0) -> Any:
    made = Mock()
    made.work.check.command.return_value = (command,)
    made.context.repository.log_count.return_value = {"commits": commits}
    return made


@pytest.mark.parametrize(
    ("command", "judgement", "ended", "missing"),
    [
        ("cargo test", ERROR, done(None, problem="command not found: cargo"), "cargo is not installed"),
        ("./verify.sh", ERROR, done(None, problem="command not found: ./verify.sh"), ""),
        ("x", ERROR, done(None, problem="not executable: x"), ""),
        ("jest && x", FAILED, done(127, "bash: line 1: jest: command not found\n"), "jest is not installed"),
        ("jest && x", FAILED, done(127, "sh: 1: jest: not found"), "jest is not installed"),
        ("./verify.sh", FAILED, done(127, "bash: ./verify.sh: No such file or directory"), ""),
        ("x", FAILED, done(1, "bash: jest: command not found"), ""),
        ("x", FAILED, done(127, "the record was not found by the test"), ""),
        ("python -m nose", ERROR, done(1, "/usr/bin/python: No module named nose"), "the Python module nose is not installed"),
        ("python -m mine", FAILED, done(1, "python: No module named other"), ""),
        ("python -m pytest -q", Judgement(Outcome.PASSED, "ok"), done(0, "No module named pytest"), ""),
        ("python -m pytest -q", FAILED, done(1, "1 failed"), ""),
    ],
)  # fmt: skip
def test_what_is_missing(command: str, judgement: Judgement, ended: ProcessResult, missing: str) -> None:
    assert lacking(attempt(command), judgement, ended) == missing


def test_a_module_that_the_repository_once_had_is_the_projects_own() -> None:
    ended = done(1, "python: No module named app")
    assert lacking(attempt("python -m app"), FAILED, ended) != ""
    assert lacking(attempt("python -m app", commits=2), FAILED, ended) == ""


def test_a_database_that_does_not_answer() -> None:
    assert lacking(attempt(""), Judgement(Outcome.ERROR, "cannot connect", transient=True), None) == "cannot connect"
    assert lacking(attempt(""), Judgement(Outcome.ERROR, "no such table"), None) == ""
