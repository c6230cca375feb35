"""How criteria stand is kept while plan, journal and evidence are as they were; whoever looks sees no difference."""

from __future__ import annotations

import json
import shutil
import time
from typing import Any

import pytest

from tests.conftest import Place
from tracker.adapters.files.cache import SETTLED

CHECKS = """deliverables: [{text: The file, done_when: [a]}]
checks:
  - {id: a, kind: command, run: grep -q one app.txt, inputs: [app.txt]}
  - {id: b, kind: command, run: test -s app.txt, inputs: [app.txt]}
"""
NEWER = CHECKS.replace("done_when: [a]}]", "done_when: [a]}, {text: More, done_when: [a]}]").replace("grep -q one", "grep -q o")


@pytest.fixture
def lowered(place: Place) -> Place:
    """A complete phase whose criteria are others by now, and were looked at."""
    place.write("app.txt", "one")
    place.phase("phase-1", CHECKS)
    place.commit("Start")
    assert place.tracker("run", "1").code == 0
    place.phase("phase-1", NEWER.partition("  - {id: b")[0])
    place.commit("Lower")
    time.sleep(2 * SETTLED)
    place.tracker("status")
    assert (place.path / ".tracker/cache/judged.json").exists()
    return place


def seen(place: Place) -> Any:
    return place.tracker("status", "--json").json["phases"]


def seen_anew(place: Place) -> Any:
    shutil.rmtree(place.path / ".tracker/cache")
    return seen(place)


def test_after_an_edit_of_an_input_it_is_what_it_would_be_without_a_cache(lowered: Place) -> None:
    lowered.write("app.txt", "one and more")
    found = seen(lowered)
    assert any("check b: removed" in line for line in found[0]["bar"]["lowered"])
    assert found == seen_anew(lowered)


def test_what_it_rests_on_is_noticed_when_it_goes(lowered: Place) -> None:
    (criteria,) = [
        path
        for path in (lowered.path / ".tracker/evidence").rglob("*.json")
        if json.loads(path.read_text()).get("kind") == "criteria"
    ]
    lowered.write("app.txt", "one and more")
    seen(lowered)
    criteria.unlink()
    (line,) = [text for text in seen(lowered)[0]["bar"]["lowered"] if "cannot be compared" in text]
    assert criteria.name in line


def test_another_edit_of_the_plan_is_noticed(lowered: Place) -> None:
    lowered.write("app.txt", "one and more")
    seen(lowered)
    lowered.phase("phase-1", CHECKS)
    found = seen(lowered)
    assert found[0]["bar"] is None
    assert found == seen_anew(lowered)


def test_a_run_after_the_look_is_noticed(lowered: Place) -> None:
    lowered.tracker("run", "1")
    assert seen(lowered) == seen_anew(lowered)


@pytest.mark.parametrize("text", ["", "null\n[]\n", "{}"])
def test_a_damaged_one_is_made_anew(lowered: Place, text: str) -> None:
    before = seen(lowered)
    lowered.write("app.txt", "one!")
    (lowered.path / ".tracker/cache/judged.json").write_text(text)
    assert seen(lowered)[0]["bar"] == before[0]["bar"]
