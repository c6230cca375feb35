"""Functions of ours that run beside the engine: a few threads, started when the first of them comes."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from tracker.model.ports import Finished

_PROBES = 4


@dataclass(slots=True)
class Probes:
    """What is to be done, what has been, and who does it. `wake` is called when something has been done."""

    wake: Callable[[], None]
    todo: queue.SimpleQueue[tuple[object, Callable[[], object]] | None] = field(default_factory=queue.SimpleQueue)
    done: queue.SimpleQueue[Finished] = field(default_factory=queue.SimpleQueue)
    threads: list[threading.Thread] = field(default_factory=list)
    pending: int = 0

    def add(self, token: object, work: Callable[[], object]) -> None:
        """One more thing to do; returns at once. What it returns is the value, or the whole `Finished`."""
        self.pending += 1
        if len(self.threads) < min(_PROBES, self.pending):
            thread = threading.Thread(target=self._serve, daemon=True, name="tracker-probe")
            thread.start()
            self.threads.append(thread)
        self.todo.put((token, work))

    def _serve(self) -> None:
        while (item := self.todo.get()) is not None:
            token, work = item
            try:
                value = work()
                finished = value if isinstance(value, Finished) else Finished(token, value=value)
            except BaseException as error:  # noqa: BLE001 - whatever it is, the caller is told in its own thread
                finished = Finished(token, error=error)
            self.done.put(finished)
            self.wake()

    def take(self) -> list[Finished]:
        """All that has been done since the last time."""
        taken: list[Finished] = []
        while not self.done.empty():
            taken.append(self.done.get())
        self.pending -= len(taken)
        return taken

    def close(self) -> None:
        """Let the threads go."""
        for _ in self.threads:
            self.todo.put(None)
