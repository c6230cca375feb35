"""A client that speaks line by line, so that a test can say anything and sees everything."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.conftest import Place, started

NEWEST = "2025-11-25"
SECONDS = 60


class Client:
    """The client's end of a server."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.heard: list[Any] = []
        """Everything that came besides the answer that was waited for."""
        self._last = 0

    def raw(self, line: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def send(self, method: str, params: Any = None, *, number: Any = None) -> None:
        found = {"jsonrpc": "2.0", "method": method}
        if number is not None:
            found["id"] = number
        if params is not None:
            found["params"] = params
        self.raw(json.dumps(found).encode())

    def read(self) -> Any:
        """The next message; None at the end. A line that is no JSON object is a fault wherever it comes from."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            return None
        found = json.loads(line)
        assert isinstance(found, dict)
        assert found["jsonrpc"] == "2.0"
        return found

    def answer(self, number: Any) -> Any:
        """The answer to a request; what comes before it is kept in `heard`."""
        for position, message in enumerate(self.heard):
            if message.get("id") == number and "method" not in message:
                return self.heard.pop(position)
        while (message := self.read()) is not None:
            if message.get("id") == number and "method" not in message:
                return message
            self.heard.append(message)
        raise AssertionError(f"the server ended without an answer to {number}: {self.heard}")

    def ask(self, method: str, params: Any = None) -> Any:
        self._last += 1
        self.send(method, params, number=self._last)
        return self.answer(self._last)

    def call(self, tool: str, **arguments: Any) -> Any:
        """A tool's result."""
        return self.ask("tools/call", {"name": tool, "arguments": arguments})["result"]

    def facts(self, tool: str, **arguments: Any) -> Any:
        found = self.call(tool, **arguments)
        assert not found["isError"], found
        return found["structuredContent"]

    def begin(self, version: str = NEWEST, name: str = "tester", **capabilities: Any) -> Any:
        params = {"protocolVersion": version, "capabilities": capabilities, "clientInfo": {"name": name, "version": "1"}}
        found = self.ask("initialize", params)["result"]
        self.send("notifications/initialized")
        return found

    def end(self) -> int:
        """Close our end; the server's exit code."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(SECONDS)


@contextmanager
def serving(place: Place, *, below: str = "", begun: bool = True, **env: str) -> Iterator[Client]:
    """A server in a place."""
    command = [sys.executable, "-P", "-m", "tracker", "mcp"]
    whole = {**place.env, **env}
    with started(
        command,
        cwd=os.path.join(place.path, below),
        env=whole,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        client = Client(process)
        if begun:
            client.begin()
        yield client
