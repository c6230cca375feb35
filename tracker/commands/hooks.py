"""Hooks of coding agents: into their settings, out of them, and whether they work."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from tracker import __version__
from tracker.bootstrap import files_of, plan_above
from tracker.bootstrap.agents import read_theirs, remove_theirs, settings_path, tracker_on_path, write_theirs
from tracker.errors import Problem, StorageError, TrackerError, UsageError
from tracker.hooks import NAMES, doubts, product
from tracker.hooks.events import Product, entries
from tracker.hooks.jsonc import NotJsonError, Reader
from tracker.hooks.merge import install, installed, uninstall

if TYPE_CHECKING:
    from typing import Literal

    from tracker.views.faces.hooks import HookFileFace, HookFindingFace, HooksFace

    State = Literal["installed", "updated", "unchanged", "removed", "absent", "unreadable"]

ALSO = "docs/how-to/agents-hooks.md"
AGENTS = "AGENTS.md"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for."""

    agents: tuple[str, ...]
    project: bool = False
    user: bool = False
    run: bool = False
    """Whether a stop runs the checks that have to be run."""
    deadline: int | None = None
    """Seconds that these may take."""
    section: bool = False
    """Whether AGENTS.md gets its section."""

    @property
    def more(self) -> str:
        """Further words of the command at a stop."""
        return f" --run --deadline {self.deadline or 60}" if self.run else ""


class Place(NamedTuple):
    """A settings file."""

    known: Product
    scope: Literal["project", "user"]
    path: str
    shown: str
    root: str | None


def put_in(folder: str, wish: Wish, environment: Mapping[str, str]) -> HooksFace:
    """Install: our entries at the end of what is there.

    Raises:
        UsageError: no such agent, or none named; there is no plan here.
        StorageError: a file is no JSON, a link, or another user's; none was written.
    """
    if not wish.agents:
        raise UsageError("name the agent whose settings are to get the hooks", hints=[_example("install")])
    if wish.deadline is not None and not wish.run:
        raise UsageError("--deadline is for the checks that --run runs", hints=["Add --run, or leave --deadline out"])
    changes = []
    for place in _places(folder, wish, environment):
        before = read_theirs(place.path)
        after = _merged(
            place, before, lambda text, known=place.known: install(text, entries(known, wish.more), comments=known.comments)
        )
        changes.append((place, before, after))
    files: list[HookFileFace] = []
    for place, before, after in changes:  # all of them can be changed, or none is
        assert after is not None
        if after != before:
            write_theirs(place.path, after, before=before)
        ours = before is not None and bool(_ours(place, before))
        files.append(_row(place, "unchanged" if after == before else "updated" if ours else "installed"))
    if wish.section:
        _write_section(folder)
    return _face("install", files, next=_after_install(files))


def take_out(folder: str, wish: Wish, environment: Mapping[str, str]) -> HooksFace:
    """Uninstall: what is left is what was there before, to the byte.

    Raises:
        UsageError: no such agent; there is no plan here.
        StorageError: a file is no JSON, a link, or another user's; none was written.
    """
    changes = []
    for place in _places(folder, wish, environment):
        before = read_theirs(place.path)
        after = before
        if before is not None and _ours(place, before):
            after = _merged(place, before, lambda text, known=place.known: uninstall(text or "", comments=known.comments))
        changes.append((place, before, after))
    files: list[HookFileFace] = []
    for place, before, after in changes:
        if before is not None and after is None:
            remove_theirs(place.path, before=before)
        elif after is not None and after != before:
            write_theirs(place.path, after, before=before)
        files.append(_row(place, "absent" if after == before else "removed"))
    return _face("uninstall", files)


