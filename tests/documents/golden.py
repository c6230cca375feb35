"""The shipped plan's documents and all of its prompts as they are before the first run, whole. To write them anew, and then to
read what changed: `python -m tests.documents.golden && git diff tests/documents/expected/shipped`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests import fakes, sample_plan
from tracker.adapters.files.disk import DiskFiles
from tracker.documents.names import SECTION_NAMES
from tracker.documents.render import phase_prompt, render_all
from tracker.spec.loader import load_plan
from tracker.views.lookup import Lookup

FOLDER = Path(__file__).parent / "expected/shipped"
ROOT = Path(__file__).parents[2]


@cache
def pages() -> dict[str, str]:
    """File name → text: each document, and the prompt of each phase that has one, due or not."""
    return dict(_pages())


def _pages() -> Iterator[tuple[str, str]]:
    plan, files = load_plan(DiskFiles(str(ROOT)), sections=SECTION_NAMES), fakes.MemoryFiles()
    now = sample_plan.situation(plan)
    paths = {document.path for document in plan.settings.documents}
    for item in render_all(now, files):
        if item.path in paths:
            yield item.path, item.text.partition("\n")[2]
    for phase in plan.phases:
        if phase.prompt:
            yield phase.prompt.file, phase_prompt(now, Lookup(now), phase.id, files).text


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
