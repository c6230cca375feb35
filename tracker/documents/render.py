"""Which files are to be written, with which text, and which are not ours to touch. Planning is pure; `write_all` writes."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tracker.documents.drawing import drawn
from tracker.documents.folds import shortened
from tracker.documents.guard import Notes, read_notes, region, with_notes
from tracker.documents.names import SECTION_FOLDER
from tracker.documents.own import own_sections
from tracker.documents.pages import LinksFrom, Pages, link_to
from tracker.documents.seal import Finding, as_written, examine, seal
from tracker.documents.sections import section
from tracker.documents.sections.phases import phases_view
from tracker.documents.templating.environment import Templates, tidy
from tracker.documents.templating.escape import heading
from tracker.errors import Problem, TrackerError
from tracker.model.ports import RenderReport
from tracker.views.charts import charts
from tracker.views.lookup import Lookup

if TYPE_CHECKING:
    from tracker.documents.prompts.budget import Prompt
    from tracker.documents.prompts.view import Limits, PromptView
    from tracker.model.ports import Files
    from tracker.situation import Situation
    from tracker.spec.settings import Document


class State(StrEnum):
    """What is to happen with a file."""

    WRITE = "write"
    UNCHANGED = "unchanged"
    EDITED = "edited"
    """Refused: its generated part was changed by hand."""
    FOREIGN = "foreign"
    """Refused: it was there before and is not tracker's."""
    CONFLICT = "conflict"
    """Two versions are in it, as git leaves them after a merge: written anew when somebody asks for it, and saved first."""
    DAMAGED = "damaged"
    """Refused: a note marker is damaged, so that a note could be lost."""


_WHOLE = frozenset({"overview", "phases"})
"""Sections that fold what is long themselves."""
REFUSED = frozenset({State.EDITED, State.FOREIGN, State.DAMAGED, State.CONFLICT})


@dataclass(frozen=True, slots=True)
class Rendered:
    """One file."""

    path: str
    text: str
    """What it should be."""
    existing: str | None
    """What it is; None when there is none."""
    state: State
    problems: tuple[Problem, ...] = ()
    """Why it is refused, with file and line."""

    @property
    def refused(self) -> bool:
        """Whether it is left as it is."""
        return self.state in REFUSED

    def diff(self) -> str:
        """From what the file is to what it should be, as a unified diff; empty when they are equal."""
        before = (self.existing or "").splitlines(keepends=True)
        lines = difflib.unified_diff(before, self.text.splitlines(keepends=True), self.path, f"{self.path} (rendered)")
        text = "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
        return text.encode("utf-8", "replace").decode()


def render_all(situation: Situation, root_files: Files) -> tuple[Rendered, ...]:
    """Every document of the plan and every prompt that is due, in that order. Writes nothing.

    Raises:
        TrackerError: a template is missing or wrong, or a document lists a section that does not exist.
    """
    lookup = Lookup(situation)
    documents = situation.plan.settings.documents
    texts = [(document.path, document_text(document, lookup, root_files)) for document in documents]
    texts += [(d.drawing, drawn(seen)) for d in documents if d.drawing and (seen := lookup.once(charts))]
    texts += _due_prompts(situation, lookup, root_files)
    return tuple(_compare(path, text, root_files) for path, text in texts)


def write_all(rendered: Iterable[Rendered], root_files: Files) -> RenderReport:
    """Write what is to be written; what is refused stays as it is and is reported.

    Raises:
        StorageError: a file could not be written.
    """
    items = tuple(rendered)
    for item in items:
        if item.state is State.WRITE:
            root_files.write(item.path, item.text.encode("utf-8", "surrogateescape"))
    return RenderReport(
        tuple(item.path for item in items if item.state is State.WRITE),
        tuple(item.path for item in items if item.state is State.UNCHANGED),
        tuple(item.path for item in items if item.refused),
    )


def refusal(items: Iterable[Rendered]) -> TrackerError | None:
    """One error for all files that are refused, each with what to do; None when none is."""
    refused = [item for item in items if item.refused]
    if not refused:
        return None
    return TrackerError(
        f"left as they are: {', '.join(item.path for item in refused)}",
        problems=[problem for item in refused for problem in item.problems],
        hints=["See the difference: tracker render --check", "Take it back: tracker render --accept-loss"],
    )


def document_text(document: Document, lookup: Lookup, root_files: Files) -> str:
    """The generated text of a document, with an empty note region after each section.

    A section that has nothing to show is its note region alone, which nobody sees: a note in it stays where it is.

    Raises:
        TrackerError: a template is missing or wrong, or a section does not exist.
    """
    pages = lookup.once(pages_of)
    templates = Templates(root_files, SECTION_FOLDER, style=document.style, links=LinksFrom(document.path, pages))
    own, text, shown = own_sections(root_files), "", pages.shown(document)
    beside: dict[str, dict[str, object]] = {
        "phases": {"elsewhere": pages.elsewhere(document)},
        "test-results": {
            "drawing": link_to(document.drawing, document.path) if document.drawing else "",
            "mermaid": document.charts == "mermaid",
        },
    }
    for name in document.sections:
        kind = section(name, own)
        words = document.headings.get(name, kind.heading)
        parts = {**kind.parts(lookup), **beside.get(name, {}), "brief": name in document.brief}
        if name == "phases":
            parts["phases"] = tuple(view for view in lookup.once(phases_view) if view.id in shown)
        body = templates.render(kind.template, parts)
        body = body if name in _WHOLE else shortened(body)
        if body.strip():
            text += ("\n---\n\n" if text else "") + (f"## {heading(words)}\n\n" if words else "") + body
        text += f"\n{region(name)}\n"
    return tidy(f"# {heading(document.title or lookup.settings.project.name)}\n\n{text}")


