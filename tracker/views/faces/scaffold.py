"""`tracker new-prompt --json` and `tracker new-section --json`."""

from __future__ import annotations

from typing import Literal, NotRequired

from tracker.views.faces.shared import Face


class TemplateFace(Face):
    """A template that was started."""

    kind: Literal["template"]
    path: str
    """The template that was written."""
    next: str
    """What to do with it."""
    replaces: NotRequired[str | None]
    """Of a section: the packaged one whose template it replaces; null for a section of your own."""
