"""What the products share: the moments at which they call, what is heard then, and what can be answered."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    Payload = Mapping[str, Any]
    Answer = dict[str, Any]

START, TOOL, STOP = "session-start", "before-tool", "stop"
EVENTS = (START, TOOL, STOP)
"""The moments, by the words of `tracker hook`."""


class Heard:
    """A call of a product, in one form for all of them."""

    __slots__ = ("continued", "cwd", "event", "paths", "session", "shell", "tool")

    def __init__(self, event: str, payload: Payload, known: Product) -> None:
        """Whatever is missing, or is not of its type, counts as not said: a product may send anything."""
        self.event = event
        self.cwd = _text(payload, "cwd")
        self.session = _text(payload, "session_id")
        """The id of the session; empty where it has none."""
        self.continued = payload.get("stop_hook_active") is True
        """Whether the agent works on only because a hook made it."""
        self.tool = _text(payload, "tool_name")
        given = payload.get("tool_input")
        given = given if isinstance(given, dict) else {}
        self.shell = _shell(given) if self.tool in known.shells else ""
        """What a shell is to run."""
        self.paths = _paths(self.tool, given, known)
        """Files that the tool is to write."""


class Said:
    """An answer: at most one of the three, and perhaps a word for whoever sits there."""

    __slots__ = ("block", "context", "note")

    def __init__(self, *, context: str = "", block: str = "", note: str = "") -> None:
        self.context = context
        """What the model is told at the start of its session."""
        self.block = block
        """Why it may not do this, or may not stop."""
        self.note = note
        """What the person is shown."""


class Event:
    """A moment as a product's settings have it."""

    __slots__ = ("matcher", "name", "timeout")

    def __init__(self, name: str, matcher: str = "", timeout: int = 60) -> None:
        self.name = name
        self.matcher = matcher
        """Of which tools; empty where that means nothing."""
        self.timeout = timeout
        """Seconds."""


class Product:
    """What is particular to a product."""

    __slots__ = (
        "answer",
        "comments",
        "events",
        "file",
        "files",
        "home",
        "home_above",
        "milliseconds",
        "name",
        "patches",
        "shells",
    )

    def __init__(  # noqa: PLR0913 - a keyword for each thing that differs
        self,
        *,
        name: str,
        file: str,
        home: str,
        events: Mapping[str, Event],
        files: Mapping[str, str],
        shells: frozenset[str],
        answer: Callable[[Said, Heard], Answer | None],
        patches: frozenset[str] = frozenset(),
        comments: bool = False,
        milliseconds: bool = False,
        home_above: bool = False,
    ) -> None:
        self.name = name
        self.file = file
        """Where its settings are, below a project or the user's home."""
        self.home = home
        """The variable that names another folder for the user's settings."""
        self.home_above = home_above
        """Whether that is the folder above, as a home is."""
        self.events = events
        """Moment → how its settings call it."""
        self.files = files
        """Tools that write one file → the key that has its path."""
        self.shells = shells
        """Tools that run a shell's command."""
        self.patches = patches
        """Tools that take a patch."""
        self.comments = comments
        """Whether its settings may have comments."""
        self.milliseconds = milliseconds
        """Whether timeouts are in milliseconds."""
        self.answer = answer
        """The answer as it reads it; None: print nothing."""


def line(name: str, event: str, more: str = "") -> str:
    """The command that the settings have for a moment."""
    return f"tracker hook {event} --agent {name}{more}"


def is_our_line(command: object) -> bool:
    """Whether a command of somebody's settings is one of ours, of this version or another."""
    if not isinstance(command, str):
        return False
    words = command.split()
    return any(
        word.rpartition("/")[2] in ("tracker", "phasegate") and words[at + 1 : at + 2] == ["hook"] and "--agent" in words[at:]
        for at, word in enumerate(words)
    )


def entries(known: Product, more: str = "") -> dict[str, dict[str, Any]]:
    """Event of the product → what its settings are to have for it. `more`: further words of the command at a stop."""
    found: dict[str, dict[str, Any]] = {}
    for moment, event in known.events.items():
        hook: dict[str, Any] = {"type": "command", "command": line(known.name, moment, more if moment == STOP else "")}
        if known.milliseconds:
            hook = {"name": f"tracker-{moment}", **hook}
        seconds = event.timeout + (_seconds(more) if moment == STOP else 0)
        hook["timeout"] = seconds * (1000 if known.milliseconds else 1)
        found[event.name] = {**({"matcher": event.matcher} if event.matcher else {}), "hooks": [hook]}
    return found


def _seconds(more: str) -> int:
    """How long the checks may take that a stop runs."""
    last = more.rpartition(" ")[2]
    return int(last) if last.isdecimal() else 0


def _text(payload: Payload, key: str) -> str:
    found = payload.get(key)
    return found if isinstance(found, str) else ""


def _shell(given: Payload) -> str:
    for key in ("command", "cmd"):
        found = given.get(key)
        if isinstance(found, str):
            return found
        if isinstance(found, list) and found:
            return str(found[-1])  # ["bash", "-lc", TEXT]
    return ""


def _paths(tool: str, given: Payload, known: Product) -> tuple[str, ...]:
    if tool in known.files:
        named = _text(given, known.files[tool])
        return (named,) if named else ()
    if tool in known.patches:
        return tuple(patched("\n".join(text for text in given.values() if isinstance(text, str))))
    return ()


_PATCH = ("*** Update File: ", "*** Add File: ", "*** Delete File: ", "*** Move to: ")


def patched(text: str) -> list[str]:
    """The files that a patch of `apply_patch` names."""
    found = []
    for row in text.splitlines():
        for head in _PATCH:
            if row.startswith(head):
                found.append(row[len(head) :].strip())
    return found
