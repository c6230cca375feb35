"""Rules for what is started, and what it sees."""

from __future__ import annotations

import re
from typing import Any

from tracker.bar.commands import evasions, joined, lessened
from tracker.bar.rules.said import DOWN, SAME, UP, Said, listed, moved, show


def command(name: str, before: Any, after: Any) -> Said:
    """A command: another one is only a change, unless it can no longer fail or looks at less."""
    old, new = joined(before), joined(after)
    ways, back = list(lessened(old, new)), list(lessened(new, old))
    said = f"{name}: `{show(old)}` → `{show(new)}`"
    if ways:
        yield DOWN, f"{said}: {'; '.join(ways)}"
    else:
        yield (UP if back else SAME), said


def shell(name: str, before: Any, after: Any) -> Said:
    """What a command is given to. One that is written out and does not stop at the first failure asks for less."""
    yield (DOWN if _goes_on(after) and not _goes_on(before) else SAME), moved(name, before, after)


def _goes_on(value: Any) -> bool:
    words = listed(value)
    return len(words) > 1 and not any(re.fullmatch(r"-\w*e\w*", str(word)) for word in words)


def variables(name: str, before: Any, after: Any) -> Said:
    """What a process sees in its environment."""
    old, new = before or {}, after or {}
    for key in sorted({*old, *new}):
        one, other = old.get(key), new.get(key)
        if one != other:
            known, now = (evasions(f"{key}= {value or ''}") for value in (one, other))
            fresh = [words for word, words in now.items() if word not in known]
            said = moved(f"{name}.{key}", one, other)
            yield (DOWN, f"{said}: {'; '.join(fresh)}") if fresh else (SAME, said)
