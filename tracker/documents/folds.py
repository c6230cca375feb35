"""What is long is folded: its heading stays where it is seen and linked, the rest is one click away.

GitHub, GitLab and most other readers draw `<details>`; a heading in its `<summary>` is in the page's outline as any other.
"""

from __future__ import annotations

from collections.abc import Iterator

LIMIT = 60
"""Lines that a section may have without folds."""
_BLOCK = 15
"""Lines below a heading that are worth a fold of their own."""
_TICKS = "```"


def fold(summary: str, body: str) -> str:
    """A closed fold. The summary is Markdown: a heading in it can be linked while the fold is closed."""
    return f"<details>\n<summary>\n\n{summary.strip()}\n\n</summary>\n\n{body.strip()}\n\n</details>\n"


def visible(text: str) -> int:
    """How many lines are seen while every fold is closed; blank ones do not count, the summary of a fold counts as one."""
    return sum(depth == 0 for _, depth, _ in _lines(text)) + sum(
        line.startswith("<details>") and depth == 1 for line, depth, _ in _lines(text)
    )


def shortened(body: str) -> str:
    """A section's text, folded where it is long: first what is below its headings, then all of it."""
    if visible(body) <= LIMIT:
        return body
    text = "\n".join(_folded(heading, below) for heading, below in _blocks(body))
    if visible(text) <= LIMIT:
        return text
    return fold(f"Show all {visible(body)} lines", body)


def _folded(heading: str, below: str) -> str:
    if heading and visible(below) > _BLOCK:
        return fold(heading, below)
    return f"{heading}\n{below}" if heading else below


def _blocks(body: str) -> Iterator[tuple[str, str]]:
    """Each third-level heading with what is below it; the heading of what stands before the first is empty."""
    heading, below = "", list[str]()
    for line, depth, fenced in _lines(body, blank=True):
        if line.startswith("### ") and not depth and not fenced:
            yield heading, "\n".join(below)
            heading, below = line, []
        else:
            below.append(line)
    yield heading, "\n".join(below)


def _lines(text: str, *, blank: bool = False) -> Iterator[tuple[str, int, bool]]:
    """Each line, in how many folds it is (those that begin or end in it included), and whether it is in a fenced block."""
    depth, fence = 0, ""
    for line in text.split("\n"):
        bare = line.strip()
        inside = bool(fence)
        if fence:
            fence = "" if bare == fence else fence
        elif bare.startswith(_TICKS):
            fence = bare[: len(bare) - len(bare.lstrip("`"))]
        opens = not inside and bare == "<details>"
        depth += opens
        if bare or blank:
            yield line, depth, inside
        depth -= not inside and bare == "</details>"
