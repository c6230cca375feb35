"""Files on the disk: read with a limit, written atomically, hashed once."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterable

from tracker.adapters.globs import expand, walk
from tracker.adapters.hash_cache import HashCache, Signature, signature
from tracker.errors import StorageError

__all__ = ["DiskFiles", "HashCache"]


class DiskFiles:
    """The files below a folder."""

    def __init__(self, root: str, *, cache: HashCache | None = None) -> None:
        self._root = os.path.abspath(root)
        self._cache = cache
        self._seen_files: dict[str, Signature | None] = {}
        self._seen_folders: dict[str, None] = {}

    @property
    def root(self) -> str:
        """Absolute path."""
        return self._root

    def below(self, folder: str) -> DiskFiles:
        """The files of another folder, given by its absolute path."""
        return DiskFiles(folder, cache=self._cache)

    def _path(self, path: str) -> str:
        return os.path.join(self._root, path)

    def seen(self) -> tuple[dict[str, Signature | None], dict[str, Signature | None]]:
        """The signatures of the files that were looked at and of the folders that were searched."""
        return dict(self._seen_files), {folder: signature(self._path(folder)) for folder in self._seen_folders}

    def _look(self, path: str) -> None:
        if path not in self._seen_files:
            self._seen_files[path] = signature(self._path(path))

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder."""
        return os.path.exists(self._path(path))

    def read(self, path: str, *, limit: int = 16_000_000) -> bytes:
        """The first `limit` bytes; see `Files.read`."""
        self._look(path)
        try:
            with open(self._path(path), "rb") as file:
                return file.read(limit)
        except OSError as error:
            hint = "Make it, or mend the name." if error.errno == errno.ENOENT else "Make it readable."
            raise StorageError(f"{path} cannot be read: {error.strerror}", hints=[hint]) from error

    def glob(self, patterns: Iterable[str]) -> tuple[str, ...]:
        """Files that match; see `Files.glob`."""
        return expand(self._root, patterns, self._seen_folders)

    def search(self, *, skip: frozenset[str]) -> None:
        """Note every folder but those in `skip` as searched: whoever lists files in another way looked into them, too."""
        for _ in walk(self._root, "", self._seen_folders, skip):
            pass

    def digest(self, path: str) -> str:
        """sha256 of the content in hex; empty when there is no such file."""
        full = self._path(path)
        if self._cache is None:
            return HashCache(os.devnull).digest(full)[0]
        digest, known = self._cache.digest(full)
        self._seen_files[path] = known
        return digest

    def folder(self, path: str) -> str:
        """Make a folder; its absolute path."""
        full = self._path(path)
        try:
            os.makedirs(full, exist_ok=True)
        except OSError as error:
            raise StorageError(f"the folder {path} cannot be made: {error.strerror}") from error
        return full

    def write(self, path: str, content: bytes) -> None:
        """Write atomically; see `Files.write`."""
        full = os.path.realpath(self._path(path))
        inside = os.path.realpath(self._root) + os.sep
        if not full.startswith(inside) or f"{os.sep}.git{os.sep}" in full:
            raise StorageError(f"{path} leads out of the project, so it was not written")
        beside = ""
        try:
            mode = stat.S_IMODE(os.stat(full).st_mode) if os.path.exists(full) else 0o644
            _make_folder(os.path.dirname(full))
            fd, beside = tempfile.mkstemp(prefix=f".{os.path.basename(full)}.", dir=os.path.dirname(full))
            with open(fd, "wb") as file:
                file.write(content)
                file.flush()
                os.fchmod(file.fileno(), mode)
                os.fsync(file.fileno())
            os.replace(beside, full)
            _sync_folder(os.path.dirname(full))
        except OSError as error:
            if beside and os.path.exists(beside):
                os.unlink(beside)
            raise StorageError(
                f"{path} cannot be written: {error.strerror}; what was there before is untouched",
                hints=["Free some space or make the folder writable, then run the same command again."],
            ) from error


def _make_folder(folder: str) -> None:
    """Make a folder and those above it; each is on the disk before something is put into it."""
    if not os.path.isdir(folder):
        _make_folder(os.path.dirname(folder))
        os.mkdir(folder)
        _sync_folder(os.path.dirname(folder))


def _sync_folder(folder: str) -> None:
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
