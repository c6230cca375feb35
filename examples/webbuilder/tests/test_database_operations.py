"""Transactions and conversions, on rows of the workflow history."""

from __future__ import annotations

import pytest

from server.repositories import WorkflowArchiveRepository, WorkflowHistoryRepository
from server.services.workflow_history_service import WorkflowHistoryService

ADW = "adw-2001"


class InterruptedTestError(Exception):
    """Raised inside a transaction."""


@pytest.fixture
def history(db):
    return WorkflowHistoryRepository(db)


@pytest.mark.parametrize(
    "text",
    ["plain", "it's", 'a "quoted" word', "50 % of it", "what? why?", "semi; colon", "line\nbreak", "\u00fcmlaut \u2603"],
    ids=["plain", "apostrophe", "quotes", "percent", "question-marks", "semicolon", "newline", "unicode"],
)
def test_text_comes_back_as_it_was(history, text):
    history.insert(adw_id=ADW, nl_input=text)
    assert history.by_adw_id(ADW)["nl_input"] == text


def test_a_committed_row_stays(history, db):
    with db.transaction():
        history.insert(adw_id=ADW)
    assert history.by_adw_id(ADW) is not None


def test_an_inner_failure_leaves_the_outer_part(history, db):
    with db.transaction():
        history.insert(adw_id=ADW)
        with pytest.raises(InterruptedTestError), db.transaction():
            history.update(history.by_adw_id(ADW)["id"], status="failed")
            raise InterruptedTestError
    assert history.by_adw_id(ADW)["status"] == "pending"


def test_a_failed_update_changes_nothing(history, db):
    row_id = history.insert(adw_id=ADW)
    with pytest.raises(InterruptedTestError), db.transaction():
        history.update(row_id, status="failed")
        raise InterruptedTestError
    assert history.get(row_id)["status"] == "pending"


@pytest.mark.parametrize("tokens", [0, 1, 2**31 - 1])
def test_whole_numbers_come_back(history, tokens):
    history.insert(adw_id=ADW, total_tokens=tokens)
    assert history.by_adw_id(ADW)["total_tokens"] == tokens


def test_archiving_moves_the_row(history, db):
    history.insert(adw_id=ADW, status="failed")
    assert WorkflowHistoryService(db).archive(ADW, "old")
    assert history.by_adw_id(ADW) is None
    assert WorkflowArchiveRepository(db).count(adw_id=ADW, status="failed") == 1


def test_null_is_found_as_none(history):
    row_id = history.insert(adw_id=ADW, error_message=None)
    assert row_id in [row["id"] for row in history.find(error_message=None)]


@pytest.mark.parametrize("column", ["created_at", "updated_at"])
def test_a_transaction_that_failed_leaves_no_row(history, db, column):
    with pytest.raises(InterruptedTestError), db.transaction():
        history.insert(adw_id=f"adw-gone-{column}", **{column: "2025-11-27 10:00:00"})
        raise InterruptedTestError
    assert history.by_adw_id(f"adw-gone-{column}") is None


@pytest.mark.parametrize("column", ["adw_id", "status", "total_tokens"])
def test_a_required_column_cannot_be_null(history, db, column):
    with pytest.raises(db.statement_error):
        history.insert(**{"adw_id": f"adw-null-{column}", column: None})
