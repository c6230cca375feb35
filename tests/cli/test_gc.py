"""`tracker gc`: logs of old runs go, journal and evidence stay, and what is folded still verifies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import Place
from tracker.journal.folding import Part, pack, unpack


def folders(place: Place) -> list[str]:
    return sorted(path.name for path in (place.path / ".tracker/runs").iterdir() if path.is_dir())


def journals(place: Place) -> list[Path]:
    return sorted((place.path / ".tracker/journal").iterdir())


def ran(place: Place, times: int) -> None:
    for _ in range(times):
        assert place.tracker("run", "1", "--force").code == 0


def keep(place: Place, text: str) -> None:
    place.write("tracker.yaml", f"project: {{name: Test}}\nkeep: {{{text}}}\n")
    place.commit("Keep")


def aged(place: Place, name: str, days: float) -> None:
    old = time.time() - days * 86400
    folder = place.path / ".tracker/runs" / name
    for path in (*folder.rglob("*"), folder):
        os.utime(path, (old, old))


def test_logs_go_by_age_and_nothing_else_does(stepped: Place) -> None:
    ran(stepped, 3)
    first, second, third = folders(stepped)
    aged(stepped, first, 31)
    aged(stepped, second, 29)
    before = {path: path.read_bytes() for path in (stepped.path / ".tracker").rglob("*.json*") if "cache" not in path.parts}
    dry = stepped.tracker("gc", "--dry-run", "--json").json
    assert [(run["run"], run["why"]) for run in dry["runs"]] == [(first, "older than 30 days")]
    assert folders(stepped) == [first, second, third]
    assert stepped.tracker("gc").code == 0
    assert folders(stepped) == [second, third]
    assert {path: path.read_bytes() for path in before} == before
    assert stepped.tracker("verify").code == 0
    assert stepped.tracker("show", first).code == 0
    keep(stepped, "logs: 7 days")
    stepped.tracker("gc", "--journal")
    assert folders(stepped) == [third]


def test_logs_go_by_size_the_oldest_first(stepped: Place) -> None:
    ran(stepped, 3)
    keep(stepped, "size: 2 kB")
    for days, name in zip((3, 2, 1), folders(stepped), strict=True):
        (stepped.path / ".tracker/runs" / name / "big.log").write_bytes(b"x" * 900)
        aged(stepped, name, days)
    first, *rest = folders(stepped)
    done = stepped.tracker("gc", "--json").json
    assert [run["run"] for run in done["runs"]] == [first]
    assert done["bytes"] >= 900
    assert folders(stepped) == rest


def test_the_logs_of_a_run_that_lives_stay(stepped: Place) -> None:
    stepped.phase("phase-2", "checks: [{id: slow, kind: command, run: sleep 30, inputs: []}]\n")
    stepped.commit("Slow")
    keep(stepped, "logs: 1 s")
    living = subprocess.Popen(
        stepped.command("run", "2"), cwd=stepped.path, env=stepped.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not (stepped.path / ".tracker/runs").exists() or not folders(stepped):
            time.sleep(0.05)
        time.sleep(1.5)
        (name,) = folders(stepped)
        aged(stepped, name, 99)
        assert stepped.tracker("gc", "--journal", "--json").json["runs"] == []
        assert folders(stepped) == [name]
    finally:
        living.send_signal(signal.SIGINT)
        living.wait()


def shown(place: Place) -> list[object]:
    views = []
    for words in (("log", "--json"), ("explain", "1", "--json"), ("status", "--json")):
        view = place.tracker(*words).json
        view.pop("head", None)
        views.append(view)
    return views


def test_folded_files_say_what_they_said_and_still_verify(stepped: Place) -> None:
    ran(stepped, 4)
    before, lines = shown(stepped), sorted(line for path in journals(stepped) for line in path.read_bytes().splitlines())
    dry = stepped.tracker("gc", "--journal", "--dry-run", "--json").json
    assert len(dry["folded"]) == 4 == len(journals(stepped))
    done = stepped.tracker("gc", "--journal", "--json").json
    (only,) = journals(stepped)
    assert done["file"] == f".tracker/journal/{only.name}"
    assert sorted(only.read_bytes().splitlines()[1:]) == lines
    assert shown(stepped) == before
    assert stepped.tracker("verify").code == 0
    assert stepped.git("status", "--porcelain") == ""
    ran(stepped, 1)  # it names the files in it
    assert stepped.tracker("verify").code == 0
    assert len(stepped.tracker("log", "--json").json["runs"]) == 5
    assert stepped.tracker("gc", "--journal", "--json").json["file"] == ""  # one file is not worth it


def test_what_is_not_finished_is_left_as_it_is(stepped: Place) -> None:
    ran(stepped, 2)
    stepped.phase("phase-2", "checks: [{id: ok, kind: command, run: 'false', inputs: []}]\n")
    stepped.commit("Fails")
    assert stepped.tracker("run", "2").code == 1
    last = journals(stepped)[-1]
    assert len(stepped.tracker("gc", "--journal", "--json").json["folded"]) == 2
    assert last in journals(stepped)


@pytest.mark.parametrize("how", ["changed", "cut", "head", "removed"])
def test_damage_to_a_folded_file_is_noticed(stepped: Place, how: str) -> None:
    ran(stepped, 3)
    stepped.tracker("gc", "--journal")
    (only,) = journals(stepped)
    content = only.read_bytes()
    head, _, rest = content.partition(b"\n")
    changed = {
        "changed": content[:-40] + b"x" + content[-39:],
        "cut": content[: len(content) - len(rest) // 3],
        "head": head.replace(b'"v":1', b'"v":2') + b"\n" + rest,
    }
    only.unlink() if how == "removed" else only.write_bytes(changed[how])
    assert stepped.tracker("verify").code == 1
    if how == "head":  # its lines tell by themselves which file each belongs to
        assert len(stepped.tracker("log", "--json").json["runs"]) == 3


def test_both_the_files_and_what_they_were_folded_into_count_once(stepped: Place) -> None:
    ran(stepped, 3)
    before, old = shown(stepped), {path: path.read_bytes() for path in journals(stepped)}
    stepped.tracker("gc", "--journal")
    for path, content in old.items():
        path.write_bytes(content)
    assert shown(stepped) == before
    assert stepped.tracker("verify").code == 0


KILLED = """\
import os, signal, sys
left = int(sys.argv[1])
for module, name in ((os, "unlink"), (os, "replace"), (os, "link"), (os, "fsync"), (os, "open"), (os, "mkdir")):
    def counted(*words, real=getattr(module, name), **more):
        global left
        left -= any(".tracker/" in str(word) for word in words)
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*words, **more)
    setattr(module, name, counted)
