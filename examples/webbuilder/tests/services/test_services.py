"""The services that take in, choose, count and tell."""

from __future__ import annotations

import pytest

from server.repositories import (
    OperationPatternRepository,
    RequestRepository,
    TemplateRepository,
    UserPromptRepository,
    WebhookDeliveryRepository,
    WebhookRepository,
)
from server.services.cost_service import CostService, price
from server.services.file_import import import_csv
from server.services.health_service import Health, check_all, overall
from server.services.migration_service import Migration, MigrationError, migrate
from server.services.pattern_detector import PatternDetector, confidence
from server.services.request_service import RequestService, title_of
from server.services.template_service import TemplateService
from server.services.webhook_service import WebhookService


@pytest.fixture
def templates(db):
    repository = TemplateRepository(db)
    repository.insert(name="bug", category="bug", keywords="fix,bug,repair", body="")
    repository.insert(name="feature", category="feature", keywords="add,new,feature", body="")
    return repository


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Fix the login", "bug"),
        ("please FIX this bug", "bug"),
        ("add a new button", "feature"),
        ("add a fix", "bug"),
        ("address the suffix", None),
        ("", None),
    ],
    ids=["one", "case", "other", "older-wins", "whole-words", "empty"],
)
def test_a_request_is_routed_by_its_words(db, templates, text, name):
    row = TemplateService(db).route(text)
    assert (row["name"] if row else None) == name
    assert sum(each["usage_count"] for each in templates.find()) == (name is not None)


@pytest.mark.parametrize(
    ("text", "title"),
    [("Do it", "Do it"), ("\n  First \nSecond", "First"), ("word " * 20, ("word " * 12).strip() + "..."), ("  ", "")],
    ids=["short", "first-line", "cut", "blank"],
)
def test_titles(text, title):
    assert title_of(text) == title


def test_a_request_is_recorded_with_its_prompt(db, templates):
    assert RequestService(db).submit("r1", "Fix the login") == "bug"
    assert RequestRepository(db).find_one(request_id="r1")["title"] == "Fix the login"
    assert UserPromptRepository(db).count(request_id="r1") == 1


def test_a_request_that_comes_twice_is_recorded_once(db):
    RequestService(db).submit("r1", "Fix the login")
    with pytest.raises(db.duplicate_error):
        RequestService(db).submit("r1", "Fix the login")
    assert UserPromptRepository(db).count() == 1


def test_an_empty_request_is_refused(db):
    with pytest.raises(ValueError, match="the request is empty"):
        RequestService(db).submit("r1", " \n ")


@pytest.mark.parametrize(
    ("model", "tokens", "dollars"),
    [("small", (10**6, 0), 0.25), ("small", (0, 10**6), 1.25), ("large", (1000, 1000), 0.09), ("medium", (0, 0), 0.0)],
)
def test_prices(db, model, tokens, dollars):
    service = CostService(db)
    assert service.record("a", "plan", model, tokens) == price(model, *tokens) == dollars
    assert service.within("a", dollars)
    assert service.within("a", dollars - 0.01) is False


@pytest.mark.parametrize(("tokens", "error"), [((-1, 0), ValueError), ((0, -1), ValueError)])
def test_tokens_are_not_negative(tokens, error):
    with pytest.raises(error, match="cannot be negative"):
        price("small", *tokens)


@pytest.mark.parametrize(
    ("answers", "reached", "codes"),
    [
        ([200], 1, [200]),
        ([500, 204], 1, [500, 204]),
        ([None, None, 200], 1, [None, None, 200]),
        ([500, 500, 500], 0, [500, 500, 500]),
    ],
    ids=["at-once", "second", "third", "never"],
)
def test_deliveries_are_tried_and_recorded(db, answers, reached, codes):
    left = list(answers)

    def send(_url, _payload):
        if (code := left.pop(0)) is None:
            raise ConnectionRefusedError
        return code

    WebhookRepository(db).insert(url="https://example.org", event_type="done")
    assert WebhookService(send, db).deliver("done", "{}") == reached
    assert [row["status_code"] for row in WebhookDeliveryRepository(db).find()] == codes


