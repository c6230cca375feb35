"""The n-th call to the disk fails while a command only looks: a clear error or the whole truth, never another answer."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import islice

from .commands import is_beyond, numbered
from .lab import Lab
from .shim import Counts, Fault
from .storage import faults, tracebacks

COMMANDS: dict[str, tuple[str, ...]] = {
    "status": ("status",),
    "next": ("next",),
    "explain": ("explain", "1"),
    "log": ("log",),
    "validate": ("validate",),
    "verify": ("verify",),
    "prompt": ("prompt", "1"),
    "prompts": ("prompts",),
    "issues": ("issues",),
    "summary": ("summary",),
    "render --check": ("render", "--check"),
    "run --dry-run": ("run", "1", "2", "--dry-run"),
    "triage": ("triage", "../report.xml"),
}
"""What is looked at, after phase 1 was carried out; each with `--json`."""


@dataclass
class Figures:
    """What the table shows."""

    faults: int = 0
    beyond: int = 0
    """Cases after the last call of their command."""
    tracebacks: int = 0
    untrue: int = 0
    """It ended well with another answer than without the fault."""
    problems: list[str] = field(default_factory=list)


def _faults(room: Counts, chance: random.Random) -> list[Fault]:
    return faults(room, chance, 2)


def run(lab: Lab, *, seed: int, number: int, skip: int = 0) -> Figures:
    """So many cases of a seed, each at the most once."""
    figures = Figures()
    answers = {command: _look(lab, command, Fault("count", reads=2)) for command in COMMANDS}
    counts = {command: count for command, (_, _, count) in answers.items()}
    for index, (command, fault) in enumerate(islice(numbered(counts, seed, _faults), skip, skip + number), skip):
        if is_beyond(fault, counts[command]) or not _one(
            lab, figures, command, fault, answers[command][:2], f"seed {seed}, case {index}"
        ):
            figures.beyond += 1
    return figures


def _look(lab: Lab, command: str, fault: Fault) -> tuple[int, str, Counts]:
    """(exit code, answer, calls)."""
    lab.fresh("done")
    done = lab.command(*COMMANDS[command], "--json", fault=fault)
    return done.code, done.out, lab.shim.counts


def _one(lab: Lab, figures: Figures, command: str, fault: Fault, answer: tuple[int, str], name: str) -> bool:
    lab.fresh("done")
    done = lab.command(*COMMANDS[command], "--json", fault=fault)
    if not lab.shim.hit:
        return False
    name = f"{name}: {command}, {fault} ({lab.shim.what})"
    figures.faults += 1
    found = tracebacks(done, mute=fault.persistent or "std" in lab.shim.what)
    figures.tracebacks += bool(found)
    if done.code == answer[0] and done.out != answer[1] and not done.err:
        figures.untrue += 1
        found.append(f"it ended with {done.code} and said: {_difference(answer[1], done.out)}")
    figures.problems += [f"{name}: {problem}" for problem in found]
    return True


def _difference(wanted: str, found: str) -> str:
    lines = set(wanted.splitlines())
    return " / ".join(line.strip() for line in found.splitlines() if line not in lines)[:300] or "less"
