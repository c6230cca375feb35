"""Turns a CSV file that somebody uploaded into a table."""

from __future__ import annotations

import csv
import io
import re

from server.core.sql_security import escape_identifier
from server.database import DatabaseAdapter


def table_name(file_name: str) -> str:
    """A table's name for a file's name: whatever is in it, a plain name comes out."""
    stem = re.split(r"[\\/]", file_name)[-1].rsplit(".", 1)[0]
    return f"upload_{re.sub(r'[^a-z0-9]+', '_', stem.lower()).strip('_') or 'file'}"[:63]


def column_name(header: str) -> str:
    """A column's name for a CSV header."""
    name = re.sub(r"[^A-Za-z0-9]+", "_", header.strip()).strip("_")
    return f"c_{name}"[:63] if not name or name[0].isdigit() else name[:63]


def import_csv(adapter: DatabaseAdapter, file_name: str, text: str) -> str:
    """Replace the file's table by the rows of the text. Returns the table's name.

    Raises:
        ValueError: there is no header, a header occurs twice, or a row is too long or too short.
    """
    header, *rows = list(csv.reader(io.StringIO(text))) or [[]]
    columns = [column_name(name) for name in header]
    if not columns or len({name.lower() for name in columns}) < len(columns):
        raise ValueError(f"{file_name}: each column needs a name of its own")
    for number, row in enumerate(rows, start=2):
        if len(row) != len(columns):
            raise ValueError(f"{file_name}, row {number}: {len(row)} values for {len(columns)} columns")
    table = table_name(file_name)
    _replace_table(adapter, table, columns, rows)
    return table


def _replace_table(adapter: DatabaseAdapter, table: str, columns: list[str], rows: list[list[str]]) -> None:
    numeric = [bool(rows) and all(_is_integer(row[place]) for row in rows) for place in range(len(columns))]
    types = ["BIGINT" if whole else "TEXT" for whole in numeric]
    declared = ", ".join(f"{escape_identifier(name)} {kind}" for name, kind in zip(columns, types, strict=True))
    with adapter.transaction():
        adapter.execute(f"DROP TABLE IF EXISTS {escape_identifier(table)}")
        adapter.execute(f"CREATE TABLE {escape_identifier(table)} ({declared})")
        insert = f"INSERT INTO {escape_identifier(table)} VALUES ({adapter.placeholders(len(columns))})"
        for row in rows:
            adapter.execute(insert, [int(v) if whole else v for v, whole in zip(row, numeric, strict=True)])


def _is_integer(value: str) -> bool:
    """Whether a value is a whole number of at most 18 digits, which both databases can hold."""
    return re.fullmatch(r"-?[0-9]{1,18}", value) is not None
