"""The n-th call to the disk fails, once or from then on, over every writing command: a clear error, and no false pass."""

from __future__ import annotations

import errno
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from tracker.errors import ExitCode

from .crash import COMMANDS, lost, unfinished, wrong
from .lab import Ended, Lab
from .shim import Fault

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS)


@dataclass
class Figures:
    """What the table shows."""

    faults: int = 0
    tracebacks: int = 0
    passes: int = 0
    """False ones: the command says that it worked, and it did not."""
    lost: int = 0
    wrong: int = 0
    failed: int = 0
    problems: list[str] = field(default_factory=list)

    def note(self, what: str, name: str, found: list[str]) -> None:
        if found:
            setattr(self, what, getattr(self, what) + 1)
            self.problems += [f"{name}: {what}: {problem}" for problem in found]


def calls(lab: Lab, command: str) -> int:
    """How many calls of a command touch the disk, reading included."""
    template, words = COMMANDS[command]
    lab.fresh(template)
    done = lab.command(*words, fault=Fault("count", reads=True))
    assert done.code == 0, done.err
    return lab.shim.count


def everything(lab: Lab, seed: int) -> Iterator[tuple[str, Fault]]:
    """Every call with every error, in an order by the seed."""
    found: list[tuple[str, Fault]] = []
    for command in COMMANDS:
        for n in range(1, calls(lab, command) + 1):
            found += [(command, Fault("fail", n, error, p, reads=True)) for error in ERRORS for p in (False, True)]
            found += [(command, Fault("fail", n, errno.EINTR, reads=True)), (command, Fault("short", n, reads=True))]
    random.Random(seed).shuffle(found)
    yield from found


def run(lab: Lab, *, seed: int, number: int, skip: int = 0) -> Figures:
    """So many faults of a seed."""
    figures = Figures()
    for index, (command, fault) in enumerate(everything(lab, seed)):
        if index >= skip + number:
            break
        if index >= skip:
            _one(lab, figures, command, fault, f"seed {seed}, case {index}: {command}, {fault}")
    return figures


def _one(lab: Lab, figures: Figures, command: str, fault: Fault, name: str) -> None:
    template, words = COMMANDS[command]
    lab.fresh(template)
    done = lab.command(*words, fault=fault)
    name = f"{name} ({lab.shim.what})"
    figures.faults += 1
    figures.note("tracebacks", name, _tracebacks(done, mute=fault.persistent or "std" in lab.shim.what))
    figures.note("passes", name, _false_pass(lab, command, done))
    figures.note("lost", name, lost(lab.project, done))
    figures.note("wrong", name, wrong(lab))
    if command != "run":
        figures.note("failed", name, unfinished(lab, command, words))
        return
    again = lab.command(*words)
    figures.note("failed", name, [] if again.code == 0 else [f"{again.code} the second time: {again.err}{again.out[-300:]}"])


def _tracebacks(done: Ended, *, mute: bool) -> list[str]:
    """`mute`: what the command prints to cannot be written, either."""
    if "Traceback" in done.err or done.code in (99, int(ExitCode.BUG)) or done.code < 0:
        return [f"it ended with {done.code}: {done.err[-700:]}"]
    return [] if mute or done.code == 0 or done.err.strip() or done.out.strip() else ["it failed without a word"]


def _false_pass(lab: Lab, command: str, done: Ended) -> list[str]:
    if done.code:
        return []
    if command == "run":
        view = lab.command("run", "1", "2", "--dry-run")
        return [] if view.out.count("up to date") >= 2 else [f"it said that all is done, but: {view.out}"]
    if command == "approve":
        return [] if lab.command("run", "3").code == 0 else ["the approval is not there"]
    words = ("render", "--check") if command == "render" else ("validate",)
    checked = lab.command(*words)
    return [] if checked.code == 0 else [f"{words} says {checked.code}: {checked.out[-300:]}{checked.err}"]
