"""The ports: every way in which the product touches the outside, as Protocols.

One real implementation each in `tracker.adapters`, one fake each in `tests/fakes.py`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from tracker.model.found import CommitFacts, Head, LockHolder

if TYPE_CHECKING:
    from datetime import datetime

    from tracker.model.result import ProcessRequest, ProcessResult


class Clock(Protocol):
    """Time and chance."""

    def now(self) -> "datetime":
        """The present time, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never run backwards, for durations."""
        ...

    def entropy(self, size: int) -> bytes:
        """Random bytes, for identifiers."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...


class Finished(NamedTuple):
    """Something that an executor was given, and how it ended."""

    token: object
    process: "ProcessResult | None" = None
    """For a process."""
    value: object = None
    """What a probe returned."""
    error: BaseException | None = None
    """What a probe raised: a bug, or a `TrackerError`."""


class Executor(Protocol):
    """Carries out processes and probes, several at a time.

    `start` and `probe` return at once; `wait` blocks until at least one thing has finished and returns all that have.
    """

    def prepare(self) -> None:
        """Something will be started soon: begin what has to be there before, beside the caller."""
        ...

    def start(self, token: object, request: "ProcessRequest") -> None:
        """Start a process. A command that cannot be started is *finished* with `problem` set.

        Raises:
            BlockedError: this machine gives no further process or descriptor, which says nothing about the command.
        """
        ...

    def probe(self, token: object, work: Callable[[], object]) -> None:
        """Run a function of ours beside the caller."""
        ...

    def wait(self) -> list[Finished]:
        """All that has finished since the last call; blocks for the first. Empty only when nothing is under way."""
        ...

    def tail(self, token: object) -> bytes:
        """The end of what a process has printed so far; nothing where none of that name is under way. From any thread."""
        ...

    def stop(self, *, now: bool = False) -> None:
        """Ask every process to end (TERM, then KILL after its grace); with `now`, KILL.

        They still come out of `wait`, and so do probes, unfinished, with an error. From then on nothing is started.
        """
        ...

    def close(self) -> None:
        """End everything that is still alive and give back what the executor holds."""
        ...


class Repository(Protocol):
    """A git repository. Paths are relative to its work tree's root, with `/`.

    No method runs a program that the repository's own configuration names (hooks, fsmonitor, gpg, diff drivers, and filters,
    but for `commit`, which stores content the way the user's own `git add` would).
    """

    def head(self) -> Head:
        """Commit and branch."""
        ...

    def dirty(self) -> dict[str, str]:
        """Paths that differ from HEAD (staged, changed, untracked and not ignored), each with its two-letter status."""
        ...

    def concealed(self) -> tuple[str, ...]:
        """Paths that differ from HEAD though git was told not to look at them."""
        ...

    def files(self) -> tuple[str, ...]:
        """Tracked and untracked-but-not-ignored files that exist, sorted."""
        ...

    def absent(self) -> Mapping[str, str]:
        """Repository path → sha256 of what the index has, of each file that a sparse checkout leaves out."""
        ...

    def ignored(self) -> tuple[str, ...]:
        """Files and folders that git ignores; a folder of which everything is ignored ends in `/`."""
        ...

    def ignored_folders(self) -> tuple[str, ...]:
        """Folders of which everything is ignored."""
        ...

    def check_identity(self) -> None:
        """Make sure that commits can be made in somebody's name.

        Raises:
            BlockedError: git does not know who the user is.
        """
        ...

    def lists(self) -> tuple[str, ...]:
        """Absolute paths of the files outside the work tree on which `files` and `ignored_folders` depend."""
        ...

    def commit(self, paths: Sequence[str], message: str, *, parent: str) -> CommitFacts | None:
        """Commit these paths as they are on disk, and nothing else. None when that would change nothing.

        Goes through a temporary index. In the user's index only the entries of these paths change, and only where
        the user had not staged something else.

        Raises:
            BlockedError: HEAD is not at `parent` any more.
        """
        ...

    def mend(self) -> None:
        """Finish or undo what a `commit` of a process that died left half done: locks, and an index that did not follow."""
        ...

    def facts(self, commit: str) -> CommitFacts | None:
        """What is known about a commit; None when the repository does not have it."""
        ...

    def trees(self, commits: Iterable[str]) -> Mapping[str, str]:
        """The trees of these commits, named by their full hashes. What the repository does not have is left out."""
        ...

    def behind(self) -> tuple[str, ...]:
        """Some commits of HEAD's history, each twice as far back as the one before."""
        ...

    def contains(self, commit: str) -> bool:
        """Whether HEAD's history has this commit."""
        ...

    def lacks(self, commit: str, paths: Iterable[str]) -> Mapping[str, str]:
        """Repository path → why the commit does not hold it as it is on the disk, for each that it does not.

        The index is not asked: what it says can be switched off for a file.
        """
        ...

    def before(self, base: str, commit: str, paths: Iterable[str]) -> Mapping[str, str]:
        """Repository path → sha256 of its content at `base`, for each of these that `commit` has otherwise; empty for none.

        Nothing when `base` is not known here.
        """
        ...

    def between(self, base: str, *, but: Iterable[str] = (), most: int = 200) -> "tuple[CommitFacts, ...]":
        """The commits after `base` up to HEAD without those of `but`, oldest first, merges left out.

        None when `base` is not known here.
        """
        ...

    def find(self, trailer: str, value: str) -> tuple[str, ...]:
        """Commits in HEAD's history that carry this trailer, newest first."""
        ...

    def diff_totals(self, base: str, paths: Sequence[str]) -> tuple[int, int, int]:
        """Files, insertions and deletions from `base` to the work tree."""
        ...

    def changed_since(self, base: str) -> Mapping[str, str]:
        """Path → its path in the commit `base`, of every tracked file that differs from it in the work tree.

        Empty text for a file that was not there; a file that is gone keeps its path. Nothing where there is no such commit.
        """
        ...

    def commits_since(self, base: str) -> Mapping[str, str]:
        """Path → the newest commit after `base` in HEAD's history that changed it."""
        ...

    def texts(self, commit: str, paths: Sequence[str]) -> Mapping[str, str]:
        """Path → its text in a commit, of those that are files there; what is no UTF-8 comes with marks in its place."""
        ...

    def log_count(self, paths: Sequence[str], *, since: str | None = None) -> dict[str, int]:
        """`commits` and `authors` in HEAD's history, for these paths (all when empty), after the commit `since`."""
        ...


