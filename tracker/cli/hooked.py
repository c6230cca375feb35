"""A call from an agent's session: what it is about on stdin, our answer on stdout. Light imports only: it is called all day.

Whatever goes wrong, the session goes on: the answer is then nothing at all, the exit code 0, and a line on stderr says why.
"""

from __future__ import annotations

import os
import sys

from tracker.adapters.files import cache
from tracker.adapters.files.light_json import dumps, loads
from tracker.adapters.files.roots import find_root
from tracker.adapters.git.status import last_change, leads_to, quick_look
from tracker.hooks import NAMES, product
from tracker.hooks.events import EVENTS, START, STOP, TOOL, Heard, Said

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from tracker.hooks.guarding import Guarded
    from tracker.hooks.stopping import Count
    from tracker.views.in_progress import Progress

_PROGRESS, _GUARDED, _BLOCKS = "hook-stop", "hook-guard", "hook-blocks"
"""What is kept: the first two by `tracker.commands.hook`, the blocks of each session here."""
_SESSIONS = 50
_FOLDERS = ("CLAUDE_PROJECT_DIR", "GEMINI_PROJECT_DIR")


def respond(words: Sequence[str]) -> int:
    """Answer a call; always 0, since any other exit code means something to one product or another."""
    try:
        _respond(list(words))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - no fault of ours may break somebody's session
        _talk(f"tracker hook: {_first_line(error)}; nothing was held back. See: tracker status")
    return 0


def _respond(words: list[str]) -> None:
    event, agent = (words or [""])[0], words[words.index("--agent") + 1] if "--agent" in words[:-1] else ""
    if event not in EVENTS or agent not in NAMES:
        _talk(
            f"tracker hook: expected one of {', '.join(EVENTS)} and --agent {'|'.join(NAMES)}, found {' '.join(words)!r}; "
            "install the hooks anew: tracker hooks install"
        )
        return
    known = product(agent)
    heard = Heard(event, _payload(), known)
    root = _root(heard)
    if root is None:
        return
    said = {START: _start, TOOL: _tool, STOP: _stop}[event](root, heard, words)
    answer = known.answer(said, heard)
    if answer is not None:
        sys.stdout.buffer.write((dumps(answer) + "\n").encode("utf-8", "replace"))  # JSON is UTF-8 in any locale
        sys.stdout.flush()


def _payload() -> dict[str, Any]:
    if sys.stdin is None or sys.stdin.isatty():
        return {}
    found = loads(sys.stdin.buffer.read().decode("utf-8", "replace").strip() or "{}")
    return found if isinstance(found, dict) else {}


def _root(heard: Heard) -> str | None:
    """The project that the session is about: where the agent is, else where the session was opened."""
    places = (heard.cwd, *(os.environ.get(name, "") for name in _FOLDERS), _here())
    return next((root for place in places if os.path.isabs(place) and (root := find_root(os.path.abspath(place)))), None)


def _here() -> str:
    try:
        return os.getcwd()
    except OSError:
        return ""


# -- at the start -------------------------------------------------------------------------------------------------------


def _start(root: str, heard: Heard, words: Sequence[str]) -> Said:
    from tracker.bootstrap import open_project
    from tracker.commands.hook import hand_over_text

    del heard, words
    return Said(context=hand_over_text(open_project(root)))


# -- before a tool ------------------------------------------------------------------------------------------------------


def _tool(root: str, heard: Heard, words: Sequence[str]) -> Said:
    del words
    if not heard.paths and not heard.shell:
        return Said()
    from tracker.adapters.files.presence import resolve
    from tracker.hooks.guarding import refusal, relative

    folder = heard.cwd if os.path.isabs(heard.cwd) else _here()
    return Said(block=refusal(heard, lambda: _guarded(root), lambda path: relative(path, folder, root, resolve)))


