"""Evidence that is too long for a journal line, by the sha256 of its canonical JSON. Committed with the project."""

from __future__ import annotations

import os

from tracker.adapters.files.disk import DiskFiles
from tracker.adapters.files.light_json import loads
from tracker.adapters.files.presence import Signature, is_file
from tracker.model.digest import canonical, sha256_hex

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.model.redaction import Redactor

_HEX = frozenset("0123456789abcdef")


class FileEvidence:
    """A folder of values."""

    def __init__(self, folder: str, *, staging: str | None = None, secrets: Redactor | None = None) -> None:
        self._secrets = secrets or None
        self._files = DiskFiles(folder, staging=staging)
        self._known: dict[str, object] = {}
        self._written: dict[str, bytes] = {}

    def seen(self) -> dict[str, Signature | None]:
        """Absolute path → signature of everything that was looked for, there or not."""
        return {os.path.join(self._files.root, path): known for path, known in self._files.seen()[0].items()}

    @staticmethod
    def _path(digest: str) -> str:
        return f"{digest[:2]}/{digest[2:]}.json"

    def put(self, value: object) -> str:
        """Store it durably, once; its sha256.

        Raises:
            StorageError: it cannot be written.
        """
        content = self._content(value)
        digest = sha256_hex(content)
        path = self._path(digest)
        if self.get(digest) is None:
            self._files.folder(os.path.dirname(path))
            self._files.write(path, content)
        self._written[path] = content
        return digest

    def restore(self) -> None:
        """Write again what was stored by this process and was taken away since: what was run may have cleaned the work tree.

        Raises:
            StorageError: it cannot be written.
        """
        for path, content in self._written.items():
            if not is_file(os.path.join(self._files.root, path)):
                self._files.folder(os.path.dirname(path))
                self._files.write(path, content)

    def has(self, digest: str) -> bool:
        """Whether there is a value of this name; whether it is still the same, `get` says."""
        path = self._path(digest)
        return digest in self._known or (_is_digest(digest) and self._files.exists(path))

    def _content(self, value: object) -> bytes:
        return canonical(self._secrets.value(value) if self._secrets else value)

    def digest(self, value: object) -> str:
        """Under which sha256 it would be stored."""
        return sha256_hex(self._content(value))

    def get(self, digest: str) -> object | None:
        """The value; None when it is missing or does not match its digest."""
        if digest in self._known:
            return self._known[digest]
        path = self._path(digest)
        if not _is_digest(digest):
            return None
        self._files.look(path)
        if not self._files.exists(path):
            return None
        content = self._files.read(path, limit=1 << 30)
        content = content.replace(b"\r\n", b"\n")  # as git may check it out; JSON has no line ends of its own
        if sha256_hex(content) != digest:
            return None
        try:
            value: object = loads(content.decode())
        except (ValueError, RecursionError):
            return None
        self._known[digest] = value
        return value


def _is_digest(text: str) -> bool:
    return len(text) == 64 and _HEX.issuperset(text)  # noqa: PLR2004 - sha256 in hex
