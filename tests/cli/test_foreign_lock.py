"""A lock of somebody else's git: waited for, never touched, and made up for later."""

from __future__ import annotations

from tests.conftest import Place


def test_somebody_else_s_index_lock_is_left_alone_and_the_next_run_makes_up_for_it(stepped: Place) -> None:
    lock = stepped.path / ".git/index.lock"
    lock.write_text("somebody else's")
    done = stepped.tracker("run", "1")
    assert done.code == 4
    assert "another git keeps the index locked" in done.err
    assert f"The lock is {lock}" in done.err
    assert lock.read_text() == "somebody else's"
    lock.unlink()
    again = stepped.tracker("run", "1")
    assert again.code == 0, again.err
    assert stepped.changes() == ""
    assert stepped.git("log", "--format=%s", "--", "made.txt").count("\n") == 1, "the commit was made twice"
    assert not list(stepped.path.glob(".git/tracker-*"))


def test_a_lock_on_the_branch_that_is_not_ours_is_left_alone(stepped: Place) -> None:
    lock = stepped.path / ".git/refs/heads/main.lock"
    lock.write_text("")
    done = stepped.tracker("run", "1")
    assert done.code == 4
    assert "HEAD could not be moved" in done.err
    assert lock.exists()
    again = stepped.tracker("run", "1")
    assert again.code == 4
    assert lock.exists(), "a lock that was there before we began was taken for ours"
    lock.unlink()
    assert stepped.tracker("run", "1").code == 0
    assert stepped.changes() == ""
