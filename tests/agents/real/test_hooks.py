"""The hooks with the real programs: what an agent is told, what it may not do, and when it is let go."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.agents.models import Models, Turn, run, say, use
from tests.agents.programs import Talk, prepare, program, talk
from tests.conftest import ROOT, Place
from tracker.hooks import NAMES, product

pytestmark = [pytest.mark.timeout(300)]
OPEN = "is in progress and not proved"
MEASURED = "says what phase 1 (Say hello) is measured by"


@dataclass
class Desk:
    """A project with a phase in progress, an agent's program, and its empty home."""

    name: str
    place: Place
    home: Path

    def session(self, *turns: Turn, prompt: str = "Do the phase.") -> tuple[Models, Talk]:
        with Models(turns) as models:
            done = talk(self.name, models, home=self.home, project=self.place.path, path=self.place.env["PATH"], prompt=prompt)
        return models, done

    def status(self) -> str:
        return str(self.place.status()["phase-1"]["status"])


@pytest.fixture(params=NAMES)
def desk(request: pytest.FixtureRequest, place: Place, tmp_path: Path) -> Desk:
    name = request.param
    program(name)
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "tracker").write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m tracker "$@"\n')
    (tools / "tracker").chmod(0o755)
    place.env = {**place.env, "PATH": f"{tools}:{place.env['PATH']}"}
    place.write(
        "phases/phase-1.yaml",
        """\
        id: phase-1
        title: Say hello
        files: [{path: hello.txt, change: created}]
        checks:
          - {id: greets, kind: files, inputs: [hello.txt], expect: [{path: hello.txt, contains: [world]}]}
        """,
    )
    place.commit("Start")
    assert place.tracker("start", "1").code == 0
    home = tmp_path / "agent-home"
    home.mkdir()
    prepare(name, home, place.path)
    assert place.tracker("hooks", "install", name).code == 0
    return Desk(name, place, home)


def test_a_lie_is_blocked_and_the_agent_goes_on_until_it_is_true(desk: Desk) -> None:
    tracker = shutil.which("tracker", path=desk.place.env["PATH"])  # Codex's login shell has a PATH of its own
    work = f"echo hello world > hello.txt && git add hello.txt && git commit -qm hello && {tracker} run 1"
    models, done = desk.session(say("All done."), run(work), say("Now it is."))
    assert done.code == 0, done.err
    assert len(models.calls) == 3, models.calls[-1].text
    assert "do phase 1 (Say hello); it is done when `tracker run 1` succeeds" in models.calls[0].text
    assert OPEN not in models.calls[0].text
    assert OPEN in models.calls[1].text
    assert "greets: not run yet" in models.calls[1].text
    assert desk.status() == "complete"


def test_an_agent_that_only_talks_is_let_go_after_two_blocks(desk: Desk) -> None:
    models, done = desk.session(say("All done, trust me."))
    assert done.code == 0, done.err
    assert len(models.calls) == 3
    assert models.calls[2].text.count(OPEN) == 2
    assert "Nothing has changed since you were told this." in models.calls[2].text
    assert desk.status() != "complete"


def test_an_agent_that_changes_something_each_time_is_let_go_after_five(desk: Desk) -> None:
    turns = [turn for number in range(8) for turn in (run(f"echo {number} >> hello.txt"), say("All done."))]
    models, done = desk.session(*turns)
    assert done.code == 0, done.err
    assert len(models.calls) == 12  # six times work and a lie: five are blocked
    assert models.calls[-1].text.count(OPEN) == 5
    assert desk.status() != "complete"


def edit(desk: Desk) -> Turn:
    """The product's own tool, on a file of the plan."""
    path = str(desk.place.path / "phases/phase-2.yaml")
    return {
        "claude": use("Write", file_path=path, content="id: phase-2\n"),
        "gemini": use("write_file", file_path=path, content="id: phase-2\n"),
        "codex": use("apply_patch", input="*** Begin Patch\n*** Add File: phases/phase-2.yaml\n+id: phase-2\n*** End Patch"),
    }[desk.name]


def test_an_edit_of_the_plan_is_denied_and_the_model_is_told_why(desk: Desk) -> None:
    before = desk.place.read("phases/phase-1.yaml")
    models, done = desk.session(
        edit(desk), run("sed -i s/world/x/ phases/phase-1.yaml"), run("tracker approve 1"), say("I give up.")
    )
    assert done.code == 0, done.err
    assert f"phases/phase-2.yaml {MEASURED}" in models.calls[1].text
    assert f"phases/phase-1.yaml {MEASURED}" in models.calls[2].text
    assert "an approval is a person's word" in models.calls[3].text
    assert desk.place.read("phases/phase-1.yaml") == before
    assert not (desk.place.path / "phases/phase-2.yaml").exists()


