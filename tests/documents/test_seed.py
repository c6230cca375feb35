"""The shipped plan renders the hand-written tracker that it was made from: each line of it is there, or there is a reason."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests import fakes, sample_plan
from tests.documents.fidelity import Line, lines, missing, says
from tracker.adapters.files.disk import DiskFiles
from tracker.documents.names import SECTION_NAMES
from tracker.documents.render import render_all
from tracker.spec.loader import load_plan

ROOT = Path(__file__).parents[2]
SEED = (Path(__file__).parent / "seed/POSTGRES_MIGRATION_TRACKER.md").read_text()
GROUPS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "seed/reasons.yaml").read_text())
KINDS = {"contradiction", "placeholder", "once", "later", "judgement"}


@cache
def rendered() -> str:
    """As before the first run, when all that is known is what the seed claims."""
    return render_all(sample_plan.situation(load_plan(DiskFiles(str(ROOT)), sections=SECTION_NAMES)), fakes.MemoryFiles())[
        0
    ].text


@cache
def lost() -> dict[int, Line]:
    return {line.number: line for line in missing(SEED, rendered())}


def reasons() -> dict[int, str]:
    return {number: text for group in GROUPS for number, text in group["lines"].items()}


def test_nothing_is_missing_without_a_reason() -> None:
    assert [f"{n}: {line.raw}" for n, line in lost().items() if n not in reasons()] == []


def test_no_reason_is_stale() -> None:
    assert [f"{n}: {text}" for n, text in reasons().items() if n not in lost()] == []


def test_each_reason_is_about_the_line_that_it_names_and_about_no_other() -> None:
    raw = dict(enumerate(SEED.splitlines(), 1))
    assert {n: raw[n].strip() for n in reasons()} == reasons()
    assert sum(len(group["lines"]) for group in GROUPS) == len(reasons())


def test_each_reason_is_of_a_known_kind_and_says_why() -> None:
    assert {group["kind"] for group in GROUPS} == KINDS
    assert all(len(group["why"]) > 20 for group in GROUPS)


def test_most_of_it_is_there_word_for_word() -> None:
    assert len(reasons()) < len(lines(SEED)) / 4


def test_a_line_that_disappears_is_noticed() -> None:
    """The comparison itself can fail: for every line that is there, without it the line is missing."""
    kept = [line for line in lines(SEED) if line.number not in lost()]
    for line in kept[:: len(kept) // 15]:
        without = "\n".join(text for text in rendered().splitlines() if not _holds(text, line))
        assert line.number in {x.number for x in missing(SEED, without)}, line.raw


def _holds(text: str, line: Line) -> bool:
    return any(says(x.words, line.words) for x in lines(text))


@pytest.mark.parametrize(
    ("there", "wanted", "expected"),
    [
        ("Commit: 84373e8 - feat (claimed)", "Commit: 84373e8 - feat", True),
        ("Tables: 26 (claimed)", "Tables: 27", False),
        ("Status: Complete, claimed", "Status: Complete", True),
        ("Status: Completely wrong", "Status: Complete", False),
        ("Duration: 2 hours and more", "Duration: 2 hours", False),
        ("40 failures", "40+ failures", False),
        ("a test", "a test of it", False),
    ],
)
def test_what_counts_as_said(there: str, wanted: str, *, expected: bool) -> None:
    assert says(there, wanted) is expected
