"""From nothing to a proved phase, as somebody does it who has read nothing."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.conftest import Place
from tracker.bootstrap import open_project
from tracker.cli.init import TEMPLATE
from tracker.commands.init import Wish, init
from tracker.commands.validate import validate
from tracker.scaffold.templates import ALL

KINDS = {
    "python": {"tests/test_a.py": "def test_a():\n    assert True\n", "pyproject.toml": "[tool.mypy]\n[tool.ruff]\n"},
    "pytest": {"tests/test_a.py": "def test_a():\n    assert True\n"},
    "node": {
        "package.json": json.dumps({"type": "module", "scripts": {"test": "node --test"}}),
        "test/a.test.js": "import test from 'node:test';\ntest('adds', () => {});\n",
    },
    "typescript": {
        "package.json": json.dumps({"scripts": {"test": "vitest"}, "devDependencies": {"vitest": "3", "typescript": "5"}}),
        "tsconfig.json": "{}",
    },
    "go": {"go.mod": "module x\n"},
    "both": {"go.mod": "module x\n", "tests/test_a.py": "def test_a():\n    pass\n", "Makefile": "lint:\n\ttrue\n"},
    "data": {"data/a.csv": "a,b\n1,2\n"},
    "nothing": {},
}
MINUTES = 120
"""Seconds from `tracker init` to the first proved phase, at most."""


@pytest.fixture
def bare(place: Place) -> Place:
    """A repository without a plan."""
    shutil.rmtree(place.path / "phases", ignore_errors=True)
    (place.path / "tracker.yaml").unlink(missing_ok=True)
    return place


def having(place: Place, kind: str) -> Place:
    for name, text in KINDS[kind].items():
        place.write(name, text)
    place.write("README.md", "# Project\n")
    place.commit("Before")
    return place


def follow(place: Place) -> str:
    """Type what `tracker init` says, and nothing else; what the last command printed."""
    out = ""
    for command in place.tracker("init", "--json").json["commands"]:
        words = command.removeprefix("tracker ").split() if command.startswith("tracker ") else []
        if words:
            ended = place.tracker(*words)
            assert ended.code == 0, ended.out + ended.err
            out = ended.out
        else:
            subprocess.run(["bash", "-c", command], cwd=place.path, env=place.env, check=True, capture_output=True)
    return out


@pytest.mark.parametrize("template", ALL)
@pytest.mark.parametrize("kind", KINDS)
def test_every_plan_is_valid_and_warns_of_nothing(bare: Place, template: str, kind: str) -> None:
    for name, text in KINDS[kind].items():
        bare.write(name, text)
    init(str(bare.path), Wish(template))
    view = validate(open_project(str(bare.path)))
    assert view["warnings"] == []
    assert view["checks"] >= 1


@pytest.mark.parametrize("kind", ["pytest", "node", "data", "nothing"])
def test_what_init_says_leads_to_a_proved_phase(bare: Place, kind: str) -> None:
    if kind == "node" and not shutil.which("node"):
        pytest.skip("node is not installed")
    having(bare, kind)
    began = time.monotonic()
    out = follow(bare)
    assert "phase-1 complete at" in out
    assert time.monotonic() - began < MINUTES
    assert bare.status()["phase-1"]["basis"] == "verified"
    status = subprocess.run(
        ["git", "status", "--porcelain"], cwd=bare.path, env=bare.env, capture_output=True, text=True, check=True
    )
    assert status.stdout == "", "nothing is left to commit or to ignore"


def test_what_init_says_works_where_there_is_no_repository(bare: Place) -> None:
    shutil.rmtree(bare.path / ".git")
    bare.write("README.md", "# Project\n")
    assert "phase-1 complete at" in follow(bare)


def test_what_init_says_works_where_nothing_is_committed_yet(bare: Place) -> None:
    bare.write("tests/test_a.py", "def test_a():\n    assert True\n")
    bare.write(".gitignore", "*.log\n")
    assert "phase-1 complete at" in follow(bare)
    assert bare.changes() == ""


def test_init_adds_only_what_it_wrote_where_there_are_commits(bare: Place) -> None:
    having(bare, "pytest")
    for pack in (False, True):
        if pack:
            bare.git("pack-refs", "--all")
            shutil.rmtree(bare.path / "phases")
            (bare.path / "tracker.yaml").unlink()
        assert "git add -A" not in bare.tracker("init", "--json").json["commands"][0]


@pytest.mark.parametrize(
    "test",
    [
        "from greet import hello\n\n\ndef test_hello():\n    assert hello\n",
        "import unittest\nimport greet\n\n\nclass T(unittest.TestCase):\n    def test_a(self):\n        assert greet.hello\n",
    ],
)
def test_a_package_below_src_is_tested_where_it_is_not_installed(bare: Place, test: str) -> None:
    bare.write("src/greet/__init__.py", "hello = 1\n")
    bare.write("tests/test_greet.py", test)
    bare.commit("Before")
    assert "phase-1 complete at" in follow(bare)


@pytest.mark.parametrize("locked", [False, True])
def test_a_lock_file_that_cargo_will_write_is_ignored_and_one_that_is_there_is_not(bare: Place, locked: bool) -> None:
    bare.write("Cargo.toml", "[package]\n")
    if locked:
        bare.write("Cargo.lock", "")
    bare.tracker("init", "--yes")
    assert ("Cargo.lock" in bare.read(".gitignore").splitlines()) is not locked


def test_a_check_fails_for_a_reason(bare: Place) -> None:
    having(bare, "pytest")
    bare.tracker("init")
    bare.write("tests/test_a.py", "def test_a():\n    assert 1 == 2\n")
    bare.commit("Break")
    ended = bare.tracker("run", "1")
    assert ended.code == 1
    assert "1 test: AssertionError: assert 1 == 2  tests/test_a.py:2" in ended.out


def test_later_phases_are_compared_with_the_baseline(bare: Place) -> None:
    having(bare, "node" if shutil.which("node") else "python")
    assert bare.tracker("init", "--template", "refactoring").code == 0
    text = (bare.path / "phases/phase-2.yaml").read_text()
    assert "no_regressions_since: phase-1" in text
    assert "- phase-1" in text


def test_what_exists_is_kept(bare: Place) -> None:
    having(bare, "python")
    bare.write(".gitignore", "*.log\n__pycache__")
    bare.write("AGENTS.md", "# Agents\n\nBe kind.\n")
    bare.tracker("init", "--agents")
    assert (bare.path / ".gitignore").read_text().startswith("*.log\n__pycache__\n.pytest_cache/\n")
    text = (bare.path / "AGENTS.md").read_text()
    assert text.startswith("# Agents\n\nBe kind.\n\n<!-- tracker -->\n")
    assert text.count("<!-- tracker -->") == text.count("<!-- /tracker -->") == 1
    again = bare.tracker("init")
    assert again.code == 4
    assert "tracker.yaml already exists" in again.err


def test_without_being_asked_nothing_is_said_to_agents(bare: Place) -> None:
    having(bare, "nothing")
    bare.tracker("init", "--yes")
    assert not (bare.path / "AGENTS.md").exists()


def test_phases_that_somebody_wrote_are_no_place_for_a_plan(bare: Place) -> None:
    bare.write("phases/old.yml", "id: phase-1\ntitle: Mine\n")
    ended = bare.tracker("init")
    assert ended.code == 4
    assert "phases/old.yml already exists" in ended.err
    assert not (bare.path / "tracker.yaml").exists()


def test_a_killed_init_is_carried_on(bare: Place) -> None:
    having(bare, "python")
    bare.tracker("init")
    (bare.path / "tracker.yaml").unlink()
    assert bare.tracker("init").code == 0
    (bare.path / "tracker.yaml").unlink()
    bare.write("phases/phase-1.yaml", (bare.path / "phases/phase-1.yaml").read_text() + "notes: [mine]\n")
    assert bare.tracker("init").code == 4


def test_an_unknown_template_names_them_all(bare: Place) -> None:
    ended = bare.tracker("init", "--template", "nope")
    assert ended.code == 2
    assert "One of: blank, migration" in ended.err
    assert not (bare.path / "tracker.yaml").exists()


def test_editors_find_the_schema(bare: Place) -> None:
    bare.tracker("init", "--name", 'Müller & "Söhne"', "--goal", "To be: done")
    for file in (bare.path / "tracker.yaml", bare.path / "phases/phase-1.yaml"):
        place = file.read_text().partition("$schema=")[2].split()[0]
        assert json.loads((file.parent / place).read_text())["properties"]
    assert bare.tracker("status", "--json").json["project"] == 'Müller & "Söhne"'


def test_a_terminal_is_asked(bare: Place) -> None:
    having(bare, "python")
    out = bare.terminal("init", typed="refactoring\nNo change in behaviour\ny\n")
    assert "Kinds of work: blank, migration" in out
    assert (bare.path / "phases/phase-2.yaml").exists()
    assert "goal: No change in behaviour" in (bare.path / "tracker.yaml").read_text()
    assert (bare.path / "AGENTS.md").exists()


@pytest.mark.timeout(300)
def test_a_project_with_vitest_is_proved_by_its_own_report(bare: Place) -> None:
    """With vitest from the registry: skipped where that cannot be reached."""
    bare.write(
        "package.json", json.dumps({"type": "module", "scripts": {"test": "vitest"}, "devDependencies": {"vitest": "^3.0.0"}})
    )
    bare.write("src/add.js", "export const add = (a, b) => a + b;\n")
    test = (
        'import {expect, test} from "vitest";\nimport {add} from "./add.js";\ntest("adds", () => expect(add(1, 2)).toBe(3));\n'
    )
    bare.write("src/add.test.js", test)
    if not shutil.which("npm"):
        pytest.skip("npm is not installed")
    command = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--fetch-retries=0", "--fetch-timeout=20000"]
    env = {**bare.env, "npm_config_cache": str(Path(bare.path).parent / "npm")}
    try:
        subprocess.run(command, cwd=bare.path, env=env, check=True, timeout=120)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        pytest.skip("the registry of npm cannot be reached")
    bare.commit("Before")
    assert "tests                      passed  1 of 1 passed" in follow(bare)


def test_help_names_every_template() -> None:
    *names, last = ALL
    assert f"{', '.join(names)} or {last}." in TEMPLATE.about
