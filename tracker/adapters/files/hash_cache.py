"""Content hashes by file signature, so that unchanged files are not read again.

The rule against hidden changes is git's ("racy git"): a file that changed so recently that the clock could not tell a further
change is hashed anew each time.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from io import BufferedReader

from tracker.adapters.files.cache import SETTLED, read, write
from tracker.adapters.files.light_json import dumps, loads
from tracker.adapters.files.own import FOLDER, open_ours
from tracker.adapters.files.presence import Signature, is_ordinary, signature
from tracker.model.digest import sha256_hex

_VERSION = 2
_SHORT = 1 << 18
"""Bytes of a file that is hashed without loading OpenSSL."""


class HashCache:
    """A memory of hashes in a file, which may be deleted, damaged or missing at any time."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._known: dict[str, list[object]] | None = None
        self._changed = False
        self._budget = 0
        self._again: set[str] = set()

    def doubt(self, size: int = 1 << 26) -> None:
        """Hash anew, once each, what was hashed by an earlier process, up to so many bytes: a run believes what it can see."""
        self._budget = size

    def _load(self) -> dict[str, list[object]]:
        if self._known is None:
            self._known = {}
            try:
                kept = loads(read(self._path) or "null")
                if kept["version"] == _VERSION and isinstance(kept["files"], dict):
                    self._known = kept["files"]
            except (OSError, ValueError, KeyError, TypeError, RecursionError):
                pass  # it is only a memory
        return self._known

    def digest(self, path: str) -> tuple[str, Signature | None]:
        """sha256 in hex (empty when there is no file) and the signature that it belongs to."""
        digest, _, known = self.digests(path)
        return digest, known

    def digests(self, path: str) -> tuple[str, str, Signature | None]:
        """The same, and between them the sha256 with LF line ends, for a text that has CRLF ones; empty otherwise."""
        known = self._load()
        before = signature(path)
        if before is None:
            return "", "", None
        entry = known.get(path)
        if isinstance(entry, list) and len(entry) == len(before) + 2 and tuple(entry[:-2]) == before:
            if path in self._again or before[0] > self._budget:
                return str(entry[-2]), str(entry[-1]), before
            self._budget -= before[0]
        self._again.add(path)
        digest, with_lf = _sha256(path)
        newest = max(before[1], before[2])
        if digest and signature(path) == before and time.time_ns() - newest > SETTLED * 1e9:
            known[path] = [*before, digest, with_lf]
            self._changed = True
        return digest, with_lf, before

    def save(self) -> None:
        """Keep it for the next call, where the disk lets us: it is only a memory."""
        if not self._changed:
            return
        text = dumps({"version": _VERSION, "files": self._known})
        with contextlib.suppress(OSError):
            write(self._path, text)
        self._changed = False


def open_file(path: str) -> BufferedReader:
    """A file to read from, and nothing that could keep us waiting: a pipe without a writer would.

    Of ours, below `.tracker`, no link is one.

    Raises:
        OSError: it cannot be opened, or is no file.
    """
    if f"/{FOLDER}/" in path:
        return open(open_ours(path), "rb")
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    mode = os.fstat(fd).st_mode
    if not stat.S_ISREG(mode):
        os.close(fd)
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        raise OSError(errno.EINVAL, "it is not a file", path)
    return open(fd, "rb")


def _rest(file: BufferedReader, begun: bytes) -> tuple[str, str]:
    import hashlib

    digest, with_lf = hashlib.sha256(), hashlib.sha256()
    converted, binary, held = False, False, b""
    piece = begun
    while piece:
        digest.update(piece)
        binary = binary or b"\0" in piece
        if not binary:
            text = held + piece
            held = b"\r" if text.endswith(b"\r") else b""  # whether a line end follows, the next piece tells
            text = text[: len(text) - len(held)]
            converted = converted or b"\r\n" in text
            with_lf.update(text.replace(b"\r\n", b"\n"))
        piece = file.read(_SHORT)
    with_lf.update(held)
    return digest.hexdigest(), with_lf.hexdigest() if converted and not binary else ""


def _both(content: bytes) -> tuple[str, str]:
    text = b"\r\n" in content and b"\0" not in content
    return sha256_hex(content), sha256_hex(content.replace(b"\r\n", b"\n")) if text else ""


def _sha256(path: str) -> tuple[str, str]:
    """Of the content, and of the text with LF line ends where it has others; empty when it is no file, or somebody else's.

    Raises:
        OSError: the disk does not give it.
    """
    try:
        with open_file(path) as file:
            content = file.read(_SHORT + 1)
            return _both(content) if len(content) <= _SHORT else _rest(file, content)
    except OSError as error:
        if is_ordinary(error):
            return "", ""
        raise OSError(error.errno, error.strerror, path) from error
