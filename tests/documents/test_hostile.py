"""Whatever plan and evidence hold, the page keeps its shape: the same blocks as with harmless words."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests import fakes, sample_plan
from tracker.documents.render import render_all
from tracker.documents.templating.escape import one_line
from tracker.model.result import TestCase, TestReport
from tracker.model.status import Outcome

MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
FREE = {
    "name", "goal", "strategy", "handover", "title", "location", "fix", "note", "source", "affected", "label", "group",
    "text", "summary", "why", "duration_note", "subject", "purpose", "no_prompt", "value", "path", "error",
}  # fmt: skip
LISTS = {"items", "findings", "hints", "keep", "notes"}
HOSTILE = [
    "`<!--`",
    "a | b | c",
    "`open tick | and pipe",
    "``` fence",
    "</details></summary><script>x</script>",
    "<!-- note: phases --> <!-- /note -->",
    "# head\n\n- item\n\n1. one\n\n> quote\n\n| t |\n|---|\n",
    "- [x] done",
    "[ref]: http://x",
    "---",
    "\\",
    "{{ 7 * 7 }} {% raw %}",
    "**bold _open ~~strike",
    "🔄 é \u202e\u2028\x00",
    "x" * 10_000,
]


def changed(value: Any, word: Callable[[str], str], key: str = "") -> Any:
    """A plan's data with every free text replaced."""
    if isinstance(value, dict):
        return {name: changed(inner, word, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [changed(inner, word, key) for inner in value]
    return word(value) if isinstance(value, str) and key in FREE | LISTS else value


def pages(text: str) -> dict[str, str]:
    changed_settings = changed(sample_plan.SETTINGS, lambda _: text)
    changed_settings["documents"] = [{**sample_plan.SETTINGS["documents"][0], "title": text}]
    plan = sample_plan.plan(settings=changed_settings, phases=changed(sample_plan.PHASES, lambda _: text))
    broken = TestCase(f"t::{text}", Outcome.FAILED, "call", "Error", text, "", "")
    one_line = TestCase("t::q", Outcome.FAILED, "call", "Error", f"queue_position {text[:9]}".splitlines()[0], "", "")
    report = TestReport((broken, one_line))
    now = sample_plan.situation(plan, sample_plan.failed(plan), {"sqlite": report, "postgresql": report})
    return {item.path: item.text for item in render_all(now, fakes.MemoryFiles())}


def shape(page: str) -> list[str]:
    """Blocks in order, their depth, and HTML blocks and tags that a reader would not see as text."""
    found = []
    for token in MARKDOWN.parse(page):
        if token.type == "html_block" and "<!--" in token.content:
            found.append("comment")
            continue
        found.append(f"{token.level} {token.type} {token.tag}")
        tags = [c.content for c in token.children or () if c.type == "html_inline"]
        found += [tag for tag in tags if tag not in {"<code>", "</code>"}]
    return found


FRAGMENTS = st.sampled_from([
    "|", "`", "``", "```", "~~~", "<", ">", "<b>", "</details>", "<!--", "-->", "&lt;", "\\", "*", "**", "_", "[", "]", "(",
    ")", "](x)", "![", "#", "- ", "+ ", "1. ", "---", "===", "> ", ":", "::", "{{", "}}", "{%", "\n", "\n\n", "\r", "\t",
    "\x0b", "\x85", "\u2028", "\x00", "\u202e", "🔄", "é", "a", "word", " ", "    ", "<!-- note: phases -->",
    "<!-- /note -->", "x" * 200,
])  # fmt: skip


def harmless(text: str) -> str:
    """Plain words with as many lines as a message with that text has."""
    return "two\nwords" if len(f"a{text.strip()}".splitlines()) > 1 else "word"


@cache
def _plain(text: str) -> dict[str, str]:
    return pages(text)


@given(st.lists(FRAGMENTS, min_size=1, max_size=12).map("".join).filter(lambda text: one_line(text) != ""))
@settings(max_examples=25, deadline=None)
def test_whatever_the_data_holds_no_block_changes(text: str) -> None:
    hostile, plain = pages(text), _plain(harmless(text))
    for path, page in hostile.items():
        assert shape(page) == shape(plain[path]), path


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_changes_no_block(text: str) -> None:
    hostile, harmless = pages(text), pages("two\nwords" if len(f"a{text}".splitlines()) > 1 else "word")
    assert hostile.keys() == harmless.keys()
    for path, page in hostile.items():
        assert shape(page) == shape(harmless[path]), path


def test_templates_are_not_filled_twice() -> None:
    assert "{{ 7 * 7 }}" in pages("{{ 7 * 7 }}")["TRACKER.md"]
