"""A project that was found on the disk, and where everything about it comes from."""

from __future__ import annotations

import os
from functools import cached_property

from tracker.bootstrap.places import FOLDER
from tracker.bootstrap.versioned import Versioned
from tracker.errors import BlockedError, InvalidPlanError, StorageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.adapters.files.cleanup import Cleanup
    from tracker.adapters.files.evidence import FileEvidence
    from tracker.adapters.files.folded import FoldedJournal
    from tracker.adapters.files.journal import Journal, JournalReader
    from tracker.adapters.files.journal_writer import JournalWriter
    from tracker.adapters.locks import FileLocks
    from tracker.adapters.signatures import Signatures
    from tracker.bootstrap.history import History, Lost
    from tracker.bootstrap.proposing import Tried
    from tracker.bootstrap.surroundings import Surroundings
    from tracker.facts import Facts
    from tracker.inputs import Inputs
    from tracker.journal.signed import Signed
    from tracker.model.found import Head, Touched
    from tracker.model.redaction import Redactor
    from tracker.model.result import TestReport
    from tracker.model.who import Who
    from tracker.situation import Situation
    from tracker.spec.models import Plan
    from tracker.state import Fold


class Project(Versioned):
    """A plan with its journal, evidence and locks. All of it is looked up when it is first asked for."""

    def elsewhere(self, root: str, plan: Plan) -> Project:
        """A plan over other files: those of a checkout."""
        from tracker.graph import Graph
        from tracker.spec.outlines import outline

        there = Project(root)
        vars(there).update(outline=outline(plan), plan=plan, graph=Graph(plan.phases))
        return there

    def write_new(self, path: str, text: str) -> None:
        """Write a text to a new file anywhere, whole or not at all. No folder is made for it.

        Raises:
            StorageError: the file is there already, is inside `.git`, or cannot be written.
        """
        from tracker.bootstrap.writing import write_new

        write_new(path, text, staging=self.staging)

    def tried(self, patch: bytes) -> Tried:
        """What a patch makes of the plan; nothing here is changed.

        Raises:
            UsageError: it does not apply.
            InvalidPlanError: with every problem of the plan, by its place in the patched files.
        """
        from tracker.bootstrap.proposing import tried

        return tried(self, patch)

    def prepare_folder(self) -> None:
        """Make `.tracker/` ready to be written to: its ignore file, once."""
        from tracker.bootstrap.writing import prepare_folder

        prepare_folder(self)

    @cached_property
    def cleanup(self) -> Cleanup:
        """What old runs left behind."""
        from tracker.adapters.files.cleanup import Cleanup

        return Cleanup(self.root, staging=self.staging)

    @cached_property
    def evidence(self) -> FileEvidence:
        """Evidence that is too long for the journal."""
        from tracker.adapters.files.evidence import FileEvidence

        return FileEvidence(os.path.join(self.root, FOLDER, "evidence"), staging=self.staging, secrets=self.secrets)

    def tests(self, digest: str) -> TestReport | None:
        """Recorded test results by their sha256; None when they are missing or damaged."""
        from tracker.evidence.codec import decode_report

        return decode_report(self.evidence.get(digest)) if digest else None

    @cached_property
    def locks(self) -> FileLocks:
        """Locks between runs."""
        from tracker.adapters.locks import FileLocks

        return FileLocks(os.path.join(self.root, FOLDER, "locks"), self.clock)

    # People, and what is believed of them

    @cached_property
    def who(self) -> Who:
        """Who is there, as events say it.

        Raises:
            GitError: git cannot be started.
        """
        from tracker.adapters.identity import is_terminal, who

        return who(self._git, os.environ, stdin_is_terminal=is_terminal())

    @cached_property
    def secrets(self) -> Redactor:
        """What must not be written anywhere: the values of the variables that the plan calls secret.

        Raises:
            BlockedError: a value is too short to be told from ordinary text.
        """
        from tracker.bootstrap.trust import redactor

        return redactor(self.outline.secrets)

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
        from tracker.bootstrap.trust import doubt

        return doubt(self, event, at)

    # The journal

    @cached_property
    def _journal_reader(self) -> JournalReader:
        from tracker.adapters.files.journal import JournalReader

        return JournalReader(self.root, names=self._renames)

    def _renames(self) -> dict[str, str]:
        """Ids that phases had before → those that they have now; none where the plan cannot be read, which others say."""
        from tracker.model.outline import renames

        try:
            return renames(self.outline.phases)
        except (InvalidPlanError, StorageError):
            return {}

    def journal(self) -> Journal:
        """The journal as it is now."""
        return self._journal_reader.read()

    def journal_files(self) -> tuple[str, ...]:
        """The journal's files by their names, relative to the project's root; they are not read."""
        return self._journal_reader.files()

    def journal_contents(self) -> dict[str, bytes]:
        """The bytes of each journal file by its name, those that were folded into one included."""
        return self._journal_reader.contents()

    @cached_property
    def folded_journal(self) -> FoldedJournal:
        """The journal's fold."""
        from tracker.adapters.files.folded import FoldedJournal

        return FoldedJournal(self._journal_reader, self.kept, self.clock)

    def journal_writer(self) -> JournalWriter:
        """A journal file of its own for what is about to happen."""
        from tracker.bootstrap.writing import journal_writer

        return journal_writer(self)

    # What is so

    @cached_property
    def history(self) -> History:
        """Completions, and the history that HEAD has now.

        Raises:
            BlockedError: there is no repository.
        """
        from tracker.bootstrap.history import History

        return History(self)

    def history_of(self, state: Fold) -> Lost:
        """What became of the commits that the completions of a fold name."""
        from tracker.bootstrap.looking import lost

        return lost(self, state, None)

    def where_now(self, state: Fold) -> Fold:
        """A journal's fold with each completion at the commit where it is, also when history was rewritten since."""
        from tracker.state.found import relocated

        return relocated(state, self.history_of(state).found)

    @cached_property
    def surroundings(self) -> Surroundings:
        """What inputs depend on beside the files of the workspace."""
        from tracker.bootstrap.surroundings import Surroundings

        return Surroundings(self)

    @cached_property
    def inputs(self) -> Inputs:
        """The inputs of checks."""
        return self.surroundings.inputs()

    def facts(self, *, state: Fold | None = None, head: Head | None = None, as_recorded: bool = False) -> Facts:
        """Look at everything once, but for the plan's words.

        `state` is the journal's fold, and `head` where the repository stands, where somebody has them already; with `head`,
        what differs from it is not counted. `as_recorded`: history that was rewritten since is none of it.

        Raises:
            TrackerError: the plan is invalid, or something cannot be read.
        """
        from tracker.bootstrap.looking import facts

        return facts(self, state, head, as_recorded=as_recorded)

    def situation(self, *, state: Fold | None = None, head: Head | None = None, as_recorded: bool = False) -> Situation:
        """Look at everything once; see `facts`.

        Raises:
            TrackerError: the plan is invalid, or something cannot be read.
        """
        from tracker.bootstrap.looking import situation

        return situation(self, self.facts(state=state, head=head, as_recorded=as_recorded))

    def touched_documents(self) -> Touched:
        """The documents that are not as the tracker wrote them; their notes are anybody's."""
        from tracker.bootstrap.looking import touched_documents

        return touched_documents(self)

    # What is kept for the next look

    def keep(self, name: str, view: object, started: float, *, inputs: bool = True) -> None:
        """Keep what was made of the present situation; without `inputs`, of plan, journal, evidence and templates alone.

        `started` is the Unix time at which looking began.
        """
        from tracker.bootstrap.keeping import seen

        self.kept.later(name, lambda: view, seen(self, inputs=inputs), started)

    def remember(self) -> None:
        """Write down what was made on the way, for the next look. A cache that cannot be written is no loss."""
        try:
            self.kept.write()
            self.hashes.save()
        except (StorageError, OSError):
            return
