"""A run looks once: how often the journal is read and folded, and how often git is asked."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.builders import check, phase, plan, situation
from tests.conftest import Place
from tests.fakes import MemoryExecutor, MemoryRepository, World, ports
from tracker.adapters.files import cache
from tracker.adapters.files.journal import JournalReader, Unread
from tracker.bootstrap import open_project
from tracker.commands.run import Options, Ran, run
from tracker.engine.runner import Runner
from tracker.plan import Wish, plan_work
from tracker.spec.models import Plan
from tracker.state import fold
from tracker.state.codec import to_plain

GIT = 34
"""Processes of git in one run with a step and a work commit; four of them find out what the commit holds, and two how HEAD's
history is known again when it is rewritten."""


def counting(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> list[str]:
    """Grows by one with every call."""
    calls: list[str] = []
    real = getattr(owner, name)

    def count(*args: object, **more: object) -> object:
        calls.append(name)
        return real(*args, **more)

    monkeypatch.setattr(owner, name, count)
    return calls


class Silent:
    requested = ""

    def stops(self, stop: Callable[[bool], None]) -> None: ...

    def event(self, recorded: object) -> None: ...

    def plan(self, expected: Mapping[tuple[str, str], float], *, jobs: int, tail: object) -> None: ...

    def note(self, text: str) -> None: ...


def carried_out(place: Place, *words: str) -> Ran:
    project = open_project(str(place.path))
    return run(project, words, Options(), reporter=Silent(), interrupts=Silent(), environment=os.environ, confirm=None)


@pytest.mark.parametrize("words", [("1",), ()])
def test_the_journal_is_read_once_and_folded_once(
    stepped: Place, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    assert stepped.tracker("run", "2", "--check", "ok").code == 0  # there is something to read
    shutil.rmtree(stepped.path / ".tracker/cache")
    files = len(list((stepped.path / ".tracker/journal").iterdir()))
    looks, reads = counting(monkeypatch, JournalReader, "pieces"), counting(monkeypatch, Unread, "read")
    wholes = counting(monkeypatch, JournalReader, "read")
    ran = carried_out(stepped, *words)
    assert ran.result is not None
    assert (ran.result.outcome, len(looks), len(reads), wholes) == ("passed", 1, files, [])
    assert str(ran.situation.standings["phase-1"].status) == "complete"


def kept_and_read(place: Place) -> tuple[object, object]:
    """What the next look takes for the journal's fold, and what the journal says."""
    fresh = open_project(str(place.path)).journal()
    state = fold(fresh.events, fresh.damage)
    state.frontier = dict(fresh.frontier)
    return to_plain(open_project(str(place.path)).folded_journal.state()), to_plain(state)


def test_a_run_leaves_its_fold_to_the_next_look(stepped: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    assert carried_out(stepped, "1").result is not None
    assert cache.load(str(stepped.path), cache.JOURNAL) is not None
    kept, read = kept_and_read(stepped)
    assert kept == read
    reads, pieces = counting(monkeypatch, JournalReader, "read"), counting(monkeypatch, Unread, "read")
    assert carried_out(stepped, "2").result is not None
    assert reads == pieces == []


def test_what_another_run_records_meanwhile_is_looked_up(stepped: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    assert stepped.tracker("run", "2", "--check", "ok").code == 0
    (old,) = (stepped.path / ".tracker/journal").iterdir()
    looks = counting(monkeypatch, JournalReader, "pieces")
    saved = stepped.path.parent / old.name
    shutil.move(old, saved)
    copies = f"  - {{id: other, run: 'cp {saved} .tracker/journal/'}}"
    plan_file = stepped.path / "phases" / "phase-1.yaml"
    plan_file.write_text(plan_file.read_text().replace("steps:", f"steps:\n{copies}"))
    stepped.commit()
    ran = carried_out(stepped, "1")
    assert old.name[11:-6] in ran.situation.state.runs
    assert len(looks) > 1
    kept, read = kept_and_read(stepped)
    assert kept == read


def asked(of: Plan, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often a run asks what differs from HEAD."""
    world = World()
    world.effects["phase-1:make"] = world.put("made.txt", "made")
    calls = counting(monkeypatch, MemoryRepository, "dirty")
    now = situation(of)
    work = plan_work(now, Wish(tuple(p.id for p in of.phases)), digest=lambda path: world.files.get(path, ""))
    assert Runner(ports(world, MemoryExecutor(world)), now, work, jobs=2).run(others=lambda: ()).outcome == "passed"
    return len(calls)


def test_git_is_asked_for_changes_where_there_can_be_any(monkeypatch: pytest.MonkeyPatch) -> None:
    only_checks = plan(phase("1", checks=["a", "b", "c"]))
    assert asked(only_checks, monkeypatch) == 2  # when the run begins, and for the record commit


def test_a_step_and_its_commit_ask_twice_more(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = [{"id": "make", "run": "true"}]
    of = plan(phase("1", steps=steps, files=[{"path": "made.txt"}], checks=[check("ok", inputs=[])]))
    assert asked(of, monkeypatch) == 4  # besides: what the step changed, and what is to be committed


def test_a_whole_run_starts_git_no_more_often_than_it_must(stepped: Place, tmp_path: Path) -> None:
    real, log = shutil.which("git"), tmp_path / "git.log"
    wrapper = tmp_path / "bin" / "git"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\necho "$@" >> "{log}"\nexec "{real}" "$@"\n')
    wrapper.chmod(0o755)
    stepped.env["PATH"] = f"{wrapper.parent}{os.pathsep}{stepped.env['PATH']}"
    assert stepped.tracker("run", "1").code == 0
    assert len(log.read_text().splitlines()) <= GIT, log.read_text()
