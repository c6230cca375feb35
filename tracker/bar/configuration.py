"""Test configuration: what of a change decides which tests run, and what their outcomes become."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from tracker.bar.asserting import Function
from tracker.bar.commands import lessened
from tracker.bar.expressions import name_of
from tracker.bar.names import is_recipe
from tracker.bar.python_tests import parse
from tracker.bar.scripts import weakened

_HOOKS = (
    "pytest_runtest_makereport", "pytest_runtest_logreport", "pytest_collection_modifyitems", "pytest_pyfunc_call",
    "pytest_runtest_call", "pytest_runtest_protocol", "pytest_runtest_setup", "pytest_runtest_teardown",
    "pytest_ignore_collect", "pytest_collect_file", "pytest_pycollect_makeitem", "pytest_itemcollected",
    "pytest_sessionfinish", "pytest_report_teststatus", "pytest_cmdline_main", "pytest_runtestloop",
    "pytest_exception_interact", "pytest_load_initial_conftests", "pytest_cmdline_parse", "pytest_collection",
    "pytest_deselected", "pytest_pycollect_makemodule", "pytest_configure", "pytest_generate_tests",
)  # fmt: skip
"""Hooks that can turn an outcome into another, or leave tests out."""
_OUTCOMES = ("pytest_runtest_makereport", "pytest_runtest_logreport", "pytest_report_teststatus", "pytest_pyfunc_call")
"""Hooks that are there to make outcomes."""
_DANGERS = (
    "outcome", "longrepr", "skip", "xfail", "deselect", "items[", "items.clear", "items.remove", "items.pop", "del items",
    "exitstatus", "force_result", "force_exception", "get_result", "ignore", "return", "_exit", "except", "suppress", "collect",
    "option.keyword", "option.markexpr", "option.maxfail", ", [])", ", ())",
)  # fmt: skip
"""Words in a hook by which tests are left out, or outcomes changed."""
_KEPT_OUT = ("collect_ignore", "collect_ignore_glob")

_LESS = re.compile(
    r"(?i)(?:reruns|retries|retry|retryTimes|flaky\w*|testPathIgnorePatterns|testIgnore|exclude|excludes|ignore|omit|norecursedirs"
    r"|passWithNoTests|bail|grep|grepInvert|testNamePattern|allowOnly|pass_with_no_tests|deselect|modulePathIgnorePatterns"
    r"|default-filter|ignore_outcome|testFailureIgnore|ignoreFailures|ignore_errors?|success_codes|dangerouslyIgnoreUnhandledErrors"
    r"|skipTests|skipITs|maven\.test\.skip|excludeTestsMatching|excludeTags|excludedGroups|CTEST_CUSTOM_TESTS_IGNORE)\b"
)
"""Keys of which one more means that fewer failures are seen."""
_MORE = re.compile(
    r"(?i)(?:xfail_strict|strict\w*|fail[_-]under|coverageThreshold|forbidOnly|failOnWarnings?|error\b|testpaths|python_(?:files|classes|functions)"
    r"|filterwarnings|testMatch|testRegex|include|required_plugins|minversion|thresholds?|statements|branches|functions|lines)"
)
"""Keys of which one fewer means the same."""
_WHICH = re.compile(r"(?i)(?:python_(?:files|classes|functions)|testMatch|testRegex|testPattern)")
"""Keys that say which files or names are tests."""
_OFF = re.compile(r"(?i)(?<![\w-])(?:autotests|harness|doctest|test|enabled)\s*=\s*false\b")
"""Tests that are switched off in a build."""
_OWN_RUNNER = re.compile(r"\b(?:testRunner|runner)[\"']?\s*:\s*[\"'](?:\.|<rootDir>)")
_EVERYWHERE = ("sitecustomize.py", "usercustomize.py")
_BUILDS = (
    r"(?im)^.*(?:testFailureIgnore|skipTests|skipITs|maven\.test\.skip|excludedGroups|ignoreFailures|excludeTestsMatching|excludeTags"
    r"|(?:autotests|harness|doctest|\btest|enabled)\s*=\s*(?:false|true)).*$"
)
"""Lines of a build that are about tests."""
_PARTS = {
    "pom.xml": _BUILDS,
    "build.gradle": _BUILDS,
    "build.gradle.kts": _BUILDS,
    "Cargo.toml": _BUILDS,
    "pyproject.toml": r"(?ms)^\[tool\.(?:pytest|coverage|tox|nox)[^\]]*\].*?(?=^\[|\Z)",
    "setup.cfg": r"(?ms)^\[(?:tool:pytest|coverage:\w+)\].*?(?=^\[|\Z)",
    "package.json": r"(?s)\"(?:jest|vitest|mocha|ava|nyc|c8|scripts)\"\s*:\s*"
    r"(?:\{[^{}\n]*(?:\{[^{}\n]*\}[^{}\n]*)*\}|\{.*?\n  \})",
}
"""The parts of a file of many uses that are about tests."""


def relevant(path: str, text: str) -> str:
    """What of a file is about tests."""
    pattern = _PARTS.get(path.rpartition("/")[2])
    return text if pattern is None else "\n".join(re.findall(pattern, text))


def lowered(path: str, before: str, after: str) -> Iterator[tuple[int, str]]:
    """(line, words) of everything in a change by which tests are left out, or outcomes changed."""
    if path.endswith(".py"):
        yield from _hooks(before, after)
        if path.rpartition("/")[2] in _EVERYWHERE and after.strip():
            yield 1, "it is run before every Python program"
        elif path.rpartition("/")[2] == "noxfile.py":
            yield from ((line, words) for line, words in _added(before, after) if "success_codes" in words)
        return
    if is_recipe(path):
        yield from weakened(path, before, after)
        return
    if path.rpartition("/")[2] == "package.json":
        yield from weakened(path, before, after)
        before, after = _without_scripts(before), _without_scripts(after)
    old, new = _lines(relevant(path, before)), _lines(relevant(path, after))
    gone = [line for line in old if line not in new]
    for line in new:
        if line in old:
            continue
        twin = next((other for other in gone if _key(other) == _key(line)), "") or "".join(get_close_matches(line, gone, 1))
        yield from ((_line_of(after, line), f"{way}: `{line.strip()}`") for way in _ways(twin, line))
    for line in gone:
        if _MORE.search(_key(line)) and not any(_key(other) == _key(line) for other in new):
            yield 1, f"removed: `{line.strip()}`"


def _ways(twin: str, line: str) -> list[str]:
    """What a new line leaves out, beside the one that had its key."""
    ways = list(lessened(f"pytest {_bare(twin)}", f"pytest {_bare(line)}"))
    if not ways and re.match(r"[^=:]*[=:]\s*-\s+\w", line) and twin and not re.match(r"[^=:]*[=:]\s*-\s+\w", twin):
        ways = ["its failure is passed over"]
    if not ways and _less(line) - _less(twin) and not _is_off(line):
        ways = ["tests or failures are left out"]
    if not ways and _OFF.search(line) and not _OFF.search(twin):
        ways = ["tests are switched off"]
    if not ways and _OWN_RUNNER.search(line) and not _OWN_RUNNER.search(twin):
        ways = ["the tests are run by something else"]
    if not ways and twin and _MORE.search(_key(line)) and _is_less(twin, line):
        ways = ["a threshold was lowered"]
    if not ways and twin and _LESS.search(_key(line)) and _is_longer(twin, line):
        ways = ["more is excluded"]
    if not ways and _WHICH.search(line) and _other_tests(twin, line):
        ways = ["test discovery was changed"]
    return ways


def _less(line: str) -> set[str]:
    """The keys in a line of which one more means that fewer failures are seen; tags of XML are keys, too."""
    found = (match[1] or match[2] for match in re.finditer(r"([\w.-]+)[\"']?\s*[:=]|<([\w.-]+)>", line))
    return {name for name in found if _LESS.fullmatch(name)}


def _other_tests(before: str, after: str) -> bool:
    """Whether names that were looked for, by default those with `test` in them, are not any more."""
    if not before:
        return "test" not in after.partition("=")[2].partition(":")[0].lower() + after.partition(":")[2].lower()
    return not set(_patterns(before)) <= set(_patterns(after))


def _patterns(line: str) -> list[str]:
    return re.findall(r"[\w./*?-]*[*?][\w./*?-]*|[\w-]+", line.partition("=")[2] or line.partition(":")[2])


def _without_scripts(text: str) -> str:
    return re.sub(r'(?s)"scripts"\s*:\s*\{[^{}]*\}', "", text)


def _added(before: str, after: str) -> Iterator[tuple[int, str]]:
    """Lines that were not there, as (line, words)."""
    known = {line.strip() for line in before.splitlines()}
    for number, line in enumerate(after.splitlines(), 1):
        if line.strip() and line.strip() not in known:
            yield number, f"failures are left out: `{line.strip()}`"


def _hooks(before: str, after: str) -> Iterator[tuple[int, str]]:
    old, new = _defined(before), _defined(after)
    for name, (line, text) in new.items():
        before_text = old.get(name, (0, ""))[1]
        if text != before_text and (name in _OUTCOMES or _replaces(name, text) or _dangers(text) - _dangers(before_text)):
            what = "was changed" if before_text else "was added"
            yield line, f"`{name}` {what}: it can change outcomes, or leave tests out"


def _dangers(text: str) -> set[str]:
    """The lines of a hook by which tests are left out, or outcomes changed."""
    lines = (line.strip() for line in text.splitlines() if not line.strip().startswith(("def ", "async def ", "@")))
    return {line for line in lines if any(word in line for word in _DANGERS)}


def _defined(text: str) -> dict[str, tuple[int, str]]:
    """Hooks and lists of what is left out → (line, text), wherever in the file they are."""
    tree = parse(text)
    if tree is None:
        return {}
    found: dict[str, tuple[int, str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, Function):
            if node.name in _HOOKS or any(name_of(mark).endswith("hookimpl") for mark in node.decorator_list):
                found[node.name] = (node.lineno, ast.unparse(node))
            elif _is_everywhere(node) and _touches(node):
                found[f"fixture {node.name}"] = (node.lineno, ast.unparse(node))
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                name = name_of(target)
                if _is_replaced(target, node.value):
                    found[name] = (node.lineno, ast.unparse(node))
                if name in _KEPT_OUT or any(
                    part in name for part in ("longrepr", "outcome", "exitstatus", "__assert", "AssertionError")
                ):
                    found[name] = (node.lineno, ast.unparse(node))
        elif isinstance(node, ast.Call) and name_of(node.func).endswith(("add_marker", "rewrite_asserts")):
            found[name_of(node.func)] = (node.lineno, ast.unparse(node))
        elif isinstance(node, ast.Attribute | ast.Name) and name_of(node).rpartition(".")[2] == "_exit":
            found[name_of(node)] = (node.lineno, ast.unparse(node))
    return found


def _replaces(name: str, text: str) -> bool:
    return "." in name and text.startswith(f"{name} = ")


def _is_replaced(target: ast.expr, value: ast.expr) -> bool:
    """Whether a function of a module is replaced for every test: `calc.add = lambda …`, `unittest.TestCase.assertEqual = …`."""
    if not isinstance(target, ast.Attribute):
        return False
    root = name_of(target).partition(".")[0]
    return isinstance(value, ast.Lambda) or root in ("unittest", "pytest", "builtins", "_pytest")


def _is_everywhere(node: Function) -> bool:
    return any("autouse=True" in ast.unparse(mark) for mark in node.decorator_list)


def _touches(node: Function) -> bool:
    """Whether a fixture that every test gets skips tests, or swallows what they raise."""
    text = ast.unparse(node)
    return any(word in text for word in ("pytest.skip", "pytest.xfail", "except ", "suppress"))


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip() and not line.strip().startswith(("#", ";", "//"))]


def _key(line: str) -> str:
    """`addopts`, `"testIgnore"`; the line itself where it has no key."""
    match = re.match(r"\s*(?:[{,]\s*)?[\"']?([\w.:-]+)[\"']?\s*[=:]", line)
    return match[1] if match else line


def _bare(line: str) -> str:
    """What a line gives to its key, as words of a command."""
    if "<" in line:
        said = re.sub(r"<[^>]+>", " ", line)
    elif re.match(r"\s*[\"']?-", line):
        said = line
    else:
        said = line.partition("=")[2] or line.partition(":")[2] or line
    return re.sub(r"[\"',\[\]{}=]+|:(?=\s|$)", " ", said)


def _is_off(line: str) -> bool:
    return re.search(r"[=:]\s*(?:0|false|\[\s*\])\s*,?\s*$", line, re.IGNORECASE) is not None


def _is_less(before: str, after: str) -> bool:
    old, new = (re.findall(r"\d+", line) for line in (before, after))
    if old and new:
        return int(new[0]) < int(old[0])
    if re.search(r"(?i)true|error", before) and re.search(r"(?i)false|ignore|default", after):
        return True
    return not old and len(after) < len(before) and set(_words(after)) < set(_words(before))


def _is_longer(before: str, after: str) -> bool:
    old, new = (re.findall(r"\d+", line) for line in (before, after))
    if old and new:
        return int(new[0]) > int(old[0])
    return set(_words(before)) < set(_words(after))


def _words(line: str) -> list[str]:
    return re.findall(r"[\w./*-]+", line)


def _line_of(text: str, line: str) -> int:
    place = text.find(line)
    return text.count("\n", 0, place) + 1 if place >= 0 else 1


def only_relevant(changed: Mapping[str, tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Configuration files whose part about tests differs."""
    return {path: pair for path, pair in changed.items() if relevant(path, pair[0]) != relevant(path, pair[1])}
