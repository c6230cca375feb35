"""YAML text → plain data, and where each value stands. Every scalar is text; what it means is the models' business.

Reads the parser's events one by one instead of letting PyYAML compose: no recursion, so hostile nesting ends at a cap
(PyYAML's C loader crashes the interpreter at 100,000 `[`), and positions come for free.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from tracker.errors import Problem

SIZE_LIMIT = 4 * 1024 * 1024
DEPTH_LIMIT = 32
_NOTHING = {"", "~", "null", "Null", "NULL"}

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Mark:
    """Where a value stands (both counted from 1), and the marks of what it holds."""

    line: int
    column: int
    children: dict[str | int, Mark] = field(default_factory=dict)
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(slots=True)
class Tree:
    """One file, read."""

    file: str
    data: Any
    mark: Mark
    problems: list[Problem]

    def at(self, path: tuple[str | int, ...], *, key: bool = False) -> tuple[int, int]:
        """Line and column of the value at a path, or of its key; of the nearest thing around it when it is not there."""
        mark = self.mark
        for depth, part in enumerate(path):
            if key and depth == len(path) - 1 and part in mark.keys:
                return mark.keys[str(part)]
            child = mark.children.get(part)
            if child is None:
                break
            mark = child
        return mark.line, mark.column


class _Open:
    """A mapping or list that is still being read."""

    __slots__ = ("data", "key", "mark")

    def __init__(self, data: Any, mark: Mark) -> None:
        self.data = data
        self.mark = mark
        self.key: str | None = None


class _Builder:
    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.stack: list[_Open] = []
        self.data: Any = None
        self.root = Mark(1, 1)
        self.documents = 0

    def problem(self, event: Any, message: str, **more: str) -> None:
        at = event.start_mark
        self.problems.append(Problem(message, file=self.file, line=at.line + 1, column=at.column + 1, **more))

    def handle(self, event: Any) -> bool:
        """Take one event in. False: stop reading."""
        if isinstance(event, yaml.ScalarEvent):  # most are
            self.marked(event)
            empty = not event.style and event.value in _NOTHING  # libyaml says "", PyYAML's own parser None
            self.add(None if empty else event.value, event, scalar=True)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.problem(event, "a second YAML document", expected="one document a file, without a `---` inside")
                return False
        elif isinstance(event, yaml.AliasEvent):
            self.problem(event, f"the alias *{event.anchor}", expected="the value itself; aliases are not supported")
            self.add(None, event)
        elif isinstance(event, yaml.CollectionStartEvent):
            return self.open(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
        return True

    def marked(self, event: Any) -> None:
        """Refuse anchors and tags, which would give a value a meaning that is not on the page."""
        if event.anchor is not None:
            self.problem(event, f"the anchor &{event.anchor}", expected="a plain value; anchors are not supported")
        if event.tag is not None and event.tag != "!":
            self.problem(event, f"the tag {event.tag}", expected="a plain value; tags are not supported")

    def open(self, event: Any) -> bool:
        self.marked(event)
        if len(self.stack) >= DEPTH_LIMIT:
            self.problem(event, "nested too deeply", expected=f"at most {DEPTH_LIMIT} levels")
            self.data = None
            return False
        data: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        mark = self.add(data, event)
        self.stack.append(_Open(data, mark))
        return True

    def add(self, value: Any, event: Any, *, scalar: bool = False) -> Mark:
        at = event.start_mark
        mark = Mark(at.line + 1, at.column + 1)
        if not self.stack:
            self.data, self.root = value, mark
            return mark
        top = self.stack[-1]
        if isinstance(top.data, list):
            top.mark.children[len(top.data)] = mark
            top.data.append(value)
        elif top.key is None:
            self.key(top, value, event, scalar=scalar)
        else:
            top.mark.children[top.key] = mark
            top.data[top.key] = value
            top.key = None
        return mark

    def key(self, top: _Open, value: Any, event: Any, *, scalar: bool) -> None:
        if not scalar or value is None:
            self.problem(event, "a key that is not a text", expected="a word, then a colon")
            value = f"?{len(top.data)}"
        elif value == "<<":
            self.problem(event, "a merge key", expected="the keys themselves; merging is not supported")
        elif value in top.data:
            line, _ = top.mark.keys[value]
            self.problem(event, f"the key {value!r} a second time", expected=f"each key once; the first is at line {line}")
        top.key = value
        top.mark.keys[value] = (event.start_mark.line + 1, event.start_mark.column + 1)


def read_yaml(content: bytes, file: str) -> Tree:
    """Read one file. Whatever is wrong with it is in `problems`; the data is then what could be read."""
    builder = _Builder(file)
    if len(content) > SIZE_LIMIT:
        problem = Problem(f"the file has more than {SIZE_LIMIT:,} bytes", file=file, expected=f"at most {SIZE_LIMIT:,}")
        return Tree(file, None, builder.root, [problem])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return Tree(file, None, builder.root, [_not_utf8(error, file)])
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if not builder.handle(event):
                break
    except yaml.reader.ReaderError:
        return Tree(file, None, builder.root, [_control_character(text, file)])
    except yaml.YAMLError as error:
        # What was read so far says nothing about what the rest of the file lacks.
        return Tree(file, None, builder.root, [*builder.problems, _syntax(error, file, text)])
    return Tree(file, builder.data, builder.root, builder.problems)


def _place(before: str) -> tuple[int, int]:
    """Line and column of what follows a text."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _not_utf8(error: UnicodeDecodeError, file: str) -> Problem:
    line, column = _place(error.object[: error.start].decode())
    found = f"the byte 0x{error.object[error.start]:02x}"
    return Problem("not UTF-8", file=file, line=line, column=column, found=found, expected="UTF-8 text")


def _control_character(text: str, file: str) -> Problem:
    match = yaml.reader.Reader.NON_PRINTABLE.search(text)
    line, column = _place(text[: match.start()]) if match else (0, 0)
    found = f"the control character U+{ord(match[0]):04X}" if match else "a control character"
    return Problem("not valid YAML", file=file, line=line, column=column, found=found, expected="text that can be printed")


def _syntax(error: yaml.YAMLError, file: str, text: str) -> Problem:
    """A syntax error in our words, at its place."""
    at = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    message = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    hint = ""
    if at and "".join(text.split("\n")[at.line : at.line + 1])[at.column : at.column + 1] == "\t":
        hint = "YAML is indented with spaces, never with tabs"
    elif "mapping values" in str(message):
        hint = "quote a text that contains a colon and a space"
    return Problem(
        "not valid YAML",
        file=file,
        line=at.line + 1 if at else 0,
        column=at.column + 1 if at else 0,
        found=str(message),
        expected="YAML 1.1",
        hint=hint,
    )
