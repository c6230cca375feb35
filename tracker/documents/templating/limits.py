"""What a project's own template may do: little, and not for long.

A template comes from a repository, and a repository may be a stranger's. Jinja's sandbox keeps a template from Python's
insides; here it is kept from building texts that fill the memory and from loops that do not end. Work is counted in lines of
templates, not in seconds, so that a template that renders here renders everywhere.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from types import FrameType
from typing import Any

from jinja2 import TemplateError, nodes, pass_context, pass_eval_context
from jinja2.compiler import CodeGenerator, Frame
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


_TEXT_FILTERS = frozenset(["capitalize", "lower", "string", "title", "trim", "truncate", "upper", "wordcount"])
"""Those that make a text of whatever they get."""


class LimitError(TemplateError):
    """A template wants more than it may have."""


class _Generator(CodeGenerator):
    """Weighs what a template puts into lists, and looks at what it makes a text of."""

    def visit_List(self, node: nodes.List, frame: Frame) -> None:  # noqa: N802 - Jinja's names
        self._within("weighed", super().visit_List, node, frame)

    def visit_Tuple(self, node: nodes.Tuple, frame: Frame) -> None:  # noqa: N802
        if node.ctx == "load":
            self._within("weighed", super().visit_Tuple, node, frame)
        else:
            super().visit_Tuple(node, frame)

    def visit_Dict(self, node: nodes.Dict, frame: Frame) -> None:  # noqa: N802
        self._within("weighed", super().visit_Dict, node, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802
        self.write("environment.concatenated((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")

    def _within(self, function: str, visit: Callable[[Any, Frame], None], node: nodes.Node, frame: Frame) -> None:
        self.write(f"environment.{function}(")
        visit(node, frame)
        self.write(")")


class LimitedEnvironment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox with fewer filters, methods and globals, and with measured texts."""

    intercepted_binops = frozenset(("*", "**", "%", "+"))
    code_generator_class = _Generator

    def __init__(self, **options: Any) -> None:
        super().__init__(finalize=printable, **options)
        measured = {
            "replace": _replace,
            "join": _joined(self.filters["join"]),
            "indent": _indented(self.filters["indent"]),
            "map": _mapped(self.filters["map"]),
        }
        measured.update({name: _of_a_text(self.filters[name]) for name in _TEXT_FILTERS})
        self.filters = {name: measured.get(name, self.filters[name]) for name in _FILTERS}
        self.globals = {"range": _short_range, "dict": dict}

    @staticmethod
    def weighed(made: Any) -> Any:
        """A list that a template wrote down, which may hold others many times over."""
        left = TEXT_LIMIT
        rest = [made]
        while rest:
            value = rest.pop()
            left -= len(value) if isinstance(value, str) else 1
            if left < 0:
                raise LimitError(f"this list holds more than {TEXT_LIMIT} things")
            if isinstance(value, Mapping):
                rest += [*value.keys(), *value.values()]
            elif isinstance(value, list | tuple):
                rest += value
        return made

    @staticmethod
    def concatenated(parts: tuple[Any, ...]) -> str:
        """What `~` makes."""
        texts = [str(printable(part)) for part in parts]
        _measure(sum(map(len, texts)))
        return "".join(texts)

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


def printable(value: Any) -> Any:
    """Refuse to make a text of what has none of its own: a list, or a value with fields, may be of any length.

    Raises:
        LimitError: it is such a one.
    """
    if isinstance(value, str | int | float | None):
        return value
    kind = type(value)
    own = any("__str__" in vars(base) for base in kind.__mro__[:-1])
    if isinstance(value, list | tuple | Mapping | set | frozenset) or not own:
        raise LimitError(f"{kind.__name__} cannot be printed; loop over it, or print one of its fields")
    return value


def _of_a_text(function: Any) -> Any:
    """A filter whose value is printable."""

    @wraps(function)
    def limited(*given: Any, **options: Any) -> Any:
        printable(given[1] if hasattr(function, "jinja_pass_arg") else given[0])
        return function(*given, **options)

    return limited


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
    whole, put = str(printable(text)), str(printable(new))
    _measure(len(whole) + (whole.count(str(old)) if old else len(whole) + 1) * len(put))
    return whole.replace(str(old), put)


def _joined(join: Any) -> Any:
    def limited(context: Any, items: Any, glue: str = "", attribute: str | None = None) -> str:
        kept = list(items)
        if attribute is None:
            _ = [printable(item) for item in kept]
        _measure(len(str(printable(glue))) * len(kept))
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
