"""sha256 of what is in memory. Light: `hashlib` loads OpenSSL, which takes a third of the time that starting Python takes.

The interpreter's own implementation gives the same digests. It is as fast for a line or a small file; large files are hashed
by `hashlib` (`tracker/adapters/files/hash_cache.py`).
"""

from __future__ import annotations

try:
    from _sha2 import sha256  # type: ignore[import-not-found,unused-ignore]  # Python 3.12 and later
except ImportError:
    try:
        from _sha256 import sha256  # type: ignore[import-not-found,unused-ignore]  # Python 3.11
    except ImportError:  # another interpreter
        from hashlib import sha256


def sha256_hex(content: bytes) -> str:
    """The digest in hex."""
    return str(sha256(content).hexdigest())


def canonical(value: object) -> bytes:
    """The one way to write a JSON value: sorted keys, a line for each item of the outermost list, UTF-8.

    A path that is no text (a lone surrogate) is written as JSON's escape.
    """
    import json

    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=0, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace") + b"\n"
