"""The sessions of the how-to pages, carried out: `python -m tests.docs.how_to` writes what they print anew."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs/how-to").glob("*.md"))
_PART = re.compile(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```\n|```console\n(.*?)```\n", re.DOTALL)
_CHANGING = (
    (r"\b01[0-9A-HJKMNP-TV-Z]{24}\b", "01M8HZ5TH8XPDCP53Z2Y1WD7W0"),
    (r"\b(?=[0-9a-f]*\d)[0-9a-f]{7}\b", "f728efc"),
    (r"\d+(\.\d+)? s\b", "0.1 s"),
    (r" \d\.\ds ", " 0.1s "),
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
        path, text, session = match.groups()
        if path:
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
            return match[0]
        return "```console\n" + "".join(_said(re.findall(r"^\$ (.*)$", session, re.MULTILINE), folder, env)) + "```\n"

    return _PART.sub(part, page)


def _said(commands: list[str], folder: Path, env: Mapping[str, str]) -> Iterator[str]:
    for command in commands:
        done = subprocess.run(
            command, shell=True, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        yield f"$ {command}\n{steady(done.stdout)}"


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
    """Write every page anew."""
    import os
    import tempfile

    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG")}
    for page in PAGES:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch, "shop")
            env = surroundings(folder, {**kept, "HOME": scratch, "GIT_CONFIG_NOSYSTEM": "1"})
            page.write_text(carried_out(page.read_text(), folder, env))


if __name__ == "__main__":
    main()
