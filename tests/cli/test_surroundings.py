"""Other people's machines: what stands in the folder, on the PATH and in the environment does not decide what tracker is."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Place

CHECK = "checks: [{id: a, kind: command, run: 'echo grün ✓ && test -s größe.txt', inputs: ['größe.txt']}]\n"


@pytest.fixture
def named(place: Place) -> Place:
    """A plan with letters that ASCII lacks, in names, texts and output."""
    place.write("größe.txt", "viel")
    place.phase("phase-1", CHECK)
    place.write(".gitignore", "*.pyc\n")
    place.commit("Grüße")
    place.git("switch", "-qc", "zweig/grün")
    return place


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"},
    ],
    ids=["C", "ascii", "latin-1", "both"],
)
def test_a_poor_locale_loses_nothing(named: Place, env: dict[str, str]) -> None:
    for words in (
        ["status"],
        ["run", "1"],
        ["explain", "1"],
        ["status", "--json"],
        ["show", "last"],
        ["prompt", "1"],
        ["render"],
    ):
        done = subprocess.run(named.command(*words), cwd=named.path, env={**named.env, **env}, capture_output=True, check=False)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        assert b"Traceback" not in done.stderr
    assert named.status()["phase-1"]["basis"] == "verified"
    (journal,) = (named.path / ".tracker/journal").glob("*.jsonl")
    text = journal.read_text(encoding="utf-8")
    assert "grün ✓" in text
    assert "größe.txt" in text
    assert "zweig/grün" in text


@pytest.mark.parametrize("module", ["yaml", "json", "typer", "pydantic", "git", "tracker"])
def test_a_module_of_the_project_is_not_ours(named: Place, module: str) -> None:
    named.write(f"{module}.py", "raise SystemExit('imported from the project')\n")
    for words in (["status"], ["validate"]):
        command = [sys.executable, "-m", "tracker", *words]
        env = {**named.env, "PYTHONPATH": str(ROOT)}
        if module == "tracker":  # Python itself would take the folder's: the console script does not
            command = [sys.executable, "-c", "from tracker.__main__ import main; main()", *words]
            command[1:1] = ["-P"]
        done = subprocess.run(command, cwd=named.path, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "imported from the project" not in done.stdout + done.stderr


@pytest.mark.parametrize("path", [":{}", "{}:", ".:{}", "{}::"])
def test_a_git_of_the_project_is_not_run(named: Place, path: str) -> None:
    program = named.write("git", "#!/bin/sh\ntouch ran-it\nexit 1\n")
    program.chmod(0o755)
    ended = named.tracker("status", PATH=path.format(os.environ["PATH"]))
    assert ended.code == 0, ended.err
    assert not (named.path / "ran-it").exists()


@pytest.mark.parametrize("mask", [0o077, 0o027])
def test_nothing_of_ours_may_be_read_by_whom_the_umask_forbids_it(named: Place, mask: int) -> None:
    command = ["sh", "-c", f'umask {mask:03o}; exec "$@"', "sh", *named.command("run", "1")]
    subprocess.run(command, cwd=named.path, env=named.env, check=True, capture_output=True)
    ours = [named.path / ".tracker", *(named.path / ".tracker").rglob("*"), named.path / "TRACKER.md"]
    wide = [path for path in ours if path.exists() and not path.is_symlink() and stat.S_IMODE(path.stat().st_mode) & mask]
    assert wide == []


def test_windows_is_told_where_to_run_it() -> None:
    code = "import sys; sys.platform = 'win32'; import tracker.__main__"
    done = subprocess.run([sys.executable, "-c", code], cwd=Path(ROOT), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "does not run on Windows" in done.stderr
    assert "WSL" in done.stderr


@pytest.mark.parametrize("limit", [10, 12, 14, 16, 18, 20, 24, 32, 64])
def test_too_few_descriptors_are_no_failure_of_the_phase(place: Place, limit: int) -> None:
    checks = "".join(f"  - {{id: c{n}, kind: command, run: test -s app.txt, inputs: [app.txt]}}\n" for n in range(6))
    place.write("app.txt", "one")
    place.phase("phase-1", f"checks:\n{checks}")
    place.commit("Start")
    command = ["sh", "-c", f'ulimit -n {limit}; exec "$@"', "sh", *place.command("run", "1", "-j", "6")]
    done = subprocess.run(command, cwd=place.path, env=place.env, capture_output=True, text=True, check=False)
    assert "bug" not in done.stderr
    assert "Traceback" not in done.stderr
    outcomes = [check["outcome"] for check in place.status()["phase-1"]["checks"]]
    assert set(outcomes) <= {"passed", "unknown"}, done.stdout
    if done.returncode:
        assert done.stderr.startswith("error: ")
    else:
        assert set(outcomes) == {"passed"}
    assert place.tracker("run", "1").code == 0
