"""What single repositories can do beyond that."""

from __future__ import annotations

import pytest

from server import repositories as r
from tests.support.samples import add


@pytest.mark.parametrize("typed", ["user1", "USER1", "User1"])
def test_a_user_is_found_whatever_the_case(db, typed):
    add(db, "users")
    assert r.UserRepository(db).by_name(typed)["username"] == "user1"


def test_active_users(db):
    add(db, "users", 1)
    add(db, "users", 2)
    assert [user["username"] for user in r.UserRepository(db).active()] == ["user1"]


@pytest.mark.parametrize(("expires", "over"), [("2001-01-01 00:00:00", True), ("2999-01-01 00:00:00", False)])
def test_sessions_end(db, expires, over):
    sessions = r.SessionRepository(db)
    sessions.update(add(db, "sessions"), expires_at=expires)
    assert len(sessions.expired()) == over
    assert sessions.delete_expired() == over
    assert sessions.count() == (not over)


def test_touching_a_session_notes_the_time(db):
    sessions = r.SessionRepository(db)
    row_id = add(db, "sessions")
    assert sessions.get(row_id)["last_seen_at"] is None
    assert sessions.touch(row_id)
    assert sessions.get(row_id)["last_seen_at"] >= sessions.get(row_id)["created_at"]


def test_listing_shows_four_characters_of_usable_keys(db):
    add(db, "api_keys", 1)
    add(db, "api_keys", 2)
    assert r.ApiKeyRepository(db).prefixes() == ["wb1-"]


def test_a_revoked_key_is_not_listed(db):
    keys = r.ApiKeyRepository(db)
    keys.revoke(add(db, "api_keys", 1))
    assert keys.prefixes() == []


@pytest.mark.parametrize(
    ("text", "found"),
    [("request", 2), ("REQUEST 1", 1), ("%", 0), ("_", 0), ("!", 0), ("' OR 1=1", 0)],
    ids=["word", "case", "percent", "underscore", "escape", "injection"],
)
def test_search_in_titles(db, text, found):
    add(db, "requests", 1)
    add(db, "requests", 2)
    assert len(r.RequestRepository(db).search(text)) == found


def test_popular_templates(db):
    add(db, "templates", 1)
    add(db, "templates", 2)
    templates = r.TemplateRepository(db)
    assert templates.use("template2")
    assert not templates.use("nobody")
    assert [each["name"] for each in templates.popular(2)] == ["template2", "template1"]


@pytest.mark.parametrize(("durations", "mean"), [([], None), ([2.0], 2.0), ([1.0, 2.0], 1.5), ([1.0, None], 1.0)])
def test_mean_duration_leaves_out_unknown_ones(db, durations, mean):
    results = r.PhaseResultRepository(db)
    for seconds in durations:
        results.insert(queue_id="1-1", outcome="completed", duration_seconds=seconds)
    assert results.mean_duration("completed") == mean


@pytest.mark.parametrize(("done", "progress"), [(0, 0.0), (1, 0.25), (4, 1.0)])
def test_progress_of_a_workflow(db, done, progress):
    steps = r.WorkflowStepRepository(db)
    for number in range(4, 0, -1):
        steps.insert(adw_id="a", step_number=number, name="x", status="done" if number <= done else "pending")
    assert steps.progress("a") == progress
    assert [step["step_number"] for step in steps.of("a")] == [1, 2, 3, 4]


def test_progress_without_steps_is_nothing(db):
    assert r.WorkflowStepRepository(db).progress("unknown") == 0.0


def test_a_report_replaces_the_one_before(db):
    states = r.AdwStateRepository(db)
    states.report("a", "plan", 0.5)
    states.report("a", "build", 0.75)
    (state,) = states.find(adw_id="a")
    assert (state["phase"], state["progress"]) == ("build", 0.75)


def test_latest_line_of_a_log(db):
    logs = r.TaskLogRepository(db)
    for name in ("plan", "build"):
        logs.insert(adw_id="a", issue_number=1, phase_name=name, phase_status="started")
    assert logs.latest("a")["phase_name"] == "build"
    assert logs.latest("b") is None


@pytest.mark.parametrize(("length", "preview"), [(6, "Please"), (1, "P"), (500, "Please do 1")])
def test_previews_of_prompts(db, length, preview):
    add(db, "user_prompts")
    assert r.UserPromptRepository(db).previews(length) == [preview]


