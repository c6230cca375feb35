"""Times in every face: what was planned, what it took, and what only the checks took."""

from __future__ import annotations

from tests.conftest import Place

CHECK = "checks: [{id: a, kind: command, run: 'true'}]"


def test_a_parent_keeps_its_own_estimate_beside_what_its_sub_phases_sum_to(place: Place) -> None:
    place.phase("phase-1", "estimate: 2 days")
    place.phase("phase-1.1", f"parent: phase-1\nestimate: 4-6h\n{CHECK}")
    place.phase("phase-1.2", f"parent: phase-1\nestimate: 5h\n{CHECK}")
    place.phase("phase-2", "")
    place.phase("phase-2.1", f"parent: phase-2\nestimate: 2-3 days\n{CHECK}")
    place.commit("Start")
    rows = {row["id"]: (row["estimate"], row["estimate_below"]) for row in place.status().values()}
    assert rows == {
        "phase-1": ("2d", "9-11h"),
        "phase-1.1": ("4-6h", None),
        "phase-1.2": ("5h", None),
        "phase-2": ("2-3d", "2-3d"),
        "phase-2.1": ("2-3d", None),
    }
    for text in (place.tracker("status").out, place.tracker("status").out):  # the second is a kept answer
        lines = {line.split()[1]: line.split() for line in text.splitlines() if line.startswith("  - ")}
        assert lines["1"][-4:] == ["est", "2d", "sub-phases", "9-11h"]
        assert lines["2"][-2:] == ["est", "2-3d"]
    place.tracker("render")
    said = [line.rstrip("\\") for line in place.read("TRACKER.md").splitlines() if line.startswith("**Duration:**")]
    assert said[0] == "**Duration:** 2 days (estimated); its sub-phases sum to 9-11 hours"
    assert "**Duration:** Estimated 2-3 days, the sum of its sub-phases" in said
