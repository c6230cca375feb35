"""A world of its own for every test: no user's git configuration, no colours, no variables of this machine's projects."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tracker.adapters.identity import session

# The same examples each time, and no example is too slow for a machine that others use, too.
settings.register_profile("tracker", deadline=None, derandomize=True, database=None)
settings.load_profile("tracker")

ROOT = Path(__file__).resolve().parent.parent
LONG = ("shipped", "faults", "proof")
"""The folders whose tests take longest."""
HANGS = 600
"""Seconds after which such a test is taken to hang: phase 4 takes some minutes on a machine that others use, too."""
STOPPING = (signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP)
KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE", "LD_LIBRARY_PATH")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, so that no worker is left alone with it at the end."""
    items.sort(key=lambda item: item.path.parent.name not in LONG)
    for item in items:
        if item.path.parent.name in LONG:
            item.add_marker(pytest.mark.timeout(HANGS))


@dataclass(frozen=True)
class Ended:
    """What a command left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def events(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture(autouse=True)
def hermetic(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of every process that a test starts, and of the test itself."""
    home = tmp_path_factory.mktemp("home")
    (home / ".gitconfig").write_text(
        "[user]\n\tname = Test Person\n\temail = test@example.org\n"
        "[init]\n\tdefaultBranch = main\n[commit]\n\tgpgSign = false\n"
    )
    env = {name: os.environ[name] for name in KEPT if name in os.environ}
    env.update(HOME=str(home), GIT_CONFIG_NOSYSTEM="1", PYTHONPATH=str(ROOT), NO_COLOR="1", TZ="UTC")
    env["PATH"] = os.path.dirname(sys.executable) + os.pathsep + env["PATH"]
    for name in set(os.environ) - set(env):
        ours = name.startswith(("GIT_", "TRACKER_", "POSTGRES_", "DATABASE_URL", "PYTEST_ADDOPTS"))
        if ours or session({name: "1"}, stdin_is_terminal=False)[0]:  # these tests may be run by an agent, or in CI
            monkeypatch.delenv(name)
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    return env


@pytest.fixture(autouse=True)
def heeding() -> Iterator[None]:
    """What a test starts heeds signals, also where these tests were told not to: below `nohup`, or by `&` in a script.

    A new program inherits what is ignored and blocked, but not a handler: with one, it starts as from a terminal, and
    these tests themselves stay as deaf as they were told to be.
    """
    blocked = signal.pthread_sigmask(signal.SIG_SETMASK, [])
    ignored = [number for number in STOPPING if signal.getsignal(number) is signal.SIG_IGN]
    for number in ignored:
        signal.signal(number, lambda *_: None)
    yield
    for number in ignored:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


@contextmanager
def started(command: Sequence[str], **more: Any) -> Iterator[subprocess.Popen[Any]]:
    """A process that is killed at the end, however that comes."""
    with subprocess.Popen(command, **more) as process:
        try:
            yield process
        finally:
            process.kill()


class Place:
    """A folder with a repository and a plan, and the command line in it."""

    def __init__(self, path: Path, env: dict[str, str]) -> None:
        self.path = path
        self.env = env

    def write(self, name: str, text: str) -> Path:
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(textwrap.dedent(text))
        return target

    def read(self, name: str) -> str:
        return (self.path / name).read_text()

    def git(self, *words: str, check: bool = True) -> str:
        done = subprocess.run(["git", *words], cwd=self.path, env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0 or not check, done.stderr
        return done.stdout

    def commit(self, message: str = "Change") -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        return self.git("rev-parse", "HEAD").strip()

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "tracker", *words]

    def terminal(self, *words: str, columns: int = 80, typed: str = "", **env: str) -> str:
        """What a command prints on a terminal of so many columns, on which somebody types."""
        main, side = pty.openpty()
        fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        whole = {**self.env, "TERM": "xterm", **env}
        chunks = []
        with started(self.command(*words), cwd=self.path, env=whole, stdin=side, stdout=side, stderr=side) as process:
            os.close(side)
            os.write(main, typed.encode())
            while True:
                try:
                    chunks.append(os.read(main, 65536))
                except OSError:  # Linux says EIO when nobody holds the other side any more
                    break
                if not chunks[-1]:
                    break
            process.wait()
        os.close(main)
        return b"".join(chunks).decode().replace("\r\n", "\n")

    def tracker(self, *words: str, below: str = "", stdin: str = "", **env: str) -> Ended:
        done = subprocess.run(
            self.command(*words),
            cwd=self.path / below,
            env={**self.env, **env},
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Ended(done.returncode, done.stdout, done.stderr)

    def person(self, *words: str, **env: str) -> Ended:
        """The same, by somebody who sits at a terminal."""
        main, side = pty.openpty()
        try:
            done = subprocess.run(
                self.command(*words), cwd=self.path, env={**self.env, **env}, stdin=side, capture_output=True, text=True,
                check=False,
            )  # fmt: skip
        finally:
            os.close(main)
            os.close(side)
        assert "Traceback" not in done.stderr, done.stderr
        return Ended(done.returncode, done.stdout, done.stderr)

    def phase(self, name: str, text: str) -> None:
        self.write(f"phases/{name}.yaml", f"id: {name}\ntitle: Title of {name}\n" + textwrap.dedent(text))

    def status(self) -> dict[str, Any]:
        view = self.tracker("status", "--json").json
        return {phase["id"]: phase for phase in view["phases"]}

    def changes(self) -> str:
        return self.git("status", "--porcelain")


@pytest.fixture
def place(tmp_path: Path, hermetic: dict[str, str]) -> Place:
    """An empty repository with a plan that has no phase yet."""
    folder = tmp_path / "project"
    folder.mkdir()
    made = Place(folder, hermetic)
    made.git("init", "-q")
    made.write(
        "tracker.yaml", "project: {name: Test}\ndocuments:\n  - {path: TRACKER.md, title: Test, sections: [overview, phases]}\n"
    )
    return made


STEP_PLAN = """
    files: [{path: made.txt}]
    steps:
      - {id: make, run: "printf made > made.txt"}
    checks:
      - {id: is-made, kind: files, inputs: [made.txt], expect: [{path: made.txt, contains: [made]}]}
      - {id: runs, kind: command, run: "true", inputs: [made.txt]}
"""


@pytest.fixture
def stepped(place: Place) -> Place:
    """A plan with two phases, the first of which changes a file."""
    place.phase("phase-1", STEP_PLAN)
    place.phase("phase-2", "depends_on: [phase-1]\nchecks: [{id: ok, kind: command, run: 'true', inputs: []}]\n")
    place.commit("Start")
    return place
