"""Every command ends with the same next step, in text and in JSON, wherever the plan stands."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable

import pytest

from tests.conftest import ROOT, Place
from tracker.cli.app import run

SETTINGS = "project: {name: Test}\ndocuments: [{path: TRACKER.md, title: Test, sections: [next-session, footer]}]\n"
CHECK = "checks: [{id: ok, kind: command, run: test ! -e bad, inputs: [input.txt]}]\n"
LINES = ["status", "next", "explain 1", "issues", "prompts", "run --dry-run", "render --check", "run 1 --dry-run"]


def _start(place: Place) -> None:
    place.write("tracker.yaml", SETTINGS)
    place.write("input.txt", "1")
    place.write("report.xml", '<testsuite name="s"><testcase classname="t" name="a"/></testsuite>')
    place.phase("phase-1", CHECK)
    place.phase("phase-2", f"depends_on: [phase-1]\n{CHECK}")


def ready(place: Place) -> str:
    place.commit()
    return "tracker run 1"


def without_a_repository(place: Place) -> str:
    shutil.rmtree(place.path / ".git")
    return "git init && git add -A && git commit"


def without_a_commit(place: Place) -> str:
    del place
    return "git add -A && git commit"


def failed(place: Place) -> str:
    place.write("bad", "")
    place.commit()
    assert place.tracker("run").code == 1
    return "tracker run 1"


def awaiting(place: Place) -> str:
    place.phase("phase-1", "checks: [{id: word, kind: approval, ask: 'Well?'}]\n")
    place.commit()
    assert place.tracker("run").out.endswith("\n\nNext: tracker approve 1\n")
    return "tracker approve 1"


def approved(place: Place) -> str:
    awaiting(place)
    assert place.person("approve", "1").out.endswith("\n\nNext: tracker run 1\n")
    return "tracker run 1"


def half_done(place: Place) -> str:
    place.commit()
    assert place.tracker("run").out.endswith("\n\nNext: tracker run 2\n")
    assert place.tracker("run", "1").out.endswith("\n\nNext: tracker run 2\n")
    return "tracker run 2"


def complete(place: Place) -> str:
    place.commit()
    assert place.tracker("run", "1", "2").out.endswith("\n\nNext: tracker check --all\n")
    return "tracker check --all"


def by_earlier_criteria(place: Place) -> str:
    complete(place)
    place.phase("phase-2", f"depends_on: [phase-1]\n{CHECK}".replace("! -e", "! -f"))
    place.commit()
    return "tracker run 2"


def changed_since(place: Place) -> str:
    complete(place)
    place.write("input.txt", "2")
    place.commit()
    return "tracker check --all"


def damaged(place: Place) -> str:
    complete(place)
    (journal,) = (place.path / ".tracker/journal").glob("*.jsonl")
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text("".join([*lines[:-1], "damaged\n"]))
    place.commit()
    return "tracker run 1"


def empty(place: Place) -> str:
    for name in ("1", "2"):
        (place.path / f"phases/phase-{name}.yaml").unlink()
    place.commit()
    return "tracker validate"


STATES = [
    ready, without_a_repository, without_a_commit, failed, awaiting, approved, half_done, complete, by_earlier_criteria,
    changed_since, damaged, empty,
]  # fmt: skip
OF_THE_MOMENT = (changed_since, without_a_repository, without_a_commit)
"""A document cannot know these: it is the same for everybody who has the plan and the journal."""


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_every_command_names_the_same_step(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], state: Callable[[Place], str]
) -> None:
    _start(place)
    command = state(place)
    monkeypatch.chdir(place.path)
    named, texts = {}, {}
    for line in LINES:
        run([*line.split(), "--json"])
        view = json.loads(capsys.readouterr().out)
        if view["kind"] != "error":
            named[line] = (view["next_step"]["command"], view.get("next", view["next_step"]["phase"]) or None)
        run(line.split())
        if view["kind"] != "error":
            texts[line] = re.findall("(?m)^Next: (.*?)(?:;.*|   Why: .*)?$", capsys.readouterr().out)
    said = command if state is not empty else "write phases/phase-1.yaml, then tracker validate"
    assert len(named) >= (5 if state is empty else 6)
    assert {command} == {step for step, _ in named.values()}
    assert len({phase for _, phase in named.values()}) == 1
    assert {line: [said] for line in texts} == texts
    fast = place.tracker("status", "--json").json  # the cached view, where there is one
    assert fast["next_step"]["command"] == command
    run(["render", "--stdout", "TRACKER.md"])
    document = capsys.readouterr().out
    if command.startswith(("tracker run", "tracker approve")):
        assert (f"`{command}`" in document) is (state not in OF_THE_MOMENT)
        run(["prompt", command.split()[2]])
        assert f"`{command}`" in capsys.readouterr().out


def test_one_formatter_writes_the_line() -> None:
    places = [path for path in (ROOT / "tracker").rglob("*.py") if "Next: " in path.read_text()]
    assert [path.name for path in places] == ["next_line.py"]
