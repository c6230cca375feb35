"""`python -m tests.recording`: draws the pictures in docs/pictures again, from real sessions in folders of their own."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tests.recording.screen import Spans, lines_of
from tests.recording.svg import Frame, animated, still
from tests.recording.terminal import Command, Terminal

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
COLUMNS, ROWS = 100, 26
TYPING, READING = 0.9, 1.7
"""Seconds that a command, and what it says, stand still in a recording."""
TESTS = """\
import pytest
from shop import price, stock


@pytest.mark.parametrize("count", range(1, 6))
def test_discount(count):
    assert price(count) == count * 9, f"no discount for {count}"


def test_stock():
    assert stock("pear") == 3
"""
SHOP = """\
def price(count):
    return count * 9


def stock(name):
    return {"apple": 5, "pear": 3}[name]
"""
BUILD = """\
id: phase-3
title: Build
checks:
  - id: build
    kind: command
    inputs: [src]
    run: |
      for n in $(seq 30); do echo "compiling module $n of 30"; sleep 0.2; done
      echo "error: src/shop.py: module 30 has no entry point" >&2
      exit 2
"""
"""A command that takes a while, and fails."""
BROKEN = SHOP.replace("count * 9", "count * 10").replace(', "pear": 3', "")


def main() -> int:
    """Write all of them; say which."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in _pictures(Path(folder)):
            (PICTURES / name).write_text(text, encoding="utf-8")
            sys.stdout.write(f"docs/pictures/{name}  {len(text.encode()) / 1000:.0f} KB\n")
    return 0


def _pictures(folder: Path) -> Iterator[tuple[str, str]]:
    terminal = _project(folder)
    session = [terminal.type("tracker init --yes --template refactoring")]
    session += [terminal.type("git add -A && git commit -qm 'Start the plan'"), terminal.type("tracker run 1")]
    (terminal.folder / "src/shop.py").write_text(BROKEN)
    terminal.type("git commit -qam 'Simplify the shop'")
    session += [terminal.type("tracker run 2")]
    for name, command in {
        "status": "tracker status",
        "explain": "tracker explain 2",
        "show": "tracker show last",
        "triage": "tracker triage 2/tests",
        "next": "tracker next",
        "prompt": "tracker prompt 2 | head -30",
        "validate": "tracker validate",
    }.items():
        yield f"{name}.svg", still(_screen([terminal.type(command)]), command, COLUMNS)
    yield "run-failed.svg", still(_screen(session[-1:]), "tracker run: what fails, and why", COLUMNS)
    (terminal.folder / "src/shop.py").write_text(SHOP)
    terminal.type("git commit -qam 'Keep the discount'")
    session += [terminal.type("tracker run 2"), terminal.type("tracker status")]
    yield "session.svg", _recording(session)
    yield "document.svg", still(_screen([terminal.type("head -24 TRACKER.md")]), "the first screen of a document", COLUMNS)
    (terminal.folder / "phases/phase-3.yaml").write_text(BUILD)
    terminal.type("git add -A && git commit -qm 'Plan the build'")
    build = terminal.type("tracker run 3 -v")
    half = tuple(chunk for chunk in build.chunks if chunk[0] < build.seconds / 2)
    yield "progress.svg", still(_screen([replace(build, chunks=half)]), "tracker run -v, half way", COLUMNS)
    yield "command-failed.svg", still(_screen([build]), "tracker run: a command that fails", COLUMNS)


def _project(folder: Path) -> Terminal:
    """A small project with tests, in a repository, and `tracker` on its path."""
    project, tools = folder / "shop", folder / "bin"
    for path, text in {"src/shop.py": SHOP, "tests/test_shop.py": TESTS, "README.md": "# Shop\n"}.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(text)
    tools.mkdir()
    (tools / "tracker").write_text(f'#!/bin/sh\nexec {sys.executable} -m tracker "$@"\n')
    (tools / "tracker").chmod(0o755)
    person = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in _PERSON.items()}
    path = os.pathsep.join((str(tools), os.path.dirname(sys.executable), os.environ["PATH"]))
    env = {"PATH": path, "HOME": str(folder), "LANG": "C.UTF-8", "TZ": "UTC", "PYTHONPATH": str(PICTURES.parents[1]), **person}
    terminal = Terminal(project, env, COLUMNS)
    terminal.type("git init -qb main && git add -A && git commit -qm Start")
    return terminal


_PERSON = {"NAME": "Ada", "EMAIL": "ada@example.org"}


def _screen(commands: list[Command]) -> list[Spans]:
    lines: list[Spans] = []
    for command in commands:
        lines += [_prompt(command.typed), *_trimmed(lines_of(command.text, COLUMNS))]
    return lines


def _prompt(typed: str) -> Spans:
    return [("$ ", frozenset({"prompt"})), (typed, frozenset({"bold"}))]


def _trimmed(lines: list[Spans]) -> list[Spans]:
    while lines and not lines[-1]:
        lines = lines[:-1]
    return lines


def _recording(commands: list[Command]) -> str:
    """Commands one after the other; long waits are made shorter, so that it takes some twenty seconds."""
    frames, at, before = [], 0.0, list[Spans]()
    for command in commands:
        frames.append(Frame(at, [*before, _prompt(command.typed)]))
        at += TYPING
        after = [*before, _prompt(command.typed), *_trimmed(lines_of(command.text, COLUMNS))]
        frames.append(Frame(at, after))
        at += READING + 0.05 * (len(after) - len(before))
        before = [*after, []]
    return animated(frames, "From tracker init to two proved phases", COLUMNS, ROWS, round(at, 1))


if __name__ == "__main__":
    sys.exit(main())
