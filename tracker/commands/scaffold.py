"""Start a template of the project's own: a packaged one to extend or to change, with its variables written at its top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.bootstrap import Project
from tracker.commands.render import described
from tracker.errors import StorageError, UsageError

if TYPE_CHECKING:
    from tracker.views.faces.scaffold import TemplateFace

_OWN = """{{ view.overview.progress | inline }}

{% for phase in view.phases %}
- {{ phase.mark | sign }} {{ phase.heading | inline }}: {{ phase.status | inline }}
{% endfor %}
"""
"""What a section of the project's own starts with."""


def new_prompt(project: Project, name: str, kind: str) -> TemplateFace:
    """A prompt template that extends a packaged kind.

    Raises:
        UsageError: the name or the kind will not do.
        StorageError: there is such a template already, or it cannot be written.
    """
    from tracker.documents.prompts.budget import KINDS

    if kind not in KINDS:
        raise UsageError(f"there is no kind of prompt {kind!r}", hints=[f"One of: {', '.join(KINDS)}"])
    path = f"{project.plan.settings.prompts}/{_checked(name, 'tracker new-prompt code-review')}.md.j2"
    text = (
        f"{_comment('prompt')}"
        f'{{% extends "tracker:{kind}.md.j2" %}}\n'
        "{# Blocks that can be replaced: task, results, issues, strays, work. super() is what the packaged template has. #}\n"
        "{% block task %}\n{{ super() }}\n{% endblock %}\n"
    )
    return _write(project, path, text, f"in a phase: prompt: {{file: …, template: {name}.md.j2}}")


def new_section(project: Project, name: str) -> TemplateFace:
    """A section's template: a copy of the packaged one, or, under a new name, a kind of section of the project's own.

    Raises:
        UsageError: the name will not do.
        StorageError: there is such a template already, or it cannot be written.
    """
    from tracker.documents.names import RESERVED, SECTION_FOLDER, SECTION_NAMES, SUFFIX
    from tracker.documents.templating.environment import PACKAGED

    name = _checked(name, "tracker new-section release-notes")
    if name in RESERVED:
        raise UsageError(f"{name!r} cannot be a section's name: it means something else", hints=["Choose another name"])
    packaged = name in SECTION_NAMES
    body = (PACKAGED / f"{name}{SUFFIX}").read_text(encoding="utf-8") if packaged else _OWN
    following = "change the template, then: tracker render"
    if not packaged:
        following = f"list {name} in the `sections` of a document in tracker.yaml, then: tracker render"
    made = _write(project, f"{SECTION_FOLDER}/{name}{SUFFIX}", _comment(name) + body, following)
    return {**made, "replaces": name if packaged else None}


def _checked(name: str, example: str) -> str:
    from tracker.documents.names import SUFFIX, is_name

    name = name.removesuffix(SUFFIX)
    if not is_name(name):
        raise UsageError(f"{name!r} cannot be a template's name", hints=[f"Use lower-case words: {example}"])
    return name


def _comment(name: str) -> str:
    view = described(name)
    lines = [
        f"  {item['name']}: {item['type']}" + (f"  {item['meaning']}" if item["meaning"] else "") for item in view["variables"]
    ]
    lines += ["", *(f"  | {name}  {meaning}" for name, meaning in view["filters"].items())]
    body = "\n".join(lines).replace("#}", "# }")
    return f"{{# What this template can use (tracker render --vars {name}):\n\n{body}\n#}}\n"


def _write(project: Project, path: str, text: str, following: str) -> TemplateFace:
    if project.files.exists(path):
        raise StorageError(f"{path} already exists, and was left as it is", hints=["Name another, or edit that one"])
    project.files.write(path, text.encode())
    return {"format_version": 1, "kind": "template", "path": path, "next": following}
