"""A drafted plan as the text of its files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tracker.scaffold.found import Tool
from tracker.scaffold.templates import Draft

SCHEMAS = ".tracker/schema"
"""Where the schemas lie that editors complete and check the files with."""
SECTION = ("<!-- tracker -->", "<!-- /tracker -->")
"""Between these lines AGENTS.md is ours."""


def settings_text(name: str, goal: str) -> str:
    """tracker.yaml."""
    head = _head("settings", "The plan of this project. Every key: tracker schema settings")
    sections = ["overview", "phases", "current-status", "timeline", "footer"]
    return head + _dump(
        {"project": {"name": name, "goal": goal}, "documents": [{"path": "TRACKER.md", "title": name, "sections": sections}]}
    )


def phase_text(number: int, draft: Draft) -> str:
    """A phase file."""
    head = _head("phase", "Complete when its checks passed at a commit that has the work. Every key: tracker schema phase")
    needs = {"depends_on": [f"phase-{number - 1}"]} if number > 1 else {}
    checks = [dict(check) for check in draft.checks]
    return head + _dump(
        {"id": f"phase-{number}", "title": draft.title, **needs, "goal": draft.goal, **draft.more, "checks": checks}
    )


def _head(schema: str, about: str) -> str:
    folder = SCHEMAS if schema == "settings" else f"../{SCHEMAS}"
    return f"# yaml-language-server: $schema={folder}/{schema}.schema.json\n# {about}\n"


def _dump(data: Mapping[str, Any]) -> str:
    import yaml

    text: str = yaml.safe_dump(dict(data), sort_keys=False, allow_unicode=True, width=120, default_flow_style=False)
    return text


def missing_ignores(known: str, tools: Iterable[Tool]) -> list[str]:
    """What the tools leave behind and .gitignore does not have yet."""
    has = {line.strip().strip("/") for line in known.splitlines()}
    wanted = dict.fromkeys(line for tool in tools for line in tool.ignore)
    return [line for line in wanted if line.strip("/") not in has]


def ignore_text(known: str, lines: Sequence[str]) -> str:
    """.gitignore with further lines at its end."""
    before = known if not known or known.endswith("\n") else f"{known}\n"
    return before + "".join(f"{line}\n" for line in lines)


def agents_text(known: str, name: str) -> str:
    """AGENTS.md with our section: a new one at its end, or in the place of the one that is there."""
    section = f"{SECTION[0]}\n{_AGENTS.format(name=name)}{SECTION[1]}\n"
    pattern = re.compile(f"{re.escape(SECTION[0])}.*?{re.escape(SECTION[1])}\n?", re.DOTALL)
    if pattern.search(known):
        return pattern.sub(lambda _: section, known, count=1)
    before = known.rstrip("\n")
    return f"{before}\n\n{section}" if before else section


_AGENTS = """\
## How work is tracked: {name}

This project is done in phases. `tracker` decides when one is complete: by checks that it runs itself, at a commit that has the
work.

- Begin with `tracker next`: it names the phase and its prompt. `tracker prompt` prints all that you need to know.
- Do the work of that phase only. Prove it with `tracker run`; what failed and why: `tracker explain`.
- Do not edit `tracker.yaml`, `phases/`, `.tracker/` or the documents that tracker writes to make a check pass. A check that is
  wrong is a question for a person.
- Whether something is done is what `tracker status` says, not what anybody says.
"""
