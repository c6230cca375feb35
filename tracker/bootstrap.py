"""The one place where ports meet adapters.

Everything is imported when it is first asked for: a look at a plan that has not changed must not pay for what validates,
renders or runs it.
"""

from __future__ import annotations

import os
import stat
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from tracker import PLAN_FILE
from tracker.adapters.files import cache
from tracker.adapters.files.kept import Kept
from tracker.adapters.files.presence import is_file, is_folder, look, resolve
from tracker.adapters.files.roots import find_root
from tracker.errors import BlockedError, StorageError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tracker.adapters.clock import SystemClock
    from tracker.adapters.files.cleanup import Cleanup
    from tracker.adapters.files.disk import DiskFiles
    from tracker.adapters.files.evidence import FileEvidence
    from tracker.adapters.files.folded import FoldedJournal
    from tracker.adapters.files.hash_cache import HashCache
    from tracker.adapters.files.journal import Journal, JournalReader, JournalWriter
    from tracker.adapters.git.runner import GitRunner
    from tracker.adapters.git.witness import Witness
    from tracker.adapters.locks import FileLocks
    from tracker.adapters.signatures import Signatures
    from tracker.bar.standing import Bar
    from tracker.facts import Facts
    from tracker.graph import Graph
    from tracker.inputs import Inputs
    from tracker.journal.events import JournalOpened
    from tracker.journal.signed import Signed
    from tracker.model.found import Head
    from tracker.model.ids import CheckKey
    from tracker.model.outline import PlanOutline
    from tracker.model.ports import Repository
    from tracker.model.redaction import Redactor
    from tracker.model.result import TestReport
    from tracker.model.who import Who
    from tracker.situation import Situation
    from tracker.spec.models import Plan
    from tracker.spec.phases import Phase
    from tracker.state import Fold

T = TypeVar("T")

FOLDER = ".tracker"
IGNORED = """\
# Logs, caches and locks are this machine's; the journal and the evidence belong to the project.
runs/
cache/
locks/
"""


