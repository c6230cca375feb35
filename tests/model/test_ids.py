"""Ids read and sort as people mean them; names of results are told apart."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model.ids import CheckKey, Variant, find_phase, natural_key, short_id, ulid

numbers = st.lists(st.integers(0, 10**30), min_size=1, max_size=4)


@given(st.lists(numbers, max_size=8))
def test_ids_sort_by_their_numbers_and_a_parent_before_its_children(listed: list[list[int]]) -> None:
    ids = ["phase-" + ".".join(map(str, parts)) for parts in listed]
    by_number = ["phase-" + ".".join(map(str, parts)) for parts in sorted(listed)]
    assert sorted(ids, key=natural_key) == by_number


def test_words_and_numbers_sort_together() -> None:
    ids = ["cutover", "phase-1", "phase-2", "phase-4", "phase-4.1", "phase-4.2", "phase-4.10", "phase-10", "wave-2"]
    shuffled = random.Random(4).sample(ids, len(ids))
    assert sorted(shuffled, key=natural_key) == ids
    assert natural_key("phase-01") == natural_key("phase-1")
    assert natural_key("phase-0") < natural_key("phase-1")
    assert natural_key("4") < natural_key("a")


def test_a_number_of_any_length_sorts() -> None:
    assert natural_key("phase-" + "9" * 5000) < natural_key("phase-1" + "0" * 5000)


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared(one: str, other: str) -> None:
    a, b = natural_key(one), natural_key(other)
    assert (a < b) + (b < a) + (a == b) == 1


@pytest.mark.parametrize(
    ("whole", "short"),
    [("phase-4.1", "4.1"), ("phase-10", "10"), ("cutover", "cutover"), ("phase-x", "phase-x"), ("wave-2", "wave-2")],
)
def test_an_id_as_people_say_it_leads_back_to_the_phase(whole: str, short: str) -> None:
    assert short_id(whole) == short
    for words in (short, whole, whole.upper(), f" {short} "):
        assert find_phase(words, iter(["other", whole])) == whole


def test_words_that_name_no_phase() -> None:
    assert find_phase("4", ["phase-4.1", "phase-40"]) is None
    assert find_phase("", ["phase-4"]) is None
    assert find_phase("4", ["4", "phase-4"]) == "4"


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
def test_a_ulid_holds_its_time_and_chance_and_sorts_by_them(milliseconds: int, entropy: bytes) -> None:
    made = ulid(milliseconds, entropy)
    assert len(made) == 26
    alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    number = sum(alphabet.index(letter) * 32 ** (25 - place) for place, letter in enumerate(made))
    assert divmod(number, 2**80) == (milliseconds, int.from_bytes(entropy, "big"))
    assert milliseconds == 2**48 - 1 or made < ulid(milliseconds + 1, bytes(10))


def test_the_ulid_of_the_specification() -> None:
    assert ulid(1469918176385, bytes(10))[:10] == "01ARYZ6S41"


@pytest.mark.parametrize("size", [0, 9, 11])
def test_a_ulid_needs_ten_random_bytes(size: int) -> None:
    with pytest.raises(ValueError, match=f"10 random bytes, not {size}"):
        ulid(0, bytes(size))


def test_a_variant_is_the_same_for_any_order_of_axes_and_shown_in_the_plan_s() -> None:
    one = Variant.of({"python": "3.12", "database": "sqlite"})
    other = Variant.of({"database": "sqlite", "python": "3.12"})
    assert one.key == other.key == "database=sqlite,python=3.12"
    assert (one.label, other.label) == ("3.12,sqlite", "sqlite,3.12")
    assert one.as_dict() == {"python": "3.12", "database": "sqlite"}
    assert (Variant().key, Variant().label) == ("", "")


def test_a_result_s_name() -> None:
    assert CheckKey("phase-1", "suite", "").name == "suite"
    assert CheckKey("phase-1", "suite", "database=sqlite,python=3.12").name == "suite[sqlite,3.12]"
    assert CheckKey("phase-1", "suite", "flag=a=b").name == "suite[a=b]"
