"""Figures about columns."""

from __future__ import annotations

import pytest

from server.core.sql_security import UnsafeSQLError
from server.services.insights import ColumnInsight, column_names, generate_insights
from tests.support.samples import add


def test_insights_describe_columns_found_by_table_info(db):
    add(db, "tags", 1)
    add(db, "tags", 2)
    assert column_names(db, "tags") == ["id", "name", "colour"]
    assert generate_insights(db, "tags", ["name"]) == [ColumnInsight("name", 2, 0, 2)]


def test_insights_refuse_a_column_that_table_info_does_not_know(db):
    with pytest.raises(UnsafeSQLError, match="Invalid column name: 'name; DROP TABLE tags'"):
        generate_insights(db, "tags", ["name; DROP TABLE tags"])


@pytest.mark.parametrize(
    "table", ["", "tags; --", 'tags"', "tags where 1=1", "table"], ids=["empty", "comment", "quote", "blank", "word"]
)
def test_insights_refuse_what_is_not_a_name(db, table):
    with pytest.raises(UnsafeSQLError):
        generate_insights(db, table)
