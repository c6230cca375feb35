"""What a shell command plainly writes: best effort, for commands as agents write them. What this misses, the checks see."""

from __future__ import annotations

import re
from itertools import pairwise

from tracker.checking.shell import Token, tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WRITERS = frozenset(("tee", "rm", "rmdir", "mv", "touch", "truncate", "chmod", "chown", "unlink", "shred", "mkdir"))
"""Every word that is no option is written to."""
_COPIERS = frozenset(("cp", "ln", "install", "rsync"))
"""The last word is."""
_IN_PLACE = {"sed": ("-i", "--in-place"), "perl": ("-i", "-pi", "-ni"), "ruby": ("-i", "-pi"), "yq": ("-i", "--inplace")}
_GIT = frozenset(("checkout", "restore", "rm", "mv", "clean", "apply", "reset", "stash"))
_PREFIXES = frozenset(("sudo", "env", "command", "exec", "nohup", "time", "nice", "then", "do", "else", "!", "{"))
_SHELLS = frozenset(("sh", "bash", "zsh", "dash"))
_SAY = frozenset(("grep", "rg", "ag", "echo", "printf", "git", "sed", "awk", "cat"))
"""What follows these is text, and no command."""
_OURS = ("tracker", "phasegate")
_DEEP = 3


def approves(text: str) -> bool:
    """Whether the command calls `tracker approve`."""
    for words, _ in _commands(text):
        names = [word.rpartition("/")[2] for word in words]
        if any(name in _OURS and verb == "approve" for name, verb in pairwise(names)) and names[0] not in _SAY:
            return True
    return False


def written(text: str) -> tuple[str, ...]:
    """Files that the command names as what it writes, moves or removes."""
    found: list[str] = []
    for words, targets in _commands(text):
        found += targets
        if words:
            found += _by(words)
    return tuple(dict.fromkeys(path for path in found if path and path != "-" and not path.startswith("/dev/")))


def _commands(text: str, deep: int = 0) -> Iterator[tuple[list[str], list[str]]]:
    """Each command as its words, and the files that its output goes to; those in a `bash -c` as well."""
    words, targets, sign = list[str](), list[str](), ""
    for token in (*tokens(text), Token(None, ";")):
        if token.word is not None:
            if not sign:
                words.append(token.word.text)
            elif sign == ">":
                targets.append(token.word.text)
            sign = ""
        elif token.sign in (">", "<"):
            sign = token.sign
        else:
            words = _bare(words)
            yield words, targets
            if (inner := _inner(words)) and deep < _DEEP:
                yield from _commands(inner, deep + 1)
            words, targets, sign = [], [], ""


def _bare(words: list[str]) -> list[str]:
    """Without what may stand in front of a command."""
    while words and (words[0] in _PREFIXES or re.fullmatch(r"\w+=.*", words[0], re.DOTALL)):
        words = words[1:]
    return words


def _inner(words: Sequence[str]) -> str:
    """What `bash -c` is given."""
    if not words or words[0].rpartition("/")[2] not in _SHELLS:
        return ""
    flag = next((at for at, word in enumerate(words) if re.fullmatch(r"-\w*c", word)), 0)
    return words[flag + 1] if flag and flag + 1 < len(words) else ""


def _by(words: Sequence[str]) -> list[str]:
    name, rest = words[0].rpartition("/")[2], list(words[1:])
    plain = [word for word in rest if not word.startswith("-")]
    if name in _WRITERS:
        return plain
    if name in _COPIERS:
        return plain[-1:]
    if name in _IN_PLACE and any(word.startswith(_IN_PLACE[name]) for word in rest):
        return plain[1:] if len(plain) > 1 else plain
    if name == "git" and plain and plain[0] in _GIT:
        return plain[1:]
    if name == "dd":
        return [word[3:] for word in rest if word.startswith("of=")]
    return []
