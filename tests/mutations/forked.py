"""Tests in a fork of this process, which has imported already what they need: a second is saved for each mutant."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import hypothesis
import jinja2
import psutil
import pydantic
import pytest
import rich
import typer
import yaml

LOADED = (hypothesis, jinja2, pydantic, rich, typer, yaml)
"""Nothing of the product's own: that is what differs."""
QUIET = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
"""What is loaded already cannot be rewritten by pytest, and need not be."""
ONE_TEST = 20
"""Seconds after which a test of a mutant is ended; what hangs has been found."""


class Ran(NamedTuple):
    """What became of a run of tests."""

    code: int
    """pytest's: 0 when all passed, 1 when one failed; -1 when they had to be ended."""
    said: str
    seconds: float


class _Order:
    """A plugin of pytest: the quickest tests first, by what they took without a mutant, and how long each took."""

    def __init__(self, known: Mapping[str, float], took: Callable[[str, float], None], examples: int) -> None:
        self._known = known
        self._took = took
        self._examples = examples

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self) -> None:
        if self._examples:
            hypothesis.settings.register_profile("few", hypothesis.settings.get_profile("tracker"), max_examples=self._examples)
            hypothesis.settings.load_profile("few")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: self._known.get(item.nodeid, 0.0))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._took(report.nodeid, report.duration)


def _child(copy: Path, tests: Sequence[str], known: Mapping[str, float], words: Sequence[str], examples: int) -> int:
    os.setsid()
    os.chdir(copy)
    sys.path[:] = [str(copy), *(path for path in sys.path if path not in ("", os.getcwd()))]
    os.environ["PYTHONPATH"] = str(copy)
    out = os.open(copy / "said.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1)
    os.dup2(out, 2)
    with open(copy / "took.txt", "w") as took:
        order = _Order(known, lambda name, seconds: print(f"{seconds} {name}", file=took), examples)
        base = str(copy / "made")
        return int(
            pytest.main(["-q", "-x", "-p", "no:cacheprovider", *QUIET, "--basetemp", base, *words, *tests], plugins=[order])
        )


def run(
    copy: Path,
    tests: Sequence[str],
    known: Mapping[str, float],
    *,
    patience: float,
    words: Sequence[str] = (),
    examples: int = 0,
) -> Ran:
    """Run them in `copy` and wait; at the end nothing is left of what was started there. `examples`: for Hypothesis, if any."""
    began = time.monotonic()
    pid = os.fork()
    if pid == 0:
        failed = 70
        try:
            failed = _child(copy, tests, known, words, examples)
        except BaseException:  # noqa: BLE001 - whatever it is, this process must not go on as its parent
            traceback.print_exc()
        finally:
            os._exit(failed)
    code: int | None = None
    try:
        while code is None and time.monotonic() - began < patience:
            done, status = os.waitpid(pid, os.WNOHANG)
            if done:
                code = os.waitstatus_to_exitcode(status)
            else:
                time.sleep(0.01)
    finally:
        if code is None:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        _sweep(copy)
    return Ran(-1 if code is None else code, (copy / "said.txt").read_text(errors="replace")[-2000:], time.monotonic() - began)


def took(copy: Path) -> dict[str, float]:
    """How long each test of the last run took, all its stages together."""
    found: dict[str, float] = {}
    for line in (copy / "took.txt").read_text().splitlines():
        seconds, _, name = line.partition(" ")
        found[name] = found.get(name, 0.0) + float(seconds)
    return found


def _sweep(copy: Path) -> None:
    """End what a mutant's tests started and left: everything that is still somewhere below the copy."""
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and Path(process.cwd()).is_relative_to(copy):
                process.kill()
        except psutil.Error:
            continue
