"""Hostile text stays in its place: proved with a CommonMark parser with tables."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tracker.documents.guard import disarm
from tracker.documents.templating.escape import cell, code, codecell, fence, heading, inline, one_line
from tracker.documents.templating.escape import html as in_html

HOSTILE = [
    "a | b", "a \\| b", "end\\", "`a | b` and `", "``` fence", "~~~", "<b>bold</b>", "</details>", "<!-- x -->", "&lt;",
    "&#124;", "- item", "* item", "+ item", "# head", "> quote", "1. one", "12) two", "[x] task", "[link]: http://x",
    "[^1]: foot", "---", "***", "___", "===", "| a | b |", "line\nbreak", "line\r\n\r\nbreak", "para\n\n# head",
    "\ttab", "    code", "\u2028sep", "a\x00b\x1b[31m", "x" * 10_000, "`" * 50, "emoji 🔄 é", "\u202eright", "`x`|`y`",
    "``a`b``", "**open", "_x", "~~s", "\\", "\\`a`",
]  # fmt: skip
MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable("table")
texts = st.one_of(st.sampled_from(HOSTILE), st.text(alphabet="ab `|\\<>&#-*_[]!\n~0.:=)", max_size=30), st.text())


def shape(text: str) -> list[str]:
    """The blocks of a text, and HTML within lines."""
    found = []
    for token in MARKDOWN.parse(text):
        found.append(token.type)
        inner = [child for child in token.children or () if child.type == "html_inline"]
        found += [child.content for child in inner if child.content not in {"<code>", "</code>"}]
    return found


LIST = shape("- a\n- b\n")
TABLE = shape("| h | i |\n|---|---|\n| a | b |\n")


@given(texts)
def test_a_list_item_stays_one_item(text: str) -> None:
    assert shape(f"- x{text[:0]}{inline(text) or 'x'}\n- b\n") == LIST
    assert shape(f"- {inline(text) or 'x'}\n- b\n") == LIST


@given(texts)
def test_a_field_stays_one_paragraph(text: str) -> None:
    assert shape(f"**Label:** {inline(text)}\n") == ["paragraph_open", "inline", "paragraph_close"]


@given(texts)
def test_a_heading_stays_one_line(text: str) -> None:
    assert shape(f"### A {heading(text)}\n\ntext\n")[:4] == [
        "heading_open",
        "inline",
        "heading_close",
        "paragraph_open",
    ]


@given(texts)
def test_a_cell_stays_one_cell(text: str) -> None:
    markdown = f"| h | i |\n|---|---|\n| {cell(text)} | b |\n"
    assert shape(markdown) == TABLE
    assert "</td>\n<td>b</td>\n</tr>" in MARKDOWN.render(markdown)


@given(texts)
def test_code_in_a_cell_stays_one_cell_and_shows_the_text(text: str) -> None:
    markdown = f"| h | i |\n|---|---|\n| {codecell(text) or 'x'} | b |\n"
    assert shape(markdown) == TABLE
    assert "</td>\n<td>b</td>\n</tr>" in MARKDOWN.render(markdown)
    shown = re.search(r"<tbody>\n<tr>\n<td>(?:<code>(.*)</code>|x)</td>", MARKDOWN.render(markdown))
    assert shown is not None
    assert html.unescape(shown[1] or "") == disarm(one_line(text))


@given(texts)
def test_code_shows_the_text_as_it_is(text: str) -> None:
    span = code(text)
    if not span:
        return
    (block,) = [token for token in MARKDOWN.parse(f"x {span} y") if token.type == "inline"]
    children = block.children or []
    assert [child.type for child in children] == ["text", "code_inline", "text"]
    assert children[1].content == disarm(one_line(text))


@given(texts)
def test_a_fence_cannot_be_closed_by_what_is_in_it(text: str) -> None:
    assert shape(f"{fence(text)}\n\nafter\n") == ["fence", "paragraph_open", "inline", "paragraph_close"]


@given(texts)
def test_a_fence_in_a_list_stays_in_the_list(text: str) -> None:
    body = fence(text).replace("\n", "\n  ")
    assert shape(f"- a\n\n  {body}\n- b\n").count("list_item_open") == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`queue_position` & more", "`queue_position` & more"),
        ("# not a head", "\\# not a head"),
        ("2. not a list", "2\\. not a list"),
        ("a <b> &amp; c", "a &lt;b> &amp;amp; c"),
        ("open ` tick", "open \\` tick"),
        ("*emphasis* stays", "*emphasis* stays"),
        ("two\nlines", "two lines"),
    ],
)
def test_what_a_plan_says_is_kept(text: str, expected: str) -> None:
    assert inline(text) == expected


def test_code_with_a_pipe_in_a_cell_becomes_encoded_html() -> None:
    assert codecell("a|b") == "<code>a&#124;b</code>"
    assert codecell("plain") == "`plain`"


def test_inside_html_nothing_is_markup_and_nothing_is_markdown() -> None:
    assert in_html('`<b>` & "x"\ny') == "&#96;&#60;b&#62;&#96; &#38; &#34;x&#34; y"
