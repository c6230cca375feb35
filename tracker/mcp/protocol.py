"""The Model Context Protocol's messages: lines to values and back, and which revision is spoken. Touches nothing."""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, NoReturn

HANDSHAKE = ("2025-06-18", "2025-11-25")
"""Revisions that begin with `initialize`, oldest first."""
PER_REQUEST = ("2026-07-28",)
"""Revisions without a handshake: every request says in its `_meta` which one it is."""
VERSIONS = (*HANDSHAKE, *PER_REQUEST)

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
NOT_FOUND = -32002
"""A resource that is not there, up to 2025-11-25; later revisions say INVALID_PARAMS."""
UNSUPPORTED_VERSION = -32022

_META = "io.modelcontextprotocol/"
VERSION_KEY, CLIENT_KEY, ABLE_KEY, SERVER_KEY = (
    f"{_META}{name}" for name in ("protocolVersion", "clientInfo", "clientCapabilities", "serverInfo")
)
LINE_LIMIT = 1 << 24
"""Bytes of a message; what is longer is refused unread."""


class ProtocolError(Exception):
    """A message that cannot be answered as it was meant; becomes a JSON-RPC error."""

    def __init__(self, code: int, message: str, data: object = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data


class Message:
    """One message of the client: a request has a method and an id, a notification a method alone, an answer an id alone."""

    __slots__ = ("error", "id", "method", "params", "result")

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self.id: str | int | None = fields.get("id")
        self.method: str = fields.get("method", "")
        self.params: Mapping[str, Any] = fields.get("params") or {}
        self.result: Any = fields.get("result")
        self.error: Any = fields.get("error")

    @property
    def meta(self) -> Mapping[str, Any]:
        """What the protocol itself adds to the parameters."""
        found = self.params.get("_meta")
        return found if isinstance(found, dict) else {}

    @property
    def version(self) -> object:
        """The revision that the request names itself; None where it names none."""
        return self.meta.get(VERSION_KEY)


class RefusedError(ProtocolError):
    """A line that is no message; `id` is the one to answer under, where it has any."""

    def __init__(self, code: int, message: str, to: str | int | None = None) -> None:
        super().__init__(code, message)
        self.id = to


def read(line: bytes) -> Message:
    """The message on one line.

    Raises:
        RefusedError: it holds no JSON object, or one that is no message.
    """
    try:
        found = json.loads(line.decode(), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise RefusedError(PARSE_ERROR, f"expected one JSON object in UTF-8 on the line: {error}") from None
    if isinstance(found, list):
        raise RefusedError(INVALID_REQUEST, "batches are not part of this protocol: send each message on a line of its own")
    if not isinstance(found, dict):
        raise RefusedError(INVALID_REQUEST, f"expected a JSON object, found {kind_of(found)}")
    return _message(found)


def _message(found: dict[str, Any]) -> Message:
    to = found.get("id")
    known = to if _is_id(to) else None
    if found.get("jsonrpc") != "2.0":
        raise RefusedError(INVALID_REQUEST, 'expected "jsonrpc": "2.0"', known)
    if "id" in found and known is None:
        raise RefusedError(INVALID_REQUEST, f"expected a string or an integer as id, found {kind_of(to)}")
    method, params = found.get("method"), found.get("params")
    if method is None and "id" in found and ("result" in found or "error" in found):
        return Message(found)
    if not isinstance(method, str) or not method:
        raise RefusedError(INVALID_REQUEST, f"expected a string as method, found {kind_of(method)}", known)
    if params is not None and not isinstance(params, dict):
        raise RefusedError(INVALID_PARAMS, f"expected an object as params, found {kind_of(params)}", known)
    return Message(found)


def _is_id(value: object) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool)


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


def kind_of(value: object) -> str:
    """What a JSON value is, in JSON's words."""
    if value is None:
        return "nothing"
    kinds = ((bool, "a boolean"), (int, "an integer"), (float, "a number"), (str, "a string"), (list, "an array"))
    return next((words for kind, words in kinds if isinstance(value, kind)), "an object")


def encode(message: Mapping[str, Any]) -> bytes:
    """One line. A lone surrogate, which UTF-8 has no place for, becomes the JSON escape that means it."""
    return compact(message).encode("utf-8", "backslashreplace") + b"\n"


def compact(value: object) -> str:
    """JSON without spaces: what is measured is what is sent."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def negotiated(asked: object) -> str:
    """The revision of a handshake: the one that was asked for, or the newest that has one."""
    return asked if isinstance(asked, str) and asked in HANDSHAKE else HANDSHAKE[-1]


def require_version(message: Message) -> str:
    """The revision that a request without a handshake names.

    Raises:
        ProtocolError: it is none of ours, or the request does not say what its client can do.
    """
    asked = message.version
    missing = [key for key in (VERSION_KEY, ABLE_KEY) if key not in message.meta]
    if missing or not isinstance(asked, str):
        raise ProtocolError(INVALID_PARAMS, f"expected {' and '.join(missing) or VERSION_KEY + ' as a string'} in params._meta")
    if asked not in PER_REQUEST:
        raise ProtocolError(
            UNSUPPORTED_VERSION, "Unsupported protocol version", {"supported": list(VERSIONS), "requested": asked}
        )
    return asked
