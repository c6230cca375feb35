"""From a project that exists to its first proved phase, by typing only what the program itself prints, with the real tools."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import Place
from tests.recording.said import commands_said
from tests.recording.terminal import Terminal

SECONDS = 120
"""From `tracker init` to the first proved phase, at most."""
PROJECTS = {
    "pytest": {
        "pyproject.toml": '[project]\nname = "greet"\nversion = "0.1"\n[tool.pytest.ini_options]\npythonpath = ["src"]\n',
        "src/greet/__init__.py": 'def hello(name: str) -> str:\n    return f"Hello, {name}"\n',
        "tests/test_greet.py": 'from greet import hello\n\n\ndef test_hello():\n    assert hello("you") == "Hello, you"\n',
    },
    "vitest": {
        "package.json": json.dumps({"type": "module", "devDependencies": {"vitest": "^3.2.0", "typescript": "^5.9.0"}}),
        "tsconfig.json": json.dumps(
            {
                "compilerOptions": {
                    "strict": True, "noEmit": True, "module": "esnext", "moduleResolution": "bundler", "skipLibCheck": True,
                },
                "include": ["src"],
            }
        ),
        "src/hello.ts": "export const hello = (name: string): string => `Hello, ${name}`\n",
        "src/hello.test.ts": "import { expect, test } from 'vitest'\nimport { hello } from './hello'\n"
        "test('hello', () => expect(hello('you')).toBe('Hello, you'))\n",
        ".gitignore": "node_modules/\n",
    },
    "go": {
        "go.mod": "module example.org/greet\n\ngo 1.19\n",
        "greet.go": 'package greet\n\nfunc Hello(name string) string { return "Hello, " + name }\n',
        "greet_test.go": 'package greet\n\nimport "testing"\n\nfunc TestHello(t *testing.T) {\n'
        '\tif Hello("you") != "Hello, you" {\n\t\tt.Fatal("another greeting")\n\t}\n}\n',
    },
    "folder": {"data/rivers.csv": "name,km\nRhine,1233\n", "README.md": "# Rivers\n"},
}  # fmt: skip
NEEDS = {"vitest": ("node", "npm"), "go": ("go",)}


@pytest.fixture(params=PROJECTS)
def project(request: pytest.FixtureRequest, tmp_path: Path, hermetic: dict[str, str]) -> Place:
    """A project as it was before anybody knew of tracker; the plain folder has no git either."""
    kind = request.param
    for tool in NEEDS.get(kind, ()):
        if not shutil.which(tool):
            pytest.skip(f"{tool} is not installed")
    made = Place(tmp_path / "greet", hermetic)
    for name, text in PROJECTS[kind].items():
        made.write(name, text)
    if kind == "vitest":
        npm = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"]
        if subprocess.run(npm, cwd=made.path, check=False, timeout=SECONDS, capture_output=True).returncode:
            pytest.skip("npm cannot reach its registry")
    if kind != "folder":
        made.git("init", "-q")
        made.commit("Before")
    return made


@pytest.mark.timeout(400)
@pytest.mark.parametrize("begin", ["tracker init --yes", "tracker init"])
def test_what_it_prints_leads_to_a_proved_phase(project: Place, begin: str, capsys: pytest.CaptureFixture[str]) -> None:
    bin_folder = project.path.parent / "bin"
    bin_folder.mkdir()
    (bin_folder / "tracker").write_text('#!/bin/sh\nexec python -m tracker "$@"\n')
    (bin_folder / "tracker").chmod(0o755)
    terminal = Terminal(project.path, {**project.env, "PATH": f"{bin_folder}:{project.env['PATH']}"})
    began = time.monotonic()
    first = terminal.type(begin, answers="" if "--yes" in begin else "\n\n\n")
    assert first.code == 0, first.text
    said = commands_said(first.text)
    assert said[-1] == "tracker run"
    for command in said:
        ended = terminal.type(command, limit=SECONDS)
        assert ended.code == 0, ended.text
    seconds = time.monotonic() - began
    with capsys.disabled():
        sys.stderr.write(f"\n{begin} to a proved phase, {project.path.parent.name}: {seconds:.1f} s\n")
    assert seconds < SECONDS
    assert project.status()["phase-1"]["basis"] == "verified"
    assert re.search(r"phase-1: +complete", ended.text)
    after = commands_said(ended.text)
    assert after, ended.text
    for command in after:
        ended = terminal.type(command, limit=SECONDS)
        assert ended.code == 0, ended.text
    assert project.changes() == ""
