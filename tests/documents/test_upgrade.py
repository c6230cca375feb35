"""Notes that were typed into a document of an older layout are where they were, in the layout of today."""

from __future__ import annotations

import re
from pathlib import Path

from tests import fakes, sample_plan
from tracker.documents.guard import region
from tracker.documents.names import SECTION_NAMES
from tracker.documents.render import State, render_all, write_all
from tracker.documents.seal import Finding, examine, seal

OLD = (Path(__file__).parent / "old_layout.md").read_text(encoding="utf-8")
"""The tracker of the sample plan as release 0.1.0 wrote it, without its first line."""


def test_every_note_of_the_old_layout_is_in_the_new_one() -> None:
    typed = OLD
    for name in SECTION_NAMES:
        assert region(name) in OLD
        typed = typed.replace(region(name), region(name, f"\n\nMine on {name} ✍\n"))
    existing = seal(OLD).partition("\n")[0] + "\n" + typed
    assert examine(existing) is Finding.INTACT
    files = fakes.MemoryFiles()
    files.put("TRACKER.md", existing)
    rendered = render_all(sample_plan.situation(sample_plan.plan()), files)
    assert rendered[0].state is State.WRITE
    write_all(rendered, files)
    now = files.read("TRACKER.md").decode()
    for name in SECTION_NAMES:
        assert now.count(f"Mine on {name} ✍") == 1
        assert re.search(rf"<!-- note: {name} -->\n\nMine on {name} ✍\n<!-- /note -->", now)
    assert "<details>" in now
    assert "<details>" not in OLD
    assert render_all(sample_plan.situation(sample_plan.plan()), files)[0].state is State.UNCHANGED


def test_what_was_typed_elsewhere_in_the_old_layout_is_not_written_over() -> None:
    existing = seal(OLD).partition("\n")[0] + "\n" + OLD.replace("## Overview", "## Overview of mine")
    files = fakes.MemoryFiles()
    files.put("TRACKER.md", existing)
    rendered = render_all(sample_plan.situation(sample_plan.plan()), files)
    assert rendered[0].state is State.EDITED
    write_all(rendered, files)
    assert files.read("TRACKER.md").decode() == existing