@pytest.mark.parametrize(("outcomes", "rate"), [([True], 1.0), ([True, False], 0.5), ([None], None), ([True, None], 1.0)])
def test_success_rate_counts_finished_calls(db, outcomes, rate):
    calls = r.ToolCallRepository(db)
    for number, success in enumerate(outcomes):
        calls.insert(tool_call_id=f"c{number}", adw_id="a", tool_name="grep", success=success)
    assert calls.success_rate("grep") == rate


def test_slowest_calls_have_a_duration(db):
    calls = r.ToolCallRepository(db)
    for number, duration in enumerate([5, None, 50]):
        calls.insert(tool_call_id=f"c{number}", adw_id="a", tool_name="grep", duration_ms=duration)
    assert [call["duration_ms"] for call in calls.slowest(5)] == [50, 5]


def test_events_are_taken_once(db):
    events = r.HookEventRepository(db)
    for name in ("a", "b", "c"):
        events.insert(event_type=name, source="test", payload="{}")
    assert [event["event_type"] for event in events.take(2)] == ["a", "b"]
    assert [event["event_type"] for event in events.take(2)] == ["c"]
    assert events.take(2) == []


@pytest.mark.parametrize(("code", "failed"), [(200, 0), (204, 0), (199, 1), (301, 1), (500, 1), (None, 1)])
def test_failed_deliveries(db, code, failed):
    deliveries = r.WebhookDeliveryRepository(db)
    deliveries.update(add(db, "webhook_deliveries"), status_code=code)
    assert len(deliveries.failed()) == failed


def test_deleting_a_webhook_deletes_its_deliveries(db):
    add(db, "webhook_deliveries")
    (webhook,) = r.WebhookRepository(db).find()
    r.WebhookRepository(db).delete(webhook["id"])
    assert r.WebhookDeliveryRepository(db).count() == 0


def test_costs_by_model(db):
    costs = r.CostHistoryRepository(db)
    for model, cost in (("small", 0.25), ("large", 2.0), ("small", 0.5)):
        costs.insert(adw_id="a", phase_name="plan", model=model, cost_usd=cost)
    assert costs.by_model() == {"large": 2.0, "small": 0.75}
    assert costs.total("a") == 2.75
    assert costs.total("b") == 0.0


def test_a_pattern_is_counted(db):
    patterns = r.OperationPatternRepository(db)
    for _ in range(3):
        patterns.record("test:backend", "test")
    assert [each["occurrence_count"] for each in patterns.find()] == [3]


def test_workflows_of_a_pattern_are_sorted_by_similarity(db):
    seen = r.PatternOccurrenceRepository(db)
    pattern_id = add(db, "operation_patterns")
    for adw_id, similarity in (("b", 0.5), ("c", 0.75), ("a", 0.5)):
        seen.insert(pattern_id=pattern_id, adw_id=adw_id, similarity=similarity)
    assert seen.workflows(pattern_id) == ["c", "a", "b"]


def test_a_review_is_completed(db):
    reviews = r.ContextReviewRepository(db)
    row_id = add(db, "context_reviews")
    assert reviews.complete(row_id, "fine", 1234)
    assert (reviews.get(row_id)["status"], reviews.get(row_id)["token_estimate"]) == ("complete", 1234)


def test_hours_left_leave_out_what_is_done(db):
    features = r.PlannedFeatureRepository(db)
    features.insert(title="a", estimated_hours=1.5)
    features.insert(title="b", estimated_hours=2.0, status="done")
    features.insert(title="c")
    assert features.hours_left() == 1.5


def test_a_tag_is_made_once(db):
    tags = r.TagRepository(db)
    assert tags.ensure("Backend") == tags.ensure("backend")
    assert tags.count() == 1


def test_tags_of_a_feature_are_sorted(db):
    feature_id = add(db, "planned_features")
    for name in ("ui", "api"):
        r.FeatureTagRepository(db).insert(feature_id=feature_id, tag_id=r.TagRepository(db).ensure(name))
    assert r.FeatureTagRepository(db).names(feature_id) == ["api", "ui"]


def test_archived_workflows_keep_their_status(db):
    archive = r.WorkflowArchiveRepository(db)
    row_id = archive.archive({"adw_id": "a", "status": "failed"}, "old")
    assert archive.get(row_id)["archived_reason"] == "old"


def test_applied_versions_are_sorted(db):
    for version in (3, 1, 2):
        add(db, "schema_migrations", version)
    assert r.SchemaMigrationRepository(db).applied() == [1, 2, 3]


def test_rows_are_counted_by_value(db):
    for number in (1, 2, 3):
        add(db, "users", number)
    assert r.UserRepository(db).count_by("is_active") == {True: 2, False: 1}
