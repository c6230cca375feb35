"""Each repository can do with its table what every repository can."""

from __future__ import annotations

import pytest

from server.repositories import UnknownColumnError
from tests.support.samples import REPOSITORIES, add, row

ELSEWHERE = {"phase_queue", "workflow_history", "adw_locks"}
"""These have test files of their own."""
pytestmark = pytest.mark.parametrize("table", [name for name in REPOSITORIES if name not in ELSEWHERE])


def test_insert_returns_the_id_under_which_the_row_is_found(db, table):
    row_id = add(db, table)
    assert REPOSITORIES[table](db).get(row_id)["id"] == row_id


def test_get_returns_the_values_that_were_inserted(db, table):
    values = row(db, table)
    repository = REPOSITORIES[table](db)
    found = repository.get(repository.insert(**values))
    assert {name: found[name] for name in values} == values


def test_get_of_an_unknown_id_is_none(db, table):
    assert REPOSITORIES[table](db).get(add(db, table) + 1000) is None


def test_find_compares_all_given_columns(db, table):
    first = row(db, table, 1)
    repository = REPOSITORIES[table](db)
    expected = repository.insert(**first)
    add(db, table, 2)
    assert [each["id"] for each in repository.find(**first)] == [expected]


def test_count_counts_rows(db, table):
    add(db, table, 1)
    add(db, table, 2)
    assert REPOSITORIES[table](db).count() == 2


def test_update_changes_only_the_row(db, table):
    first, second = add(db, table, 1), add(db, table, 2)
    repository = REPOSITORIES[table](db)
    before, changed = repository.get(first), row(db, table, 3)
    assert repository.update(second, **changed)
    assert repository.get(first) == before
    assert {name: repository.get(second)[name] for name in changed} == changed


def test_update_of_an_unknown_id_is_false(db, table):
    assert not REPOSITORIES[table](db).update(10**6, **row(db, table))


def test_delete_removes_only_the_row(db, table):
    first, second = add(db, table, 1), add(db, table, 2)
    repository = REPOSITORIES[table](db)
    assert repository.delete(first)
    assert [each["id"] for each in repository.find()] == [second]


def test_delete_of_an_unknown_id_is_false(db, table):
    assert not REPOSITORIES[table](db).delete(10**6)


def test_page_is_newest_first(db, table):
    ids = [add(db, table, number) for number in (1, 2, 3)]
    assert [each["id"] for each in REPOSITORIES[table](db).page(2, 1)] == [ids[1], ids[0]]


def test_an_unknown_column_is_refused(db, table):
    with pytest.raises(UnknownColumnError, match=f"{table} has no column nonsense"):
        REPOSITORIES[table](db).find(nonsense=1)
