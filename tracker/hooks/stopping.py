"""Whether an agent may stop: not while the phase in progress is unproved, and not kept for ever.

Codex and Gemini CLI ask a hook that always blocks for ever, and Claude Code overrules it and reports success. So we count
ourselves: we let go after so many blocks, and earlier where nothing moves.
"""

from __future__ import annotations

from tracker.hooks.events import Said

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.views.in_progress import Progress

    Count = list[object]

MOST = 5
"""Blocks in a row."""
SAME = 2
"""Blocks in a row with the same failing checks and the same tree."""
_SHOWN = 6
_WIDE = 220
_LONG = 2_000


def decide(now: Progress, before: Count | None, mark: str, most: int = MOST) -> tuple[Said, Count | None]:
    """The answer, and what is to be counted from: None where nothing is.

    `before` is what was counted in this session, and `mark` differs when the tree does. A block is followed by another call in
    the same turn; so the count begins anew only after a call that was let go, whatever the product says of the turn.
    """
    if now["phase"] is None:
        return Said(), None
    failing = f"{now['phase']}: {', '.join(check['name'] for check in now['unproved'])}"
    blocks, same, known = _counted(before)
    same = same + 1 if blocks and known == [failing, mark] else 0
    if same >= SAME:
        return _let_go(now, f"nothing has changed since it was told so {blocks} times"), None
    if blocks >= most:
        return _let_go(now, f"it was told so {blocks} times"), None
    return Said(block=reason(now, again=same > 0)), [blocks + 1, same, [failing, mark]]


def _counted(before: Count | None) -> tuple[int, int, object]:
    if isinstance(before, list) and len(before) == 3 and isinstance(before[0], int) and isinstance(before[1], int):  # noqa: PLR2004
        return before[0], before[1], before[2]
    return 0, 0, None


def _let_go(now: Progress, why: str) -> Said:
    return Said(
        note=f"tracker: phase {_name(now)} is NOT proved ({_numbers(now)}); the agent may stop all the same, because {why}. "
        f"See why: {now['explain']}"
    )


def reason(now: Progress, *, again: bool = False) -> str:
    """Why the agent may not stop, and what to do."""
    rows = [f"Phase {_name(now)} ({now['title']}) is in progress and not proved: {_numbers(now)}."]
    rows += [f"- {check['name']}: {check['why']}"[:_WIDE] for check in now["unproved"][:_SHOWN]]
    if len(now["unproved"]) > _SHOWN:
        rows.append(f"- and {len(now['unproved']) - _SHOWN} more: {now['explain']}")
    if again:
        rows.append("Nothing has changed since you were told this.")
    rows.append(
        f"To go on: {now['command']}. If you cannot go on, say what is missing and stop; nothing is complete by being said."
    )
    return "\n".join(rows)[:_LONG]


def _name(now: Progress) -> str:
    return (now["phase"] or "").removeprefix("phase-")


def _numbers(now: Progress) -> str:
    if not now["unproved"]:
        return "every check passes, and no run has completed it"
    return f"{len(now['unproved'])} of {now['checks']} {'check' if now['checks'] == 1 else 'checks'} open"
