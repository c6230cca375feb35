"""A first plan."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker import PLAN_FILE
from tracker.bootstrap import files_of, plan_above
from tracker.errors import BlockedError, UsageError
from tracker.model.ports import Files
from tracker.scaffold import writing
from tracker.scaffold.found import Found
from tracker.scaffold.templates import ALL
from tracker.scaffold.tools import find_tools

if TYPE_CHECKING:
    from tracker.views.faces.init import InitFace

_IGNORED, _AGENTS = ".gitignore", "AGENTS.md"
TEMPLATES = tuple(ALL)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to begin with."""

    template: str = "blank"
    name: str = ""
    """Of the project; empty: the folder's."""
    goal: str = ""
    agents: bool = False
    """Whether AGENTS.md gets a section."""


def look(folder: str) -> Found:
    """What the folder has that checks can be made of.

    Raises:
        BlockedError: there is a plan already, here or in a folder above.
    """
    files = files_of(folder)
    _refuse_to_overwrite(files)
    _refuse_to_hide(folder)
    return find_tools(files)


def init(folder: str, wish: Wish) -> InitFace:
    """Write `tracker.yaml` and `phases/`, and what belongs to them. What exists is kept: .gitignore and AGENTS.md get lines.

    Raises:
        UsageError: there is no such template.
        BlockedError: there is a plan already, here or in a folder above.
        StorageError: a file cannot be written.
    """
    if wish.template not in ALL:
        raise UsageError(f"there is no template {wish.template!r}", hints=[f"One of: {', '.join(ALL)}"])
    found, files = look(folder), files_of(folder)
    name = wish.name or os.path.basename(os.path.abspath(folder)) or "project"
    written = []
    for path, content in _contents(files, found, name, wish):
        files.write(path, content.encode())
        written.append(path)
    return {
        "format_version": 1,
        "kind": "init",
        "template": wish.template,
        "found": [{"role": str(tool.role), "name": tool.name, "why": tool.why} for tool in found.tools],
        "written": written,
        "commands": [_to_commit(folder, written), "tracker run"],
    }


def _contents(files: Files, found: Found, name: str, wish: Wish) -> Iterator[tuple[str, str]]:
    """Path and content of each file; the plan's settings last, so that a killed `init` left no plan."""
    from tracker.commands.schema import schema

    drafts = ALL[wish.template](found)
    for what in ("settings", "phase"):
        yield f"{writing.SCHEMAS}/{what}.schema.json", json.dumps(schema(what), indent=1, ensure_ascii=False) + "\n"
    known = _text(files, _IGNORED)
    if lines := writing.missing_ignores(known, found.tools):
        yield _IGNORED, writing.ignore_text(known, lines)
    if wish.agents:
        yield _AGENTS, writing.agents_text(_text(files, _AGENTS), name)
    for number, draft in enumerate(drafts, start=1):
        path, content = draft.script
        if path and not files.exists(path):
            yield path, content
        yield f"phases/phase-{number}.yaml", writing.phase_text(number, draft)
    yield PLAN_FILE, writing.settings_text(name, wish.goal or "What this work is to achieve.")


def _text(files: Files, path: str) -> str:
    return files.read(path).decode("utf-8", "surrogateescape") if files.exists(path) else ""


def _to_commit(folder: str, written: list[str]) -> str:
    """Results belong to commits; what else is in the folder is for its owner to add."""
    commit = "git commit -m 'Start the plan'"
    if not (files_of(folder).exists(".git") or _below_git(folder)):
        return f"git init && git add -A && {commit}"
    if _unborn(files_of(folder)):  # the plan alone would be a commit without the work that it is about
        return f"git add -A && {commit}"
    folders = ("phases/", ".tracker/", "checks/", "runbook/")
    names = (path.partition("/")[0] if path.startswith(folders) else path for path in written)
    return f"git add {' '.join(dict.fromkeys(names))} && {commit}"


def _unborn(files: Files) -> bool:
    """Whether this is the top of a repository that has no commit yet."""
    branch = _text(files, ".git/HEAD").strip().removeprefix("ref: ") if files.exists(".git/HEAD") else ""
    elsewhere = (".git/packed-refs", ".git/reftable", f".git/{branch}")
    return branch.startswith("refs/heads/") and not any(files.exists(path) for path in elsewhere)


def _below_git(folder: str) -> bool:
    above = os.path.dirname(os.path.abspath(folder))
    while above != os.path.dirname(above):
        if files_of(above).exists(".git"):
            return True
        above = os.path.dirname(above)
    return False


def _refuse_to_overwrite(files: Files) -> None:
    plans = files.glob(["phases/*.yaml", "phases/*.yml"])
    existing = PLAN_FILE if files.exists(PLAN_FILE) else next((path for path in plans if not _half_made(files, path)), "")
    if existing:
        raise BlockedError(f"{existing} already exists", hints=["See what it says: tracker status"])


def _refuse_to_hide(folder: str) -> None:
    above = plan_above(os.path.dirname(os.path.abspath(folder)))
    if above is None:
        return
    raise BlockedError(
        f"{above} has a plan already, which nobody in this folder would see any more",
        hints=[f"Work with it: tracker status. A plan of this folder's own begins with a {PLAN_FILE} that you write."],
    )


def _half_made(files: Files, path: str) -> bool:
    """Whether this is, unchanged, a phase of an `init` that was killed before it wrote the settings, which come last."""
    found, said = find_tools(files), files.read(path)
    return any(
        said == writing.phase_text(number, draft).encode()
        for make in ALL.values()
        for number, draft in enumerate(make(found), start=1)
    )
