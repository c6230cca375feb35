"""One meaning for each word: the table of verbs in the glossary, and that commands and messages use them so."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tracker.cli.verbs import VERBS, load

ROOMS = ("cli", "commands", "formats", "documents", "views", "engine", "bootstrap", "state", "scaffold", "checking", "bar")
"""Whose texts people read."""
ELSEWHERE = {
    "`tracker check` records nothing, so it proves nothing": r"(?i)\bprov(e|es|ed|ing)\b[^.;\n]{0,24}: `?tracker check\b",
    "a check is carried out; a plan is validated, a journal verified": r"(?i)\bcheck(s|ed)? the (plan|journal)\b",
    "a journal is verified; a phase is checked": r"(?i)\bverif(y|ies) (the |a )?(phase|check|test|result)s?\b",
    "work is started; a file is written": r"(?i)\bstart an? (plan|template|prompt|section)\b",
    "somebody approves, or agrees to criteria; only a loss is accepted": r"(?i)(?<!-)\baccept(s|ed|ing)?\b(?!-loss|_loss)",
}
"""What a word does not mean → how it would be written."""


def table() -> dict[str, str]:
    """Word → the commands that do it."""
    text = (ROOT / "docs/glossary.md").read_text().partition("## The verbs")[2].partition("## The things")[0]
    return dict(re.findall(r"^\| (\w+) \| .* \| (.*) \|$", text, re.MULTILINE))


def texts(path: Path) -> Iterator[str]:
    """Every text in a module that is no docstring; of templates, what they say."""
    if path.suffix == ".j2":
        yield path.read_text()
        return
    tree = ast.parse(path.read_text())
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (part.value if isinstance(part, ast.Constant) else "…" for part in node.values)
            yield "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def everything() -> Iterator[tuple[str, str]]:
    """(place, text) of all that is printed or written."""
    for room in ROOMS:
        for path in sorted((ROOT / "tracker" / room).rglob("*")):
            if path.suffix in (".py", ".j2"):
                yield from ((str(path.relative_to(ROOT)), text) for text in texts(path))
    for name in ("tracker/cli/help.txt", "README.md"):
        yield name, (ROOT / name).read_text()


def test_every_word_that_is_a_command_names_it() -> None:
    known = table()
    wanted = {"verify", "check", "prove", "record", "approve", "accept", "waive", "start", "reopen", "render", "seal"}
    assert wanted <= set(known)
    for word, commands in known.items():
        assert word not in VERBS or load(word).VERB.hidden or f"`tracker {word}`" in commands, word
        for command in re.findall(r"`tracker ([\w-]+)", commands):
            assert command in VERBS, command


@pytest.mark.parametrize("meaning", ELSEWHERE)
def test_no_text_uses_a_word_for_another_thing(meaning: str) -> None:
    found = [(place, match[0]) for place, text in everything() if (match := re.search(ELSEWHERE[meaning], text))]
    assert found == []


@pytest.mark.parametrize(
    "wrong",
    [
        "prove again: tracker check --all",
        "Check the plan: every problem",
        "verify the results",
        "Start a plan here: tracker init",
        "the change is accepted",
    ],
)
def test_the_wrong_use_would_be_found(wrong: str) -> None:
    assert any(re.search(pattern, wrong) for pattern in ELSEWHERE.values())
