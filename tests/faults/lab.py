"""A place for experiments: projects to copy, commands in processes of their own, and what must be so afterwards."""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from dataclasses import dataclass, field
from pathlib import Path

from .shim import Fault, InPython, Shim

PLAN = """\
project: {name: Faults}
defaults: {grace: 500ms, jobs: 2}
documents:
  - {path: TRACKER.md, title: Faults, sections: [overview, phases, current-status]}
"""
PHASES = {
    "phase-1": """
        goal: Two files are made.
        preflight: [{id: plan-there, kind: files, inputs: [], expect: [{path: tracker.yaml}]}]
        files: [{path: "made/*.txt"}]
        steps:
          - {id: first, run: "mkdir -p made; echo one >> made/first.txt; echo first >> $TRACKER_ROOT/../steps"}
          - {id: second, run: "echo two > made/second.txt; echo second >> $TRACKER_ROOT/../steps"}
        checks:
          - {id: looks, kind: files, inputs: ["made/*.txt"], expect: [{path: made/first.txt, contains: [one]}]}
          - {id: runs, kind: command, run: "cat made/second.txt", inputs: ["made/*.txt"], expect: {output: [two]}}
        prompt: {file: one.md}
        """,
    "phase-2": """
        depends_on: [phase-1]
        checks:
          - {id: again, kind: command, run: "echo {{ n }}", matrix: {n: ["1", "2", "3"]}, inputs: ["made/*.txt"]}
        """,
    "phase-3": "checks: [{id: agreed, kind: approval, ask: 'Shall we?'}]",
    "phase-4": "checks: [{id: suite, kind: tests, run: ./suite, report: report.xml}]",
}
REPORT = """\
<testsuite name="suite"><testcase classname="a" name="good"/>
<testcase classname="a" name="bad"><failure message="no">why</failure></testcase></testsuite>
"""
GIT_CONFIG = (
    "[user]\n\tname = Fault\n\temail = fault@example.org\n[init]\n\tdefaultBranch = main\n[commit]\n\tgpgSign = false\n"
)


@dataclass
class Ended:
    """How a command ended."""

    code: int
    """Negative: the signal that ended it."""
    out: str
    err: str

    @property
    def events(self) -> list[dict]:
        """The acknowledged events: whole lines on stdout."""
        found = []
        for line in self.out.split("\n")[:-1]:
            try:
                value = json.loads(line)
            except ValueError:
                continue
            if isinstance(value, dict) and value.get("kind") == "event":
                found.append(value)
        return found


@dataclass
class Lab:
    """Templates and a folder for copies of them."""

    folder: Path
    shim: Shim
    kept: dict[str, bytes] = field(default_factory=dict)
    """What a look at a command without a fault found, by the command."""
    _made: dict[str, Path] = field(default_factory=dict)

    def __post_init__(self) -> None:
        home = self.folder / "home"
        home.mkdir(parents=True, exist_ok=True)
        (home / ".gitconfig").write_text(GIT_CONFIG)
        os.environ.update(HOME=str(home), GIT_CONFIG_NOSYSTEM="1", NO_COLOR="1", TZ="UTC")

    @property
    def place(self) -> Path:
        """The folder of the present experiment; faults happen below it."""
        return self.folder / "case"

    @property
    def project(self) -> Path:
        return self.place / "project"

    def template(self, name: str) -> Path:
        """A project to start from: `empty`, `new`, `asked` (waits for an approval), `done` (its first phase) or `stale` (done,
        and documents are to be rendered)."""
        if name not in self._made:
            shutil.rmtree(self.place, ignore_errors=True)
            (self.place / "tmp").mkdir(parents=True)
            self.project.mkdir()
            (self.place / "report.xml").write_text(REPORT)
            if name != "empty":
                _write(self.project)
                git(self.project, "init", "-q")
                git(self.project, "add", "-A")
                git(self.project, "commit", "-qm", "Start")
            if name == "asked":
                assert self.command("run", "3").code == 8
            if name in ("done", "stale"):
                assert self.command("run", "1").code == 0
            if name == "stale":
                (self.project / "TRACKER.md").unlink()
                (self.project / "prompts/one.md").unlink()
            kept = self.folder / f"template-{name}"
            shutil.copytree(self.place, kept, symlinks=True)
            self._made[name] = kept
        return self._made[name]

    def fresh(self, name: str) -> None:
        """Start from a template."""
        kept = self.template(name)
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(kept, self.place, symlinks=True)

    def warm(self) -> None:
        """Carry out a command in this process, so that no experiment has to compile the templates of documents again."""
        from tracker.cli.app import run

        self.fresh("stale")
        home = os.getcwd()
        os.chdir(self.project)
        try:
            with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                assert run(["render"]) == 0
        finally:
            os.chdir(home)

    def command(self, *words: str, fault: Fault | None = None) -> Ended:
        """One command line in a process (and session) of its own, with everything imported already."""
        out, err = self.place / "stdout", self.place / "stderr"
        if isinstance(self.shim, InPython):
            self.shim.reset()
        pid = os.fork()
        if not pid:
            _carry_out(self, list(words), str(out), str(err), fault)
        _, status = os.waitpid(pid, 0)
        self.shim.disarm()
        code = os.waitstatus_to_exitcode(status)
        return Ended(code, out.read_text(errors="replace"), err.read_text(errors="replace"))


def _carry_out(lab: Lab, words: list[str], out: str, err: str, fault: Fault | None) -> None:
    code = 99
    try:
        os.setsid()
        os.chdir(lab.project)
        os.environ["TMPDIR"] = str(lab.place / "tmp")
        import tempfile

        tempfile.tempdir = None
        for path, fd in ((out, 1), (err, 2)):
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
            os.dup2(opened, fd)
            os.close(opened)
        os.dup2(os.openpty()[1] if words[0] == "approve" else os.open(os.devnull, os.O_RDONLY), 0)  # a person's word
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(io.FileIO(1, "w", closefd=False)), encoding="utf-8")
        sys.stderr = io.TextIOWrapper(
            io.BufferedWriter(io.FileIO(2, "w", closefd=False)), encoding="utf-8", line_buffering=True
        )
        signal.pthread_sigmask(signal.SIG_SETMASK, [])  # as from a terminal, wherever this was started from
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        from tracker.cli.app import run

        if fault is not None:
            lab.shim.arm(fault)
        code = run(words)
        lab.shim.disarm()
    except BaseException:
        import traceback

        lab.shim.disarm()
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _write(project: Path) -> None:
    (project / "tracker.yaml").write_text(PLAN)
    (project / "phases").mkdir()
    (project / "README.md").write_text("# A project\n")
    for name, text in PHASES.items():
        (project / f"phases/{name}.yaml").write_text(f"id: {name}\ntitle: Title of {name}\n" + textwrap.dedent(text))


def git(folder: Path, *words: str, check: bool = True) -> str:
    """What git prints."""
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise AssertionError(f"git {words}: {done.stderr}")
    return done.stdout


def temporary() -> Path:
    """Memory, where there is some: the disk's speed is not what is looked at."""
    import tempfile

    base = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    return Path(tempfile.mkdtemp(prefix="tracker-faults-", dir=base))
