"""The corpus, read once more: what was ever found stays found. `python -m tests.fuzz` looks for more."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.fuzz.readers import READERS

CORPUS = Path(__file__).with_name("corpus")
INPUTS = sorted(path for path in CORPUS.rglob("*") if path.is_file())


@pytest.fixture(autouse=True)
def place(monkeypatch: pytest.MonkeyPatch) -> None:
    """The caches' own folder, and a key of its own."""
    from tests.fuzz import readers
    from tracker.adapters.files import keyed

    monkeypatch.setattr(keyed, "_known", {})
    monkeypatch.setenv("XDG_STATE_HOME", "/nowhere")  # so that it is put back, whatever a harness sets
    readers._place.cache_clear()


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_an_input_is_read_or_refused_at_once(path: Path) -> None:
    began = time.monotonic()
    READERS[path.parent.name].harness(path.read_bytes())
    assert time.monotonic() - began < 20


@pytest.mark.parametrize("name", READERS)
def test_cut_off_at_any_place_it_is_read_or_refused(name: str) -> None:
    for path in sorted((CORPUS / name).iterdir()):
        content = path.read_bytes()
        for end in range(0, len(content), max(len(content) // 40, 1)):
            READERS[name].harness(content[:end])


def test_every_reader_has_a_corpus_that_is_small() -> None:
    assert {path.name for path in CORPUS.iterdir()} == READERS.keys()
    assert sum(path.stat().st_size for path in INPUTS) < 200_000
