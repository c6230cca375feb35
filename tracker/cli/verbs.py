"""Every verb, grouped and in the order of `tracker --help`. Each is a module here, with its declaration and what it does."""

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


GROUPS = {
    "Look": ("status", "next", "explain", "log", "show", "triage", "compare", "issues", "bench", "diff", "open"),
    "Do": ("start", "run", "approve", "reopen", "mcp"),
    "Prove": ("check", "verify", "validate", "record"),
    "Write": ("note", "prompt", "prompts", "render", "summary", "new-prompt", "new-section"),
    "Keep": ("init", "hooks", "gc", "schema", "segment", "completion", "hook", "complete"),
}
"""What one wants → the verbs for it."""
VERBS = tuple(name for names in GROUPS.values() for name in names)


def load(name: str) -> VerbModule:
    """The module of a verb."""
    from importlib import import_module

    module: VerbModule = import_module(f"tracker.cli.{name.replace('-', '_')}")
    return module
