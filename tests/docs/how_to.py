"""The sessions of the tutorial and the how-to pages, carried out. To write what they print anew:
`python -m tests.docs.how_to [PAGE...]`.

- a block after `<!-- file: PATH -->` is written to that file, one after `<!-- add: PATH -->` is added to its end
- the lines of a `console` block that begin with `$ ` are commands; below each stands what it prints
- a `console` block after `<!-- needs: PROGRAM -->` stays as it is where there is no such program
"""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "docs/tutorial.md", *sorted((ROOT / "docs/how-to").glob("*.md"))]
_PART = re.compile(
    r"<!-- (file|add): (\S+) -->\n```\w+\n(.*?)```\n|(<!-- needs: (\w+) -->\n)?```console\n(.*?)```\n", re.DOTALL
)
_CHANGING = (
    (r"\b01[0-9A-HJKMNP-TV-Z]{24}\b", "01M8HZ5TH8XPDCP53Z2Y1WD7W0"),
    (r"\b(?=[0-9a-f]*\d)[0-9a-f]{7}\b", "f728efc"),
    (r"\d+(\.\d+)? s\b", "0.1 s"),
    (r"\bin \d+\.\d+s\b", "in 0.10s"),
    (r"\brun \d[\d.]* ?\w+ +(?=verified)", "run 0.1s  "),
    (r"\btook <?\d\w* +(?=verified)", "took <1m  "),
    (r" \d\.\ds ", " 0.1s "),
    (r"\b[0-9a-f]{12}\b", "14944482e35d"),
    (r"\d{4}-\d\d-\d\d", "2026-11-23"),
)


def steady(text: str) -> str:
    """The text with everything that differs from run to run put as one example of it."""
    for pattern, example in _CHANGING:
        text = re.sub(pattern, example, text)
    lines = [line.rstrip() for line in text.splitlines()]
    checks = [line.startswith("  check ") for line in lines]
    first = [
        next(start for start in range(number, -1, -1) if not start or not checks[start - 1]) for number in range(len(lines))
    ]
    ordered = sorted(range(len(lines)), key=lambda n: (first[n], lines[n]) if checks[n] else (n, ""))
    return "".join(f"{lines[number]}\n" for number in ordered)  # checks run side by side, in no order


def carried_out(page: str, folder: Path, env: Mapping[str, str]) -> str:
    """The page with what its commands print in this folder, which is a repository with `tracker` on its path."""

    def part(match: re.Match[str]) -> str:
        how, path, text, before, program, session = match.groups()
        if path:
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("w" if how == "file" else "a") as target:
                target.write(text)
            return match[0]
        if program and shutil.which(program, path=env["PATH"]) is None:
            return match[0]
        said = "".join(_said(re.findall(r"^\$ (.*)$", session, re.MULTILINE), folder, env))
        return f"{before or ''}```console\n{said}```\n"

    return _PART.sub(part, page)


def _said(commands: list[str], folder: Path, env: Mapping[str, str]) -> Iterator[str]:
    person, side = pty.openpty()  # somebody sits there, for approvals
    try:
        for command in commands:
            done = subprocess.run(
                command, shell=True, cwd=folder, env=env, stdin=side, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                text=True, check=False,
            )  # fmt: skip
            yield f"$ {command}\n{steady(done.stdout)}"
    finally:
        os.close(person)
        os.close(side)


def surroundings(folder: Path, env: Mapping[str, str]) -> dict[str, str]:
    """Make the folder a repository, and the environment one in which `tracker` is this checkout's."""
    tools = folder.parent / "bin"
    tools.mkdir(parents=True)
    (tools / "tracker").write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m tracker "$@"\n')
    (tools / "tracker").chmod(0o755)
    folder.mkdir(exist_ok=True)
    there = {**env, "PATH": f"{tools}:{env['PATH']}"}
    for words in (
        ["init", "-q", "-b", "main"],
        ["config", "user.name", "Ann Lee"],
        ["config", "user.email", "ann@example.org"],
    ):
        subprocess.run(["git", *words], cwd=folder, env=there, check=True)
    return there


def main() -> None:
    """Write the pages that are named, or every one, anew."""
    import tempfile

    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG")}
    for page in [ROOT / name for name in sys.argv[1:]] or PAGES:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch, "shop")
            env = surroundings(folder, {**kept, "HOME": scratch, "GIT_CONFIG_NOSYSTEM": "1"})
            page.write_text(carried_out(page.read_text(), folder, env))


if __name__ == "__main__":
    main()
