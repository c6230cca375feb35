"""Which document shows which phase, and how one document leads to another."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from tracker.documents.templating import escape
from tracker.graph import Graph
from tracker.spec.chosen import means
from tracker.spec.models import Plan
from tracker.spec.phases import Phase
from tracker.spec.settings import Document


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another document that shows some of the phases."""

    path: str
    """The file."""
    title: str
    """Its heading."""
    phases: tuple[str, ...]
    """The ids of the phases that it shows."""


class Pages:
    """The documents of a plan."""

    def __init__(self, plan: Plan, graph: Graph[Phase]) -> None:
        self._documents = [d for d in plan.settings.documents if "phases" in d.sections]
        self._chosen = {d.path: tuple(_chosen(d.phases, plan, graph)) for d in self._documents if d.phases}
        self._all = tuple(graph.phases)

    def shown(self, document: Document) -> tuple[str, ...]:
        """The ids of the phases that a document shows: those it asks for, or all that no other document asks for."""
        if document.phases:
            return self._chosen.get(document.path, ())
        taken = {phase for phases in self._chosen.values() for phase in phases}
        return tuple(phase for phase in self._all if phase not in taken)

    def place(self, phase_id: str, here: str) -> str:
        """The document in which a phase is; the present one where it is in several; empty where it is in none."""
        having = [d.path for d in self._documents if phase_id in self.shown(d)]
        return here if here in having else next(iter(having), "")

    def elsewhere(self, document: Document) -> tuple[Elsewhere, ...]:
        """The documents that show the phases that this one leaves to them; for one of these, those that show the rest."""
        others = (d for d in self._documents if d.path != document.path and (d.phases or document.phases))
        return tuple(Elsewhere(d.path, d.title, self.shown(d)) for d in others if self.shown(d))


def _chosen(wanted: Iterable[str], plan: Plan, graph: Graph[Phase]) -> Iterable[str]:
    patterns, parents = tuple(wanted), {phase.id: phase.parent for phase in plan.phases}
    for phase_id in graph.phases:
        if any(means(pattern, phase_id, plan.sources.get(phase_id, ""), parents) for pattern in patterns):
            yield phase_id


def link_to(path: str, here: str) -> str:
    """The target of a link from one file of the project to another."""
    return quote(posixpath.relpath(path, posixpath.dirname(here) or "."), safe="/.-_~")


class LinksFrom:
    """The links of one document."""

    def __init__(self, here: str, pages: Pages) -> None:
        self._here = here
        self._pages = pages

    def file(self, path: object) -> str:
        """A link to a file of the project; what is no path of one stays a code span."""
        name = str(path)
        if "://" in name:
            return escape.code(name)
        return f"[{escape.code(name)}]({link_to(name, self._here)})" if name and "\n" not in name else escape.code(name)

    def phase(self, text: object, phase_id: object) -> str:
        """A text that leads to where a phase is shown."""
        place = self._pages.place(str(phase_id), self._here)
        if not place:
            return escape.inline(text)
        target = "" if place == self._here else link_to(place, self._here)
        return f"[{escape.inline(text)}]({target}#{quote(str(phase_id), safe='.-_')})"
