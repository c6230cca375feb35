"""Reads the words of an ordinary call, without Typer, whose import costs more than most commands do.

It never guesses. Whatever is wrong, unusual or asks for help is left to Typer, which says what it is about. Both go by
the same declarations, and a test compares what they read.
"""

from __future__ import annotations

from tracker.cli.declare import Values
from tracker.cli.verbs import VERBS, load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracker.cli.declare import Param, Verb

DEFAULT = "status"
"""The verb when there is none."""


class Call:
    """A verb, and what it was given."""

    __slots__ = ("values", "verb")

    def __init__(self, verb: str, values: Values) -> None:
        self.verb = verb
        self.values = values


class _UnusualError(Exception):
    """Typer has to look at it."""


def read(arguments: Sequence[str]) -> Call | None:
    """What to run; None when Typer has to look."""
    name, *rest = arguments or (DEFAULT,)
    if name not in VERBS:
        return None
    try:
        return Call(name, Values(_values(load(name).VERB, rest)))
    except _UnusualError:
        return None


def _values(verb: Verb, arguments: Sequence[str]) -> dict[str, object]:
    values: dict[str, object] = {param.key: param.default for param in (*verb.words, *verb.options)}
    options = {name: option for option in verb.options for name in option.names}
    words: list[str] = []
    missing = {option.key for option in verb.options if option.required}
    left = iter(arguments)
    for item in left:
        if item == "--":
            words.extend(left)
        elif not item.startswith("-"):
            words.append(item)
        else:
            option, value = _option(item, options, left)
            values[option.key] = (*_several(values[option.key]), value) if option.many else value
            missing.discard(option.key)
    if missing:
        raise _UnusualError
    values.update(_place(verb.words, words))
    return values


def _several(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def _option(item: str, options: dict[str, Param[object]], left: Iterator[str]) -> tuple[Param[object], object]:
    """An option and its value: `--jobs 4`, `--jobs=4`, `-j 4`, `-j4`, or True for a switch."""
    name, text = item, None
    if name not in options:
        name, text = _apart(item)
    option = options.get(name)
    if option is None or (text is not None and not option.value_follows):
        raise _UnusualError
    if not option.value_follows:
        return option, True
    if text is None:
        text = next(left, "-")
        if text.startswith("-"):
            raise _UnusualError
    return option, _certain(option, text)


def _apart(item: str) -> tuple[str, str]:
    """`--jobs=4` and `-j4`, each as the option and its value."""
    if item.startswith("--"):
        name, _, text = item.partition("=")
        return name, text
    return item[:2], item[2:]


def _place(params: Sequence[Param[object]], words: list[str]) -> dict[str, object]:
    """Each word where it belongs; the last of the declared ones may take all that are left."""
    placed: dict[str, object] = {}
    for param in params:
        if not words:
            if param.required:
                raise _UnusualError
        elif param.many:
            placed[param.key], words = tuple(words), []
        else:
            placed[param.key] = _certain(param, words.pop(0))
    if words:
        raise _UnusualError
    return placed


def _certain(param: Param[object], text: str) -> object:
    value = param.read(text)
    if value is None:
        raise _UnusualError
    return value
