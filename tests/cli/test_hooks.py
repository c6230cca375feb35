"""Hooks go into somebody's settings and out of them, and `doctor` finds what keeps them from working."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.conftest import ROOT, Place
from tests.hooks.settings_files import settings
from tracker.hooks import NAMES, product

FILES = {name: product(name).file for name in NAMES}


@pytest.fixture
def ready(place: Place, tmp_path: Path) -> Place:
    """With the `tracker` of this checkout on PATH."""
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "tracker").write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec python -m tracker "$@"\n')
    (tools / "tracker").chmod(0o755)
    place.env = {**place.env, "PATH": f"{tools}:{place.env['PATH']}"}
    return place


def found(place: Place, *words: str) -> dict[str, str]:
    return {one["what"]: one["path"] for one in place.tracker("hooks", "doctor", *words, "--json").json["findings"]}


@pytest.mark.parametrize("name", NAMES)
def test_a_project_s_settings_are_made_and_go_again(ready: Place, name: str) -> None:
    assert ready.tracker("hooks", "install", name).out.startswith(f"  {name:<7} hooks installed in {FILES[name]}\n")
    made = ready.read(FILES[name])
    assert f"tracker hook stop --agent {name}" in made
    file = (ready.path / FILES[name]).stat()
    assert f"hooks are in {FILES[name]}" in ready.tracker("hooks", "install", name).out
    assert ready.read(FILES[name]) == made
    assert (ready.path / FILES[name]).stat().st_ino == file.st_ino  # not even written again
    assert f"hooks updated in {FILES[name]}" in ready.tracker("hooks", "install", name, "--run", "--deadline", "90").out
    assert "--run --deadline 90" in ready.read(FILES[name])
    assert f"hooks removed from {FILES[name]}" in ready.tracker("hooks", "uninstall", name).out
    assert not (ready.path / FILES[name]).parent.exists()
    assert f"hooks are not in {FILES[name]}" in ready.tracker("hooks", "uninstall", name).out


@pytest.mark.parametrize("name", NAMES)
def test_somebody_s_settings_are_as_before(ready: Place, name: str) -> None:
    path = ready.path / FILES[name]
    path.parent.mkdir()
    before = settings(7, comments=product(name).comments).encode()
    path.write_bytes(before)
    path.chmod(0o600)
    assert ready.tracker("hooks", "install", name).code == 0
    assert path.read_bytes() != before
    assert ready.tracker("hooks", "uninstall", name).code == 0
    assert path.read_bytes() == before
    assert path.stat().st_mode & 0o777 == 0o600


def test_for_all_projects_they_go_into_the_user_s_settings(ready: Place, tmp_path: Path) -> None:
    elsewhere = Place(tmp_path, ready.env)
    home = Path(ready.env["HOME"])
    assert elsewhere.tracker("hooks", "install", "claude").code == 2
    assert elsewhere.tracker("hooks", "install", "claude", "gemini", "codex", "--user").code == 0
    assert all((home / file).exists() for file in FILES.values())
    other = tmp_path / "config"
    assert elsewhere.tracker("hooks", "install", "claude", "--user", CLAUDE_CONFIG_DIR=str(other)).code == 0
    assert (other / "settings.json").exists()
    assert ready.tracker("hooks", "install", "claude").code == 0
    assert any("each call is made twice" in what for what in found(ready))


def test_a_file_that_is_no_json_is_named_with_its_place_and_left_alone(ready: Place) -> None:
    ready.write(".claude/settings.json", '{\n  "model": "opus",\n}\n')
    done = ready.tracker("hooks", "install", "gemini", "claude")
    assert done.code == 1
    assert done.err.startswith(
        ".claude/settings.json:3:1: cannot be read\n  found     '}'\n  expected  a key in double quotes\n"
    )
    assert ready.read(".claude/settings.json") == '{\n  "model": "opus",\n}\n'
    assert not (ready.path / ".gemini").exists()  # all of them, or none
    (ready.path / ".claude/settings.json").write_bytes(b'{"a": "\xff"}')
    assert ".claude/settings.json:1:8: no UTF-8" in ready.tracker("hooks", "install", "claude").err


def test_no_link_is_followed(ready: Place, tmp_path: Path) -> None:
    (tmp_path / "theirs.json").write_text("{}")
    (ready.path / ".claude").mkdir()
    (ready.path / ".claude/settings.json").symlink_to(tmp_path / "theirs.json")
    assert "is a link to" in ready.tracker("hooks", "install", "claude").err
    (ready.path / ".gemini").symlink_to(tmp_path)
    assert "is a link to" in ready.tracker("hooks", "install", "gemini").err
    assert (tmp_path / "theirs.json").read_text() == "{}"


def test_agents_md_gets_its_section(ready: Place) -> None:
    ready.write("AGENTS.md", "# Mine\n")
    for _ in range(2):
        assert ready.tracker("hooks", "install", "codex", "--agents").code == 0
        assert ready.read("AGENTS.md").startswith("# Mine\n\n<!-- tracker -->\n## How work is tracked: Test\n")
        assert ready.read("AGENTS.md").count("<!-- tracker -->") == 1


# -- doctor ---------------------------------------------------------------------------------------------------------------


def test_nothing_is_wrong_where_all_is_well(ready: Place) -> None:
    ready.tracker("hooks", "install", "claude", "gemini")
    done = ready.tracker("hooks", "doctor")
    assert done.code == 0
    assert done.out.endswith("The hooks are called as they should be.\n")


@pytest.mark.parametrize(
    ("text", "what", "at"),
    [
        ('"env": ["A"]', '`env` is ["A"], expected an object', ":2:10"),
        ('"permissions": {"allow": "Bash"}', '`permissions.allow` is "Bash", expected a list of texts', ":2:28"),
        ('"cleanupPeriodDays": "20"', '`cleanupPeriodDays` is "20", expected a whole number', ":2:24"),
        ('"enabledPlugins": {"tracker@phasegate": true}', "the plugin tracker@phasegate has the same hooks", ":2:22"),
        ('"disableAllHooks": true', "`disableAllHooks: true` switches all hooks off", ":2:22"),
        ('"hooks": {"Stop": [{"command": "x"}]}', '`hooks.Stop` is {"command": "x"}, expected an object', ":2:22"),
        ('"hooks": {"Stop": [{"hooks": [{"type": "command"}]}]}', '`hooks.Stop` is {"type": "command"}, expected', ":2:33"),
    ],
)
def test_settings_that_claude_ignores_are_found(ready: Place, text: str, what: str, at: str) -> None:
    ready.write(".claude/settings.json", f"{{\n  {text}\n}}\n")
    ready.tracker("hooks", "install", "claude")
    (path,) = [path for said, path in found(ready, "claude").items() if said.startswith(what)]
    assert path == f".claude/settings.json{at}"
    assert ready.tracker("hooks", "doctor").code == 1


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('"enabled": false', "`hooksConfig.enabled: false` switches all hooks off"),
        ('"disabled": ["mine", "tracker-stop"]', "`hooksConfig.disabled` names tracker-stop, so it is not called"),
    ],
)
def test_switched_off_in_gemini(ready: Place, text: str, what: str) -> None:
    ready.write(".gemini/settings.json", f'{{"hooksConfig": {{{text}}}}} // mine')
    ready.tracker("hooks", "install", "gemini")
    assert what in found(ready)


def test_an_older_line_is_found(ready: Place) -> None:
    ready.tracker("hooks", "install", "claude", "--run")
    assert found(ready) == {}
    path = ready.path / ".claude/settings.json"
    path.write_text(path.read_text().replace('"timeout": 60', '"timeout": 5'))
    assert "the hooks are those of another version of tracker" in found(ready)


def test_another_hook_at_the_stop_is_a_note(ready: Place) -> None:
    loop = {"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "ralph.sh"}]}]}}
    ready.write(".claude/settings.json", json.dumps(loop))
    ready.tracker("hooks", "install", "claude")
    assert "another hook runs at Stop as well: ralph.sh" in found(ready)
    assert ready.tracker("hooks", "doctor").code == 0


def test_without_a_tracker_on_path_every_hook_fails(ready: Place, tmp_path: Path) -> None:
    ready.tracker("hooks", "install", "claude")
    python = tmp_path / "python"
    python.mkdir()
    (python / "python").symlink_to(os.path.realpath(ready.command()[0]))
    done = ready.tracker("hooks", "doctor", PATH=str(python))
    assert "no `tracker` is on PATH" in done.out
    assert done.code == 1
    (python / "tracker").write_text("#!/bin/sh\necho Tracker 3.7.0\n")
    (python / "tracker").chmod(0o755)
    assert "the `tracker` on PATH says 'Tracker 3.7.0'" in ready.tracker("hooks", "doctor", PATH=str(python)).out


def test_hooks_that_codex_does_not_trust_are_found(ready: Place) -> None:
    ready.tracker("hooks", "install", "codex")
    assert "Codex does not trust this project, so it runs none of its hooks" in found(ready)
    assert any(
        said.endswith("session_start (never trusted), pre_tool_use (never trusted), stop (never trusted)")
        for said in found(ready)
    )


def test_an_agent_without_hooks_is_named_when_it_is_asked_for(ready: Place) -> None:
    assert "no agent has hooks of ours" in found(ready)
    assert "Codex has no hooks of ours" in found(ready, "codex")
    assert ready.tracker("hooks", "doctor", "other").code == 2
    assert ready.tracker("hooks", "install").code == 2
    assert ready.tracker("hooks", "install", "claude", "--deadline", "5").code == 2
