"""A world in memory: one fake of every port, and one log of all that happened in it, in its order."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatch

from tests.events import RUNS, recorded
from tracker.engine.ports import Ports
from tracker.engine.tasks import Kind, TaskId
from tracker.errors import StorageError, UnreachableError
from tracker.inputs import Inputs
from tracker.journal import events as e
from tracker.model.found import CommitFacts, Head, LockHolder
from tracker.model.log import Log
from tracker.model.ports import Finished, RenderReport
from tracker.model.result import ProcessRequest, ProcessResult
from tracker.situation import Situation
from tracker.state import Fold

ROOT = "/project"


@dataclass
class World:
    """What the ports look at and change."""

    files: dict[str, str] = field(default_factory=dict)
    head: dict[str, str] = field(default_factory=dict)
    """What HEAD has."""
    commit: str = "c0"
    messages: dict[str, str] = field(default_factory=dict)
    log: list[tuple[str, object]] = field(default_factory=list)
    """(`durable`, event), (`shown`, event), (`start`, token), (`probe`, token), (`end`, token), (`commit`, paths), …"""
    time: float = 0.0
    seconds: dict[str, float] = field(default_factory=dict)
    exits: dict[str, list[int | str]] = field(default_factory=dict)
    """Token → how its attempts end: exit codes, or why one could not be started."""
    requests: dict[str, ProcessRequest] = field(default_factory=dict)
    """Token → what was asked of the executor last."""
    effects: dict[str, Callable[[], None]] = field(default_factory=dict)
    """Token → what its command does when it ends."""
    stop: str = ""
    full: bool = False
    """Whether the disk is full: nothing can be recorded any more."""
    room: int = 1000
    """How often something can still be recorded until it is."""
    unreachable: int = 0
    """How often no database can be reached yet."""
    run: str = RUNS[7]
    written: int = 0
    locked: set[str] = field(default_factory=set)

    def events(self, kind: str = "durable") -> list[e.Event]:
        return [what for name, what in self.log if name == kind]  # type: ignore[misc]

    def put(self, path: str, text: str) -> Callable[[], None]:
        """An effect that writes a file."""
        return lambda: self.files.__setitem__(path, text)

    # -- clock, interrupts, reporter, journal, evidence, databases, locks, renderer -------------------------------------

    def now(self) -> datetime:
        return datetime(2026, 11, 23, tzinfo=UTC) + timedelta(seconds=self.time)

    def monotonic(self) -> float:
        return self.time

    def entropy(self, size: int) -> bytes:
        return bytes(size)

    def sleep(self, seconds: float) -> None:
        self.log.append(("slept", seconds))
        self.time += seconds

    @property
    def requested(self) -> str:
        return self.stop

    def event(self, known: e.Recorded) -> None:
        self.log.append(("shown", known.event))

    def plan(self, expected: Mapping[tuple[str, str], float], *, jobs: int, tail: object) -> None:
        self.planned, self.jobs = dict(expected), jobs

    def note(self, text: str) -> None:
        self.log.append(("note", text))

    @property
    def path(self) -> str:
        return f".tracker/journal/2026-11-23-{self.run}.jsonl"

    def append(self, events: Sequence[e.Event]) -> list[e.Recorded]:
        self.room -= 1
        if self.full or self.room < 0:
            raise StorageError("no space left")
        self.log += [("durable", event) for event in events]
        self.files[self.path] = self.files.get(self.path, "") + "x" * len(events)
        self.written += len(events)
        return recorded(events, self.run, 5000 + self.written)

    def query(self, url: str, *, script: str, sql: str, timeout: float) -> list[tuple[object, ...]]:
        if self.unreachable:
            self.unreachable -= 1
            raise UnreachableError("nobody answers")
        return [(1,)]

    def acquire(self, names: Sequence[str], *, run: str) -> None:
        raise NotImplementedError

    def wait_for(self, name: str, *, run: str) -> None:
        assert name not in self.locked
        self.locked.add(name)

    def release(self, name: str) -> None:
        self.locked.remove(name)

    def release_all(self) -> None:
        raise NotImplementedError

    def holders(self) -> Mapping[str, LockHolder]:
        return {}

    def stops(self, stop: Callable[[bool], None]) -> None:
        self.log.append(("stops", ""))

    def situation(self, state: Fold) -> Situation:
        raise NotImplementedError

    def render(self, state: Fold) -> RenderReport:
        assert "record" in self.locked
        self.log.append(("render", ""))
        self.files["TRACKER.md"] = f"after {self.written} events"
        return RenderReport(written=("TRACKER.md",))


def word(token: object) -> str:
    """A step or check in short: `phase-1:make`, `phase-1/ok`."""
    assert isinstance(token, TaskId)
    return f"{token.phase}{':' if token.kind is Kind.STEP else '/'}{token.name}"


class MemoryExecutor:
    """Carries out by a clock of its own: what was started ends after its seconds, the shortest first."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._under_way: list[tuple[float, int, str, Callable[[], Finished]]] = []
        self._count = 0

    def prepare(self) -> None: ...

    def _add(self, token: str, seconds: float, finish: Callable[[], Finished]) -> None:
        self._count += 1
        self._under_way.append((self._world.time + seconds, self._count, token, finish))

    def start(self, token: object, request: ProcessRequest) -> None:
        name, world = word(token), self._world
        world.log.append(("start", name))
        world.requests[name] = request
        ends = world.exits.get(name, [0])
        end = ends.pop(0) if len(ends) > 1 else ends[0]
        seconds = world.seconds.get(name, 1.0)
        problem = end if isinstance(end, str) else ""
        result = ProcessResult(
            None if problem else int(end), None, False, seconds, Log(request.log, "", 0, f"said {name}", ""), problem
        )

        def finish() -> Finished:
            world.effects.get(name, lambda: None)()
            return Finished(token, process=result)

        self._add(name, seconds, finish)

    def probe(self, token: object, work: Callable[[], object]) -> None:
        self._world.log.append(("probe", word(token)))

        def finish() -> Finished:
            try:
                return Finished(token, value=work())
            except Exception as error:  # noqa: BLE001 - as the port says
                return Finished(token, error=error)

        self._add(word(token), self._world.seconds.get(word(token), 0.5), finish)

    def wait(self) -> list[Finished]:
        if not self._under_way:
            return []
        self._under_way.sort(key=lambda item: item[:2])
        at, _, token, finish = self._under_way.pop(0)
        self._world.time = max(at, self._world.time)
        done = finish()
        self._world.log.append(("end", token))
        return [done]

    def tail(self, token: object) -> bytes:
        return b"".join(f"{name} says\n".encode() for _, _, name, _ in self._under_way if name == word(token))

    @property
    def idle(self) -> bool:
        return not self._under_way

    def stop(self, *, now: bool = False) -> None: ...

    def close(self) -> None: ...


