"""How the plan's criteria stand to those that were recorded: made from plan, journal and evidence.

It is kept while these are as they were: an edit of an input, after which people look most, changes nothing of it.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from tracker.bar.late import Late
    from tracker.bar.standing import Bar
    from tracker.bootstrap.project import Project
    from tracker.model.ids import CheckKey
    from tracker.state import Fold

NAME = "judged"
"""What it is kept under."""


class Judged:
    """The four answers."""

    __slots__ = ("bars", "grounds", "late", "strangers")

    def __init__(
        self,
        grounds: Mapping[CheckKey, str],
        strangers: Mapping[str, str],
        late: Mapping[str, tuple[Late, ...]],
        bars: Mapping[str, Bar],
    ) -> None:
        """`grounds`: results that were judged by other matchers or settings than the plan has now. `strangers`: phases whose id
        was another phase's when their results were recorded. `late`: promises that are newer than what is to prove them.
        `bars`: how the bar of each phase stands whose work has begun.
        """
        self.grounds = grounds
        self.strangers = strangers
        self.late = late
        self.bars = bars


def recalled(project: Project) -> Judged | None:
    """What is kept, where it still holds."""
    found = project.kept.recall(NAME, _from_plain)
    if found is None:
        return None
    judged, made_from = found
    project.files.note(made_from)
    return judged


def keep(project: Project, judged: Judged, started: float) -> None:
    """Have it kept for the next look; `started` is the Unix time at which looking began."""
    from tracker.bootstrap.keeping import seen

    made_from = {path: known for path, known in seen(project, inputs=False).items() if not path.startswith("/")}
    project.kept.later(NAME, lambda: _to_plain(judged), made_from, started)


def judge(project: Project, state: Fold) -> Judged:
    """Find it out. The plan's words are read only where criteria changed."""
    from tracker.bar.ground import grounds
    from tracker.bar.identity import strangers
    from tracker.bar.late import late
    from tracker.bar.standing import bars

    phases = project.outline.phases
    now = {phase.id: phase.criteria for phase in phases}

    def ask(what: Callable[..., Any]) -> Any:
        return what(phases, state, now, criteria=lambda name: _criteria(project, name), evidence=project.evidence.get)

    return Judged(ask(grounds), ask(strangers), ask(late), ask(bars))


def _criteria(project: Project, phase: str) -> Mapping[str, Any]:
    from tracker.bar.criteria import criteria_of

    return criteria_of(project.plan, phase)


def _to_plain(judged: Judged) -> list[Any]:
    """Named tuples are lists in JSON."""
    return [list(judged.grounds.items()), judged.strangers, judged.late, judged.bars]


def _from_plain(data: Any) -> Judged:
    from tracker.bar.change import Change, Direction
    from tracker.bar.late import Late, Promise
    from tracker.bar.standing import Bar
    from tracker.model.ids import CheckKey

    grounds, strangers, late, bars = data

    def change(values: Any) -> Change:
        where, direction, *rest = values
        return Change(where, Direction(direction), *rest)

    def bar(values: list[Any]) -> Bar:
        made = Bar._make(values)
        changes, agreed, before = tuple(map(change, made.changes)), tuple(made.agreed), tuple(made.passed_before)
        return made._replace(changes=changes, agreed=agreed, passed_before=before)

    return Judged(
        {CheckKey._make(key): why for key, why in grounds},
        dict(strangers),
        {name: tuple(Late(Promise._make(p), tuple(checks)) for p, checks in known) for name, known in late.items()},
        {name: bar(values) for name, values in bars.items()},
    )
