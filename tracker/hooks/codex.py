"""Codex: `.codex/hooks.json`, in the same form as Claude Code's; an edit is a patch."""

from __future__ import annotations

from tracker.hooks.claude import answer
from tracker.hooks.events import START, STOP, TOOL, Event, Product

PRODUCT = Product(
    name="codex",
    file=".codex/hooks.json",
    home="CODEX_HOME",
    events={
        START: Event("SessionStart"),
        TOOL: Event("PreToolUse", "^(Bash|apply_patch|Edit|Write)$"),
        STOP: Event("Stop"),
    },
    files={"Edit": "file_path", "Write": "file_path"},
    shells=frozenset(("Bash", "shell", "exec_command", "shell_command")),
    patches=frozenset(("apply_patch",)),
    answer=answer,
)
