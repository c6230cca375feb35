"""The files for CI that are shipped, step by step: a fresh shallow clone, an empty home folder, no identity."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from tests.conftest import ROOT, Ended, Place
from tests.shipped.steps import BASH, Ran, Runner

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
GITLAB = yaml.safe_load((ROOT / "ci/gitlab.yml").read_text())["tracker-check"]
NEEDED = ("tracker", "pyproject.toml", "README.md", "LICENSE", "action.yml", ".pre-commit-hooks.yaml")
"""What an installation is made from."""


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This repository, as far as these files need it, in a folder of its own: nothing is built in ours."""
    words = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(tmp_path_factory.mktemp("x")), "hatchling"]
    if subprocess.run(words, capture_output=True, check=False, timeout=100).returncode:
        pytest.skip("the package index cannot be reached")
    folder = tmp_path_factory.mktemp("source")
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The temporary folder of one runner: what is installed there serves all of these tests."""
    return tmp_path_factory.mktemp("runner")


@pytest.fixture
def plan(place: Place) -> Place:
    """One phase, complete."""
    place.write("app.txt", "new\n")
    place.phase("phase-1", "checks: [{id: new, kind: command, run: grep -q new app.txt, inputs: [app.txt]}]\n")
    place.commit("Work")
    assert place.tracker("run", "1").code == 0
    return place


def stranger(place: Place, tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A shallow clone, and the environment of somebody without any configuration, identity or tracker."""
    clone, home = tmp_path / "clone", tmp_path / "nobody"
    home.mkdir()
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{place.path}", str(clone)], check=True, env=place.env)
    path = ":".join(part for part in place.env["PATH"].split(":") if part != str(Path(sys.executable).parent))
    env = {"HOME": str(home), "PATH": f"{python(tmp_path)}:{path}", "GIT_CONFIG_NOSYSTEM": "1", "CI": "true", "LANG": "C.UTF-8"}
    nobody = subprocess.run(["git", "config", "user.email"], cwd=clone, env=env, capture_output=True, check=False)
    assert nobody.returncode == 1
    return clone, env


