"""Repositories in every state, and programs that must never be run."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Repo:
    """A real repository."""

    def __init__(self, path: Path, env: dict[str, str]) -> None:
        self.path = path
        self.env = env

    def git(self, *words: str, check: bool = True, stdin: bytes = b"") -> str:
        done = subprocess.run(
            ["git", *words], cwd=self.path, env=self.env, capture_output=True, input=stdin, check=False, timeout=20
        )
        assert done.returncode == 0 or not check, done.stderr.decode()
        return done.stdout.decode("utf-8", "surrogateescape")

    def write(self, name: str, text: str | bytes) -> Path:
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode() if isinstance(text, str) else text)
        return target

    def commit(self, message: str = "Change", **files: str) -> str:
        for name, text in files.items():
            self.write(name, text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.head()

    def head(self) -> str:
        return self.git("rev-parse", "HEAD").strip()

    def work_tree(self) -> dict[str, tuple[str, int, int]]:
        """Every file outside .git: content, mode and mtime."""
        found = {}
        for path in sorted(self.path.rglob("*")):
            name = str(path.relative_to(self.path))
            if name.split("/", maxsplit=1)[0] != ".git" and path.is_file():
                status = path.lstat()
                found[name] = hashlib.sha256(path.read_bytes()).hexdigest(), status.st_mode, status.st_mtime_ns
        return found

    def staged(self) -> dict[str, str]:
        """The index: path and stage → mode and blob, flags included."""
        rows = [row.split("\t", 1) for row in self.git("ls-files", "-z", "--stage").split("\0") if row]
        return {f"{path} {head.split()[2]}": " ".join(head.split()[:2]) for head, path in rows}

    def index(self) -> bytes:
        place = self.git("rev-parse", "--git-path", "index").strip()
        file = self.path / place
        return file.read_bytes() if file.exists() else b""


def make_repo(tmp_path: Path, env: dict[str, str]) -> Repo:
    """A repository with one commit."""
    folder = tmp_path / "repo"
    folder.mkdir()
    made = Repo(folder, env)
    made.git("init", "-q")
    made.commit("First", **{"a.txt": "one\n", "b.txt": "two\n", "dir/c.txt": "three\n"})
    return made


@contextmanager
def ordinary_user() -> Iterator[Path]:
    """A folder, and for the time being the rights of somebody who is not root (who may write anywhere)."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        if os.geteuid() != 0:
            yield Path(folder)
            return
        os.chown(folder, 65534, 65534)
        os.seteuid(65534)
        try:
            yield Path(folder)
        finally:
            os.seteuid(0)
