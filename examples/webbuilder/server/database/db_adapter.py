"""What the application may ask of a database, and every way in which the two databases differ."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, ClassVar

Row = dict[str, Any]


class DatabaseAdapter(ABC):
    """One lazy connection to one database. Not shared between threads.

    Each statement outside `transaction` is committed at once, on both databases. Values come back alike on
    both: booleans as bool, timestamps as text `YYYY-MM-DD HH:MM:SS` in UTC, numbers as int or float.
    """

    db_type: ClassVar[str]
    placeholder: ClassVar[str]
    """The mark of a parameter in a statement."""
    duplicate_error: ClassVar[type[Exception]]
    """Raised by the driver when a UNIQUE constraint is violated."""
    statement_error: ClassVar[type[Exception]]
    """Raised by the driver for each statement that the database refuses."""

    @property
    @abstractmethod
    def connected(self) -> bool:
        """Whether there is a connection now; asking does not make one."""

    @abstractmethod
    def execute(self, sql: str, params: Sequence[Any] = ()) -> int:
        """Run one statement. Returns the number of rows that it changed, or 0."""

    @abstractmethod
    def fetch_all(self, sql: str, params: Sequence[Any] = ()) -> list[Row]:
        """Run a query. Returns its rows by column name."""

    @abstractmethod
    def insert(self, sql: str, params: Sequence[Any] = ()) -> int:
        """Run an INSERT into a table with an `id`. Returns the new row's id."""

    @abstractmethod
    def run_script(self, sql: str) -> None:
        """Run several statements without parameters."""

    @abstractmethod
    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing. A transaction inside another is a savepoint."""

    @abstractmethod
    def close(self) -> None:
        """Close the connection; the next statement opens a new one."""

    def fetch_one(self, sql: str, params: Sequence[Any] = ()) -> Row | None:
        """The first row of a query, or None."""
        rows = self.fetch_all(sql, params)
        return rows[0] if rows else None

    def fetch_value(self, sql: str, params: Sequence[Any] = ()) -> Any:  # noqa: ANN401 - whatever the column holds
        """The first column of the first row, or None."""
        row = self.fetch_one(sql, params)
        return None if row is None else next(iter(row.values()))

    def placeholders(self, count: int) -> str:
        """Marks for a list of values: `?, ?, ?` or `%s, %s, %s`."""
        return ", ".join([self.placeholder] * count)

    # -- the catalogue

    @abstractmethod
    def table_names(self) -> list[str]:
        """The application's tables, in the order of their creation."""

    @abstractmethod
    def index_names(self) -> list[str]:
        """The indexes that CREATE INDEX made, sorted; those of keys and constraints do not count."""

    @abstractmethod
    def view_names(self) -> list[str]:
        """The views, sorted."""

    # -- dates and text: each returns an SQL expression

    @abstractmethod
    def now(self) -> str:
        """This moment."""

    @abstractmethod
    def days_ago(self) -> str:
        """The moment that is one parameter (a number of days) before now."""

    @abstractmethod
    def date_of(self, expression: str) -> str:
        """The day of a moment, as text `YYYY-MM-DD`."""

    @abstractmethod
    def hour_of(self, expression: str) -> str:
        """The hour of a moment, 0 to 23."""

    @abstractmethod
    def seconds_between(self, start: str, end: str) -> str:
        """Whole seconds from one moment to another."""

    @abstractmethod
    def substring(self, expression: str, start: int, length: int) -> str:
        """A part of a text; the first character is number 1."""

    @abstractmethod
    def position(self, needle: str, expression: str) -> str:
        """Where a text occurs in another: 1 for its beginning, 0 for nowhere."""

    def same_ignoring_case(self, expression: str) -> str:
        """Whether a text equals one parameter, whatever the case of its ASCII letters."""
        return f"LOWER({expression}) = LOWER({self.placeholder})"

    def contains_ignoring_case(self, expression: str) -> str:
        """Whether a text contains one parameter; escape it with `like_pattern`."""
        return f"LOWER({expression}) LIKE LOWER({self.placeholder}) ESCAPE '!'"

    @staticmethod
    def like_pattern(text: str) -> str:
        """A pattern for `contains_ignoring_case` that matches the text itself."""
        escaped = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
        return f"%{escaped}%"
