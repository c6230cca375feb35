"""Who needs whom, and an order in which everything can be done."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from tests.builders import below, graph, phase, phases, precedes
from tracker.model.ids import natural_key
from tracker.spec.phases import Phase


def test_a_sub_phase_needs_what_its_parents_need_its_own_needs_first() -> None:
    made = graph(
        phase("1"), phase("2"), phase("3", "1", checks=()), phase("3.1", "2", parent="3", checks=()),
        phase("3.1.1", "2", "1", parent="3.1"), phase("3.1.2", "3.1.1", parent="3.1"),
    )  # fmt: skip
    assert made.needs("phase-3.1.1") == ("phase-2", "phase-1")
    assert made.needs("phase-3.1.2") == ("phase-3.1.1", "phase-2", "phase-1")
    assert made.needs("phase-1") == ()


def test_children_are_one_level_down_and_leaves_are_the_last() -> None:
    made = graph(
        phase("2.10", parent="2"), phase("2.9", parent="2", checks=()), phase("2", checks=()), phase("2.9.1", parent="2.9"),
        phase("1"),
    )  # fmt: skip
    assert list(made) == list(made.phases) == ["phase-1", "phase-2", "phase-2.9", "phase-2.9.1", "phase-2.10"]
    assert made.children("phase-2") == ("phase-2.9", "phase-2.10")
    assert made.children("phase-1") == ()
    assert made.leaves("phase-2") == ("phase-2.9.1", "phase-2.10")
    assert made.leaves("phase-1") == ("phase-1",)
    assert made.all_leaves() == ("phase-1", "phase-2.9.1", "phase-2.10")


def test_natural_order_where_needs_leave_a_choice() -> None:
    made = graph(phase("1", "10"), phase("2"), phase("9", "2"), phase("10"))
    assert made.order() == ("phase-2", "phase-9", "phase-10", "phase-1")
    assert made.order(["phase-10", "phase-2", "phase-2"]) == ("phase-2", "phase-10")
    assert made.order([]) == ()


def test_an_order_is_asked_for_parents_too() -> None:
    made = graph(phase("1"), phase("2", checks=()), phase("2.1", parent="2"), phase("2.2", parent="2"), phase("3", "2"))
    assert made.order(["phase-3", "phase-2"]) == ("phase-2.1", "phase-2.2", "phase-3")


@given(phases())
def test_the_order_is_the_first_in_natural_order_of_all_that_keep_every_need(listed: tuple[Phase, ...]) -> None:
    made = graph(*listed)
    leaves = sorted((p.id for p in listed if below(listed, p.id) == [p.id]), key=natural_key)
    before = precedes(listed)
    possible = (
        order for order in itertools.permutations(leaves)  # in natural order, so that the first that fits is the least
        if all(order.index(need) < order.index(leaf) for leaf, need in before)
    )  # fmt: skip
    assert made.order() == next(possible)


@given(phases(), st.randoms())
def test_asking_for_some_keeps_the_order_of_all(listed: tuple[Phase, ...], random: st.DataObject) -> None:
    made = graph(*listed)
    wanted = [p.id for p in listed if random.random() < 0.5]  # type: ignore[attr-defined]
    chosen = {leaf for name in wanted for leaf in below(listed, name)}
    assert made.order(wanted) == tuple(leaf for leaf in made.order() if leaf in chosen)


@given(phases())
def test_a_graph_is_the_same_however_its_phases_are_listed(listed: tuple[Phase, ...]) -> None:
    one, other = graph(*listed), graph(*reversed(listed))
    assert list(one) == list(other) == sorted((p.id for p in listed), key=natural_key)
    for name in one:
        assert one.needs(name) == other.needs(name)
        assert one.children(name) == other.children(name)
        assert set(one.leaves(name)) == set(below(listed, name))
