"""What a check's result depends on: its inputs by content, declared or not, the programs that it runs, and variables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, Protocol

from tracker.model.ids import CheckKey
from tracker.model.outline import CheckLike, PhaseLike, Reads, cells
from tracker.state import Fold, Freshness, PhaseRecord, content_of, judge_freshness
from tracker.state.records import TELLING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.model.ports import EvidenceStore, Files

INLINE_LIMIT = 8
"""Up to this many inputs are written into the event itself; more go into the evidence store, once for equal lists."""


SCRIPT, CONFIGURATION, NAMED = "script", "configuration", "named"
"""What an input is that nobody declared: what the command runs, what configures it, another file that its words name."""
_SHOWN = 5
"""Files that are told by name."""
_TOOLS = frozenset(("node_modules", ".venv", "venv", "site-packages", ".tox", ".nox"))


class Around(NamedTuple):
    """What inputs depend on beside the files of the workspace."""

    program: Callable[[str, str], str] = lambda _name, _path: ""
    """(word, PATH or empty for the usual one) → where that program is and its sha256; empty when it is not found."""
    variables: Callable[[tuple[str, ...]], Mapping[str, str]] = lambda _names: {}
    """The variables that are passed through, and these → sha256 of each value."""
    ignored: Callable[[], Callable[[str], bool]] = lambda: lambda _path: False
    """Asks git what it ignores: whether a path of the workspace is."""
    sign: Callable[[str], object] = lambda _path: None
    """What tells that a file was not written to."""
    settle: Callable[[Iterable[str]], None] = lambda _paths: None
    """Waits until programs can tell a further change of these files from what they are now."""
    taken: Callable[[Iterable[str], Iterable[str]], Iterable[str]] = lambda _patterns, _paths: ()
    """(patterns, paths) → those of the paths that the patterns would take."""
    absent: Callable[[], Mapping[str, str]] = dict
    """Files of the workspace that git knows and that are not checked out, in a sparse checkout → sha256."""
    above: int = 0
    """How many folders the workspace is below the repository's root."""


class Taken(NamedTuple):
    """All that a check depended on when it began."""

    inputs: Mapping[str, str]
    kinds: Mapping[str, str] = {}
    """Those that nobody declared → what each is."""
    signs: Mapping[str, object] = {}
    programs: Mapping[str, str] = {}
    variables: Mapping[str, str] = {}
    notes: tuple[str, ...] = ()
    """What a reader of its result should know."""
    refused: tuple[str, ...] = ()
    """Why nothing can be said of its inputs."""


NOTHING = Taken({})


