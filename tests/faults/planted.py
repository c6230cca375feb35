"""Secrets that every sort of process tries to get onto the disk, whole and in pieces."""

from __future__ import annotations

import os
import random
import string
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from .lab import Lab, git

PLAN = """
environment: {secrets: ["PLANTED_*"]}
"""
PRINTS = """
import os, random, sys, time
chance = random.Random(int(sys.argv[1]))
for name in sorted(n for n in os.environ if n.startswith("PLANTED_")):
    value = ("x" * chance.randrange(40) + os.environ[name] + os.environ[name][:3] + "\\n").encode()
    while value:
        n = chance.randrange(1, 9)
        os.write(1, value[:n])
        value = value[n:]
        if chance.random() < 0.05:
            time.sleep(0.001)
if len(sys.argv) > 2:
    sys.exit(os.environ["PLANTED_0"])
"""


@dataclass
class Figures:
    """What the table shows."""

    planted: int = 0
    found: int = 0
    shown: int = 0
    """How often the name stands where the value was: that they were printed at all."""
    problems: list[str] = field(default_factory=list)


def run(lab: Lab, *, seed: int, number: int, skip: int = 0) -> Figures:
    """So many secrets, twenty-five to a run."""
    figures = Figures()
    for index in range(skip // 25, (skip + number + 24) // 25):
        _one(lab, figures, random.Random(f"{seed}.{index}"), f"seed {seed}, run {index}")
    return figures


def _one(lab: Lab, figures: Figures, chance: random.Random, name: str) -> None:
    lab.fresh("new")
    secrets = {f"PLANTED_{n}": _secret(chance) for n in range(25)}
    project = lab.project
    (project / "prints.py").write_text(PRINTS)
    (project / "tracker.yaml").write_text((project / "tracker.yaml").read_text() + PLAN)
    word = chance.randrange(10**6)
    (project / "phases/phase-1.yaml").write_text(
        "id: phase-1\ntitle: Prints\nfiles: [{path: made.txt}]\n"
        f"steps: [{{id: make, run: 'touch made.txt; python prints.py {word}'}}]\n"
        f"checks:\n  - {{id: prints, kind: command, run: 'python prints.py {word + 1}', inputs: [prints.py]}}\n"
        f"  - {{id: fails, kind: command, run: 'python prints.py {word + 2} fail', inputs: [prints.py]}}\n"
    )
    git(project, "add", "-A")
    git(project, "commit", "-qm", "Plan")
    os.environ.update(secrets)
    try:
        done = lab.command("run", "1", "--json")
    finally:
        for key in secrets:
            del os.environ[key]
    figures.planted += len(secrets)
    disk = everything(lab.place)
    figures.shown += sum(b"[secret PLANTED_" in content for content in disk.values())
    if done.code != 1 or "PLANTED_0" not in done.out:
        figures.problems.append(f"{name}: it ended with {done.code}: {done.err}")
    for secret in secrets.values():
        places = [path for path, content in disk.items() if secret.encode() in content]
        if places:
            figures.found += 1
            figures.problems.append(f"{name}: {secret!r} is in {places[:3]}")


def _secret(chance: random.Random) -> str:
    alphabet = string.ascii_letters + string.digits + "+/=-_.$ ä"
    return "".join(chance.choice(alphabet) for _ in range(chance.randrange(8, 40)))


def everything(folder: Path) -> dict[str, bytes]:
    """All the bytes below a folder, git's objects unpacked."""
    found: dict[str, bytes] = {}
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if ".git/objects" in str(path):
                try:
                    content += zlib.decompress(content)
                except zlib.error:
                    pass  # no loose object
            found[str(path)] = content
    return found
