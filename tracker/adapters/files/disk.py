"""Files on the disk: read with a limit, written atomically, hashed once."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
from _thread import get_ident
from collections.abc import Callable, Iterable, Iterator

from tracker.adapters.files.cache import make_folder
from tracker.adapters.files.globs import expand, walk
from tracker.adapters.files.hash_cache import HashCache, open_file
from tracker.adapters.files.own import FOLDER, check
from tracker.adapters.files.presence import Signature, is_folder, look, resolve, signature
from tracker.errors import StorageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.adapters.files.cache import Seen

__all__ = ["DiskFiles", "HashCache"]

_LEFT_FOR = 3600.0
"""Seconds after which a file that was being written was left by a crash."""
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)
"""What a file system without hard links says."""
CHUNK = 1 << 20
"""Bytes of a piece."""


class DiskFiles:
    """The files below a folder."""

    def __init__(
        self,
        root: str,
        *,
        cache: HashCache | None = None,
        staging: str | None = None,
        stored_with_lf: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """`staging` is a folder on the same filesystem for what is being written; without one it is written beside.

        `stored_with_lf`: whether git stores a file with LF line ends that has CRLF ones here; its digest is of what git stores.
        """
        self._stored_with_lf = stored_with_lf
        self._root = os.path.abspath(root)
        self._staging = staging
        self._cache = cache
        self._seen_files: dict[str, Signature | None] = {}
        self._seen_folders: dict[str, None] = {}

    @property
    def root(self) -> str:
        """Absolute path."""
        return self._root

    def below(self, folder: str) -> DiskFiles:
        """The files of another folder, given by its absolute path."""
        return DiskFiles(folder, cache=self._cache, staging=self._staging)

    def _path(self, path: str) -> str:
        return os.path.join(self._root, path)

    def seen(self) -> tuple[dict[str, Signature | None], dict[str, Signature | None]]:
        """The signatures of the files that were looked at and of the folders that were searched."""
        return dict(self._seen_files), {folder: signature(self._path(folder)) for folder in self._seen_folders}

    def look(self, path: str) -> None:
        """Note a path as looked at, there or not."""
        if path not in self._seen_files:
            self._seen_files[path] = signature(self._path(path))

    def note(self, seen: Seen) -> None:
        """Note what was looked at when something that is kept was made."""
        for path, known in seen.items():
            self._seen_files.setdefault(path, (known[0], known[1], known[2], known[3]) if known else None)

    def contains(self, path: str) -> bool:
        """Whether a path is inside; see `Files.contains`. File systems that ignore case know `.GIT` as `.git`."""
        full, root = resolve(self._path(path)), resolve(self._root)
        below = os.path.relpath(full, root).split(os.sep)
        return full.startswith(root + os.sep) and all(part.lower() not in {"..", ".git"} for part in below)

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder."""
        self.look(path)
        return look(self._path(path)) is not None

    def read(self, path: str, *, limit: int = 16_000_000) -> bytes:
        """The first `limit` bytes; see `Files.read`."""
        self.look(path)
        try:
            with open_file(self._path(path)) as file:
                return file.read(limit)
        except OSError as error:
            hint = "Create it, or correct the name." if error.errno == errno.ENOENT else "Make it readable."
            raise StorageError(f"{path} cannot be read: {error.strerror}", hints=[hint]) from error

    def chunks(self, path: str, *, seconds: float) -> Iterator[bytes]:
        """The whole content in pieces; see `Files.chunks`."""
        began = time.monotonic()
        try:
            # Only a person names a file from the root on, and may mean a pipe: /dev/stdin.
            with open(path, "rb") if os.path.isabs(path) else open_file(self._path(path)) as file:
                while piece := file.read(CHUNK):
                    yield piece
                    if time.monotonic() - began > seconds:
                        raise StorageError(f"reading {path} took more than {seconds:g} s, which is the limit")
        except OSError as error:
            hint = "Create it, or correct the name." if error.errno == errno.ENOENT else "Make it readable."
            raise StorageError(f"{path} cannot be read: {error.strerror}", hints=[hint]) from error

    def glob(self, patterns: Iterable[str]) -> tuple[str, ...]:
        """Files that match; see `Files.glob`."""
        return expand(self._root, patterns, self._seen_folders, self.look)

    def search(self, *, skip: frozenset[str]) -> None:
        """Note every folder but those in `skip` as searched: whoever lists files in another way looked into them, too."""
        for _ in walk(self._root, "", self._seen_folders, skip):
            pass

    def digest(self, path: str) -> str:
        """sha256 of the content in hex; empty when there is no such file."""
        full = self._path(path)
        if self._cache is None:
            return HashCache(os.devnull).digest(full)[0]
        digest, with_lf, known = self._cache.digests(full)
        self._seen_files[path] = known
        return with_lf if with_lf and self._stored_with_lf(path) else digest

    def stamp(self, path: str) -> str:
        """What changes when a file is written anew; see `Files.stamp`.

        New rights or owners (its ctime) are no new content, and a new file may get the inode of the one that it replaces.
        """
        found = signature(self._path(path))
        return "" if found is None else f"{found[0]} {found[1]}"

    def folder(self, path: str) -> str:
        """Make a folder; its absolute path."""
        full = self._path(path)
        try:
            make_folders(full)
        except OSError as error:
            raise StorageError(
                f"the folder {path} cannot be made: {error.strerror}",
                hints=["Free some space or make the folder above it writable, then run the same command again."],
            ) from error
        return full

    def write(self, path: str, content: bytes) -> None:
        """Write atomically; see `Files.write`."""
        if not self.contains(path):
            raise StorageError(
                f"{path} leads out of the project or into .git, so it was not written", hints=["Name another path."]
            )
        try:
            self.place(path, content)
        except OSError as error:
            raise StorageError(
                f"{path} cannot be written: {error.strerror}; what was there before is untouched",
                hints=["Free some space or make the folder writable, then run the same command again."],
            ) from error

    def place(self, path: str, content: bytes, *, new: bool = False) -> None:
        """Let a file be there, whole and durable, or leave everything as it was. A `new` one takes no other's place.

        Raises:
            FileExistsError: one is there, which must be `new`.
            OSError: it cannot be written.
        """
        beside = ""
        try:
            full = self._path(path)
            check(full)
            full = full if f"/{FOLDER}/" in full else resolve(full)
            make_folders(os.path.dirname(full))
            beside = self._beside(full)
            known = look(full)
            _fill(beside, content, stat.S_IMODE(known.st_mode) if known else None)
            if new:
                _place_new(beside, full)
            else:
                os.replace(beside, full)
            sync_folder(os.path.dirname(full))
        except OSError:
            _remove(beside)
            raise

    def _beside(self, full: str) -> str:
        """Where to write what then takes a file's place at once. A crash leaves it there, where it is in nobody's way.

        Raises:
            OSError: the folder cannot be made.
        """
        folder, name = os.path.split(full)
        if self._staging is None:
            return os.path.join(folder, f".{name}.new")
        make_folder(os.path.dirname(self._staging))
        check(os.path.join(self._staging, "new"))
        os.makedirs(self._staging, exist_ok=True)
        if os.stat(self._staging).st_dev != os.stat(folder).st_dev:
            return os.path.join(folder, f".{name}.new")
        _sweep(self._staging)
        return os.path.join(self._staging, f"{os.getpid()}-{get_ident()}")


