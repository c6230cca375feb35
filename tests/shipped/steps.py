"""Carries out the steps of a composite action as GitHub does: expressions, conditions, outputs, files for the summary."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail")
"""What `shell: bash` stands for (docs.github.com, "Workflow syntax")."""


@dataclass
class Ran:
    """What the steps left."""

    failed: bool = False
    log: str = ""
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    used: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    """The actions that were called, each with what it was given. They are not carried out."""
    summary: str = ""
    codes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Runner:
    """A machine with a clone in it."""

    clone: Path
    temp: Path
    env: dict[str, str]

    def run(self, action: Path, without: Collection[str] = (), **given: str) -> Ran:
        """All steps of `action.yml` below a folder, but those `without` which an earlier test has carried out here."""
        file = yaml.safe_load((action / "action.yml").read_text())
        unknown = given.keys() - {name.replace("-", "_") for name in file["inputs"]}
        assert not unknown
        known = {f"inputs.{name}": given.get(name.replace("-", "_"), part["default"]) for name, part in file["inputs"].items()}
        known |= {"github.action_path": str(action), "runner.temp": str(self.temp)}
        ran = Ran()
        for step in file["runs"]["steps"]:
            if step.get("name") not in without and _holds(step.get("if", ""), known, ran):
                self._step(step, known, ran)
        ran.outputs["action"] = {name: _resolved(part["value"], _values(known, ran)) for name, part in file["outputs"].items()}
        return ran

    def _step(self, step: dict[str, Any], known: dict[str, str], ran: Ran) -> None:
        values = _values(known, ran)
        if "uses" in step:
            ran.used.append((step["uses"], {name: _resolved(text, values) for name, text in step.get("with", {}).items()}))
            return
        assert step["shell"] == "bash"
        assert "${{" not in step["run"]
        script, output, summary = (self.temp / f"_{name}" for name in ("script", "output", "summary"))
        script.write_text(step["run"])
        output.write_text("")
        summary.write_text("")
        env = {name: _resolved(text, values) for name, text in step.get("env", {}).items()}
        done = subprocess.run(
            [*BASH, str(script)],
            cwd=self.clone / _resolved(step.get("working-directory", "."), values),
            env={**self.env, **env, "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        ran.log += done.stdout
        ran.codes[step["name"]] = done.returncode
        ran.summary += summary.read_text()
        ran.failed |= done.returncode != 0
        if "id" in step:
            ran.outputs[step["id"]] = dict(line.split("=", 1) for line in output.read_text().splitlines())


def _values(known: dict[str, str], ran: Ran) -> dict[str, str]:
    outputs = {
        f"steps.{step}.outputs.{name}": value for step, all_of_it in ran.outputs.items() for name, value in all_of_it.items()
    }
    return known | outputs


def _resolved(text: str, values: dict[str, str]) -> str:
    """With each expression replaced by its value; an output that was not set is empty."""

    def value(found: re.Match[str]) -> str:
        assert found[1] in values or found[1].startswith("steps."), found[1]
        return values.get(found[1], "")

    return re.sub(r"\$\{\{ ([\w.-]+) \}\}", value, text)


def _holds(condition: str, known: dict[str, str], ran: Ran) -> bool:
    """A condition of the form `[!cancelled() &&] a != '' && …`. Without a status function, nothing runs after a failure."""
    terms = condition.removeprefix("${{").removesuffix("}}").strip().split(" && ") if condition else []
    always = "!cancelled()" in terms
    values = _values(known, ran)
    for term in terms:
        if term != "!cancelled()":
            found = re.fullmatch(r"([\w.-]+) != ''", term)
            assert found, term
            if not values.get(found[1], ""):
                return False
    return always or not ran.failed
