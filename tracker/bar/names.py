"""What a file is by its name: a test, configuration of tests, or a recipe. Light: a look asks it of every file."""

from __future__ import annotations

import re

_COLLECTED = re.compile(r"(?:^|/)(?:test_[^/]*|[^/]*_test|tests?)\.py$")
_FILE = re.compile(
    r"(?:^|/)(?:tests?|__tests__|spec|specs|e2e|cypress|testing)/[^\n]*\.\w+$|[._-](?:test|spec|tests|cy)\.\w+$|_(?:test|spec)\.\w+$"
    r"|(?:Test|Tests|IT|Spec)\.\w+$|\.bats$"
)
_CODE = re.compile(r"\.(?:[cm]?[jt]sx?|vue|svelte|go|java|kt|groovy|scala|cs|rs|rb|php|bats|sh|exs?|dart|swift|cc|cpp|c)$")
_NAMES = re.compile(
    r"(?:^|/)(?:conftest\.py|pytest\.ini|\.pytest\.ini|tox\.ini|setup\.cfg|pyproject\.toml|noxfile\.py|sitecustomize\.py|usercustomize\.py"
    r"|(?:jest|vitest|vite|playwright|cypress|karma|wdio|ava)\.config\.\w+|\.mocharc(?:\.\w+)?|package\.json|karma\.conf\.js"
    r"|\.coveragerc|phpunit\.xml(?:\.dist)?|\.rspec|\.nycrc(?:\.\w+)?|nextest\.toml|codecov\.yml|pom\.xml|build\.gradle(?:\.kts)?"
    r"|Cargo\.toml|\.bazelrc|CTestCustom\.cmake)$"
)
_RECIPES = re.compile(r"(?:^|/)(?:GNU)?[Mm]akefile$|\.mk$|(?:^|/)\.?[Jj]ustfile$|(?:^|/)Taskfile\.ya?ml$|(?:^|/)Rakefile$")


def matters(path: str, old: str, programs: frozenset[str]) -> bool:
    """Whether a file is a test, configuration of tests or a program of a check. `old`: its path before; empty without one."""
    return path in programs or any(
        is_python_test(name) or is_test_file(name) or is_config(name) for name in (path, old) if name
    )


def is_python_test(path: str) -> bool:
    """Whether a Python file holds tests, or what they are made with."""
    folders = path.split("/")[:-1]
    return path.endswith(".py") and (is_collected(path) or any(name in ("test", "tests", "testing") for name in folders))


def is_collected(path: str) -> bool:
    """Whether pytest looks for tests in a file of this name."""
    return _COLLECTED.search(path) is not None


def is_test_file(path: str) -> bool:
    """Whether a file of another language than Python holds tests, by its name; Rust has them beside the code."""
    return _CODE.search(path) is not None and (_FILE.search(path) is not None or path.endswith(".rs"))


def is_config(path: str) -> bool:
    """Whether a file says how tests are run; one among the data of tests does not."""
    if any(part in ("fixtures", "testdata", "data", "node_modules") for part in path.split("/")[:-1]):
        return False
    return _NAMES.search(path) is not None or is_recipe(path)


def is_recipe(path: str) -> bool:
    """Whether a file is a Makefile or the like: several commands by name, most of which no check runs."""
    return _RECIPES.search(path) is not None
