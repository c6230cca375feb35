"""The order of tasks, held against a plain simulation: critical path first, within jobs and resources."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from tracker.engine.scheduler import Node, Scheduler


@st.composite
def nodes(draw: st.DrawFn) -> list[Node[int]]:
    """Up to eight tasks that wait for each other in any way but round, listed in any order."""
    made = []
    for n in range(draw(st.integers(1, 8))):
        earlier = st.lists(st.integers(0, n - 1), max_size=2, unique=True).map(tuple) if n else st.just(())
        instant = draw(st.sampled_from([False, False, False, True]))
        seconds = 0 if instant else draw(st.integers(0, 5))
        resources = () if instant else draw(st.sampled_from([(), (), ("port",), ("database", "port"), ("database",)]))
        made.append(Node(n, draw(earlier), draw(earlier), seconds, resources, instant))
    return draw(st.permutations(made))


class Told:
    """What a schedule did."""

    def __init__(self) -> None:
        self.starts: list[tuple[float, int]] = []
        self.ends: dict[int, float] = {}
        self.dropped: set[int] = set()


def scheduled(listed: Sequence[Node[int]], jobs: int, failing: frozenset[int]) -> Told:
    """Carry the tasks out with the scheduler, on a clock of its own."""
    told, by_id, now = Told(), {node.id: node for node in listed}, 0.0
    scheduler, running = Scheduler(listed, jobs), dict[int, float]()

    def end(name: int) -> None:
        told.ends[name] = now
        dropped = scheduler.end(name, ok=name not in failing)
        assert not told.dropped.intersection(dropped)
        assert len(dropped) == len(set(dropped))
        told.dropped.update(dropped)

    while True:
        while taken := scheduler.take():
            told.starts += [(now, name) for name in taken]
            running.update({name: now + by_id[name].seconds for name in taken if not by_id[name].instant})
            for name in taken:
                if by_id[name].instant:
                    end(name)
        assert scheduler.busy is bool(running)
        if not running:
            return told
        now = min(running.values())
        for name in [name for name, at in running.items() if at == now]:
            del running[name]
            end(name)


def expected(listed: Sequence[Node[int]], jobs: int, failing: frozenset[int]) -> Told:  # noqa: C901 - one definition, one piece
    """The same by the definition, without cleverness."""
    told, now = Told(), 0.0
    running: dict[int, float] = {}
    left = {node.id: node for node in listed}

    @cache
    def length(name: int) -> float:
        (own,) = (node.seconds for node in listed if node.id == name)
        return own + max((length(node.id) for node in listed if name in (*node.needs, *node.after)), default=0)

    def over(name: int) -> bool:
        return name in told.ends or name in told.dropped

    def drop() -> None:
        bad = {name for name in told.ends if name in failing} | told.dropped
        while more := {node.id for node in left.values() if bad.intersection(node.needs)}:
            told.dropped.update(more)
            bad |= more
            for name in more:
                del left[name]

    while True:
        ready = [n for n in left.values() if all(x in told.ends for x in n.needs) and all(over(x) for x in n.after)]
        if not ready and not running:
            return told
        ready.sort(key=lambda node: (not node.instant, -length(node.id)))
        started = []
        for node in ready:
            held = {name for other in running for name in next(n.resources for n in listed if n.id == other)}
            if node.instant or (len(running) < jobs and not held.intersection(node.resources)):
                started.append(node)
                told.starts.append((now, node.id))
                del left[node.id]
                if not node.instant:
                    running[node.id] = now + node.seconds
        for node in started:
            if node.instant:
                told.ends[node.id] = now
        if not started and running:
            now = min(running.values())
            for name in [name for name, at in running.items() if at == now]:
                del running[name]
                told.ends[name] = now
        drop()


some = st.frozensets(st.integers(0, 7))


@given(nodes(), st.integers(1, 3), some)
def test_the_schedule_is_the_one_by_the_definition(listed: list[Node[int]], jobs: int, failing: frozenset[int]) -> None:
    got, wanted = scheduled(listed, jobs, failing), expected(listed, jobs, failing)
    assert sorted(got.starts) == sorted(wanted.starts)
    assert (got.ends, got.dropped) == (wanted.ends, wanted.dropped)


@given(nodes(), st.integers(1, 3), some)
def test_what_always_holds_of_a_schedule(listed: list[Node[int]], jobs: int, failing: frozenset[int]) -> None:
    told = scheduled(listed, jobs, failing)
    by_id = {node.id: node for node in listed}
    begins = {name: at for at, name in told.starts}
    assert len(begins) == len(told.starts)
    assert begins.keys() == told.ends.keys() == by_id.keys() - told.dropped
    for name, at in begins.items():
        node = by_id[name]
        assert all(told.ends[need] <= at and need not in failing for need in node.needs)
        assert all(need in told.dropped or told.ends[need] <= at for need in node.after)
        together = [n for n in begins if not by_id[n].instant and begins[n] <= at < told.ends[n]]
        assert len(together) <= jobs
        used = [resource for n in together for resource in by_id[n].resources]
        assert len(used) == len(set(used))
    for name in told.dropped:  # a failure stops what needs it, directly or not, and nothing else
        assert any(need in told.dropped or need in failing for need in by_id[name].needs)


def order(*listed: Node[str], jobs: int = 1, ended: Callable[[str], bool] = lambda name: True) -> list[str]:
    scheduler, started = Scheduler(listed, jobs), list[str]()
    while taken := scheduler.take():
        started += taken
        for name in taken:
            scheduler.end(name, ok=ended(name))
    return started


def test_the_longest_remaining_path_goes_first_not_the_longest_task() -> None:
    assert order(Node("long", seconds=5), Node("short", seconds=1), Node("behind", needs=("short",), seconds=9)) == [
        "short", "behind", "long",
    ]  # fmt: skip
    assert order(Node("long", seconds=5), Node("short", seconds=1), Node("behind", after=("short",), seconds=9))[0] == "short"


def test_equal_tasks_go_in_the_order_in_which_they_are_listed() -> None:
    assert order(*(Node(name, seconds=1) for name in "cab")) == ["c", "a", "b"]


def test_a_task_whose_resource_is_taken_lets_others_pass() -> None:
    scheduler = Scheduler([Node("a", seconds=9, resources=("x",)), Node("b", seconds=8, resources=("x",)), Node("c")], jobs=2)
    assert scheduler.take() == ["a", "c"]
    assert scheduler.take() == []
    assert scheduler.end("c", ok=True) == []
    assert scheduler.take() == []
    scheduler.end("a", ok=True)
    assert scheduler.take() == ["b"]


def test_instant_tasks_take_no_slot() -> None:
    scheduler = Scheduler([Node("a"), Node("b", instant=True), Node("c", instant=True)], jobs=1)
    assert sorted(scheduler.take()) == ["a", "b", "c"]
    assert scheduler.take() == []
    scheduler.end("b", ok=True)
    assert scheduler.busy


def test_what_comes_after_a_dropped_task_still_comes() -> None:
    scheduler = Scheduler(
        [Node("a"), Node("b", needs=("a",)), Node("c", needs=("b",)), Node("d", after=("a", "b", "c"), instant=True)], jobs=1
    )
    assert scheduler.take() == ["a"]
    assert sorted(scheduler.end("a", ok=False)) == ["b", "c"]
    assert scheduler.take() == ["d"]


@given(nodes(), st.integers(1, 3))
def test_after_everything_is_dropped_only_what_runs_comes_to_its_end(listed: list[Node[int]], jobs: int) -> None:
    scheduler = Scheduler(listed, jobs)
    scheduler.drop_all()
    assert not scheduler.busy
    assert scheduler.take() == []
    scheduler = Scheduler(listed, jobs)
    running = [name for name in scheduler.take() if not next(n.instant for n in listed if n.id == name)]
    scheduler.drop_all()
    for name in running:
        assert scheduler.busy
        assert scheduler.end(name, ok=True) == []
        assert scheduler.take() == []
    assert not scheduler.busy
