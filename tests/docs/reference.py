"""docs/plan-reference.md, from the models of the plan: every key with what it means, its type, default and an example. To
write it anew: `python -m tests.docs.reference`.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_type_hints

from tracker.checking.base import CheckBase
from tracker.checking.strict import Strict, written_names
from tracker.checks import KINDS, class_of
from tracker.model.meanings import meanings
from tracker.spec.phases import Phase
from tracker.spec.schema import json_schema
from tracker.spec.settings import Settings

PAGE = Path(__file__).resolve().parents[2] / "docs/plan-reference.md"
_HEAD = """\
<!-- Written by `python -m tests.docs.reference` from the models; edit those. -->
# Every key of the plan

[The plan](plan.md) explains how the keys work together; here each one stands for itself. Editors show the same texts:
the first line of a file names its schema, which `tracker schema settings` and `tracker schema phase` print.

A key without a default has to be given. Where the table says *text or list*, one text stands for a list of one. How long
something may take is a time by the clock (`90s`, `10m`); an estimate is a time of work (`2-3 hours`, `1 week`); a bound is a
figure with its limit (`648`, `>= 648`, `3..5`).
"""
_PARTS = (
    ("tracker.yaml", "All of `tracker.yaml`, and what its keys hold."),
    ("A phase", "All of a file in `phases/`, and what its keys hold."),
    ("Checks", "The keys that every check has, then those of each kind, then what these hold."),
)
_NAMES = {"Settings": "The file", "Phase": "The file of a phase", "CheckBase": "Every check"}


def models() -> list[type[Strict]]:
    """Every class of the plan, in the order of the page."""
    return [made for group in _groups() for made in group]


def _groups() -> tuple[list[type[Strict]], ...]:
    checks = [class_of(kind) for kind in sorted(KINDS)]
    settings, phase = _inside(Settings), _inside(Phase)
    parts = [made for check in checks for made in _inside(check) if made not in checks]
    shared = [made for made in settings if made not in phase]
    return shared, phase, list(dict.fromkeys([CheckBase, *checks, *parts]))


def _inside(made: type[Strict]) -> list[type[Strict]]:
    """A class and the classes of its fields, checks left out."""
    found: dict[type[Strict], None] = {}
    rest: list[Any] = [made]
    while rest:
        hint = rest.pop(0)
        if not (inspect.isclass(hint) and issubclass(hint, Strict)):
            rest.extend(get_args(hint))
        elif hint not in found and hint is not CheckBase:
            found[hint] = None
            rest.extend(get_type_hints(hint, include_extras=True).values())
    return list(found)


def page() -> str:
    """The whole page."""
    definitions = {**json_schema("settings")["$defs"], **json_schema("phase")["$defs"]}
    definitions |= {"Settings": json_schema("settings"), "Phase": json_schema("phase")}
    definitions["CheckBase"] = definitions["CommandCheck"]
    sections = [_HEAD]
    for (heading, about), group in zip(_PARTS, _groups(), strict=True):
        sections.append(f"## {heading}\n\n{about}\n")
        sections.extend("\n".join(_section(made, definitions[made.__name__])) for made in group)
    return "\n".join(sections)


def title(made: type[Strict]) -> str:
    """What a class is called on the page."""
    name = made.__name__
    if issubclass(made, CheckBase) and made is not CheckBase:
        return f"Kind {name.removesuffix('Check').lower()}"
    return _NAMES.get(
        name, "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip().capitalize()
    )


def _section(made: type[Strict], schema: dict[str, Any]) -> Iterator[str]:
    yield f"### {title(made)}\n"
    yield from (
        f"{inspect.cleandoc(made.__doc__ or '').partition(chr(10) * 2)[0]}\n",
        "| key | meaning | value | default |",
        "|---|---|---|---|",
    )
    told = meanings(made)
    for key, name in written_names(made).items():
        if made is not CheckBase and _shared(made, name):
            continue
        found = schema["properties"][key]
        default = "" if "default" not in found else _code(found["default"])
        example = f"<br>Example: {_code_text(told[name].example)}" if told[name].example != key else ""
        yield f"| `{key}` | {_cell(told[name].text)}{example} | {_type(found)} | {default} |"
    yield ""


def _shared(made: type[Strict], name: str) -> bool:
    """Whether every check has the field, with the same meaning."""
    return issubclass(made, CheckBase) and name in CheckBase.FIELDS and meanings(made)[name] == meanings(CheckBase)[name]


def _type(found: dict[str, Any]) -> str:
    """In the words of the page's head."""
    if "$ref" in found:
        return _link(found["$ref"])
    if "discriminator" in found:
        return "[check](#every-check)"
    if "const" in found or "enum" in found:
        return " or ".join(_code(value) for value in dict.fromkeys(map(str, found.get("enum", [found.get("const")]))))
    if "anyOf" in found:
        words = [_type(part) for part in found["anyOf"] if part.get("type") != "null"]
        return "text or list" if words == ["text", "list of texts"] else " or ".join(dict.fromkeys(words))
    kind = found.get("type", "anything")
    if kind == "array":
        inner = _type(found["items"]) if "items" in found else "texts"
        return f"list of {inner}s" if inner in ("text", "number") else f"list of {inner}"
    if kind == "object":
        return (
            f"mapping of {_type(found['additionalProperties'])}"
            if isinstance(found.get("additionalProperties"), dict)
            else "mapping"
        )
    return {"boolean": "`true` or `false`", "integer": "number", "number": "number"}.get(
        kind if isinstance(kind, str) else kind[0], "text"
    )


def _link(ref: str) -> str:
    name = ref.rpartition("/")[2]
    made = next(made for made in models() if made.__name__ == name)
    words = title(made)
    return f"[{words.lower()}](#{words.lower().replace(' ', '-')})"


def _code(value: Any) -> str:
    return (
        "none"
        if value is None
        else _code_text(json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value or '""')
    )


def _code_text(text: str) -> str:
    mark = "``" if "`" in text else "`"
    space = " " if "`" in text else ""
    return f"{mark}{space}{_cell(text)}{space}{mark}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page())
