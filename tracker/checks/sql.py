"""A query against a database."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Literal

from tracker.checking import doubts
from tracker.checking.base import CheckBase, fill
from tracker.checking.bound import Bound
from tracker.checking.context import CheckContext
from tracker.checking.doubts import Doubt
from tracker.checking.reading import script
from tracker.checking.strict import Strict
from tracker.checking.words import bound_words
from tracker.errors import UnreachableError, UsageError
from tracker.model.ports import Files
from tracker.model.result import Judgement, ProcessResult
from tracker.model.status import Outcome

_VARIABLE = re.compile(r"\$\{([A-Za-z_]\w*)\}")


class SqlExpect(Strict):
    """What the query must yield; at least one of these."""

    value: str | None = None
    """The first column of the first row, as text.

    Example: PostgreSQL
    """
    figure: Bound | None = None
    """The first column of the first row, as a number.

    Example: ">= 1000"
    """
    rows: tuple[tuple[str, ...], ...] | None = None
    """All rows, each a list of texts.

    Example: [[orders, "26"], [users, "4"]]
    """
    row_count: Bound | None = None
    """How many rows the query yields.

    Example: 0
    """

    def __post_init__(self) -> None:
        """One is given."""
        if all(part is None for part in (self.value, self.figure, self.rows, self.row_count)):
            raise ValueError("expected at least one of value, figure, rows and row_count")


class SqlCheck(CheckBase):
    """Runs a query, after a script when one is given, in a connection that is rolled back.

    ```yaml
    id: tables
    kind: sql
    url: "sqlite://"
    script: migration/sqlite_schema.sql
    query: SELECT count(*) FROM sqlite_master WHERE type = 'table'
    expect: {figure: 26}
    ```
    """

    kind: Literal["sql"]
    """A query against a database, in a connection that is rolled back.

    Example: sql
    """
    url: str
    """The database: `sqlite://` (in memory), `sqlite:///path` below the workspace, or `postgresql://…`. `${NAME}` is
    taken from the environment.

    Example: "sqlite:///app.db"
    """
    script: str = ""
    """A file of SQL that runs before the query.

    Example: schema.sql
    """
    query: str
    """The query.

    Example: SELECT count(*) FROM orders WHERE total < 0
    """
    expect: SqlExpect
    """What the query must yield; at least one of these.

    Example: {figure: 0}
    """

    def words(self, titles: Mapping[str, str]) -> Iterator[str]:
        """What the query yields."""
        del titles
        expect = self.expect
        after = f" after `{self.script}`" if self.script else ""
        query = f"`{self.query}`{after}"
        if expect.value is not None:
            yield f"{query} yields `{expect.value}`"
        if expect.figure is not None:
            yield f"{query} yields {bound_words(expect.figure)}"
        if expect.row_count is not None:
            yield f"{query} yields {bound_words(expect.row_count)} rows"
        if expect.rows is not None:
            rows = "; ".join(", ".join(row) for row in expect.rows)
            yield f"{query} yields these rows: {rows or 'none'}"

    def files_named(self) -> tuple[str, ...]:
        """The script."""
        return (self.script,) if self.script else ()

    def doubts(self, files: Files) -> Iterator[Doubt]:
        """A number of rows that may be any."""
        del files
        if doubts.of_bound(self.expect.row_count):
            yield Doubt(("expect", "row_count"), f"every number of rows is {self.expect.row_count}")

    def judge(self, ctx: CheckContext, done: ProcessResult | None) -> Judgement:
        """Passed when the rows are as expected."""
        del done
        cells = ctx.variant.as_dict()
        try:
            rows = ask(ctx, fill(self.url, cells), fill(self.script, cells), fill(self.query, cells))
        except UnreachableError as error:
            return unreachable(error)
        unmet = self._unmet(rows)
        shown = _shown(rows)
        if unmet:
            return Judgement(Outcome.FAILED, unmet[0], tuple(unmet) if len(unmet) > 1 else ())
        return Judgement(Outcome.PASSED, shown, facts=_facts(rows))

    def _unmet(self, rows: list[tuple[object, ...]]) -> list[str]:
        expect, unmet = self.expect, []
        first = rows[0][0] if rows and rows[0] else None
        if not rows and (expect.value is not None or expect.figure is not None):
            unmet.append(f"found no rows, expected {expect.value if expect.value is not None else expect.figure}")
        elif expect.value is not None and str(first) != expect.value:
            unmet.append(f"found {first!s}, expected {expect.value}")
        elif expect.figure is not None and not (_is_number(first) and expect.figure.holds(float(str(first)))):
            unmet.append(f"found {first!s}, expected {expect.figure}")
        if expect.rows is not None and [tuple(map(str, row)) for row in rows] != [tuple(r) for r in expect.rows]:
            unmet.append(f"found {_shown(rows)}, expected {_shown(list(expect.rows))}")
        if expect.row_count is not None and not expect.row_count.holds(len(rows)):
            unmet.append(f"found {len(rows)} rows, expected {expect.row_count}")
        return unmet


def ask(ctx: CheckContext, url: str, script_path: str, query: str) -> list[tuple[object, ...]]:
    """The rows of a query, `${NAME}` in its URL filled in from the environment.

    Raises:
        TrackerError: a variable is missing, or see `Databases.query`.
    """
    text = script(ctx.files, script_path)
    return ctx.databases.query(_filled(ctx, url), script=text, sql=query, timeout=ctx.timeout)


def unreachable(error: UnreachableError) -> Judgement:
    """Nothing was found out, and another attempt may do better."""
    return Judgement(Outcome.ERROR, error.message, error.hints, transient=True)


def _filled(ctx: CheckContext, url: str) -> str:
    def value(match: re.Match[str]) -> str:
        if match[1] not in ctx.env:
            raise UsageError(
                f"the environment has no {match[1]}",
                hints=[f"Set it, and list it under environment: pass_through: [{match[1]}] in tracker.yaml"],
            )
        return ctx.env[match[1]]

    return _VARIABLE.sub(value, url)


def _is_number(value: object) -> bool:
    try:
        return isfinite(float(str(value)))
    except ValueError:
        return False


def _facts(rows: list[tuple[object, ...]]) -> dict[str, float | int]:
    first = rows[0][0] if rows and rows[0] else None
    return {"value": first} if isinstance(first, int | float) and isfinite(first) else {"rows": len(rows)}


def _shown(rows: list[tuple[object, ...]]) -> str:
    text = "; ".join(", ".join(map(str, row)) for row in rows[:5]) or "no rows"
    return text + (f" and {len(rows) - 5} rows more" if len(rows) > 5 else "")  # noqa: PLR2004 - a summary is one line
