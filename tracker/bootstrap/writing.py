"""What is written: the tracker's folder, a journal file of one's own, and new files of people."""

from __future__ import annotations

import os

from tracker.adapters.files.own import check_folders
from tracker.adapters.files.presence import is_file, resolve
from tracker.bootstrap.places import FOLDER, files_of
from tracker.errors import StorageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.adapters.files.journal_writer import JournalWriter
    from tracker.bootstrap.project import Project
    from tracker.journal.events import JournalOpened

IGNORED = """\
# Logs, caches and locks are this machine's; the journal and the evidence belong to the project.
runs/
cache/
locks/
"""


def prepare_folder(project: Project) -> None:
    """Make `.tracker/` ready to be written to: its ignore files, once.

    Logs have one of their own, because they stay where they are when a branch is checked out that has no `.tracker/` yet.

    Raises:
        StorageError: a folder of ours is a link, or no folder.
    """
    try:
        check_folders(project.root)
    except OSError as error:
        hint = "Remove it, then run the same command again."
        raise StorageError(f"{error.filename}: {error.strerror}", hints=[hint]) from error
    for path, text in ((f"{FOLDER}/.gitignore", IGNORED), (f"{FOLDER}/runs/.gitignore", "*\n")):
        if not is_file(os.path.join(project.root, path)):
            project.files.folder(os.path.dirname(path))
            project.files.write(path, text.encode())


def journal_writer(project: Project) -> JournalWriter:
    """A journal file of its own for what is about to happen."""
    from tracker.adapters.files.journal_writer import JournalWriter

    prepare_folder(project)
    return JournalWriter(
        project.root,
        project.clock,
        staging=project.staging,
        secrets=project.secrets,
        opening=lambda: _opening(project),
        beside=lambda run: _put_back(project, run),
    )


def _opening(project: Project) -> JournalOpened:
    """The first line of a journal file: who writes it, and what they could see."""
    from tracker.journal.events import JournalOpened

    by, kind, agent, *_ = project.who
    return JournalOpened(by, kind, agent, project.folded_journal.frontier)


def _put_back(project: Project, run: str) -> None:
    """What a run wrote beside its journal, where something took it away, and the folder of its logs."""
    prepare_folder(project)
    project.evidence.restore()
    project.files.folder(f"{FOLDER}/runs/{run}")


def write_new(path: str, text: str, *, staging: str) -> None:
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
        files_of(folder, staging=staging).place(name, text.encode(), new=True)
    except FileExistsError:
        raise StorageError(f"{path} already exists, and was left as it is", hints=["Name another file"]) from None
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror}", hints=["Name another file"]) from error
