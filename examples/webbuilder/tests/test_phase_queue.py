"""The queue of phases."""

from __future__ import annotations

import pytest

from server.repositories import PhaseQueueRepository, PhaseResultRepository
from server.services.phase_queue_service import PhaseQueueService, QueueError

TITLES = ("Plan", "Build", "Test")


@pytest.fixture
def queue(db):
    return PhaseQueueService(db)


@pytest.fixture
def rows(db):
    return PhaseQueueRepository(db)


@pytest.mark.parametrize("count", [1, 3])
def test_positions_count_from_one(queue, rows, count):
    queue.enqueue_issue(100, TITLES[:count])
    assert [row["queue_position"] for row in rows.in_order(100)] == list(range(1, count + 1))


@pytest.mark.parametrize("count", [1, 3])
def test_only_the_first_phase_is_ready(queue, rows, count):
    queue.enqueue_issue(101, TITLES[:count])
    assert [row["status"] for row in rows.in_order(101)] == ["ready", "queued", "queued"][:count]


def test_each_phase_depends_on_the_one_before(queue, rows):
    queue.enqueue_issue(102, TITLES)
    assert [row["depends_on_phase"] for row in rows.in_order(102)] == [None, 1, 2]


def test_an_issue_is_queued_once(queue, rows):
    queue.enqueue_issue(103, TITLES)
    with pytest.raises(QueueError, match="issue 103 is queued already"):
        queue.enqueue_issue(103, TITLES)
    assert len(rows.in_order(103)) == 3


def test_positions_are_counted_for_each_issue(queue, rows):
    queue.enqueue_issue(104, TITLES)
    queue.enqueue_issue(105, TITLES[:1])
    assert rows.next_position(104) == 4
    assert rows.next_position(105) == 2


@pytest.mark.parametrize(("first", "second", "expected"), [(50, 50, "106-1"), (50, 10, "107-1"), (10, 50, "106-1")])
def test_the_most_urgent_phase_is_next(queue, first, second, expected):
    queue.enqueue_issue(106, TITLES, priority=first)
    queue.enqueue_issue(107, TITLES, priority=second)
    assert queue.next()["queue_id"] == expected


def test_nothing_is_next_in_an_empty_queue(queue):
    assert queue.next() is None


def test_a_ready_phase_starts(queue, rows):
    queue.enqueue_issue(108, TITLES)
    queue.start("108-1")
    assert rows.find_one(queue_id="108-1")["status"] == "running"


def test_a_waiting_phase_does_not_start(queue):
    queue.enqueue_issue(109, TITLES)
    with pytest.raises(QueueError, match="phase 109-2 is queued, not ready"):
        queue.start("109-2")


@pytest.mark.parametrize(("number", "released"), [(1, "110-2"), (2, "110-3"), (3, None)])
def test_completion_releases_the_next_phase(queue, number, released):
    queue.enqueue_issue(110, TITLES)
    assert queue.complete(f"110-{number}") == released


def test_completion_is_recorded_with_its_duration(queue, db):
    queue.enqueue_issue(111, TITLES)
    queue.complete("111-1", 12.5)
    assert PhaseResultRepository(db).mean_duration("completed") == 12.5


@pytest.mark.parametrize(("number", "blocked"), [(1, ["112-2", "112-3"]), (2, ["112-3"]), (3, [])])
def test_failure_blocks_the_later_phases(queue, number, blocked):
    queue.enqueue_issue(112, TITLES)
    assert queue.fail(f"112-{number}", "out of tokens") == blocked


def test_a_blocked_phase_says_why(queue, rows):
    queue.enqueue_issue(113, TITLES)
    queue.fail("113-1", "out of tokens")
    assert rows.find_one(queue_id="113-1")["error_message"] == "out of tokens"
    assert rows.find_one(queue_id="113-2")["error_message"] == "phase 113-1 failed"


@pytest.mark.parametrize("order", [("114-3", "114-1", "114-2"), ("114-1", "114-3", "114-2")], ids=["all", "two"])
def test_reordering_changes_positions(queue, rows, order):
    queue.enqueue_issue(114, TITLES)
    queue.reorder(114, order)
    assert tuple(row["queue_id"] for row in rows.in_order(114)) == order


def test_reordering_needs_every_phase(queue):
    queue.enqueue_issue(115, TITLES)
    with pytest.raises(QueueError, match="issue 115 has the phases 115-1, 115-2, 115-3"):
        queue.reorder(115, ["115-1"])


@pytest.mark.parametrize("issue", [0, 1, 2**31 - 1])
def test_an_issue_without_phases_is_refused(queue, issue):
    with pytest.raises(QueueError, match=f"issue {issue} has no phases"):
        queue.enqueue_issue(issue, ())


@pytest.mark.parametrize("status", ["queued", "ready", "running", "completed", "failed", "blocked"])
def test_phases_are_counted_by_status(rows, status):
    for number in (1, 2):
        rows.insert(queue_id=f"116-{number}", parent_issue=116, phase_number=number, status=status)
    assert rows.count_by("status") == {status: 2}


def test_status_of_an_unknown_phase_does_not_change(rows):
    assert not rows.set_status("nobody", "ready")


def test_two_phases_cannot_have_one_id(rows, db):
    rows.insert(queue_id="117-1", parent_issue=117, phase_number=1)
    with pytest.raises(db.duplicate_error):
        rows.insert(queue_id="117-1", parent_issue=117, phase_number=2)
