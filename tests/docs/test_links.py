"""Every link between pages leads somewhere, and its anchor is a heading there. Nothing is fetched."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.conftest import ROOT

BESIDE = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")]
RENDERED = [*ROOT.glob("POSTGRES_*.md"), *(ROOT / "prompts").glob("*.md")]
PAGES = sorted([*BESIDE, *(ROOT / "docs").rglob("*.md"), *RENDERED])
"""What people write, and what is rendered of the shipped plan."""
SITE = ROOT / "mkdocs.yml"


def tokens(text: str) -> Iterator[Token]:
    for token in MarkdownIt("commonmark").enable("table").parse(text):
        yield from token.children or ()


def links(text: str) -> list[str]:
    """Where a page's links and pictures lead within the repository."""
    found = [str(token.attrGet("href") or token.attrGet("src") or "") for token in tokens(text)]
    found += re.findall(r'<(?:img|source)[^>]* src(?:set)?="([^"]+)"', text)
    return [link for link in found if link and not re.match(r"[a-z][a-z+.-]*:", link)]


def anchors(text: str) -> set[str]:
    """The anchors that GitHub gives to a page's headings, and those that it has of its own."""
    found: set[str] = set(re.findall(r'<a (?:id|name)="([^"]+)"', text))
    seen: dict[str, int] = {}
    parsed = MarkdownIt("commonmark").enable("table").parse(text)
    for heading, inline in pairwise(parsed):
        if heading.type != "heading_open":
            continue
        words = "".join(child.content for child in inline.children or () if child.type in ("text", "code_inline"))
        name = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        count = seen.get(name, 0)
        seen[name] = count + 1
        found.add(f"{name}-{count}" if count else name)
    return found


def broken(page: Path, text: str) -> list[str]:
    said = []
    for link in links(text):
        path, _, anchor = link.partition("#")
        target = Path(os.path.normpath(page.parent / path)) if path else page
        if not target.exists() or not target.is_relative_to(ROOT):
            said.append(f"{link}: nothing is there")
        elif anchor and anchor not in anchors(text if target == page else target.read_text()):
            said.append(f"{link}: no heading")
    return said


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    assert broken(page, page.read_text()) == []


def test_a_link_that_leads_nowhere_is_found() -> None:
    text = "# Here\n\n[a](docs/nowhere.md) [b](docs/plan.md#nothing) [c](#here) [d](https://a.b/x) [e](docs/plan.md#the-plan)\n"
    assert broken(ROOT / "README.md", text) == ["docs/nowhere.md: nothing is there", "docs/plan.md#nothing: no heading"]


def in_nav(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from in_nav(inner)


def test_every_page_is_in_the_navigation_once_and_is_linked_from_the_start() -> None:
    listed = sorted(in_nav(yaml.safe_load(SITE.read_text())["nav"]))
    pages = [str(page.relative_to(ROOT / "docs")) for page in PAGES if page.is_relative_to(ROOT / "docs")]
    assert listed == sorted(page for page in pages if not page.startswith("decisions/"))
    start = {link.partition("#")[0] for link in links((ROOT / "docs/index.md").read_text())}
    assert set(listed) - start == {"index.md"}


def test_the_site_asks_nobody_else_for_anything() -> None:
    theme = yaml.safe_load(SITE.read_text())["theme"]
    assert theme["font"] is False
    for page in PAGES:
        if page.is_relative_to(ROOT / "docs"):
            assert "```mermaid" not in page.read_text(), page  # the theme loads what draws it from elsewhere
