"""A command as it is written in the plan → the words to start a process with."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Annotated

from tracker.checking.base import fill
from tracker.checking.rules import After, Many

_SYNTAX = frozenset("|&;<>()$`*?[]#~=%!{}\n\\")
BASH = ("bash", "-euo", "pipefail", "-c")
SH = ("sh", "-eu", "-c")
SHELLS: dict[tuple[str, ...], tuple[str, ...]] = {("bash",): BASH, ("sh",): SH}
"""What `shell:` may say in one word → the command that it stands for."""
_CHOOSE = """\
command -v bash >/dev/null 2>&1 && exec bash -euo pipefail -c "$0"
(set -o pipefail) 2>/dev/null && exec sh -eu -o pipefail -c "$0"
exec sh -eu -c "$0"
"""
EITHER = ("sh", "-c", _CHOOSE)
"""Bash where there is bash, found by the process's own PATH, wherever it runs; the text is the word after these."""


def _known_shell(words: tuple[str, ...]) -> tuple[str, ...]:
    if len(words) == 1 and words not in SHELLS:
        raise ValueError("expected bash, sh, or the whole command as a list, for example [zsh, -e, -c]")
    return words


Shell = Annotated[tuple[str, ...], Many, After(_known_shell)]
"""What a text with a shell's syntax is given to; empty for bash, or sh where there is no bash."""


def to_argv(run: tuple[str, ...], cells: Mapping[str, str] | None = None, *, shell: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Several texts are the words themselves. One text is split like a shell's words, or given to a shell that stops at the
    first failure when it uses a shell's syntax. With `shell` it is always given to that. `{{ axis }}` is filled in from
    `cells`.

    Raises:
        KeyError: there is no such axis.
        ValueError: a quote is not closed. The loader refuses such a plan.
    """
    words = tuple(fill(text, cells) for text in run) if cells else run
    if len(words) != 1:
        return words
    text = words[0]
    if shell:
        return (*SHELLS.get(shell, shell), text)
    if _SYNTAX.isdisjoint(text):
        return _split(text) or ("",)
    return (*EITHER, text)


_QUOTING = frozenset("\"'\\")


def _split(text: str) -> tuple[str, ...]:
    """A text's words. Where nothing is quoted and only spaces are between them, that needs no parser."""
    if text.isascii() and text.isprintable() and _QUOTING.isdisjoint(text):
        return tuple(text.split())
    return tuple(shlex.split(text))


def words_of(run: tuple[str, ...]) -> tuple[str, ...]:
    """Every word of a command, also of one that is given to the shell: those that are paths may name what it runs."""
    words: list[str] = []
    for text in run:
        try:
            words.extend(_split(text))
        except ValueError:  # quotes that only the shell would close
            words.extend(text.split())
    return tuple(dict.fromkeys(words))
