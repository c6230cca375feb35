"""What shows that a variant is the one that it is called: a fixture that falls back to SQLite is found out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tracker.checking.base import fill
from tracker.checking.context import CheckContext
from tracker.checking.patterns import find
from tracker.checking.rules import Text
from tracker.checking.strict import Strict

SERVERS = frozenset(
    ("postgresql", "postgres", "mysql", "mariadb", "mssql", "sqlserver", "oracle", "cockroachdb", "mongodb", "redis")
)
"""Values of a matrix that name a server: what cannot be reached is easily replaced by something else, in silence."""


class Proves(Strict):
    """A word of the report, or of what is printed, and what it has to be."""

    property: str = ""
    """The name of a property in the report, of a suite or of a test. Every value that it has there counts.

    Example: database
    """
    output: str = ""
    r"""A regular expression with one group, looked for in what the command prints.

    Example: 'connected to (\w+)'
    """
    equals: Text
    """What the value must be; `{{ axis }}` is filled in.

    Example: "{{ database }}"
    """

    def __post_init__(self) -> None:
        """One of both is given, and the pattern has its group."""
        if bool(self.property) == bool(self.output):
            raise ValueError("expected either property or output")
        try:
            groups = re.compile(self.output).groups if self.output else 1
        except re.error as error:
            raise ValueError(f"expected a regular expression; {self.output!r} is none: {error}") from None
        if groups != 1:
            raise ValueError(f"expected a regular expression with one group; {self.output!r} has {groups}")


def disproved(proves: Proves, ctx: CheckContext, properties: Mapping[str, tuple[str, ...]], text: str) -> str:
    """What does not prove what it should; empty when it is proved."""
    wanted = fill(proves.equals, ctx.variant.as_dict())
    if proves.property:
        name, found = f"the property {proves.property}", properties.get(proves.property, ())
    else:
        match = find(proves.output, text)
        name, found = f"{proves.output!r} in the output", (match.text(1),) if match else ()
    if not found:
        where = "in the report" if proves.property else "in the output"
        return f"proves: found no {name.removeprefix('the ')} {where}, expected {wanted}"
    wrong = [value for value in found if value != wanted]
    return f"proves: found {', '.join(wrong[:3])} as {name}, expected {wanted}" if wrong else ""


def unproved(ctx: CheckContext) -> str:
    """What to add when a variant is called after a server and nothing shows that it ran there; empty for any other."""
    named: list[tuple[str, Any]] = [(axis, value) for axis, value in ctx.variant.cells if value.lower() in SERVERS]
    if not named:
        return ""
    axis, value = named[0]
    return (
        f"nothing proves that this ran on {value}: let the tests say what they are connected to"
        f' (`record_testsuite_property("{axis}", …)` in conftest.py, from the open connection), and add to the check'
        f' `proves: {{property: {axis}, equals: "{{{{ {axis} }}}}"}}`'
    )
