"""The shipped plan, carried out for real: SQLite, an embedded PostgreSQL, git, in a clone that is thrown away."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.conftest import ROOT, Ended, Place

MARKDOWN = "POSTGRES_MIGRATION_TRACKER.md"


@pytest.fixture
def clone(tmp_path: Path, hermetic: dict[str, str]) -> Iterator[Place]:
    """The repository as a fresh clone has it, together with what is changed here and not committed yet."""
    with tempfile.TemporaryDirectory(prefix="t-") as servers_of_this_one:  # a socket's path is short
        yield cloned(Place(tmp_path / "tracker", {**hermetic, "TMPDIR": servers_of_this_one}))


class Begun(NamedTuple):
    """A clone in which phase 4.1 has been run."""

    place: Place
    status: Ended
    """What `tracker status` said before."""
    run: Ended


@pytest.fixture
def begun(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, hermetic: dict[str, str]) -> Iterator[Begun]:
    """A copy for each test; the phase itself is run once, whichever worker comes first."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "begun"
    shared.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="t-") as servers_of_this_one:
        env = {**hermetic, "TMPDIR": servers_of_this_one}
        with (shared / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (shared / "said.json").exists():
                begin(shared, env)
        shutil.copytree(shared / "tracker", tmp_path / "tracker", symlinks=True)
        status, run = (Ended(**said) for said in json.loads((shared / "said.json").read_text()))
        yield Begun(Place(tmp_path / "tracker", env), status, run)


def begin(shared: Path, env: dict[str, str]) -> None:
    """Look at a fresh clone, run phase 4.1 in it, and keep what was said."""
    shutil.rmtree(shared / "tracker", ignore_errors=True)  # of a worker that failed
    place = cloned(Place(shared / "tracker", env))
    said = [place.tracker("status"), place.tracker("run", "4.1")]
    assert servers(place) == set()
    (shared / "said.json").write_text(json.dumps([asdict(each) for each in said]))


def cloned(place: Place) -> Place:
    if not (ROOT / ".git").exists():
        pytest.skip("this is not a clone of the repository, and has no history: an sdist, for example")
    subprocess.run(["git", "clone", "-q", str(ROOT), str(place.path)], env=place.env, check=True)
    listed = subprocess.run(
        ["git", "status", "--porcelain", "-z", "--untracked-files=all", "--no-renames"],
        cwd=ROOT,
        env=place.env,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in (entry[3:] for entry in listed.stdout.split("\0") if entry):
        target = place.path / name
        target.unlink(missing_ok=True)
        if (ROOT / name).exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)
    if place.changes():
        place.commit("Changes that are not committed yet")
    return place


def totals(place: Place, phase: str, check: str = "suite") -> dict[str, str]:
    """What the status view says about each variant of a check."""
    found = [each for each in place.status()[phase]["checks"] if each["id"] == check]
    return {each["variant"]["database"]: each["summary"] for each in found}


def bodies(place: Place, count: int) -> list[str]:
    return place.git("log", f"-{count}", "--format=%B%x00").split("\0")[:count]


def servers(place: Place) -> set[str]:
    """Folders of embedded servers that somebody has not given back."""
    root = Path(place.env["TMPDIR"]) / f"webbuilder-pg-{os.getuid()}"
    return {entry.name for entry in root.glob("*")} if root.exists() else set()


def test_a_fresh_clone_says_where_the_work_stands(clone: Place) -> None:
    view: dict[str, Any] = clone.tracker("status", "--json", below="examples/webbuilder/server").json
    phases = {phase["id"]: phase for phase in view["phases"]}
    assert (view["kind"], view["project"], view["next"]) == ("status", "PostgreSQL migration", "phase-4.1")
    for name in ("phase-1", "phase-2", "phase-2.1", "phase-2.2", "phase-2.3", "phase-3"):
        assert (name, phases[name]["status"], phases[name]["basis"]) == (name, "complete", "verified")
    assert (phases["phase-4.1"]["status"], phases["phase-4.1"]["basis"]) == ("ready", None)
    assert phases["phase-4.2"]["blocked_by"] == ["phase-4.1"]
    assert totals(clone, "phase-3") == {
        "sqlite": "572 of 766 passed, 80 failed, 100 errors, 14 skipped",
        "postgresql": "563 of 766 passed, 89 failed, 100 errors, 14 skipped",
    }
    assert clone.tracker("render", "--check").code == 0
    assert clone.tracker("validate").code == 0
    assert clone.changes() == ""


def test_phase_4_from_the_first_fix_to_the_last_regression_test(begun: Begun) -> None:
    clone, _, done = begun
    before, prompt = clone.git("show", f"HEAD~2:{MARKDOWN}"), "prompts/POSTGRES_PHASE4_COMPATIBILITY_FIXES.md"
    assert done.code == 0, done.out + done.err
    assert totals(clone, "phase-4.1") == {
        "sqlite": "652 of 766 passed, 100 errors, 14 skipped",
        "postgresql": "648 of 766 passed, 4 failed, 100 errors, 14 skipped",
    }
    record, work = bodies(clone, 2)
    for body in (record, work):
        assert "\nTracker-Phase: phase-4.1\nTracker-Run: 01" in body
    changed = clone.git("show", "--format=", "--name-only", "HEAD~1").split()
    assert changed == [
        "examples/webbuilder/migration/postgres_schema.sql",
        "examples/webbuilder/migration/sqlite_schema.sql",
        "examples/webbuilder/tests/conftest.py",
        "examples/webbuilder/tests/support/database.py",
    ]
    assert clone.changes() == ""
    issues = {issue["id"]: issue for issue in clone.tracker("issues", "--json").json["issues"]}
    for name in ("missing-queue-position", "test-isolation", "missing-adw-locks"):
        assert (issues[name]["status"], issues[name]["resolved_at"]) == ("resolved", clone.git("rev-parse", "HEAD~1").strip())
    assert issues["column-case"]["counts"] == {"sqlite": 0, "postgresql": 2}
    assert clone.read(MARKDOWN) != before
    assert "PRAGMA Statement Compatibility" in clone.read(prompt)
    assert "syntax error at or near" in clone.read(prompt)

    head = clone.git("rev-parse", "HEAD")
    again = clone.tracker("run", "phase-4.1")
    assert again.code == 0
    assert again.out.startswith("phase-4.1 is up to date: all checks passed for what ")
    assert (clone.git("rev-parse", "HEAD"), clone.changes()) == (head, "")

    done = clone.tracker("run", "4.2", "4.3")
    assert done.code == 0, done.out + done.err
    assert set(totals(clone, "phase-4.3").values()) == {"652 of 766 passed, 100 errors, 14 skipped"}
    assert clone.tracker("render", "--check").code == 0
    assert clone.status()["phase-4"]["basis"] == "verified"
    assert servers(clone) == set()
    calm_and_true(clone)


def calm_and_true(clone: Place) -> None:
    """What is said once all of phase 4 is done: no alarm, history as it was, and the same in documents as in the status."""
    view, said = clone.tracker("status", "--json").json, clone.tracker("status").out
    phases = {phase["id"]: phase for phase in view["phases"]}
    assert {p["status"] for p in phases.values()} == {"complete", "ready", "pending"}
    assert not re.search(r"^  (!|x|\?) ", said, re.MULTILINE)
    assert len(re.findall("changed since", said)) == 1
    assert sum(word in said.lower() for word in ("stale", "regressed", "failed", "undone", "broken")) == 0
    text, results = clone.read(MARKDOWN), clone.read("POSTGRES_TEST_RESULTS.md")
    for page in (text, results):
        assert "572 of 766 passed (74.7%)" in page
        assert "563 of 766 passed (73.5%)" in page
        assert "passed 563 → 648 → 652; failed 89 → 4 → 0" in page
    assert "passed 563 → 648 → 652" in clone.tracker("summary").out
    assert "suite[postgresql]: passed 563 → 648 → 652" in clone.tracker("explain", "3").out
    words = {f"{each['check']} {each['figure']}": each["words"] for each in view["trend"]}
    assert words["suite[postgresql] passed"] == "563 → 648 → 652"
    assert re.match(r"\d phases changed since by 4\.1, 4\.2", view["changed_since"])
    for page in (text, clone.tracker("summary").out):
        assert len(re.findall(re.escape(view["changed_since"]), page)) == 1
    assert re.search(r"^As of \d{4}-\d\d-\d\d, run `01\w{24}`: \d phases changed since", text, re.MULTILINE)
    for phase in view["phases"]:
        if phase["commit"] and not phase["children"]:
            name = phase["id"].replace("phase-", "Phase ")
            (line,) = re.findall(rf"^#+ \S+ {re.escape(name)}: .*\n(?:.+\n|\n)*?(\*\*Status:\*\* .*)", text, re.MULTILINE)
            assert f"verified at `{phase['commit'][:7]}`" in line
            assert ("changed since" in line) is (phase["currency"] == "changed")


def test_a_fix_that_fixes_nothing_fails_the_phase_and_the_prompt_says_which_tests(clone: Place) -> None:
    script = "examples/webbuilder/scripts/create_adw_locks.py"
    honest = clone.read(script)
    clone.write(script, "print('trust me')\n")
    clone.commit("A script that only says so")
    done = clone.tracker("run", "4.1")
    assert done.code == 1
    phase = clone.status()["phase-4.1"]
    assert (phase["status"], phase["basis"]) == ("failed", None)
    assert totals(clone, "phase-4.1")["sqlite"] == "645 of 766 passed, 7 failed, 100 errors, 14 skipped"
    prompt = clone.read("prompts/POSTGRES_PHASE4_CRITICAL_FIXES.md")
    assert "tests.test_locks::test_a_free_lock_is_taken" in prompt
    assert "no such table: adw_locks" in prompt
    assert "`tests/test_locks.py` (7)" in prompt
    assert clone.tracker("show", "last").code == 0

    clone.write(script, honest)
    clone.git("commit", "-q", "-m", "The script as it was", "--", script)
    done = clone.tracker("run", "4.1")
    assert done.code == 0, done.out + done.err
    assert clone.status()["phase-4.1"]["status"] == "complete"
    assert clone.changes() == ""


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_each_fix_can_be_taken_back(clone: Place, database: str) -> None:
    """The reverts of the plan, in reverse order, lead back to the totals of phase 3."""
    folder = clone.path / "examples/webbuilder"
    names = ["add_queue_position", "fix_test_isolation", "create_adw_locks", "replace_pragma", "lowercase_columns"]

    def fix(name: str, *words: str) -> str:
        command = ["python", f"scripts/{name}.py", *words]
        return subprocess.run(command, cwd=folder, env=clone.env, check=True, capture_output=True, text=True).stdout

    for name in names:
        assert "changed" in fix(name)
        assert fix(name) == "nothing to do\n"
    for name in reversed(names):
        assert "reverted" in fix(name, "--revert")
        assert fix(name, "--revert") == "nothing to do\n"
    assert clone.changes() == ""
    counts = subprocess.run(
        ["python", "scripts/count_schema.py", "--database", database],
        cwd=folder,
        env=clone.env,
        check=True,
        capture_output=True,
        text=True,
    )
    assert counts.stdout == '{"tables": 26, "indexes": 41, "views": 0, "errors": 0}\n'


def test_a_fix_refuses_a_file_that_it_does_not_know(clone: Place) -> None:
    schema = clone.path / "examples/webbuilder/migration/sqlite_schema.sql"
    mine = schema.read_text().replace("depends_on_phase", "waits_for")
    schema.write_text(mine)
    done = subprocess.run(
        ["python", "examples/webbuilder/scripts/add_queue_position.py"],
        cwd=clone.path,
        env=clone.env,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "migration/sqlite_schema.sql: expected 'depends_on_phase INTEGER,' once, found it 0 times" in done.stderr
    assert clone.git("diff", "--name-only").split() == ["examples/webbuilder/migration/sqlite_schema.sql"]
    assert schema.read_text() == mine