def python(tmp_path: Path) -> Path:
    """A folder with this Python as `python3`, outside its virtual environment."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "python3").symlink_to(Path(sys.base_prefix) / "bin/python3")
    return folder


def carried_out(runner: Runner, source: Path, **given: str) -> Ran:
    """The action; what it installs is installed once for all tests."""
    there = (runner.temp / "tracker/bin/tracker").exists() and "version" not in given
    ran = runner.run(source, without=["Install"] if there else [], **given)
    assert "version" in given or there or ran.codes["Install"] == 0, ran.log
    return ran


def github(place: Place, tmp_path: Path, machine: Path) -> Runner:
    clone, env = stranger(place, tmp_path)
    return Runner(clone, machine, {**env, "GITHUB_ACTIONS": "true", "RUNNER_TEMP": str(machine)})


def cases(report: str) -> list[tuple[str | None, list[str]]]:
    return [(case.get("name"), [part.tag for part in case]) for case in ElementTree.parse(report).iter("testcase")]


# -- the action -----------------------------------------------------------------------------------------------------


def test_the_action_on_a_plan_that_holds(plan: Place, tmp_path: Path, source: Path, machine: Path) -> None:
    runner = github(plan, tmp_path, machine)
    ran = carried_out(runner, source)
    assert (ran.failed, {name: code for name, code in ran.codes.items() if name != "Install"}) == (
        False,
        {"Check": 0, "Summarise": 0},
    ), ran.log
    assert ran.summary.startswith("### tracker check\n\nAll that was checked holds. (exit code 0)\n\n")
    assert "Title of phase-1" in ran.summary
    assert "::error" not in ran.log
    assert ran.outputs["action"]["exit-code"] == "0"
    report = ran.outputs["action"]["report"]
    assert cases(report) == [("new", [])]
    upload = ran.used[-1]
    assert upload[0].startswith("actions/upload-artifact@")
    assert upload[1] == {"name": "tracker-report", "path": report}
    assert not subprocess.run(["git", "status", "--porcelain"], cwd=runner.clone, capture_output=True, check=True).stdout


def test_the_action_names_what_broke(plan: Place, tmp_path: Path, source: Path, machine: Path) -> None:
    plan.write("app.txt", "old\n")
    plan.commit("Break it")
    ran = carried_out(github(plan, tmp_path, machine), source)
    assert (ran.failed, {name: code for name, code in ran.codes.items() if name != "Install"}) == (
        True,
        {"Check": 1, "Summarise": 0},
    ), ran.log
    assert re.search(r"^::error .*phase-1", ran.log, re.MULTILINE)
    assert "Something broke" in ran.summary
    assert cases(ran.outputs["action"]["report"]) == [("new", ["failure"])]
    assert ran.used[-1][0].startswith("actions/upload-artifact@")  # the report of a failure is what one wants to see


def test_the_action_on_a_plan_whose_journal_is_missing(plan: Place, tmp_path: Path, source: Path, machine: Path) -> None:
    plan.git("rm", "-rq", ".tracker/journal")
    plan.commit("Lose it")
    ran = carried_out(github(plan, tmp_path, machine), source)
    assert (ran.failed, ran.outputs["action"]["exit-code"]) == (False, "0"), ran.log
    assert "no phase is complete yet" in ran.log
    assert "0 of 1" in ran.summary


def test_the_action_on_a_plan_that_is_invalid(plan: Place, tmp_path: Path, source: Path, machine: Path) -> None:
    plan.write("phases/phase-1.yaml", "id: phase-1\ntitle: One\nodd: 1\n")
    plan.commit("Odd")
    ran = carried_out(github(plan, tmp_path, machine), source)
    assert (ran.failed, ran.outputs["action"]) == (True, {"exit-code": "3", "report": ""})
    assert "phases/phase-1.yaml:3:1" in ran.log
    assert "The plan could not be checked" in ran.summary
    assert len(ran.used) == 1  # there is nothing to upload


@pytest.mark.parametrize(
    "given",
    [
        {"version": '"; touch PWNED; "'},
        {"version": "==1 $(touch PWNED)"},
        {"version": " @ https://example.org/evil.zip"},
        {"args": "--clean; touch PWNED"},
        {"args": "$(touch PWNED) `touch PWNED`"},
        {"working_directory": ".", "args": '"$(touch PWNED)"\ntouch PWNED'},
    ],
)
def test_nothing_that_is_given_to_the_action_is_carried_out(
    given: dict[str, str], plan: Place, tmp_path: Path, source: Path, machine: Path
) -> None:
    runner = github(plan, tmp_path, machine)
    ran = carried_out(runner, source, **given)
    assert ran.failed
    assert "PWNED" not in {path.name for path in [*runner.clone.rglob("*"), *machine.glob("*")]}
    if "version" in given:
        assert ran.codes == {"Install": 2}
    else:
        assert ran.outputs["check"]["exit-code"] == "2"


def test_an_expression_never_becomes_part_of_a_script() -> None:
    for path in [ROOT / "action.yml", *WORKFLOWS]:
        file = yaml.safe_load(path.read_text())
        for job in file.get("jobs", {"": file.get("runs")}).values():
            for step in job["steps"]:
                assert "${{" not in step.get("run", ""), path


# -- GitLab -----------------------------------------------------------------------------------------------------------


def gitlab(place: Place, tmp_path: Path, source: Path, machine: Path) -> tuple[Path, Ended]:
    """The job's lines as GitLab's runner gives them to a shell: the script until a line fails, then `after_script`.

    What the first two lines install is installed once for all tests: that folder is kept.
    """
    clone, env = stranger(place, tmp_path)
    project = machine / "builds"
    there = (project / ".tracker-ci").exists()
    if there:
        (project / ".tracker-ci").rename(machine / "kept")
        shutil.rmtree(project)
    shutil.copytree(clone, project, symlinks=True)
    if there:
        (machine / "kept").rename(project / ".tracker-ci")
    env |= GITLAB["variables"] | {"CI_PROJECT_DIR": str(project), "GITLAB_CI": "true"}
    env["TRACKER_VERSION"] = f" @ file://{source}"  # the one to be tried, not the one on PyPI
    ended = []
    for lines in (GITLAB["script"][2 if there else 0 :], GITLAB["after_script"]):
        words = [*BASH, "-c", "\n".join(lines)]
        ended.append(subprocess.run(words, cwd=project, env=env, capture_output=True, text=True, check=False))
    assert ended[1].returncode == 0, ended[1].stderr
    return project, Ended(ended[0].returncode, ended[0].stdout, ended[0].stderr)


@pytest.mark.parametrize(
    ("change", "code", "found", "said"),
    [
        ("", 0, [("new", [])], "1 of 1"),
        ("echo old > app.txt", 1, [("new", ["failure"])], "1"),
        ("git rm -rq .tracker/journal", 0, [], "0 of 1"),
    ],
    ids=["holds", "broken", "no journal"],
)
def test_the_template_for_gitlab(
    change: str, code: int, found: list[object], said: str, plan: Place, tmp_path: Path, source: Path, machine: Path
) -> None:
    if change:
        subprocess.run(change, shell=True, cwd=plan.path, env=plan.env, check=True)
        plan.commit("Change")
    clone, ended = gitlab(plan, tmp_path, source, machine)
    assert ended.code == code, ended.out + ended.err
    report = GITLAB["artifacts"]["reports"]["junit"]
    assert report in GITLAB["artifacts"]["paths"]
    assert cases(str(clone / report)) == found
    assert said in (clone / "tracker.md").read_text()


# -- pre-commit -----------------------------------------------------------------------------------------------------


def test_the_hooks_of_pre_commit(plan: Place, tmp_path: Path, source: Path) -> None:
    """In a real repository with the real program: what is wrong is not committed, and the hook says why."""
    hooks = Place(source, plan.env)
    if not (source / ".git").exists():
        hooks.git("init", "-q")
        hooks.commit("Hooks")
    env = {**plan.env, "PRE_COMMIT_HOME": str(tmp_path / "hooks")}
    del env["PYTHONPATH"]
    here = Place(plan.path, env)
    names = [hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())]
    assert names == ["tracker-validate", "tracker-render"]
    repo = {"repo": str(source), "rev": hooks.git("rev-parse", "HEAD").strip(), "hooks": [{"id": name} for name in names]}
    here.write(".pre-commit-config.yaml", yaml.safe_dump({"repos": [repo]}))
    subprocess.run([sys.executable, "-m", "pre_commit", "install"], cwd=here.path, env=env, check=True, capture_output=True)
    here.commit("Hooks")

    def commit() -> Ended:
        here.git("add", "-A")
        words = ["git", "commit", "-q", "-m", "Try"]
        done = subprocess.run(words, cwd=here.path, env=env, capture_output=True, text=True, check=False)
        return Ended(done.returncode, done.stdout, done.stderr)

    here.write("phases/phase-2.yaml", "id: phase-2\ntitle: Two\nodd: 1\n")
    refused = commit()
    assert refused.code == 1
    assert re.search(r"tracker validate\.+Failed", refused.err)
    assert "phases/phase-2.yaml:3:1" in refused.err
    here.write("phases/phase-2.yaml", "id: phase-2\ntitle: Two\nchecks: [{id: ok, kind: command, run: 'true', inputs: []}]\n")
    stale = commit()
    assert stale.code == 1
    assert re.search(r"tracker validate\.+Passed", stale.err)
    assert re.search(r"tracker render --check\.+Failed", stale.err)
    assert "TRACKER.md" in stale.err
    assert plan.tracker("render").code == 0
    assert commit().code == 0


# -- the workflows of this repository -----------------------------------------------------------------------------------


def test_every_action_is_pinned_to_a_commit_with_its_version() -> None:
    for path in [ROOT / "action.yml", *WORKFLOWS]:
        for used in re.findall(r"(?m)uses: (\S+.*)$", path.read_text()):
            assert re.match(r"\./|[\w-]+/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", used), f"{path.name}: {used}"


def test_ci_is_the_gate_on_every_python_that_is_named() -> None:
    import tomllib

    job = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())["jobs"]["gate"]
    classifiers = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["classifiers"]
    assert job["strategy"]["matrix"]["python"] == re.findall(r"Python :: (3\.\d+)", "\n".join(classifiers))
    assert job["steps"][-1] == {"run": ".ci/run"}


def test_no_job_has_more_rights_than_it_needs() -> None:
    for path in WORKFLOWS:
        file = yaml.safe_load(path.read_text())
        assert file["permissions"] == {}
        for name, job in file["jobs"].items():
            writes = {right for right, level in job["permissions"].items() if level == "write"}
            assert writes == ({"id-token", "attestations"} if name == "publish" else set())


def test_the_page_about_ci_uses_what_is_there() -> None:
    page = (ROOT / "docs/ci.md").read_text()
    blocks = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)]
    steps = [step for block in blocks if "jobs" in block for job in block["jobs"].values() for step in job["steps"]]
    ours = [step for step in steps if step.get("uses", "").startswith("phasegate/phasegate@")]
    assert ours
    for step in ours:
        assert step.get("with", {}).keys() <= ACTION["inputs"].keys()
    for name in ACTION["inputs"]:
        assert f"| `{name}` |" in page
    for name in GITLAB["variables"]:
        assert f"`{name}`" in page
    for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text()):
        assert f"id: {hook['id']}" in page
