"""Python: pytest, unittest, tox and nox, mypy, ruff, Sphinx."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.model.ports import Files
from tracker.scaffold.found import Role, Tool, commanded
from tracker.scaffold.tools.looking import at, first, table, text

_IGNORE = ("__pycache__/", ".pytest_cache/")


def find(files: Files) -> Iterator[Tool]:
    """Tests first, then types and lint."""
    project = table(files, "pyproject.toml")
    prefix = _prefix(files, project)
    yield from _tests(files, project, prefix)
    yield from _types(files, project, prefix)
    if why := _configured(files, project, "ruff", "ruff.toml", ".ruff.toml"):
        yield Tool(Role.LINT, "ruff", why, commanded(f"{prefix}ruff check ."), (".ruff_cache/",))
    if conf := first(files, "docs/conf.py", "doc/conf.py", "docs/source/conf.py"):
        folder = conf.rpartition("/")[0]
        run = f"{prefix}python -m sphinx -W -b html {folder} build/docs"
        yield Tool(Role.DOCS, "Sphinx", conf, commanded(run), ("build/",))


def _prefix(files: Files, project: dict[str, object]) -> str:
    """How a tool of the project's own environment is started."""
    if files.exists("uv.lock"):
        return "uv run "
    if files.exists("poetry.lock") or at(project, "tool", "poetry"):
        return "poetry run "
    return "pdm run " if files.exists("pdm.lock") else ""


def _configured(files: Files, project: dict[str, object], tool: str, *own: str) -> str:
    """The file that configures a tool; empty when none does."""
    if at(project, "tool", tool) is not None:
        return f"[tool.{tool}] in pyproject.toml"
    if f"[{tool}" in text(files, "setup.cfg"):
        return f"[{tool}] in setup.cfg"
    return next((name for name in own if files.exists(name)), "")


def _tests(files: Files, project: dict[str, object], prefix: str) -> Iterator[Tool]:
    why = _configured(files, project, "pytest", "pytest.ini", ".pytest.ini", "conftest.py", "tests/conftest.py")
    tests = first(files, "tests/**/test_*.py", "test/**/test_*.py", "test_*.py", "tests/**/*_test.py", "**/test_*.py")
    if why or (tests and not _is_unittest(files, tests)):
        yield Tool(
            Role.TESTS,
            "pytest",
            why or tests,
            {"kind": "pytest", "run": f"{prefix}python -m pytest", **_sources(files, project)},
            _IGNORE,
        )
    elif tests:
        folder = tests.rpartition("/")[0]
        run = f"{prefix}python -m unittest discover" + (f" -s {folder}" if folder else "")
        run += " -t ." if folder and files.exists(f"{folder}/__init__.py") else ""
        yield Tool(Role.TESTS, "unittest", tests, commanded(run, **_sources(files, project)), _IGNORE[:1])
    elif files.exists("noxfile.py"):
        yield Tool(Role.TESTS, "nox", "noxfile.py", commanded(f"{prefix}nox"), (".nox/", *_IGNORE))
    elif files.exists("tox.ini"):
        yield Tool(Role.TESTS, "tox", "tox.ini", commanded(f"{prefix}tox"), (".tox/", *_IGNORE))


def _sources(files: Files, project: dict[str, object]) -> dict[str, object]:
    """Where the package lies below src/: the tests judge what is there, also where nobody installed it."""
    configured = at(project, "tool", "pytest", "ini_options", "pythonpath") or "pythonpath" in text(files, "pytest.ini")
    return {} if configured or not first(files, "src/*/__init__.py", "src/*.py") else {"env": {"PYTHONPATH": "src"}}


def _is_unittest(files: Files, path: str) -> bool:
    """A suite of classes of unittest, which pytest would run as well; without pytest anywhere it may not be there."""
    said = text(files, path)
    wanted = " ".join(text(files, name) for name in files.glob(["requirements*.txt", "pyproject.toml", "setup.py", "Pipfile"]))
    return "unittest" in said and "pytest" not in said and "pytest" not in wanted


def _types(files: Files, project: dict[str, object], prefix: str) -> Iterator[Tool]:
    if why := _configured(files, project, "mypy", "mypy.ini", ".mypy.ini"):
        named = at(project, "tool", "mypy", "files") or at(project, "tool", "mypy", "packages")
        bare = named or "files" in text(files, "mypy.ini")
        yield Tool(Role.TYPES, "mypy", why, commanded(f"{prefix}mypy" + ("" if bare else " .")), (".mypy_cache/",))
    elif why := _configured(files, project, "pyright", "pyrightconfig.json"):
        yield Tool(Role.TYPES, "pyright", why, commanded(f"{prefix}pyright"))
