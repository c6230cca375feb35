"""What the words of a command line may go on with. Light imports only: somebody holds the Tab key."""

from __future__ import annotations

import os

from tracker.cli.declare import Choice
from tracker.cli.verbs import VERBS, load
from tracker.formats.ansi import printable
from tracker.formats.status_text import short

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tracker.cli.declare import Param
    from tracker.views.faces.status import PhaseFace

    Phases = Callable[[], list[PhaseFace]]


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
    name = next((word for word in before if not word.startswith("-")), None)
    if name is None:
        yield from _verbs()
        return
    if name not in VERBS:
        return
    verb = load(name).VERB
    options = {spelling: option for option in verb.options for spelling in option.names}
    option = options.get(before[-1])
    if option and option.takes:
        yield from _values(option, before, root, phases)
    elif current.startswith("-") and not (option and option.value_follows):
        yield from ((spelling, "") for spelling in (*options, "--help"))
    elif verb.words and not (option and option.value_follows):
        yield from _values(verb.words[0], before, root, phases)


def _verbs() -> Iterator[tuple[str, str]]:
    known = ((name, load(name).VERB) for name in VERBS)
    yield from ((name, verb.short) for name, verb in known if not verb.hidden)
    yield from (("--help", "Print help."), ("--version", "Print the version."))


def _values(param: Param[object], before: list[str], root: str | None, phases: Phases) -> Iterator[tuple[str, str]]:
    if isinstance(param, Choice):
        yield from param.choices.items()
    if root is None:
        return
    kind = param.takes
    if kind == "phase":
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
