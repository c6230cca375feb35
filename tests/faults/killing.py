"""Real SIGKILL at random times during `tracker run`, in repositories of every sort, and what must be so after a second run."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .afterwards import fsck, leftovers, lost
from .children import alive
from .figures import Broken
from .lab import Ended, Lab, git


@dataclass
class Figures(Broken):
    """What the table shows."""

    kills: int = 0
    midway: int = 0
    """Those that hit a run which had acknowledged something and was not over."""
    lost: int = 0
    fsck: int = 0
    locks: int = 0
    survivors: int = 0
    changed: int = 0
    failed: int = 0


@dataclass(frozen=True)
class Moment:
    """When the kill comes: after the run has shown so many lines, and so many seconds. It does not depend on the machine."""

    lines: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.seconds * 1000:.0f} ms after line {self.lines}"


LINES = 26
"""A run shows 25: a kill after the last of them hits what comes between its last word and its end."""


def staged(folder: Path) -> None:
    (folder / "README.md").write_text("# Staged\n")
    git(folder, "add", "README.md")


def unstaged(folder: Path) -> None:
    (folder / "README.md").write_text("# Changed\n")
    (folder / "mine.txt").write_text("typed\n")


def both(folder: Path) -> None:
    staged(folder)
    (folder / "README.md").write_text("# Staged, then changed\n")
    (folder / "new.txt").write_text("new\n")
    git(folder, "add", "-N", "new.txt")


def merging(folder: Path) -> None:
    _diverge(folder)
    git(folder, "merge", "other", check=False)


def rebasing(folder: Path) -> None:
    _diverge(folder)
    git(folder, "rebase", "other", check=False)


def detached(folder: Path) -> None:
    git(folder, "checkout", "-q", "--detach")
    unstaged(folder)


def _diverge(folder: Path) -> None:
    for branch, text in (("other", "theirs\n"), ("main", "ours\n")):
        if branch == "other":
            git(folder, "checkout", "-qb", "other")
        else:
            git(folder, "checkout", "-q", "main")
        (folder / "README.md").write_text(text)
        git(folder, "commit", "-qam", f"Change on {branch}")
    (folder / "mine.txt").write_text("typed\n")


def clean(folder: Path) -> None:
    del folder


def worktree(folder: Path) -> None:
    """The project is a linked worktree of a repository beside it."""
    beside = folder.with_name("beside")
    shutil.move(folder, beside)
    git(beside, "worktree", "add", "-q", "-b", "linked", str(folder))
    unstaged(folder)


def submodule(folder: Path) -> None:
    """The project is a submodule of a repository beside it."""
    inner, outer = folder.with_name("inner"), folder.with_name("outer")
    shutil.move(folder, inner)
    outer.mkdir()
    git(outer, "init", "-q")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "sub")
    git(outer, "commit", "-qm", "Add")
    folder.symlink_to(outer / "sub", target_is_directory=True)
    staged(folder)


def shallow(folder: Path) -> None:
    deep = folder.with_name("deep")
    shutil.move(folder, deep)
    git(deep, "commit", "-q", "--allow-empty", "-m", "One more")
    git(deep.parent, "clone", "-q", "--depth", "1", f"file://{deep}", str(folder))
    both(folder)


def empty(folder: Path) -> None:
    """No commit yet: a run is refused, and must not touch anything either."""
    shutil.rmtree(folder / ".git")
    git(folder, "init", "-q")
    git(folder, "add", "README.md")


SORTS: dict[str, Callable[[Path], None]] = {
    f.__name__: f for f in (clean, staged, unstaged, both, merging, rebasing, detached, worktree, submodule, shallow, empty)
}
USERS = (
    "README.md",
    "mine.txt",
    "new.txt",
    "tracker.yaml",
    "phases/phase-1.yaml",
    "phases/phase-2.yaml",
    "phases/phase-3.yaml",
)


def users(folder: Path) -> dict[str, str]:
    """The user's own: content in the work tree, and entries in the index, byte for byte."""
    own: dict[str, str] = {}
    for path in USERS:
        full = folder / path
        own[path] = hashlib.sha256(full.read_bytes()).hexdigest() if full.exists() else ""
    own["index"] = git(folder, "ls-files", "--stage", "--", *USERS)
    own["operation"] = str(sorted(p.name for p in _git_folder(folder).iterdir() if p.name.isupper() or "rebase" in p.name))
    return own


