"""The only way in which a name or a statement that came from outside reaches the database."""

from __future__ import annotations

import re
from collections.abc import Sequence

from server.database import DatabaseAdapter, Row

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,62}", re.ASCII)
_FORBIDDEN = re.compile(
    r"\b(INSERT|UPDATE|DELETE|DROP|ALTER|CREATE|ATTACH|PRAGMA|GRANT|TRUNCATE|COPY|VACUUM|UNION|CALL|DO)\b",
    re.IGNORECASE,
)
_RESERVED = frozenset({"select", "insert", "update", "delete", "drop", "table", "from", "where", "union"})


class UnsafeSQLError(ValueError):
    """A name or a statement that is refused."""


def validate_identifier(name: str) -> str:
    """Return the name of a table or column, unchanged.

    Raises:
        UnsafeSQLError: it is not a plain ASCII name of at most 63 characters, or is a reserved word.
    """
    if not _IDENTIFIER.fullmatch(name):
        raise UnsafeSQLError(f"not a name: {name!r}")
    if name.lower() in _RESERVED:
        raise UnsafeSQLError(f"a reserved word: {name!r}")
    return name


def escape_identifier(name: str) -> str:
    """A validated name in quotes, as both databases want it."""
    return f'"{validate_identifier(name)}"'


def validate_query(sql: str) -> str:
    """Return a statement that only reads, without its last semicolon.

    Raises:
        UnsafeSQLError: it is not one SELECT, or has a comment or a word that could change something.
    """
    statement = sql.strip().removesuffix(";").rstrip()
    if not re.match(r"SELECT\b", statement, re.IGNORECASE):
        raise UnsafeSQLError("only SELECT is allowed")
    unquoted = re.sub(r"'(?:[^']|'')*'", "''", statement)
    for token, what in ((";", "a second statement"), ("--", "a comment"), ("/*", "a comment")):
        if token in unquoted:
            raise UnsafeSQLError(f"{what} is not allowed")
    if match := _FORBIDDEN.search(unquoted):
        raise UnsafeSQLError(f"{match[0].upper()} is not allowed")
    return statement


def execute_query_safely(adapter: DatabaseAdapter, sql: str, params: Sequence[object] = ()) -> list[Row]:
    """Run a statement that only reads."""
    return adapter.fetch_all(validate_query(sql), params)


def in_clause(adapter: DatabaseAdapter, column: str, values: Sequence[object]) -> str:
    """A condition for a list of values; one that is never true for an empty list."""
    name = escape_identifier(column)
    return f"{name} IN ({adapter.placeholders(len(values))})" if values else "1 = 0"


def table_exists(adapter: DatabaseAdapter, table: str) -> bool:
    """Whether there is such a table."""
    return validate_identifier(table) in adapter.table_names()
