"""The side of the subject: what became of the tests between a commit and now.

Honest work stays easy: tests that were added, moved, parametrized, or rewritten with as much asserted as before are
information. What was lost is named with its place: tests gone, skipped, or asserting less; configuration by which tests are
left out; a program of a check that cannot fail any more. Nothing is run, and texts come from the functions that are given.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from tracker.bar import configuration, python_tests, text_tests
from tracker.bar.change import Change, Direction
from tracker.bar.commands import is_constant
from tracker.bar.compared import compared_helpers, compared_python, compared_text
from tracker.bar.names import is_collected, is_config, is_python_test, is_test_file, matters
from tracker.bar.scripts import weakened

Texts = Callable[[Iterable[str]], Mapping[str, str]]
"""Paths → their texts; a path that is not there is left out."""

UP, DOWN, SAME = Direction.RAISED, Direction.LOWERED, Direction.CHANGED


class Subject(NamedTuple):
    """What differs from a commit."""

    changed: Mapping[str, str]
    """Path → its path in that commit; empty for a file that was not there. A file that is gone keeps its path."""
    before: Texts
    after: Texts
    commits: Callable[[], Mapping[str, str]] = dict
    """Path → the newest commit since then that changed it."""
    programs: frozenset[str] = frozenset()
    """Paths that commands of the phase's checks name."""


def subject_changes(subject: Subject) -> tuple[Change, ...]:
    """Everything that became of tests, of their configuration and of the programs of checks."""
    wanted = [path for path in subject.changed if matters(path, subject.changed[path], subject.programs)]
    if not wanted:
        return ()
    pairs = _pairs(wanted, subject)
    found = [*_python(pairs), *_text(pairs), *_configuration(pairs), *_programs(pairs, subject.programs)]
    commits = subject.commits() if found else {}
    return tuple(change._replace(commit=commits.get(change.place.rpartition(":")[0], "")) for change in found)


class Pair(NamedTuple):
    """A file before and after; empty text for one that is not there."""

    old: str
    """Its path before."""
    before: str
    after: str


def _pairs(wanted: list[str], subject: Subject) -> dict[str, Pair]:
    old = {subject.changed[path] for path in wanted if subject.changed[path]}
    before, after = subject.before(sorted(old)), subject.after(sorted(wanted))
    made = {path: _pair(subject.changed[path], before, after.get(path, "")) for path in wanted}
    return {path: pair for path, pair in made.items() if pair.before != pair.after or pair.old != path}


def _pair(old: str, before: Mapping[str, str], after: str) -> Pair:
    return Pair(old if old in before else "", before.get(old, ""), after)


# -- tests --------------------------------------------------------------------------------------------------------------


def _python(pairs: Mapping[str, Pair]) -> Iterator[Change]:
    files = {path: pair for path, pair in pairs.items() if is_python_test(path) or is_python_test(pair.old)}
    old: dict[str, ast.Module] = {}
    new: dict[str, ast.Module] = {}
    for path, pair in files.items():
        for text, name, trees in ((pair.before, pair.old, old), (pair.after, path, new)):
            tree = python_tests.parse(text) if text else None
            if tree is not None:
                trees[name] = tree
            elif text and name:
                yield Change(name, SAME, "it cannot be read as Python", f"{name}:1")
    before, after = python_tests.tests_in(old), python_tests.tests_in(new)
    lost = {path: tests for path, tests in after.items() if not _collected(path, files[path].old)}
    after = {path: tests for path, tests in after.items() if path not in lost}
    yield from compared_python(before, after, {pair.old: path for path, pair in files.items() if pair.old})
    yield from _helpers(pairs)


def _helpers(pairs: Mapping[str, Pair]) -> Iterator[Change]:
    """Files without tests beside them, and what is in conftest.py."""
    for path, pair in pairs.items():
        if is_collected(path) or not (is_python_test(path) or path.rpartition("/")[2] == "conftest.py"):
            continue
        old, new = (python_tests.parse(text) if text else None for text in (pair.before, pair.after))
        if old is not None and new is not None:
            yield from compared_helpers(python_tests.helpers_in(pair.old, old), python_tests.helpers_in(path, new))


def _collected(path: str, old: str) -> bool:
    """Whether a file is still one in which tests are looked for: a new name must not hide them."""
    return is_collected(path) or (bool(old) and not is_collected(old))


def _text(pairs: Mapping[str, Pair]) -> Iterator[Change]:
    files = {path: pair for path, pair in pairs.items() if is_test_file(path) or is_test_file(pair.old)}
    before = {pair.old: text_tests.tests_in(pair.old, pair.before) for pair in files.values() if pair.before}
    after = {
        path: text_tests.tests_in(path, pair.after)
        for path, pair in files.items()
        if pair.after and (is_test_file(path) or not is_test_file(pair.old))
    }
    yield from compared_text(before, after, {pair.old: path for path, pair in files.items() if pair.old})
    for path, pair in files.items():
        yield from _skips(path, pair, sum(len(test.skips) for test in after.get(path, {}).values()))


def _skips(path: str, pair: Pair, told: int) -> Iterator[Change]:
    """Whole groups that are skipped: `describe.skip(`."""
    if told:
        return
    old = [words for _, words in text_tests.file_skips(pair.old, pair.before)]
    for line, words in text_tests.file_skips(path, pair.after):
        if words in old:
            old.remove(words)
        else:
            yield Change(path, DOWN, f"tests are skipped (`{words}`)", f"{path}:{line}")


# -- what decides beside them ---------------------------------------------------------------------------------------------


def _configuration(pairs: Mapping[str, Pair]) -> Iterator[Change]:
    for path, pair in pairs.items():
        if not is_config(path) or configuration.relevant(path, pair.before) == configuration.relevant(path, pair.after):
            continue
        found = list(configuration.lowered(path, pair.before, pair.after))
        yield from (Change(path, DOWN, f"test configuration: {words}", f"{path}:{line}") for line, words in found)
        if not found:
            yield Change(path, SAME, "test configuration changed", f"{path}:1")


def _programs(pairs: Mapping[str, Pair], programs: frozenset[str]) -> Iterator[Change]:
    for path, pair in pairs.items():
        if path not in programs or is_python_test(path) or not pair.old or not pair.before:
            continue
        if is_config(path):
            continue
        if not pair.after:
            yield Change(path, DOWN, "a check runs it, and it is gone", f"{path}:1")
        elif _says_nothing(pair.after) and not _says_nothing(pair.before):
            yield Change(path, DOWN, "a check runs it, and it can no longer fail", f"{path}:1")
        elif found := list(weakened(path, pair.before, pair.after)):
            yield from (Change(path, DOWN, f"a check runs it, and {words}", f"{path}:{line}") for line, words in found)
        else:
            yield Change(path, SAME, "a check runs it, and it was changed in the same work", f"{path}:1")


def _says_nothing(text: str) -> bool:
    """Whether a script is only constant commands."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
    return all(is_constant(line) or line in _NOTHING or line.startswith(("set -", "import ", "print(")) for line in lines)


_NOTHING = (
    "pass",
    "sys.exit(0)",
    "exit(0)",
    "raise SystemExit(0)",
    "return 0",
    "process.exit(0)",
    "os._exit(0)",
    "quit()",
    "exit",
)
