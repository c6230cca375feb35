"""How far a run is: done of all, time so far and still to come, and what is under way."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tracker.checking.displayed import as_displayed
from tracker.formats.ansi import clip, printable
from tracker.journal import events as e
from tracker.model.duration import seconds_words

Task = tuple[str, str]
"""A phase, and its step or check with the variant."""


MOST = 8
"""Running steps and checks of which a line is shown: a screen is short."""


class Progress:
    """Follows a run's events. Times are in seconds of a clock that never runs backwards."""

    def __init__(self, now: float) -> None:
        self._began = now
        self._expected: dict[Task, float] = {}
        self._jobs = 1
        self._running: dict[Task, float] = {}
        self._done: set[Task] = set()

    def plan(self, expected: Mapping[Task, float], jobs: int) -> None:
        """What is about to be done: how long each took the last time, 0 where nobody knows; and how many go at a time."""
        self._expected.update(expected)
        self._jobs = max(jobs, 1)

    def follow(self, event: e.Event | e.Newer, now: float) -> None:
        """Something began or ended."""
        match event:
            case e.StepStarted():
                self._running[event.phase, event.step] = now
            case e.CheckStarted():
                self._running[event.phase, event.key.name] = now
            case e.StepFinished():
                self._end((event.phase, event.step))
            case e.CheckFinished():
                self._end((event.phase, event.key.name))
            case e.PhaseCompleted() | e.PhaseProved() | e.PhaseFailed() | e.PhasePaused():
                self._drop(event.phase)

    def _end(self, task: Task) -> None:
        self._running.pop(task, None)
        self._done.add(task)

    def _drop(self, phase: str) -> None:
        """A phase is over: what of it did not begin never will."""
        begun = self._done | self._running.keys()
        self._expected = {task: known for task, known in self._expected.items() if task[0] != phase or task in begun}

    @property
    def names(self) -> int:
        """Columns of the longest name of what is planned."""
        return max((len(name) for _, name in self._expected), default=0)

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._running)

    def line(self, now: float) -> str:
        """`3 of 12, 1m05s, about 4m left: suite[sqlite] (12 s of about 2m), lint (3 s)`."""
        total = len(self._expected.keys() | self._done | self._running.keys())
        left = self._left(now)
        head = [f"{len(self._done)} of {total}", _words(now - self._began), *([f"about {_words(left)} left"] if left else [])]
        return f"{', '.join(head)}: {', '.join(self._task(task, now) for task in self._running)}"

    def tails(self, tail: Callable[[Task], bytes], width: int, most: int = MOST) -> list[str]:
        """The last line that each of them has printed, so many at most; nothing of those that have printed none."""
        said = [(name, last_line(tail((phase, name)))) for phase, name in list(self._running)[:most]]
        return [clip(f"    {printable(name)}: {line}", width) for name, line in said if line]

    def _task(self, task: Task, now: float) -> str:
        known = self._expected.get(task, 0.0)
        usual = f" of about {_words(known)}" if known >= 1 else ""
        return f"{printable(task[1])} ({_words(now - self._running[task])}{usual})"

    def _left(self, now: float) -> float:
        """At the pace of the last time; 0 where that is not known of everything that is left, or over."""
        open_ = [task for task in self._expected if task not in self._done]
        if not open_ or not all(self._expected[task] for task in open_):
            return 0.0
        left = [max(self._expected[task] - (now - self._running.get(task, now)), 0.0) for task in open_]
        return max(*left, sum(left) / self._jobs)


def _words(seconds: float) -> str:
    """Whole seconds: a tenth would flicker."""
    return seconds_words(max(round(seconds), 0)).replace(".0 s", " s").replace("m ", "m").replace("h ", "h")


_CUT = "\N{REPLACEMENT CHARACTER}"


def last_line(tail: bytes) -> str:
    """The last line with anything in it, as a terminal shows it, of the end of an output that may be cut anywhere."""
    text = as_displayed(tail.decode("utf-8", "replace").strip(_CUT))
    lines = ("".join(c if c.isprintable() else " " if c.isspace() else "" for c in line).strip() for line in text.splitlines())
    return next((line for line in reversed([*lines]) if line), "")
