"""How a project is tested is read from its own files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tracker.bootstrap import files_of
from tracker.scaffold.found import named
from tracker.scaffold.tools import find_tools


def package(scripts: Mapping[str, str] | None = None, *needs: str) -> dict[str, str]:
    return {"package.json": json.dumps({"scripts": scripts or {}, "devDependencies": dict.fromkeys(needs, "1")})}


def found(folder: Path, files: Mapping[str, str]) -> list[tuple[str, str, object]]:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    tools = find_tools(files_of(str(folder))).tools
    return [(str(tool.role), tool.name, tool.check.get("run")) for tool in tools]


PYTEST = "def test_a():\n    pass\n"
UNITTEST = "import unittest\n\nclass Test(unittest.TestCase):\n    pass\n"
REPORT, REPORTERS = "build/test-report.xml", "--reporter=default --reporter=junit"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"tests/test_a.py": PYTEST}, [("tests", "pytest", "python -m pytest")]),
        ({"pkg/sub/test_a.py": PYTEST}, [("tests", "pytest", "python -m pytest")]),
        ({"test_a.py": UNITTEST}, [("tests", "unittest", "python -m unittest discover")]),
        ({"tests/test_a.py": UNITTEST}, [("tests", "unittest", "python -m unittest discover -s tests")]),
        (
            {"tests/__init__.py": "", "tests/test_a.py": UNITTEST},
            [("tests", "unittest", "python -m unittest discover -s tests -t .")],
        ),
        ({"tests/test_a.py": UNITTEST, "requirements-dev.txt": "pytest\n"}, [("tests", "pytest", "python -m pytest")]),
        ({"pytest.ini": "[pytest]\n", "uv.lock": ""}, [("tests", "pytest", "uv run python -m pytest")]),
        ({"setup.cfg": "[tool:pytest]\n", "tox.ini": ""}, [("tests", "tox", "tox")]),
        ({"noxfile.py": "import nox\n"}, [("tests", "nox", "nox")]),
        (
            {"pyproject.toml": "[tool.pytest.ini_options]\n[tool.mypy]\nfiles = ['a']\n[tool.ruff]\n"},
            [("tests", "pytest", "python -m pytest"), ("types", "mypy", "mypy"), ("lint", "ruff", "ruff check .")],
        ),
        ({"mypy.ini": "[mypy]\n"}, [("types", "mypy", "mypy .")]),
        ({"pyrightconfig.json": "{}"}, [("types", "pyright", "pyright")]),
        (
            package({"test": "vitest"}, "vitest"),
            [("tests", "vitest", f"npx --no-install vitest run {REPORTERS} --outputFile.junit={REPORT}")],
        ),
        (package({"test": "jest"}, "jest"), [("tests", "jest", "npm test")]),
        (
            package({"test": "jest"}, "jest", "jest-junit"),
            [("tests", "jest", "npx --no-install jest --reporters=default --reporters=jest-junit")],
        ),
        (package({"test": "mocha"}, "mocha"), [("tests", "npm test", "npm test")]),
        ({**package({"test": "mocha"}), "pnpm-lock.yaml": ""}, [("tests", "pnpm test", "pnpm test")]),
        (package({"test": 'echo "Error: no test specified" && exit 1'}), []),
        ({**package({"lint": "eslint ."}, "typescript", "eslint"), "tsconfig.json": "{}"},
         [("types", "tsc", "npx --no-install tsc --noEmit"), ("lint", "npm run lint", "npm run lint")]),
        ({**package({"typecheck": "tsc"}, "typescript"), "tsconfig.json": "{}"}, [("types", "tsc", "npm run typecheck")]),
        ({"go.mod": "module x\n"}, [("tests", "go test", "go test -count=1 ./..."), ("lint", "go vet", "go vet ./...")]),
        ({"Cargo.toml": "[package]\n"}, [("tests", "cargo test", "cargo test")]),
        ({"pom.xml": "<project/>"}, [("tests", "Maven", "mvn -B -q test")]),
        ({"pom.xml": "<project/>", "mvnw": ""}, [("tests", "Maven", "./mvnw -B -q test")]),
        ({"build.gradle.kts": "", "gradlew": ""}, [("tests", "Gradle", "./gradlew test --rerun-tasks")]),
        (
            {"Makefile": "test: build\n\t./t\nlint:\n\tx\nX := 1\n"},
            [("tests", "make test", "make test"), ("lint", "make lint", "make lint")],
        ),
        ({"justfile": "check:\n  x\n"}, [("tests", "just check", "just check")]),
        ({"Makefile": "test:\n\tx\n", "tests/test_a.py": PYTEST}, [("tests", "pytest", "python -m pytest")]),
        ({".pre-commit-config.yaml": "repos: []\n"}, [("lint", "pre-commit", "pre-commit run --all-files")]),
        ({"compose.yaml": "services: {}\n"}, [("build", "docker compose", "docker compose config --quiet")]),
        (
            {".github/workflows/ci.yml": "jobs:\n  a:\n    steps:\n      - run: npm ci\n      - run: bundle exec rspec\n"},
            [("tests", "bundle exec rspec", "bundle exec rspec")],
        ),
        ({".github/workflows/ci.yml": "      - run: ${{ matrix.test }}\n"}, []),
        ({"mkdocs.yml": "site_name: x\n"}, [("docs", "MkDocs", "mkdocs build --strict")]),
        ({"README.md": "# Nothing\n"}, []),
    ],
)  # fmt: skip
def test_a_tool_is_known_by_what_the_project_has(
    tmp_path: Path, files: Mapping[str, str], expected: list[tuple[str, str, object]]
) -> None:
    assert found(tmp_path, files) == expected


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": "{", "pyproject.toml": "= ="},
        {"package.json": "[]"},
        {"package.json": '{"scripts": 3, "devDependencies": []}'},
        {"package.json": '{"scripts": {"test": {}}}'},
        {"pyproject.toml": "tool = 3\n"},
        {"package.json": "[" * 100_000},
    ],
)
def test_what_cannot_be_read_says_nothing(tmp_path: Path, files: Mapping[str, str]) -> None:
    assert found(tmp_path, files) == []


def test_data_is_counted_where_it_lies(tmp_path: Path) -> None:
    found(tmp_path, {"data/a.csv": "x", "data/b.csv": "x", "data/raw/c.csv": "x", "top.jsonl": "{}"})
    (tool,) = find_tools(files_of(str(tmp_path))).tools
    assert tool.check["expect"] == [
        {"path": "data/*.csv", "count": ">= 2"},
        {"path": "data/raw/*.csv", "count": ">= 1"},
        {"path": "*.jsonl", "count": ">= 1"},
    ]


def test_several_tools_of_one_role_have_ids_of_their_own(tmp_path: Path) -> None:
    found(tmp_path, {"tests/test_a.py": PYTEST, "go.mod": "module x\n"})
    assert [check["id"] for check in named(find_tools(files_of(str(tmp_path))).tools)] == [
        "tests-pytest",
        "tests-go-test",
        "lint",
    ]
