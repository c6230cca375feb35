"""What an answer was made from: the signature of every file and folder that was looked at on the way."""

from __future__ import annotations

import os
import sys

from tracker.adapters.files import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.adapters.files.disk import DiskFiles
    from tracker.bootstrap.project import Project


def seen(project: Project, *, inputs: bool) -> cache.Seen:
    """The signature of every file and folder that was looked at so far, by path from the root; see `Project.keep`."""
    found: dict[str, list[int] | None] = dict(project.folded_journal.seen)
    if inputs:
        around = project.surroundings
        found.update({path: cache.signature(os.path.join(project.root, path)) for path in around.listed_by})
        if around.asked:
            names = sorted(around.asked)
            found[cache.VARIABLES + " ".join(names)] = cache.environment(names)
    for files in _looks(project, inputs=inputs):
        below = os.path.relpath(files.root, project.root)
        for group in files.seen():
            for path, known in group.items():
                place = path if below == "." else os.path.normpath(os.path.join(below, path))
                found[place] = list(known) if known else None
    for path, known in project.evidence.seen().items():
        found[os.path.relpath(path, project.root)] = list(known) if known else None
    if not inputs or project.surroundings.missed:
        folders = (*os.environ.get("PATH", "").split(os.pathsep), *sys.path[1:])  # the first is where the user is
        found.update({os.path.abspath(folder): cache.signature(os.path.abspath(folder)) for folder in folders})
    return found


def _looks(project: Project, *, inputs: bool) -> Iterator[DiskFiles]:
    """All files that were asked for so far."""
    asked = vars(project)
    yield project.files
    if "named_files" in asked:
        yield project.named_files
    if inputs:
        yield project.workspace
        if "repository_files" in asked:
            yield project.repository_files
