"""Damage to a journal: every truncation, every flipped bit; and many writers at once."""

from __future__ import annotations

import json
import multiprocessing
import random
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tracker.adapters.clock import SystemClock
from tracker.adapters.files.journal import JournalReader
from tracker.adapters.files.journal_writer import JournalWriter
from tracker.journal import events as e
from tracker.journal.codec import decode
from tracker.journal.damage import Damage
from tracker.journal.events import Recorded
from tracker.state import fold

RUN = "01J00000000000000000000000"


@dataclass
class Figures:
    """What the table shows."""

    tried: int = 0
    undetected: int = 0
    unread: int = 0
    """Undamaged events that were not read."""
    problems: list[str] = field(default_factory=list)


def journal(events: int = 100) -> bytes:
    """The bytes of a run's journal, texts of every sort in it."""
    with tempfile.TemporaryDirectory() as folder:
        writer = JournalWriter(folder, SystemClock(), run=RUN)
        writer.append(
            [e.RunStarted(("phase-1",), "a" * 40, "main", ("ä ö.txt",), "0"), e.PhaseStarted("phase-1", "d", "ready")]
        )
        for n in range((events - 4) // 2):
            check = f"check-{n}"
            writer.append([e.CheckStarted("phase-1", check, {"database": "sqlite"})])
            writer.append(
                [
                    e.CheckFinished(
                        "phase-1",
                        check,
                        {"database": "sqlite"},
                        "d" * 64,
                        {"a.py": "e" * 64},
                        "passed",
                        f"»{n}«",
                        0.1,
                        "c" * 40,
                    )
                ]
            )
        writer.append([e.PhaseCompleted("phase-1", "c" * 40, 1.0), e.RunFinished("passed", 1.0)])
        writer.close()
        return (Path(folder) / writer.path).read_bytes()


def _read(content: bytes) -> tuple[list[Recorded], list[Damage]]:
    items = list(decode(content, run=RUN, file="journal"))
    return [i for i in items if isinstance(i, Recorded)], [i for i in items if isinstance(i, Damage)]


def truncations(figures: Figures, content: bytes, places: list[int]) -> None:
    """Every event whose line is whole is read; and that something is missing shows."""
    whole = _read(content)[0]
    ends = [n for n, byte in enumerate(content) if byte == 10]
    for cut in places:
        events, damage = _read(content[:cut])
        figures.tried += 1
        expected = sum(end <= cut for end in ends)
        if [x.id for x in events] != [x.id for x in whole[:expected]]:
            figures.unread += 1
            figures.problems.append(f"cut at {cut}: read {len(events)} events, expected {expected}")
        runs = fold(events).runs
        unfinished = cut == 0 or not (runs and runs[RUN].outcome)
        if expected < len(ends) and not damage and not unfinished:
            figures.undetected += 1
            figures.problems.append(f"cut at {cut}: nothing shows it")


def flips(figures: Figures, content: bytes, places: list[int]) -> None:
    """A flipped bit takes its own line away at the most, and shows. `places` are numbers of bits."""
    whole = _read(content)[0]
    line_of = [0] * len(content)
    line = 0
    for n, byte in enumerate(content):
        line_of[n] = line
        line += byte == 10
    for place in places:
        at, bit = divmod(place, 8)
        changed = bytearray(content)
        changed[at] ^= 1 << bit
        events, damage = _read(bytes(changed))
        figures.tried += 1
        read = {x.id for x in events}
        missing = [n for n, x in enumerate(whole) if x.id not in read]
        separator = content[at] == 10
        if [n for n in missing if separator or n != line_of[at]]:
            figures.unread += 1
            figures.problems.append(f"bit {place}: lines {missing} were not read, changed was line {line_of[at]}")
        silent = not damage or (missing and all(d.torn for d in damage))
        if silent:
            figures.undetected += 1
            figures.problems.append(f"bit {place} of line {line_of[at]}: nothing shows it")


def run(*, seed: int, share: float = 1.0) -> Figures:
    """Every truncation and every bit, or a share of them."""
    figures, chance = Figures(), random.Random(seed)
    content = journal()
    cuts, bits = list(range(len(content))), list(range(len(content) * 8))
    if share < 1:
        ends = [n for n, byte in enumerate(content) if byte == 10]
        some = [n * 8 + chance.randrange(8) for n in ends]
        cuts, bits = chance.sample(cuts, int(len(cuts) * share)) + ends, chance.sample(bits, int(len(bits) * share)) + some
    truncations(figures, content, cuts)
    flips(figures, content, bits)
    return figures


def _write(root: str, writer: int, events: int) -> None:
    journal = JournalWriter(root, SystemClock())
    for n in range(events):
        journal.append([e.StepStarted(f"phase-{writer}", f"step-{n}", "d")])
    journal.close()


def together(*, writers: int, events: int) -> Figures:
    """So many processes write at once: nothing may be lost, torn or out of its writer's order."""
    figures = Figures()
    with tempfile.TemporaryDirectory() as root:
        context = multiprocessing.get_context("fork")
        processes = [context.Process(target=_write, args=(root, n, events)) for n in range(writers)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        read = JournalReader(root).read()
        figures.tried = len(read.events)
        figures.problems += [f"{damage.place}: {damage.why}" for damage in read.damage]
        for n in range(writers):
            steps = [x.event.step for x in read.events if getattr(x.event, "phase", "") == f"phase-{n}"]
            if steps != [f"step-{m}" for m in range(events)]:
                figures.problems.append(f"writer {n}: {json.dumps(steps[:5])}… are {len(steps)} events, or out of order")
    figures.unread = len(figures.problems)
    return figures
