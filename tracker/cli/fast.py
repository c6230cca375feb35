"""The path without heavy imports: `tracker status`, a shell's prompt and completion, and `tracker run` with nothing to do.

It answers only what the cached status view can answer for certain, and gives everything else to the whole command line.
"""

from __future__ import annotations

import os
import sys

from tracker.adapters.files.cache import STATUS, load
from tracker.adapters.files.roots import find_root
from tracker.adapters.git.status import leads_to, quick_status
from tracker.cli.columns import columns
from tracker.formats.ansi import WIDE, Paint, plain_json, wants_colour
from tracker.formats.next_line import next_line
from tracker.formats.status_text import status_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tracker.formats.when import When
    from tracker.views.faces.shared import HeadFace
    from tracker.views.faces.status import PhaseFace, StatusFace

_STATUS_FLAGS = {"--json", "--all", "-a"}


def answer(arguments: list[str]) -> int | None:
    """The exit code, after printing the answer; None when this path cannot answer."""
    try:
        return _answer(arguments)
    except OSError:
        return None  # the disk does not say, or the folder is gone: the whole command line says so


def _answer(arguments: list[str]) -> int | None:
    verb, flags = (arguments[0], arguments[1:]) if arguments else ("status", [])
    if verb == "status" and _STATUS_FLAGS.issuperset(flags):
        return _status(flags)
    if verb == "run" and flags and not any(flag.startswith("-") for flag in flags):
        return _run(flags)
    if verb == "segment" and {"--json"}.issuperset(flags):
        return _segment(as_json=bool(flags))
    if verb == "complete" and flags[:1] == ["--"]:
        return _complete(flags[1:])
    return None


def _view() -> StatusFace | None:
    """The cached view with the present head in it; None when it does not hold any more."""
    root = find_root(os.getcwd())
    view: StatusFace | None = load(root, STATUS) if root is not None else None
    if root is None or view is None:
        return None
    before, head = view["head"], quick_head(root)
    if head is None or bool(before and before["commit"]) != bool(head["commit"]):
        return None  # whether there is a commit decides what comes next
    if before and not leads_to(root, before["commit"], head["commit"]):
        return None  # history was rewritten, or this is another branch: completions may be at other commits
    view["head"] = head
    return view


def quick_head(root: str) -> HeadFace | None:
    """Commit, branch and number of changed files; None also when git cannot tell, which the whole command line then says."""
    try:
        found = quick_status(root)
    except OSError:
        return None
    if found is None:
        return None
    return {"commit": found["commit"], "branch": found["branch"], "changes": found["dirty"]}


def _status(flags: list[str]) -> int | None:
    view = _view()
    if view is None:
        return None
    if "--json" in flags:
        import json

        return write([plain_json(json.dumps(view, ensure_ascii=False, indent=2))])
    return write(status_lines(view, paint=paint(), when=_when, every=bool(flags), width=columns(WIDE)))


def _when() -> When:
    from tracker.cli.now import when

    return when()


def _segment(*, as_json: bool) -> int | None:
    """Nothing outside a project, nor in a folder that is gone: a shell shows its prompt everywhere."""
    try:
        folder = os.getcwd()
    except FileNotFoundError:
        return None if as_json else 0
    root = find_root(folder)
    if root is None and not as_json:
        return 0
    view: StatusFace | None = load(root, STATUS) if root is not None else None
    return None if view is None else write([segment_line(view, as_json=as_json)])


def segment_line(view: StatusFace, *, as_json: bool) -> str:
    """What `tracker segment` prints."""
    from tracker.formats.segment_text import segment, segment_text

    if as_json:
        import json

        return json.dumps(segment(view))
    return segment_text(segment(view))


def _complete(words: list[str]) -> int | None:
    from tracker.cli.candidates import complete

    root = find_root(os.getcwd())
    view: StatusFace | None = load(root, STATUS) if root is not None else None

    def phases() -> list[PhaseFace]:
        if view is None:
            raise KeyError("phases")
        return view["phases"]

    try:
        lines = complete(words, root, phases)
    except KeyError:
        return None  # the view does not hold any more
    return write(lines) if lines else 0


def paint() -> Paint:
    """Colour for the standard output."""
    return Paint(on=wants_colour(os.environ, terminal=sys.stdout.isatty()))


def _run(words: list[str]) -> int | None:
    """Only when every phase asked for is complete and all its checks are fresh, and nothing waits to be committed."""
    view = _view()
    if view is None or not view["head"] or view["head"]["changes"]:
        return None
    known = {phase["id"]: phase for phase in view["phases"]}
    lines: list[str] = []
    for word in words:
        phase = known.get(word) or known.get(f"phase-{word}")
        for leaf in _leaves(phase, known) if phase else []:
            if not _up_to_date(leaf):
                return None
            lines.append(up_to_date(leaf["id"], leaf["reasons"][0]))
        if phase is None:
            return None
    return write([*dict.fromkeys(lines), "", next_line(view["next_step"], paint())])


def _leaves(phase: PhaseFace, known: dict[str, PhaseFace]) -> list[PhaseFace]:
    if not phase["children"]:
        return [phase]
    return [leaf for child in phase["children"] for leaf in _leaves(known[child], known)]


def _up_to_date(phase: PhaseFace) -> bool:
    settled = phase["status"] == "complete" and phase["basis"] not in (None, "claimed")
    return settled and all(c["outcome"] == "passed" and c["fresh"] and not c["always"] for c in phase["checks"])


def up_to_date(phase_id: str, why: str) -> str:
    """What is said of a phase with nothing to do."""
    return f"{phase_id} is up to date: {why}"


def write(lines: list[str]) -> int:
    """Print, and end quietly when nobody reads on. The exit code."""
    try:
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        try:
            sys.stderr.write(f"error: the standard output could not be written: {error.strerror}\n  Print elsewhere.\n")
        except OSError:
            pass  # nobody is left to be told; the exit code still says it
        return 1
    return 0
