"""Screens as SVG: light and dark, no scripts, no fonts from elsewhere, and no motion for whoever wants none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from tests.recording.screen import Spans

WIDTH, HEIGHT, MARGIN, FONT = 8.4, 19, 16, 14
"""Of a character, of a line, around all of them, and of the letters: in pixels."""
_CSS = """\
:root{color-scheme:light dark}
.b{fill:#fff;stroke:#d0d7de}text{
font:14px ui-monospace,
SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#1f2328;white-space:pre}
.bold{font-weight:600}.dim{fill:#59636e}.red{fill:#c1121f}.green{fill:#116329}.yellow{fill:#7d4e00}.cyan{fill:#0550ae}.prompt{fill:#59636e}
@media(prefers-color-scheme:dark){.b{fill:#0d1117;stroke:#3d444d}text{fill:#f0f6fc}.dim,.prompt{fill:#9198a1}
.red{fill:#ff7b72}.green{fill:#56d364}.yellow{fill:#e3b341}.cyan{fill:#79c0ff}}
"""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands on the screen from this second on."""

    at: float
    lines: Sequence[Spans]


def still(lines: Sequence[Spans], title: str, columns: int) -> str:
    """One screen."""
    return _document([_group(lines, "")], title, columns, len(lines), "")


def animated(frames: Sequence[Frame], title: str, columns: int, rows: int, seconds: float) -> str:
    """Screens one after the other, over and over. Whoever asked for less motion sees the last one.

    Each frame shows its last `rows` lines. All but the last are hidden unless they are played.
    """
    css, groups = [], []
    for number, frame in enumerate(frames):
        begin = 100 * frame.at / seconds
        end = 100 * frames[number + 1].at / seconds if number + 1 < len(frames) else 100.0
        name = f"f{number}"
        before = f"0%,{begin:.2f}%{{opacity:0}}" if begin else ""
        after = f"{end:.2f}%,100%{{opacity:0}}" if end < 100 else "100%{opacity:1}"
        css.append(f"@keyframes {name}{{{before}{begin + 0.01:.2f}%,{end - 0.01:.2f}%{{opacity:1}}{after}}}")
        css.append(f".{name}{{opacity:{int(end == 100)};animation:{name} {seconds:g}s infinite step-end}}")
        groups.append(_group(list(frame.lines)[-rows:], name))
    css.append("@media(prefers-reduced-motion:reduce){g{animation:none!important}}")
    return _document(groups, title, columns, rows, "\n".join(css))


def _document(groups: Sequence[str], title: str, columns: int, rows: int, css: str) -> str:
    width, height = round(columns * WIDTH + 2 * MARGIN), rows * HEIGHT + 2 * MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-labelledby="t"><title id="t">{escape(title)}</title><style>{_CSS}{css}</style>\n'
        f'<rect class="b" x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="8"/>\n' + "\n".join(groups) + "\n</svg>\n"
    )


def _group(lines: Sequence[Spans], name: str) -> str:
    texts = [_line(spans, MARGIN + HEIGHT * number + FONT) for number, spans in enumerate(lines) if spans]
    kind = f' class="{name}"' if name else ""
    return f"<g{kind}>{''.join(texts)}</g>"


def _line(spans: Spans, y: int) -> str:
    """Each piece stands at its own column, so that a font of another width moves none of them."""
    pieces, column = [], 0
    for text, style in spans:
        if text.strip():
            names = " ".join(sorted(style))
            kind = f' class="{names}"' if names else ""
            lead = len(text) - len(text.lstrip())
            shown = text.strip()
            x = MARGIN + (column + lead) * WIDTH
            pieces.append(
                f'<tspan x="{x:.1f}" textLength="{len(shown) * WIDTH:.1f}"{kind}>{escape(shown, quote=False)}</tspan>'
            )
        column += len(text)
    return f'<text y="{y}" xml:space="preserve">{"".join(pieces)}</text>' if pieces else ""
