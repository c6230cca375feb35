"""Two branches that both ran phases, merged: what they say differently is shown, and no clock decides."""

from __future__ import annotations

import pytest

from tests.conftest import Place


@pytest.fixture
def flagged(place: Place) -> Place:
    """A check whose result does not depend on its inputs."""
    place.write("tracker.yaml", "project: {name: lab}\n")
    place.write("a.txt", "hello\n")
    flag = place.path.parent / "flag"
    place.phase("phase-1", f"checks: [{{id: ok, kind: command, run: test ! -e {flag}, inputs: [a.txt]}}]\n")
    place.phase("phase-2", "checks: [{id: fine, kind: command, run: 'true', inputs: [a.txt]}]\n")
    place.git("add", "-A")
    place.git("commit", "-q", "-m", "Start")
    return place


def both(place: Place, *, first: str, second: str) -> None:
    flag = place.path.parent / "flag"
    trunk = place.git("branch", "--show-current").strip()
    for name, outcome in (("left", first), ("right", second)):
        place.git("checkout", "-q", "-b", name, trunk)
        flag.unlink(missing_ok=True)
        if outcome == "failed":
            flag.touch()
        assert place.tracker("run", "1").code == (outcome == "failed")
        place.git("add", "-A")
        place.git("commit", "-q", "--allow-empty", "-m", name)
    flag.unlink(missing_ok=True)
    place.git("merge", "-q", "-m", "Merge", "left")


@pytest.mark.parametrize(("first", "second"), [("passed", "failed"), ("failed", "passed")])
def test_results_that_contradict_each_other_are_settled_by_a_new_run_and_by_nothing_else(
    flagged: Place, first: str, second: str
) -> None:
    both(flagged, first=first, second=second)
    found = flagged.status()["phase-1"]
    assert found["status"] == "unknown"
    (reason,) = found["reasons"]
    assert reason.startswith("contradicting: ok passed" if first == "passed" else "contradicting: ok failed")
    assert "(branch left)" in reason
    assert "(branch right)" in reason
    assert reason.endswith("; settle it: tracker run 1")
    assert "contradicting" in flagged.tracker("explain", "1").out
    planned = flagged.tracker("run", "1", "--dry-run").out
    assert "another branch found otherwise" in planned or "its last outcome was" in planned
    assert flagged.tracker("run", "1").code == 0
    assert flagged.status()["phase-1"]["status"] == "complete"
    assert flagged.tracker("verify").code == 0


def test_results_that_agree_are_just_results(flagged: Place) -> None:
    both(flagged, first="passed", second="passed")
    assert flagged.status()["phase-1"]["status"] == "complete"


def test_results_for_other_content_contradict_nothing(flagged: Place) -> None:
    flagged.git("checkout", "-q", "-b", "base")
    flag = flagged.path.parent / "flag"
    flag.touch()
    flagged.git("checkout", "-q", "-b", "left")
    assert flagged.tracker("run", "1").code == 1
    flagged.git("add", "-A")
    flagged.git("commit", "-q", "--allow-empty", "-m", "left")
    flag.unlink()
    flagged.git("checkout", "-q", "-b", "right", "base")
    flagged.write("a.txt", "other\n")
    flagged.commit()
    assert flagged.tracker("run", "1").code == 0
    flagged.git("merge", "-q", "-m", "Merge", "left")
    assert "contradicting" not in flagged.tracker("status", "--all").out


def test_the_newest_run_is_the_one_that_saw_the_others(flagged: Place) -> None:
    """A clock that is years ahead does not make an old pass the newest result."""
    ahead = (
        "import datetime, sys, tracker.adapters.clock as c\n"
        "old = c.SystemClock.now\n"
        "c.SystemClock.now = lambda self: old(self) + datetime.timedelta(days=900)\n"
        "sys.argv = ['tracker', 'run', '1']\nimport runpy; runpy.run_module('tracker', run_name='__main__')\n"
    )
    import subprocess
    import sys

    done = subprocess.run([sys.executable, "-c", ahead], cwd=flagged.path, env=flagged.env, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr
    (flagged.path.parent / "flag").touch()
    assert flagged.tracker("run", "1", "--force").code == 1
    assert flagged.status()["phase-1"]["status"] == "regressed"
    assert flagged.tracker("log", "--json").json["runs"][0]["outcome"] == "failed"
    assert flagged.tracker("show", "last", "--json").json["outcome"] == "failed"