def doctor(folder: str, wish: Wish, environment: Mapping[str, str]) -> HooksFace:
    """Whether the hooks are called, and what keeps them from it. Nothing is written.

    Raises:
        UsageError: no such agent.
    """
    files: list[HookFileFace] = []
    findings: list[HookFindingFace] = []
    for place in _places(folder, wish, environment, looking=True):
        state, found = _examined(place, environment)
        files.append(_row(place, state))
        findings += [_finding(place, doubt, text) for doubt, text in found]
    here = {row["agent"] for row in files if row["state"] == "unchanged"}
    for agent in sorted({row["agent"] for row in files}):
        places = [row["path"] for row in files if row["agent"] == agent and row["state"] == "unchanged"]
        if len(places) > 1:
            findings.append(
                _said(agent, places[0], f"they are in {places[1]} as well, so each call is made twice", _out(agent))
            )
    for agent in wish.agents:
        if agent not in here:
            findings.append(_said(agent, "", f"{NAMES[agent]} has no hooks of ours", f"tracker hooks install {agent}"))
    if not wish.agents and not here:
        findings.append(_said("", "", "no agent has hooks of ours", _example("install").removeprefix("For example: ")))
    if here:
        findings += _program(environment)
    return _face("doctor", files, findings)


# -- where ----------------------------------------------------------------------------------------------------------------


def _places(folder: str, wish: Wish, environment: Mapping[str, str], *, looking: bool = False) -> Iterator[Place]:
    """The files that are meant: of the project, unless `--user` says otherwise; of both where somebody only looks."""
    unknown = [agent for agent in wish.agents if agent not in NAMES]
    if unknown:
        raise UsageError(f"there are no hooks for {unknown[0]!r}", hints=[f"One of: {', '.join(NAMES)}"])
    root = plan_above(folder)
    both = looking and not wish.project and not wish.user
    project = wish.project or not wish.user
    if project and root is None and not both:
        raise UsageError(
            f"there is no plan in {folder} or above it, and hooks of a project go beside its plan",
            hints=["Write a plan: tracker init", "Or install them for all projects: add --user"],
        )
    for agent in dict.fromkeys(wish.agents) or NAMES:
        known = product(agent)
        if project and root is not None:
            yield Place(known, "project", settings_path(known, root, environment), known.file, root)
        if wish.user or both:
            path = settings_path(known, None, environment)
            yield Place(known, "user", path, path, None)


# -- their text -----------------------------------------------------------------------------------------------------------


def _merged(place: Place, before: bytes | None, change: Any) -> bytes | None:
    try:
        after: str | None = change(_text(place, before))
    except NotJsonError as error:
        raise _unreadable(place, error) from error
    return None if after is None else after.encode()


def _ours(place: Place, content: bytes) -> list[tuple[str, Any]]:
    try:
        found = installed(_text(place, content) or "", comments=place.known.comments)
    except NotJsonError as error:
        raise _unreadable(place, error) from error
    return [(one.event, one.entry) for one in found]


def _text(place: Place, content: bytes | None) -> str | None:
    if content is None:
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise StorageError(
            f"{place.shown} is no UTF-8, so it was left as it is",
            problems=[Problem("no UTF-8", file=place.shown, line=line, column=column)],
            hints=["Save it as UTF-8, then run the same command again."],
        ) from error


def _unreadable(place: Place, error: NotJsonError) -> StorageError:
    kind = "JSON with comments" if place.known.comments else "JSON"
    return StorageError(
        f"{place.shown} is not {kind} as {NAMES[place.known.name]} has it, so it was left as it is",
        problems=[
            Problem(
                "cannot be read",
                file=place.shown,
                line=error.line,
                column=error.column,
                found=error.found,
                expected=error.expected,
            )
        ],
        hints=["Correct it, then run the same command again."],
    )


# -- what is wrong ----------------------------------------------------------------------------------------------------------


