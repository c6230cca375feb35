"""Charts as an SVG file beside a document, for readers that draw no Mermaid. The same charts are the same bytes everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape

from tracker.documents.templating.escape import one_line
from tracker.views.charts import Chart

_WIDTH, _HEIGHT, _LEFT, _TOP, _FLOOR = 720, 220, 60, 40, 180
_STYLE = """\
text{font:13px sans-serif;fill:#1f2328}.title{font-weight:600}.axis{stroke:#8c959f}
.bar{fill:#0969da}.line{fill:none;stroke:#0969da;stroke-width:2}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.axis{stroke:#7d8590}.bar{fill:#4493f8}.line{stroke:#4493f8}}"""


def drawn(charts: tuple[Chart, ...]) -> str:
    """One picture with every chart, one below the other. It has no background, and follows the reader's light or dark theme."""
    size = f'width="{_WIDTH}" height="{_HEIGHT * len(charts)}" viewBox="0 0 {_WIDTH} {_HEIGHT * len(charts)}"'
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">', f"<style>{_STYLE}</style>"]
    for number, chart in enumerate(charts):
        lines += [f'<g transform="translate(0 {number * _HEIGHT})">', *_chart(chart), "</g>"]
    return "\n".join([*lines, "</svg>", ""])


def _chart(chart: Chart) -> Iterator[str]:
    step = (_WIDTH - _LEFT - 20) / len(chart.values)
    places = [(_LEFT + step * (n + 0.5), _FLOOR - (_FLOOR - _TOP) * value / chart.top) for n, value in enumerate(chart.values)]
    yield f"<title>{_text(chart.title)}</title>"
    yield f'<text class="title" x="{_LEFT}" y="20">{_text(chart.title)}</text>'
    yield f'<text x="{_LEFT - 8}" y="{_TOP + 5}" text-anchor="end">{chart.top}</text>'
    yield f'<text x="{_LEFT - 8}" y="{_FLOOR + 5}" text-anchor="end">0</text>'
    yield f'<path class="axis" fill="none" d="M{_LEFT} {_TOP}V{_FLOOR}H{_WIDTH - 20}"/>'
    if chart.kind == "line":
        yield f'<polyline class="line" points="{_points(places)}"/>'
    for (x, y), label, value in zip(places, chart.labels, chart.values, strict=True):
        if chart.kind == "bar":
            yield f'<rect class="bar" x="{x - step / 4:.1f}" y="{y:.1f}" width="{step / 2:.1f}" height="{_FLOOR - y:.1f}"/>'
        else:
            yield f'<circle class="bar" cx="{x:.1f}" cy="{y:.1f}" r="3"/>'
        yield f'<text x="{x:.1f}" y="{y - 6:.1f}" text-anchor="middle">{value}</text>'
        yield f'<text x="{x:.1f}" y="{_FLOOR + 20}" text-anchor="middle">{_text(label)}</text>'


def _points(places: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _text(text: str) -> str:
    return escape(one_line(text))
