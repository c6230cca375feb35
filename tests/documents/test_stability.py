"""The same plan and journal give the same bytes; one phase changes only the lines that are about it."""

from __future__ import annotations

import difflib
import os
import re
import shutil
from pathlib import Path

from tests import fakes, sample_plan
from tests.conftest import Place
from tracker.documents.render import render_all
from tracker.journal.events import Event


def test_the_same_bytes_on_another_machine(stepped: Place, tmp_path: Path) -> None:
    """Another folder, user, time zone, locale, hash seed, umask and clock of files; rendered anew from nothing."""
    stepped.phase("phase-1", "checks: [{id: ok, kind: command, run: 'true', inputs: []}]\nprompt: {file: ONE.md}\n")
    stepped.commit()
    assert stepped.tracker("run", "1").code == 0
    wanted = {name: stepped.read(name) for name in ("TRACKER.md", "prompts/ONE.md")}
    other = Place(tmp_path / "elsewhere" / "deep er", {**stepped.env, "HOME": str(tmp_path), "USER": "somebody"})
    shutil.copytree(stepped.path, other.path, copy_function=shutil.copyfile)
    for name in wanted:
        os.unlink(other.path / name)
    shutil.rmtree(other.path / ".tracker/cache", ignore_errors=True)
    shutil.rmtree(other.path / ".tracker/runs", ignore_errors=True)
    settings = ({"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "LC_ALL": "C"}, {"TZ": "America/New_York", "LANG": "tr_TR.UTF-8"})
    for env in settings:
        assert other.tracker("render", **env).code == 0
        assert {name: other.read(name) for name in wanted} == wanted
        for name in wanted:
            os.unlink(other.path / name)


def tracker(happened: list[Event]) -> list[str]:
    plan = sample_plan.plan()
    return render_all(sample_plan.situation(plan, happened, sample_plan.REPORTS), fakes.MemoryFiles())[0].text.splitlines()


def changed(before: list[str], after: list[str]) -> set[tuple[str, str]]:
    """(section, nearest heading) of every line that differs."""
    found = set()
    for lines, sign in ((before, "-"), (after, "+")):
        section = heading = ""
        places = []
        for line in lines:
            if match := re.match(r"(#{2,6}) (?:\W )?(.*?)(?: \(.*| - .*)?$", line):
                heading = match[2]
                section = heading if match[1] == "##" else section
            places.append((section, heading))
        differ = [line for line in difflib.ndiff(before, after) if line[0] in f"{sign} "]
        found |= {place for place, line in zip(places, differ, strict=True) if line[0] == sign and line[2:].strip()}
    return found


def test_one_phase_changes_only_what_is_about_it() -> None:
    plan = sample_plan.plan()
    assert sorted(changed(tracker([]), tracker(sample_plan.completed(plan)))) == [
        ("", ""),  # the digest
        ("Contact & References", "Prompts"),
        ("Current Status", "Active Prompts"),
        ("Current Status", "What's Done"),
        ("Current Status", "What's Next"),
        ("Dependencies", "Dependencies"),
        ("Issues", "Critical Issues"),
        ("Metrics", "Commits"),
        ("Metrics", "Tests"),
        ("Next Session", "Next Session"),
        ("Overview", "Overview"),
        ("Phases", "Phase 2.1: Critical fixes"),
        ("Phases", "Phase 2.2: Compatibility"),  # it can start now
        ("Phases", "Phase 2: Fixes"),
        ("Prompt Library", "Available Prompts"),
        ("Prompt Library", "Pending Prompts"),
        ("Schedule", "Schedule"),
        ("Test Results Tracking", "Phase 1 Test Results"),  # the list of what has not been run, at its end
        ("Test Results Tracking", "Phase 2.1 Test Results"),
        ("Test Results Tracking", "Test Results Tracking"),  # the chart of its suite
        ("Timeline", "Completed"),
        ("Timeline", "Planned"),
        ("Timeline", "Total Estimated Time"),
    ]


def test_sections_and_phases_that_are_not_about_it_stay_byte_for_byte() -> None:
    plan = sample_plan.plan()
    before, after = ("\n".join(tracker(happened)) for happened in ([], sample_plan.completed(plan)))
    for start, end in (
        ("### ✅ Phase 1: Testing", "### 🔄 Phase 2: Fixes"),
        ("### ⏳ Phase 3: Production", "<!-- note: phases"),
        ("## How to Use", "## Current Status"),
        ("## Performance Benchmarks", "## Metrics"),
        ("## Success Criteria", "## Contact"),
    ):
        assert len(part(before, start, end)) > 100
        assert part(before, start, end) == part(after, start, end)


def part(text: str, start: str, end: str) -> str:
    return text.partition(start)[2].partition(end)[0]


def test_nothing_recorded_changes_nothing() -> None:
    assert tracker([]) == tracker([])