class Files(Protocol):
    """The files of a folder, which is the root of every relative path."""

    @property
    def root(self) -> str:
        """Absolute path."""
        ...

    def below(self, folder: str) -> "Files":
        """The files of another folder, given by its absolute path."""
        ...

    def contains(self, path: str) -> bool:
        """Whether a path, symbolic links followed, is below the root and not inside `.git`."""
        ...

    def exists(self, path: str) -> bool:
        """Whether there is a file or folder."""
        ...

    def read(self, path: str, *, limit: int = 16_000_000) -> bytes:
        """The first `limit` bytes.

        Raises:
            StorageError: it cannot be read.
        """
        ...

    def chunks(self, path: str, *, seconds: float) -> Iterator[bytes]:
        """The whole content in pieces.

        Raises:
            StorageError: it cannot be read, or whoever takes the pieces needs more than `seconds` for all of them.
        """
        ...

    def glob(self, patterns: Iterable[str]) -> tuple[str, ...]:
        """Files that match any of the patterns (`**` crosses folders; a leading `!` takes away), sorted."""
        ...

    def digest(self, path: str) -> str:
        """sha256 of the content in hex; empty when there is no such file."""
        ...

    def stamp(self, path: str) -> str:
        """What changes when a file is written anew, even with the same content; empty when there is no such file."""
        ...

    def folder(self, path: str) -> str:
        """Make a folder, and those above it, where they are missing; its absolute path.

        Raises:
            StorageError: it cannot be made.
        """
        ...

    def write(self, path: str, content: bytes) -> None:
        """Write atomically: beside, fsync, rename, fsync the folder.

        Raises:
            StorageError: it could not be written; the old content is untouched.
        """
        ...


class Databases(Protocol):
    """SQL databases."""

    def query(self, url: str, *, script: str, sql: str, timeout: float) -> list[tuple[object, ...]]:
        """Run `script` (may be empty), then `sql`, in one connection that is rolled back, and return the rows.

        Raises:
            TrackerError: the URL is not understood, the server cannot be reached, or the SQL fails.
        """
        ...


class EvidenceStore(Protocol):
    """Evidence that is too long for a journal line: JSON values under the sha256 of their canonical text."""

    def put(self, value: object) -> str:
        """Store it durably and return its sha256. The same value is stored once."""
        ...

    def has(self, digest: str) -> bool:
        """Whether there is a value of this name."""
        ...

    def digest(self, value: object) -> str:
        """Under which sha256 a value would be stored; nothing is."""
        ...

    def get(self, digest: str) -> object | None:
        """The value; None when it is missing or does not match its digest."""
        ...


class Locks(Protocol):
    """Locks between processes, by name."""

    def acquire(self, names: Sequence[str], *, run: str) -> None:
        """Take all of them, or none.

        Raises:
            LockedError: somebody else holds one; says who, since when.
        """
        ...

    def wait_for(self, name: str, *, run: str) -> None:
        """Take one, waiting for it."""
        ...

    def release(self, name: str) -> None:
        """Give one back."""
        ...

    def release_all(self) -> None:
        """Give all back."""
        ...

    def holders(self) -> Mapping[str, LockHolder]:
        """Locks that a living process holds, by name. Reading this changes nothing."""
        ...


class Interrupts(Protocol):
    """Whether somebody asked the run to stop."""

    @property
    def requested(self) -> str:
        """The reason (`SIGINT`), or empty text."""
        ...

    def stops(self, stop: Callable[[bool], None]) -> None:
        """Name the function that ends what is under way when somebody asks. Its argument: at once."""
        ...


class RenderReport(NamedTuple):
    """What rendering did."""

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    """Documents with hand-made edits in their generated part; left as they are."""
