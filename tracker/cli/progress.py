"""What a run shows while it works: a live line on a terminal, plain lines elsewhere, one JSON object an event with --json."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread
from typing import Any, Self

from tracker.adapters.clock import SystemClock
from tracker.cli.columns import columns
from tracker.cli.output import Output
from tracker.engine.ports import Named, Reporter, Tail
from tracker.formats.ansi import WIDE
from tracker.formats.progress_text import MOST, Progress
from tracker.formats.run_text import event_lines
from tracker.journal import events as e
from tracker.journal.to_json import plain_event

SILENCE = 30.0
"""Seconds without a word after which a run without a terminal says what is under way."""


class LineReporter:
    """One line for each thing that ended; and one every now and then while nothing does, so that nobody takes it for dead."""

    def __init__(self, output: Output, *, verbose: bool = False) -> None:
        self._output = output
        self._verbose = verbose
        self._tail: Tail | None = None
        self._width = max(columns(WIDE), 60)
        self._progress = Progress(SystemClock().monotonic())
        self._lock = Lock()
        self._over = Event()
        self._heard = SystemClock().monotonic()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        """Say what is under way when nothing was said for a while."""
        left = SILENCE
        while not self._over.wait(min(max(left, 0.01), 1.0)):
            with self._lock:
                now = SystemClock().monotonic()
                if self._progress.busy and now - self._heard >= SILENCE:
                    tails = self._progress.tails(self._tail, self._width) if self._tail else []
                    self._say([f"  {self._progress.line(now)}", *tails])
                left = self._heard + SILENCE - now if self._progress.busy else 1.0

    def _say(self, lines: list[str]) -> None:
        if lines:
            self._output.lines(lines)
            self._heard = SystemClock().monotonic()

    def plan(self, expected: Mapping[Named, float], *, jobs: int, tail: Tail) -> None:
        """Keep it."""
        with self._lock:
            self._progress.plan(expected, jobs)
            self._tail = tail if self._verbose else None

    def event(self, recorded: e.Recorded) -> None:
        """Print what a person wants to know of it."""
        with self._lock:
            self._progress.follow(recorded.event, SystemClock().monotonic())
            self._say(event_lines(recorded, self._output.paint, width=self._width, names=self._progress.names))

    def note(self, text: str) -> None:
        """Print it."""
        with self._lock:
            self._say([f"  note    {text}"])


class JsonReporter:
    """One JSON object for each event, the format's version first."""

    def __init__(self, output: Output) -> None:
        self._output = output

    def plan(self, expected: Mapping[Named, float], *, jobs: int, tail: Tail) -> None:
        """Say nothing: events tell."""

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

    def __init__(self, output: Output, *, verbose: bool = False) -> None:
        from rich.console import Console
        from rich.live import Live

        self._output = output
        self._console = Console(
            highlight=False,
            markup=False,
            emoji=False,
            color_system="standard" if output.paint("x", "bold") != "x" else None,
        )
        self._verbose = verbose
        self._lock = Lock()
        """Rich draws in a thread of its own."""
        self._tail: Tail | None = None
        self._progress = Progress(SystemClock().monotonic())
        self._live: Any = Live(get_renderable=self._draw, console=self._console, refresh_per_second=4, transient=True)

    def __enter__(self) -> Self:
        self._live.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._live.__exit__(*error)

    def _draw(self) -> Any:
        from rich.console import Group
        from rich.spinner import Spinner
        from rich.text import Text

        room = max(min(MOST, self._console.height - 2), 1)
        with self._lock:
            if not self._progress.busy:
                return Text("")
            text = self._progress.line(SystemClock().monotonic())
            tails = self._progress.tails(self._tail, self._console.width, room) if self._tail else []
        line = Spinner("line", text=Text(text, overflow="ellipsis", no_wrap=True))
        return Group(line, *(Text(tail, style="dim", overflow="ellipsis", no_wrap=True) for tail in tails))

    def plan(self, expected: Mapping[Named, float], *, jobs: int, tail: Tail) -> None:
        """Keep it."""
        with self._lock:
            self._progress.plan(expected, jobs)
            self._tail = tail if self._verbose else None

    def event(self, recorded: e.Recorded) -> None:
        """Print what ended above the live line; keep the live line's list."""
        from rich.text import Text

        with self._lock:
            self._progress.follow(recorded.event, SystemClock().monotonic())
        with suppress(OSError):  # the terminal was closed: the run goes on to its end, or is told to stop by the signal
            for line in event_lines(recorded, self._output.paint, width=self._console.width, names=self._progress.names):
                self._console.print(Text.from_ansi(line), soft_wrap=True)

    def note(self, text: str) -> None:
        """Print it above the live line."""
        from rich.text import Text

        with suppress(OSError):
            self._console.print(Text(f"  note    {text}"), soft_wrap=True)


@contextmanager
def make_reporter(output: Output, *, verbose: bool = False) -> Iterator[Reporter]:
    """The reporter for where the output goes. `verbose`: with the last line that each running step or check has printed."""
    import os

    if output.as_json:
        yield JsonReporter(output)
    elif output.terminal and not output.quiet and os.environ.get("TERM") != "dumb":
        with LiveReporter(output, verbose=verbose) as live:
            yield live
    else:
        with LineReporter(output, verbose=verbose) as lines:
            yield lines


class SilentReporter:
    """Nothing: the answer comes at the end."""

    def plan(self, expected: Mapping[Named, float], *, jobs: int, tail: Tail) -> None:
        """Say nothing."""

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
