"""The schema file of this database declares everything, and all of it loads."""

from __future__ import annotations

import re

import pytest

from server.database import schema
from server.repositories import ALL

TABLES = [repository.table for repository in ALL]
INDEXES = re.findall(r"CREATE INDEX (\w+)", schema.schema_path("sqlite").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def loaded(provisioner):
    adapter = provisioner.create("schema")
    failed = schema.load_leniently(adapter)
    yield adapter, failed
    provisioner.drop(adapter)


@pytest.mark.parametrize("table", TABLES)
def test_table_is_there_and_empty(loaded, table):
    adapter, _ = loaded
    assert adapter.fetch_value(f"SELECT COUNT(*) AS n FROM {table}") == 0


@pytest.mark.parametrize("index", INDEXES)
def test_index_is_there(loaded, index):
    adapter, _ = loaded
    assert index in adapter.index_names()


def test_every_statement_loads(loaded):
    assert loaded[1] == []


def test_the_catalogue_has_what_the_plan_counts(loaded):
    adapter, _ = loaded
    assert (len(adapter.table_names()), len(adapter.index_names()), adapter.view_names()) == (26, 41, [])


def test_loading_twice_reports_every_statement(provisioner):
    adapter = provisioner.create("twice")
    schema.load(adapter)
    assert len(schema.load_leniently(adapter)) == 26 + 41
    provisioner.drop(adapter)
