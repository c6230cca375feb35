"""What reading commands execute in repositories that want to be executed: git, and nothing that the repository chose."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from .lab import Lab, git

COMMANDS = (
    ("status",),
    ("status", "--json"),
    ("next",),
    ("explain", "1"),
    ("log",),
    ("show", "last"),
    ("validate",),
    ("render", "--check"),
    ("render",),
    ("verify", "--journal"),
    ("schema",),
    ("run", "1", "--dry-run"),
    ("segment",),
    ("complete", "--", "run", ""),
    ("completion", "bash"),
    ("--help",),
)
_KEYS = (
    "core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass", "core.alternateRefsCommand",
    "core.gitProxy", "credential.helper", "diff.external", "diff.evil.command", "diff.evil.textconv", "filter.evil.clean",
    "filter.evil.smudge", "filter.evil.process", "gpg.program", "gpg.ssh.program", "gpg.x509.program", "interactive.diffFilter",
    "merge.evil.driver", "pager.status", "pager.log", "sequence.editor", "uploadpack.packObjectsHook", "browser.evil.cmd",
)  # fmt: skip
_HOOKS = (
    "post-checkout",
    "post-commit",
    "post-index-change",
    "pre-commit",
    "reference-transaction",
    "fsmonitor-watchman",
    "pre-auto-gc",
)


@dataclass
class Figures:
    """What the table shows."""

    commands: int = 0
    traced: int = 0
    """Of them, how many had every execve looked at (with strace)."""
    executed: int = 0
    problems: list[str] = field(default_factory=list)


def run(lab: Lab, *, seed: int, number: int, skip: int = 0) -> Figures:
    """Every command in so many of the hostile repositories; the seed changes nothing."""
    del seed
    figures = Figures()
    for make in (_configured, _embedded, _in_submodule)[skip : skip + number]:
        lab.fresh("new")
        assert lab.command("run", "1").code == 0
        marker = lab.place / "executed"
        folder = make(lab.project, _script(lab.place, marker))
        if make is _configured:
            _control(figures, folder, marker)
        for words in COMMANDS:
            _one(figures, folder, words, marker, make.__name__)
    return figures


def _control(figures: Figures, folder: Path, marker: Path) -> None:
    """An unprotected git falls for it: otherwise the repository would show nothing."""
    git(folder, "status", "--porcelain", check=False)
    if not marker.exists():
        figures.problems.append("the hostile repository is not hostile")
    marker.unlink(missing_ok=True)


def _one(figures: Figures, folder: Path, words: tuple[str, ...], marker: Path, kind: str) -> None:
    for path in folder.rglob("*.txt"):
        os.utime(path)  # git looks at the content again
    command, trace = [sys.executable, "-m", "tracker", *words], marker.with_name("trace")
    strace = shutil.which("strace")
    if strace:
        command = [strace, "-f", "-qq", "-e", "trace=execve", "-o", str(trace), *command]
    environment = {k: v for k, v in os.environ.items() if k != "LD_PRELOAD"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60)
    figures.commands += 1
    name = f"{kind}: tracker {' '.join(words)}"
    if "Traceback" in done.stderr or done.returncode == 70:
        figures.problems.append(f"{name}: {done.stderr[-300:]}")
    if strace and trace.exists():
        figures.traced += 1
        programs = re.findall(r'execve\("([^"]+)".*= 0', trace.read_text())
        strange = [p for p in programs if os.path.basename(p) not in ("git", os.path.basename(sys.executable))]
        figures.executed += len(strange)
        figures.problems += [f"{name}: executed {p}" for p in strange]
    if marker.exists():
        figures.executed += 1
        figures.problems.append(f"{name}: executed {marker.read_text().splitlines()[0]}")
        marker.unlink()


def _script(place: Path, marker: Path) -> Path:
    script = place / "evil"
    script.write_text(f'#!/bin/sh\necho "$0 $*" >> {marker}\ncat\n')
    script.chmod(0o755)
    return script


def _configured(project: Path, script: Path) -> Path:
    """Every key of git's configuration that names a program, hooks, attributes."""
    for key in _KEYS:
        git(project, "config", key, str(script))
    for key, value in (("alias.status", f"!{script}"), ("log.showSignature", "true"), ("commit.gpgSign", "true")):
        git(project, "config", key, value)
    hooks = project / ".git/own-hooks"
    for folder in (hooks, project / ".git/hooks"):
        folder.mkdir(exist_ok=True)
        for name in _HOOKS:
            shutil.copy(script, folder / name)
    git(project, "config", "core.hooksPath", str(hooks))
    (project / ".git/info/attributes").write_text("* filter=evil diff=evil merge=evil\n")
    return project


def _embedded(project: Path, script: Path) -> Path:
    """A bare repository inside the work tree, as an archive could bring it, and the project is in it."""
    inner = project / "inner"
    git(project, "init", "-q", "--bare", str(inner))
    with (inner / "config").open("a") as file:
        file.write(f"[core]\n\tfsmonitor = {script}\n\tworktree = {inner}\n\tbare = false\n[diff]\n\texternal = {script}\n")
    for name in ("tracker.yaml", "phases"):
        source = project / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, inner / name)
    return inner


def _in_submodule(project: Path, script: Path) -> Path:
    """A submodule whose own configuration is hostile."""
    inner = project.with_name("module")
    git(project.parent, "clone", "-q", str(project), str(inner))
    git(project, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner), "sub")
    git(project, "commit", "-qm", "Add a submodule")
    _configured_module(project / ".git/modules/sub/config", script)
    (project / "sub/README.md").write_text("changed\n")
    return project


def _configured_module(config: Path, script: Path) -> None:
    with config.open("a") as file:
        file.write(f'[core]\n\tfsmonitor = {script}\n[diff]\n\texternal = {script}\n[filter "evil"]\n\tclean = {script}\n')
    (config.parent / "info").mkdir(exist_ok=True)
    (config.parent / "info/attributes").write_text("* filter=evil\n")
