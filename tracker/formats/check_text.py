"""The end of `tracker check` as lines: what is broken, what could not be checked, and what holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.formats.ansi import WIDE, Paint, printable
from tracker.formats.failure_text import cause_lines
from tracker.formats.status_text import short

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracker.views.faces.check import CheckedFace, CheckRunFace, ReplayFace

_TAIL = 8
_OTHERS = {"present plan": "the present plan", "recorded": "the criteria that were recorded"}


def check_lines(view: CheckRunFace, paint: Paint) -> list[str]:
    """What was found, then one line that says what that means."""
    lines = [""]
    for place in view["places"]:
        lines += _notes(place)
    broken = [item for item in view["checks"] if item["outcome"] == "broken"]
    unknown = [item for item in view["checks"] if item["outcome"] == "unknown"]
    for item in broken:
        lines += [f"{paint('broken', 'red')} {item['phase']}/{printable(item['check'])}: {printable(item['summary'])}"]
        lines += _below([*item["details"], *cause_lines(item["causes"], width=WIDE)])
        lines += [] if item["causes"] else [f"    | {printable(line)}" for line in item["output"][-_TAIL:]]
    for item in unknown:
        why = item["lacks"] or item["summary"]
        lines.append(f"{paint('could not check', 'yellow')} {item['phase']}/{printable(item['check'])}: {printable(why)}")
    for place in view["places"]:
        if place["why"]:
            name = f"{place['phase']}: " if place["phase"] else ""
            lines += [f"{paint('could not check', 'yellow')} {name}{printable(place['why'])}", *_below(place["hints"])]
    lines += _waivers(view)
    if view["claimed"]:
        lines.append(f"Only claimed, so not checked: {', '.join(view['claimed'])}")
    lines += [_sentence(view, paint)]
    if view["recorded"]:
        lines.append(f"Recorded: tracker show {view['recorded']}")
    return [*lines, "", _next(broken)]


def _notes(place: ReplayFace) -> list[str]:
    lines = []
    if place["sealed_at"] and place["sealed_at"] != place["commit"]:
        lines.append(f"{place['phase']}: {place['sealed_at'][:7]} was rewritten to {place['commit'][:7]}")
    if place["criteria"] in _OTHERS and not place["why"]:
        word = _OTHERS[place["criteria"]]
        lines.append(f"{place['phase']}: by {word}; the plan at {place['commit'][:7]} has other checks")
    return lines + [f"note: {printable(note)}" for note in place["notes"]]


def _below(texts: Iterable[str]) -> list[str]:
    return [f"    {printable(line)}" for text in texts for line in text.splitlines()]


def _waivers(view: CheckRunFace) -> list[str]:
    if not view["waivers"]:
        return []
    count = len(view["waivers"])
    lines = [f"{count} waiver{'s' if count > 1 else ''}, each with its reason:"]
    for w in view["waivers"]:
        where = "/".join(part for part in (w["phase"], w["check"]) if part)
        lines.append(f"    {where} {w['allowance']}: {printable(w['what'])} ({printable(w['why'])})")
    return lines


def _sentence(view: CheckRunFace, paint: Paint) -> str:
    holds = f"{view['passed']} {'check holds' if view['passed'] == 1 else 'checks hold'}{_where(view)}"
    match view["outcome"]:
        case "nothing":
            return "There is nothing to check: no phase is complete yet."
        case "passed":
            return paint(holds, "green") + "."
        case "waived":
            return f"{holds}, but {paint('by waivers', 'red')}, which --no-waivers refuses."
        case "interrupted":
            return f"{paint('interrupted', 'yellow')}: {holds}, the rest was not checked."
        case _:
            parts = [(view["broken"], "broken", "red"), (view["unknown"], "could not be checked", "yellow"),
                     (view["skipped"], "left out", "dim")]  # fmt: skip
            said = [f"{count} {paint(words, colour)}" for count, words, colour in parts if count]
            return f"{', '.join(said)}; {holds}."


def _where(view: CheckRunFace) -> str:
    places = view["places"]
    if any(place["sealed_at"] for place in places):
        commits = dict.fromkeys(place["commit"][:7] for place in places if not place["why"])
        return f" in a clean checkout of {', '.join(commits)}" if commits else ""
    if places and places[0]["clean"]:
        return f" in a clean checkout of {places[0]['commit'][:7]}"
    return " in the work tree"


def _next(broken: list[CheckedFace]) -> str:
    if broken:
        return f"What it should be: tracker explain {short(broken[0]['phase'])}"
    return "Where everything stands: tracker status"
