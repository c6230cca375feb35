"""What a template can use: the names of its values, with their types and what they mean."""

from __future__ import annotations

import dataclasses
import inspect
import types
from collections.abc import Iterator
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from tracker.documents.pages import Elsewhere
from tracker.documents.prompts.view import PromptView
from tracker.documents.sections import Section, view_of
from tracker.model.meanings import meanings

_DEPTH = 5


@dataclasses.dataclass(frozen=True, slots=True)
class Variable:
    """One name."""

    name: str
    """As written in a template; `phases[].title` is a field of each item."""
    type: str
    meaning: str


def section_variables(kind: Section) -> list[Variable]:
    """The variables of a section, from the type of what it shows."""
    found = _described(kind.called, view_of(kind), "", ())
    if kind.name == "phases":
        found += _described("elsewhere", tuple[Elsewhere, ...], "other documents that show phases", ())
    if kind.name == "test-results":
        found.append(Variable("drawing", "str", "The SVG file with the charts, from where the document is; empty without one."))
        found.append(Variable("mermaid", "bool", "Whether the charts are drawn by Mermaid."))
    return [*found, Variable("brief", "bool", "Whether the document wants the section without its long lists.")]


def prompt_variables() -> list[Variable]:
    """The variables of a prompt's template."""
    return _described("view", PromptView, "everything that a prompt shows", ())


def _described(name: str, hint: Any, meaning: str, inside: tuple[type, ...]) -> list[Variable]:
    found = [Variable(name, _type_words(hint), meaning)]
    item, suffix = _item(hint)
    if item is None or item in inside or len(inside) >= _DEPTH:
        return found
    told = meanings(item)
    for field, inner in _fields(item):
        found += _described(f"{name}{suffix}.{field}", inner, told[field].text if field in told else "", (*inside, item))
    return found


def _item(hint: Any) -> tuple[type | None, str]:
    """The class with fields that a hint is about, and `[]` when there are many of it."""
    if _is_record(hint):
        return hint, ""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        return next((_item(x) for x in arguments if _item(x)[0] is not None), (None, ""))
    if origin is tuple and arguments[1:] == (Ellipsis,):
        inner, suffix = _item(arguments[0])
        return inner, f"[]{suffix}"
    if origin is tuple:
        return next(((x, f"[{place}]") for place, x in enumerate(arguments) if _is_record(x)), (None, ""))
    return None, ""


def _is_record(hint: Any) -> bool:
    return inspect.isclass(hint) and dataclasses.is_dataclass(hint)


def _fields(record: type) -> Iterator[tuple[str, Any]]:
    hints = get_type_hints(record)
    yield from ((field.name, hints[field.name]) for field in dataclasses.fields(record))
    for name, value in vars(record).items():
        if isinstance(value, property) and not name.startswith("_"):
            yield name, get_type_hints(value.fget).get("return", object)


def _type_words(hint: Any) -> str:
    """`str`, `list of Tick`, `PhaseView or nothing`: as a template's author sees it."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hint is type(None):
        return "nothing"
    if origin is tuple:
        rest = [_type_words(x) for x in arguments if x is not Ellipsis]
        return f"list of {rest[0]}" if Ellipsis in arguments else f"({', '.join(rest)})"
    if origin is Literal:
        return " or ".join(repr(x) for x in arguments)
    if origin in {Union, types.UnionType}:
        return " or ".join(_type_words(x) for x in arguments)
    return getattr(hint, "__name__", str(hint))
