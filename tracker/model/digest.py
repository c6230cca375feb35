"""sha256 of what is in memory. Light: `hashlib` loads OpenSSL, which takes a third of the time that starting Python takes.

The interpreter's own implementation gives the same digests. It is as fast for a line or a small file; large files are hashed
by `hashlib` (`tracker/adapters/files/hash_cache.py`).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

try:
    from _sha2 import sha256  # type: ignore[import-not-found,unused-ignore]  # Python 3.12 and later
except ImportError:
    try:
        from _sha256 import sha256  # type: ignore[import-not-found,unused-ignore]  # Python 3.11
    except ImportError:  # another interpreter
        from hashlib import sha256


try:
    from _json import encode_basestring as _text
except ImportError:  # another interpreter

    def _text(value: str, /) -> str:
        import json

        return json.dumps(value, ensure_ascii=False)


def sha256_hex(content: bytes) -> str:
    """The digest in hex."""
    return str(sha256(content).hexdigest())


def canonical(value: object) -> bytes:
    """The one way to write a JSON value: sorted keys, a line for each item of the outermost list, UTF-8.

    A path that is no text (a lone surrogate) is written as JSON's escape.
    """
    return _written(value).encode("utf-8", "backslashreplace") + b"\n"


def _written(value: Any) -> str:
    """What `json.dumps` makes of it with `indent=0`, which takes it twice as long: with an indent it has no encoder in C."""
    kind = type(value)
    if kind is dict and _TEXT.issuperset(map(type, value)):
        items = value.items()
        inner = ",\n".join([f"{_text(name)}:{_written(item)}" for name, item in sorted(items, key=_name)])
        return f"{{\n{inner}\n}}" if inner else "{}"
    if kind is list or kind is tuple:
        inner = ",\n".join(map(_written, value))
        return f"[\n{inner}\n]" if inner else "[]"
    if kind is str:
        return _text(value)
    if kind is int:
        return repr(value)
    if value is None or kind is bool:
        return _WORDS[value]
    import json

    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=0, separators=(",", ":"))


_TEXT = frozenset((str,))
_WORDS = {None: "null", True: "true", False: "false"}


def _name(item: tuple[str, object]) -> str:
    return item[0]