def _fill(path: str, content: bytes, mode: int | None) -> None:
    """Into a file of our own. What is there already may be a second name of a file in use, which could not be removed once."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    with open(path, "xb") as file:
        file.write(content)
        file.flush()
        if mode is not None:  # a new one gets what the umask leaves
            os.fchmod(file.fileno(), mode)
        os.fsync(file.fileno())


def _place_new(beside: str, full: str) -> None:
    """By a hard link, which, unlike a rename, never takes the place of what somebody made meanwhile."""
    try:
        os.link(beside, full)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if look(full) is not None:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), full) from error
        os.replace(beside, full)
    else:
        _remove(beside)


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        pass  # it was never made, or took its place already


def _sweep(folder: str) -> None:
    """Remove what a crash left there long ago."""
    for entry in list(os.scandir(folder)):
        with contextlib.suppress(FileNotFoundError):  # another process has just put it into its place
            if entry.stat().st_mtime < time.time() - _LEFT_FOR:
                _remove(entry.path)


def make_folders(path: str) -> None:
    """Make a folder and those above it, each durably: a file in a folder that a power cut takes away is lost with it.

    Raises:
        OSError: one cannot be made.
    """
    missing = []
    check(os.path.join(path, ""))
    while not is_folder(path):
        missing.append(path)
        path = os.path.dirname(path)
    for folder in reversed(missing):
        try:
            os.mkdir(folder)
        except FileExistsError:
            if not is_folder(folder):
                raise
        sync_folder(os.path.dirname(folder))


def sync_folder(folder: str) -> None:
    """Make the names in a folder durable.

    Raises:
        OSError: it cannot be synced.
    """
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