class MemoryFiles:
    """The files of a folder of the world; of an empty one unless it is given."""

    def __init__(self, world: World | None = None, root: str = ROOT) -> None:
        self._world = world or World()
        self.root = root
        self._prefix = f"{root}/".removeprefix(f"{ROOT}/")

    def below(self, folder: str) -> MemoryFiles:
        return MemoryFiles(self._world, folder)

    def put(self, path: str, text: str) -> None:
        """Set a file."""
        self._world.files[self._prefix + path] = text

    def contains(self, path: str) -> bool:
        del path
        return True

    def exists(self, path: str) -> bool:
        return self._prefix + path in self._world.files

    def read(self, path: str, *, limit: int = 16_000_000) -> bytes:
        return self._world.files[self._prefix + path].encode(errors="surrogateescape")[:limit]

    def glob(self, patterns: Iterable[str]) -> tuple[str, ...]:
        listed = [pattern.replace("**/", "*") for pattern in patterns]
        return tuple(sorted(p for p in self._world.files if any(fnmatch(p, pattern) for pattern in listed)))

    def digest(self, path: str) -> str:
        return self._world.files.get(self._prefix + path, "")

    def stamp(self, path: str) -> str:
        raise NotImplementedError

    def folder(self, path: str) -> str:
        return f"{self.root}/{path}"

    def write(self, path: str, content: bytes) -> None:
        self.put(path, content.decode(errors="surrogateescape"))


