"""Settings files as people have them: indented in all ways, with foreign hooks, empty lists, other line ends, comments."""

from __future__ import annotations

import json
import random
from typing import Any

KEYS: dict[str, Any] = {
    "$schema": "https://json.schemastore.org/claude-code-settings.json",
    "model": "opus",
    "permissions": {"allow": ["Bash(npm run test:*)", "Read(~/.zshrc)"], "deny": []},
    "env": {"NODE_ENV": "test", "GREETING": "Grüße 👋", "ESCAPED": 'caf\u00e9 \\ "quoted" // no comment'},
    "includeCoAuthoredBy": False,
    "cleanupPeriodDays": 20,
    "statusLine": {"type": "command", "command": "~/.claude/statusline.sh"},
    "mcpServers": {"github": {"command": "npx", "args": ["-y", "@modelcontextprotocol/server-github"]}},
    "ui": {"theme": "GitHub", "hideBanner": True},
    "empty": {},
    "limit": 1.5e3,
}
FOREIGN = (
    {"matcher": "Bash", "hooks": [{"type": "command", "command": "jq -r .tool_input.command >> ~/log.txt"}]},
    {"hooks": [{"type": "command", "command": "notify-send done", "timeout": 5}]},
    {
        "matcher": "Edit|Write",
        "hooks": [{"type": "command", "command": "prettier --write"}, {"type": "command", "command": "true"}],
    },
)
EVENTS = ("SessionStart", "PreToolUse", "Stop", "BeforeTool", "AfterAgent", "PostToolUse", "Notification")


def settings(seed: int, *, comments: bool = False) -> str:
    """One file; the same for the same seed."""
    dice = random.Random(seed)
    value: dict[str, Any] = {key: KEYS[key] for key in dice.sample(sorted(KEYS), dice.randrange(len(KEYS)))}
    if dice.random() < 0.7:
        hooks = {event: list(dice.sample(FOREIGN, dice.randrange(4))) for event in dice.sample(EVENTS, dice.randrange(6))}
        value = dict(dice.sample([*value.items(), ("hooks", hooks)], len(value) + 1))
    indent: Any = dice.choice([2, 4, "\t", 3, None, 0])
    text = json.dumps(value, indent=indent, ensure_ascii=dice.random() < 0.3)
    if indent is None and dice.random() < 0.5:
        text = json.dumps(value, separators=(",", ":"))
    if dice.random() < 0.2:
        text = text.replace("[]", "[ ]").replace("{}", "{\n}")
    if comments:
        text = _commented(text, dice)
    if dice.random() < 0.3:
        text = text.replace("\n", "\r\n")
    return dice.choice(["", "", "", "\ufeff", "\n  "]) + text + dice.choice(["", "\n", "\n\n", "  \n"])


def _commented(text: str, dice: random.Random) -> str:
    """Comments at the ends of lines and on lines of their own."""
    lines = []
    for row in text.split("\n"):
        if dice.random() < 0.2:
            lines.append(dice.choice(["// a remark", "  /* one\n     two */", '\t// { "not": json }']))
        lines.append(row + dice.choice(["", "", "", "", " // because", "  /* ] } */", " // ,  "]))
    if dice.random() < 0.3:
        lines.append("// the end")
    return "\n".join(lines)
