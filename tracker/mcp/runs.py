"""Runs that go on: each is a tracker beside this one, which tells its progress and can be cancelled."""

from __future__ import annotations

import json
import os
from threading import Lock

from tracker.errors import BlockedError, Problem, TrackerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from tracker.adapters.processes.beside import Beside

PATIENCE = 10.0
"""Seconds of silence after which a client is told that a run still goes on."""
FAREWELL = 8.0
"""Seconds that runs have to end after the client has gone; what lasts longer goes on alone."""


class CancelledError(Exception):
    """The client asked for it, and expects no answer any more."""


class Runs:
    """The runs that this server has started, by the request that asked for them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._going: dict[str | int, Beside] = {}
        self._cancelled: set[str | int] = set()
        self._closed = False

    def carry_out(
        self, request: str | int, words: Sequence[str], *, cwd: str, environment: Mapping[str, str], told: Callable[[str], None]
    ) -> dict[str, Any]:
        """The last document that `tracker WORDS --json` prints; `told` is handed each thing worth telling on the way.

        Raises:
            TrackerError: the command's own error, or it ended without a word.
            CancelledError: the client cancelled it; it has ended, and what it did is recorded.
        """
        going = self._begin(request, [words[0], "--json", *words[1:]], cwd, environment)
        last: dict[str, Any] = {}
        try:
            now = words[0]
            for line in going.lines(PATIENCE):
                document = _document(line) if line is not None else {}
                said = _progress(document)
                now = said or now
                if said or line is None:
                    told(said or f"still running, after: {now}")
                if document.get("kind") not in (None, "event", "note"):
                    last = document
            code = going.wait()
        finally:
            self._end(request, going)
        if request in self._cancelled:
            raise CancelledError
        return _answered(last, words, code)

    def _begin(self, request: str | int, words: Sequence[str], cwd: str, environment: Mapping[str, str]) -> Beside:
        from tracker.adapters.processes.beside import Beside

        with self._lock:
            if self._closed or request in self._cancelled:
                raise CancelledError
            try:
                going = self._going[request] = Beside(words, cwd=cwd, environment=environment)
            except OSError as error:
                raise BlockedError(f"a run cannot be started: {error.strerror}", hints=["Try again later"]) from None
        return going

    def _end(self, request: str | int, going: Beside) -> None:
        with self._lock:
            del self._going[request]
        going.close()

    def cancel(self, request: str | int) -> None:
        """Stop what this request has started, or would start."""
        with self._lock:
            self._cancelled.add(request)
            going = self._going.get(request)
        if going is not None:
            going.stop()

    def is_cancelled(self, request: str | int) -> bool:
        """Whether it was cancelled, and is not over yet."""
        with self._lock:
            return request in self._cancelled

    def forget(self, request: str | int) -> bool:
        """A request is over. Whether it was cancelled."""
        with self._lock:
            was = request in self._cancelled
            self._cancelled.discard(request)
        return was

    def close(self) -> None:
        """The client has gone: stop every run, start none any more, and wait a little until they have ended."""
        with self._lock:
            self._closed = True
            going = list(self._going.items())
        for request, _ in going:
            self.cancel(request)
        for _, run in going:
            run.wait(FAREWELL)


def _document(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _progress(document: Mapping[str, Any]) -> str:
    """What a document of `tracker run --json` is worth telling; empty for most of them."""
    if document.get("kind") == "note":
        return str(document.get("text", ""))
    kind, phase = document.get("type"), document.get("phase", "")
    if kind == "run-started":
        return f"run {document.get('run')}: {', '.join(document.get('phases', ()))}"
    if kind in ("check-finished", "step-finished"):
        what = kind.partition("-")[0]
        values = ",".join((document.get("variant") or {}).values())
        name = f"{document.get(what)}[{values}]" if values else document.get(what)
        return f"{what} {name} {document.get('outcome')}: {document.get('summary')}"
    if isinstance(kind, str) and kind.startswith("phase-"):
        return f"{phase} {kind.removeprefix('phase-')}"
    return f"committed {str(document.get('commit', ''))[:7]}" if kind == "commit-recorded" else ""


def _answered(last: dict[str, Any], words: Sequence[str], code: int | None) -> dict[str, Any]:
    """What the command answered.

    Raises:
        TrackerError: as it says, or that it says nothing.
    """
    if last and last.get("kind") != "error":
        return last
    if last:
        problems = [Problem(**problem) for problem in last["problems"]]
        raise TrackerError(last["message"], hints=last["hints"], problems=problems)
    how = f"by signal {-code}" if code is not None and code < 0 else f"with {code}"
    raise TrackerError(f"tracker {words[0]} ended {how} and said nothing", hints=["What it recorded: tracker log"])


def environment() -> dict[str, str]:
    """What a run sees of the environment: the agent that the session is of is named in it."""
    return dict(os.environ)
