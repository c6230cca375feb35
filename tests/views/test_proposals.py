"""Issues that the plan lacks: their ids, and the YAML to paste."""

from __future__ import annotations

import yaml

from tracker.model.result import TestCase
from tracker.model.status import Outcome
from tracker.views.proposals import proposal_view


def broken(name: str, message: str) -> TestCase:
    return TestCase(f"t::{name}", Outcome.FAILED, type="ValueError", message=message)


def test_an_id_is_made_of_the_message_and_is_nobody_elses() -> None:
    view = proposal_view([broken("a", "no such column")], ["no-such-column"])
    assert [issue["id"] for issue in view["issues"]] == ["no-such-column-2"]


def test_the_yaml_says_the_same_as_the_data() -> None:
    view = proposal_view([broken("a", "yes"), broken("b", "odd: 'quoted' # no comment")], [])
    pasted = yaml.safe_load(view["yaml"])["issues"]
    assert [(issue["id"], issue["title"]) for issue in pasted] == [(issue["id"], issue["title"]) for issue in view["issues"]]
    assert {issue["id"] for issue in view["issues"]} >= {"yes"}


def test_without_failures_there_is_nothing_to_paste() -> None:
    assert proposal_view([], [])["yaml"] == ""
