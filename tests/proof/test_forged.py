"""What somebody with full power over a machine can forge there, and that a replay contradicts each of it (docs/trust.md).

Each test shows first that the forgery works where it is made: otherwise it would show nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Place
from tracker.adapters.files.cache import SETTLED
from tracker.adapters.files.keyed import believed, signed
from tracker.bootstrap import open_project
from tracker.journal import events as e
from tracker.journal.codec import encode

RUN = "01M8GAAAAAAAAAAAAAAAAAAAAA"


@pytest.fixture
def undone(place: Place) -> Place:
    """A phase whose work was not done, and a run that says so."""
    place.write("app.txt", "old\n")
    place.phase("phase-1", "checks: [{id: new, kind: command, run: grep -q new app.txt, inputs: [app.txt]}]\n")
    place.commit("Start")
    assert place.tracker("run", "1").code == 1
    return place


def elsewhere(place: Place, folder: Path) -> Place:
    """What CI makes of it: a shallow clone, and a home of its own."""
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{place.path}", str(folder)], check=True, env=place.env)
    home = folder.parent / "home of CI"
    home.mkdir(exist_ok=True)
    (home / ".gitconfig").write_text("[user]\n\tname = CI\n\temail = ci@example.org\n")
    return Place(folder, {**place.env, "HOME": str(home)})


def is_verified(place: Place) -> bool:
    phase = place.status()["phase-1"]
    return (phase["status"], phase["basis"]) == ("complete", "verified")


def contradicted(place: Place, *words: str) -> bool:
    """Whether a replay says that the phase is broken, and ends with 1."""
    done = place.tracker("check", *words, "--json")
    return done.code == 1 and {check["outcome"] for check in done.json["checks"]} == {"broken"}


def forge_journal(place: Place) -> None:
    """A run that never was: with right hashes, after all that is there, about the content and the commit that are there."""
    project = open_project(str(place.path))
    commit = place.git("rev-parse", "HEAD").strip()
    (check,) = project.graph.phases["phase-1"].checks
    criteria = project.folded_journal.state().phase("phase-1").criteria[0][2]
    inputs = {"app.txt": hashlib.sha256((place.path / "app.txt").read_bytes()).hexdigest()}
    told: list[e.Event] = [
        e.JournalOpened("Test Person <test@example.org>", "person", "", project.folded_journal.frontier),
        e.RunStarted(("phase-1",), commit, "main", (), "0.1.0"),
        e.PhaseStarted("phase-1", "0" * 64, "it failed", criteria),
        e.CheckStarted("phase-1", "new", {}),
        e.CheckFinished("phase-1", "new", {}, check.definition(), inputs, "passed", "exit 0", 0.04, commit, criteria=criteria),
        e.PhaseCompleted("phase-1", commit, 0.05, (), place.git("rev-parse", "HEAD^{tree}").strip()),
        e.RunFinished("passed", 0.06),
    ]
    previous, lines = RUN, b""
    for number, event in enumerate(told):
        line, previous = encode(
            event, previous=previous, event_id=f"{RUN[:-1]}{number + 1}", at=f"2026-11-28T09:00:0{number}.000Z"
        )
        lines += line
    place.write(f".tracker/journal/2026-11-28-{RUN}.jsonl", "")
    (place.path / f".tracker/journal/2026-11-28-{RUN}.jsonl").write_bytes(lines)


def forge_cache(place: Place, name: str, change: Any) -> None:
    """A cache with another value, signed with the key of this user."""
    path = str(place.path / ".tracker/cache" / name)
    with open(path, "rb") as file:
        kept = believed(path, file.read())
    assert kept is not None
    head, _, value = kept.decode().partition("\n")
    made = change(json.loads(value)) if value else None
    text = f"{head}\n{json.dumps(made, separators=(',', ':'))}" if value else json.dumps(change(json.loads(head)))
    with open(path, "wb") as file:
        file.write(signed(path, text.encode()))


def look_at_what_is_settled(place: Place) -> None:
    """Nothing is kept of files that are still new: there would be no cache to forge."""
    time.sleep(2 * SETTLED)
    place.status()


def test_a_journal(undone: Place, tmp_path: Path) -> None:
    forge_journal(undone)
    undone.commit("Phase 1 is done")
    assert is_verified(undone)
    assert undone.tracker("verify").code == 0
    assert contradicted(undone, "--sealed")
    assert contradicted(undone, "--all", "--clean")
    assert contradicted(elsewhere(undone, tmp_path / "ci"), "--all", "--clean")


def test_a_cache_with_the_key(undone: Place, tmp_path: Path) -> None:
    undone.status()

    def complete(view: dict[str, Any]) -> dict[str, Any]:
        view["phases"][0].update(status="complete", basis="verified", currency="current", reasons=["all checks passed"])
        return {**view, "complete": 1}

    look_at_what_is_settled(undone)
    forge_cache(undone, "status.json", complete)
    assert is_verified(undone)
    assert contradicted(undone, "1", "--clean")
    ci = elsewhere(undone, tmp_path / "ci")
    assert not is_verified(ci)
    assert contradicted(ci, "1", "--clean")


def test_a_cache_and_the_journal(undone: Place, tmp_path: Path) -> None:
    """Where both say the same there is nothing left on that machine to disagree, but for the commit itself."""
    forge_journal(undone)
    undone.commit("Phase 1 is done")
    assert is_verified(undone)
    undone.write("app.txt", "older still\n")
    undone.commit("More")
    sha = hashlib.sha256(b"old\n").hexdigest()
    look_at_what_is_settled(undone)

    def as_before(hashes: Any) -> Any:
        text = json.dumps(hashes).replace(hashlib.sha256(b"older still\n").hexdigest(), sha)
        return json.loads(text)

    forge_cache(undone, "hashes.json", as_before)
    for words in (("--sealed",), ("--all", "--clean")):
        assert contradicted(undone, *words)
        assert contradicted(elsewhere(undone, tmp_path / words[0].strip("-")), "--all", "--clean")


def test_a_program_that_stands_first_on_the_path(place: Place, tmp_path: Path) -> None:
    place.write("app.txt", "old\n")
    place.phase("phase-1", "checks: [{id: new, kind: command, run: grep -q new app.txt, inputs: [app.txt]}]\n")
    place.write("tracker.yaml", place.read("tracker.yaml") + "clean: {path: [/usr/bin, /bin]}\n")
    place.commit("Start")
    shim = tmp_path / "bin" / "grep"
    shim.parent.mkdir()
    shim.write_text("#!/bin/sh\nexit 0\n")
    shim.chmod(0o755)
    misled = {"PATH": f"{shim.parent}{os.pathsep}{place.env['PATH']}"}
    assert place.tracker("run", "1", **misled).code == 0
    assert is_verified(Place(place.path, {**place.env, **misled}))
    assert str(shim) in place.tracker("explain", "1").out, "which program it was is said"
    for words in (("--sealed",), ("--all", "--clean")):
        done = place.tracker("check", *words, "--json", **misled)
        assert done.code == 1, "only folders that the plan believes are looked into, wherever the command is given"
    assert contradicted(elsewhere(place, tmp_path / "ci"), "--all", "--clean")
