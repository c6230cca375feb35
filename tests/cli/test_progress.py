"""Whoever waits for a run sees that it lives, and hears when it is over."""

from __future__ import annotations

import re
import time

import pytest

from tests.conftest import Place
from tracker.cli import progress
from tracker.cli.output import Output
from tracker.journal import events as e

SLOW = """checks:
  - {id: slow, kind: command, run: sleep 1.5, always: true}
  - {id: last, kind: command, run: sleep 0.1, needs: [slow], always: true}
"""


@pytest.fixture
def slow(place: Place) -> Place:
    place.phase("phase-1", SLOW)
    place.commit("Start")
    return place


def test_a_terminal_shows_how_many_of_how_many_and_what_is_under_way(slow: Place) -> None:
    out = slow.terminal("run", "1", columns=120)
    assert re.search(r"0 of 2, \d s: slow \(\d s\)", out)
    again = slow.terminal("run", "1", "--force", columns=120)
    assert re.search(r"0 of 2, \d s, about \d s left: slow \(\d s of about 2 s\)", again)


TALKS = """checks:
  - {id: talks, kind: command, run: bash talk.sh, always: true}
  - {id: silent, kind: command, run: sleep 1, always: true}
"""


def test_a_terminal_shows_the_last_line_of_what_is_under_way_when_asked(place: Place) -> None:
    place.phase("phase-1", TALKS)
    place.write("talk.sh", "printf 'one\\n\\033[31mtw\\033[0mo  7%%\\r8%% of it'; sleep 1.5; printf '\\ndone\\n'\n")
    place.commit("Start")
    out = place.terminal("run", "1", "-v", columns=120)
    assert re.search(r"0 of 2, \d s: ", out)
    assert "    talks: 8% of it" in out
    assert "silent: " not in out
    assert "talks: 8%" not in place.terminal("run", "1", "--force", columns=120)


def test_the_last_line_has_no_secret_in_it(place: Place) -> None:
    place.write("tracker.yaml", place.read("tracker.yaml") + "environment: {secrets: [TOKEN]}\n")
    place.write("talk.sh", "for i in $(seq 90); do echo it is $TOKEN; done; sleep 1.5\n")
    place.phase("phase-1", "checks: [{id: a, kind: command, run: bash talk.sh}]")
    place.commit("Start")
    out = place.terminal("run", "1", "--verbose", columns=120, TOKEN="very-secret-word")
    assert re.search(r"    a: it is \[secret TOKEN\]|    a: it", out)
    assert "very-secret-word" not in out


def recorded(event: e.Event) -> e.Recorded:
    return e.Recorded("", "", "RUN", event)


@pytest.mark.parametrize("verbose", [False, True])
def test_without_a_terminal_a_silent_run_says_what_is_under_way(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, verbose: bool
) -> None:
    monkeypatch.setattr(progress, "SILENCE", 0.5)
    with progress.LineReporter(Output(), verbose=verbose) as reporter:
        time.sleep(1.5)
        assert capsys.readouterr().out == "", "nothing is under way yet"
        tail = "1\n{} 40%\r{} 50%\n"
        reporter.plan({("phase-1", "suite"): 100.0}, jobs=1, tail=lambda named: tail.format(named[1], named[1]).encode())
        reporter.event(recorded(e.CheckStarted("phase-1", "suite", {})))
        time.sleep(2.5)
    lines = capsys.readouterr().out.splitlines()
    said = [line for line in lines if "50%" in line]
    assert said == ["    suite: suite 50%"] * (len(lines) // 2 if verbose else 0)
    lines = [line for line in lines if line not in said]
    assert len(lines) >= 3
    assert all(re.fullmatch(r"  0 of 1, \d s, about 1m(3\d|40)s left: suite \(\d s of about 1m40s\)", line) for line in lines)


def test_a_run_that_says_something_is_not_interrupted_by_it(slow: Place) -> None:
    assert " of 2" not in slow.tracker("run", "1").out


def test_the_terminal_is_told_at_the_end_and_only_when_asked(slow: Place) -> None:
    rung = slow.terminal("run", "1", "--notify")
    assert rung.endswith("\a\x1b]9;tracker run 1: done\a\x1b]777;notify;tracker run;1: done\a")
    assert "\a" not in slow.terminal("run", "1", "--force")
    assert "\x1b" not in slow.tracker("run", "1", "--force", "--notify").out
