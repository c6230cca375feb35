"""Who is there: git's identity, and whether it is a person at a terminal, an agent's session, or CI."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from tracker.model.who import AGENT, CI, PERSON, Who

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracker.adapters.git.runner import GitRunner

_AGENTS = (
    ("claude", ("CLAUDECODE", "CLAUDE_CODE")),
    ("codex", ("CODEX_",)),
    ("gemini", ("GEMINI_CLI",)),
    ("opencode", ("OPENCODE",)),
    ("copilot", ("COPILOT_", "GITHUB_COPILOT")),
    ("aider", ("AIDER_",)),
    ("cursor", ("CURSOR_AGENT", "CURSOR_TRACE_ID", "CURSOR_SESSION")),
    ("cline", ("CLINE_",)),
    ("goose", ("GOOSE_TERMINAL",)),
    ("amp", ("AMP_THREAD_ID",)),
    ("augment", ("AUGMENT_AGENT",)),
)
"""Agent → how the names of variables begin that its sessions hand on to what they start."""
_ACCOUNTS = ("_KEY", "_TOKEN", "_HOME", "_CONFIG_DIR")
"""How names end that say where somebody's settings or keys are: people set them for good, in every session."""
_SERVICES = (
    ("github", ("GITHUB_ACTIONS",)),
    ("gitlab", ("GITLAB_CI",)),
    ("buildkite", ("BUILDKITE",)),
    ("jenkins", ("JENKINS_URL",)),
    ("circleci", ("CIRCLECI",)),
    ("azure", ("TF_BUILD",)),
    ("teamcity", ("TEAMCITY_VERSION",)),
    ("travis", ("TRAVIS",)),
    ("bitbucket", ("BITBUCKET_BUILD_NUMBER",)),
    ("drone", ("DRONE",)),
    ("", ("CI", "CONTINUOUS_INTEGRATION")),
)
"""CI service → the variables of which it sets one; no name where only that it is CI is known."""
_OFF = frozenset({"", "0", "false", "no", "off"})
_PLAIN = re.compile(r"\w(?:[^<>\"\\\n]*\w)?")
"""A name or an address from which git has nothing to take away."""


def who(git: GitRunner | None, environment: Mapping[str, str], *, stdin_is_terminal: bool) -> Who:
    """Who is there. `git`: in the repository that asks; None outside one.

    Raises:
        GitError: git cannot be started.
    """
    kind, name, sign = session(environment, stdin_is_terminal=stdin_is_terminal)
    return Who(identity(git, environment) if git else "", kind, name, sign)


def session(environment: Mapping[str, str], *, stdin_is_terminal: bool) -> tuple[str, str, str]:
    """(kind, which agent or service, the variable that says so). An agent in CI is an agent."""
    named = environment.get("AI_AGENT", "")
    if named:
        return AGENT, named, "AI_AGENT"
    for agent, beginnings in _AGENTS:
        for name in environment:
            if name.startswith(beginnings) and not name.endswith(_ACCOUNTS) and _is_on(environment, name):
                return AGENT, agent, name
    for service, names in _SERVICES:
        for name in names:
            if _is_on(environment, name):
                return CI, service, name
    return (PERSON if stdin_is_terminal else ""), "", ""


def _is_on(environment: Mapping[str, str], name: str) -> bool:
    return environment.get(name, "").strip().lower() not in _OFF


def is_terminal(descriptor: int = 0) -> bool:
    """Whether somebody types there; False where it is closed."""
    return os.isatty(descriptor)


def identity(git: GitRunner, environment: Mapping[str, str]) -> str:
    """Who git says is there, `Name <address>`; empty when it knows of nobody.

    What the configuration says is asked for anyway when something is committed. Only where something else has a say, git
    is asked itself.

    Raises:
        GitError: git cannot be started.
    """
    said = git.settings()
    elsewhere = any(key.startswith("committer.") for key in said) or any(x.startswith("GIT_COMMITTER_") for x in environment)
    name, address = said.get("user.name", ""), said.get("user.email", "")
    if not elsewhere and _PLAIN.fullmatch(name) and _PLAIN.fullmatch(address):
        return f"{name} <{address}>"
    code, out, _ = git.call(["-c", "user.useConfigOnly=true", "var", "GIT_COMMITTER_IDENT"])
    return out.rpartition(">")[0] + ">" if code == 0 and ">" in out else ""
