"""A tool's arguments against its own input schema: the few words of JSON Schema that our tools use."""

from __future__ import annotations

from tracker.mcp.protocol import INVALID_PARAMS, ProtocolError, kind_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_KINDS = {"string": str, "integer": int, "boolean": bool, "array": list}
_WORDS = {"string": "a string", "integer": "an integer", "boolean": "true or false", "array": "an array of strings"}


def check_arguments(tool: str, schema: Mapping[str, Any], given: object) -> dict[str, Any]:
    """The arguments, as they were given.

    Raises:
        ProtocolError: with all that is wrong, and what was expected.
    """
    if given is not None and not isinstance(given, dict):
        raise ProtocolError(INVALID_PARAMS, f"{tool}: expected an object as arguments, found {kind_of(given)}")
    known, values = schema["properties"], {key: value for key, value in (given or {}).items() if value is not None}
    wrong = [f"{key}: expected {_WORDS[known[key]['type']]}" for key in schema.get("required", ()) if key not in values]
    for key, value in values.items():
        wrong.extend([_unknown(key, known)] if key not in known else _wrong(key, known[key], value))
    if wrong:
        raise ProtocolError(INVALID_PARAMS, f"{tool}: {'; '.join(wrong)}", {"expected": schema})
    return values


def _unknown(key: str, known: Mapping[str, Any]) -> str:
    return f"{key}: there is no such argument, expected {', '.join(known) or 'none'}"


def _wrong(key: str, schema: Mapping[str, Any], value: object) -> list[str]:
    kind = schema["type"]
    right = isinstance(value, _KINDS[kind]) and isinstance(value, bool) == (kind == "boolean")
    if right and isinstance(value, list):
        right = all(isinstance(item, str) for item in value)
    if not right:
        return [f"{key}: expected {_WORDS[kind]}, found {kind_of(value)}"]
    if isinstance(value, int) and value < schema.get("minimum", value):
        return [f"{key}: expected {schema['minimum']} or more, found {value}"]
    if isinstance(value, str) and not value and "minLength" in schema:
        return [f"{key}: expected a text, found an empty one"]
    return []
