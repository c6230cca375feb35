"""What all repositories have in common: the five statements that every table needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from server.database import DatabaseAdapter, Row, get_adapter


class UnknownColumnError(ValueError):
    """A column that the repository's table does not have; names never reach a statement unchecked."""


class Repository:
    """Access to one table.

    Names of columns are checked against `columns`; values are always parameters.
    """

    table: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]
    """Every column except `id`."""

    def __init__(self, adapter: DatabaseAdapter | None = None) -> None:
        """Use the given adapter, or later this process's own."""
        self._adapter = adapter

    @property
    def db(self) -> DatabaseAdapter:
        """The adapter; the process's own is only asked for when it is needed."""
        return self._adapter if self._adapter is not None else get_adapter()

    def insert(self, **values: object) -> int:
        """Insert a row. Returns its id."""
        names = self._checked(values)
        marks = self.db.placeholders(len(names))
        return self.db.insert(f"INSERT INTO {self.table} ({', '.join(names)}) VALUES ({marks})", tuple(values.values()))

    def get(self, row_id: int) -> Row | None:
        """The row with this id."""
        return self.db.fetch_one(f"{self._select()} WHERE id = {self.db.placeholder}", (row_id,))

    def find(self, **where: object) -> list[Row]:
        """The rows whose columns equal all the given values, oldest first. None finds NULL."""
        condition, params = self._condition(where)
        return self.db.fetch_all(f"{self._select()}{condition} ORDER BY id", params)

    def find_one(self, **where: object) -> Row | None:
        """The oldest of the rows that `find` finds."""
        rows = self.find(**where)
        return rows[0] if rows else None

    def page(self, limit: int, offset: int = 0) -> list[Row]:
        """Some rows, newest first."""
        mark = self.db.placeholder
        sql = f"{self._select()} ORDER BY id DESC LIMIT {mark} OFFSET {mark}"
        return self.db.fetch_all(sql, (limit, offset))

    def count(self, **where: object) -> int:
        """How many rows `find` finds."""
        condition, params = self._condition(where)
        return int(self.db.fetch_value(f"SELECT COUNT(*) AS n FROM {self.table}{condition}", params))

    def update(self, row_id: int, **values: object) -> bool:
        """Change columns of a row. Returns whether there is such a row."""
        assignments = ", ".join(f"{name} = {self.db.placeholder}" for name in self._checked(values))
        sql = f"UPDATE {self.table} SET {assignments} WHERE id = {self.db.placeholder}"
        return self.db.execute(sql, (*values.values(), row_id)) > 0

    def delete(self, row_id: int) -> bool:
        """Delete a row. Returns whether there was one."""
        return self.db.execute(f"DELETE FROM {self.table} WHERE id = {self.db.placeholder}", (row_id,)) > 0

    def count_by(self, column: str) -> dict[Any, int]:
        """How many rows there are for each value of a column."""
        (name,) = self._checked([column])
        rows = self.db.fetch_all(f"SELECT {name} AS value, COUNT(*) AS n FROM {self.table} GROUP BY {name}")
        return {row["value"]: int(row["n"]) for row in rows}

    def _select(self) -> str:
        return f"SELECT id, {', '.join(self.columns)} FROM {self.table}"

    def _condition(self, where: dict[str, object]) -> tuple[str, tuple[object, ...]]:
        names = self._checked(where)
        if not names:
            return "", ()
        tests = [f"{name} IS NULL" if where[name] is None else f"{name} = {self.db.placeholder}" for name in names]
        return f" WHERE {' AND '.join(tests)}", tuple(value for value in where.values() if value is not None)

    def _checked(self, names: Iterable[str]) -> list[str]:
        checked = list(names)
        unknown = sorted(set(checked) - set(self.columns))
        if unknown:
            raise UnknownColumnError(f"{self.table} has no column {', '.join(unknown)}")
        return checked
