"""How signs look: emoji as in a hand-written tracker, or words for those who cannot or do not want to see emoji."""

from __future__ import annotations

EMOJI: dict[str, str] = {
    "done": "✅",
    "ready": "🔄",
    "waiting": "⏳",
    "bad": "❌",
    "warn": "⚠️",
    "blocked": "⛔",
    "paused": "✋",
    "person": "👤",
    "skipped": "⏭️",
    "unknown": "❔",
    "info": "📊",
    "ok": "✅",
    "fast": "⚡",
    "arrow": "→",
}
PLAIN: dict[str, str] = {
    "done": "[done]",
    "ready": "[now]",
    "waiting": "[waiting]",
    "bad": "[failed]",
    "warn": "[warning]",
    "blocked": "[blocked]",
    "paused": "[approval]",
    "person": "[person]",
    "skipped": "[skipped]",
    "unknown": "[unknown]",
    "info": "[info]",
    "ok": "[ok]",
    "fast": "",
    "arrow": "->",
}
STYLES = {"emoji": EMOJI, "plain": PLAIN}
