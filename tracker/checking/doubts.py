"""What in a plan cannot fail, so that passing proves nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from os.path import basename
from typing import NamedTuple

from tracker.checking.argv import BASH, EITHER, to_argv
from tracker.checking.bound import BoundValue
from tracker.checking.shell import Command, Item, Pipe, Word, items

Exists = Callable[[str], bool]
"""Whether there is a file or folder of this name in the workspace."""

_ALWAYS = frozenset(("true", "echo", "printf", "sleep", "pwd"))
_BUILT_IN = frozenset((":", "set", "unset", "trap", "umask"))
"""The same, inside a shell."""
_SETTING = frozenset(("export", "local", "declare", "readonly", "typeset"))
_FILTERS = frozenset(("tee", "tail", "head", "cat", "sort", "uniq", "wc", "tr", "cut", "less", "more", "column", "nl", "ts"))
"""Programs at the end of a pipe that succeed whatever they read."""
_SEARCHES = frozenset(("grep", "egrep", "fgrep", "zgrep", "rg", "ag", "ack"))
_PROGRAMS = frozenset(("sh", "bash", "dash", "zsh", "ksh"))
_WITH_VALUE = frozenset(("-A", "-B", "-C", "-m", "-d", "-D", "-t", "-T", "-g", "--include", "--exclude", "--exclude-dir"))


class Doubt(NamedTuple):
    """Something that cannot fail."""

    place: tuple[str | int, ...]
    """Where it stands in the check."""
    text: str
    """Why not, for a line that begins with `cannot fail: `."""


def of_bound(bound: BoundValue | None) -> bool:
    """Whether every count is within it."""
    return bound is not None and bound.upper is None and (
        (bound.relation == ">=" and bound.limit <= 0) or (bound.relation == ">" and bound.limit < 0)
    )  # fmt: skip


def of_pattern(pattern: str) -> bool:
    """Whether it is found in every text, an empty one included."""
    return re.search(pattern, "", re.MULTILINE) is not None


def of_command(run: tuple[str, ...], shell: tuple[str, ...], exists: Exists) -> str:
    """Why a command's exit code is always 0; empty when it need not be."""
    text, words = script_of(run, shell)
    return _of_words(tuple(words)) if text is None else _of_script(text, words, exists)


def _of_script(text: str, words: Sequence[str], exists: Exists) -> str:
    strict = _Strict(words)
    found = items(text)
    for item in found:
        strict.heed(item)
    if not found:
        return "there is no command in it"
    if any(_exits(command) for item in found for pipe in item.pipes for command in pipe.commands):
        return ""
    last = _of_item(found[-1], strict, exists)
    if not last:
        return ""
    if strict.errexit:
        reasons = [_of_item(item, strict, exists) or _ignored(item) for item in found[:-1]]
        return (next(iter(reasons), "") or last) if all(reasons) else ""
    return last if len(found) == 1 else f"the exit code is that of the last command, `{_shown_item(found[-1])}`: {last}"


