"""The shelf of check kinds: one file each, and the registry below."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tracker.checks.approval import ApprovalCheck
from tracker.checks.benchmark import BenchmarkCheck
from tracker.checks.command import CommandCheck
from tracker.checks.files import FilesCheck
from tracker.checks.git import GitCheck
from tracker.checks.metric import MetricCheck
from tracker.checks.pytest import PytestCheck
from tracker.checks.sql import SqlCheck
from tracker.checks.tests import TestsCheck

KINDS = {
    "approval": ApprovalCheck,
    "benchmark": BenchmarkCheck,
    "command": CommandCheck,
    "files": FilesCheck,
    "git": GitCheck,
    "metric": MetricCheck,
    "pytest": PytestCheck,
    "sql": SqlCheck,
    "tests": TestsCheck,
}
"""`kind:` in the plan → the model that reads and judges it."""

AnyCheck = Annotated[
    ApprovalCheck | BenchmarkCheck | CommandCheck | FilesCheck | GitCheck | MetricCheck | PytestCheck | SqlCheck | TestsCheck,
    Field(discriminator="kind"),
]
