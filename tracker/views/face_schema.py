"""The faces as JSON Schema, with what each key means.

Every object is closed but those in `OPEN`: a document with a key that its face does not name does not hold.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter
from typing_extensions import is_typeddict

from tracker.model.meanings import Meaning, meanings
from tracker.views.faces import FACES, OPEN
from tracker.views.faces.schema import JsonSchema


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
    return {"oneOf": one_of, "$defs": definitions}


def _told(name: str, schema: JsonSchema, known: dict[str, type]) -> JsonSchema:
    """A face's schema with the meanings of its keys, and closed."""
    told = meanings(known[name])
    properties = {
        key: {**{word: value for word, value in found.items() if word != "title"}, **_description(key, told.get(key))}
        for key, found in schema["properties"].items()
    }
    return {**schema, "properties": properties, "additionalProperties": name in OPEN}


_SAID = {"kind": "The kind of document.", "from": "The status before.", "through": "What happens.", "to": "The status after."}
"""Keys that mean the same in every face, and those that are words of Python."""


def _description(key: str, meaning: Meaning | None) -> dict[str, str]:
    return {"description": meaning.text if meaning else _SAID[key]}


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
