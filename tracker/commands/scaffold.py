"""Start a template of the project's own: a packaged one to extend or to change, with its variables written at its top."""

from __future__ import annotations

import re
from typing import Any

from tracker.bootstrap import Project
from tracker.commands.render import variables
from tracker.errors import StorageError, UsageError

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def new_prompt(project: Project, name: str, kind: str) -> dict[str, Any]:
    """A prompt template that extends a packaged kind.

    Raises:
        UsageError: the name or the kind will not do.
        StorageError: there is such a template already, or it cannot be written.
    """
    from tracker.documents.prompts import KINDS

    if kind not in KINDS:
        raise UsageError(f"there is no kind of prompt {kind!r}", hints=[f"One of: {', '.join(KINDS)}"])
    path = f"{project.plan.settings.prompts}/{_checked(name)}.md.j2"
    text = (
        f"{_comment(project, 'prompt')}"
        f'{{% extends "tracker:{kind}.md.j2" %}}\n'
        "{# Blocks that can be replaced: task, results, issues, strays, work. super() is what the packaged template has. #}\n"
        "{% block task %}\n{{ super() }}\n{% endblock %}\n"
    )
    return _write(project, path, text, f"in a phase: prompt: {{file: …, template: {name}.md.j2}}")


def new_section(project: Project, name: str) -> dict[str, Any]:
    """A section's template: a copy of the packaged one.

    Raises:
        UsageError: there is no such section.
        StorageError: there is such a template already, or it cannot be written.
    """
    from tracker.documents.environment import PACKAGED
    from tracker.documents.render import SECTION_FOLDER

    comment = _comment(project, name)  # refuses a name that is no section's
    packaged = (PACKAGED / f"{name}.md.j2").read_text(encoding="utf-8")
    return _write(project, f"{SECTION_FOLDER}/{name}.md.j2", comment + packaged, "change the template, then: tracker render")


def _checked(name: str) -> str:
    name = name.removesuffix(".md.j2")
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} cannot be a template's name", hints=["Use lower-case words: tracker new-prompt code-review"]
        )
    return name


def _comment(project: Project, name: str) -> str:
    view = variables(project, name)
    lines = [
        f"  {item['name']}: {item['type']}" + (f"  {item['meaning']}" if item["meaning"] else "") for item in view["variables"]
    ]
    lines += ["", *(f"  | {name}  {meaning}" for name, meaning in view["filters"].items())]
    body = "\n".join(lines).replace("#}", "# }")
    return f"{{# What this template can use (tracker render --vars {name}):\n\n{body}\n#}}\n"


def _write(project: Project, path: str, text: str, following: str) -> dict[str, Any]:
    if project.files.exists(path):
        raise StorageError(f"{path} is there already and was left as it is", hints=["Name another, or edit that one"])
    project.files.write(path, text.encode())
    return {"format_version": 1, "kind": "template", "path": path, "next": following}
