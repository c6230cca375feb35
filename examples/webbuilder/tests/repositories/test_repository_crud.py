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


def test_an_unknown_id_is_neither_found_nor_changed_nor_deleted(db, table):
    repository, unknown = REPOSITORIES[table](db), add(db, table) + 1000
    assert repository.get(unknown) is None
    assert not repository.update(unknown, **row(db, table, 2))
    assert not repository.delete(unknown)


def test_find_compares_all_given_columns(db, table):
    first = row(db, table, 1)
    repository = REPOSITORIES[table](db)
    expected = repository.insert(**first)
    add(db, table, 2)
    assert [each["id"] for each in repository.find(**first)] == [expected]


def test_update_changes_only_the_row(db, table):
    first, second = add(db, table, 1), add(db, table, 2)
    repository = REPOSITORIES[table](db)
    before, changed = repository.get(first), row(db, table, 3)
    assert repository.update(second, **changed)
    assert repository.get(first) == before
    assert {name: repository.get(second)[name] for name in changed} == changed


def test_delete_removes_only_the_row(db, table):
    first, second = add(db, table, 1), add(db, table, 2)
    repository = REPOSITORIES[table](db)
    assert repository.count() == 2
    assert repository.delete(first)
    assert [each["id"] for each in repository.find()] == [second]
    assert repository.count() == 1


def test_page_is_newest_first(db, table):
    ids = [add(db, table, number) for number in (1, 2, 3)]
    assert [each["id"] for each in REPOSITORIES[table](db).page(2, 1)] == [ids[1], ids[0]]


def test_an_unknown_column_is_refused(db, table):
    with pytest.raises(UnknownColumnError, match=f"{table} has no column nonsense"):
        REPOSITORIES[table](db).find(nonsense=1)
