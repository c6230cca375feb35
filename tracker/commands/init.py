"""A first plan."""

from __future__ import annotations

import os

from tracker import PLAN_FILE
from tracker.bootstrap import files_of, plan_above
from tracker.errors import BlockedError
from tracker.model.ports import Files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.views.faces.init import InitFace

_SETTINGS = """\
# The plan of this project. Every key: tracker schema settings; of a phase: tracker schema phase
project:
  name: {name}
  goal: What this work is to achieve.

documents:
  - path: TRACKER.md
    title: {name}
    sections: [overview, phases, current-status, timeline, footer]
"""
_PHASE = """\
# One phase. It is complete when its checks have passed at a commit, and for no other reason.
id: phase-1
title: First phase
goal: What is so when this phase is complete.
estimate: 1 hour
deliverables:
  - {text: The file that this phase is about, done_when: [readme-exists]}
checks:
  - id: readme-exists
    kind: files
    expect:
      - {path: README.md, exists: true}
"""
_FIRST = "phases/phase-1.yaml"


def init(folder: str) -> InitFace:
    """Write `tracker.yaml` and `phases/phase-1.yaml`.

    Raises:
        BlockedError: there is a plan already, here or in a folder above.
        StorageError: a file cannot be written.
    """
    files = files_of(folder)
    existing = [path for path in (PLAN_FILE, _FIRST) if files.exists(path) and not _half_made(files, path)]
    if existing:
        raise BlockedError(f"{existing[0]} is there already", hints=["See what it says: tracker status"])
    _refuse_to_hide(folder)
    name = os.path.basename(os.path.abspath(folder)) or "project"
    files.write(_FIRST, _PHASE.encode())
    files.write(PLAN_FILE, _SETTINGS.replace("{name}", _quoted(name)).encode())
    return {"format_version": 1, "kind": "init", "written": [PLAN_FILE, _FIRST]}


def _refuse_to_hide(folder: str) -> None:
    above = plan_above(os.path.dirname(os.path.abspath(folder)))
    if above is None:
        return
    raise BlockedError(
        f"{above} has a plan already, which nobody in this folder would see any more",
        hints=[f"Work with it: tracker status. A plan of this folder's own begins with a {PLAN_FILE} that you write."],
    )


def _half_made(files: Files, path: str) -> bool:
    """Whether this is the phase of an `init` that was killed before it wrote the settings, which come last."""
    return path == _FIRST and not files.exists(PLAN_FILE) and files.read(path) == _PHASE.encode()


def _quoted(name: str) -> str:
    """A folder's name as a YAML text, whatever is in it."""
    import json

    return json.dumps(name, ensure_ascii=False)
