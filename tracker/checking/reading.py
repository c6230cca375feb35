"""Files that must be read whole: what is beyond a limit could say the opposite."""

from __future__ import annotations

from tracker.errors import StorageError
from tracker.model.ports import Files

LIMIT = 16_000_000
"""Bytes."""


def whole(files: Files, path: str) -> bytes:
    """All of a file.

    Raises:
        StorageError: it cannot be read, or is too long to be believed in part.
    """
    content = files.read(path, limit=LIMIT + 1)
    if len(content) > LIMIT:
        raise StorageError(
            f"{path} has more than {LIMIT:,} bytes, and would be read in part only",
            hints=["Look at it with a command instead: kind: command"],
        )
    return content


def script(files: Files, path: str) -> str:
    """The text of an SQL script; empty without one.

    Raises:
        StorageError: as above, or it is no UTF-8.
    """
    if not path:
        return ""
    try:
        return whole(files, path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StorageError(
            f"{path} is not UTF-8: byte {error.start} is {error.object[error.start]:#04x}", hints=["Save it as UTF-8."]
        ) from None
