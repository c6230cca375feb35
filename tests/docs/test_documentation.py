"""What the documentation says is so: its examples run, its lists are whole."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT, Place
from tests.docs import kinds
from tracker.checking.border import read
from tracker.checks import KINDS, AnyCheck, class_of
from tracker.documents.names import SECTION_NAMES
from tracker.errors import ExitCode
from tracker.journal.events import EVENTS
from tracker.model.status import PhaseStatus
from tracker.state.table import rows

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()


def example(name: str) -> str:
    match = re.search(rf"<!-- example: {name} -->\n```\w+\n(.*?)\n```\n", CONTRIBUTING, re.DOTALL)
    assert match, name
    return match[1]


def module(name: str) -> types.ModuleType:
    made = sys.modules[f"example_{name}"] = types.ModuleType(f"example_{name}")  # pydantic looks the module up
    exec(compile(example(name), name, "exec"), made.__dict__)
    return made


def test_the_worked_example_of_a_check_is_a_check() -> None:
    check = read(module("check").VariableCheck, {"id": "a", "kind": "variable", "name": "HOME"})
    assert str(check.judge(types.SimpleNamespace(env={"HOME": "/"}), None).outcome) == "passed"
    assert str(check.judge(types.SimpleNamespace(env={}), None).outcome) == "failed"


def with_kind(package: Path) -> None:
    """Add the example's kind to a copy of the program: one file, one line."""
    (package / "checks/variable.py").write_text(example("check"))
    registry = package / "checks/__init__.py"
    last = '    "tests": "tracker.checks.tests:TestsCheck",\n'
    assert last in registry.read_text()
    registry.write_text(registry.read_text().replace(last, f'{last}    "variable": "tracker.checks.variable:VariableCheck",\n'))


def test_the_worked_example_of_a_check_is_all_that_a_kind_takes(place: Place, tmp_path: Path) -> None:
    package = tmp_path / "grown/tracker"
    shutil.copytree(ROOT / "tracker", package, ignore=shutil.ignore_patterns("__pycache__"))
    with_kind(package)

    def run(*words: str) -> str:
        env = {**os.environ, "PYTHONPATH": f"{package.parent}:{ROOT}"}
        return subprocess.run(
            [sys.executable, *words], cwd=place.path, env=env, capture_output=True, text=True, check=True
        ).stdout

    place.write("tracker.yaml", "project: {name: T}\ndocuments: [{path: T.md, title: T, sections: [phases]}]\n")
    check = "{id: has-home, kind: variable, name: HOME, title: There is a home}"
    place.write("phases/phase-1.yaml", f"id: phase-1\ntitle: One\nprompt: {{file: ONE.md}}\nchecks: [{check}]\n")
    run("-m", "tracker", "render")
    schema = json.loads(run("-m", "tracker", "schema", "phase"))
    assert schema["$defs"]["VariableCheck"]["required"] == ["id", "kind", "name"]
    assert schema["properties"]["checks"]["items"]["discriminator"]["mapping"]["variable"] == "#/$defs/VariableCheck"
    assert "looks at a variable (name `HOME`)" in run("-m", "tracker", "prompt", "1")
    assert "There is a home (not run yet)" in (place.path / "T.md").read_text()
    row = "| `variable` | looks at a variable | `name` |"
    assert row in run("-c", "from tests.docs.kinds import table; print(table())").splitlines()


def test_the_table_of_the_kinds_is_that_of_the_registry() -> None:
    assert kinds.page(kinds.PAGE.read_text()) == kinds.PAGE.read_text()
    assert kinds.table() in kinds.PAGE.read_text()


@pytest.fixture
def grown(place: Place, tmp_path: Path) -> Callable[..., str]:
    """The program with the example's section: one file, one template, one name. Runs it in a place that lists the section."""
    package = tmp_path / "grown/tracker"
    shutil.copytree(ROOT / "tracker", package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "documents/sections/motto.py").write_text(example("section"))
    (package / "documents/sections/motto.md.j2").write_text(example("template"))
    names = package / "documents/names.py"
    names.write_text(names.read_text().replace('    "footer",\n', '    "footer",\n    "motto",\n'))
    settings = 'project: {name: T, goal: "One *truth*, <b>only</b>"}\n'
    place.write("tracker.yaml", f"{settings}documents: [{{path: T.md, title: T, sections: [motto]}}]\n")

    def run(*words: str) -> str:
        env = {**os.environ, "PYTHONPATH": str(package.parent)}
        command = [sys.executable, "-m", "tracker", *words]
        return subprocess.run(command, cwd=place.path, env=env, capture_output=True, text=True, check=True).stdout

    return run