@pytest.mark.parametrize(("event", "enabled"), [("other", True), ("done", False)])
def test_only_who_wants_to_know_is_told(db, event, enabled):
    WebhookRepository(db).insert(url="https://example.org", event_type="done", enabled=enabled)
    assert WebhookService(lambda _url, _payload: pytest.fail("told"), db).deliver(event, "{}") == 0


@pytest.mark.parametrize(("tables", "verdict"), [(("users",), "healthy"), (("users", "nobody"), "degraded"), ((), "healthy")])
def test_health_looks_at_database_and_tables(db, tables, verdict):
    assert overall(check_all(db, tables)) == verdict


@pytest.mark.parametrize("count", [0, 2])
def test_health_without_anything_good(count):
    assert overall([Health("part", healthy=False, detail="")] * count) == "unhealthy"


def test_a_pattern_is_recorded_once_for_each_workflow(db):
    detector = PatternDetector(db)
    for adw_id in ("a", "a", "b"):
        assert detector.record(adw_id, "run the tests of the server") == "test:backend"
    assert [row["occurrence_count"] for row in OperationPatternRepository(db).find()] == [3]
    assert db.fetch_value("SELECT COUNT(*) AS n FROM pattern_occurrences") == 2


def test_what_is_no_operation_is_not_recorded(db):
    assert PatternDetector(db).record("a", "hello") is None
    assert OperationPatternRepository(db).count() == 0


@pytest.mark.parametrize(("seen", "good", "expected"), [(0, 0, 0.0), (1, 1, 0.3333), (8, 8, 0.8), (8, 0, 0.0)])
def test_confidence_grows_with_evidence(seen, good, expected):
    assert confidence(seen, good) == expected


ADD_A = Migration(900, "add a", "CREATE TABLE extra_a (id INTEGER); CREATE INDEX idx_extra_a ON extra_a (id)")
ADD_B = Migration(901, "add b", "CREATE TABLE extra_b (id INTEGER)")


def test_migrations_are_applied_once_and_in_order(fresh_db):
    assert migrate([ADD_B, ADD_A], fresh_db) == [900, 901]
    assert migrate([ADD_B, ADD_A], fresh_db) == []
    assert fresh_db.table_names()[-2:] == ["extra_a", "extra_b"]


def test_a_migration_that_was_changed_is_refused(fresh_db):
    migrate([ADD_A], fresh_db)
    with pytest.raises(MigrationError, match="migration 900 was changed"):
        migrate([Migration(900, "add a", "CREATE TABLE other (id INTEGER)")], fresh_db)


def test_a_migration_that_fails_leaves_nothing(fresh_db):
    broken = Migration(902, "broken", "CREATE TABLE extra_c (id INTEGER); CREATE TABLE extra_c (id INTEGER)")
    with pytest.raises(fresh_db.statement_error):
        migrate([broken], fresh_db)
    assert "extra_c" not in fresh_db.table_names()


@pytest.mark.parametrize(
    ("text", "rows"),
    [("a,b\n1,x\n", 1), ("a\n", 0), ('a,b\n1,"x, y"\n2,"z"\n', 2), ("a\n-5\n123456789012345678\n", 2)],
    ids=["one", "none", "quoted", "large"],
)
def test_an_uploaded_file_becomes_a_table(fresh_db, text, rows):
    table = import_csv(fresh_db, "data.csv", text)
    assert fresh_db.fetch_value(f"SELECT COUNT(*) AS n FROM {table}") == rows
    assert import_csv(fresh_db, "data.csv", text) == table


@pytest.mark.parametrize("text", ["", "a,A\n1,2\n", "a,b\n1\n", "a\n1,2\n"], ids=["empty", "twice", "too-short", "too-long"])
def test_a_file_that_is_no_table_is_refused(fresh_db, text):
    with pytest.raises(ValueError, match=r"data\.csv"):
        import_csv(fresh_db, "data.csv", text)
