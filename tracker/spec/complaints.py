"""What pydantic found wrong, said so that a person can mend it: place, found, expected, suggestion."""

from __future__ import annotations

import types
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic import ValidationError

from tracker.checking.base import CheckBase
from tracker.checking.strict import Strict, written_names
from tracker.checks import class_of
from tracker.errors import Problem, did_you_mean
from tracker.spec.yaml_tree import Tree

Loc = tuple[str | int, ...]

_EXPECTED = {
    "missing": "this key",
    "string_type": "a text",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_parsing": "a number",
    "bool_parsing": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping of keys to values",
    "dataclass_type": "a mapping of keys to values",
    "string_too_short": "a text that is not empty",
}


def complaints(error: ValidationError, tree: Tree, model: type[Strict]) -> list[Problem]:
    """Every problem that pydantic reports, in the order in which they stand in the file."""
    found = [_problem(item, tree, model) for item in error.errors(include_url=False)]
    return sorted(found, key=lambda problem: (problem.line, problem.column))


def _problem(item: Any, tree: Tree, model: type[Strict]) -> Problem:
    loc, kind = located(item["loc"], tree.data), item["type"]
    if kind == "unexpected_keyword_argument":
        line, column = tree.at(loc, key=True)
        known = _keys_at(model, tree.data, loc[:-1])
        return Problem(
            f"unknown key {loc[-1]!r}{_inside(loc[:-1])}",
            file=tree.file,
            line=line,
            column=column,
            found=_shown(_value(tree, loc)),
            expected="a key that exists",
            hint=did_you_mean(str(loc[-1]), known),
        )
    if kind == "missing":
        line, column = tree.at(loc)
        name = item["loc"][-1]
        return Problem(
            f"the key {name!r} is missing{_inside(loc)}",
            file=tree.file,
            line=line,
            column=column,
            found="nothing",
            expected=_EXPECTED["missing"],
        )
    if kind == "union_tag_invalid":
        loc = (*loc, "kind")
    line, column = tree.at(loc)
    value = _value(tree, loc)
    expected, hint = _expected(item, value)
    subject = f"the value of {_words(loc)}" if loc else "the file"
    return Problem(
        f"{subject} is not right" if value is not None else f"{subject} is empty",
        file=tree.file,
        line=line,
        column=column,
        found=_shown(value),
        expected=expected,
        hint=hint,
    )


def _expected(item: Any, value: Any) -> tuple[str, str]:
    """What should have been there, and a suggestion."""
    kind, context = item["type"], item.get("ctx", {})
    if kind in ("literal_error", "union_tag_invalid"):
        words = str(context.get("expected") or context.get("expected_tags"))
        known = [word.strip().strip("'") for word in words.replace(" or ", ", ").split(",")]
        wrong = str(context.get("tag", value))
        return "one of " + ", ".join(known), did_you_mean(wrong, known)
    if kind == "union_tag_not_found":
        return "a key `kind` that names the kind of check", ""
    if kind == "value_error":
        return str(context.get("error", item["msg"])).removeprefix("expected "), ""
    if kind == "string_pattern_mismatch":
        return f"a text that matches {context.get('pattern')}", ""
    return _EXPECTED.get(kind, str(item["msg"]).removeprefix("Input should be ")), ""


def located(loc: Loc, data: Any) -> Loc:
    """The part of pydantic's location that is in the file: a key that is missing is not."""
    path: list[str | int] = []
    here: Any = data
    for part in loc:
        if not _holds(here, part):
            break
        here = here[part]
        path.append(part)
    return tuple(path)


def _holds(value: Any, part: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(part, int) and part < len(value)
    return isinstance(value, dict) and part in value


def _value(tree: Tree, loc: Loc) -> Any:
    here = tree.data
    for part in loc:
        here = here[part]
    return here


def _shown(value: Any) -> str:
    """A value as it may be quoted in one short line."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping with the keys " + ", ".join(list(map(str, value))[:5]) if value else "an empty mapping"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    text = str(value)
    return repr(text if len(text) <= 60 else text[:57] + "...")  # noqa: PLR2004 - one line of a terminal


def _words(loc: Loc) -> str:
    """`checks[0].run`, as a person writes a path."""
    text = ""
    for part in loc:
        word = part if isinstance(part, int) or part.isprintable() else repr(part)
        text += f"[{word}]" if isinstance(part, int) else (f".{word}" if text else str(word))
    return text


def _inside(loc: Loc) -> str:
    return f" in {_words(loc)}" if loc else ""


def _keys_at(model: type[Strict], data: Any, loc: Loc) -> set[str]:
    """The keys that a mapping may have which stands at a location."""
    here: Any = model
    for part in loc:
        here, data = _inner(here, part), data[part]
        if here is CheckBase:
            here = class_of(data["kind"])
    return set(written_names(here))


def _inner(kind: Any, part: str | int) -> Any:
    """The class of what a key or an index leads to."""
    if isinstance(kind, type) and issubclass(kind, Strict):
        return _plain(get_type_hints(kind)[written_names(kind)[str(part)]])
    return _plain(get_args(kind)[1 if get_origin(kind) is dict else 0])


def _plain(kind: Any) -> Any:
    """What is left of `X | None`."""
    if get_origin(kind) in (Union, types.UnionType):
        return next(option for option in get_args(kind) if option is not type(None))
    return kind