class Inputs:
    """Looks up inputs, each list of patterns once."""

    def __init__(
        self,
        files: Files,
        everything: Callable[[], tuple[str, ...]],
        *,
        rendered: frozenset[str] = frozenset(),
        around: Around | None = None,
    ) -> None:
        """`rendered`: documents that the tracker writes, which are no inputs unless a pattern is just their name."""
        self._files = files
        self._everything = everything
        self._rendered = rendered
        self._around = around or Around()
        self._lists: dict[tuple[str, ...] | None, dict[str, str]] = {}
        self._kinds: dict[Reads, dict[str, str]] = {}
        self._ignored: Callable[[str], bool] | None = None
        self._absent: dict[str, str] | None = None

    def of(self, check: CheckLike) -> Mapping[str, str]:
        """Workspace path → sha256 of every input as it is now, declared or not."""
        declared, kinds = self._declared(check), self._found(check)
        more = {path: self._files.digest(path) for path in kinds if path not in declared}
        return {**declared, **more} if more else declared

    def kinds(self, check: CheckLike) -> Mapping[str, str]:
        """The inputs that nobody declared → `script`, `configuration` or `named`.

        The first two decide what the result means, and must be in a commit.
        """
        declared = self._declared(check)
        return {path: kind for path, kind in self._found(check).items() if path not in declared}

    def ignored(self, check: CheckLike) -> tuple[str, ...]:
        """Inputs that git ignores, so that no clone has them."""
        now = self.of(check)
        is_ignored = self._is_ignored() if now else bool
        return tuple(sorted(path for path in now if is_ignored(path)))

    def programs(self, check: CheckLike) -> dict[str, str]:
        """Word of the command → where that program is, and its sha256; empty when it is not found."""
        reads = check.reading()
        return {word: self._around.program(word, reads.path) for word in reads.programs if not self._is_input(word, reads)}

    def variables(self, check: CheckLike) -> Mapping[str, str]:
        """Variable that the check sees by the plan's word → sha256 of its value."""
        return self._around.variables(check.reading().variables) if check.reading().programs else {}

    def take(self, check: CheckLike) -> Taken:
        """All that a check depends on as it is now.

        Raises:
            StorageError: an input cannot be read.
        """
        now, kinds = dict(self.of(check)), self.kinds(check)
        variables = dict(self.variables(check))
        notes = [f"{name} was set in the environment while it ran" for name in sorted(TELLING & variables.keys())]
        ignored = self.ignored(check)
        notes += [f"rests on {path}, which is ignored by git: a clean checkout may differ" for path in ignored[:_SHOWN]]
        hidden = tuple(
            f"{path} decides the result, and is ignored by git: commit it, or remove it"
            for path in ignored
            if kinds.get(path) == CONFIGURATION
        )
        programs = {word: place for word, place in self.programs(check).items() if place}
        self.settle(now)
        signs = {path: self._around.sign(path) for path in now}
        return Taken(now, kinds, signs, programs, variables, tuple(notes), hidden or self._refused(check))

    def settle(self, paths: Iterable[str]) -> None:
        """Wait until the program that is about to start cannot take a further change of these files for none."""
        self._around.settle(paths)

    def disturbed(self, before: Taken, check: CheckLike) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """(what changed since, what was written to and has its content again)."""
        self._lists.clear()
        self._kinds.clear()
        now = self.of(check)
        changed = [path for path in before.inputs if now.get(path, "") != before.inputs[path]]
        same = (path for path in before.inputs if path not in changed)
        return tuple(changed), tuple(path for path in same if self._around.sign(path) != before.signs.get(path))

    def _refused(self, check: CheckLike) -> tuple[str, ...]:
        if not check.inputs:
            return ()
        from tracker.checking.unmatched import unmatched

        runs = bool(check.reading().programs)
        found = unmatched(check.inputs, self._files)
        return tuple(why for i, why in found if runs or "*" in check.inputs[i])

    def _declared(self, check: CheckLike) -> dict[str, str]:
        known = self._lists.get(check.inputs)
        if known is None:
            paths = self._everything() if check.inputs is None else self._matching(check.inputs)
            known = {path: self._files.digest(path) for path in paths}
            known.update(self._not_here(check.inputs))
            self._lists[check.inputs] = known
        return known

    def absent(self, check: CheckLike) -> tuple[str, ...]:
        """Inputs that are not checked out here: they have not changed, and are not there to be looked at."""
        return tuple(sorted(self._not_here(check.inputs)))

    def _not_here(self, patterns: tuple[str, ...] | None) -> dict[str, str]:
        if self._absent is None:
            self._absent = dict(self._around.absent())
        if not self._absent or patterns is None:
            return {path: digest for path, digest in self._absent.items() if path not in self._rendered}
        taken = self._around.taken(patterns, self._absent)
        return {path: self._absent[path] for path in taken if path not in self._rendered}

    def _matching(self, patterns: tuple[str, ...]) -> Iterator[str]:
        """What patterns take: a folder's name means all below it; what git ignores only where it is named as it stands."""
        wanted = [pattern for pattern in patterns if not pattern.startswith("env:")]
        below = [f"{name}/**/*" for p in wanted if (name := p.rstrip("/")) and self._is_folder(name)]
        literal = {pattern for pattern in wanted if not _WILD.intersection(pattern)}
        for path in self._files.glob([*wanted, *below]):
            if path in self._rendered and path not in patterns:
                continue
            if path in literal or not self._is_ignored()(path) or any(_names(p, path, self._is_ignored()) for p in wanted):
                yield path

    def _is_folder(self, name: str) -> bool:
        return not name.startswith("!") and self._files.exists(name) and not self._files.digest(name)

    def _is_ignored(self) -> Callable[[str], bool]:
        if self._ignored is None:
            self._ignored = self._around.ignored()
        return self._ignored

    def _is_input(self, word: str, reads: Reads) -> bool:
        return "/" in word and (_inside(word, self._around.above) or "") in self._kinds.get(reads, {})

    def _found(self, check: CheckLike) -> dict[str, str]:
        reads = check.reading()
        known = self._kinds.get(reads)
        if known is None:
            known = self._kinds[reads] = dict(self._look(reads)) if reads.programs else {}
        return known

    def _look(self, reads: Reads) -> Iterator[tuple[str, str]]:
        """What a command reads by itself and is there; the first word for a path is the last one here."""
        for word in reads.named:
            yield from self._there(word, NAMED)
        for path in self._files.glob(reads.below) if reads.below else ():
            yield path, CONFIGURATION
        for level in range(self._around.above + 1 if reads.beside else 0):
            found = self._files.glob([f"{'../' * level}{name}" for name in reads.beside])
            yield from ((path, CONFIGURATION) for path in found)
            if any(path.rpartition("/")[2] != "conftest.py" for path in found):
                break
        for word in reads.scripts:
            yield from self._there(word, SCRIPT)

    def _there(self, word: str, kind: str) -> Iterator[tuple[str, str]]:
        path = _inside(word, self._around.above)
        if path is not None and path not in self._rendered and self._files.digest(path):
            yield path, kind

    def forget(self) -> None:
        """Look again the next time: files may have changed."""
        self._lists.clear()
        self._kinds.clear()
        self._ignored = self._absent = None