def lines_ignored(run: tuple[str, ...], shell: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """(a line of a script at which no shell stops though it fails, why); the last line is none of them."""
    text, words = script_of(run, shell)
    found = items(text) if text is not None else ()
    strict = _Strict(words)
    for item in found:
        strict.heed(item)
    if not strict.errexit:
        return
    waits = any(
        command.words[:1] == (Word("wait"),) and command.words[1:] for i in found for p in i.pipes for command in p.commands
    )
    for place, item in enumerate(found):
        last = place == len(found) - 1
        why = "" if last else _ignored(item) or _joined(item, waits=waits)
        why = why or _masked(item)
        if why:
            yield _shown_item(item), why


def _joined(item: Item, *, waits: bool) -> str:
    """Why a shell that stops at failures does not stop where a part of this line fails."""
    if item.background:
        return "" if waits else "it may fail unnoticed in the background; `wait $!` checks how it ended"
    if item.joints and set(item.joints) == {"&&"} and not all(_is_question(pipe) for pipe in item.pipes[:-1]):
        return "what fails before `&&` stops nothing unless it is the last line; write two lines"
    return ""


def _is_question(pipe: Pipe) -> bool:
    """`[ -f x ] && y`: a condition, of which a failure is an answer."""
    name = pipe.commands[0].words[0].text if pipe.commands[0].words else ""
    return name in ("[", "[[", "test", "command", "type", "which", "grep")


def _masked(item: Item) -> str:
    """Why a failure is not seen whatever comes next: `export X=$(…)`, `trap 'exit 0' EXIT`."""
    for command in (command for pipe in item.pipes for command in pipe.commands):
        name, *rest = (word.text for word in command.words) if command.words else ("",)
        if name in _SETTING and any(re.search(r"=.*(?:\$\(|`)", text, re.DOTALL) for text in rest):
            return f"`{name}` succeeds though what is in `$(…)` fails; set the variable in a line of its own"
        if name == "trap" and rest[1:] and re.search(r"\bexit\s+0\b", rest[0]):
            return "it succeeds whatever happened before"
    return ""


def printed(run: tuple[str, ...], shell: tuple[str, ...]) -> str:
    """What a command prints by itself, word for word, whatever the state of things."""
    text, words = script_of(run, shell)
    if text is None:
        return " ".join(words[1:]) if words and basename(words[0]) in ("echo", "printf") else ""
    lines = [_echoed(pipe) for item in items(text) for pipe in item.pipes]
    return "\n".join(line for line in lines if line)


def _echoed(pipe: Pipe) -> str:
    command = pipe.commands[-1]
    name = command.words[0].text if command.words else ""
    return " ".join(word.text for word in command.words[1:]) if command.whole and name in ("echo", "printf") else ""


def script_of(run: tuple[str, ...], shell: tuple[str, ...]) -> tuple[str | None, Sequence[str]]:
    """The text for a shell, and how that is called; (None, the words) of a command without one."""
    try:
        argv = to_argv(run, shell=shell)
    except ValueError:
        return None, ()
    if argv[: len(EITHER)] == EITHER:
        return argv[-1], BASH
    if shell and len(run) == 1:
        return argv[-1], argv[:-1]
    return _inner_script(argv)


def _inner_script(argv: tuple[str, ...]) -> tuple[str | None, Sequence[str]]:
    if argv and basename(argv[0]) in _PROGRAMS:
        for place, word in enumerate(argv[1:-1], start=1):
            if re.fullmatch(r"-[a-z]*c", word):
                return argv[place + 1], argv[: place + 1]
    return None, argv


class _Strict:
    """Which failures a shell looks at."""

    def __init__(self, words: Sequence[str]) -> None:
        options = " ".join(words)
        flags = "".join(word[1:] for word in words if re.fullmatch(r"-[a-z]+", word))
        self.errexit = "e" in flags or "errexit" in options
        self.pipefail = "pipefail" in options

    def heed(self, item: Item) -> None:
        """`set -e`, `set +e`, `set -o pipefail` in the text itself."""
        for pipe in item.pipes:
            words = [word.text for word in pipe.commands[0].words]
            if words[:1] != ["set"]:
                continue
            for word in words[1:]:
                if re.fullmatch(r"[-+][a-z]*e[a-z]*", word):
                    self.errexit = word[0] == "-"
                self.errexit = self.errexit or word == "errexit"
                self.pipefail = self.pipefail or word == "pipefail"


def _exits(command: Command) -> bool:
    """Whether it ends the script with another exit code than 0."""
    texts = [word.text for word in command.words]
    return any(word == "exit" and texts[i + 1 : i + 2] not in ([], ["0"]) for i, word in enumerate(texts))


def _ignored(item: Item) -> str:
    """Why a shell that stops at failures does not stop at this one."""
    return "a line that begins with `!` stops nothing unless it is the last" if item.pipes[-1].negated else ""


def _of_item(item: Item, strict: _Strict, exists: Exists) -> str:
    if item.background:
        return f"`&` leaves `{_shown_item(item)}` in the background, and nothing waits for how it ends"
    reason = _of_pipe(item.pipes[0], strict, exists)
    for joint, pipe in zip(item.joints, item.pipes[1:], strict=True):
        following = _of_pipe(pipe, strict, exists)
        if joint == "&&":
            reason = reason and following
        elif not reason and following:
            reason = f"`|| {_shown(pipe)}` always succeeds, whatever went wrong before it"
    return reason


def _of_pipe(pipe: Pipe, strict: _Strict, exists: Exists) -> str:
    if pipe.negated:
        return _of_negated(pipe, exists)
    reasons = [_of_one(command, exists) for command in pipe.commands]
    if strict.pipefail or len(pipe.commands) == 1:
        return reasons[0] if all(reasons) else ""
    last = pipe.commands[-1]
    name = basename(last.words[0].text) if last.words else ""
    if reasons[-1] or (last.whole and name in _FILTERS):
        first = pipe.commands[0].words
        return f"the exit code is that of `{name}`, and not of `{first[0].text if first else '…'}` before the pipe"
    return ""


def _of_one(command: Command, exists: Exists) -> str:
    """Why one command always succeeds."""
    if not command.whole or not command.words:
        return ""
    words = tuple(word.text for word in command.words)
    text, shell = _inner_script(words)
    if text is not None:
        return _of_script(text, shell, exists)
    if words[0] in _BUILT_IN or words in (("exit",), ("exit", "0")):
        return _succeeds(words)
    return _of_words(words, [word.expands for word in command.words])


def _succeeds(words: tuple[str, ...]) -> str:
    return f"`{' '.join(words)[:60]}` always succeeds"


def _of_words(words: tuple[str, ...], expands: Sequence[bool] = ()) -> str:
    if not words:
        return ""
    name = basename(words[0])
    if name in _ALWAYS:
        return _succeeds(words)
    if name in ("test", "[") and not any(expands):
        inner = [word for word in words[1:] if word != "]"]
        same = len(inner) == 3 and (  # noqa: PLR2004 - one side, the sign, the other side
            (inner[1] in ("=", "==", "-eq") and inner[0] == inner[2]) or (inner[1] in ("!=", "-ne") and inner[0] != inner[2])
        )
        if same or (len(inner) == 1 and inner[0]) or (inner[:1] == ["-n"] and len(inner) == 2 and inner[1]):  # noqa: PLR2004
            return _succeeds(words)
    return ""


def _of_negated(pipe: Pipe, exists: Exists) -> str:
    """`! grep` says "nothing found" also of what it cannot read."""
    command = pipe.commands[-1]
    words = [word.text for word in command.words]
    if words[:2] == ["git", "grep"]:
        words = words[1:]
    if not command.whole or not words or basename(words[0]) not in _SEARCHES | {"grep"}:
        return ""
    paths, given, skip = [], False, False
    unsure = {word.text for word in command.words if word.expands}
    for word in words[1:]:
        if skip:
            skip = False
        elif word.startswith("-") and len(word) > 1:
            given = given or word in ("-e", "-f") or word.startswith(("--regexp", "--file"))
            skip = word in _WITH_VALUE or word in ("-e", "-f")
        else:
            paths.append(word)
    paths = paths if given else paths[1:]
    missing = [path for path in paths if path not in unsure and not exists(path)]
    if missing:
        return f'there is no {missing[0]}, and `!` takes that error of {basename(words[0])} for "nothing found"'
    recursive = any(re.match(r"-[a-zA-Z]*[rR]|--recursive", word) for word in words[1:])
    if not paths and not recursive and len(pipe.commands) == 1 and words[0] in ("grep", "egrep", "fgrep"):
        return "grep is given no file, so there is nothing in which it could find anything"
    return ""


def _shown(pipe: Pipe) -> str:
    said = " | ".join(" ".join(word.text for word in command.words) or "(…)" for command in pipe.commands)
    return f"{'! ' if pipe.negated else ''}{said[:60]}"


def _shown_item(item: Item) -> str:
    parts = [_shown(item.pipes[0])]
    for joint, pipe in zip(item.joints, item.pipes[1:], strict=True):
        parts.append(f"{joint} {_shown(pipe)}")
    return " ".join(parts)[:80]
