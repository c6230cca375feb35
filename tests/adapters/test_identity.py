"""Who is there: git's identity, and of what kind the session is."""

from __future__ import annotations

import os
import pty
from pathlib import Path

import pytest

from tests.adapters.repositories import Repo
from tracker.adapters.git import call as calls
from tracker.adapters.git.runner import GitRunner
from tracker.adapters.identity import identity, is_terminal, session, who
from tracker.model.who import Who, is_same, who_words


@pytest.fixture
def repo(tmp_path: Path, hermetic: dict[str, str]) -> Repo:
    made = Repo(tmp_path, hermetic)
    made.git("init", "-q")
    return made


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The verbs that git is called with."""
    verbs: list[str] = []
    really = calls._run

    def counted(root: str, words: list[str], *rest: object) -> int:
        verbs.append(next(word for word in words[::-1] if word in {"config", "var", "rev-parse"}))
        return really(root, words, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(calls, "_run", counted)
    return verbs


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"CLAUDECODE": "1"}, ("agent", "claude", "CLAUDECODE")),
        ({"CLAUDE_CODE_ENTRYPOINT": "cli"}, ("agent", "claude", "CLAUDE_CODE_ENTRYPOINT")),
        ({"CODEX_SANDBOX": "seatbelt"}, ("agent", "codex", "CODEX_SANDBOX")),
        ({"CODEX_THREAD_ID": "0199"}, ("agent", "codex", "CODEX_THREAD_ID")),
        ({"GEMINI_CLI": "1"}, ("agent", "gemini", "GEMINI_CLI")),
        ({"CURSOR_AGENT": "1"}, ("agent", "cursor", "CURSOR_AGENT")),
        ({"CURSOR_TRACE_ID": "a8"}, ("agent", "cursor", "CURSOR_TRACE_ID")),
        ({"OPENCODE": "1"}, ("agent", "opencode", "OPENCODE")),
        ({"OPENCODE_CLIENT": "cli"}, ("agent", "opencode", "OPENCODE_CLIENT")),
        ({"COPILOT_AGENT_SESSION_ID": "8"}, ("agent", "copilot", "COPILOT_AGENT_SESSION_ID")),
        ({"AIDER_MODEL": "gpt"}, ("agent", "aider", "AIDER_MODEL")),
        ({"AI_AGENT": "devin@1"}, ("agent", "devin@1", "AI_AGENT")),
        ({"GITHUB_ACTIONS": "true", "CI": "true"}, ("ci", "github", "GITHUB_ACTIONS")),
        ({"GITLAB_CI": "true"}, ("ci", "gitlab", "GITLAB_CI")),
        ({"BUILDKITE": "true"}, ("ci", "buildkite", "BUILDKITE")),
        ({"JENKINS_URL": "https://ci.example.org/"}, ("ci", "jenkins", "JENKINS_URL")),
        ({"CI": "1"}, ("ci", "", "CI")),
        ({"CI": "true", "CLAUDECODE": "1"}, ("agent", "claude", "CLAUDECODE")),
        ({}, ("", "", "")),
    ],
)
@pytest.mark.parametrize("terminal", [False, True])
def test_a_session_is_known_by_its_environment_whatever_its_input_is(
    variables: dict[str, str], expected: tuple[str, str, str], terminal: bool
) -> None:
    wanted = ("person", "", "") if terminal and not variables else expected
    assert session({"PATH": "/bin", "HOME": "/home/ann", **variables}, stdin_is_terminal=terminal) == wanted


@pytest.mark.parametrize(
    "variables",
    [
        {"CLAUDECODE": ""},
        {"CLAUDECODE": "0", "CI": "false"},
        {"CI": "0"},
        {"CODEX_HOME": "/home/ann/.codex", "CODEX_API_KEY": "x"},
        {"CLAUDE_CODE_OAUTH_TOKEN": "x", "CLAUDE_CONFIG_DIR": "/c", "GEMINI_API_KEY": "x"},
        {"COPILOT_GITHUB_TOKEN": "x", "OPENCODE_API_KEY": "x", "OPENCODE_CONFIG_DIR": "/c"},
        {"CIRCLE": "1", "CIVIL": "1", "MY_CODEX_NOTES": "1"},
    ],
)
def test_what_is_switched_off_or_only_says_where_keys_and_settings_are_makes_no_agent(variables: dict[str, str]) -> None:
    assert session(variables, stdin_is_terminal=True) == ("person", "", "")
    assert session(variables, stdin_is_terminal=False) == ("", "", "")


def test_the_identity_is_what_git_has_configured(repo: Repo, processes: list[str]) -> None:
    git = GitRunner(str(repo.path))
    git.paths("config")
    git.settings()
    processes.clear()
    assert identity(git, os.environ) == "Test Person <test@example.org>"
    assert processes == []


def test_who_is_there_costs_one_look_at_the_configuration(repo: Repo, processes: list[str]) -> None:
    git = GitRunner(str(repo.path))
    git.paths("config")
    processes.clear()
    assert who(git, {"CLAUDECODE": "1"}, stdin_is_terminal=True) == Who(
        "Test Person <test@example.org>", "agent", "claude", "CLAUDECODE"
    )
    assert processes == ["config"]


@pytest.mark.parametrize(
    ("settings", "variables", "expected"),
    [
        ({"user.name": "Ann Lee", "user.email": "ann@example.org"}, {}, "Ann Lee <ann@example.org>"),
        ({"user.name": "ann, lee;"}, {}, "ann, lee <test@example.org>"),
        ({"user.name": "Änn ❤"}, {}, "Änn ❤ <test@example.org>"),
        ({"committer.name": "Robot"}, {}, "Robot <test@example.org>"),
        ({"author.name": "Somebody"}, {}, "Test Person <test@example.org>"),
        ({}, {"GIT_COMMITTER_NAME": "Bo", "GIT_COMMITTER_EMAIL": "bo@x"}, "Bo <bo@x>"),
        ({"user.email": ""}, {}, "Test Person <>"),
    ],
)
def test_what_else_has_a_say_is_heard_as_git_hears_it(
    repo: Repo, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], variables: dict[str, str], expected: str
) -> None:
    for key, value in settings.items():
        repo.git("config", key, value)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert identity(GitRunner(str(repo.path)), os.environ) == expected


def test_nobody_is_made_up_where_git_knows_of_nobody(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(repo.path))
    assert identity(GitRunner(str(repo.path)), os.environ) == ""
    assert who(None, {}, stdin_is_terminal=False) == Who()


def test_a_terminal_is_told_from_a_pipe_and_from_nothing() -> None:
    main, side = pty.openpty()
    reading, writing = os.pipe()
    assert is_terminal(side)
    assert not is_terminal(reading)
    for descriptor in (main, side, reading, writing):
        os.close(descriptor)
    assert not is_terminal(side)


@pytest.mark.parametrize(
    ("word", "same"),
    [
        ("Ann Lee", True),
        ("ann@example.org", True),
        ("ANN@Example.org", True),
        ("ann lee", False),
        ("Ann Lee <ann@example.org>", True),
        ("Ann", False),
        ("", False),
        ("ann@example.org>", False),
        ("Bo <ann@example.org>", False),
    ],
)
def test_a_word_means_an_identity_by_its_name_its_address_or_both(word: str, same: bool) -> None:
    assert is_same("Ann Lee <ann@example.org>", word) is same


def test_nothing_means_nobody() -> None:
    assert not is_same("", "")
    assert not is_same("Ann <>", "")


def test_who_somebody_is_in_words() -> None:
    assert who_words("Ann <a@x>", "person") == "Ann <a@x>"
    assert who_words("Ann <a@x>", "agent", "claude") == "Ann <a@x>, an agent (claude)"
    assert who_words("", "ci") == "CI"
    assert who_words("", "") == ""
