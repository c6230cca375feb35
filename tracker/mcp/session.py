"""What is known of the client: who it is, which revision it speaks, and in which folders it works."""

from __future__ import annotations

import os

from tracker import __version__
from tracker.mcp import protocol
from tracker.mcp.protocol import Message, ProtocolError, kind_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

AGENT = "AI_AGENT"
"""The variable that names an agent to whatever is started from its session."""
_NAME = 60
_CAPABILITIES: dict[str, dict[str, Any]] = {"tools": {}, "resources": {}}
_ABOUT = {"name": "tracker", "title": "tracker", "version": __version__}
_FREE = ("initialize", "server/discover", "ping")
"""What may be asked for before the handshake."""
_CACHED = ("tools", "resources", "resourceTemplates", "contents", "supportedVersions")


class Session:
    """One client's."""

    def __init__(self, start: str) -> None:
        """`start` is the folder that the server was started in."""
        self.start = start
        self.roots: list[str] = []
        """The folders that the client works in, as far as it names them."""
        self.has_roots = False
        self._version = ""
        self._given = os.environ.get(AGENT, "")

    def begin(self, message: Message, instructions: str) -> dict[str, Any]:
        """The answer to `initialize`.

        Raises:
            ProtocolError: a parameter is missing or wrong.
        """
        params = message.params
        for name, kind, words in (
            ("protocolVersion", str, "a string"),
            ("capabilities", dict, "an object"),
            ("clientInfo", dict, "an object"),
        ):
            if not isinstance(params.get(name), kind):
                found = kind_of(params.get(name))
                raise ProtocolError(protocol.INVALID_PARAMS, f"{name}: expected {words}, found {found}")
        self._version = protocol.negotiated(params["protocolVersion"])
        self.has_roots = isinstance(params["capabilities"].get("roots"), dict)
        self._know(params["clientInfo"])
        return {
            "protocolVersion": self._version,
            "capabilities": _CAPABILITIES,
            "serverInfo": _ABOUT,
            "instructions": instructions,
        }

    def described(self, instructions: str) -> dict[str, Any]:
        """The answer to `server/discover`."""
        return {"supportedVersions": list(protocol.VERSIONS), "capabilities": _CAPABILITIES, "instructions": instructions}

    def version_of(self, message: Message) -> str:
        """The revision that a request is to be answered in.

        Raises:
            ProtocolError: nothing says which, or it is none of ours.
        """
        if message.version is not None or message.method == "server/discover":
            version = protocol.require_version(message)
            self._know(message.meta.get(protocol.CLIENT_KEY))
            return version
        if not self._version and message.method not in _FREE:
            raise ProtocolError(
                protocol.INVALID_REQUEST, f"expected initialize first, or {protocol.VERSION_KEY} in params._meta"
            )
        return self._version

    def _know(self, client: object) -> None:
        """Whatever is recorded from here on is the work of this agent."""
        name = client.get("name") if isinstance(client, dict) else None
        said = "".join(c for c in name if c.isprintable())[:_NAME].strip() if isinstance(name, str) else ""
        os.environ[AGENT] = self._given or said or "mcp"

    def learn_roots(self, answer: object) -> None:
        """The client has named its folders."""
        from tracker.mcp.checkout import folders_of

        self.roots = folders_of(answer)

    @staticmethod
    def finished(result: Mapping[str, Any], version: str) -> Mapping[str, Any]:
        """A result with what its revision adds to every result."""
        if version not in protocol.PER_REQUEST:
            return result
        hints = {"ttlMs": 0, "cacheScope": "private"} if any(key in result for key in _CACHED) else {}
        return {**result, "resultType": "complete", **hints, "_meta": {protocol.SERVER_KEY: _ABOUT}}
