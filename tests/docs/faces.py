"""The tables of keys in docs/json.md and schema/faces.schema.json, from the faces. To write them anew:
`python -m tests.docs.faces`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import NoneType
from typing import Any, Literal, NotRequired, get_args, get_origin, get_type_hints

from typing_extensions import is_typeddict

from tracker.commands.schema import schema as published
from tracker.model.meanings import meanings
from tracker.views.face_schema import face, inside
from tracker.views.faces import FACES

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/json.md"
SCHEMA = ROOT / "schema/faces.schema.json"
SHARED = "tracker.views.faces.shared"
EVERYWHERE = {"format_version", "kind"}
_TABLE = re.compile(r"(?<=<!-- face: )(\w+)( -->\n).*?(?=<!-- /face -->)", re.DOTALL)
_SHARED = re.compile(r"(?<=<!-- shared faces -->\n).*?(?=<!-- /shared faces -->)", re.DOTALL)
_WORDS = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null", Any: "anything"}


def typed(hint: Any) -> str:
    """A type in the words of JSON."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint in _WORDS:
        return _WORDS[hint]
    if is_typeddict(hint):
        return f"[{title(hint)}](#{title(hint).replace(' ', '-')})" if hint.__module__ == SHARED else "object"
    if origin is NotRequired:
        return f"{typed(inner[0])}; may be missing"
    if origin is Literal:
        return " or ".join(f"`{json.dumps(value).strip(chr(34))}`" for value in inner)
    if origin is list:
        return f"list of {several(inner[0])}"
    if origin is dict:
        return f"object with {several(inner[1])} by name"
    return " or ".join(typed(item) for item in inner)


def several(hint: Any) -> str:
    """`string` as `strings`; a link, a choice and a list stand as they are."""
    word = typed(hint)
    return f"{word}s" if word.isalpha() and word != "anything" else word


def title(made: type) -> str:
    """`NextStepFace` as `next step`."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", made.__name__.removesuffix("Face")).lower()


def rows(made: type, module: str, path: str = "") -> list[str]:
    """A row for each key, and below it for those of what is inside and declared beside it."""
    found = []
    for key, hint in get_type_hints(made, include_extras=True).items():
        if key in EVERYWHERE and not path and made.__module__ != SHARED:
            continue
        if key in meanings(made):
            found.append(f"| `{path}{key}` | {typed(hint)} | {meanings(made)[key].text} |")
        found.extend(
            row
            for part, steps in parts(hint)
            if part.__module__ == module
            for row in rows(part, module, f"{path}{key}{steps}.")
        )
    return found


def parts(hint: Any, steps: str = "") -> list[tuple[type, str]]:
    """The faces in a type, each with how its keys are reached: `[]` through a list."""
    if is_typeddict(hint):
        return [(hint, steps)]
    steps += "[]" if get_origin(hint) is list else ""
    return [found for inner in get_args(hint) for found in parts(inner, steps)]


def table(made: type, module: str) -> str:
    return "\n".join(["| key | type | meaning |", "|---|---|---|", *rows(made, module)]) + "\n"


def kind_table(kind: str) -> str:
    """What a kind is, and its keys."""
    made = face(kind)
    return f"\n{made.__doc__}\n\n{table(made, made.__module__)}\n"


def shared_tables() -> str:
    """The faces that several kinds have."""
    used = {
        part
        for kind in FACES
        for made in inside(face(kind))
        for hint in get_type_hints(made).values()
        for part, _ in parts(hint)
    }
    shared = sorted((made for made in used if made.__module__ == SHARED), key=title)
    return "\n" + "\n".join(f"### {title(made).capitalize()}\n\n{made.__doc__}\n\n{table(made, '')}" for made in shared) + "\n"


def page(text: str) -> str:
    """A page with the tables as they are now."""
    text = _TABLE.sub(lambda found: f"{found[1]}{found[2]}{kind_table(found[1])}", text)
    return _SHARED.sub(lambda _: shared_tables(), text)


def schema() -> str:
    """As `tracker schema faces` prints it."""
    return json.dumps(published("faces"), indent=2) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text()))
    SCHEMA.write_text(schema())
