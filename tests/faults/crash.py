"""Crash points: the machine goes down at the n-th write, sync, rename or start of a process, over every writing command."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import islice

from .afterwards import lost, unfinished, wrong
from .commands import COMMANDS, counted, is_beyond, numbered
from .figures import Broken
from .lab import Lab
from .shim import Counts, Fault


@dataclass
class Figures(Broken):
    """What the table shows."""

    points: int = 0
    beyond: int = 0
    """Cases after the last call of their command."""
    lost: int = 0
    wrong: int = 0
    failed: int = 0


def _faults(room: Counts, chance: random.Random) -> list[Fault]:
    """A torn write, or lost pages, by the seed."""
    return [
        Fault(chance.choice(("crash", "power")), n, fraction=chance.choice((0.0, 1.0, chance.random())))
        for n in range(1, room.calls + 1)
    ]


def run(lab: Lab, *, seed: int, number: int, skip: int = 0) -> Figures:
    """So many cases of a seed; `skip` those before."""
    figures = Figures()
    counts = {command: counted(lab, command, words) for command, (_, words) in COMMANDS.items()}
    cases = islice(numbered(counts, seed, _faults, again=True), skip, skip + number)
    for index, (command, fault) in enumerate(cases, skip):
        if is_beyond(fault, counts[command]) or not one(lab, figures, command, fault, f"seed {seed}, case {index}"):
            figures.beyond += 1
    return figures


def one(lab: Lab, figures: Figures, command: str, fault: Fault, name: str) -> bool:
    """One crash, and what must be so afterwards; whether it came to that."""
    template, words = COMMANDS[command]
    lab.fresh(template)
    done = lab.command(*words, fault=fault)
    if not lab.shim.hit:
        return False
    name = f"{name}: {command}, {fault} ({lab.shim.what})"
    figures.points += 1
    figures.note("lost", name, lost(lab.project, done))
    figures.note("wrong", name, wrong(lab))
    figures.note("failed", name, unfinished(lab, command, words))
    return True
