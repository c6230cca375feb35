"""What stands for any language: make, just, pre-commit, Docker compose, and what CI runs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tracker.model.ports import Files
from tracker.scaffold.found import Role, Tool, commanded
from tracker.scaffold.tools.looking import first, text

_TARGETS = {
    Role.TESTS: ("test", "tests", "check"),
    Role.TYPES: ("types", "typecheck", "mypy"),
    Role.LINT: ("lint",),
    Role.BUILD: ("build",),
    Role.DOCS: ("docs",),
}
_RUN = re.compile(r"^\s*-?\s*run:\s*(?![|>])(\S.*?)\s*$", re.MULTILINE)
_TESTING = re.compile(r"\b(test|tests|pytest|tox|nox|rspec|phpunit|ctest|mix test|dotnet test)\b")


def find(files: Files) -> Iterator[Tool]:
    """The more a project says itself, the earlier it is taken."""
    taken: set[Role] = set()
    for tool in (*_recipes(files), *_hooks(files), *_ci(files)):
        if tool.role not in taken:
            taken.add(tool.role)
            yield tool


def _recipes(files: Files) -> Iterator[Tool]:
    for program, paths in (("make", ("Makefile", "makefile", "GNUmakefile")), ("just", ("justfile", "Justfile", ".justfile"))):
        path = next((name for name in paths if files.exists(name)), "")
        targets = set(re.findall(r"^@?([\w.-]+)[^:=\n]*:(?!=)", text(files, path), re.MULTILINE)) if path else set()
        for role, names in _TARGETS.items():
            if target := next((name for name in names if name in targets), ""):
                yield Tool(role, f"{program} {target}", path, commanded(f"{program} {target}"))


def _hooks(files: Files) -> Iterator[Tool]:
    if config := first(files, ".pre-commit-config.yaml", ".pre-commit-config.yml"):
        yield Tool(Role.LINT, "pre-commit", config, commanded("pre-commit run --all-files"))
    if compose := first(files, "compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"):
        yield Tool(Role.BUILD, "docker compose", compose, commanded("docker compose config --quiet"))


def _ci(files: Files) -> Iterator[Tool]:
    """The first command of a workflow that tests something, as it stands there."""
    for path in files.glob([".github/workflows/*.yml", ".github/workflows/*.yaml"]):
        for run in _RUN.findall(text(files, path)):
            if _TESTING.search(run) and "${{" not in run and not run.startswith(("'", '"')):
                yield Tool(Role.TESTS, run, path, commanded(run))
                return
