"""Crash points: the machine goes down at the n-th write, sync, rename or start of a process, over every writing command."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tracker.adapters.journal_store import JournalReader
from tracker.journal.events import (
    CheckFinished,
    CommitRecorded,
    PhaseCompleted,
    PhaseFailed,
    PhasePaused,
    PhaseStarted,
    StepFinished,
)

from .lab import Ended, Lab, git
from .shim import Fault

COMMANDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "run": ("new", ("run", "1", "2", "--json")),
    "approve": ("asked", ("approve", "3", "--by", "anna", "--json")),
    "render": ("stale", ("render",)),
    "init": ("empty", ("init",)),
}
"""Command → the template that it starts from, and its words."""


@dataclass
class Figures:
    """What the table shows."""

    points: int = 0
    lost: int = 0
    wrong: int = 0
    failed: int = 0
    problems: list[str] = field(default_factory=list)


def points(lab: Lab, command: str) -> int:
    """How many calls of a command count."""
    template, words = COMMANDS[command]
    lab.fresh(template)
    done = lab.command(*words, fault=Fault("count"))
    assert done.code == 0, done.err
    return lab.shim.count


def cases(lab: Lab, seed: int) -> Iterator[tuple[str, Fault]]:
    """Every point of every command again and again, with torn writes and lost pages by the seed."""
    chance = random.Random(seed)
    counts = {command: points(lab, command) for command in COMMANDS}
    while True:
        everything = [(command, n) for command, count in counts.items() for n in range(1, count + 1)]
        chance.shuffle(everything)
        for command, n in everything:
            yield command, Fault(chance.choice(("crash", "power")), n, fraction=chance.choice((0.0, 1.0, chance.random())))


def run(lab: Lab, *, seed: int, number: int, skip: int = 0) -> Figures:
    """So many crash points of a seed; `skip` those before."""
    figures = Figures()
    for index, (command, fault) in enumerate(cases(lab, seed)):
        if index >= skip + number:
            return figures
        if index >= skip:
            one(lab, figures, command, fault, f"seed {seed}, case {index}: {command}, {fault}")
    return figures


def one(lab: Lab, figures: Figures, command: str, fault: Fault, name: str) -> None:
    """One crash, and what must be so afterwards."""
    template, words = COMMANDS[command]
    lab.fresh(template)
    done = lab.command(*words, fault=fault)
    name = f"{name} ({lab.shim.what})"
    figures.points += 1
    for what, problems in (
        ("lost", lost(lab.project, done)),
        ("wrong", wrong(lab)),
        ("failed", unfinished(lab, command, words)),
    ):
        if problems:
            setattr(figures, what, getattr(figures, what) + 1)
            figures.problems += [f"{name}: {what}: {problem}" for problem in problems]


def lost(project: Path, done: Ended) -> list[str]:
    """Acknowledged events that the journal does not have, and damage that is more than an unfinished end."""
    journal = JournalReader(str(project)).read()
    kept = {recorded.id for recorded in journal.events}
    gone = [f"{event['type']} {event['id']} was acknowledged" for event in done.events if event["id"] not in kept]
    return gone + [f"{damage.place}: {damage.why}" for damage in journal.damage if not damage.torn]


def expected(project: Path) -> dict[str, set[str]]:
    """The statuses that every phase may have by the events alone, computed in the simplest way there is."""
    statuses = {"phase-1": {"ready"}, "phase-2": {"pending"}, "phase-3": {"ready"}}
    for recorded in JournalReader(str(project)).read().events:
        event = recorded.event
        if isinstance(event, PhaseStarted):
            statuses[event.phase] = {"interrupted"}
        elif isinstance(event, PhaseCompleted):
            statuses[event.phase] = {"complete"}
        elif isinstance(event, PhasePaused):
            statuses[event.phase] = {"awaiting-approval"}
        elif isinstance(event, PhaseFailed):
            statuses[event.phase] = {"failed"}
        elif isinstance(event, CheckFinished) and event.outcome != "passed" and "complete" in statuses[event.phase]:
            statuses[event.phase] = {"regressed"}
    if statuses["phase-2"] == {"pending"} and statuses["phase-1"] != {"ready"}:
        statuses["phase-2"] = {"ready"} if statuses["phase-1"] == {"complete"} else {"blocked"}
    return statuses


def wrong(lab: Lab) -> list[str]:
    """Statuses that are not what the events say."""
    if not (lab.project / ".git").exists():
        return []
    done = lab.command("status", "--json")
    if done.code:
        return [f"status ended with {done.code}: {done.err.strip()}"]
    found = {phase["id"]: phase["status"] for phase in json.loads(done.out)["phases"]}
    wanted = expected(lab.project).items()
    return [f"{phase} is {found.get(phase)}, expected {any_of}" for phase, any_of in wanted if found.get(phase) not in any_of]


def unfinished(lab: Lab, command: str, words: tuple[str, ...]) -> list[str]:
    """The same command again must finish the work and leave nothing lying about."""
    if command == "init":
        return _init(lab)
    before = _finished_steps(lab.project)
    done = lab.command(*words)
    problems = [] if done.code == 0 else [f"it ended with {done.code} the second time: {done.err.strip()}{done.out[-300:]}"]
    if command == "approve":
        done = lab.command("run", "3")
        problems += [] if done.code == 0 else [f"the approval does not count: {done.err}{done.out}"]
    if command == "run":
        repeated = [step for step, runs in before.items() if step in _ran_again(lab.project, runs)]
        problems += [f"step {step} was repeated" for step in repeated]
    return problems + leftovers(lab.project, command)


def leftovers(project: Path, command: str = "run") -> list[str]:
    """Locks, beside-files and anything that git has to complain about or nobody committed."""
    problems = fsck(project)
    problems += [f"left: {path.relative_to(project)}" for path in (project / ".git").rglob("*.lock")]
    problems += [f"left: {path.relative_to(project)}" for path in (project / ".git").glob("tracker-*")]
    if command == "run":
        problems += [f"git status: {line}" for line in git(project, "status", "--porcelain").splitlines()]
        commits = [e.event.commit for e in JournalReader(str(project)).read().events if isinstance(e.event, CommitRecorded)]
        problems += [] if len(set(commits)) == 1 else [f"{len(set(commits))} work commits"]
    else:
        beside = [
            p for p in project.rglob(".*.*") if ".git" not in p.relative_to(project).parts and not p.name.startswith(".git")
        ]
        problems += [f"left: {path.relative_to(project)}" for path in beside if path.name != ".tracker"]
    return problems


def fsck(project: Path) -> list[str]:
    """What git has to complain about."""
    words = ["git", "fsck", "--no-dangling", "--no-progress"]
    done = subprocess.run(words, cwd=project, capture_output=True, text=True, check=False)
    return [f"git fsck: {line}" for line in (done.stdout + done.stderr).splitlines() if "notice: HEAD" not in line]


def _finished_steps(project: Path) -> dict[str, str]:
    events = JournalReader(str(project)).read().events
    return {e.event.step: e.run for e in events if isinstance(e.event, StepFinished) and e.event.outcome == "passed"}


def _ran_again(project: Path, run: str) -> set[str]:
    events = JournalReader(str(project)).read().events
    return {e.event.step for e in events if isinstance(e.event, StepFinished) and e.run > run}


def _init(lab: Lab) -> list[str]:
    """Either nothing is there or both files are whole; a half-made start can be finished by the same command."""
    done = lab.command("init")
    whole = lab.command("validate")
    problems = [] if done.code in (0, 4) else [f"init ended with {done.code}: {done.err}"]
    if whole.code:
        problems.append(f"the plan is not whole: {whole.err.strip()}")
    left = [path.name for path in lab.project.rglob(".*")]
    return problems + [f"left: {name}" for name in left]
