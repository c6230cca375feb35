"""What a run shows while it works: a live line on a terminal, plain lines elsewhere, one JSON object an event with --json."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Self

from tracker.adapters.clock import SystemClock
from tracker.cli.columns import columns
from tracker.cli.output import Output
from tracker.engine.ports import Reporter
from tracker.formats.ansi import WIDE
from tracker.formats.run_text import event_lines, running_text
from tracker.journal import events as e
from tracker.journal.to_json import plain_event


class LineReporter:
    """One line for each thing that ended."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._width = max(columns(WIDE), 60)

    def event(self, recorded: e.Recorded) -> None:
        """Print what a person wants to know of it."""
        self._output.lines(event_lines(recorded, self._output.paint, width=self._width))

    def note(self, text: str) -> None:
        """Print it."""
        self._output.lines([f"  note    {text}"])


class JsonReporter:
    """One JSON object for each event, the format's version first."""

    def __init__(self, output: Output) -> None:
        self._output = output

    def event(self, recorded: e.Recorded) -> None:
        """Print it."""
        head = {"format_version": 1, "kind": "event", "type": recorded.type}
        self._output.json_line(
            {**head, "id": recorded.id, "at": recorded.at, "run": recorded.run, **plain_event(recorded.event)}
        )

    def note(self, text: str) -> None:
        """Print it."""
        self._output.json_line({"format_version": 1, "kind": "note", "text": text})


class LiveReporter:
    """Lines as above, and below them what is under way, redrawn by rich."""

    def __init__(self, output: Output) -> None:
        from rich.console import Console
        from rich.live import Live

        self._output = output
        self._console = Console(
            highlight=False,
            markup=False,
            emoji=False,
            color_system="standard" if output.paint("x", "bold") != "x" else None,
        )
        self._running: dict[str, float] = {}
        self._live: Any = Live(get_renderable=self._draw, console=self._console, refresh_per_second=4, transient=True)

    def __enter__(self) -> Self:
        self._live.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._live.__exit__(*error)

    def _draw(self) -> Any:
        from rich.spinner import Spinner
        from rich.text import Text

        if not self._running:
            return Text("")
        text = running_text(dict(self._running), SystemClock().monotonic())
        return Spinner("line", text=Text(text, overflow="ellipsis", no_wrap=True))

    def event(self, recorded: e.Recorded) -> None:
        """Print what ended above the live line; keep the live line's list."""
        from rich.text import Text

        self._follow(recorded.event)
        with suppress(OSError):  # the terminal was closed: the run goes on to its end, or is told to stop by the signal
            for line in event_lines(recorded, self._output.paint, width=self._console.width):
                self._console.print(Text.from_ansi(line), soft_wrap=True)

    def _follow(self, event: e.Event | e.Newer) -> None:
        match event:
            case e.StepStarted():
                self._running[event.step] = SystemClock().monotonic()
            case e.StepFinished():
                self._running.pop(event.step, None)
            case e.CheckStarted():
                self._running[event.key.name] = SystemClock().monotonic()
            case e.CheckFinished():
                self._running.pop(event.key.name, None)

    def note(self, text: str) -> None:
        """Print it above the live line."""
        from rich.text import Text

        with suppress(OSError):
            self._console.print(Text(f"  note    {text}"), soft_wrap=True)


@contextmanager
def make_reporter(output: Output) -> Iterator[Reporter]:
    """The reporter for where the output goes."""
    import os

    if output.as_json:
        yield JsonReporter(output)
    elif output.terminal and not output.quiet and os.environ.get("TERM") != "dumb":
        with LiveReporter(output) as live:
            yield live
    else:
        yield LineReporter(output)


class SilentReporter:
    """Nothing: the answer comes at the end."""

    def event(self, recorded: e.Recorded) -> None:
        """Say nothing."""

    def note(self, text: str) -> None:
        """Say nothing."""


@contextmanager
def make_watcher(output: Output) -> Iterator[Reporter]:
    """The reporter for a command that answers with one JSON document."""
    if output.as_json:
        yield SilentReporter()
    else:
        with make_reporter(output) as reporter:
            yield reporter