def _git_folder(folder: Path) -> Path:
    return folder / git(folder, "rev-parse", "--absolute-git-dir").strip()


def run(lab: Lab, *, seed: int, number: int, skip: int = 0) -> Figures:
    """So many kills, each in a repository of another sort."""
    figures = Figures()
    chance = random.Random(seed)
    names = list(SORTS)
    for index in range(skip + number):
        sort, moment, group = (
            names[index % len(names)],
            Moment(chance.randrange(LINES), chance.random() * 0.1),
            chance.random() < 0.3,
        )
        if index >= skip:
            name = f"seed {seed}, case {index}: {sort}, {'group' if group else 'runner'}, {moment}"
            _one(lab, figures, sort, moment, group, name)
    return figures


def _one(lab: Lab, figures: Figures, sort: str, moment: Moment, group: bool, name: str) -> None:
    lab.fresh("new")
    token = _slow_down(lab.project)
    SORTS[sort](lab.project)
    before = users(lab.project)
    done = _killed(lab, moment, group)
    figures.kills += 1
    figures.midway += bool(done.code < 0 and done.events)
    name = f"{name}, {len(done.events)} events"
    figures.note("lost", name, lost(lab.project, done))
    figures.note("changed", name, _differences(before, users(lab.project)))
    time.sleep(0.15)
    figures.note("survivors", name, [str(pid) for pid in alive(token)])
    again = lab.command("run", "1", "2", "--json")
    if sort == "empty":
        figures.note("failed", name, [] if again.code == 4 else [f"it ended with {again.code}: {again.err}"])
    else:
        figures.note("failed", name, [] if again.code == 0 else [f"it ended with {again.code}: {again.err}{again.out[-200:]}"])
        figures.note("locks", name, _locks(lab.project))
        figures.note("fsck", name, fsck(lab.project))
        if sort == "clean":
            figures.note("failed", name, [p for p in leftovers(lab.project) if "work commits" not in p])
    figures.note("changed", f"{name}, resumed", _differences(before, users(lab.project)))


def _slow_down(project: Path) -> str:
    """Steps and checks that take a little, with a number by which they are known."""
    token = str(10**9 + random.randrange(10**8) * 10)
    phase = project / "phases/phase-1.yaml"
    text = phase.read_text().replace('run: "mkdir', 'run: "sleep 0.1; mkdir')
    text = text.replace('run: "cat made/second.txt"', f'run: "(setsid sleep {token} &); sleep 0.15; cat made/second.txt"')
    phase.write_text(text)
    git(project, "commit", "-qam", "Slower")
    return token


def _killed(lab: Lab, moment: Moment, group: bool) -> Ended:
    out, err = lab.place / "stdout", lab.place / "stderr"
    with out.open("wb") as stdout, err.open("wb") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "tracker", "run", "1", "2", "--json"],
            cwd=lab.project,
            stdout=stdout,
            stderr=stderr,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env={**{k: v for k, v in os.environ.items() if k != "LD_PRELOAD"}, "TMPDIR": str(lab.place / "tmp")},
        )
        while process.poll() is None and out.read_bytes().count(b"\n") < moment.lines:
            time.sleep(0.002)
        try:
            process.wait(moment.seconds)
        except subprocess.TimeoutExpired:
            if group:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
            process.wait()
    return Ended(process.returncode, out.read_text(), err.read_text())


def _differences(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [f"{key}: {before[key]!r} became {after[key]!r}" for key in before if before[key] != after[key]]


def _locks(project: Path) -> list[str]:
    folders = {_git_folder(project), project / git(project, "rev-parse", "--git-common-dir").strip()}
    left = [path for folder in folders for path in (*folder.rglob("*.lock"), *folder.glob("tracker-*"))]
    return [str(path.relative_to(project.parent)) if path.is_relative_to(project.parent) else str(path) for path in left]
