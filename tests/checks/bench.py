"""Checks, run the way the engine runs them: real processes, real files, real repositories."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tracker.adapters.clock import SystemClock
from tracker.adapters.databases import SqlDatabases
from tracker.adapters.files.disk import DiskFiles
from tracker.adapters.git.repository import GitRepository
from tracker.adapters.processes.executor import LocalExecutor
from tracker.checking import border
from tracker.checking.base import fill
from tracker.checking.context import Approval, CheckContext
from tracker.checks import AnyCheck
from tracker.evidence.matching import IssueMatch
from tracker.model.ids import Variant
from tracker.model.result import Judgement, ProcessResult, TestReport


def read(kind: str, **values: Any) -> Any:
    """A check, as the plan's reader makes it."""
    return border.read(AnyCheck, {"id": "it", "kind": kind, **values})


class Bench:
    """A workspace in a repository."""

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self.path = folder / "workspace"
        self.scratch = folder / "runs" / "it"
        self.env = env
        self.path.mkdir()
        self.baseline: dict[tuple[str, str, str], TestReport] = {}
        self.listed: list[str] = []
        self.earlier: list[TestReport] = []
        self.issues: dict[str, IssueMatch] = {}
        self.approval: Approval | None = None
        self.git("init", "-q")

    def git(self, *words: str) -> str:
        return subprocess.run(
            ["git", *words], cwd=self.path, env=self.env, check=True, capture_output=True, text=True
        ).stdout  # fmt: skip

    def write(self, name: str, text: str | bytes) -> Path:
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode() if isinstance(text, str) else text)
        return target

    def context(self, check: Any, cells: Mapping[str, str], timeout: float) -> CheckContext:
        extra = {name: fill(text, cells) for name, text in check.env.items()}
        return CheckContext(
            phase="phase-2",
            variant=Variant.of(cells),
            files=DiskFiles(str(self.path)),
            repository=GitRepository(str(self.path)),
            databases=SqlDatabases(str(self.path)),
            env={**self.env, **extra},
            scratch=str(self.scratch),
            scratch_files=DiskFiles(str(self.scratch)),
            timeout=timeout,
            baseline=lambda phase, check, variant: self.baseline.get((phase, check, variant.key)),
            issues=self.issues,
            approval=self.approval,
            listed=lambda: tuple(self.listed),
            earlier=lambda: tuple(self.earlier),
        )

    def judge(
        self, check: Any, cells: Mapping[str, str] | None = None, *, timeout: float = 30, limit: int = 1 << 24
    ) -> Judgement:
        """What the engine does with a check, once."""
        context = self.context(check, cells or {}, timeout)
        request = check.process(context)
        done: ProcessResult | None = None
        if request is not None:
            executor = LocalExecutor(
                SystemClock(),
                root=str(self.path.parent),
                scratch=str(self.path.parent / "runs"),
                output_limit=limit,
                conceal={},
            )
            try:
                executor.start("it", request)
                (finished,) = executor.wait()
                done = finished.process
            finally:
                executor.close()
        return check.judge(context, done)

    def run(self, kind: str, cells: Mapping[str, str] | None = None, *, timeout: float = 30, **values: Any) -> Judgement:
        return self.judge(read(kind, **values), cells, timeout=timeout)
