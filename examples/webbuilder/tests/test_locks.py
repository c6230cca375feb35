"""Locks of issues."""

from __future__ import annotations

import pytest

from server.services.lock_service import LockedError, LockService


@pytest.fixture
def service(db):
    return LockService(db)


def test_a_free_lock_is_taken(service):
    assert service.locks.acquire(701, "a")
    assert service.locks.find_one(issue_number=701)["adw_id"] == "a"


def test_a_taken_lock_is_refused(service):
    assert service.locks.acquire(702, "a")
    assert not service.locks.acquire(702, "b")


def test_the_holder_may_take_it_again(service):
    assert service.locks.acquire(703, "a")
    assert service.locks.acquire(703, "a")


def test_only_the_holder_gives_it_back(service):
    service.locks.acquire(704, "a")
    assert not service.locks.release(704, "b")
    assert service.locks.release(704, "a")
    assert service.locks.acquire(704, "b")


def test_only_the_holder_changes_the_status(service):
    service.locks.acquire(705, "a")
    assert not service.locks.set_status(705, "b", "building")
    assert service.locks.set_status(705, "a", "building")


def test_old_locks_are_removed(service):
    service.locks.acquire(706, "a")
    service.locks.acquire(707, "b")
    service.locks.update(service.locks.find_one(issue_number=706)["id"], updated_at="2001-01-01 00:00:00")
    assert service.locks.delete_older_than(30) == 1
    assert [row["issue_number"] for row in service.locks.find(adw_id="b")] == [707]


def test_a_block_holds_the_lock_and_gives_it_back(service):
    with service.hold(708, "a"), pytest.raises(LockedError, match="issue 708 is locked by a"), service.hold(708, "b"):
        pytest.fail("two workflows hold one lock")
    assert service.locks.find(issue_number=708) == []
