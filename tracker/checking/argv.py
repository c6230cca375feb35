"""A command as it is written in the plan → the words to start a process with."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from tracker.checking.base import fill

_SHELL = frozenset("|&;<>()$`*?[]#~=%!{}\n\\")


def to_argv(run: tuple[str, ...], cells: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Several texts are the words themselves. One text is split like a shell's words, or given to `sh -c` when it uses the
    shell's syntax. `{{ axis }}` is filled in from `cells`.

    Raises:
        KeyError: there is no such axis.
        ValueError: a quote is not closed. The loader refuses such a plan.
    """
    words = tuple(fill(text, cells) for text in run) if cells else run
    if len(words) != 1:
        return words
    text = words[0]
    if _SHELL.isdisjoint(text):
        return tuple(shlex.split(text)) or ("",)
    return ("sh", "-c", text)


def words_of(run: tuple[str, ...]) -> tuple[str, ...]:
    """Every word of a command, also of one that is given to the shell: those that are paths may name what it runs."""
    words: list[str] = []
    for text in run:
        try:
            words.extend(shlex.split(text))
        except ValueError:  # quotes that only the shell would close
            words.extend(text.split())
    return tuple(dict.fromkeys(words))
