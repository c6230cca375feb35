"""What the fields of a plan's values must be like.

Rules stand in the annotations and cost nothing there. `border` has pydantic read them, and only then is it imported.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any

from tracker.model.duration import WORKING_DAY, Estimate, parse_seconds, parse_working_day
from tracker.model.size import parse_size

SLUG = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")


class Limit:
    """Limits by pydantic's own names: `ge`, `gt`, `le`, `min_length`, `pattern`."""

    def __init__(self, **limits: float | str) -> None:
        self.limits = limits

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        made = inner = handler(source)
        while inner["type"].startswith("function-"):
            inner = inner["schema"]
        inner.update(self.limits)
        return made


class Before:
    """A function that makes the value from what is written; `written` is the type of that, where it is another one.

    The function may raise a ValueError that says what was expected.
    """

    def __init__(self, function: Callable[[Any], Any], written: Any = None) -> None:
        self.function = function
        self.written = written

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        written = handler.generate_schema(self.written) if self.written else None
        return core_schema.no_info_before_validator_function(
            self.function, handler(source), json_schema_input_schema=written
        )  # fmt: skip


class After:
    """A function that looks at the value and returns it. It may raise a ValueError that says what was expected."""

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self.function = function

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self.function, handler(source))


class Parsed:
    """A function that makes the value from a text, and what else JSON Schema says of that text.

    The function may raise a ValueError that says what was expected.
    """

    def __init__(self, parse: Callable[[str], Any], **schema: Any) -> None:
        self.parse = parse
        self.schema = schema

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        from pydantic_core import core_schema

        return core_schema.no_info_before_validator_function(self._parsed, handler(source))

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        del core, handler
        return {"type": "string", **self.schema}

    def _parsed(self, written: object) -> Any:
        return self.parse(_text(written))


class Worked(Parsed):
    """An estimate, by the working day of the plan that is being read (`border.read`)."""

    def __init__(self, **schema: Any) -> None:
        super().__init__(Estimate.parse, **schema)

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        from pydantic_core import core_schema

        return core_schema.with_info_before_validator_function(self._estimate, handler(source))

    def _estimate(self, written: object, info: Any) -> Estimate:
        return Estimate.parse(_text(written), (info.context or {}).get("working_day", WORKING_DAY))


def _text(written: object) -> str:
    if not isinstance(written, str | int | float):
        raise ValueError("expected a text")  # noqa: TRY004 - pydantic reports no TypeError
    return str(written)


def _slug(value: str) -> str:
    if not SLUG.fullmatch(value):
        raise ValueError("expected lower-case letters, digits, '-', '_' or '.', for example full-suite")
    return value


def many(value: object) -> object:
    """One text as a list of one."""
    return (value,) if isinstance(value, str) else value


Many = Before(many, str | tuple[str, ...])
"""One text may stand for a list of one."""
Slug = Annotated[str, After(_slug)]
Text = Annotated[str, Limit(min_length=1)]
Commit = Annotated[str, Limit(pattern=r"^[0-9a-f]{4,64}$")]
"""A commit's id, or its first digits."""
Seconds = Annotated[float, Parsed(parse_seconds)]
"""A duration such as `10m`, in seconds once read."""
WorkingDay = Annotated[float, Parsed(parse_working_day, examples=["8h", "7h 30m"])]
"""How long a day of work is, in hours once read."""
Size = Annotated[int, Parsed(parse_size)]
"""An amount of data such as `1 GB`, in bytes once read."""
OneOrMany = Annotated[tuple[str, ...], Many]
"""A list of texts, or one text alone."""
