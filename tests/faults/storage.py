"""The n-th call to the disk fails, once or from then on, over every writing command: a clear error, and no false pass."""

from __future__ import annotations

import errno
import random
from dataclasses import dataclass, replace
from itertools import islice

from tracker.errors import ExitCode

from .afterwards import lost, missing, unfinished, wrong
from .commands import COMMANDS, counted, is_beyond, numbered
from .figures import Broken
from .lab import Ended, Lab
from .shim import Counts, Fault

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS)
WORDS = {command: words for command, (_, words) in COMMANDS.items()} | {"run": ("run", "1", "--json")}
"""One phase makes every sort of call: steps, checks, a commit of the work, documents, a commit of the record."""


@dataclass
class Figures(Broken):
    """What the table shows."""

    faults: int = 0
    beyond: int = 0
    """Cases after the last call of their command, and short writes where it writes nothing."""
    tracebacks: int = 0
    passes: int = 0
    """False ones: the command says that it worked, and it did not."""
    lost: int = 0
    wrong: int = 0
    failed: int = 0


def faults(room: Counts, _: random.Random, reads: int = 3) -> list[Fault]:
    """Everything that can be wrong with every call."""
    kinds = [Fault("fail", 0, error, persistent, reads=reads) for error in ERRORS for persistent in (False, True)]
    kinds += [Fault("fail", 0, errno.EINTR, reads=reads), Fault("short", 0, reads=reads)]
    return [replace(kind, at=n) for kind in kinds for n in range(1, kind.among(room) + 1)]


def run(lab: Lab, *, seed: int, number: int, skip: int = 0) -> Figures:
    """So many cases of a seed, each at the most once."""
    figures = Figures()
    counts = {command: counted(lab, command, words, reads=3) for command, words in WORDS.items()}
    for index, (command, fault) in enumerate(islice(numbered(counts, seed, faults), skip, skip + number), skip):
        if is_beyond(fault, counts[command]) or not _one(lab, figures, command, fault, f"seed {seed}, case {index}"):
            figures.beyond += 1
    return figures


def _one(lab: Lab, figures: Figures, command: str, fault: Fault, name: str) -> bool:
    words = WORDS[command]
    lab.fresh(COMMANDS[command][0])
    done = lab.command(*words, fault=fault)
    if not lab.shim.hit:
        return False
    name = f"{name}: {command}, {fault} ({lab.shim.what})"
    figures.faults += 1
    figures.note("tracebacks", name, tracebacks(done, mute=fault.persistent or "std" in lab.shim.what))
    figures.note("passes", name, [] if done.code else missing(lab, command))
    figures.note("lost", name, lost(lab.project, done))
    figures.note("wrong", name, wrong(lab))
    figures.note("failed", name, _again(lab, command, words))
    return True


def _again(lab: Lab, command: str, words: tuple[str, ...]) -> list[str]:
    """It must work when the disk does. A step that had failed is repeated, so a `run` is not held to what a crash is."""
    if command != "run":
        return unfinished(lab, command, words)
    again = lab.command(*words)
    return [] if again.code == 0 else [f"{again.code} the second time: {again.err}{again.out[-300:]}"]


def tracebacks(done: Ended, *, mute: bool) -> list[str]:
    """What a user must not see. `mute`: what the command prints to cannot be written, either."""
    if "Traceback" in done.err or done.code in (99, int(ExitCode.BUG)) or done.code < 0:
        return [f"it ended with {done.code}: {done.err[-700:]}"]
    return [] if mute or done.code == 0 or done.err.strip() or done.out.strip() else ["it failed without a word"]