def test_the_worked_example_of_a_section_is_all_that_a_section_takes(grown: Callable[..., str], place: Place) -> None:
    grown("validate")
    grown("render")
    assert "\n## Motto\n\n> One *truth*, &lt;b>only&lt;/b>\n" in (place.path / "T.md").read_text()
    assert "motto" in grown("render", "--vars", "motto")
    assert json.loads(grown("summary", "--json"))["views"]["motto"] == "One *truth*, <b>only</b>"
    assert "motto" in grown("complete", "--", "render", "--vars", "mo").split()


def test_the_worked_example_of_a_format_is_a_format() -> None:
    assert module("format").status_word({"complete": 5, "total": 11, "next": "phase-4.1"}) == "5/11 phase-4.1"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_check_is_documented_with_an_example_that_is_valid(kind: str) -> None:
    text = re.search(r"```yaml\n(.*?)```", class_of(kind).__doc__ or "", re.DOTALL)
    assert text, kind
    data = yaml.load(text[1], Loader=yaml.BaseLoader)
    assert data["kind"] == kind
    read(AnyCheck, data)
    assert f"- `{kind}`:" in (ROOT / "docs/plan.md").read_text()


def test_the_example_plan_in_the_reference_is_valid(place: Place) -> None:
    text = re.search(r"```yaml\n(.*?)```", (ROOT / "docs/plan.md").read_text(), re.DOTALL)
    assert text
    place.write("phases/phase-1.yaml", text[1])
    done = place.tracker("validate")
    assert done.code == 0, done.err


def test_every_exit_code_is_documented() -> None:
    text = (ROOT / "docs/exit-codes.md").read_text()
    assert [int(code) for code in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)] == [int(code) for code in ExitCode]


def test_the_table_of_states_is_the_code_s() -> None:
    text = (ROOT / "docs/states.md").read_text()
    listed = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in text.splitlines() if line.startswith("| ")]
    assert listed == [("from", "through", "to"), *rows()]
    reachable = {to for _, _, to in rows()} | {"pending"}
    assert reachable == {str(status) for status in PhaseStatus}


def test_every_section_is_documented() -> None:
    text = (ROOT / "docs/documents.md").read_text()
    assert tuple(re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE)) == SECTION_NAMES


def test_the_worked_example_of_an_event_is_all_that_an_event_takes(stepped: Place, tmp_path: Path) -> None:
    package = tmp_path / "grown/tracker"
    shutil.copytree(ROOT / "tracker", package, ignore=shutil.ignore_patterns("__pycache__"))
    events = package / "journal/events.py"
    text = events.read_text().replace("RunEvent = ", f"{example('event')}\n\n\nRunEvent = ", 1)
    text = text.replace("    | PhasePaused\n", "    | PhasePaused\n    | PhasePraised\n", 1)
    text = text.replace(
        "EVENTS: dict[str, type[Event]] = {\n", 'EVENTS: dict[str, type[Event]] = {\n    "phase-praised": PhasePraised,\n'
    )
    events.write_text(text)

    def grown(*words: str) -> str:
        env = {**stepped.env, "PYTHONPATH": str(package.parent)}
        command = [sys.executable, *words]
        return subprocess.run(command, cwd=stepped.path, env=env, capture_output=True, text=True, check=True).stdout

    grown("-m", "tracker", "run", "1")
    before = stepped.status()["phase-1"]
    writing = "from tracker.bootstrap import *; from tracker.journal.events import *"
    grown("-c", f"{writing}; open_project('.').journal_writer().append([PhasePraised('phase-1', 'Ann', 'looks right')])")
    known = grown("-m", "tracker", "log") + grown("-m", "tracker", "verify")
    assert "phase-praised" not in known  # nothing is unknown about it
    shown = grown("-m", "tracker", "show", "last")
    assert re.search(r"phase-praised +phase-1 Ann looks right$", shown, re.MULTILINE)
    assert stepped.status()["phase-1"] == before
    assert "(phase-praised) is kept and not understood" in stepped.tracker("verify").out  # this version is the older one


def test_every_event_is_named_in_the_past_tense_and_once() -> None:
    assert len(set(EVENTS.values())) == len(EVENTS)
    for name in EVENTS:
        past = "started finished completed failed paused interrupted given intended recorded opened begun proved reopened"
        assert re.fullmatch(rf"[a-z]+-({'|'.join([*past.split(), 'witnessed', 'approved', 'found', 'added'])})", name)


def test_the_schemas_are_those_of_the_models(place: Place) -> None:
    for what in ("settings", "phase", "views", "prompt", "faces"):
        name = {"settings": "tracker"}.get(what, what)
        assert place.tracker("schema", what).out == (ROOT / f"schema/{name}.schema.json").read_text()


def test_the_changelog_has_this_version() -> None:
    from tracker import __version__

    assert f"## {__version__} - " in (ROOT / "CHANGELOG.md").read_text()
    assert f'version = "{__version__}"' in (ROOT / "pyproject.toml").read_text()
