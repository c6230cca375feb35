"""`tracker check`: what it runs, what it says of it, and what a clean checkout does not let pass."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.conftest import Place, started
from tracker.bootstrap import open_project
from tracker.journal import events as e
from tracker.journal.codec import encode

GREP = "checks: [{id: new, kind: command, run: grep -q new app.txt, inputs: [app.txt]}]\n"


@pytest.fixture
def done(place: Place) -> Place:
    """One phase, complete at a commit that has the work."""
    place.write("app.txt", "new\n")
    place.write(".gitignore", "build/\n__pycache__/\n.pytest_cache/\n")
    place.phase("phase-1", GREP)
    place.commit("Work")
    assert place.tracker("run", "1").code == 0
    return place


def everything(folder: Path) -> dict[str, tuple[int, str]]:
    return {
        str(path.relative_to(folder)): (path.lstat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "/.git/objects/" not in str(path)
    }


def outcomes(place: Place, *words: str, **env: str) -> tuple[int, dict[str, str]]:
    view = place.tracker("check", *words, "--json", **env).json
    return view["exit_code"], {f"{item['phase']}/{item['check']}": item["outcome"] for item in view["checks"]}


# -- what it does ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [(), ("--all",), ("--clean",), ("--sealed",), ("1",), ("1", "--sealed")])
def test_what_holds_holds_and_nothing_is_written(done: Place, how: tuple[str, ...]) -> None:
    before = everything(done.path)
    assert outcomes(done, *how) == (0, {"phase-1/new": "passed"})
    assert everything(done.path) == before


def test_it_says_what_broke_in_every_form(done: Place) -> None:
    done.write("app.txt", "old\n")
    said = done.tracker("check", "--junit", "build/out/report.xml", "--github")
    assert said.code == 1
    assert "broken phase-1/new: found exit code 1, expected 0" in said.out
    assert "1 broken; 0 checks hold in the work tree." in said.out
    assert "::error title=phase-1/new::found exit code 1, expected 0" in said.out
    case = ElementTree.parse(done.path / "build/out/report.xml").find("testsuite/testcase")
    assert case is not None
    assert (case.get("classname"), case.get("name")) == ("phase-1", "new")
    assert case.find("failure") is not None


def test_no_identity_and_a_shallow_clone(done: Place, tmp_path: Path) -> None:
    done.write("later.txt", "later")
    done.commit("Later")
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{done.path}", str(tmp_path / "ci")], check=True, env=done.env)
    ci = Place(tmp_path / "ci", {**done.env, "HOME": str(tmp_path), "GIT_CONFIG_GLOBAL": os.devnull})
    assert outcomes(ci, "--clean", "--all") == (0, {"phase-1/new": "passed"})
    said = ci.tracker("check", "1", "--sealed")
    assert said.code == 8
    assert "it cannot be known here: this clone is shallow and lacks" in said.out
    assert ci.changes() == ""


def test_guards_are_all_that_is_checked_where_there_are_any(place: Place) -> None:
    place.phase(
        "phase-1", "checks: [{id: a, kind: command, run: 'test -e a'}, {id: b, kind: command, run: 'true', guard: true}]\n"
    )
    place.phase("phase-2", "checks: [{id: c, kind: command, run: 'true'}, {id: d, kind: command, run: 'true'}]\n")
    place.write("a", "")
    place.write("tracker.yaml", "project: {name: Test}\nguards: [phase-2/d]\n")
    place.commit()
    assert outcomes(place) == (0, {})
    assert "There is nothing to check: no phase is complete yet." in place.tracker("check").out
    assert place.tracker("run", "1", "2").code == 0
    assert outcomes(place) == (0, {"phase-1/b": "passed", "phase-2/d": "passed"})
    (place.path / "a").unlink()
    assert outcomes(place)[0] == 0
    assert outcomes(place, "--all") == (
        1,
        {"phase-1/a": "broken", "phase-1/b": "passed", "phase-2/c": "passed", "phase-2/d": "passed"},
    )
    assert outcomes(place, "2") == (0, {"phase-2/c": "passed", "phase-2/d": "passed"})


def test_a_guard_that_names_nothing_is_a_mistake_in_the_plan(done: Place) -> None:
    done.write("tracker.yaml", "project: {name: Test}\nguards: [phase-1/nwe, phase-7/new, new]\n")
    said = done.tracker("validate")
    assert said.code == 3
    for words in ("tracker.yaml:2:10", "tracker.yaml:2:23", "this names no check"):
        assert words in said.err


def test_what_the_machine_lacks_is_no_regression(place: Place) -> None:
    tools = place.path.parent / "tools"
    tools.mkdir()
    for name in ("mytool", "shelltool"):
        (tools / name).write_text("#!/bin/sh\nexit 0\n")
        (tools / name).chmod(0o755)
    place.write("own.sh", "#!/bin/sh\nexit 0\n").chmod(0o755)
    place.phase(
        "phase-1",
        """
        checks:
          - {id: direct, kind: command, run: mytool --version}
          - {id: shell, kind: command, run: "shelltool && true"}
          - {id: behind, kind: command, run: "true", needs: [direct]}
          - {id: own, kind: command, run: ./own.sh}
        """,
    )
    place.commit()
    path = f"{tools}:{place.env['PATH']}"
    assert place.tracker("run", "1", PATH=path).code == 0
    code, found = outcomes(place)
    assert (code, found) == (
        8,
        {"phase-1/direct": "unknown", "phase-1/shell": "unknown", "phase-1/behind": "skipped", "phase-1/own": "passed"},
    )
    assert "could not check phase-1/direct: mytool is not installed" in place.tracker("check").out
    (place.path / "own.sh").unlink()  # a program of the project's own is not the machine's to have
    assert outcomes(place)[0] == 1
    assert outcomes(place, PATH=path)[1]["phase-1/own"] == "broken"


def test_waivers_are_listed_and_can_be_refused(place: Place) -> None:
    place.write("test_it.py", "import pytest\ndef test_a(): pass\n@pytest.mark.skip\ndef test_b(): pass\n")
    place.write(".gitignore", "__pycache__/\n.pytest_cache/\n")
    place.phase(
        "phase-1",
        """
        checks:
          - id: suite
            kind: pytest
            expect: {skipped: "<= 1", allow_skips: [{tests: "test_it::test_b", why: needs a licence}]}
        """,
    )
    place.commit()
    assert place.tracker("run", "1").code == 0
    view = place.tracker("check", "--json").json
    assert view["waivers"] == [
        {
            "phase": "phase-1",
            "check": "suite",
            "allowance": "allow_skips",
            "what": "test_it::test_b",
            "why": "needs a licence",
        }
    ]
    assert view["exit_code"] == 0
    said = place.tracker("check", "--no-waivers", "--github")
    assert said.code == 1
    assert "phase-1/suite allow_skips: test_it::test_b (needs a licence)" in said.out
    assert "::error title=phase-1/suite::allow_skips" in said.out


# -- what a clean checkout does not let pass ----------------------------------------------------------------------


def test_uncommitted_edits_and_those_that_git_was_told_not_to_see(done: Place) -> None:
    done.write("app.txt", "new, and uncommitted\n")
    done.write("base.txt", "old\n")
    done.phase("phase-2", "checks: [{id: base, kind: command, run: grep -q new base.txt, inputs: [base.txt]}]\n")
    done.commit()
    for flag in ("--assume-unchanged", "--skip-worktree"):
        done.git("update-index", flag, "base.txt")
        done.write("base.txt", "new\n")
        assert outcomes(done, "2") == (0, {"phase-2/base": "passed"})
        assert outcomes(done, "2", "--clean") == (1, {"phase-2/base": "broken"})
        assert done.read("base.txt") == "new\n"
        done.git("update-index", flag.replace("--", "--no-", 1), "base.txt")


def test_ignored_build_output_and_leftovers_of_an_earlier_run(done: Place) -> None:
    done.write("build/schema.sql", "new schema")
    done.phase("phase-2", "checks: [{id: built, kind: command, run: grep -q new build/schema.sql}]\n")
    done.commit()
    assert done.tracker("run", "2").code == 0
    assert outcomes(done, "2", "--sealed") == (1, {"phase-2/built": "broken"})


def test_an_ignored_conftest(done: Place) -> None:
    done.write("test_it.py", "def test_it(): assert False\n")
    done.write(
        "conftest.py", "def pytest_collection_modifyitems(items): items[:] = []\ndef pytest_sessionfinish(session): pass\n"
    )
    hook = "import pytest\n@pytest.hookimpl(wrapper=True)\ndef pytest_runtest_makereport(item, call):\n    r = yield\n    r.outcome = 'passed'; r.longrepr = None\n    return r\n"  # noqa: E501 - one file
    done.write("conftest.py", hook)
    (done.path / ".git/info/exclude").write_text("conftest.py\n")
    done.phase("phase-2", "checks: [{id: suite, kind: pytest}]\n")
    done.commit()
    refused = done.tracker("run", "2")
    assert refused.code == 1
    assert "conftest.py decides the result, and is ignored by git" in refused.out


def test_a_module_and_a_setting_in_the_users_home(done: Place) -> None:
    home = Path(done.env["HOME"])
    site = subprocess.run(
        [sys.executable, "-c", "import sys; print('python%d.%d' % sys.version_info[:2])"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    for folder in (home / f".local/lib/{site}/site-packages", home / "lib"):
        folder.mkdir(parents=True)
        (folder / "only_at_home.py").write_text("")
    done.phase("phase-2", "checks: [{id: home, kind: command, run: 'test -e \"$HOME/lib/only_at_home.py\"'}]\n")
    done.commit()
    assert done.tracker("run", "2").code == 0
    assert outcomes(done, "2", "--clean") == (1, {"phase-2/home": "broken"})
    assert outcomes(done, "2", "--sealed") == (1, {"phase-2/home": "broken"})


def test_a_submodule_with_uncommitted_work(done: Place, tmp_path: Path) -> None:
    lib = Place(tmp_path / "lib", done.env)
    lib.path.mkdir()
    lib.git("init", "-q")
    lib.write("lib.txt", "old\n")
    lib.commit()
    done.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(lib.path), "lib")
    done.phase("phase-2", "checks: [{id: lib, kind: command, run: grep -q new lib/lib.txt}]\n")
    done.commit()
    done.write("lib/lib.txt", "new\n")
    assert outcomes(done, "2") == (0, {"phase-2/lib": "passed"})
    assert outcomes(done, "2", "--clean") == (1, {"phase-2/lib": "broken"})


def test_programs_of_the_work_tree_and_a_path_that_the_plan_fixes(done: Place) -> None:
    for folder in (done.path / "build/bin", done.path.parent / "shims"):
        folder.mkdir(parents=True)
        (folder / "builder").write_text("#!/bin/sh\necho 'All 652 tests passed'\n")
        (folder / "builder").chmod(0o755)
    done.phase(
        "phase-2", "checks: [{id: builder, kind: command, run: builder test, expect: {output: [passed]}, inputs: [app.txt]}]\n"
    )
    done.commit()
    inside, outside = f"{done.path}/build/bin:{done.env['PATH']}", f"{done.path.parent}/shims:{done.env['PATH']}"
    assert done.tracker("run", "2", PATH=inside).code == 0
    assert outcomes(done, "2", "--clean", PATH=inside) == (8, {"phase-2/builder": "unknown"})
    assert "left out of PATH: build/bin of the work tree" in done.tracker("check", "2", "--clean", PATH=inside).out
    assert outcomes(done, "2", "--clean", PATH=outside) == (0, {"phase-2/builder": "passed"})  # this machine's: nobody can know
    done.write("tracker.yaml", "project: {name: Test}\nclean: {path: [/usr/bin, /bin]}\n")
    done.commit()
    assert outcomes(done, "2", "--clean", PATH=outside) == (8, {"phase-2/builder": "unknown"})


def test_a_package_that_is_installed_from_the_work_tree_is_taken_from_the_checkout(done: Place, tmp_path: Path) -> None:
    """As `pip install -e .` of a package in `src` leaves it."""
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    (site,) = venv.glob("lib/python3*/site-packages")
    (site / "mine.pth").write_text(f"{done.path}/src\n")
    done.write("src/mine/__init__.py", "ANSWER = 41\n")
    done.phase("phase-2", "checks: [{id: mine, kind: command, run: python -c 'import mine; assert mine.ANSWER == 42'}]\n")
    done.commit()
    done.write("src/mine/__init__.py", "ANSWER = 42\n")
    env = {"PATH": f"{venv}/bin:{done.env['PATH']}", "PYTHONPATH": done.env["PYTHONPATH"]}
    assert outcomes(done, "2", **env) == (0, {"phase-2/mine": "passed"})
    assert outcomes(done, "2", "--clean", **env) == (1, {"phase-2/mine": "broken"})


BACKEND = """
import zipfile
def _wheel(folder, line):
    name = "mine-1-py3-none-any.whl"
    with zipfile.ZipFile(f"{folder}/{name}", "w") as file:
        file.writestr("mine.pth", line)
        file.writestr("mine-1.dist-info/METADATA", "Metadata-Version: 2.1\\nName: mine\\nVersion: 1\\n")
        file.writestr("mine-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        file.writestr("mine-1.dist-info/RECORD", "")
    return name
def build_editable(folder, config=None, metadata=None):
    import os
    return _wheel(folder, os.path.abspath("src"))
def build_wheel(folder, config=None, metadata=None):
    return build_editable(folder)
"""


def test_pip_in_prepare_installs_beside_the_checkout_and_never_into_the_users_environment(done: Place, tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    before = {path.name for path in venv.glob("lib/python3*/site-packages/*")}
    done.write("backend.py", BACKEND)
    done.write(
        "pyproject.toml",
        """
        [build-system]
        requires = []
        build-backend = "backend"
        backend-path = ["."]
        """,
    )
    done.write("src/mine/__init__.py", "")
    done.write(
        "tracker.yaml",
        "project: {name: Test}\nprepare: [pip install --no-index --no-deps --no-build-isolation -e .]\n",
    )
    done.phase("phase-2", "checks: [{id: mine, kind: command, run: [python, -c, import mine]}]\n")
    done.commit()
    env = {"PATH": f"{venv}/bin:{done.env['PATH']}"}
    assert outcomes(done, "2", **env) == (1, {"phase-2/mine": "broken"})
    said = done.tracker("check", "2", "--clean", **env)
    assert said.code == 0, said.out
    assert {path.name for path in venv.glob("lib/python3*/site-packages/*")} == before


# -- how a checkout is made ready -----------------------------------------------------------------------------------


def test_prepare_makes_what_is_not_committed(done: Place) -> None:
    done.write("build/lib.txt", "made by hand")
    done.phase("phase-2", "checks: [{id: lib, kind: command, run: grep -q made build/lib.txt}]\n")
    done.write("tracker.yaml", "project: {name: Test}\nprepare: ['mkdir -p build && echo made > build/lib.txt']\n")
    done.commit()
    assert outcomes(done, "2", "--clean") == (0, {"phase-2/lib": "passed"})
    assert done.read("build/lib.txt") == "made by hand"


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        ("echo what went wrong; exit 3", ("prepare `echo what went wrong; exit 3` failed: exit 3", "what went wrong")),
        ("no-such-installer", ("command not found: no-such-installer",)),
        ("echo new > app.txt && echo more >> app.txt", ("`prepare` changed app.txt",)),
    ],
)
def test_a_checkout_that_cannot_be_made_ready_says_nothing_about_the_phase(
    done: Place, prepare: str, words: tuple[str, ...]
) -> None:
    done.write("tracker.yaml", f"project: {{name: Test}}\nprepare:\n  - {{run: '{prepare}', timeout: 1m}}\n")
    done.commit()
    said = done.tracker("check", "--clean")
    assert said.code == 8
    for word in words:
        assert word in said.out


def test_what_is_kept_is_copied_and_said(done: Place) -> None:
    done.write(".gitignore", "node_modules/\n")
    done.write("node_modules/dep/index.js", "1")
    done.phase(
        "phase-2",
        """
        checks:
          - {id: dep, kind: command, run: "test -e node_modules/dep/index.js && echo 2 > node_modules/dep/index.js"}
          - {id: clean, kind: git, expect: {clean: true}}
        """,
    )
    done.commit()
    assert outcomes(done, "2", "--clean")[1]["phase-2/dep"] == "broken"
    done.write("node_modules/dep/index.js", "1")
    done.write("tracker.yaml", "project: {name: Test}\nclean: {keep: [node_modules, .cache]}\n")
    done.commit()
    said = done.tracker("check", "2", "--clean")
    assert said.code == 0, said.out
    assert "note: kept from the work tree: node_modules" in said.out
    assert done.read("node_modules/dep/index.js") == "1"
    done.write("tracker.yaml", "project: {name: Test}\nclean: {keep: [app.txt]}\n")
    done.commit()
    said = done.tracker("check", "--clean")
    assert said.code == 8
    assert "names app.txt, which the commit has" in said.out


def test_variables_and_homes_are_not_the_users(done: Place) -> None:
    script = "env | grep -E '^(TRACKER_|XDG_|SECRET|PASSED)' | sort; ls -A $HOME; ls -A $TMPDIR"
    done.phase(
        "phase-2",
        f"""
        checks:
          - {{id: seen, kind: command, run: "{script}", expect: {{output: [PASSED=1], lacks: [TRACKER_, SECRET, XDG_]}}}}
        """,
    )
    done.write("tracker.yaml", "project: {name: Test}\nenvironment: {pass_through: [PASSED, TRACKER_MODE]}\n")
    done.commit()
    env = {"PASSED": "1", "SECRET": "2", "TRACKER_MODE": "3", "XDG_CACHE_HOME": "/tmp"}
    assert outcomes(done, "2", "--clean", **env) == (0, {"phase-2/seen": "passed"})


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_check_that_is_stopped_leaves_nothing_behind(done: Place, tmp_path: Path, number: signal.Signals) -> None:
    places = tmp_path / "t"
    places.mkdir()
    done.phase("phase-2", "checks: [{id: long, kind: command, run: sleep 60}]\n")
    done.commit()
    before = everything(done.path)
    env = {**done.env, "TMPDIR": str(places)}
    with started(done.command("check", "2", "--clean"), cwd=done.path, env=env, stdout=subprocess.PIPE) as process:
        deadline = time.monotonic() + 30
        while not list(places.glob("tracker-clean-*/*/app.txt")):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(number)
        process.wait(timeout=20)
    if number is signal.SIGINT:
        assert process.returncode == 130
    else:
        assert list(places.iterdir()) != []
        assert done.tracker("check", "1", "--clean", TMPDIR=str(places)).code == 0
    assert [entry.name for entry in places.iterdir() if entry.name.startswith("tracker-")] == []
    assert everything(done.path) == before


# -- seals ------------------------------------------------------------------------------------------------------------


def test_a_seal_is_replayed_at_its_commit_and_recorded(done: Place) -> None:
    sealed = done.git("rev-parse", "HEAD~1").strip()
    done.write("app.txt", "old again\n")
    done.commit("Undo it")
    assert outcomes(done, "--all", "--clean")[0] == 1
    view = done.tracker("check", "1", "--sealed", "--record", "--json").json
    (place,) = view["places"]
    assert (place["commit"], place["sealed_at"], place["outcome"], place["criteria"]) == (sealed, sealed, "passed", "commit")
    (event,) = [
        r.event
        for r in open_project(str(done.path)).journal().events
        if r.run == view["recorded"] and isinstance(r.event, e.SealWitnessed)
    ]
    assert (event.phase, event.commit, event.outcome, event.where) == ("phase-1", sealed, "passed", "checkout")
    assert event.results == {"new": "passed: exit 0"}


def test_a_contradiction_is_an_alarm_until_a_replay_finds_otherwise(done: Place) -> None:
    sealed = done.git("rev-parse", "HEAD~1").strip()
    done.write("build/app.txt", "new")
    done.phase("phase-2", "checks: [{id: built, kind: command, run: grep -q new build/app.txt, inputs: [app.txt]}]\n")
    done.commit()
    assert done.tracker("run", "2").code == 0
    assert done.tracker("check", "--sealed", "--record").code == 1
    assert {name: phase["status"] for name, phase in done.status().items()} == {"phase-1": "complete", "phase-2": "regressed"}
    (reason, *_) = done.status()["phase-2"]["reasons"]
    assert reason.startswith("contradicted in a clean checkout of ")
    assert "built: failed: found exit code 2, expected 0" in reason
    explained = done.tracker("explain", "2")
    assert "replay   contradicted in a clean checkout of " in explained.out
    assert f"replay   passed in a clean checkout of {sealed[:7]}" in done.tracker("explain", "1").out
    assert [w["outcome"] for w in done.tracker("explain", "2", "--json").json["witnesses"]] == ["failed"]
    done.tracker("render")
    assert "contradicted in a clean checkout of" in done.read("TRACKER.md")
    done.write("tracker.yaml", done.read("tracker.yaml") + "prepare: ['mkdir build && cp app.txt build']\n")
    done.commit()
    assert done.tracker("check", "2", "--clean", "--record").code == 0
    assert done.status()["phase-2"]["status"] == "complete"


def test_the_plan_that_made_a_seal_is_looked_for(done: Place) -> None:
    """The plan was changed after the commit, and not committed when the phase was run."""
    done.phase("phase-2", "checks: [{id: other, kind: command, run: 'true', inputs: [app.txt]}]\n")
    done.commit()
    done.phase("phase-2", "checks: [{id: other, kind: command, run: 'test -e app.txt', inputs: [app.txt]}]\n")
    assert done.tracker("run", "2").code == 0
    view = done.tracker("check", "2", "--sealed", "--json").json
    assert (view["places"][0]["criteria"], view["exit_code"]) == ("present plan", 0)
    done.phase("phase-2", "checks: [{id: other, kind: command, run: 'test -f app.txt', inputs: [app.txt]}]\n")
    view = done.tracker("check", "2", "--sealed", "--json").json
    assert (view["places"][0]["criteria"], view["exit_code"]) == ("recorded", 0)
    done.phase("phase-2", "checks: [{id: renamed, kind: command, run: 'true', inputs: [app.txt]}]\n")
    assert done.tracker("check", "2", "--sealed").code == 0
    shutil.rmtree(done.path / ".tracker/evidence")
    said = done.tracker("check", "2", "--sealed")
    assert said.code == 8
    assert "it cannot be replayed: the checks that it was made by are not in the plan at that commit" in said.out


def test_a_persons_word_is_not_carried_out_again(done: Place) -> None:
    done.phase(
        "phase-2",
        """
        checks:
          - {id: well, kind: approval, ask: "Well?"}
          - {id: new, kind: command, run: grep -q new app.txt, needs: [well], inputs: [app.txt]}
        """,
    )
    done.commit()
    assert outcomes(done, "2") == (0, {"phase-2/new": "passed"})
    assert outcomes(done, "2", "--clean") == (0, {"phase-2/new": "passed"})


def test_a_phase_that_was_never_completed_has_no_seal(done: Place) -> None:
    done.phase("phase-2", GREP)
    said = done.tracker("check", "2", "--sealed")
    assert said.code == 4
    assert "phase-2 was never completed here" in said.err
    assert done.tracker("check", "1", "--record").code == 2


def test_a_commit_that_was_amended_is_found_by_its_content(place: Place) -> None:
    place.write("app.txt", "new\n")
    place.phase("phase-1", GREP)
    place.write("tracker.yaml", "project: {name: Test}\ncommit: never\n")
    place.commit()
    assert place.tracker("run", "1").code == 0
    journal = open_project(str(place.path)).journal().events
    (completed,) = [r.event for r in journal if isinstance(r.event, e.PhaseCompleted)]
    if not completed.tree:
        pytest.skip("no tree was recorded")
    place.git("commit", "-q", "--amend", "-m", "In other words")
    place.git("reflog", "expire", "--expire=now", "--all")
    place.git("gc", "-q", "--prune=now")
    assert outcomes(place, "1", "--sealed") == (0, {"phase-1/new": "passed"})


def forge(place: Place, commit: str) -> None:
    """A journal file as somebody with full power over the machine would write it: right hashes, results that never were."""
    project = open_project(str(place.path))
    check = project.graph.phases["phase-1"].checks[0]
    inputs = {"app.txt": hashlib.sha256((place.path / "app.txt").read_bytes()).hexdigest()}
    run = previous = "01M8GAAAAAAAAAAAAAAAAAAAAA"
    lines = b""
    for number, event in enumerate(
        [
            e.RunStarted(("phase-1",), commit, "main", (), "0.1.0"),
            e.PhaseStarted("phase-1", "0" * 64, "ready"),
            e.CheckStarted("phase-1", "new", {}),
            e.CheckFinished("phase-1", "new", {}, check.definition(), inputs, "passed", "exit 0", 0.04, commit),
            e.PhaseCompleted("phase-1", commit, 0.05),
            e.RunFinished("passed", 0.06),
        ]
    ):
        line, previous = encode(
            event, previous=previous, event_id=f"{run[:-1]}{number + 1}", at=f"2026-11-28T09:00:0{number}.000Z"
        )
        lines += line
    (place.path / ".tracker/journal").mkdir(parents=True)
    (place.path / f".tracker/journal/2026-11-28-{run}.jsonl").write_bytes(lines)


def test_a_forged_journal_is_contradicted_by_a_replay(place: Place, tmp_path: Path) -> None:
    place.write("app.txt", "old\n")
    place.phase("phase-1", GREP)
    forge(place, place.commit())
    place.commit("phase 1 done")
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{place.path}", str(tmp_path / "ci")], check=True, env=place.env)
    ci = Place(tmp_path / "ci", place.env)
    assert outcomes(ci, "--all", "--clean") == (1, {"phase-1/new": "broken"})
    assert outcomes(place, "--sealed") == (1, {"phase-1/new": "broken"})


def test_a_forged_completion_at_no_commit_cannot_be_replayed(place: Place) -> None:
    place.write("app.txt", "old\n")
    place.phase("phase-1", GREP)
    place.commit()
    forge(place, "f" * 40)
    said = place.tracker("check", "--sealed")
    assert said.code == 8
    assert "the repository does not have ffffffffffff" in said.out
    assert outcomes(place, "--all", "--clean") == (1, {"phase-1/new": "broken"})
