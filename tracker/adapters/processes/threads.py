"""Functions of ours that run beside the engine: a few threads, started when the first of them comes."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from tracker.model.ports import Finished

_MOST = 4


@dataclass(slots=True)
class Threads:
    """What is to be done, what has been, and who does it. `wake` is called when something has been done."""

    wake: Callable[[], None]
    waiting: queue.SimpleQueue[tuple[object, Callable[[], object]] | None] = field(default_factory=queue.SimpleQueue)
    done: queue.SimpleQueue[Finished] = field(default_factory=queue.SimpleQueue)
    running: list[threading.Thread] = field(default_factory=list)
    pending: dict[object, bool] = field(default_factory=dict)
    """Token of what somebody waits for → whether it has to be finished."""
    busy: int = 0
    """How many have not come back yet, waited for or not."""

    def add(self, token: object, work: Callable[[], object], *, whole: bool = False) -> None:
        """One more thing to do; returns at once. What it returns is the value, or the whole `Finished`.

        `whole`: it must not be given up halfway.
        """
        self.pending[token] = whole
        self.busy += 1
        if len(self.running) < min(_MOST, self.busy):
            thread = threading.Thread(target=self._serve, daemon=True, name="tracker-thread")
            thread.start()
            self.running.append(thread)
        self.waiting.put((token, work))

    def _serve(self) -> None:
        while (item := self.waiting.get()) is not None:
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
            finished = self.done.get()
            self.busy -= 1
            if self.pending.pop(finished.token, None) is not None:
                taken.append(finished)
        return taken

    def give_up(self) -> list[Finished]:
        """Wait no longer for those that need not be finished."""
        tokens = [token for token, whole in self.pending.items() if not whole]
        for token in tokens:
            del self.pending[token]
        return [Finished(token, error=InterruptedError("stopped")) for token in tokens]

    def close(self) -> None:
        """Let the threads go."""
        for _ in self.running:
            self.waiting.put(None)
