"""What the lines of documents say of commits, and whether it is so.

For each commit that a line names: the results that the line is about, and the content that these results were recorded with,
looked for in that commit.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple, Protocol

from tracker.bootstrap import Project
from tracker.model.ids import CheckKey
from tracker.model.outline import cells_of
from tracker.state import CheckRecord, Fold, PhaseRecord

COMMIT = re.compile(r"(?<![\w:./-])[0-9a-f]{7,40}(?![\w./-])")
_HEADING = re.compile(r"^#{1,6} .*?\b(?P<phase>Phase [\w.-]+?):? ")
_SAID = re.compile(r"(?:measured in|, |^\| \S+) ?Phase ([\w-]+(?:\.[\w-]+)*)")
"""Of which phase a line is, where that is not the one that it stands below."""
_GROUP = re.compile(r"^\*\*(Phase [\w.-]+):\*\*$")
_LEFT = re.compile(r"- Phase [\w.-]+: `[0-9a-f]{7}`")
"""What a phase before left, in a prompt."""
_RUN = re.compile(r"\b01[0-9A-HJKMNP-TV-Z]{24}\b")
_AHEAD = re.compile(r"on `[0-9a-f]{7}` with \d+ changed files?")
_PLACED = re.compile(r"([\w-]+(?:\[[^\]]*\])?) of Phase ([\w.-]+) (?:at|on) `([0-9a-f]{7})`")


class Holds(Protocol):
    """Whether a commit has a file with just this content."""

    def __call__(self, commit: str, path: str, sha256: str) -> bool: ...


class World(NamedTuple):
    """What is known of the project that documents are about."""

    state: Fold
    inputs: Mapping[str, Mapping[str, str]]
    """sha256 of a long list of inputs → the list."""
    titles: Mapping[CheckKey, str]
    """What documents call a check in a variant."""
    before: frozenset[CheckKey]
    """Checks that are carried out before the work: no commit of it has what they looked at."""
    names: tuple[str, ...]
    """Of people, which may look like anything."""
    holds: Holds
    claimed: frozenset[str] = frozenset()
    """Commits that only somebody's word names."""


def world_of(root: Path) -> World:
    """A project with its repository."""
    project = Project(str(root))
    state = project.folded_journal.state()
    lists = {
        known.event.inputs[""]: files["files"]
        for record in state.phases.values()
        for _, known in _results(record)
        if "" in known.event.inputs and isinstance(files := project.evidence.get(known.event.inputs[""]), dict)
    }
    titles = {
        key: (check.title or check.id) + (f" ({variant.label})" if variant.cells else "")
        for phase in project.plan.phases
        for check in phase.checks
        for variant in check.variants()
        for key in [CheckKey(phase.id, check.id, variant.key)]
    }
    claims = frozenset(c.commit for p in project.plan.phases if p.claimed for c in p.claimed.commits)
    prefix = project.plan.settings.workspace.rstrip("/")
    before = frozenset(c.key for p in project.plan.phases for c in cells_of(p.id, (*p.gate, *p.preflight)))
    names = tuple({run.opened.by.partition(" <")[0] for run in state.runs.values() if run.opened and run.opened.by})
    holds = Checkouts(root, "" if prefix in ("", ".") else f"{prefix}/")
    return World(state, lists, titles, before, names, holds, claims)


class Checkouts:
    """The files of commits, as git has them."""

    def __init__(self, root: Path, prefix: str) -> None:
        self._root, self._prefix = root, prefix
        self._of = cache(self._look)

    def __call__(self, commit: str, path: str, sha256: str) -> bool:
        return self._of(commit).get(self._prefix + path, "") == sha256

    def _look(self, commit: str) -> dict[str, str]:
        """Path → sha256 of every file that a checkout has."""
        done = subprocess.run(
            ["git", "archive", "--format=tar", commit], cwd=self._root, capture_output=True, check=False
        )  # fmt: skip
        if done.returncode:
            return {}
        with tarfile.open(fileobj=BytesIO(done.stdout)) as archive:
            opened = ((member.name, archive.extractfile(member)) for member in archive if member.isfile())
            return {name: hashlib.sha256(file.read()).hexdigest() for name, file in opened if file}


class Lie(NamedTuple):
    """A line that names a commit which lacks what the line is about."""

    line: str
    commit: str
    why: str


