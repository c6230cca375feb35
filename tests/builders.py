"""Small plans, and the events of phases that are carried out, for tests of what is derived from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from tests.events import RUNS, recorded
from tracker.checking.border import read
from tracker.graph import Graph
from tracker.journal import events as e
from tracker.model.found import Head
from tracker.model.ids import CheckKey
from tracker.situation import Situation
from tracker.spec.models import Plan
from tracker.spec.phases import Phase
from tracker.spec.settings import Settings
from tracker.state import Freshness, derive, fold

COMMIT = "c" * 40


def check(name: str, **more: Any) -> dict[str, Any]:
    """A check as the plan has it."""
    return {"id": name, "kind": "command", "run": "true", **more}


def phase(name: str, *needs: str, parent: str = "", checks: Sequence[Any] = ("ok",), **more: Any) -> Phase:
    """A phase with checks that are given by their names or in full; ids are numbers, or whole words."""
    return read(
        Phase,
        {
            "id": whole(name),
            "title": f"Title of {name}",
            "depends_on": [whole(need) for need in needs],
            "parent": whole(parent) if parent else None,
            "checks": [check(c) if isinstance(c, str) else c for c in checks],
            **more,
        },
    )


def whole(name: str) -> str:
    """`4.1` as `phase-4.1`."""
    return f"phase-{name}" if name[0].isdecimal() else name


def plan(*phases: Phase, **settings: Any) -> Plan:
    """A plan of these phases."""
    return Plan(settings=read(Settings, {"project": {"name": "T"}, **settings}), phases=phases, files=("tracker.yaml",))


# -- what happens -----------------------------------------------------------------------------------------------------


def begun(of: Phase, *others: Phase) -> list[e.Event]:
    """A run starts, and the phase with it."""
    return [
        e.RunStarted(tuple(p.id for p in (of, *others)), COMMIT, "main", (), "0"),
        e.PhaseStarted(of.id, of.digest(), "ready"),
    ]


def result(of: Phase, name: str, outcome: str = "passed", **more: Any) -> list[e.Event]:
    """A check yields the same in every variant."""
    (found,) = (c for c in (*of.preflight, *of.checks) if c.id == name)
    fields = {"inputs": {}, "summary": f"{name} {outcome}", "seconds": 1.0, "commit": COMMIT, **more}
    return [e.CheckFinished(of.id, name, v.as_dict(), found.definition(), outcome=outcome, **fields) for v in found.variants()]


def results(of: Phase, outcome: str = "passed") -> list[e.Event]:
    """Every check yields the same."""
    return [event for c in of.checks for event in result(of, c.id, outcome)]


def stepped(of: Phase, outcome: str = "passed", **changed: str) -> list[e.Event]:
    """Every step ends, having changed the same files."""
    return [e.StepFinished(of.id, s.id, s.definition(), outcome, "exit", 1.0, dict(changed)) for s in of.steps]


def completed(of: Phase) -> list[e.Event]:
    """The phase is carried out and complete."""
    return [
        *begun(of), *stepped(of), *results(of), e.PhaseCompleted(of.id, COMMIT, 2.0), e.RunFinished("passed", 2.0),
    ]  # fmt: skip


def failed(of: Phase) -> list[e.Event]:
    """The phase is carried out, and its checks fail."""
    return [
        *begun(of), *stepped(of), *results(of, "failed"), e.PhaseFailed(of.id, "ok: no", 2.0), e.RunFinished("failed", 2.0),
    ]  # fmt: skip


# -- graphs -----------------------------------------------------------------------------------------------------------


@st.composite
def phases(draw: st.DrawFn, most: int = 4, **more: Any) -> tuple[Phase, ...]:
    """Phases with sub-phases, waiting for each other in any order but round."""
    tops = draw(st.permutations([str(n + 8) for n in range(draw(st.integers(1, most)))]))  # 8, 9, 10: not the order of text
    made: list[Phase] = []
    before: list[str] = []
    for top in tops:
        kids = draw(st.permutations([f"{top}.{n + 1}" for n in range(draw(st.sampled_from([0, 0, 2])))]))
        made.append(phase(top, *draw(some(before)), checks=() if kids else ("ok",), **more))
        for place, kid in enumerate(kids):
            made.append(phase(kid, *draw(some([*before, *kids[:place]])), parent=top, **more))
        before += [top, *kids]
    return tuple(draw(st.permutations(made)))


def some(names: Iterable[str]) -> st.SearchStrategy[list[str]]:
    """Up to two of the names."""
    listed = list(names)
    return st.lists(st.sampled_from(listed), max_size=2, unique=True) if listed else st.just([])


def below(listed: Iterable[Phase], name: str) -> list[str]:
    """Brute force: the phases without children at or below a phase."""
    listed = list(listed)
    kids = [p.id for p in listed if p.parent == name]
    return [leaf for kid in kids for leaf in below(listed, kid)] if kids else [name]


def precedes(listed: Iterable[Phase]) -> set[tuple[str, str]]:
    """Brute force: (leaf, leaf that must be done before it)."""
    by_id = {p.id: p for p in listed}
    pairs = set()
    for p in by_id.values():
        above: Phase | None = p
        while above is not None and below(by_id.values(), p.id) == [p.id]:
            pairs |= {(p.id, leaf) for need in above.depends_on for leaf in below(by_id.values(), need)}
            above = by_id.get(above.parent or "")
    return pairs


def graph(*listed: Phase) -> Graph:
    """The graph of these phases."""
    return Graph(listed)


def situation(
    of: Plan, *stories: Sequence[e.Event], freshness: Mapping[CheckKey, Freshness] | None = None, live: Iterable[str] = ()
) -> Situation:
    """What is known after stories, each a run of its own; every recorded result is fresh unless it is said otherwise."""
    events = [r for n, (run, story) in enumerate(zip(RUNS, stories, strict=False)) for r in recorded(story, run, 50 * n)]
    made, state = Graph(of.phases), fold(events)
    known = {key: Freshness(fresh=True) for record in state.phases.values() for key in record.checks}
    answers = {**known, **(freshness or {})}
    standings = derive(made, state, freshness=answers, live_runs=frozenset(live))
    return Situation(of, made, state, answers, standings, lambda digest: None, Head(COMMIT, "main"))
