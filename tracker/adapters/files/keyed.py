"""What only this user on this machine can have written: content under a digest with a key that is kept outside of the project.

A cache that was edited, copied from elsewhere or committed has no such digest, and is made anew. Light imports only: a look
reads a cache.
"""

from __future__ import annotations

import os
import stat

try:
    from _blake2 import blake2b  # type: ignore[import-not-found,unused-ignore]  # without OpenSSL, which `hashlib` loads
except ImportError:  # another interpreter
    from hashlib import blake2b

_SIZE = 32
_LINE = 2 * _SIZE + 1
"""Bytes of the first line: the digest in hex."""
_known: dict[str, bytes] = {}


def key_file() -> str:
    """Where the key is kept; empty where nobody says."""
    state = os.environ.get("XDG_STATE_HOME", "")
    if not os.path.isabs(state):
        home = os.path.expanduser("~")
        state = os.path.join(home, ".local/state") if os.path.isabs(home) else ""
    return os.path.join(state, "tracker", "key") if state else ""


def _key(project: str) -> bytes:
    """The key, made on first use; empty where it cannot be kept from others, or lies in the project itself."""
    path = key_file()
    if not path or os.path.realpath(path).startswith(os.path.join(project, "")):
        return b""
    if path not in _known:
        _known[path] = _read(path) or _made(path)
    return _known[path]


def _read(path: str) -> bytes:
    """The key; empty where there is none, or where somebody else could have read or written it."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return b""
    try:
        found = os.fstat(fd)
        mine = stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid() and not stat.S_IMODE(found.st_mode) & 0o077
        key = os.read(fd, _SIZE + 1) if mine else b""
    except OSError:
        return b""
    finally:
        os.close(fd)
    return key if len(key) == _SIZE else b""


def _made(path: str) -> bytes:
    """A new key; one that somebody else could have known makes room for it."""
    beside = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        fd = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        with open(fd, "wb") as file:
            os.fchmod(fd, 0o600)
            file.write(os.urandom(_SIZE))
        os.replace(beside, path)
    except OSError:
        return b""
    return _read(path)  # of two that were made at once, the one that stayed


def _digest(path: str, content: bytes) -> bytes:
    folder, name = os.path.split(path)
    place = os.path.join(os.path.realpath(folder), name)
    root = place.partition("/.tracker/")[0] if "/.tracker/" in place else os.path.dirname(place)
    key = _key(root)
    if not key:
        return b""
    digest = blake2b(os.fsencode(place) + b"\0", key=key, digest_size=_SIZE)
    digest.update(content)
    return bytes(digest.hexdigest(), "ascii") + b"\n"


def signed(path: str, content: bytes) -> bytes:
    """The content as it is kept under this path; empty where there is no key, so that nothing can be kept."""
    digest = _digest(path, content)
    return digest + content if digest else b""


def believed(path: str, kept: bytes) -> bytes | None:
    """The content, when this user wrote just it for just this path; else None."""
    content = kept[_LINE:]
    return content if kept[:_LINE] == _digest(path, content) else None