def _guarded(root: str) -> Guarded:
    kept = cache.load(root, _GUARDED)
    if isinstance(kept, dict) and kept.get("machine") == [os.environ.get("PATH", ""), sys.executable]:
        found: Guarded = kept["answer"]
        return found
    from tracker.bootstrap import open_project
    from tracker.commands.hook import guarded

    return guarded(open_project(root))


# -- when it stops ------------------------------------------------------------------------------------------------------


def _stop(root: str, heard: Heard, words: Sequence[str]) -> Said:
    from tracker.hooks.stopping import decide

    looked = quick_look(root)
    now = _progress(root, looked[0]["commit"] if looked else None)
    if now["phase"] is not None and "--run" in words and now["unproved"]:
        now = _run(root, now, _seconds(words))
    blocks = _blocks(root)
    key = heard.session or "-"
    said, count = decide(now, blocks.get(key), _mark(root, now, looked[1]) if looked else "")
    if count is not None or key in blocks:
        _keep(root, blocks, key, count)
    return said


def _progress(root: str, commit: str | None) -> Progress:
    kept: Progress | None = cache.load(root, _PROGRESS)
    if kept is not None and commit and kept["head"] and leads_to(root, kept["head"]["commit"], commit):
        return kept
    from tracker.bootstrap import open_project
    from tracker.commands.hook import progress

    return progress(open_project(root))


def _run(root: str, now: Progress, seconds: float) -> Progress:
    """What is so after the checks that prove nothing now were run; those that the deadline ended go on proving nothing."""
    import signal
    from threading import Timer

    from tracker.adapters.processes.signals import watching
    from tracker.bootstrap import open_project
    from tracker.cli.output import Output
    from tracker.cli.progress import make_reporter
    from tracker.commands.hook import progress, run_open

    with watching() as signals, make_reporter(Output(quiet=True)) as reporter:
        timer = Timer(seconds, os.kill, (os.getpid(), signal.SIGTERM))
        timer.start()
        try:
            run_open(open_project(root), now, reporter=reporter, interrupts=signals, environment=os.environ)
        finally:
            timer.cancel()
    return progress(open_project(root))


def _seconds(words: Sequence[str]) -> float:
    said = words[words.index("--deadline") + 1] if "--deadline" in words[:-1] else ""
    return float(said) if said.isdigit() else 60.0


def _mark(root: str, now: Progress, paths: Sequence[str]) -> str:
    """Differs when the work does: by its last commit, or by what is not committed. What tracker writes is no progress."""
    top = root
    while not os.path.lexists(os.path.join(top, ".git")) and os.path.dirname(top) != top:
        top = os.path.dirname(top)
    own = {os.path.join(root, path) for path in now["own"]}
    found = [last_change(root, but=(".tracker", *now["own"]))]
    for path in paths:
        full = os.path.join(top, path)
        if full not in own and not full.startswith(os.path.join(root, ".tracker", "")):
            found.append(f"{path} {cache.signature(full)}")
    from binascii import crc32

    return f"{crc32(repr(found).encode('utf-8', 'surrogateescape')):08x}"


def _blocks(root: str) -> dict[str, Count]:
    """Session → what was counted."""
    try:
        found = loads(cache.read(cache.path_of(root, _BLOCKS)) or "{}")
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _keep(root: str, blocks: dict[str, Count], key: str, count: Count | None) -> None:
    """A count that cannot be kept would let a hook block for ever: then nothing is held back."""
    blocks.pop(key, None)
    if count is not None:
        blocks[key] = count
    newest = list(blocks.items())[-_SESSIONS:]
    cache.write(cache.path_of(root, _BLOCKS), dumps(dict(newest)) + "\n")


def _talk(text: str) -> None:
    try:
        sys.stderr.write(text + "\n")
    except OSError:
        pass  # nobody is left to be told


def _first_line(error: BaseException) -> str:
    said = (str(error).splitlines() or [""])[0]
    return said or type(error).__name__
