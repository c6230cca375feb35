"""JSON for the paths that people call all day: importing `json` takes as long as starting Python.

The C scanner behind `json.loads` needs neither the module's Python code nor the regular expressions that it imports. Where
an interpreter has no such scanner, `json` answers.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class _Context:
    """What the scanner asks of a decoder (`json.decoder.JSONDecoder`)."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    memo: dict[str, str] = {}  # noqa: RUF012 - the scanner's, emptied by it

    @staticmethod
    def parse_constant(name: str) -> float:
        """`NaN` and the like: nothing of ours writes them."""
        raise ValueError(f"{name} is not a known type")


def loads(text: str) -> Any:
    """The value that a JSON text stands for; the text begins with it and has nothing behind it but line ends.

    Raises:
        ValueError: it is no JSON.
    """
    try:
        from _json import make_scanner
    except ImportError:  # another interpreter
        import json

        return json.loads(text)
    try:
        value, end = make_scanner(_Context)(text, 0)  # type: ignore[arg-type]  # typeshed has the scanner's own type there
    except StopIteration as error:
        raise ValueError(f"no JSON at character {error.value}") from None
    if text[end:].strip():
        raise ValueError(f"more than one value: character {end}")
    return value


def dumps(value: object) -> str:
    """A value as JSON, on one line and without spaces. Text stays as it is: only what JSON must escape is.

    Raises:
        TypeError, ValueError: it cannot be written as JSON.
    """
    try:
        from _json import encode_basestring, make_encoder
    except ImportError:  # another interpreter
        import json

        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    sort_keys = skip_keys = allow_nan = False
    encode = make_encoder({}, _refuse, encode_basestring, None, ":", ",", sort_keys, skip_keys, allow_nan)
    return "".join(encode(value, 0))


def _refuse(value: object) -> object:
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")
