"""The commands that a screen tells its reader to type."""

from __future__ import annotations

import re

from tests.recording.screen import lines_of

_AFTER = re.compile(r"(?:^|\s{2,})(?:Next|Why|See it|Evidence): (.+?)(?=\s{3}[A-Z]|$)")
_INDENTED = re.compile(r"^  ((?:git|tracker) \S.*)$")


def commands_said(printed: str) -> list[str]:
    """In their order: the indented lines that begin with a program, and what stands behind `Next:` and its like."""
    found = []
    for spans in lines_of(printed):
        line = "".join(text for text, _ in spans).rstrip()
        if alone := _INDENTED.match(line):
            found.append(alone[1])
        else:
            found += [said.strip() for said in _AFTER.findall(line) if said.startswith(("git ", "tracker "))]
    return found
