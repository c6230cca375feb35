"""Text from plans, journals and logs made safe for its place in GitHub Flavoured Markdown (github.github.com/gfm).

Texts of the plan may use code spans and emphasis; those stay. What would break out of its place (HTML, tables, lists, headings,
fences, note markers) is escaped. Text of logs and test reports is shown as code only.
"""

from __future__ import annotations

import re

from tracker.documents.guard import disarm

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BLOCK = re.compile(r"^([#>|=~-]|[*+_](?=\s|$|[*+_ -]*$))|^(\d{1,9})([.)])(?=\s|$)|^(\[)(?=[ xX]\]|[^\]]*\]:)")
"""Starts of a block: heading, quotation, table, rule, list, numbered list, task box, link definition."""
_TICKS = re.compile(r"`+")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")


def one_line(text: object) -> str:
    """All white space, line ends included, as single spaces; control and direction characters taken out."""
    return " ".join(_CONTROL.sub("", str(text)).split())


def inline(text: object) -> str:
    """For a paragraph or a list item."""
    return _start(_spans(one_line(text), in_cell=False))


def heading(text: object) -> str:
    """For a heading: closing number signs would be taken off."""
    line = inline(text)
    return f"{line[:-1]}\\#" if line.endswith("#") and not line.endswith("\\#") else line


def cell(text: object) -> str:
    """For a table cell."""
    return _spans(one_line(text), in_cell=True)


def code(text: object) -> str:
    """A code span, with as many backticks around it as it takes; nothing for an empty text."""
    line = disarm(one_line(text))
    if not line:
        return ""
    ticks = "`" * (max((len(run) for run in _TICKS.findall(line)), default=0) + 1)
    pad = " " if line[0] == "`" or line[-1] == "`" else ""
    return f"{ticks}{pad}{line}{pad}{ticks}"


def codecell(text: object) -> str:
    """A code span in a table cell. Every pipe there ends a cell, so a text with pipes becomes HTML, fully encoded."""
    line = one_line(text)
    if "|" not in line and not line.endswith("\\"):
        return code(line)
    return "<code>" + _PUNCTUATION.sub(lambda match: f"&#{ord(match[0])};", line) + "</code>"


def html(text: object) -> str:
    """For inside an HTML element, where Markdown is not read and a code span protects nothing."""
    return _PUNCTUATION.sub(lambda match: f"&#{ord(match[0])};" if match[0] in "&<>\"'`" else match[0], one_line(text))


def fence(text: object, info: str = "") -> str:
    """A fenced block that the text cannot close."""
    body = disarm("\n".join(_CONTROL.sub("", line).rstrip() for line in str(text).splitlines())).strip("\n")
    ticks = "`" * max(3, max((len(run) for run in _TICKS.findall(body)), default=0) + 1)
    return f"{ticks}{info}\n{body}\n{ticks}"


def _spans(line: str, *, in_cell: bool) -> str:
    """Code spans kept, everything between them escaped. A backtick that opens no span is shown as one."""
    parts, position = [], 0
    while (start := _TICKS.search(line, position)) is not None:
        parts.append(_words(line[position : start.start()], in_cell=in_cell))
        end = next((m for m in _TICKS.finditer(line, start.end()) if len(m[0]) == len(start[0])), None)
        if end is None:
            parts.append("\\`" * len(start[0]))
            position = start.end()
            continue
        inner = line[start.end() : end.start()]
        if len(inner) > 1 and inner[0] == inner[-1] == " " and inner.strip():
            inner = inner[1:-1]
        parts.append(codecell(inner) if in_cell else code(inner) or "\\`" * 2)
        position = end.end()
    return "".join([*parts, _words(line[position:], in_cell=in_cell)])


def _words(text: str, *, in_cell: bool) -> str:
    text = _ENTITY.sub("&amp;", text).replace("<", "&lt;")
    if text.endswith("\\"):
        text += "\\"  # it would take away the meaning of what we put behind it
    return text.replace("|", "&#124;") if in_cell else text


def _start(line: str) -> str:
    """A line that starts with what would open a list, heading, quotation, table, rule or task box shows it instead."""
    match = _BLOCK.match(line)
    if match is None:
        return line
    place = match.start(3) if match[2] else 0
    return f"{line[:place]}\\{line[place:]}"
