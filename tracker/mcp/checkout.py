"""Which checkout an answer is about: a client may work in any of a repository's worktrees."""

from __future__ import annotations

import os

from tracker.bootstrap import Project, open_project, plan_above
from tracker.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracker.mcp.answers import CheckoutAnswer


def folders_of(roots: object) -> list[str]:
    """The local folders in a client's answer to `roots/list`."""
    listed = roots.get("roots") if isinstance(roots, dict) else None
    uris = [root.get("uri") for root in listed if isinstance(root, dict)] if isinstance(listed, list) else []
    return [folder for folder in map(_folder, uris) if folder]


def _folder(uri: object) -> str:
    """The path of a `file://` URI; empty for anything else."""
    from urllib.parse import unquote, urlsplit

    try:
        parts = urlsplit(uri) if isinstance(uri, str) else None
    except ValueError:
        return ""
    if parts is None or parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        return ""
    path = unquote(parts.path)
    return os.path.abspath(path) if _is_absolute(path) else ""


def _is_absolute(path: str) -> bool:
    """Whether it can be the path of something, from the root on: not every text can."""
    try:
        return os.path.isabs(path) and b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        return False


def nearest(start: str, roots: Sequence[str]) -> str:
    """Where to look for the plan: where the server was started, unless the client works in folders elsewhere."""
    here = os.path.realpath(start)
    for root in roots:
        if os.path.commonpath([here, os.path.realpath(root)]) == os.path.realpath(root) and plan_above(start):
            return start
    return next((root for root in roots if plan_above(root)), start)


def find_project(start: str, roots: Sequence[str], asked: str = "") -> Project:
    """The project to answer about. `asked` names a folder in another checkout of the same repository.

    Raises:
        UsageError: there is no plan, or `asked` belongs to another repository.
    """
    usual = nearest(start, roots)
    if not asked:
        return open_project(usual)
    if not _is_absolute(asked):
        raise UsageError(f"{asked!r} is not an absolute path", hints=["Name the folder from the root: /home/…"])
    there = open_project(asked)
    if there.root != plan_above(usual) and not _is_same(there, open_project(usual)):
        raise UsageError(
            f"{there.root} is not a checkout of the repository that this server was started in",
            hints=["Start another server there: tracker mcp"],
        )
    return there


def _is_same(one: Project, other: Project) -> bool:
    """Whether two work trees share a repository."""
    if one.repository_root is None or other.repository_root is None:
        return False
    return one.git.common() == other.git.common()


def checkout_of(project: Project) -> CheckoutAnswer:
    """Where a project is, and which branch is checked out there."""
    head = project.repository.head() if project.repository_root is not None else None
    return {
        "root": project.root,
        "branch": head.branch if head else None,
        "commit": head.commit[:7] if head and head.commit else None,
    }
