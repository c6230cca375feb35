"""Scripts that checks run, recipes and the scripts of a package: what of a change makes them ask for less."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from tracker.bar.commands import evasions, is_constant, lessened
from tracker.bar.names import is_recipe

_SHELL = re.compile(r"\.(?:sh|bash|zsh|ksh|bats)$|(?:^|/)[^/.]+$")
_ALIKE = 0.5
_STRUCTURE = re.compile(
    r"(?:if|then|else|elif|fi|for|do|done|while|case|esac|\{|\}|function|local|export|readonly|return|shift|cd|source|\.|set|trap)\b.*"
    r"|[\w-]+\s*\(\)\s*\{?|[\w]+=.*|\}|\)|;;"
)
"""Lines of a script that run nothing that could fail for the project's sake."""
_WEAK: tuple[tuple[str, str], ...] = (
    (r"^trap\b.*\bexit\s+0\b", "it always succeeds"),
    (r"^(?:if\s+(?:false|\[\s*\d*\s*\])|while\s+false)\b", "what follows is not reached"),
    (r"^:\s*<<", "what follows is not run"),
    (r"[^&|]&\s*$", "nothing waits for it"),
    (r"^!\s", "it passes when the command fails"),
    (r"(?<!\|)\|\s*(?:tee|tail|head|cat|sort|wc|tr|cut)\b", "its failure may be lost in a pipe"),
)
_STRICT = {
    "errexit": re.compile(r"^#!.*\s-\w*e|^set\s+(?:\S+\s+)*(?:-\w*e\w*|-o\s+errexit)", re.MULTILINE),
    "pipefail": re.compile(r"^set\s.*\bpipefail\b", re.MULTILINE),
}
"""What makes a shell stop at failures."""


def is_shell(path: str, text: str) -> bool:
    """Whether a file is a shell script, by its name and its first line."""
    first = text.partition("\n")[0]
    if first.startswith("#!"):
        return re.search(r"\b(?:ba|da|z|k)?sh\b", first) is not None
    return _SHELL.search(path) is not None and not is_recipe(path)


def weakened(path: str, before: str, after: str) -> Iterator[tuple[int, str]]:
    """(line, words) of everything by which a script or recipe fails less often than it did."""
    if path.rpartition("/")[2] == "package.json":
        yield from _package(before, after)
    elif is_recipe(path):
        yield from _recipe(before, after)
    elif is_shell(path, after or before):
        yield from _script(before, after)


def _script(before: str, after: str) -> Iterator[tuple[int, str]]:
    old, new = _lines(before), _lines(after)
    gone = [line for _, line in old if line not in {text for _, text in new}]
    fresh = [(number, line) for number, line in new if line not in {text for _, text in old}]
    told = False
    for number, line in fresh:
        twin = _twin(line, gone)
        if twin:
            gone.remove(twin)
        for words in _ways(twin, line):
            told = True
            yield number, f"{words}: `{_short(line)}`"
    for name, pattern in _STRICT.items():
        if pattern.search(before) and not pattern.search(after):
            yield 1, f"it no longer stops at failures ({name})"
    yield from _early(old, new)
    lost = [line for line in gone if not _STRUCTURE.fullmatch(line) and not is_constant(line)]
    more = [line for _, line in fresh if not _STRUCTURE.fullmatch(line) and not is_constant(line)]
    if not told and len(lost) > len(more):
        yield from ((1, f"it no longer runs `{_short(line)}`") for line in lost)


def _ways(twin: str, line: str) -> Iterator[str]:
    """How a new line asks for less than the one in whose place it is."""
    if line.startswith("set -"):
        return
    found = list(lessened(twin, line)) if twin else [] if _STRUCTURE.fullmatch(line) else list(evasions(line).values())
    found += [words for pattern, words in _WEAK if re.search(pattern, line) and not re.search(pattern, twin)]
    yield from dict.fromkeys(found)


def _early(old: list[tuple[int, str]], new: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """An `exit 0` in front of what was run before."""
    for place, (number, line) in enumerate(new[:-1]):
        if re.fullmatch(r"(?:exit|return)(?:\s+0)?", line) and line not in [text for _, text in old[:-1]]:
            yield number, f"nothing after it is run: `{line}`"
            return
        if place and re.match(r"(?:if|case|while|for)\b|.*\{$", line):
            return


def _recipe(before: str, after: str) -> Iterator[tuple[int, str]]:
    """Lines of a Makefile or the like that were weakened; whole recipes may come and go."""
    old, new = _lines(before), _lines(after)
    gone = [line for _, line in old if line not in {text for _, text in new}]
    for number, line in new:
        if line in {text for _, text in old}:
            continue
        twin = _twin(line, gone)
        bare, was = line.lstrip("@"), twin.lstrip("@")
        if re.match(r"\.IGNORE\b|MAKEFLAGS\b.*(?:-i|-k|--ignore-errors)|\.?ignore[-_]errors?\b", bare):
            yield number, f"failures are passed over: `{_short(line)}`"
        elif twin and ((bare[:1] == "-" != was[:1]) or ("ignore_error" in bare and "ignore_error" not in was)):
            yield number, f"its failure is passed over: `{_short(line)}`"
        elif twin:
            yield from ((number, f"{words}: `{_short(line)}`") for words in _ways(was, bare))
        else:
            continue
        if twin:
            gone.remove(twin)


def _package(before: str, after: str) -> Iterator[tuple[int, str]]:
    """The scripts of a package.json."""
    old, new = _scripts(before), _scripts(after)
    for name, command in old.items():
        for words in lessened(command, new.get(name, command)):
            yield _line_of(after, f'"{name}"'), f"script {name}: {words}"
    for name in new.keys() - old.keys():
        plain = re.sub(r"^(?:pre|post)", "", name)
        if plain != name and plain in old and evasions(new[name]):
            yield _line_of(after, f'"{name}"'), f"script {name}: {next(iter(evasions(new[name]).values()))}"


def _scripts(text: str) -> dict[str, str]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    scripts = value.get("scripts") if isinstance(value, dict) else None
    return (
        {str(name): command for name, command in scripts.items() if isinstance(command, str)}
        if isinstance(scripts, dict)
        else {}
    )


def _lines(text: str) -> list[tuple[int, str]]:
    """(number, line) without comments; lines that go on are one."""
    found: list[tuple[int, str]] = []
    start, parts = 0, ""
    for number, raw in enumerate(text.splitlines(), 1):
        line = re.sub(r"(?:^|\s)#.*", "", raw).strip()
        start = start or number
        if line.endswith("\\"):
            parts += line[:-1].strip() + " "
            continue
        if parts + line:
            found.append((start, (parts + line).strip()))
        start, parts = 0, ""
    return [*found, (start, parts.strip())] if parts.strip() else found


def _twin(line: str, gone: list[str]) -> str:
    """The line that was there before in its place; empty when none is alike."""

    def likeness(other: str) -> float:
        return max(
            SequenceMatcher(None, line, other).ratio(), 1.0 if other.lstrip("@-") and other.lstrip("@-") in line else 0.0
        )

    best = max(gone, key=likeness, default="")
    return best if best and likeness(best) >= _ALIKE else ""


def _line_of(text: str, part: str) -> int:
    place = text.find(part)
    return text.count("\n", 0, place) + 1 if place >= 0 else 1


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"  # noqa: PLR2004 - what still fits on a line
