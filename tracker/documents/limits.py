"""What a project's own template may do: little, and not for long.

A template comes from a repository, and a repository may be a stranger's. Jinja's sandbox keeps a template from Python's
insides; here it is kept from building texts that fill the memory and from loops that do not end. Work is counted in lines of
templates, not in seconds, so that a template that renders here renders everywhere.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from jinja2 import TemplateError, pass_context, pass_eval_context
from jinja2.sandbox import ImmutableSandboxedEnvironment

SOURCE_LIMIT = 65_536
"""Bytes of one template."""
OUTPUT_LIMIT = 5_000_000
"""Characters of one rendered text."""
STEP_LIMIT = 2_000_000
"""Lines of templates carried out for one text; the longest packaged one takes less than a tenth for a thousand phases."""
RANGE_LIMIT = 1_000
TEXT_LIMIT = 200_000
"""Characters of one text that a template makes by itself."""
_LARGEST_FACTOR = 1e15
_LARGEST_POWER = 16
TEXT_METHODS = frozenset([
    "capitalize", "casefold", "count", "endswith", "find", "isalnum", "isalpha", "isascii", "isdecimal", "isdigit",
    "islower", "isspace", "istitle", "isupper", "lower", "lstrip", "partition", "removeprefix", "removesuffix",
    "rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith", "strip", "title", "upper",
])  # fmt: skip
"""Methods of texts that cannot make them longer."""
_FILTERS = frozenset([
    "abs", "attr", "capitalize", "count", "d", "default", "dictsort", "first", "float", "groupby", "int", "items",
    "join", "last", "length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "replace", "reverse",
    "round", "select", "selectattr", "sort", "string", "sum", "title", "trim", "truncate", "unique", "upper",
    "wordcount", "indent",
])  # fmt: skip
"""Jinja's own filters that a template may use. None is random, and those that can blow up a text are measured."""


class LimitError(TemplateError):
    """A template wants more than it may have."""


class LimitedEnvironment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox with fewer filters, methods and globals, and with measured texts."""

    intercepted_binops = frozenset(("*", "**", "%", "+"))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        measured = {
            "replace": _replace,
            "join": _joined(self.filters["join"]),
            "indent": _indented(self.filters["indent"]),
            "map": _mapped(self.filters["map"]),
        }
        self.filters = {name: measured.get(name, self.filters[name]) for name in _FILTERS}
        self.globals = {"range": _short_range, "dict": dict}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Texts have few methods here: `format`, `join`, `center` and the like can fill the memory in one step."""
        if isinstance(obj, str) and attr not in TEXT_METHODS:
            return False
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> Any:
        """Jinja would offer its own `format` here, before it asks whether the method is safe."""
        del value

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Arithmetic on numbers that stay small, and texts and lists that stay short."""
        if isinstance(left, int | float) and isinstance(right, int | float):
            if operator in {"*", "**"}:
                _small(operator, left, right)
        elif operator == "+":
            _measure(len(left) + len(right))
        elif operator == "*":
            text, times = (right, left) if isinstance(left, int) else (left, right)
            _measure(_weight(text) * max(0, times))
        else:
            raise LimitError(f"{operator!r} is for numbers here")
        return super().call_binop(context, operator, left, right)


def _small(operator: str, left: float, right: float) -> None:
    """Numbers whose product or power nobody would print."""
    largest = _LARGEST_FACTOR if operator == "*" else _LARGEST_POWER
    if abs(left) > _LARGEST_FACTOR or abs(right) > largest:
        raise LimitError(f"{left} {operator} {right} is too large")


def _measure(size: int) -> None:
    if size > TEXT_LIMIT:
        raise LimitError(f"this text would have {size} characters, expected at most {TEXT_LIMIT}")


def _weight(value: Any) -> int:
    """Characters of a text, or of all the texts in a list. What else there is in it counts as one."""
    return len(value) if isinstance(value, str) else sum(len(x) if isinstance(x, str | list | tuple) else 1 for x in value)


def _short_range(*bounds: int) -> range:
    numbers = range(*bounds)
    if len(numbers) > RANGE_LIMIT:
        raise LimitError(f"a range of {len(numbers)} numbers, expected at most {RANGE_LIMIT}")
    return numbers


def _replace(text: object, old: str, new: str) -> str:
    whole, put = str(text), str(new)
    _measure(len(whole) + (whole.count(str(old)) if old else len(whole) + 1) * len(put))
    return whole.replace(str(old), put)


def _joined(join: Any) -> Any:
    def limited(context: Any, items: Any, glue: str = "", attribute: str | None = None) -> str:
        kept = list(items)
        _measure(len(str(glue)) * len(kept))
        return str(join(context, kept, glue, attribute))

    return pass_eval_context(limited)


def _mapped(mapped: Any) -> Any:
    """Filters over a list, whose texts together are measured like one."""

    @pass_context
    def limited(context: Any, items: Any, *names: Any, **options: Any) -> Iterator[Any]:
        size = 0
        for made in mapped(context, items, *names, **options):
            size += len(made) if isinstance(made, str | list | tuple) else 1
            _measure(size)
            yield made

    return limited


def _indented(indent: Any) -> Any:
    def limited(text: str, width: int | str = 4, first: bool = False, blank: bool = False) -> str:  # noqa: FBT001, FBT002 - Jinja's
        spaces = width if isinstance(width, int) else len(width)
        if spaces > 100:  # noqa: PLR2004 - deeper than anything reads
            raise LimitError(f"an indentation of {spaces}, expected at most 100")
        return str(indent(text, width, first, blank))

    return limited


@contextmanager
def limited_steps() -> Iterator[None]:
    """Count the lines of templates that are carried out, and stop when they are too many or hold too long a text."""
    left = STEP_LIMIT

    def line(frame: FrameType, event: str, argument: object) -> Any:
        del argument
        nonlocal left
        if event == "line":
            left -= 1
            if left < 0:
                raise LimitError(f"it does not end: more than {STEP_LIMIT} lines were carried out")
            for value in frame.f_locals.values():
                if isinstance(value, str):
                    _measure(len(value))
        return line

    def call(frame: FrameType, event: str, argument: object) -> Any:
        del event, argument
        return line if frame.f_code.co_filename.endswith(".j2") else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        yield
    finally:
        sys.settrace(before)


def text_of(pieces: Iterator[str]) -> str:
    """The pieces together, as long as they are not too much.

    Raises:
        LimitError: they are.
    """
    kept, size = [], 0
    for piece in pieces:
        size += len(piece)
        if size > OUTPUT_LIMIT:
            raise LimitError(f"the text is longer than {OUTPUT_LIMIT} characters")
        kept.append(piece)
    return "".join(kept)
