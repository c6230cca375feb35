"""What is left of a file when what is wrong in it is taken out, so that its references are checked in the same pass."""

from __future__ import annotations

import copy
import difflib
from typing import Any, TypeVar

from pydantic import ValidationError

from tracker.checking.border import read
from tracker.checking.strict import Strict
from tracker.model.duration import WORKING_DAY
from tracker.spec.complaints import Loc, located
from tracker.spec.yaml_tree import Tree

M = TypeVar("M", bound=Strict)

_STAND_INS: dict[str, dict[str, Any]] = {
    "gate": {"kind": "approval", "ask": "?"},
    "preflight": {"kind": "approval", "ask": "?"},
    "checks": {"kind": "approval", "ask": "?"},
    "steps": {"run": "?"},
    "deliverables": {"text": "?"},
    "success": {"text": "?"},
    "files": {"path": "?"},
    "issues": {"title": "?", "severity": "minor"},
    "documents": {"path": "unread-{}.md", "title": "?", "sections": ["overview"]},
}
"""What takes the place of what is wrong in an item of a list: the others keep their places, and its id stays known."""
_NAMED = ("id", "gate", "preflight", "checks", "steps", "issues", "phases")
"""Keys with names that others refer to. Without them a reference that holds would be called wrong."""
_PASSES = 4


def salvage(tree: Tree, model: type[M], error: ValidationError, *, working_day: float = WORKING_DAY) -> M | None:
    """The typed value without what `error` complains of; None when too little is left to say anything about references."""
    data = copy.deepcopy(tree.data)
    for _ in range(_PASSES):
        places = [item["loc"] for item in error.errors(include_url=False) if item["loc"]]
        wrong = [(located(loc, data), str(loc[-1])) for loc in places]
        if not wrong or not all(_taken_out(data, place, name) for place, name in wrong):
            return None
        try:
            return read(model, data, working_day=working_day)
        except ValidationError as left:
            error = left
    return None


def _taken_out(data: dict[str, Any], place: Loc, name: str) -> bool:
    """Take one wrong thing out; `name` is the key that is missing there, if any. False: too much would be lost with it."""
    if not place:
        return _filled_in(data, name)
    group = str(place[0])
    if len(place) == 1:
        return not _names_others(group, data) and _deleted(data, place)
    if group in _STAND_INS and isinstance(place[1], int):
        return _stood_in(data, group, place[1], place[2:])
    return _deleted(data, place)


def _filled_in(data: dict[str, Any], name: str) -> bool:
    """A key that the file must have; its id cannot be made up."""
    made_up: dict[str, Any] = {"title": "?", "project": {"name": "?"}}
    if name not in made_up:
        return False
    data[name] = made_up[name]
    return True


def _names_others(key: str, data: dict[str, Any]) -> bool:
    """Whether a key of the file, or what it was meant to be, has names that others refer to."""
    meant = difflib.get_close_matches(key, _NAMED, n=1, cutoff=0.6)
    return key in _NAMED or (bool(meant) and meant[0] not in data)


def _stood_in(data: dict[str, Any], group: str, index: int, inside: Loc) -> bool:
    """Put the stand-in into the place of an item, or a part of it into the place of a wrong key."""
    item, stand_in = data[group][index], dict(_STAND_INS[group])
    if "path" in stand_in:
        stand_in["path"] = stand_in["path"].format(index)
    if not inside:
        known = {"id": item["id"]} if isinstance(item, dict) and isinstance(item.get("id"), str) else {}
        data[group][index] = {**stand_in, **known}
        return bool(known) or group not in _NAMED
    if len(inside) == 1 and inside[0] in stand_in:
        item[inside[0]] = stand_in[str(inside[0])]
        return True
    return (inside != ("id",) or group not in _NAMED) and _deleted(data, (group, index, *inside))


def _deleted(data: Any, place: Loc) -> bool:
    """Delete the innermost key on the way to a place: whole lists, because what follows an item must keep its place."""
    while isinstance(place[-1], int):
        place = place[:-1]
    here = data
    for part in place[:-1]:
        here = _inside(here, part)
    if isinstance(here, dict):
        here.pop(place[-1], None)
    return True


def _inside(value: Any, part: str | int) -> Any:
    """What a list or mapping holds; None where it went with something around it."""
    if isinstance(value, list):
        return value[int(part)]
    return value.get(part) if isinstance(value, dict) else None
