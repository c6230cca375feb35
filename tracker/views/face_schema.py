"""The faces as JSON Schema, with what each key means.

Every object is closed but those in `OPEN`: a document with a key that its face does not name does not hold.
"""

from __future__ import annotations

import ast
import inspect
from functools import cache
from importlib import import_module
from itertools import pairwise
from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter
from typing_extensions import get_original_bases, is_typeddict

from tracker.views.faces import FACES, OPEN
from tracker.views.faces.schema import JsonSchema

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def face(kind: str) -> type:
    """The face of a kind.

    Raises:
        KeyError: there is none.
    """
    module, _, name = FACES[kind].partition(":")
    made: type = getattr(import_module(module), name)
    return made


def faces_schema() -> JsonSchema:
    """One schema for every document; `$defs` has that of each kind."""
    kinds = sorted(FACES)
    references, schema = TypeAdapter.json_schemas([(kind, "serialization", TypeAdapter(face(kind))) for kind in kinds])
    known = {made.__name__: made for kind in kinds for made in inside(face(kind))}
    definitions = {name: _told(name, found, known) for name, found in schema["$defs"].items()}
    one_of = [references[kind, "serialization"] for kind in kinds]
    return {"$schema": DRAFT, "title": "What tracker prints with --json", "oneOf": one_of, "$defs": definitions}


def _told(name: str, schema: JsonSchema, known: dict[str, type]) -> JsonSchema:
    """A face's schema with the meanings of its keys, and closed."""
    told = meanings(known[name])
    properties = {
        key: {**{word: value for word, value in found.items() if word != "title"}, **_description(told.get(key))}
        for key, found in schema["properties"].items()
    }
    return {**schema, "properties": properties, "additionalProperties": name in OPEN}


def _description(text: str | None) -> dict[str, str]:
    return {"description": text} if text else {}


def inside(made: type) -> list[type]:
    """A face and all that it is made of."""
    found: dict[type, None] = {}
    rest: list[Any] = [made]
    while rest:
        hint = rest.pop()
        if not is_typeddict(hint):
            rest.extend(get_args(hint))
        elif hint not in found:
            found[hint] = None
            rest.extend(get_type_hints(hint, include_extras=True).values())
    return list(found)


@cache
def meanings(made: type) -> dict[str, str]:
    """What each key of a face means: the text below its declaration."""
    bases = [base for base in get_original_bases(made) if is_typeddict(base)]
    return {key: text for base in bases for key, text in meanings(base).items()} | _own_meanings(made)


def _own_meanings(made: type) -> dict[str, str]:
    try:
        source = inspect.getsource(made)
    except OSError:
        return {}  # written as a call, because a key is a word of Python: explained where it is used
    (declared,) = ast.parse(source).body
    body = declared.body if isinstance(declared, ast.ClassDef) else []
    return {
        field.target.id: " ".join(text.value.value.split())
        for field, text in pairwise(body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant) and isinstance(text.value.value, str)
    }
