"""The shelf of document sections: one file each, beside its template; `names.SECTION_NAMES` is the registry."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Collection
from dataclasses import field, make_dataclass
from functools import cache
from importlib import import_module
from typing import Any, get_type_hints

from tracker.documents.names import SECTION_NAMES
from tracker.documents.sections.section import Section
from tracker.errors import InvalidPlanError
from tracker.views.lookup import Lookup


def section(name: str, own: Collection[str] = ()) -> Section:
    """The section with this name; `own` are those of the project itself, which see the whole view.

    Raises:
        InvalidPlanError: there is none; names the nearest.
    """
    if name in SECTION_NAMES:
        found: Section = import_module(f"{__name__}.{name.replace('-', '_')}").SECTION
        return found
    if name in own:
        return Section(name, name.replace("-", " ").capitalize(), tracker_view, field="view")
    known = [*SECTION_NAMES, *own]
    close = difflib.get_close_matches(name, known, 1)
    hints = [f"Did you mean {close[0]!r}?"] if close else []
    raise InvalidPlanError(f"there is no section {name!r}", hints=[*hints, f"Sections are: {', '.join(known)}"])


@cache
def view_type() -> Any:
    """The type of the whole view: a frozen dataclass with a field for each section."""
    kinds = map(section, SECTION_NAMES)
    fields = [(kind.key, view_of(kind), field(metadata={"description": _first_line(kind.view)})) for kind in kinds]
    return make_dataclass("TrackerView", fields, frozen=True, slots=True, namespace={"__doc__": "All sections' contents."})


def _first_line(function: Any) -> str:
    return (inspect.getdoc(function) or "").partition("\n")[0]


def view_of(kind: Section) -> Any:
    """The type of what a section shows."""
    return view_type() if kind.view is tracker_view else get_type_hints(kind.view)["return"]


def tracker_view(lookup: Lookup) -> Any:
    """What all sections show, from plan, journal and evidence; see `tracker.views.recorded` for what it leaves out."""
    kinds = map(section, SECTION_NAMES)
    return view_type()(**{kind.key: lookup.once(kind.view) for kind in kinds})


__all__ = ["Section", "section", "tracker_view", "view_of", "view_type"]
