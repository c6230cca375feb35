"""Keep a proposed change of the plan, which a person may apply. Nothing of the plan is changed."""

from __future__ import annotations

import re
from itertools import count
from shlex import quote
from typing import TYPE_CHECKING, NamedTuple

from tracker import PLAN_FILE
from tracker.bar.change import lowered
from tracker.bar.criteria import criteria_of
from tracker.bar.directions import differences
from tracker.bootstrap import FOLDER, Project
from tracker.errors import InvalidPlanError, StorageError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracker.bootstrap.proposing import Tried

PROPOSALS = f"{FOLDER}/proposals"
LIMIT = 1 << 20
"""Bytes of a patch."""
_SLUG = 40


class Proposed(NamedTuple):
    """A change of the plan that waits for a person."""

    file: str
    """The patch, relative to the project's root."""
    files: tuple[str, ...]
    """Files of the plan that it touches."""
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    """Phases whose criteria are others with it."""
    lowered: tuple[str, ...]
    """What it lowers, a line each."""

    @property
    def apply(self) -> str:
        """What a person types, in the folder of `tracker.yaml`, to accept it."""
        return f"git apply {quote(self.file)} && tracker validate"

    @property
    def discard(self) -> str:
        """What a person types to refuse it."""
        return f"rm {quote(self.file)}"


def propose(project: Project, *, title: str, why: str, patch: str) -> Proposed:
    """Try a patch on a copy of the plan, and keep it below `.tracker/proposals/`, which git ignores.

    Raises:
        UsageError: it does not apply, changes nothing, or touches something other than the plan.
        InvalidPlanError: the plan would not be valid.
    """
    plan = project.plan
    made = _tried(project, _bytes(patch))
    after = made.plan
    if not made.touched:
        raise UsageError("the patch changes nothing", hints=["The plan says that already: tracker validate"])
    foreign = [path for path in made.touched if path not in plan.files and path not in after.files]
    if foreign:
        raise UsageError(
            f"the patch changes {', '.join(foreign)}, and only the plan may be proposed",
            hints=[f"The plan is {PLAN_FILE} and the files below `phases:` in it; everything else is yours to edit"],
        )
    known, wanted = (frozenset(phase.id for phase in side.phases) for side in (plan, after))
    both = sorted(known & wanted)
    changes = {phase: differences(criteria_of(plan, phase), criteria_of(after, phase)) for phase in both}
    name = _keep(project, title, "\n".join((*_told(project, title, why), made.diff)))
    return Proposed(
        name,
        made.touched,
        tuple(sorted(wanted - known)),
        tuple(sorted(known - wanted)),
        tuple(phase for phase in both if changes[phase]),
        tuple(f"{phase}: {change.line}" for phase in both for change in lowered(changes[phase])),
    )


def _bytes(patch: str) -> bytes:
    """The patch as git takes it: with an end of its last line.

    Raises:
        UsageError: it is no text, or too long.
    """
    try:
        content = patch.replace("\r\n", "\n").encode()
    except UnicodeEncodeError:
        raise UsageError("the patch is not UTF-8 text") from None
    if len(content) > LIMIT:
        raise UsageError(f"the patch has {len(content)} bytes, expected at most {LIMIT}")
    return content if content.endswith(b"\n") else content + b"\n"


def _tried(project: Project, patch: bytes) -> Tried:
    """What the patch makes of the plan.

    Raises:
        InvalidPlanError: with every problem, by its place in the patched files.
    """
    try:
        return project.tried(patch)
    except InvalidPlanError as error:
        raise InvalidPlanError(
            f"with this change {error.message}", problems=error.problems, hints=["Correct the patch, and propose it again"]
        ) from None


def _told(project: Project, title: str, why: str) -> Iterator[str]:
    """The lines above the diff, which git takes for no part of it."""
    from tracker.formats.ansi import printable
    from tracker.model.who import who_words

    by, kind, agent, *_ = project.who
    who = who_words(by, kind, agent)
    for line in (title, "", *why.splitlines(), "", *([f"Proposed by {who}"] if who else []), "Apply: git apply FILE"):
        yield f"# {printable(line)}".rstrip()
    yield ""


def _keep(project: Project, title: str, text: str) -> str:
    """Write it to a file of its own.

    Raises:
        UsageError: it holds a secret.
        StorageError: it cannot be written.
    """
    if project.secrets.text(text) != text:
        raise UsageError(
            "the proposal holds the value of a secret, and is not written down", hints=["Name the variable instead"]
        )
    project.prepare_folder()
    project.files.folder(PROPOSALS)
    if not project.files.exists(f"{PROPOSALS}/.gitignore"):
        project.files.write(f"{PROPOSALS}/.gitignore", b"*\n")
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower())[:_SLUG].strip("-") or "change"
    taken = {path.rpartition("/")[2].partition("-")[0] for path in project.files.glob([f"{PROPOSALS}/*.patch"])}
    for number in count(1):
        path = f"{PROPOSALS}/{number}-{slug}.patch"
        if str(number) in taken:
            continue
        try:
            project.write_new(f"{project.root}/{path}", text)
        except StorageError:
            if not project.files.exists(path):
                raise
            continue  # another server has just taken the number
        return path
    raise AssertionError  # the numbers do not end