class Project:
    """A project that was found on the disk; everything about it is looked up when it is first asked for."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._listed_by: tuple[str, ...] = ()
        """Files, besides those of the work tree, that say what git knows of; known once git was asked."""
        self._commits: frozenset[str] = frozenset()
        """Recorded commits that are known to be in the repository."""
        self._kept = Kept(root)

    @cached_property
    def clock(self) -> SystemClock:
        """Time."""
        from tracker.adapters.clock import SystemClock

        return SystemClock()

    @cached_property
    def hashes(self) -> HashCache:
        """Content hashes by file signature, kept between calls."""
        from tracker.adapters.files.hash_cache import HashCache

        return HashCache(os.path.join(self.root, FOLDER, "cache", "hashes.json"))

    @cached_property
    def files(self) -> DiskFiles:
        """The project's files."""
        from tracker.adapters.files.disk import DiskFiles

        return DiskFiles(self.root, cache=self.hashes, staging=self.staging)

    @cached_property
    def secrets(self) -> Redactor:
        """What must not be written anywhere: the values of the variables that the plan calls secret.

        Raises:
            BlockedError: a value is too short to be told from ordinary text.
        """
        from tracker.model.redaction import SHORTEST, Redactor

        known = self._secret_values()
        for name, value in known.items():
            if 0 < len(value) < SHORTEST:
                raise BlockedError(
                    f"the secret {name} has fewer than {SHORTEST} characters, so it cannot be told from ordinary text",
                    hints=[f"Give it a longer value, or take it out of `environment: secrets:` in {PLAN_FILE}"],
                )
        return Redactor(known)

    def _secret_values(self) -> dict[str, str]:
        if not self.outline.secrets:
            return {}
        from tracker.engine.environment import matching

        return matching(os.environ, self.outline.secrets)

    @property
    def staging(self) -> str:
        """Where a file is written that then takes its place at once; it need not be there."""
        return os.path.join(self.root, FOLDER, "cache", "writing")

    @cached_property
    def plan(self) -> Plan:
        """The plan.

        Raises:
            InvalidPlanError: with all problems.
        """
        from tracker.spec.plain import from_plain, to_plain

        found = self._recall(cache.PLAN, from_plain)
        if found is not None:
            return found
        started = self.clock.unix()
        made = self._load_plan()
        self._kept.later(cache.PLAN, lambda: to_plain(made), self._files_seen(), started)
        return made

    def _load_plan(self) -> Plan:
        from tracker.documents.names import SECTION_NAMES
        from tracker.documents.own import own_sections
        from tracker.spec.loader import load_plan

        return load_plan(self.files, sections=(*SECTION_NAMES, *own_sections(self.files)))

    @cached_property
    def outline(self) -> PlanOutline:
        """What deciding needs of the plan.

        Raises:
            InvalidPlanError: with all problems.
        """
        from tracker.model.outline import read_outline

        found = self._recall(cache.OUTLINE, read_outline)
        if found is not None:
            return found
        from tracker.bar.criteria import digests
        from tracker.spec.outlines import outline

        started = self.clock.unix()
        made = outline(self.plan, digests(self.plan))
        self._kept.later(cache.OUTLINE, lambda: made, self._files_seen(), started)
        return made

    def _recall(self, name: str, read: Callable[[Any], T]) -> T | None:
        """What is kept under a name and still holds. What it was made from counts as looked at."""
        found = self._kept.recall(name, read)
        if found is None:
            return None
        self.files.note(found[1])
        return found[0]

    def _files_seen(self) -> cache.Seen:
        """The signatures of the project's files that were looked at so far."""
        files, folders = self.files.seen()
        return {path: list(known) if known else None for path, known in {**files, **folders}.items()}

    def remember(self) -> None:
        """Write down what was made on the way, for the next look. A cache that cannot be written is no loss."""
        try:
            self._kept.write()
            self.hashes.save()
        except (StorageError, OSError):
            return

    @cached_property
    def graph(self) -> Graph[Phase]:
        """The plan's phases as a graph."""
        from tracker.graph import Graph

        return Graph(self.plan.phases)

    @cached_property
    def workspace(self) -> DiskFiles:
        """The files that the plan is about.

        Raises:
            UsageError: the folder does not exist.
        """
        from tracker.adapters.files.disk import DiskFiles

        path = os.path.normpath(os.path.join(self.root, self.outline.workspace))
        if not is_folder(path):
            raise UsageError(
                f"the workspace {self.outline.workspace!r} is not a folder",
                hints=[f"Create the folder, or correct `workspace:` in {PLAN_FILE}"],
            )
        return DiskFiles(path, cache=self.hashes)

    @cached_property
    def repository_root(self) -> str | None:
        """The root of the git work tree; None outside one."""
        return self._git.root if self._git else None

    @cached_property
    def _git(self) -> GitRunner | None:
        from tracker.adapters.git.repository import find_git

        return find_git(self.root)

    @property
    def git(self) -> GitRunner:
        """Calls git in the repository.

        Raises:
            BlockedError: there is no repository.
        """
        if self._git is None:
            raise BlockedError(
                f"{self.root} is not in a git repository, and results belong to commits",
                hints=["Make one: git init && git add -A && git commit -m 'Start'"],
            )
        return self._git

    def elsewhere(self, root: str, plan: Plan) -> Project:
        """A plan over other files: those of a checkout."""
        from tracker.graph import Graph
        from tracker.spec.outlines import outline

        there = Project(root)
        vars(there).update(outline=outline(plan), plan=plan, graph=Graph(plan.phases))
        return there

    @cached_property
    def repository(self) -> Repository:
        """The git repository.

        Raises:
            BlockedError: there is none.
        """
        from tracker.adapters.git.repository import GitRepository

        return GitRepository(self.git, commit_as=self.outline.commit_as)

    @cached_property
    def who(self) -> Who:
        """Who is there, as events say it.

        Raises:
            GitError: git cannot be started.
        """
        from tracker.adapters.identity import is_terminal, who

        return who(self._git, os.environ, stdin_is_terminal=is_terminal())

    @cached_property
    def signatures(self) -> Signatures:
        """Signatures under approvals.

        Raises:
            BlockedError: there is no repository.
        """
        from tracker.adapters.signatures import Signatures

        if self._git is None:
            raise BlockedError(f"{self.root} is not in a git repository, and git says how to sign", hints=["git init"])
        return Signatures(self._git, root=self.root, allowed_signers=self.plan.settings.approvals.allowed_signers)

    def to_be_signed(self, event: Signed) -> str:
        """What a signature under an approval is over."""
        from tracker.journal.signed import signed_text

        return signed_text(self.plan.settings.project.name, event)

    def doubt(self, event: Signed, at: str) -> str:
        """Why an approval that was given at that time is not to be believed; empty when it is."""
        from tracker.model.who import may

        settings = self.plan.settings.approvals
        if not may(event.by, settings.by):
            return f"{event.by} is not among those whose approvals count: {', '.join(settings.by)}"
        if event.signature:
            try:
                return self.signatures.doubt(self.to_be_signed(event), event.signature, by=event.by, at=at)
            except BlockedError as error:
                return error.message
        return "it is not signed, and the plan counts only signed ones" if settings.signed else ""

    @cached_property
    def repository_files(self) -> DiskFiles:
        """The files of the git work tree; those of the project outside one."""
        from tracker.adapters.files.disk import DiskFiles

        return DiskFiles(self.repository_root, cache=self.hashes) if self.repository_root else self.files

    @cached_property
    def evidence(self) -> FileEvidence:
        """Evidence that is too long for the journal."""
        from tracker.adapters.files.evidence import FileEvidence

        return FileEvidence(os.path.join(self.root, FOLDER, "evidence"), staging=self.staging, secrets=self.secrets)

    @cached_property
    def locks(self) -> FileLocks:
        """Locks between runs."""
        from tracker.adapters.locks import FileLocks

        return FileLocks(os.path.join(self.root, FOLDER, "locks"), self.clock)

    @cached_property
    def inputs(self) -> Inputs:
        """The inputs of checks."""
        from tracker.inputs import Around, Inputs

        documents = (os.path.relpath(os.path.join(self.root, path), self.workspace.root) for path in self.outline.rendered)
        around = Around(
            program=self._program, variables=self._variables, ignored=self._ignored, sign=self._sign, settle=self._settle,
            above=self.repository_prefix(self.workspace.root).count("/") if self.repository_root else 0,
        )  # fmt: skip
        return Inputs(self.workspace, self._everything, rendered=frozenset(documents), around=around)

    def _program(self, name: str, path: str) -> str:
        """Where a program is, and its sha256; empty when it is not found. Below the root it is told from there."""
        from tracker.adapters.processes.which import which

        try:
            found = which(name, path or os.environ.get("PATH", os.defpath), self.workspace.root)
        except OSError:
            return ""
        digest = self.workspace.digest(os.path.abspath(found))
        shown = os.path.abspath(found).removeprefix(self.root + os.sep)
        return f"{shown} sha256:{digest}" if digest else ""

    def _variables(self, names: tuple[str, ...]) -> dict[str, str]:
        """The variables that the plan passes through, and these: the sha256 of each value. Of a secret nothing is kept."""
        from tracker.engine.environment import matching
        from tracker.model.digest import sha256_hex

        passed = matching(os.environ, (*self.outline.passes, *names)) if self.outline.passes or names else {}
        secret = matching(passed, self.outline.secrets)
        return {
            name: sha256_hex(value.encode("utf-8", "surrogateescape")) for name, value in passed.items() if name not in secret
        }

    def _ignored(self) -> Callable[[str], bool]:
        """Ask git what it ignores: whether a path of the workspace is."""
        if self.repository_root is None:
            return lambda _: False
        prefix = self.repository_prefix(self.workspace.root)
        ignored = frozenset(self.repository.ignored())
        self.workspace.look(".gitignore")
        self.repository_files.look(".gitignore")
        self._listed_by = self.repository.lists()

        def is_ignored(path: str) -> bool:
            whole = os.path.normpath(prefix + path)
            above = [whole[: i + 1] for i, char in enumerate(whole) if char == "/"]
            return whole in ignored or f"{whole}/" in ignored or not ignored.isdisjoint(above)

        return is_ignored

    def _sign(self, path: str) -> object:
        from tracker.adapters.files.presence import signature

        return signature(os.path.join(self.workspace.root, path))

    def _settle(self, paths: Iterable[str]) -> None:
        from tracker.adapters.files.bytecode import wait_for_new_second

        wait_for_new_second(self.workspace.root, paths)

    def _everything(self) -> tuple[str, ...]:
        """The default inputs: every file of the workspace that git would track, the tracker's own left out."""
        prefix = self.repository_prefix(self.workspace.root)
        ignored = (path.removeprefix(prefix) for path in self.repository.ignored_folders() if path.startswith(prefix))
        self.workspace.search(skip=frozenset([*ignored, FOLDER]))
        self._listed_by = self.repository.lists()
        return tuple(
            path.removeprefix(prefix) for path in self.repository.files() if path.startswith(prefix) and not self.owns(path)
        )

    def repository_prefix(self, folder: str) -> str:
        """A folder's place in the repository, as a prefix of its paths: empty, or ending in `/`."""
        assert self.repository_root is not None
        relative = os.path.relpath(resolve(folder), resolve(self.repository_root))
        return "" if relative == "." else relative.replace(os.sep, "/") + "/"

    @cached_property
    def _prefix(self) -> str:
        return self.repository_prefix(self.root)

    @cached_property
    def _documents(self) -> frozenset[str]:
        return frozenset(self.outline.rendered)

    def owns(self, path: str) -> bool:
        """Whether a repository path is the tracker's own: below its folder, or a document that it renders."""
        prefix = self._prefix
        inside = path.removeprefix(prefix)
        return path.startswith(prefix) and (inside.startswith(FOLDER + "/") or inside in self._documents)

    def has_own_changes(self) -> bool:
        """Whether something of the tracker's own differs from HEAD."""
        from tracker.adapters.git.status import changed_paths

        return any(self.owns(path) for path in changed_paths(self.root))

    @cached_property
    def _journal_reader(self) -> JournalReader:
        from tracker.adapters.files.journal import JournalReader

        return JournalReader(self.root)

    def journal(self) -> Journal:
        """The journal as it is now."""
        return self._journal_reader.read()

    def journal_files(self) -> tuple[str, ...]:
        """The journal's files by their names, relative to the project's root; they are not read."""
        return self._journal_reader.files()

    def journal_contents(self) -> dict[str, bytes]:
        """The bytes of each journal file by its name, those that were folded into one included."""
        return self._journal_reader.contents()

    def tests(self, digest: str) -> TestReport | None:
        """Recorded test results by their sha256; None when they are missing or damaged."""
        from tracker.evidence.codec import decode_report

        return decode_report(self.evidence.get(digest)) if digest else None

    @cached_property
    def folded_journal(self) -> FoldedJournal:
        """The journal's fold."""
        from tracker.adapters.files.folded import FoldedJournal

        return FoldedJournal(self._journal_reader, self._kept, self.clock)

    def facts(self, *, state: Fold | None = None, head: Head | None = None) -> Facts:
        """Look at everything once, but for the plan's words.

        `state` is the journal's fold, and `head` where the repository stands, where somebody has them already; with `head`,
        what differs from it is not counted.

        Raises:
            TrackerError: the plan is invalid, or something cannot be read.
        """
        from tracker.facts import Facts
        from tracker.graph import Graph
        from tracker.inputs import look_at
        from tracker.state import Freshness, derive
        from tracker.state.disputes import named_commits

        graph = Graph(self.outline.phases)
        state = self.folded_journal.state() if state is None else state
        live = frozenset(holder.run for holder in self.locks.holders().values())
        ground = look_at(self.outline.phases, state, self.inputs, self.evidence)
        freshness, grounds = dict(ground.freshness), self._grounds(state)
        moved = {key: Freshness(fresh=False, why=why, redefined=True) for key, why in grounds.items() if key in freshness}
        freshness.update({key: answer for key, answer in moved.items() if freshness[key].fresh})
        if head is None:
            head, changes = self.look_at_git()
        else:
            changes = 0
        unknown = self._unknown(named_commits(state, graph.phases))
        strangers = self._strangers(state)
        return Facts(
            project=self.outline.project,
            graph=graph,
            state=state,
            freshness=freshness,
            standings=derive(
                graph,
                state,
                freshness=freshness,
                live_runs=live,
                undone=ground.undone,
                unknown_commits=unknown,
                strangers=strangers,
            ),
            same_failures=self.outline.same_failures,
            head=head,
            changes=changes,
            live_runs=live,
            bars=self._bars(state),
            grounds=grounds,
            unknown_commits=unknown,
            strangers=strangers,
            edited=self.edited_documents(),
        )

    def _bars(self, state: Fold) -> dict[str, Bar]:
        """How the bar of each phase stands. The plan is read only where criteria changed."""
        from tracker.bar.standing import bars

        now = {phase.id: phase.criteria for phase in self.outline.phases}
        return bars(self.outline.phases, state, now, criteria=self._criteria, evidence=self.evidence.get)

    def _strangers(self, state: Fold) -> dict[str, str]:
        """Phases whose id was another phase's when their results were recorded."""
        from tracker.bar.identity import strangers

        now = {phase.id: phase.criteria for phase in self.outline.phases}
        return strangers(self.outline.phases, state, now, criteria=self._criteria, evidence=self.evidence.get)

    def _grounds(self, state: Fold) -> dict[CheckKey, str]:
        """Results that were judged by other matchers or settings than the plan has now."""
        from tracker.bar.ground import grounds

        now = {phase.id: phase.criteria for phase in self.outline.phases}
        return grounds(self.outline.phases, state, now, criteria=self._criteria, evidence=self.evidence.get)

    def _criteria(self, phase: str) -> Mapping[str, Any]:
        from tracker.bar.criteria import criteria_of

        return criteria_of(self.plan, phase)

    def _unknown(self, commits: set[str]) -> frozenset[str]:
        """Commits that the repository does not have. One that was there is not looked for again."""
        if not self._commits:
            found = self._kept.recall(cache.COMMITS, frozenset[str])
            self._commits = found[0] if found else frozenset()
        known = self._commits
        if commits <= known:
            return frozenset()
        try:
            unknown = self.witness.unknown_commits(sorted(commits - known))
            if unknown and self.witness.is_shallow():
                return frozenset()  # what is left out of the history cannot be known here
        except OSError:
            return frozenset()  # no repository: whoever needs one says so
        self._commits = frozenset(commits - unknown)
        self._kept.later(cache.COMMITS, lambda: sorted(self._commits), {}, self.clock.unix())
        return unknown

    @cached_property
    def witness(self) -> Witness:
        """Git, for what it can testify of the journal."""
        from tracker.adapters.git.witness import Witness

        return Witness(self.root)

    def look_at_git(self) -> tuple[Head | None, int]:
        """Where the repository stands, and how many files differ from that; (None, 0) without one."""
        from tracker.adapters.git.status import quick_status
        from tracker.model.found import Head

        status = quick_status(self.root)
        return (Head(status["commit"], status["branch"]), status["dirty"]) if status else (None, 0)

    def situation(self, *, state: Fold | None = None, head: Head | None = None) -> Situation:
        """Look at everything once; see `facts`.

        Raises:
            TrackerError: the plan is invalid, or something cannot be read.
        """
        from tracker.situation import Situation

        facts = self.facts(state=state, head=head)
        return Situation(
            plan=self.plan,
            graph=self.graph,
            state=facts.state,
            freshness=facts.freshness,
            standings=facts.standings,
            tests=self.tests,
            head=facts.head,
            changes=facts.changes,
            live_runs=facts.live_runs,
            bars=facts.bars,
            grounds=facts.grounds,
            unknown_commits=facts.unknown_commits,
            strangers=facts.strangers,
            edited=facts.edited,
        )

    def edited_documents(self) -> tuple[str, ...]:
        """The documents that somebody changed by hand where the tracker writes; their notes are anybody's."""
        from tracker.documents.guard import Finding, examine

        found = []
        for path in self.outline.rendered:
            self.files.look(path)
            if self.files.exists(path) and examine(self.files.read(path).decode("utf-8", "replace")) is Finding.EDITED:
                found.append(path)
        return tuple(found)

    @cached_property
    def named_files(self) -> DiskFiles:
        """The workspace again, for what texts name: looking for that is no look at the inputs."""
        from tracker.adapters.files.disk import DiskFiles

        return DiskFiles(self.workspace.root)

    def has(self, kind: str, name: str) -> bool:
        """Whether what a text names is there: a `program`, a `module` as `python name`, or a path or glob of the workspace."""
        from tracker.adapters.processes.programs import has_module, has_program

        if kind == "program":
            return has_program(name)
        if kind == "module":
            python, _, module = name.partition(" ")
            return self.named_files.exists(module.replace(".", "/")) or has_module(module, python)
        return self.named_files.exists(name) or bool(self.named_files.glob([name]))

    def write_new(self, path: str, text: str) -> None:
        """Write a text to a new file anywhere, whole or not at all. No folder is made for it.

        Raises:
            StorageError: the file is there already, is inside `.git`, or cannot be written.
        """
        full = resolve(path)
        folder, name = os.path.split(full)
        if ".git" in full.lower().split(os.sep):
            raise StorageError(f"{path} is inside .git, so it was not written", hints=["Name another file"])
        try:
            os.stat(folder)
            files_of(folder, staging=self.staging).place(name, text.encode(), new=True)
        except FileExistsError:
            raise StorageError(f"{path} is there already and was left as it is", hints=["Name another file"]) from None
        except OSError as error:
            raise StorageError(f"{path} cannot be written: {error.strerror}", hints=["Name another file"]) from error

    def keep(self, name: str, view: object, started: float, *, inputs: bool = True) -> None:
        """Keep what was made of the present situation; without `inputs`, of plan, journal, evidence and templates alone.

        `started` is the Unix time at which looking began.
        """
        self._kept.later(name, lambda: view, self._seen(inputs=inputs), started)

    def _seen(self, *, inputs: bool) -> cache.Seen:
        """The signature of every file and folder that was looked at so far, by path from the root."""
        seen: dict[str, list[int] | None] = dict(self.folded_journal.seen)
        looks = [self.files, *(vars(self)[name] for name in ("named_files",) if name in vars(self))]
        if inputs:
            looks += [self.workspace, *(vars(self)[name] for name in ("repository_files",) if name in vars(self))]
            seen.update({path: cache.signature(os.path.join(self.root, path)) for path in self._listed_by})
        for files in looks:
            below = os.path.relpath(files.root, self.root)
            for group in files.seen():
                for path, known in group.items():
                    place = path if below == "." else os.path.normpath(os.path.join(below, path))
                    seen[place] = list(known) if known else None
        for path, known in self.evidence.seen().items():
            seen[os.path.relpath(path, self.root)] = list(known) if known else None
        if not inputs:
            folders = (*os.environ.get("PATH", "").split(os.pathsep), *sys.path[1:])  # the first is where the user is
            seen.update({os.path.abspath(folder): cache.signature(os.path.abspath(folder)) for folder in folders})
        return seen

    @cached_property
    def cleanup(self) -> Cleanup:
        """What old runs left behind."""
        from tracker.adapters.files.cleanup import Cleanup

        return Cleanup(self.root, staging=self.staging)

    def prepare_folder(self) -> None:
        """Make `.tracker/` ready to be written to: its ignore file, once."""
        path = f"{FOLDER}/.gitignore"
        if not is_file(os.path.join(self.root, path)):
            self.files.folder(FOLDER)
            self.files.write(path, IGNORED.encode())

    def journal_writer(self) -> JournalWriter:
        """A journal file of its own for what is about to happen."""
        from tracker.adapters.files.journal import JournalWriter

        self.prepare_folder()
        return JournalWriter(
            self.root,
            self.clock,
            staging=self.staging,
            secrets=self.secrets,
            opening=self._opening,
            beside=self._put_back,
        )

    def _opening(self) -> JournalOpened:
        """The first line of a journal file: who writes it, and what they could see."""
        from tracker.journal.events import JournalOpened

        by, kind, agent, *_ = self.who
        return JournalOpened(by, kind, agent, self.folded_journal.frontier)

    def _put_back(self, run: str) -> None:
        """What a run wrote beside its journal, where something took it away, and the folder of its logs."""
        self.prepare_folder()
        self.evidence.restore()
        self.files.folder(f"{FOLDER}/runs/{run}")


def files_of(folder: str, *, staging: str | None = None) -> DiskFiles:
    """The files of a folder, which need not belong to a plan."""
    from tracker.adapters.files.disk import DiskFiles

    return DiskFiles(folder, staging=staging)


def is_report(folder: str, words: str) -> bool:
    """Whether somebody means a file; a pipe such as `<(command)` is one, too.

    Raises:
        OSError: the disk does not say.
    """
    found = look(os.path.join(folder, words))
    return found is not None and not stat.S_ISDIR(found.st_mode)


def plan_above(folder: str) -> str | None:
    """The root of the plan at or above a folder; None when there is none."""
    return find_root(os.path.abspath(folder))


def open_project(start: str) -> Project:
    """The project at or above a folder.

    Raises:
        UsageError: there is none.
    """
    root = plan_above(start)
    if root is None:
        raise UsageError(
            f"there is no {PLAN_FILE} in {os.path.abspath(start)} or above it", hints=["Start a plan here: tracker init"]
        )
    return Project(root)
