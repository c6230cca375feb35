"""What a change of a command does: whether it can still fail, and whether it still looks at everything that it looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_CONSTANT = re.compile(
    r"\s*(?:sh\s+-c\s+)?['\"]?\s*(?:/usr)?(?:/bin/)?(?:true|:|exit\s+0|(?:echo|printf)\b[^|&;]*|test\s+-[a-z]\s+[./]+|\[\s+-[a-z]\s+[./]+\s+\])"
    r"\s*['\"]?\s*"
)
"""A command that says the same whatever the project is like."""

EVASIONS: tuple[tuple[str, str], ...] = (
    (r"\|\|\s*(?:true|:|exit 0|echo|printf)(?=\s|['\"]|$)", "its failure is swallowed"),
    (r";\s*(?:true|:|exit 0|echo\b|printf\b)", "only what follows it decides"),
    (r"\bsh\s+-c\b[^|]*[^|]\|(?!\|)\s*\w", "its failure is lost in a pipe"),
    (r"(?:^|\s)set \+e", "failures are passed over"),
    (r"(?:^|[\s'\"=])(?:-k|--deselect|--ignore(?:-glob|-files|-pattern)?)(?=[\s=]|$)", "tests are deselected"),
    (r"(?:^|[\s'\"=])-m[ =]?['\"]?\s*not\b", "tests are deselected by their marks"),
    (r"(?:^|\s)(?:-skip|-short)(?=[\s=]|$)", "tests are left out"),
    (r"(?:^|\s)--(?:skip|exclude(?:-\w+)*|omit)(?=[\s=]|$)", "something is left out"),
    (
        r"(?:^|\s)--(?:grep|invert|testNamePattern|test-name-pattern|testPathIgnorePatterns|testPathPattern|filter)(?=[\s=]|$)",
        "tests are chosen",
    ),
    (r"(?:^|\s)(?:-t|-run|--run)(?=[\s=]|$)", "tests are chosen"),
    (r"(?:^|[\s'\"=])(?:--lf|--last-failed|--sw|--stepwise(?:-skip)?)(?=[\s=]|$)", "only some tests are run"),
    (r"(?:^|\s)(?:--onlyChanged|--changedSince|--onlyFailures)(?=[\s=]|$)", "only some tests are run"),
    (r"(?:^|[\s'\"=])(?:--co|--collect-only|--setup-only|--setup-plan|--fixtures)(?=\s|$)", "nothing is run"),
    (r"(?:^|\s)(?:--listTests|--list)(?=\s|$)", "nothing is run"),
    (r"(?:^|\s)(?:--version|--help|-h|--dry-run|--no-run)(?=\s|$)", "nothing is run"),
    (r"(?:^|[\s'\"=])--(?:reruns|retries|retry|flaky|only-rerun|force-flaky)\b", "failures are retried"),
    (r"(?:^|\s)--(?:exit-zero|passWithNoTests|pass-with-no-tests|if-present)\b", "it passes even if nothing was tested"),
    (r"(?:^|\s)--no-error-on-unmatched-pattern\b", "it passes even if nothing was tested"),
    (r"(?:^|[\s'\"=])-p[ =]?no:", "a plugin is switched off"),
    (r"(?:^|\s)-O{1,2}(?=\s|$)|PYTHONOPTIMIZE", "Python leaves assertions out"),
    (r"(?:^|\s)--(?:update-snapshots?|updateSnapshot|snapshot-update|inline-snapshot=\S+)\b", "snapshots are rewritten"),
    (r"(?:^|\s)(?:timeout|nohup|setsid)\b.*?--preserve-status=0", "its failure is swallowed"),
    (r"(?:^|\s)-(?:i|k|-ignore-errors|-keep-going)(?=\s.*\bmake\b)", "failures are passed over"),
)  # fmt: skip
"""Words of a command by which it looks at less, and what they mean."""

DEMANDS: tuple[str, ...] = (
    "pipefail",
    "--cov-fail-under",
    "--strict",
    "--strict-markers",
    "--strict-config",
    "--max-warnings",
    "--ci",
    "--check",
    "--runInBand",
    "--forbid-only",
    "--forbidOnly",
    "--fail-on-warnings",
    "--locked",
    "--frozen",
    "-Werror",
    "-W error",
    "-race",
    "set -e",
)
"""Words of a command by which it asks for more."""

_VERBS = frozenset({"run", "exec", "dlx", "test", "pytest", "unittest", "jest", "vitest", "mocha", "nox", "tox"})
"""Words that say what a program does or starts, not what it looks at."""
_COVERAGE = re.compile(r"--(?:cov-)?fail-under[= ](\d+)")


def is_constant(command: str) -> bool:
    """Whether it says the same whatever the project is like."""
    return not command.strip() or _CONSTANT.fullmatch(command) is not None


def evasions(command: str) -> dict[str, str]:
    """The words by which a command looks at less → what they mean."""
    found: dict[str, str] = {}
    for pattern, words in EVASIONS:
        for match in re.finditer(pattern, command):
            found[match[0].strip(" '\"=;")] = words
    return found


def lessened(before: str, after: str) -> Iterator[str]:
    """How a command looks at less than it did, a clause each; nothing when that cannot be said."""
    if is_constant(after) and not is_constant(before):
        yield "it can no longer fail"
        return
    known = evasions(before)
    for word, words in evasions(after).items():
        if word not in known:
            yield f"{words} (`{word}`)"
    for word in DEMANDS:
        if _has(before, word) and not _has(after, word):
            yield f"`{word}` was removed"
    old, new = _COVERAGE.search(before), _COVERAGE.search(after)
    if old and new and int(new[1]) < int(old[1]):
        yield f"coverage asked for: {old[1]} → {new[1]}"
    yield from _narrowed(before, after)


def _has(command: str, word: str) -> bool:
    return re.search(rf"(?:^|[\s'\"=]){re.escape(word)}(?=[\s='\"]|$)", command) is not None


def _narrowed(before: str, after: str) -> Iterator[str]:
    """Paths that gave way to some of what is below them, and paths that went while others stayed."""
    old, new = _paths(before), _paths(after)
    gone = [path for path in old if path not in new]
    for path in gone:
        below = [other for other in new if other not in old and _is_below(other, path)]
        if below:
            yield f"`{path}` was narrowed to `{' '.join(below)}`"
        elif set(new) and set(new) < set(old):
            yield f"`{path}` is no longer checked"


def _paths(command: str) -> list[str]:
    """The words of a command after its first that can be paths, without what belongs to an option."""
    words = command.replace("'", " ").replace('"', " ").split()
    return [word.removesuffix("/") for word in words[1:] if word not in _VERBS and not word.startswith("-") and _is_path(word)]


def _is_path(word: str) -> bool:
    return re.fullmatch(r"[\w.@+*/:\[\]-]+", word) is not None and "=" not in word


def _is_below(path: str, folder: str) -> bool:
    return path.startswith((folder + "/", folder + "::")) or (folder == "." and not path.startswith("/"))


def joined(run: object) -> str:
    """A command as one text, however the plan has it."""
    if isinstance(run, str):
        return run
    return " ".join(map(str, run)) if isinstance(run, Iterable) else ""
