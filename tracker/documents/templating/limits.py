"""What a project's own template may do: little, and not for long.

A template comes from a repository, and a repository may be a stranger's. Jinja's sandbox keeps a template from Python's
insides, and it has here only what gives the same text everywhere. What keeps it from filling the memory and from going on for
ever is the machine: it is carried out in a child of this process, under the kernel's limits. See docs/decisions/0012-limits.md.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, NoReturn

from jinja2 import TemplateError
from jinja2 import debug as _debug  # noqa: F401 - Jinja imports it when a template fails, and a child imports nothing
from jinja2.sandbox import ImmutableSandboxedEnvironment, safe_range

from tracker.errors import Problem, TrackerError

SOURCE_LIMIT = 65_536
"""Bytes of one template."""
OUTPUT_LIMIT = 5_000_000
"""Characters of one rendered text."""
CPU_LIMIT = 5
"""Seconds of processor time for one text."""
WALL_LIMIT = 60.0
"""Seconds for one text on the clock, for a machine that is busy, and for a child that waits for something."""
MEMORY_LIMIT = 1 << 30
"""Bytes of data that the child may have, those of this process included."""
TEXT_METHODS = frozenset([
    "capitalize", "casefold", "count", "endswith", "find", "isalnum", "isalpha", "isascii", "isdecimal", "isdigit",
    "islower", "isspace", "istitle", "isupper", "lower", "lstrip", "partition", "removeprefix", "removesuffix",
    "rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith", "strip", "title", "upper",
])  # fmt: skip
"""Methods of texts that a template may call."""
_FILTERS = frozenset([
    "abs", "attr", "capitalize", "count", "d", "default", "dictsort", "first", "float", "groupby", "int", "items",
    "join", "last", "length", "list", "lower", "map", "max", "min", "reject", "rejectattr", "replace", "reverse",
    "round", "select", "selectattr", "sort", "string", "sum", "title", "trim", "truncate", "unique", "upper",
    "wordcount", "indent",
])  # fmt: skip
"""Jinja's own filters that a template may use. None is random."""
_TOO_MUCH = (
    f"it wants more than {CPU_LIMIT} seconds of processor time, {WALL_LIMIT:.0f} seconds, or the memory that it may have"
)


class LimitError(TemplateError):
    """A template wants more than it may have."""


class LimitedEnvironment(ImmutableSandboxedEnvironment):
    """Jinja's sandbox with fewer filters, methods and globals."""

    def __init__(self, **options: Any) -> None:
        super().__init__(finalize=printable, **options)
        self.filters = {name: self.filters[name] for name in _FILTERS}
        self.globals = {"range": safe_range, "dict": dict}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Texts have few methods here, and `format` is none of them: it looks into whatever it is given."""
        return (not isinstance(obj, str) or attr in TEXT_METHODS) and super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> Any:
        """Jinja would offer its own `format` here, before it asks whether the method is safe."""
        del value


def printable(value: Any) -> Any:
    """Refuse to print what has no text of its own: a list, or a value with fields.

    Raises:
        LimitError: it is such a one.
    """
    if isinstance(value, str | int | float | None):
        return value
    kind = type(value)
    own = any("__str__" in vars(base) for base in kind.__mro__[:-1]) and not hasattr(kind, "model_fields")
    if isinstance(value, list | tuple | Mapping | set | frozenset) or not own:
        raise LimitError(f"{kind.__name__} cannot be printed; loop over it, or print one of its fields")
    return value


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


def bounded(render: Callable[[], str], name: str) -> str:
    """What `render` returns, carried out in a child of this process that the kernel ends when it wants too much.

    Raises:
        TrackerError: `render` raised it; or the child was ended, of which only the template's `name` is known and no line.
    """
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons warn of threads; see `_carry_out`
        child = os.fork()
    if child == 0:
        _carry_out(render, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    with suppress(ChildProcessError):  # whoever waits for any child of this process may have been first
        os.waitpid(child, 0)
    if not answer.endswith(b"}"):
        problem = Problem(_TOO_MUCH, file=name, hint="what it was doing then is not known")
        raise TrackerError(f"a template is wrong: {name}", problems=[problem])
    said = json.loads(answer)
    if "text" in said:
        return str(said["text"])
    raise TrackerError(said["message"], problems=[Problem(**problem) for problem in said["problems"]], hints=said["hints"])


def _carry_out(render: Callable[[], str], writing: int) -> NoReturn:
    """In the child: other threads are gone and may have held locks, so it imports, logs and flushes nothing. Never returns."""
    try:
        _limit()
        try:
            said: dict[str, Any] = {"text": render()}
        except TrackerError as error:
            problems = [{name: getattr(problem, name) for name in Problem.__slots__} for problem in error.problems]
            said = {"message": error.message, "problems": problems, "hints": list(error.hints)}
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(json.dumps(said).encode())
    finally:
        os._exit(0)


def _limit() -> None:
    """Signals end this process as they end any other, and a Ctrl-C is for the parent. The alarm is the deadline."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGXCPU):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGALRM, signal.SIGXCPU])
    signal.setitimer(signal.ITIMER_REAL, WALL_LIMIT)
    for what, most in ((resource.RLIMIT_CPU, CPU_LIMIT), (resource.RLIMIT_DATA, MEMORY_LIMIT), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
