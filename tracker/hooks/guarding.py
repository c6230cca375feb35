"""What an agent's tool may not write: the criteria of the phase in progress, the journal, what is protected or out of scope."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypedDict

    from tracker.hooks.events import Heard

    class Guarded(TypedDict):
        """What is not to be written, as a hook has to know it; kept between calls. Paths are relative to the plan's root."""

        phase: str | None
        """The phase in progress."""
        title: str
        plan: list[str]
        """The plan's files."""
        workspace: str
        protect: list[str]
        """Paths or globs of the workspace."""
        scope: list[str]
        """Paths or globs of the workspace that the phase declares; empty where it declares none."""


_SIGNS = frozenset(
    (">", "approve", "tee", "rm", "mv", "cp", "ln", "dd", "touch", "truncate", "ch", "unlink", "shred", "install")
)
_SIGNS |= {"rsync", "sed", "perl", "ruby", "yq", "mkdir", "checkout", "restore", "clean", "apply", "reset", "stash"}
"""One of these is in every command that writes (`tracker.hooks.shell_writes`), whose reading costs more than all else."""
_PLAN_FOLDERS = ("phases/",)


def refusal(heard: Heard, known: Callable[[], Guarded], inside: Callable[[str], str | None]) -> str:
    """Why the tool may not do that; empty when it may.

    `known` is asked only where something inside is written. `inside`: a path as the tool has it → the path from the plan's
    root; None for what lies elsewhere.
    """
    if not heard.paths and not may_write(heard.shell):
        return ""
    from tracker.hooks.shell_writes import approves, written

    if heard.shell and approves(heard.shell):
        return (
            "an approval is a person's word: only a person runs `tracker approve`. Say what you would like approved, and stop."
        )
    for path in (*heard.paths, *(written(heard.shell) if heard.shell else ())):
        place = inside(path)
        if place is not None and (why := _why(place, known(), named=path in heard.paths)):
            return why
    return ""


def may_write(shell: str) -> bool:
    """Whether a shell command has to be read; False only where it surely writes nothing that would be seen."""
    return any(sign in shell for sign in _SIGNS)


def _why(path: str, known: Guarded, *, named: bool) -> str:
    if path == ".tracker" or path.startswith(".tracker/"):
        return f"{path} belongs to tracker: the journal and its evidence are written by `tracker` alone."
    if known["phase"] is None:
        return ""
    phase = known["phase"].removeprefix("phase-")
    if path in known["plan"] or path.rstrip("/") + "/" in _PLAN_FOLDERS or path.startswith(_PLAN_FOLDERS):
        return (
            f"{path} says what phase {phase} ({known['title']}) is measured by, and the phase is in progress. "
            "If a criterion is wrong, tell a person what and why."
        )
    place = _below(known["workspace"], path)
    if place is None:
        return ""
    if any(covers(pattern, place) for pattern in known["protect"]):
        return (
            f"{path} is protected (`protect:` in the plan): a change of it waits for a person. Say what should change, and why."
        )
    if named and known["scope"] and not any(covers(pattern, place) for pattern in known["scope"]):
        declared = ", ".join(known["scope"][:6]) + (" …" if len(known["scope"]) > 6 else "")  # noqa: PLR2004 - one line
        what = f"{path} is not among the files of phase {phase} ({known['title']})"
        return f"{what}: {declared}. If it has to change, tell a person."
    return ""


def _below(workspace: str, path: str) -> str | None:
    if workspace in ("", "."):
        return path
    return path.removeprefix(workspace + "/") if path.startswith(workspace + "/") else None


def covers(pattern: str, path: str) -> bool:
    """As the completion of a phase decides it (`tracker.bar.hold`), which costs too much to import where there is no glob."""
    pattern = pattern.rstrip("/")
    if not any(sign in pattern for sign in "*?["):
        return path == pattern or path.startswith(pattern + "/")
    from tracker.bar.hold import covers as decides

    return decides(pattern, path)


def relative(path: str, folder: str, root: str, resolve: Callable[[str], str]) -> str | None:
    """A tool's path, seen from the plan's root; None for what lies elsewhere. Links are followed: one may lead to the plan."""
    import os

    full = resolve(os.path.join(folder, os.path.expanduser(path)))
    top = resolve(root)
    return full[len(top) + 1 :] if full.startswith(top + os.sep) else None
