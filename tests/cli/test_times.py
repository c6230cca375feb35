"""Times in every face: what was planned, what it took, and what only the checks took."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import time
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.conftest import Place, started

CHECK = "checks: [{id: a, kind: command, run: 'true'}]"


def test_a_parent_keeps_its_own_estimate_beside_what_its_sub_phases_sum_to(place: Place) -> None:
    place.phase("phase-1", "estimate: 2 days")
    place.phase("phase-1.1", f"parent: phase-1\nestimate: 4-6h\n{CHECK}")
    place.phase("phase-1.2", f"parent: phase-1\nestimate: 5h\n{CHECK}")
    place.phase("phase-2", "")
    place.phase("phase-2.1", f"parent: phase-2\nestimate: 2-3 days\n{CHECK}")
    place.commit("Start")
    rows = {row["id"]: (row["estimate"], row["estimate_below"]) for row in place.status().values()}
    assert rows == {
        "phase-1": ("2d", "9-11h"),
        "phase-1.1": ("4-6h", None),
        "phase-1.2": ("5h", None),
        "phase-2": ("2-3d", "2-3d"),
        "phase-2.1": ("2-3d", None),
    }
    for text in (place.tracker("status").out, place.tracker("status").out):  # the second is a kept answer
        lines = {line.split()[1]: line.split() for line in text.splitlines() if line.startswith("  - ")}
        assert lines["1"][-4:] == ["est", "2d", "sub-phases", "9-11h"]
        assert lines["2"][-2:] == ["est", "2-3d"]
    place.tracker("render")
    said = [line.rstrip("\\") for line in place.read("TRACKER.md").splitlines() if line.startswith("**Duration:**")]
    assert said[0] == "**Duration:** 2 days (estimated); its sub-phases sum to 9-11 hours"
    assert "**Duration:** Estimated 2-3 days, the sum of its sub-phases" in said


def test_the_time_of_the_work_is_told_apart_from_that_of_its_checks(place: Place) -> None:
    documents = "documents:\n  - {path: TRACKER.md, title: T, sections: [phases, timeline]}\n"
    place.write("tracker.yaml", f"project: {{name: Test}}\n{documents}")
    place.phase("phase-1", f"estimate: 2-3 hours\n{CHECK}")
    place.phase("phase-2", f"estimate: 1h\n{CHECK}")
    place.commit("Start")
    assert place.tracker("start", "1").code == 0
    _set_back(place, minutes=41)
    assert place.tracker("run", "1").code == 0
    assert place.tracker("run", "2").code == 0
    took, nothing = place.status()["phase-1"]["elapsed"], place.status()["phase-2"]["elapsed"]
    assert nothing is None
    assert (took["origin"], took["short"]) == ("start", "took 41m")
    assert 41 * 60 <= took["seconds"] < 42 * 60
    words = "took 41 minutes from start to completion"
    assert took["words"] == words
    rows = [line for line in place.tracker("status").out.splitlines() if line.startswith("  ok")]
    assert "took 41m" in rows[0]
    assert "run 0." in rows[1]
    assert "took" not in rows[1]
    explained = [line for line in place.tracker("explain", "1").out.splitlines() if line.startswith("  time")]
    assert explained[0].startswith(f"  time     planned 2-3h, {words}, newest run 0.")
    explained = [line for line in place.tracker("explain", "2").out.splitlines() if line.startswith("  time")]
    assert explained[0].startswith("  time     planned 1h, newest run 0.")
    runs = place.tracker("log", "--json").json["runs"]
    shown = {line.split()[2]: line for line in _shown(place, runs) if "phase-completed" in line}
    assert f"({words}, 0." in shown["phase-1"]
    assert words not in shown["phase-2"]
    page = place.read("TRACKER.md")
    assert f"2-3 hours (estimated); {words}; newest run 0." in page
    assert f"planned 2-3 hours, {words}, newest run 0." in page
    assert "(planned 1 hour, newest run 0." in page
    _each_reader_has_a_time_of_their_own(place, runs)
    summary = [line for line in place.tracker("summary").out.splitlines() if "Title of" in line]
    assert summary[0].endswith(f"| planned 2-3 hours, {words} |")
    assert summary[1].endswith("| planned 1 hour |")


def _each_reader_has_a_time_of_their_own(place: Place, runs: list[Any]) -> None:
    """Text is local; JSON and documents are the same everywhere."""
    begun = next(run for run in runs if run["outcome"] == "recorded")
    moment = datetime.fromisoformat(begun["at"])
    for zone in ("Asia/Tokyo", "America/New_York", "Pacific/Kiritimati"):
        here = moment.astimezone(ZoneInfo(zone))
        assert f"{begun['run']}  41 minutes ago " in place.tracker("log", TZ=zone).out
        shown = place.tracker("show", begun["run"], TZ=zone).out.splitlines()
        assert shown[0].startswith(f"run {begun['run']}  {here:%Y-%m-%d %H:%M:%S} (41 minutes ago)")
        assert shown[1].startswith(f"  {here:%H:%M}:")
        assert place.tracker("log", "--json", TZ=zone).json["runs"] == runs
        assert place.tracker("render", "--check", TZ=zone).code == 0


def _shown(place: Place, runs: list[Any]) -> list[str]:
    return [line for run in runs for line in place.tracker("show", run["run"]).out.splitlines()]


def _set_back(place: Place, *, minutes: int) -> None:
    """Let what is in the journal have happened earlier: each line is written anew, with its seal and that of the one before."""
    for path in (place.path / ".tracker/journal").glob("*.jsonl"):
        lines: list[bytes] = []
        for line in path.read_bytes().splitlines():
            rest = line.partition(b'",')[2]
            at = json.loads(line)["at"]
            before = (datetime.fromisoformat(at) - timedelta(minutes=minutes)).isoformat(timespec="milliseconds")
            rest = rest.replace(at.encode(), before.replace("+00:00", "Z").encode())
            if lines:
                rest = re.sub(rb'^"p":"[0-9a-f]+"', b'"p":"' + lines[-1][6:70] + b'"', rest)
            lines.append(b'{"h":"' + hashlib.sha256(rest).hexdigest().encode() + b'",' + rest)
        path.write_bytes(b"".join(line + b"\n" for line in lines))


def test_who_looks_at_a_run_that_goes_on_sees_what_it_is_about(place: Place) -> None:
    place.write("slow.sh", "touch begun; while test ! -e go; do sleep 0.1; done\n")
    place.write(".gitignore", "/begun\n/go\n")
    checks = "[{id: quick, kind: command, run: test 1 = 1}, {id: slow, kind: command, run: sh slow.sh, needs: [quick]}]"
    place.phase("phase-1", f"checks: {checks}")
    place.commit("Start")
    with started(place.command("run", "1"), cwd=place.path, env=place.env, stdout=subprocess.DEVNULL):
        for _ in range(600):
            if (place.path / "begun").exists():
                break
            time.sleep(0.05)
        going = place.status()["phase-1"]["running"]
        text, explained = place.tracker("status").out, place.tracker("explain", "1").out
        (place.path / "go").touch()
    assert (going["done"], going["under_way"]) == (1, ["slow"])
    words = f"slow is under way, 1 done; run {going['run']}, began just now"
    assert f"  {words}\n" in text
    assert f"  running  {words}\n" in explained
