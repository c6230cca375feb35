"""What must be so after a fault: nothing acknowledged is lost, no status is wrong, and the same command finishes the work."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from tracker.adapters.files.journal import JournalReader
from tracker.journal.events import (
    CheckFinished,
    CommitRecorded,
    PhaseCompleted,
    PhaseFailed,
    PhasePaused,
    PhaseStarted,
    ResultsRecorded,
    StepFinished,
)

from .commands import COMMANDS, MADE
from .lab import Ended, Lab, git


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
    may = (0, 1) if command in MADE else (0,)
    problems = [] if done.code in may else [f"it ended with {done.code} the second time: {done.err.strip()}{done.out[-300:]}"]
    if command == "run":
        repeated = [step for step, runs in before.items() if step in _ran_again(lab.project, runs)]
        problems += [f"step {step} was repeated" for step in repeated]
    else:
        problems += missing(lab, command)
    return problems + _disagreements(lab) + leftovers(lab.project, command)


def _disagreements(lab: Lab) -> list[str]:
    """What `tracker verify` has to say: nothing, whatever happened."""
    done = lab.command("verify")
    return [] if done.code == 0 else [f"verify: {done.out}{done.err}"]


def missing(lab: Lab, command: str) -> list[str]:
    """What a command said that it has done, and has not."""
    if command == "run":
        done = lab.command("run", "1", "--dry-run")
        return [] if "up to date" in done.out else [f"it said that all is done, but: {done.out}"]
    if command == "record":
        events = [e.event for e in JournalReader(str(lab.project)).read().events]
        return [] if any(isinstance(event, ResultsRecorded) for event in events) else ["no results are recorded"]
    if command in MADE:
        made = lab.project / MADE[command]
        return [] if made.is_file() and made.read_bytes() == _whole(lab, command) else [f"{MADE[command]} is not whole"]
    words, why = {
        "approve": (("run", "3"), "the approval does not count"),
        "render": (("render", "--check"), "documents are not up to date"),
        "init": (("validate",), "the plan is not whole"),
    }[command]
    done = lab.command(*words)
    return [] if done.code == 0 else [f"{why}: {done.code}: {done.err}{done.out[-300:]}"]


def _whole(lab: Lab, command: str) -> bytes:
    """The file that a command makes, made without a fault in a project of its own."""
    if command not in lab.kept:
        template, words = COMMANDS[command]
        beside = lab.place.with_name("beside")
        lab.place.rename(beside)
        lab.fresh(template)
        assert lab.command(*words).code == 0
        lab.kept[command] = (lab.project / MADE[command]).read_bytes()
        shutil.rmtree(lab.place)
        beside.rename(lab.place)
    return lab.kept[command]


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
    problems = [] if done.code in (0, 4) else [f"init ended with {done.code}: {done.err}"]
    problems += missing(lab, "init")
    left = [path.name for path in lab.project.rglob(".*") if path.name != ".tracker"]
    return problems + [f"left: {name}" for name in left]
