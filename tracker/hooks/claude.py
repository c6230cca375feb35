"""Claude Code: `.claude/settings.json`, code.claude.com/docs/en/hooks."""

from __future__ import annotations

from tracker.hooks.events import START, STOP, TOOL, Event, Product

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.hooks.events import Answer, Heard, Said


def answer(said: Said, heard: Heard) -> Answer | None:
    """As Claude Code reads it; Codex reads the same."""
    found: Answer = {"systemMessage": said.note} if said.note else {}
    if said.context:
        found["hookSpecificOutput"] = {"hookEventName": "SessionStart", "additionalContext": said.context}
    elif said.block and heard.event == TOOL:
        found["hookSpecificOutput"] = {
            "hookEventName": "PreToolUse",
            "permissionDecision": "deny",
            "permissionDecisionReason": said.block,
        }
    elif said.block:
        found.update(decision="block", reason=said.block)
    return found or None


PRODUCT = Product(
    name="claude",
    file=".claude/settings.json",
    home="CLAUDE_CONFIG_DIR",
    events={
        START: Event("SessionStart"),
        TOOL: Event("PreToolUse", "Edit|MultiEdit|Write|NotebookEdit|Bash"),
        STOP: Event("Stop"),
    },
    files={"Edit": "file_path", "MultiEdit": "file_path", "Write": "file_path", "NotebookEdit": "notebook_path"},
    shells=frozenset(("Bash",)),
    answer=answer,
)
