"""The server: answers the client's messages until the client closes its end.

The thread that reads answers what needs no project. Tools and resources are answered one after the other by a second thread;
each run has a thread of its own, so that nothing waits for it.
"""

from __future__ import annotations

import sys
from queue import SimpleQueue
from threading import Event, Lock, Thread

from tracker import __version__
from tracker.mcp import protocol
from tracker.mcp.protocol import Message, ProtocolError, RefusedError
from tracker.mcp.runs import CancelledError, Runs
from tracker.mcp.session import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from tracker.mcp.wire import Wire

INSTRUCTIONS = (
    "tracker knows which phases of this project's plan are done, by evidence. Begin with the tool next, then prompt; take the "
    "phase up with start, do the work, and prove it with run. A phase is complete when its checks passed in a run, and for no "
    "other reason: read what run answers, and do not say that something is done before it says so."
)
_ROOTS = "roots-"
_ROOTS_SECONDS = 3.0
"""How long a client may take to name its folders."""


class Server:
    """One client's session."""

    def __init__(self, wire: Wire, start: str) -> None:
        """`start` is the folder that the server was started in."""
        self._wire = wire
        self._session = Session(start)
        self._runs = Runs()
        self._queue: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._open: set[str | int] = set()
        self._lock = Lock()
        self._roots_known = Event()
        self._roots_known.set()
        self._roots_asked = 0

    def serve(self) -> None:
        """Answer until the client has gone. Runs that go on are stopped then; what they did is recorded."""
        worker = Thread(target=self._work, daemon=True)
        worker.start()
        try:
            for line in self._wire.lines():
                self._take(line)
                if self._wire.gone:
                    break
        finally:
            self._queue.put(None)
            self._runs.close()

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            job()

    # -- what comes in

    def _take(self, line: bytes | RefusedError) -> None:
        try:
            message = line if isinstance(line, RefusedError) else protocol.read(line)
        except RefusedError as refused:
            message = refused
        if isinstance(message, RefusedError):
            self._fail(message.id, message)
            return
        if message.id is None:
            self._notice(message)
        elif not message.method:
            self._heard(message)
        else:
            self._request(message, message.id)

    def _notice(self, message: Message) -> None:
        """A notification is never answered, whatever it says."""
        if message.method == "notifications/cancelled":
            request = message.params.get("requestId")
            if isinstance(request, str | int) and request in self._open:
                self._runs.cancel(request)
        elif message.method in ("notifications/initialized", "notifications/roots/list_changed") and self._session.has_roots:
            self._roots_known.clear()
            self._roots_asked += 1
            self._wire.send({"jsonrpc": "2.0", "id": f"{_ROOTS}{self._roots_asked}", "method": "roots/list"})

    def _heard(self, message: Message) -> None:
        """The client's answer to the newest of our questions; others are too late."""
        if message.id == f"{_ROOTS}{self._roots_asked}":
            self._session.learn_roots(message.result)
            self._roots_known.set()

    def _request(self, message: Message, request: str | int) -> None:
        with self._lock:
            taken = request in self._open
            self._open.add(request)
        if taken:
            self._fail(request, ProtocolError(protocol.INVALID_REQUEST, f"the id {request!r} belongs to an open request"))
            return
        try:
            version = self._session.version_of(message)
            at_once = _AT_ONCE.get(message.method)
            if at_once is not None:
                self._answer(request, version, lambda: at_once(self._session, message))
                return
            job = self._job(message, request)
        except ProtocolError as error:
            self._close(request)
            self._fail(request, error)
            return
        if job.runs:
            Thread(target=self._answer, args=(request, version, job.make), daemon=True).start()
        else:
            self._queue.put(lambda: self._answer(request, version, job.make))

    def _job(self, message: Message, request: str | int) -> Any:
        """What answers a message that needs the project.

        Raises:
            ProtocolError: there is no such method or tool, or its parameters are wrong.
        """
        from tracker.mcp.jobs import job_of

        return job_of(message, self._session, self._runs, request, self._teller(message), self._know_roots)

    def _know_roots(self) -> None:
        """Wait for the client's folders, where it is about to name them."""
        self._roots_known.wait(_ROOTS_SECONDS)

    def _teller(self, message: Message) -> Callable[[str], None]:
        """Tells progress, where the client wants to hear of it."""
        token, told = message.meta.get("progressToken"), 0

        def tell(text: str) -> None:
            nonlocal told
            told += 1
            params = {"progressToken": token, "progress": told, "message": text[:500]}
            self._wire.send({"jsonrpc": "2.0", "method": "notifications/progress", "params": params})

        return tell if isinstance(token, str | int) else lambda _: None

    # -- what goes out

    def _answer(self, request: str | int, version: str, make: Callable[[], Mapping[str, Any]]) -> None:
        """Make an answer and send it, unless the request was cancelled meanwhile."""
        if self._runs.is_cancelled(request):
            self._close(request)
            return
        answer: dict[str, Any] = {"jsonrpc": "2.0", "id": request}
        try:
            answer["result"] = self._session.finished(make(), version)
        except CancelledError:
            pass
        except ProtocolError as error:
            answer["error"] = _error(error)
        except Exception as error:  # noqa: BLE001 - the last resort: the session goes on, and a bug is said to be one
            import traceback

            traceback.print_exc(file=sys.stderr)
            answer["error"] = _error(
                ProtocolError(protocol.INTERNAL_ERROR, f"a bug in tracker {__version__} ({type(error).__name__}: {error})")
            )
        if not self._close(request) and ("result" in answer or "error" in answer):
            self._wire.send(answer)

    def _close(self, request: str | int) -> bool:
        """A request is over. Whether it was cancelled."""
        with self._lock:
            self._open.discard(request)
        return self._runs.forget(request)

    def _fail(self, request: str | int | None, error: ProtocolError) -> None:
        self._wire.send({"jsonrpc": "2.0", "id": request, "error": _error(error)})


def _error(error: ProtocolError) -> dict[str, Any]:
    return {"code": error.code, "message": error.message, **({"data": error.data} if error.data is not None else {})}


def _tools(session: Session, message: Message) -> dict[str, Any]:
    del session, message
    from tracker.mcp.listing import tools

    return {"tools": tools()}


_AT_ONCE: dict[str, Callable[[Session, Message], Mapping[str, Any]]] = {
    "initialize": lambda session, message: session.begin(message, INSTRUCTIONS),
    "server/discover": lambda session, _: session.described(INSTRUCTIONS),
    "ping": lambda *_: {},
    "tools/list": _tools,
}
"""What is answered without looking at any project."""
