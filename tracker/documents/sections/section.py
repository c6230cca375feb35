"""What a section is: a name, a heading, and the parts of the view that its template sees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.views.tracker import TrackerView


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of section."""

    name: str
    heading: str
    """The usual heading; a document may give another. Empty: the section has none."""
    parts: Callable[[TrackerView], Mapping[str, object]]

    @property
    def template(self) -> str:
        """The name of its template."""
        return f"{self.name}.md.j2"
