"""Our entries in somebody's settings: put in and taken out by changing the text where they stand, and nowhere else.

What is put into an empty list or object that was there stands directly behind its bracket; one that we made has a blank there.
So taking our entries out gives the text that was there before, to the byte, without anything kept elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from tracker.hooks.events import is_our_line
from tracker.hooks.jsonc import Node, NotJsonError, Reader

_HOOKS = "hooks"


class Ours(NamedTuple):
    """An entry of ours in somebody's settings."""

    event: str
    entry: Any
    way: tuple[Node, ...]
    """The containers around it, the file's object first."""
    numbers: tuple[int, ...]
    """Which member or item of each of them leads to it."""


def installed(text: str, *, comments: bool) -> list[Ours]:
    """Our entries, in the order of the text.

    Raises:
        NotJsonError: the text is no JSON, or its hooks have another form.
    """
    root = _read(text, comments=comments)
    found = root.member(_HOOKS)
    if found is None:
        return []
    number, hooks = found
    ours = []
    for at, ((event, _), groups) in enumerate(zip(hooks.keys, hooks.items, strict=True)):
        for place, group in enumerate(groups.items):
            inner = group.member(_HOOKS) if isinstance(group.value, dict) else None
            theirs = inner[1].items if inner and isinstance(inner[1].value, list) else ()
            mine = [
                k for k, hook in enumerate(theirs) if isinstance(hook.value, dict) and is_our_line(hook.value.get("command"))
            ]
            if mine and len(mine) == len(theirs):
                ours.append(Ours(event, group.value, (root, hooks, groups), (number, at, place)))
            elif inner:
                ours += [
                    Ours(event, theirs[k].value, (root, hooks, groups, group, inner[1]), (number, at, place, inner[0], k))
                    for k in mine
                ]
    return ours


def install(text: str | None, entries: Mapping[str, Any], *, comments: bool) -> str:
    """The settings with these entries: event → entry. Entries of ours that are others than these are replaced. None: no file.

    Raises:
        NotJsonError: the text is no JSON, or its hooks have another form.
    """
    if text is not None:
        if [(found.event, found.entry) for found in installed(text, comments=comments)] == list(entries.items()):
            return text
        text = uninstall(text, comments=comments)
    if text is None:
        return json.dumps({_HOOKS: {event: [entry] for event, entry in entries.items()}}, indent=2) + "\n"
    for event, entry in entries.items():
        text = _with(text, event, entry, comments=comments)
    return text


def uninstall(text: str, *, comments: bool) -> str | None:
    """The settings without our entries; None when nothing else was in them and they were made by us.

    Raises:
        NotJsonError: the text is no JSON, or its hooks have another form.
    """
    while ours := installed(text, comments=comments):
        left = _without(text, ours[-1], comments=comments)
        if left is None:
            return None
        text = left
    return text


def _read(text: str, *, comments: bool) -> Node:
    root = Reader(text, comments=comments).read()
    _want(text, root, dict, "an object")
    if found := root.member(_HOOKS):
        _want(text, found[1], dict, "an object with an event a key")
        for (event, _), item in zip(found[1].keys, found[1].items, strict=True):
            if event[:1].isupper():  # Gemini has switches beside the events
                _want(text, item, list, f"a list of hooks for {event}")
    return root


def _want(text: str, node: Node, kind: type, expected: str) -> None:
    if not isinstance(node.value, kind):
        raise NotJsonError(text, node.start, f"`{text[node.start : node.end][:40]}`", expected)


# -- in -----------------------------------------------------------------------------------------------------------------


def _with(text: str, event: str, entry: Any, *, comments: bool) -> str:
    reader = Reader(text, comments=comments)
    root = _read(text, comments=comments)
    found = root.member(_HOOKS)
    if found is None:
        return _put(reader, root, root, f'"{_HOOKS}"', {event: [entry]})
    known = found[1].member(event)
    if known is None:
        return _put(reader, root, found[1], f'"{event}"', [entry])
    return _put(reader, root, known[1], "", entry)


def _put(reader: Reader, root: Node, into: Node, key: str, value: Any) -> str:
    """At the end of a container, behind what is there."""
    text = reader.text
    ends = "\r\n" if "\r\n" in text else "\n"
    unit = _unit(text, root)
    spread = not into.items or "\n" in text[into.start : into.end]
    above = _indent(text, into.start)
    indent = _indent(text, into.spans()[-1][0], otherwise=above + unit) if into.items else above
    said = json.dumps(value, indent=unit, ensure_ascii=False).replace("\n", ends + indent) if spread else _on_one_line(value)
    said = f"{key}: {said}" if key else said
    if not into.items:
        return text[: into.start + 1] + said + text[into.start + 1 :]
    end = into.items[-1].end
    behind = len(text[: reader.skip(end)].rstrip()) if reader.comments else end
    behind = max(behind, end)
    return text[:end] + "," + text[end:behind] + (ends + indent if spread else " ") + said + text[behind:]


def _on_one_line(value: Any) -> str:
    """With a blank inside each bracket, which tells what we made from what was there."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)}: {_on_one_line(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[ " + ", ".join(map(_on_one_line, value)) + " ]"
    return json.dumps(value, ensure_ascii=False)


def _unit(text: str, root: Node) -> str:
    """By how much a level is indented."""
    spans = root.spans()
    return (_indent(text, spans[0][0]) if spans else "") or "  "


def _indent(text: str, at: int, *, otherwise: str | None = None) -> str:
    """The blanks at the begin of a line; `otherwise` where something else stands before the place."""
    begin = text.rfind("\n", 0, at) + 1
    before = text[begin:at]
    blanks = before[: len(before) - len(before.lstrip(" \t"))]
    return blanks if otherwise is None or before == blanks else otherwise


# -- out ----------------------------------------------------------------------------------------------------------------


def _without(text: str, ours: Ours, *, comments: bool) -> str | None:
    """The text without one entry, and without the containers that we made for it and that are empty now."""
    reader = Reader(text, comments=comments)
    for container, number in zip(reversed(ours.way), reversed(ours.numbers), strict=True):
        spans = container.spans()
        begin, end = spans[number]
        if len(spans) > 1:
            return _cut(reader, spans, number)
        inside = text[container.start + 1 : begin] + text[end : container.end - 1]
        if begin == container.start + 1 or inside.strip():
            return text[:begin] + text[end:]
        if container is ours.way[0] and (text[: container.start] + text[container.end :]).strip("\ufeff \t\r\n"):
            return text[:begin] + text[end:]
    return None


def _cut(reader: Reader, spans: list[tuple[int, int]], number: int) -> str:
    """One of several members or items taken out, with the comma that goes with it."""
    text = reader.text
    begin, end = spans[number]
    blank = len(text[:begin].rstrip())
    if number == len(spans) - 1:
        comma = reader.skip(spans[number - 1][1])
        return text[:comma] + text[comma + 1 : max(blank, comma + 1)] + text[end:]
    comma = reader.skip(end)
    if blank < begin:
        return text[:blank] + text[comma + 1 :]
    following = spans[number + 1][0]
    return text[:begin] + text[comma + 1 if text[comma + 1 : following].strip() else following :]
