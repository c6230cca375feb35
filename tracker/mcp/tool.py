"""What a tool is: its name, what it takes, what it promises not to do, and the function that answers."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from tracker.bootstrap import Project

PHASE = {"type": "string", "description": "A phase, for example phase-4.1 or 4.1.", "minLength": 1}
CHECKOUT = {
    "type": "string",
    "description": "Folder of another git worktree of this repository, absolute; by default the one you work in.",
    "minLength": 1,
}


class Call:
    """One call of a tool: what it is about, and how to carry out what takes long."""

    def __init__(
        self,
        project: Project,
        arguments: Mapping[str, Any],
        carry_out: Callable[[Sequence[str]], dict[str, Any]],
    ) -> None:
        """`carry_out` runs a tracker command in a process of its own, tells its progress, and returns its last document."""
        self.project = project
        self.arguments = arguments
        self.carry_out = carry_out

    def text(self, name: str) -> str:
        """An argument that is a text; empty where it was not given."""
        found: str = self.arguments.get(name, "")
        return found


class Effect:
    """What a tool does besides answering."""

    def __init__(self, *, writes: bool = False, runs: bool = False, changes: bool = False) -> None:
        """`writes`: it records something. `runs`: it starts commands of the plan, which take long. `changes`: these may change
        files.
        """
        self.writes = writes
        self.runs = runs
        self.changes = changes


LOOKS = Effect()
RECORDS = Effect(writes=True)
CHECKS = Effect(writes=True, runs=True)
WORKS = Effect(writes=True, runs=True, changes=True)


class Tool:
    """One tool."""

    def __init__(
        self,
        name: str,
        title: str,
        about: str,
        answer: Callable[[Call], Mapping[str, Any]],
        arguments: Mapping[str, Mapping[str, Any]],
        *,
        required: Sequence[str] = (),
        effect: Effect = LOOKS,
        repeatable: bool = True,
    ) -> None:
        """`repeatable`: calling it again with the same arguments adds nothing."""
        self.name = name
        self.about = about
        self.answer = answer
        self.effect = effect
        self.schema = {
            "type": "object",
            "properties": {**arguments, "checkout": CHECKOUT},
            "required": list(required),
            "additionalProperties": False,
        }
        self.annotations = {
            "title": title,
            "readOnlyHint": not effect.writes,
            "destructiveHint": effect.changes,
            "idempotentHint": repeatable,
            "openWorldHint": effect.runs,
        }
