"""What a folder has that checks can be made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """What a tool is for."""

    TESTS = "tests"
    TYPES = "types"
    LINT = "lint"
    BUILD = "build"
    DOCS = "docs"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Tool:
    """Something that can be run, or looked at, to know whether the work is right."""

    role: Role
    name: str
    """What people call it: `pytest`, `npm test`."""
    why: str
    """What in the folder tells that it is used."""
    check: Mapping[str, Any]
    """The check, as the plan has it, without its id."""
    ignore: tuple[str, ...] = ()
    """What it leaves behind, as .gitignore has it."""

    @property
    def judges_tests(self) -> bool:
        """Whether its results are compared test by test."""
        return self.check["kind"] in ("pytest", "tests")


@dataclass(frozen=True, slots=True)
class Found:
    """All of them: at most one of each role for each language."""

    tools: tuple[Tool, ...] = ()

    def of(self, *roles: Role) -> tuple[Tool, ...]:
        """Those for these roles, in this order."""
        return tuple(tool for role in roles for tool in self.tools if tool.role is role)


def commanded(run: str, **more: Any) -> dict[str, Any]:
    """A check that runs a command."""
    return {"kind": "command", "run": run, **more}


def named(tools: Iterable[Tool]) -> list[dict[str, Any]]:
    """The checks with ids that differ: `tests`, or `tests-go` where several tools have one role."""
    tools = list(tools)
    roles = [tool.role for tool in tools]
    return [{"id": _id(tool, alone=roles.count(tool.role) == 1), **tool.check} for tool in tools]


def _id(tool: Tool, *, alone: bool) -> str:
    if alone:
        return str(tool.role)
    words = "".join(c if c.isalnum() else "-" for c in tool.name.lower())
    return f"{tool.role}-{'-'.join(filter(None, words.split('-')))}"
