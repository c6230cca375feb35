"""Words and options that several verbs share."""

from __future__ import annotations

from tracker.cli.declare import Switch, Word

JSON = Switch("--json", about="Print JSON (docs/json.md) instead of text.")
NOTIFY = Switch("--notify", about="Ring the terminal and send it a notification at the end.")
QUIET = Switch("--quiet", "-q", about="Print nothing; the exit code says it.")
PHASE = Word("PHASE", about="A phase, for example phase-4.1 or 4.1.", takes="phase")