def pages_of(lookup: Lookup) -> Pages:
    """Which document shows which phase."""
    return Pages(lookup.plan, lookup.graph)


def phase_prompt(
    situation: Situation, lookup: Lookup, phase_id: str, root_files: Files, *, kind: str = "", whole: bool = False
) -> Prompt:
    """The prompt of any phase as it would be now, due or not; see `prompt_text`.

    Raises:
        TrackerError: a template is missing or wrong.
    """
    from tracker.documents.prompts.budget import prompt_text
    from tracker.documents.prompts.view import prompt_view

    settings, spec = situation.plan.settings, situation.graph.phases[phase_id].prompt
    templates = Templates(root_files, settings.prompts, prompts=True)

    def view_with(limits: Limits) -> PromptView:
        return prompt_view(situation, phase_id, limits, lookup)

    return prompt_text(spec, view_with, templates, kind=kind, whole=whole)


def _due_prompts(situation: Situation, lookup: Lookup, root_files: Files) -> list[tuple[str, str]]:
    if not any(phase.prompt for phase in situation.plan.phases):
        return []
    from tracker.documents.prompts.view import due_phases

    return [_prompt(situation, lookup, phase_id, root_files) for phase_id in due_phases(situation, lookup)]


def _prompt(situation: Situation, lookup: Lookup, phase_id: str, root_files: Files) -> tuple[str, str]:
    spec = situation.graph.phases[phase_id].prompt
    assert spec is not None
    return f"{situation.plan.settings.prompts}/{spec.file}", phase_prompt(situation, lookup, phase_id, root_files).text


def _compare(path: str, generated: str, root_files: Files) -> Rendered:
    if not root_files.contains(path):
        return Rendered(path, seal(generated), None, State.FOREIGN, (_outside(path),))
    existing = root_files.read(path).decode("utf-8", "surrogateescape") if root_files.exists(path) else None
    if existing is None:
        return Rendered(path, seal(generated), None, State.WRITE)
    existing = as_written(existing)
    finding = examine(existing)
    if finding is Finding.CONFLICT:
        return _merged(path, generated, existing)
    if finding is Finding.FOREIGN:
        return Rendered(path, seal(generated), existing, State.FOREIGN, (_foreign(path),))
    notes = read_notes(existing, path)
    text = seal(with_notes(generated, notes))
    if notes.problems:
        return Rendered(path, text, existing, State.DAMAGED, notes.problems)
    if finding is Finding.EDITED:
        return Rendered(path, text, existing, State.EDITED, (*_strangers(path, generated, notes), _edited(path)))
    return Rendered(path, text, existing, State.UNCHANGED if text == existing else State.WRITE)


def _merged(path: str, generated: str, existing: str) -> Rendered:
    """A document that git could not merge: rendered anew, with what people typed on either side."""
    from tracker.documents.merging import merged_notes

    notes = merged_notes(existing, path)
    text = seal(with_notes(generated, notes))
    if notes.problems:
        return Rendered(path, text, existing, State.DAMAGED, notes.problems)
    return Rendered(path, text, existing, State.CONFLICT, (_conflict(path),))


def _conflict(path: str) -> Problem:
    return Problem(
        "git has left two versions in it",
        file=path,
        line=1,
        hint=f"rewrite it with the notes of both: tracker render; then: git add {path}",
    )


def _foreign(path: str) -> Problem:
    return Problem(
        "this file was not written by tracker and is left as it is",
        file=path,
        line=1,
        hint=f"move it away (git mv {path} …) or name another file in the plan, then run tracker render",
    )


def _outside(path: str) -> Problem:
    return Problem(
        "this path leads out of the project or into .git, so nothing is read or written there",
        file=path,
        hint="take the symbolic link away, or name another file in the plan",
    )


def _edited(path: str) -> Problem:
    return Problem(
        "its generated part was changed by hand",
        file=path,
        line=1,
        hint="move your text between note markers, or its facts into the plan; take the rest back with "
        "tracker render --accept-loss, which saves the file first",
    )


def _strangers(path: str, generated: str, notes: Notes) -> list[Problem]:
    """Notes under a name that no region has: a renamed marker."""
    known = read_notes(generated, path).lines
    problems = []
    for name, line in notes.lines.items():
        if name not in known:
            close = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean {close[0]!r}?" if close else ""
            problems.append(Problem(f"there is no section for the note {name!r}", file=path, line=line, hint=hint))
    return problems
