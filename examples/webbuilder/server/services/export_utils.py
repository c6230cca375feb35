"""Rows as files."""

from __future__ import annotations

import csv
import io
import json

from server.database import Row


def to_csv(rows: list[Row]) -> str:
    """Comma-separated values with a header; NULL is empty, booleans are true and false."""
    if not rows:
        return ""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(rows[0])
    writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else value


def to_json(rows: list[Row]) -> str:
    """A JSON array of objects, sorted by key."""
    return json.dumps(rows, sort_keys=True, ensure_ascii=False)
