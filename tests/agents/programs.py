"""The real programs of coding agents, pointed at a scripted model server. `TRACKER_AGENTS` names the folder that has them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.agents.models import Models

FOLDER = os.environ.get("TRACKER_AGENTS", "")
LIMIT = 120


def program(name: str) -> str:
    """The program's path; a test that needs it is skipped where it is not there."""
    found = shutil.which(name, path=os.pathsep.join(filter(None, (FOLDER, os.environ["PATH"]))))
    if found is None:
        pytest.skip(f"{name} is not there: npm installs it, and TRACKER_AGENTS names the folder with it")
    return found


@dataclass(frozen=True)
class Talk:
    """What a program left."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def environment(name: str, models: Models, home: Path, path: str) -> dict[str, str]:
    """Nothing of whoever runs the tests: an empty home, no key, no network."""
    env = {"PATH": path, "HOME": str(home), "TERM": "dumb", "LANG": "C.UTF-8"}
    env |= {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    more = {
        "claude": {
            "ANTHROPIC_BASE_URL": models.url,
            "ANTHROPIC_API_KEY": "sk-ant-none",
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
            "DISABLE_AUTOUPDATER": "1",
            "IS_SANDBOX": "1",
        },
        "codex": {"CODEX_HOME": str(home / ".codex"), "MODEL_KEY": "none"},
        "gemini": {"GEMINI_API_KEY": "none", "GOOGLE_GEMINI_BASE_URL": models.url, "GEMINI_CLI_TRUST_WORKSPACE": "true"},
    }
    return {**env, **more[name]}


def words(name: str, models: Models) -> list[str]:
    """The program without a person, allowed everything."""
    if name == "claude":
        return ["-p", "--output-format", "json", "--permission-mode", "acceptEdits", "--allowedTools", "Bash Edit Write"]
    if name == "gemini":
        return ["--output-format", "json", "--approval-mode", "yolo", "-m", "gemini-2.5-flash", "-p"]
    provider = (
        f'model_providers.scripted={{name="scripted",base_url="{models.url}/v1",env_key="MODEL_KEY",wire_api="responses",'
        "request_max_retries=0,stream_max_retries=0}"
    )
    told = ("-c", "model_provider=scripted", "-c", provider, "-m", "gpt-5.5")
    return ["exec", *told, "--json", "-s", "danger-full-access", "--dangerously-bypass-hook-trust"]


def prepare(name: str, home: Path, project: Path) -> None:
    """The settings without which a program does not work on its own."""
    if name == "gemini":
        (home / ".gemini").mkdir(parents=True, exist_ok=True)
        (home / ".gemini/settings.json").write_text('{"security": {"auth": {"selectedType": "gemini-api-key"}}}\n')
    if name == "codex":
        (home / ".codex").mkdir(parents=True, exist_ok=True)
        (home / ".codex/config.toml").write_text(f'[projects."{project}"]\ntrust_level = "trusted"\n')


def talk(name: str, models: Models, *, home: Path, project: Path, path: str, prompt: str = "Do the phase.") -> Talk:
    """One session, from a prompt to its end."""
    command = [program(name), *words(name, models)]
    command += [prompt] if name != "claude" else []
    done = subprocess.run(
        command if name != "claude" else [command[0], *command[1:]],
        cwd=project,
        env=environment(name, models, home, path),
        input=prompt if name == "claude" else "",
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    return Talk(done.returncode, done.stdout, done.stderr)