class MemoryRepository:
    """A repository of which the whole project is the work tree."""

    def __init__(self, world: World) -> None:
        self._world = world

    def head(self) -> Head:
        return Head(self._world.commit, "main")

    def dirty(self) -> dict[str, str]:
        files, head = self._world.files, self._world.head
        return {path: " M" for path in sorted(files.keys() | head.keys()) if files.get(path) != head.get(path)}

    def concealed(self) -> tuple[str, ...]:
        return ()

    def files(self) -> tuple[str, ...]:
        return tuple(sorted(self._world.files))

    def ignored(self) -> tuple[str, ...]:
        return ()

    def ignored_folders(self) -> tuple[str, ...]:
        return ()

    def commit(self, paths: Sequence[str], message: str, *, parent: str) -> CommitFacts | None:
        world = self._world
        assert parent == world.commit
        assert "record" in world.locked
        world.log.append(("commit", tuple(paths)))
        world.head.update({path: world.files[path] for path in paths if path in world.files})
        for path in set(paths) - world.files.keys():
            world.head.pop(path, None)
        world.commit = f"c{len(world.messages) + 1}"
        world.messages[world.commit] = message
        return self.facts(world.commit)

    def absent(self) -> dict[str, str]:
        return {}

    def behind(self) -> tuple[str, ...]:
        return ()

    def facts(self, commit: str) -> CommitFacts | None:
        message = self._world.messages.get(commit)
        return None if message is None else CommitFacts(commit, "t", message.splitlines()[0], "2026", 1, 1, 0)

    def trees(self, commits: Iterable[str]) -> dict[str, str]:
        return {commit: "t" for commit in commits if commit in self._world.messages}

    def contains(self, commit: str) -> bool:
        return commit in self._world.messages

    def lacks(self, commit: str, paths: Iterable[str]) -> dict[str, str]:
        assert commit == self._world.commit
        files, head = self._world.files, self._world.head
        return {path: "it differs from the commit" for path in paths if files.get(path) != head.get(path)}

    def before(self, base: str, commit: str, paths: Iterable[str]) -> dict[str, str]:
        return {}

    def between(self, base: str, *, but: Iterable[str] = (), most: int = 200) -> tuple[CommitFacts, ...]:
        return ()

    def find(self, trailer: str, value: str) -> tuple[str, ...]:
        return tuple(c for c, message in self._world.messages.items() if f"{trailer}: {value}" in message.splitlines())

    def diff_totals(self, base: str, paths: Sequence[str]) -> tuple[int, int, int]:
        raise NotImplementedError

    def changed_since(self, base: str) -> dict[str, str]:
        return {p: p for p, text in self._world.head.items() if self._world.files.get(p) != text}

    def commits_since(self, base: str) -> dict[str, str]:
        return {}

    def texts(self, commit: str, paths: Sequence[str]) -> dict[str, str]:
        return {path: self._world.head[path] for path in paths if path in self._world.head}

    def log_count(self, paths: Sequence[str], *, since: str | None = None) -> dict[str, int]:
        raise NotImplementedError


class MemoryEvidence:
    """Values by the sha256 of their text."""

    def __init__(self) -> None:
        self.values: dict[str, object] = {}

    def put(self, value: object) -> str:
        digest = hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
        self.values[digest] = value
        return digest

    def digest(self, value: object) -> str:
        return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()

    def get(self, digest: str) -> object | None:
        return self.values.get(digest)

    def has(self, digest: str) -> bool:
        return digest in self.values


def own(path: str) -> bool:
    """The tracker's own paths in this world."""
    return path.startswith(".tracker/") or path == "TRACKER.md"


def ports(world: World, executor: MemoryExecutor, *, confirm: Callable[[str], bool] | None = None) -> Ports:
    """All ports of one world."""
    files = MemoryFiles(world)
    return Ports(
        clock=world, executor=executor, project=files, workspace=files, repository=MemoryRepository(world),
        repository_files=files, databases=world, evidence=MemoryEvidence(), journal=world, reporter=world, interrupts=world,
        inputs=Inputs(files, lambda: tuple(sorted(path for path in world.files if not own(path)))), renderer=world, locks=world,
        environment={"PATH": "/bin"}, confirm=confirm, project_prefix="", prefix="", own=own,
    )  # fmt: skip