def lies(text: str, world: World, *, phase: str = "") -> Iterator[Lie]:
    """Every line of a document that is not so. `phase`: the one that a prompt is about."""
    under = group = phase
    for line in text.splitlines():
        if line.startswith("<!--"):
            continue
        if line.startswith("#"):
            heading = _HEADING.match(f"{line} ")
            under = heading["phase"] if heading and not phase else under
            group = under
        elif grouped := _GROUP.match(line):
            group = grouped[1]
        said = line
        for name in world.names:
            said = said.replace(f" by {name}", "")
        placed = [(m[3], (m[1], m[2])) for m in _PLACED.finditer(said)]
        for commit in dict.fromkeys(m[0] for m in COMMIT.finditer(said) if not m[0].isdigit()):
            places: list[tuple[str, str] | None] = [where for at, where in placed if at == commit]
            for place in places or [None]:
                if why := _why(line, commit, group, place, world):
                    yield Lie(line, commit, why)


def named(text: str) -> list[str]:
    """The lines that name a commit."""
    return [line for line in text.splitlines() if not line.startswith("<!--") and COMMIT.search(line)]


def _is_base(world: World, commit: str) -> bool:
    known = [record.base for record in world.state.phases.values()]
    known += [seal.completed.commit for record in world.state.phases.values() for seal in record.seals]
    return any(each.startswith(commit) for each in known)


def _why(line: str, commit: str, under: str, placed: tuple[str, str] | None, world: World) -> str:
    """Why a commit should not stand in a line; empty when it should."""
    if commit in world.claimed:
        return "" if "claimed" in line else "it is only claimed, and the line does not say so"
    if any(commit in ahead for ahead in _AHEAD.findall(line)) or f"lowered since {commit}" in line:
        return ""  # it says that the work tree was ahead of it, or what was before the work
    if line.startswith("- Base: commit "):
        return "" if _is_base(world, commit) else "no phase was begun or proved there"
    if line.startswith("**Commit:**") or "commit by" in line or "commits by" in line or _LEFT.match(line):
        return "" if _is_recorded(world, commit) else "nobody recorded it"
    results = list(_about(line, under, placed, world))
    if not results:
        return f"it is not known what the line is about (below {under})"
    known_here = [c for record in world.state.phases.values() for c in _commits(record) if c.startswith(commit)]
    if not known_here:
        return "the journal does not know it"
    whys: dict[CheckKey, list[str]] = {}
    for key, known in results:
        whys.setdefault(key, []).append(next(_lacks(known_here[0], key, known, world), ""))
    return next((why[0] for why in whys.values() if all(why)), "")  # of each check one result is about what the commit has


def _lacks(commit: str, key: CheckKey, known: CheckRecord, world: World) -> Iterator[str]:
    packed = known.event.inputs
    for path, digest in (world.inputs[packed[""]] if "" in packed else packed).items():
        if not world.holds(commit, path, digest):
            yield f"{key.phase} {key.name} looked at another {path} than {commit[:7]} has"


def _about(line: str, under: str, placed: tuple[str, str] | None, world: World) -> Iterator[tuple[CheckKey, CheckRecord]]:
    """The results that a line is about: of the checks or the run that it names, else all that its phase rests on."""
    said = _SAID.search(line)
    record = world.state.phases.get(_id(placed[1] if placed else said[1] if said else under.removeprefix("Phase ")))
    if record is None:  # below no phase: the run that is named tells
        every = (pair for phase in world.state.phases.values() for pair in _results(phase))
        yield from ((key, known) for key, known in every if known.run in line and world.titles.get(key, "\0") in line)
        return
    found = [(key, known) for key, known in _results(record) if key not in world.before]
    if "recorded: " in line:
        yield from ((key, known) for key, known in record.checks.items() if known.event.summary in line)
        return
    ticked = line.partition("proved by ")[2]
    wanted = [
        (key, known)
        for key, known in found
        if (key.name == placed[0] if placed else f"`{key.check}`" in ticked or world.titles.get(key, "\0") in line)
    ]
    runs = set(_RUN.findall(line))
    if wanted:
        yield from ((key, known) for key, known in wanted if not runs or known.run in runs)
    else:
        seals = [seal for seal in record.seals if seal.completed.commit[:7] in line] or record.seals[-1:]
        yield from (pair for seal in seals for pair in seal.checks.items() if pair[0] not in world.before)


def _results(record: PhaseRecord) -> Iterator[tuple[CheckKey, CheckRecord]]:
    for seal in record.seals:
        yield from seal.checks.items()
    yield from record.checks.items()


def _id(short: str) -> str:
    """`4.1` as `phase-4.1`."""
    return f"phase-{short}" if short[:1].isdigit() else short


def _is_recorded(world: World, commit: str) -> bool:
    return any(c.commit.startswith(commit) for record in world.state.phases.values() for c in record.commits)


def _commits(record: PhaseRecord) -> Iterator[str]:
    yield from (seal.completed.commit for seal in record.seals)
    yield from (known.event.commit for _, known in _results(record))
    if record.rechecked:
        yield record.rechecked.event.commit
