"""What a terminal shows after it was sent this: lines of styled text."""

from __future__ import annotations

import re
from itertools import groupby

Style = frozenset[str]
Spans = list[tuple[str, Style]]
_TOKEN = re.compile(
    r"\x1b\[([0-9;?]*)([A-Za-z])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|([\r\n\a])|([^\x1b\r\n\a]+)|\x1b.?", re.DOTALL
)
_STYLES = {"1": "bold", "2": "dim", "31": "red", "32": "green", "33": "yellow", "36": "cyan"}
TAB = 8


def lines_of(sent: str, columns: int = 10_000) -> list[Spans]:
    """Lines as they stand at the end, folded at the edge; what was erased or written over is gone."""
    rows: list[list[tuple[str, Style]]] = [[]]
    row = column = 0
    style: Style = frozenset()
    for match in _TOKEN.finditer(sent):
        codes, final, control, text = match.groups()
        if text:
            column = _write(rows[row], column, text, style)
        elif control == "\n":
            row, column = row + 1, 0
            if row == len(rows):
                rows.append([])
        elif control == "\r":
            column = 0
        elif final == "m":
            style = _styled(style, codes)
        elif final == "K":
            del rows[row][0 if codes == "2" else column :]
        elif final == "J":
            del rows[row][column:], rows[row + 1 :]
        elif final in ("A", "F"):
            row = max(0, row - int(codes or 1))
            column = 0 if final == "F" else column
    return [_spans(cells[at : at + columns]) for cells in rows for at in range(0, max(1, len(cells)), columns)]


def _write(cells: list[tuple[str, Style]], column: int, text: str, style: Style) -> int:
    text = text.replace("\t", " " * TAB)
    cells += [(" ", frozenset())] * (column - len(cells))
    cells[column : column + len(text)] = [(char, style) for char in text]
    return column + len(text)


def _styled(style: Style, codes: str) -> Style:
    for code in codes.split(";"):
        style = style | {_STYLES[code]} if code in _STYLES else frozenset() if code in ("", "0") else style
    return style


def _spans(cells: list[tuple[str, Style]]) -> Spans:
    return [("".join(char for char, _ in run), style) for style, run in groupby(cells, key=lambda cell: cell[1])]
