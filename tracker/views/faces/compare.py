"""`tracker compare --json`."""

from __future__ import annotations

from typing import Literal, NotRequired

from typing_extensions import TypedDict

from tracker.views.faces.shared import Face, TotalsFace


class ComparedFace(TypedDict):
    """One result that was compared."""

    name: str
    """As it was named."""
    check: NotRequired[str]
    """`suite[sqlite]`; not there for a file."""
    phase: NotRequired[str]
    """The phase that it is of; not there for a file."""
    run: NotRequired[str]
    """The run that recorded it."""
    commit: NotRequired[str]
    """The commit that it belongs to, when that is known."""
    at: NotRequired[str]
    """When it was recorded."""
    elsewhere: NotRequired[str]
    """Where it was made when that was not here."""
    totals: TotalsFace
    """The counts of its tests."""


class ComparisonFace(Face):
    """What became of each test; every test of either side is in exactly one of the first eight lists.

    Where both sides have several results, a test's id ends with ` @ suite[sqlite]`.
    """

    kind: Literal["comparison"]
    base: list[ComparedFace]
    """What was compared with."""
    new_results: list[ComparedFace]
    """What was compared."""
    fixed: list[str]
    """Tests, as `classname::name`, that failed and pass."""
    regressed: list[str]
    """Tests that fail and did not."""
    changed: list[str]
    """Tests that still fail, with another signature."""
    same: list[str]
    """Tests that did not change."""
    new: list[str]
    """Tests that the base does not have."""
    gone: list[str]
    """Tests that only the base has."""
    now_skipped: list[str]
    """Tests that ran and are skipped."""
    no_longer_skipped: list[str]
    """Tests that were skipped and pass."""
    worse: list[str]
    """`regressed`, `gone` and `now_skipped` together, without what is `allowed`. Not empty: exit code 1 with `--exit-code`."""
    new_not_passing: list[str]
    """Those of `new` that fail or are skipped. Not empty: exit code 1 with `--exit-code`."""
    allowed: dict[str, str]
    """Tests that the check of the new results allows to be skipped or gone (`allow_skips`, `allow_gone`), with the reason."""
    signatures: dict[str, list[str | None]]
    """`[before, after]` for what regressed, changed or was fixed."""
