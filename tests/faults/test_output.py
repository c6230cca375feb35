"""The short version of output without an end; the long one is `python -m tests.faults output`."""

from __future__ import annotations

from faults import output


def test_memory_does_not_grow_with_the_output() -> None:
    figures = output.run(share=0.04)
    assert figures.problems == []
    assert figures.bytes > 3 * output.MEGABYTES << 20, "so little could be in memory without showing"
