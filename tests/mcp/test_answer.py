"""An answer fits, says what is missing, and says the same twice."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tracker.mcp.answer import LIMIT, fit, text_of
from tracker.mcp.protocol import compact

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=30)
LONG = st.builds(lambda word, times: (word or "x") * times, WORDS, st.integers(1, 3000))
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), WORDS, LONG)
ITEMS = st.dictionaries(st.sampled_from("abcdef"), st.one_of(SCALARS, st.lists(WORDS, max_size=20)), max_size=6)
FACTS = st.dictionaries(
    st.sampled_from(["title", "text", "checks", "phases", "notes", "one"]),
    st.one_of(SCALARS, st.lists(SCALARS, max_size=80), st.lists(ITEMS, max_size=80), ITEMS),
    max_size=6,
)


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in leaves(inner)]
    return [] if value is None or value == "" else [value]


@given(FACTS)
def test_whatever_a_tool_finds_fits_in_both_forms(facts: dict[str, Any]) -> None:
    found = fit(facts)
    assert len(compact(found)) <= LIMIT
    assert len(text_of(found)) <= LIMIT
    if len(compact(facts)) <= LIMIT and len(text_of(facts)) <= LIMIT:
        assert found == facts
    else:
        assert found["left_out"]


@given(FACTS)
def test_the_text_says_every_fact_of_the_data(facts: dict[str, Any]) -> None:
    found = fit(facts)
    text = text_of(found)
    for leaf in leaves(found):
        said = ("yes" if leaf else "no") if isinstance(leaf, bool) else str(leaf)
        assert said in text


def test_what_only_the_data_has_no_room_for_is_cut_too() -> None:
    found = fit({"text": '"\n' * 3000, "rest": "r"})
    assert len(text_of({"text": '"\n' * 3000, "rest": "r"})) < LIMIT < len(compact({"text": '"\n' * 3000}))
    assert len(compact(found)) <= LIMIT


def test_nothing_is_changed_in_what_was_given() -> None:
    facts = {"checks": ["x" * 100] * 500}
    fit(facts)
    assert len(facts["checks"]) == 500


def test_what_is_left_out_is_counted() -> None:
    found = fit({"checks": [f"check {n} " + "x" * 90 for n in range(500)], "text": "short"})
    kept = len(found["checks"])
    assert found["left_out"] == [f"checks: {kept} of 500"]
    assert kept > 60, "no more than needed"
    assert found["checks"] == [f"check {n} " + "x" * 90 for n in range(kept)]
    found = fit({"text": "y" * 20_000})
    assert found["left_out"] == [f"text: {len(found['text'])} of 20000 characters"]
    assert found["text"].endswith("…")


def test_commands_and_where_the_rest_is_are_never_cut() -> None:
    command, rest = "tracker approve " + "x" * 300, "r" * 300
    found = fit({"next_step": {"command": command}, "checks": ["x" * 200] * 100, "rest": rest})
    assert found["next_step"]["command"] == command
    assert found["rest"] == rest


def test_the_text_reads_like_yaml() -> None:
    facts = {
        "checkout": {"root": "/home/me", "branch": None, "commit": "abc1234"},
        "complete": 3,
        "empty": [],
        "phases": [{"id": "phase-1", "fresh": True, "waits_for": ["a", "b"]}, {"id": "phase-2", "long": "x\ny"}],
        "why": ["one, two", "three"],
        "text": "# Title\n\nbody",
    }
    assert text_of(facts) == (
        "checkout: root: /home/me; commit: abc1234\n"
        "complete: 3\n"
        "phases:\n"
        "- id: phase-1; fresh: yes; waits_for: a, b\n"
        "- id: phase-2\n"
        "  long:\n"
        "  x\n"
        "  y\n"
        "why:\n"
        "- one, two\n"
        "- three\n"
        "text:\n"
        "# Title\n"
        "\n"
        "body"
    )
