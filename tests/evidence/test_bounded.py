"""Patterns that would try for ever, and those that must mean what they mean to Python."""

from __future__ import annotations

import re
import threading
import time

import pytest

from tracker.errors import TrackerError
from tracker.evidence import bounded

ENDLESS = [
    ("(a+)+$", "a" * 40 + "b"),
    ("(x+x+)+y", "x" * 40),
    ("(a|aa)+$", "a" * 60 + "b"),
    ("(a?){40}a{40}c", "a" * 60),
    ("a?" * 40 + "a" * 40 + "c", "a" * 60),
    ("(.*)*,(.*)*,;", "," * 60),
    (".*a.*a.*a.*a.*a.*a.*b", "a" * 400),
]


@pytest.mark.parametrize(("pattern", "text"), ENDLESS)
def test_a_pattern_that_would_not_end_is_ended(monkeypatch: pytest.MonkeyPatch, pattern: str, text: str) -> None:
    monkeypatch.setattr(bounded, "SECONDS", 0.3)
    began = time.monotonic()
    with pytest.raises(TrackerError, match=r"took more than 0\.3 s in a text of"):
        bounded.search(re.compile(pattern), text)
    with pytest.raises(TrackerError, match="took more than"):
        bounded.expanded(re.compile(pattern), text, "x")
    assert time.monotonic() - began < 10


def test_all_patterns_together_have_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "SECONDS", 0.5)
    pattern, text = re.compile("(a+)+$"), "a" * 40 + "b"
    said = []
    with bounded.within(0.8):
        for _ in range(4):
            with pytest.raises(TrackerError) as error:
                bounded.search(pattern, text)
            said.append(error.value.message)
    assert said[0].startswith("the pattern '(a+)+$' took more than 0.5 s")
    assert said[-1] == "the patterns together took more than the 0.8 s that the check's timeout leaves them"
    with pytest.raises(TrackerError, match=r"took more than 0\.5 s"):
        bounded.search(pattern, text)


def test_a_thread_that_matches_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "SECONDS", 1.0)
    said: list[str] = []

    def ask() -> None:
        try:
            bounded.search(re.compile("(a+)+$"), "a" * 40 + "b")
        except TrackerError as error:
            said.append(error.message)

    thread = threading.Thread(target=ask)
    thread.start()
    turns = 0
    while thread.is_alive():
        time.sleep(0.01)
        turns += 1
    assert turns > 10
    assert said


@pytest.mark.parametrize("child", [False, True])
def test_what_is_found_is_what_python_finds(monkeypatch: pytest.MonkeyPatch, child: bool) -> None:
    monkeypatch.setattr(bounded, "_STEPS", 0 if child else 10**9)
    pattern, text = re.compile(r"^(?P<a>\w+)(-(?P<b>\d+))? (ü)", re.MULTILINE), "x\nabc ü\nd-1 ü"
    match, found = pattern.search(text), bounded.search(pattern, text)
    assert match is not None
    assert found is not None
    assert found.text() == match[0]
    assert found.spans == match.regs
    assert found.groupdict() == match.groupdict()
    assert (found.text("a"), found.span("a"), found.text("b")) == ("abc", match.span("a"), "")
    assert bounded.search(re.compile("y"), text) is None
    assert bounded.expanded(re.compile("(x)(y)"), "xy", r"\2\1") == "yx"
    assert bounded.expanded(re.compile("(x)"), "xy", r"\1") is None


@pytest.mark.parametrize(
    ("pattern", "size", "at_once"),
    [
        (r"(\d+) passed", 8000, True),
        ("^all good$", 1 << 24, True),
        (r"(?P<n>[\d.]+) ms", 4000, True),
        (r"a|b|c", 1 << 20, True),
        (r"(\d+) passed", 1 << 24, False),
        (r".*x.*y", 8000, False),
        (r"(ab|c)+", 100, False),
        (r"(a*)*", 100, False),
    ],
)
def test_what_can_only_take_a_moment_costs_no_process(pattern: str, size: int, *, at_once: bool) -> None:
    assert (bounded._steps(re.compile(pattern), size) <= bounded._STEPS) is at_once
