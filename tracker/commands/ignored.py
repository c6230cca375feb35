"""Is the record kept out of git? Then a clone would know nothing of what the documents say."""

from __future__ import annotations

from fnmatch import fnmatchcase

from tracker import PLAN_FILE
from tracker.bootstrap import FOLDER, Project
from tracker.errors import BlockedError

_KEPT = {
    f"{FOLDER}/journal/2026-01-01-01J00000000000000000000000.jsonl": "the journal",
    f"{FOLDER}/evidence/ab/{'c' * 62}.json": "the journal's evidence",
}
"""What is to be committed: a journal file, and a file of evidence."""


def ignored(project: Project) -> tuple[str, tuple[str, ...]] | None:
    """What git ignores of the record, in words, and what helps; None where it ignores nothing, and outside a repository.

    Raises:
        OSError: git cannot tell.
    """
    if project.repository_root is None:
        return None
    found = project.witness.ignored_by(tuple(_KEPT))
    for path, what in _KEPT.items():
        if path in found:
            place, rule = found[path]
            hint = f"Take the rule away, or put this at the end of .gitignore beside {PLAN_FILE}: {_helps(rule, path)}"
            return f"git ignores {what}, so nobody else would see what is recorded: {place}: {rule}", (hint,)
    return None


def _helps(rule: str, path: str) -> str:
    """The line that takes a path out of a rule again: git does not look into a folder that is ignored."""
    last = rule.strip("/").rpartition("/")[2]
    parts = path.split("/")
    if last in ("*", "**"):
        return f"!/{FOLDER}/  !/{FOLDER}/**"
    for depth, name in enumerate(parts[:2], start=1):
        if fnmatchcase(name, last):
            return f"!/{'/'.join(parts[:depth])}/"
    return f"!/{FOLDER}/{parts[1]}/**"


def refuse_ignored(project: Project, policy: str = "") -> str:
    """A warning where nothing is committed (`policy`, or what the plan says, is `never`); empty where there is nothing to say.

    Raises:
        BlockedError: the record is to be committed, and git ignores it.
    """
    found = ignored(project)
    if found is None:
        return ""
    text, hints = found
    if (policy or project.plan.settings.commit) == "never":
        return text
    raise BlockedError(text, hints=list(hints))
