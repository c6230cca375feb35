"""What a section is: a name, a heading, and the view that its template shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.views.lookup import Lookup


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of section."""

    name: str
    heading: str
    """The usual heading; a document may give another. Empty: the section has none."""
    view: Callable[[Lookup], Any]
    """Makes what it shows; its return annotation says of which type that is."""
    field: str = ""
    """What the view is called in `tracker summary --json`; the name without its hyphens, unless something else is said."""
    variable: str = ""
    """What the view is called in the section's own template; `field`, unless something else is said."""

    @property
    def template(self) -> str:
        """The name of its template."""
        return f"{self.name}.md.j2"

    @property
    def key(self) -> str:
        """What the view is called among all views."""
        return self.field or self.name.replace("-", "_")

    @property
    def called(self) -> str:
        """What the view is called in its template."""
        return self.variable or self.key

    def parts(self, lookup: Lookup) -> Mapping[str, object]:
        """What its template sees."""
        return {self.called: lookup.once(self.view)}
