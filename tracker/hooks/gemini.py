"""Gemini CLI: `.gemini/settings.json`, which may have comments; timeouts are in milliseconds."""

from __future__ import annotations

from tracker.hooks.events import START, STOP, TOOL, Event, Product

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.hooks.events import Answer, Heard, Said


def answer(said: Said, heard: Heard) -> Answer | None:
    """As Gemini CLI reads it."""
    del heard
    found: Answer = {"systemMessage": said.note} if said.note else {}
    if said.context:
        found["hookSpecificOutput"] = {"hookEventName": "SessionStart", "additionalContext": said.context}
    elif said.block:
        found.update(decision="deny", reason=said.block)
    return found or None


PRODUCT = Product(
    name="gemini",
    file=".gemini/settings.json",
    home="GEMINI_CLI_HOME",
    events={
        START: Event("SessionStart", "*"),
        TOOL: Event("BeforeTool", "write_file|replace|edit|run_shell_command"),
        STOP: Event("AfterAgent", "*"),
    },
    files={"write_file": "file_path", "replace": "file_path", "edit": "file_path"},
    shells=frozenset(("run_shell_command",)),
    answer=answer,
    comments=True,
    milliseconds=True,
    home_above=True,
)