sys.argv = ["tracker", "gc", "--journal"]
import runpy
runpy.run_module("tracker", run_name="__main__")
"""


def test_a_kill_at_any_moment_loses_nothing(stepped: Place) -> None:
    ran(stepped, 3)
    before, old = shown(stepped), {path: path.read_bytes() for path in journals(stepped)}
    step = 0
    while True:
        step += 1
        for path in journals(stepped):
            path.unlink()
        for path, content in old.items():
            path.write_bytes(content)
        stepped.git("reset", "-q", "--hard", "HEAD")
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(step)], cwd=stepped.path, env=stepped.env, check=False, capture_output=True
        )
        assert shown(stepped) == before, step
        verified = stepped.tracker("verify")
        assert verified.code == 0, (step, verified.out)
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
    assert step > 5


def test_what_is_packed_is_unpacked_with_its_bytes() -> None:
    files = [
        ("2026-11-28-01ARZ3NDEKTSV4RRFFQ69G5FAV.jsonl", b"one\ntwo\n"),
        ("2026-11-29-01ARZ3NDEKTSV4RRFFQ69G5FAW.jsonl", b"x"),
    ]
    name, content = pack(files)
    assert pack(files) == (name, content)
    assert list(unpack(content, file=name)) == [Part(*files[0], 2), Part(*files[1], 4)]