def test_after_they_are_taken_out_nothing_is_held_back(desk: Desk) -> None:
    assert desk.place.tracker("hooks", "uninstall", desk.name).code == 0
    assert not (desk.place.path / product(desk.name).file).exists()
    models, done = desk.session(say("All done."))
    assert done.code == 0, done.err
    assert len(models.calls) == 1


def test_without_a_phase_in_progress_the_session_ends_when_the_agent_does(desk: Desk) -> None:
    desk.place.write("hello.txt", "hello world")
    desk.place.commit("Hello")
    assert desk.place.tracker("run", "1").code == 0
    models, done = desk.session(say("Nothing to do."))
    assert done.code == 0, done.err
    assert len(models.calls) == 1


# -- what doctor says is so -------------------------------------------------------------------------------------------------

WRONG = (
    {"env": ["A"]},
    {"permissions": {"allow": "Bash"}},
    {"cleanupPeriodDays": "20"},
    {"disableAllHooks": True},
    {"hooks": {"Stop": [{"command": "x"}]}},
    {"includeCoAuthoredBy": "no"},
)


@pytest.mark.parametrize("desk", ["claude"], indirect=True)
@pytest.mark.parametrize("wrong", WRONG, ids=json.dumps)
def test_claude_ignores_hooks_where_doctor_says_so(desk: Desk, wrong: Any) -> None:
    path = desk.place.path / ".claude/settings.json"
    desk.place.tracker("hooks", "uninstall", "claude")
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(wrong))
    assert desk.place.tracker("hooks", "install", "claude").code == 0
    doctor = desk.place.tracker("hooks", "doctor", "claude", "--json")
    assert doctor.code == 1
    models, _ = desk.session(say("All done."))
    assert len(models.calls) == 1, "the hooks were called"


OFF = ({"hooksConfig": {"enabled": False}}, {"hooksConfig": {"disabled": ["tracker-stop"]}})


@pytest.mark.parametrize("desk", ["gemini"], indirect=True)
@pytest.mark.parametrize("off", OFF, ids=json.dumps)
def test_gemini_calls_no_hooks_where_doctor_says_so(desk: Desk, off: Any) -> None:
    path = desk.place.path / ".gemini/settings.json"
    desk.place.tracker("hooks", "uninstall", "gemini")
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(off))
    assert desk.place.tracker("hooks", "install", "gemini").code == 0
    assert desk.place.tracker("hooks", "doctor", "gemini", "--json").code == 1
    models, _ = desk.session(say("All done."))
    assert len(models.calls) == 1, "the hooks were called"


def codex_hooks(desk: Desk) -> list[dict[str, Any]]:
    """What Codex itself says of the hooks of the project."""
    asked: list[dict[str, Any]] = [
        {"id": 1, "method": "initialize", "params": {"clientInfo": {"name": "test", "version": "0"}}},
        {"method": "initialized"},
        {"id": 2, "method": "hooks/list", "params": {"cwds": [str(desk.place.path)]}},
    ]
    env = {"PATH": desk.place.env["PATH"], "HOME": str(desk.home), "CODEX_HOME": str(desk.home / ".codex")}
    with subprocess.Popen(
        [program("codex"), "app-server"], cwd=desk.place.path, env=env, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as server:  # fmt: skip
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            for one in asked:
                server.stdin.write(json.dumps({"jsonrpc": "2.0", **one}) + "\n")
                server.stdin.flush()
            answer = next(known for line in server.stdout if (known := json.loads(line)).get("id") == 2)
        finally:
            server.kill()
    return list(answer["result"]["data"][0]["hooks"])


@pytest.mark.parametrize("desk", ["codex"], indirect=True)
def test_doctor_knows_which_hooks_codex_trusts(desk: Desk) -> None:
    def doctor() -> str:
        return desk.place.tracker("hooks", "doctor", "codex", CODEX_HOME=str(desk.home / ".codex")).out

    known = codex_hooks(desk)
    assert {hook["trustStatus"] for hook in known} == {"untrusted"}
    assert "session_start (never trusted), pre_tool_use (never trusted), stop (never trusted)" in doctor()
    with (desk.home / ".codex/config.toml").open("a") as config:
        for hook in known:
            config.write(f'\n[hooks.state."{hook["key"]}"]\ntrusted_hash = "{hook["currentHash"]}"\n')
    assert {hook["trustStatus"] for hook in codex_hooks(desk)} == {"trusted"}
    assert doctor().endswith("The hooks are called as they should be.\n")
    desk.place.tracker("hooks", "install", "codex", "--run")
    assert "modified" in {hook["trustStatus"] for hook in codex_hooks(desk)}
    assert "does not run them: stop (changed since)" in doctor()
