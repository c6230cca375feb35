"""Problems of a plan or a template, as JSON has them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from tracker.errors import Problem

if TYPE_CHECKING:
    from tracker.views.faces.shared import ProblemFace


def problems_view(problems: Iterable[Problem]) -> list[ProblemFace]:
    """One object for each. `errors` imports nothing of ours, so it cannot name the type of what it gives."""
    return [cast("ProblemFace", problem.as_dict()) for problem in problems]
