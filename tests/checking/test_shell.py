"""The commands in a text for a shell; what they are is held against a real shell where it can tell."""

from __future__ import annotations

import subprocess

import pytest

from tracker.checking.shell import commands, items, tokens


def words(text: str) -> list[list[str]]:
    return [[word.text for word in command] for command in commands(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("python x.py", [["python", "x.py"]]),
        ("a 'b c' \"d e\" f\\ g", [["a", "b c", "d e", "f g"]]),
        ("a > out 2>&1 < in && b >> log | c &> all", [["a"], ["b"], ["c"]]),
        ("a # not this\nb#this", [["a"], ["b#this"]]),
        ("a \\\n b", [["a", "b"]]),
        ("if a; then b; else c; fi", [["a"], ["b"], ["c"]]),
        ("for x in 1; do a $x; done; (b; c)", [["x", "in", "1"], ["a", "$x"], ["b"], ["c"]]),
        ("cat <<EOF\nno; not && this\nEOF\na", [["cat"], ["a"]]),
        ("cat <<-'END' | b\n\tno\n\tEND\nc", [["cat"], ["b"], ["c"]]),
        ("a $(b; c) `d; e` ${f:-;}", [["a", "$(b; c)", "`d; e`", "${f:-;}"]]),
        ("diff <(a; b) c", [["diff", "<(a; b)", "c"]]),
        ('a "$(b "c)")"', [["a", '$(b "c)")']]),
        ("! a | b", [["a"], ["b"]]),
        ("", []),
        ("  # only words\n", []),
    ],
)
def test_commands(text: str, expected: list[list[str]]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "text", ["'open", '"open', "$(open", "`open", "${open", "a <<EOF\nopen", "(", "if", "a &&", "a |", ">"]
)
def test_a_text_that_no_shell_would_take_ends_the_reading(text: str) -> None:
    list(tokens(text))
    items(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a\nb\n\nc", 3),
        ("a; b; ", 2),
        ("a |\n b", 1),
        ("a &&\n b ||\n\n c", 1),
        ("for x in 1\ndo\n a; b\ndone\nc", 2),
        ("case $x in\n a) b;;\n (c) d; e;;\nesac; f", 2),
        ("f() { a; b; }\nf", 2),
        ("(a; b) && c", 1),
        ("while a; do if b; then c; fi; done", 1),
        ("{ a; b; } | c; d &", 2),
    ],
)
def test_items_are_what_comes_one_after_the_other(text: str, count: int) -> None:
    assert len(items(text)) == count


def test_what_a_pipe_and_a_list_consist_of() -> None:
    (item,) = items("! a 1 | b && c || d &")
    assert [[c.words[0].text for c in pipe.commands] for pipe in item.pipes] == [["a", "b"], ["c"], ["d"]]
    assert [pipe.negated for pipe in item.pipes] == [True, False, False]
    assert (item.joints, item.background) == (("&&", "||"), True)
    group, plain = items("{ true; }\ntrue")
    assert (group.pipes[0].commands[0].whole, plain.pipes[0].commands[0].whole) == (False, True)


@pytest.mark.parametrize("word", ["$X", "a$X", '"$X"', "$(x)", "`x`", "*.py", "a?", "[ab]", "${X}"])
def test_a_word_that_only_a_shell_knows(word: str) -> None:
    ((_, found),) = commands(f"echo {word}")
    assert found.expands


@pytest.mark.parametrize("word", ["'$X'", r"\$X", "'*'", '"*"', "a$", "'`x`'"])
def test_a_word_that_stands_for_itself(word: str) -> None:
    ((_, found),) = commands(f"echo {word}")
    shown = subprocess.run(["sh", "-c", f"printf %s {word}"], capture_output=True, text=True, check=True).stdout
    assert (found.text, found.expands) == (shown, False)