_WILD = frozenset("*?[")


def _names(pattern: str, path: str, is_ignored: Callable[[str], bool]) -> bool:
    """Whether a pattern itself names the ignored folder that a path is in: `build/*.sql`."""
    named = pattern.split("*", maxsplit=1)[0].rpartition("/")[0] if _WILD.intersection(pattern) else pattern.rstrip("/")
    return bool(named) and path.startswith(f"{named}/") and is_ignored(f"{named}/.")


def _inside(word: str, above: int) -> str | None:
    """The path in the workspace, or above it in the repository, that a word may be; None when it is none, or a tool's."""
    if word.startswith("/") or "\0" in word:
        return None
    parts: list[str] = []
    for part in word.split("/"):
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    if not parts or parts.count("..") > above or _TOOLS.intersection(parts) or parts[0] in (".git", ".tracker"):
        return None
    return "/".join(parts)


def pack(inputs: Mapping[str, str], evidence: EvidenceStore) -> dict[str, str]:
    """Inputs as an event keeps them."""
    return _packed(inputs, evidence.put)


def packed(inputs: Mapping[str, str], evidence: EvidenceStore) -> dict[str, str]:
    """The same, and nothing is kept: to compare it with what an event has."""
    return _packed(inputs, evidence.digest)


def _packed(inputs: Mapping[str, str], name: Callable[[object], str]) -> dict[str, str]:
    if len(inputs) <= INLINE_LIMIT:
        return dict(inputs)
    return {"": name({"kind": "inputs", "files": dict(inputs)})}


def unpack(packed: Mapping[str, str], evidence: EvidenceStore) -> Mapping[str, str] | None:
    """The other way; None when the evidence is missing or damaged."""
    if "" not in packed:
        return packed
    value = evidence.get(packed[""])
    files = value.get("files") if isinstance(value, dict) else None
    return files if isinstance(files, dict) else None


class Ground(NamedTuple):
    """What recorded results say of what is there now."""

    freshness: Mapping[CheckKey, Freshness]
    """For each recorded result of the plan's checks."""
    undone: frozenset[str] = frozenset()
    """Completed phases whose files are again as they were before them."""


class Present(Protocol):
    """What is there now, whoever says it: the disk, or the newest records."""

    def of(self, check: CheckLike) -> Mapping[str, str]:
        """Workspace path → sha256 of every input."""
        ...

    def kinds(self, check: CheckLike) -> Mapping[str, str]:
        """The inputs that nobody declared → what each is."""
        ...

    def programs(self, check: CheckLike) -> Mapping[str, str] | None:
        """Word of the command → where that program is, and its sha256; None where nobody compares them."""
        ...

    def variables(self, check: CheckLike) -> Mapping[str, str] | None:
        """Variable → sha256 of its value; None where nobody compares them."""
        ...


def look_at(phases: Iterable[PhaseLike], state: Fold, inputs: Present, evidence: EvidenceStore | None) -> Ground:
    """Compare every recorded result of the plan's checks with what is there now."""
    answers: dict[CheckKey, Freshness] = {}
    undone: set[str] = set()
    for phase in phases:
        record = state.phases.get(phase.id)
        if record is None or not record.checks:
            continue
        found = _phase_freshness(phase, record, inputs, evidence)
        answers.update(found)
        if record.completed is not None and any(not answer.fresh for answer in found.values()):
            now = {path: digest for check in phase.checks for path, digest in inputs.of(check).items()}
            before = record.completed.before
            if before and all(now.get(path, "") == digest for path, digest in before.items()):
                undone.add(phase.id)
    return Ground(answers, frozenset(undone))


def _phase_freshness(
    phase: PhaseLike, record: PhaseRecord, inputs: Present, evidence: EvidenceStore | None
) -> dict[CheckKey, Freshness]:
    answers: dict[CheckKey, Freshness] = {}
    for check, _, key in cells(phase):
        known = record.checks.get(key)
        if known is None:
            continue
        if known.event.tests and evidence and not evidence.has(known.event.tests):
            why = f"its evidence is missing: the test results {known.event.tests[:12]}…"
            answers[key] = Freshness(fresh=False, why=why, lost=True)
            continue
        definition, current = check.definition(), inputs.of(check)
        variables = inputs.variables(check)
        answer = judge_freshness(
            known,
            definition=definition,
            recorded=unpack(known.event.inputs, evidence) if evidence else known.event.inputs,
            current=current,
            kinds=inputs.kinds(check),
            programs=inputs.programs(check) if known.event.programs else {},
            variables=variables,
        )
        past = record.past.get(key, {})
        if not answer.fresh and len(past) > 1:
            now = packed(current, evidence) if evidence else current
            seen = known.event.variables if variables is None else variables
            answer = answer._replace(here=past.get(content_of(definition, now, seen)))
        answers[key] = answer
    return answers
