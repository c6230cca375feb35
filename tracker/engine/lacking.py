"""Whether a check found nothing out because this machine lacks something: neither a pass nor a failure of what it checks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tracker.engine.attempts import Attempt
from tracker.model.result import Judgement, ProcessResult
from tracker.model.status import Outcome

_NOT_FOUND = 127
"""A shell's exit code for a program that it does not find."""
_COMMAND = re.compile(r"^command not found: (?P<name>[^/]+)$")
_SHELL = re.compile(r"(?:^|[\s:])(?P<name>[^\s:/]+): (?:command )?not found\s*$", re.MULTILINE)
_MODULE = re.compile(r"No module named '?(?P<name>\w+)'?[\w.']*\s*$", re.MULTILINE)


def lacking(attempt: Attempt, judgement: Judgement, done: ProcessResult | None) -> str:
    """What is missing, in words; empty when the result says something about what was checked.

    A program that the plan names by its path, and a module that the repository once had, are not the machine's to have.
    """
    if judgement.outcome not in (Outcome.ERROR, Outcome.FAILED):
        return ""
    if done is None or done.problem:
        found = _COMMAND.match(done.problem) if done else None
        if found:
            return f"{found['name']} is not installed"
        return judgement.summary if judgement.transient and done is None else ""
    said = f"{done.log.head}\n{done.log.tail}"
    if done.exit_code == _NOT_FOUND and (shell := _SHELL.search(said)):
        return f"{shell['name']} is not installed"
    module = _MODULE.search(said) if done.exit_code else None
    if module and f"-m {module['name']}" in " ".join(attempt.work.check.command()) and not _was_here(attempt, module["name"]):
        return f"the Python module {module['name']} is not installed"
    return ""


def not_checked_out(absent: Sequence[str]) -> str:
    """What a check looks at and a sparse checkout leaves out, in words; empty when it leaves out nothing of that."""
    more = f" and {len(absent) - 1} more" if len(absent) > 1 else ""
    return f"{absent[0]}{more} is not checked out here (sparse checkout)" if absent else ""


def _was_here(attempt: Attempt, module: str) -> bool:
    paths = [f":(glob)**/{module}/**", f":(glob)**/{module}.py"]
    return attempt.context.repository.log_count(paths)["commits"] > 0
