"""What the words of a command line may go on with. Light imports only: somebody holds the Tab key."""

from __future__ import annotations

import os

from tracker.cli.verbs import VERBS
from tracker.formats.ansi import printable
from tracker.formats.status_text import short

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    Phases = Callable[[], list[dict[str, Any]]]

_FIXED = {
    "schema": (
        ("settings", "tracker.yaml"),
        ("phase", "a phase file"),
        ("views", "views in tracker summary --json"),
        ("prompt", "view in tracker prompt --json"),
    ),
    "shell": (("bash", ""), ("zsh", ""), ("fish", "")),
}


def complete(words: list[str], root: str | None, phases: Phases) -> list[str]:
    """Lines of `value<TAB>description` for the last of the words, which may be empty.

    `phases` gives those of the status view. It is asked only when they are needed.
    """
    *before, current = words or [""]
    found = dict(_candidates(before, current, root, phases))
    return [f"{value}\t{_line(text)}" for value, text in found.items() if value.startswith(current)]


def _line(text: str) -> str:
    return " ".join(printable(text).split())


def _candidates(before: list[str], current: str, root: str | None, phases: Phases) -> Iterator[tuple[str, str]]:
    verb = next((word for word in before if not word.startswith("-")), None)
    if verb is None:
        yield from ((name, known[0]) for name, known in VERBS.items())
        yield from (("--help", "Say how it is used."), ("--version", "Print the version."))
        return
    if verb not in VERBS:
        return
    _, takes, options = VERBS[verb]
    wanted = options.get(before[-1], "")
    if not wanted and current.startswith("-"):
        yield from ((name, "") for name in (*options, "--help"))
        return
    yield from _values(wanted or takes, before, root, phases)


def _values(kind: str, before: list[str], root: str | None, phases: Phases) -> Iterator[tuple[str, str]]:
    yield from _FIXED.get(kind, ())
    if root is None:
        return
    if kind in ("phase", "phases", "results"):
        yield from ((short(phase["id"]), phase["title"]) for phase in phases() if short(phase["id"]) not in before)
    elif kind == "check":
        named = [phase for phase in phases() if short(phase["id"]) in before or phase["id"] in before]
        for phase in named or phases():
            yield from ((check["id"], f"of {short(phase['id'])}") for check in phase["checks"])
    elif kind == "run":
        yield from _runs(root)
    elif kind == "section":
        from tracker.documents.names import SECTION_NAMES

        yield from ((name, "") for name in SECTION_NAMES)


def _runs(root: str) -> Iterator[tuple[str, str]]:
    """Runs by their journal files, the newest first."""
    try:
        names = os.listdir(os.path.join(root, ".tracker", "journal"))
    except OSError:
        return
    yield "last", "the newest run"
    for name in sorted(names, reverse=True):
        day, _, run = name.removesuffix(".jsonl").rpartition("-")
        if name.endswith(".jsonl"):
            yield run, day