def _examined(place: Place, environment: Mapping[str, str]) -> tuple[State, list[tuple[doubts.Doubt, str]]]:
    """How a file is, with each doubt and the text that it is about."""
    try:
        content = read_theirs(place.path)
        if content is None:
            return "absent", []
        text = _text(place, content) or ""
        ours = _ours(place, content)
    except TrackerError as error:
        where = error.problems[0] if error.problems else None
        what = error.message + (
            f" (line {where.line}, column {where.column}: found {where.found})" if where and where.found else ""
        )
        return "unreadable", [(doubts.Doubt(what, error.hints[0] if error.hints else "Look what is in it."), "")]
    root = Reader(text, comments=place.known.comments).read()
    found = list(doubts.of_settings(place.known, root)) if ours or place.scope == "project" else []
    if ours and doubts.outdated(place.known, ours):
        found.append(
            doubts.Doubt("the hooks are those of another version of tracker", f"tracker hooks install {place.known.name}")
        )
    if ours:
        found += doubts.others(place.known, root)
    if ours and place.known.name == "codex":
        found += doubts.codex_trust(_codex_config(place, environment), place.path, root, place.root)
    return ("unchanged" if ours else "absent"), [(doubt, text) for doubt in found]


def _codex_config(place: Place, environment: Mapping[str, str]) -> Mapping[str, Any]:
    import tomllib

    folder = os.path.dirname(settings_path(place.known, None, environment))
    try:
        return tomllib.loads((read_theirs(os.path.join(folder, "config.toml")) or b"").decode())
    except (TrackerError, ValueError):
        return {}


def _program(environment: Mapping[str, str]) -> Iterator[HookFindingFace]:
    """Whether the command of the hooks is there, and is this program."""
    path, version = tracker_on_path(environment)
    if not path:
        yield _said(
            "", "", "no `tracker` is on PATH, so every hook fails", "Install it for all shells: uv tool install phasegate"
        )
    elif version != f"tracker {__version__}":
        said = f"says {version!r}" if version else "does not say its version"
        todo = "Put the folder with the right one first in PATH."
        yield _said("", path, f"the `tracker` on PATH {said}, expected 'tracker {__version__}'", todo)


def _finding(place: Place, doubt: doubts.Doubt, text: str) -> HookFindingFace:
    where = ""
    if doubt.at:
        where = f":{text.count(chr(10), 0, doubt.at) + 1}:{doubt.at - text.rfind(chr(10), 0, doubt.at)}"
    return _said(place.known.name, f"{place.shown}{where}", doubt.what, doubt.todo, wrong=doubt.wrong)


def _said(agent: str, path: str, what: str, todo: str, *, wrong: bool = True) -> HookFindingFace:
    return {"agent": agent, "path": path, "what": what, "todo": todo, "wrong": wrong}


# -- what is shown ----------------------------------------------------------------------------------------------------------


def _row(place: Place, state: State) -> HookFileFace:
    return {"agent": place.known.name, "scope": place.scope, "path": place.shown, "state": state}


def _face(
    action: Literal["install", "uninstall", "doctor"],
    files: list[HookFileFace],
    findings: Sequence[HookFindingFace] = (),
    next: Sequence[str] = (),  # noqa: A002 - the key's name
) -> HooksFace:
    return {
        "format_version": 1,
        "kind": "hooks",
        "action": action,
        "files": files,
        "findings": list(findings),
        "next": list(next),
    }


def _after_install(files: Sequence[HookFileFace]) -> list[str]:
    made = [row["path"] for row in files if row["scope"] == "project" and row["state"] != "unchanged"]
    commit = [f"Commit them, or let git ignore them: git add {' '.join(made)}"] if made else []
    trust = ["Codex runs them once you trust them: /hooks in codex"] if any(row["agent"] == "codex" for row in files) else []
    return [*commit, *trust, "See whether they work: tracker hooks doctor"]


def _out(agent: str) -> str:
    return f"tracker hooks uninstall {agent}, with --project or --user"


def _example(action: str) -> str:
    return f"For example: tracker hooks {action} claude"


def _write_section(folder: str) -> None:
    """The section of AGENTS.md, at its end or in the place of the one that is there."""
    from tracker.bootstrap import open_project
    from tracker.scaffold.writing import agents_text

    project = open_project(folder)
    files = files_of(project.root)
    known = files.read(AGENTS).decode("utf-8", "surrogateescape") if files.exists(AGENTS) else ""
    files.write(AGENTS, agents_text(known, project.outline.project).encode("utf-8", "surrogateescape"))
