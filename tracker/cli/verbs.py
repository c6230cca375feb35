"""Every verb, in the order of `tracker --help`. Each is a module here, with its declaration and what it does."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from tracker.cli.declare import Values, Verb
    from tracker.cli.output import Output

    class VerbModule(Protocol):
        """What a module of a verb has."""

        VERB: Verb

        def carry_out(self, values: Values, output: Output) -> int:
            """Do it; the exit code."""


VERBS = (
    "status",
    "start",
    "run",
    "check",
    "reopen",
    "next",
    "prompt",
    "prompts",
    "explain",
    "render",
    "summary",
    "new-prompt",
    "new-section",
    "validate",
    "log",
    "show",
    "triage",
    "compare",
    "issues",
    "record",
    "bench",
    "verify",
    "gc",
    "approve",
    "schema",
    "init",
    "segment",
    "completion",
    "complete",
)


def load(name: str) -> VerbModule:
    """The module of a verb."""
    from importlib import import_module

    module: VerbModule = import_module(f"tracker.cli.{name.replace('-', '_')}")
    return module
