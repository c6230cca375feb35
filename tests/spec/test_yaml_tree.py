"""YAML as plain data with places; what would surprise is refused, and nothing hostile gets far."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tracker.spec import yaml_tree
from tracker.spec.yaml_tree import DEPTH_LIMIT, SIZE_LIMIT, read_yaml

ROOT = Path(__file__).resolve().parents[2]


def said(content: bytes | str) -> list[str]:
    tree = read_yaml(content.encode() if isinstance(content, str) else content, "f.yaml")
    return [line for problem in tree.problems for line in problem.lines()]


@pytest.fixture(params=["C", "Python"])
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both parsers: libyaml's, and PyYAML's own where that is missing."""
    monkeypatch.setattr(yaml_tree, "_Loader", {"C": yaml.CSafeLoader, "Python": yaml.SafeLoader}[request.param])
    return str(request.param)


# -- data -------------------------------------------------------------------------------------------------------------

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co"]), max_size=12)
values = st.recursive(
    texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts.filter(lambda k: k != "<<"), inner, max_size=3),
    max_leaves=12,
)


@given(values)
def test_what_json_can_say_is_read_as_it_is(value: object) -> None:
    tree = read_yaml(json.dumps(value, ensure_ascii=False).encode(), "f")
    assert (tree.data, tree.problems) == (value, [])


def test_scalars_are_text_and_nothing_is_nothing(loader: str) -> None:
    content = "a: 4.10\nb: 84373e8\nc: true\nd: 2025-11-27\ne: 0x1F\n"
    content += 'f:\ng: ~\nh: null\ni: ""\nj: "null"\nk: [~, NULL, x]\nl: |\n  null\n'
    assert read_yaml(content.encode(), "f").data == {
        "a": "4.10", "b": "84373e8", "c": "true", "d": "2025-11-27", "e": "0x1F", "f": None, "g": None, "h": None, "i": "",
        "j": "null", "k": [None, None, "x"], "l": "null\n",
    }  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_places_are_counted_from_one_under_any_line_end_and_after_a_byte_order_mark(loader: str, end: str, mark: str) -> None:
    content = mark + end.join(["title: x", "checks:", "  - {id: a, é: [b, c]}", "  -", "    id: deep", ""])
    tree = read_yaml(content.encode(), "f.yaml")
    assert tree.problems == []
    assert tree.data == {"title": "x", "checks": [{"id": "a", "é": ["b", "c"]}, {"id": "deep"}]}
    assert tree.at(()) == (1, 1)
    assert tree.at(("title",)) == (1, 8)
    assert tree.at(("title",), key=True) == (1, 1)
    assert tree.at(("checks", 0)) == (3, 5)
    assert tree.at(("checks", 0, "é", 1)) == (3, 20)
    assert tree.at(("checks", 0, "é"), key=True) == (3, 13)
    assert tree.at(("checks", 1, "id")) == (5, 9)
    assert tree.at(("checks", 1, "missing")) == (5, 5)
    assert tree.at(("checks", 7, "id")) == tree.at(("checks",))
    assert tree.at(("nowhere", "id"), key=True) == (1, 1)
    assert tree.at(("nowhere", "title")) == (1, 1)


# -- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a: 1\nb: *x\n", ["f.yaml:2:4: the alias *x", "  expected  the value itself; aliases are not supported"]),
        ("a: &x 1\n", ["f.yaml:1:4: the anchor &x", "  expected  a plain value; anchors are not supported"]),
        ("a: &x [1]\n", ["f.yaml:1:4: the anchor &x", "  expected  a plain value; anchors are not supported"]),
        ("a: !!int 1\n", ["f.yaml:1:4: the tag tag:yaml.org,2002:int", "  expected  a plain value; tags are not supported"]),
        ("a: !x {b: 1}\n", ["f.yaml:1:4: the tag !x", "  expected  a plain value; tags are not supported"]),
        ("a:\n  <<: {b: 1}\n", ["f.yaml:2:3: a merge key", "  expected  the keys themselves; merging is not supported"]),
        ("a: 1\nb: 2\na: 3\n", ["f.yaml:3:1: the key 'a' a second time", "  expected  each key once; the first is at line 1"]),
        ("[a]: 1\n", ["f.yaml:1:1: a key that is not a text", "  expected  a word, then a colon"]),
        ("~: 1\n", ["f.yaml:1:1: a key that is not a text", "  expected  a word, then a colon"]),
        ("a: 1\n---\nb: 2", ["f.yaml:2:1: a second YAML document", "  expected  one document a file, without a `---` inside"]),
    ],
)  # fmt: skip
def test_what_gives_a_value_a_meaning_that_is_not_on_the_page(loader: str, content: str, expected: list[str]) -> None:
    assert said(content) == expected


def test_everything_that_is_refused_is_reported_at_once() -> None:
    assert [line for line in said("a: &x 1\nb: *x\na: !t 2\n<<: {}\n") if line.startswith("f.yaml")] == [
        "f.yaml:1:4: the anchor &x", "f.yaml:2:4: the alias *x", "f.yaml:3:1: the key 'a' a second time",
        "f.yaml:3:4: the tag !t", "f.yaml:4:1: a merge key",
    ]  # fmt: skip


def test_what_was_refused_before_a_syntax_error_is_reported_with_it() -> None:
    assert [line for line in said("a: &x 1\nb: [\n") if line.startswith("f.yaml")] == [
        "f.yaml:1:4: the anchor &x",
        "f.yaml:3:1: not valid YAML",
    ]


def test_the_tag_that_says_nothing_is_let_through() -> None:
    assert read_yaml(b"a: ! b\n", "f").data == {"a": "b"}
    assert said("a: ! b\n") == []


def test_bombs_of_aliases_stay_small() -> None:
    content = "a: &a [x, x]\n" + "".join(f"{n}: &{n} [*{p}, *{p}]\n" for p, n in zip("abcdefgh", "bcdefghi", strict=True))
    assert len(said(content)) == 2 * (9 + 16)


@pytest.mark.parametrize(
    ("content", "place", "found"),
    [
        ("a: [1\nb: 2\n", "2:2", "did not find expected ',' or ']'"),
        ("a: 1\n  b: 2\n", "2:4", "mapping values are not allowed in this context"),
        ('a: "x\n', "2:1", "found unexpected end of stream"),
        ("a: 'b' c\n", "1:8", "did not find expected key"),
        ("@a\n", "1:1", "found character that cannot start any token"),
    ],
)
def test_a_syntax_error_is_named_with_its_place_and_nothing_is_made_of_the_rest(content: str, place: str, found: str) -> None:
    first, second, third, *_ = said(content)
    assert first == f"f.yaml:{place}: not valid YAML"
    assert second.startswith("  found     " + found)
    assert third == "  expected  YAML 1.1"
    assert read_yaml(content.encode(), "f").data is None


def test_hints_for_what_people_get_wrong(loader: str) -> None:
    assert said("a:\n\t- b\n")[-1] == "  hint      YAML is indented with spaces, never with tabs"
    assert said("a: b: c\n")[-1] == "  hint      quote a text that contains a colon and a space"
    assert not [line for line in said("a: %x\n") if line.startswith("  hint")]


@pytest.mark.parametrize(
    ("content", "place", "found"),
    [
        (b"a: x\nb: caf\xe9\n", "2:7", "the byte 0xe9"),
        ("\ufeffé: ".encode() + b"\xff", "1:4", "the byte 0xff"),
        ("a: b".encode("utf-16"), "1:1", "the byte 0xff"),
        (b"a: \xed\xa0\x80", "1:4", "the byte 0xed"),
    ],
)
def test_bytes_that_are_not_utf_8(content: bytes, place: str, found: str) -> None:
    assert said(content) == [f"f.yaml:{place}: not UTF-8", f"  found     {found}", "  expected  UTF-8 text"]


@pytest.mark.parametrize(
    ("content", "place", "code"), [("a: x\nö: b\0", "2:5", "0000"), ("\x1b[31m", "1:1", "001B"), ("a: \x7f", "1:4", "007F")]
)
def test_control_characters(loader: str, content: str, place: str, code: str) -> None:
    first, second, third = said(content)
    assert (first, second) == (f"f.yaml:{place}: not valid YAML", f"  found     the control character U+{code}")
    assert third == "  expected  text that can be printed"


@pytest.mark.parametrize("nest", ["[", "{a: ", "- "])
def test_the_depth_that_is_allowed_is_read_and_one_more_is_not(nest: str) -> None:
    assert DEPTH_LIMIT == 32
    end = {"[": "]", "{a: ": "}", "- ": " x"}[nest]
    deep = nest * DEPTH_LIMIT + (end * DEPTH_LIMIT if end != " x" else end)
    assert said(deep) == []
    deeper = nest + deep + (end if end != " x" else "")
    column = len(nest) * DEPTH_LIMIT + 1
    assert said(deeper) == [f"f.yaml:1:{column}: nested too deeply", f"  expected  at most {DEPTH_LIMIT} levels"]
    assert read_yaml(deeper.encode(), "f").data is None


@pytest.mark.parametrize("hostile", ["'[' * 100_000", "'{a: ' * 100_000", "'- ' * 100_000", "'[' * 4_000_000"])
def test_hostile_nesting_kills_no_interpreter(hostile: str) -> None:
    code = (
        "from tracker.spec.yaml_tree import read_yaml; p = read_yaml(({}).encode(), 'f').problems; print(len(p), p[-1].message)"
    )
    code = code.format(hostile)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "1 nested too deeply\n"), done.stderr


def test_a_file_of_the_size_that_is_allowed_is_read_and_one_byte_more_is_not() -> None:
    text = b"a: " + b"x" * (SIZE_LIMIT - 3)
    assert len(read_yaml(text, "f").data["a"]) == SIZE_LIMIT - 3
    tree = read_yaml(text + b"x", "f.yaml")
    assert tree.data is None
    assert tree.problems[0].lines() == ["f.yaml: the file has more than 4,194,304 bytes", "  expected  at most 4,194,304"]


@given(st.binary(max_size=60) | st.text("-:[]{}&*!|>'\"%@`,?# \t\nab<~\ufeff", max_size=40).map(str.encode))
def test_any_bytes_at_all_give_data_or_problems_with_places(content: bytes) -> None:
    tree = read_yaml(content, "f.yaml")
    for problem in tree.problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.message
    assert tree.mark.line >= 1


@pytest.mark.parametrize("path", [ROOT / "tracker.yaml", *sorted((ROOT / "phases").glob("*.yaml"))], ids=lambda path: path.name)
def test_the_shipped_plan_is_the_same_to_both_parsers(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trees = []
    for parser in (yaml.CSafeLoader, yaml.SafeLoader):
        monkeypatch.setattr(yaml_tree, "_Loader", parser)
        trees.append(read_yaml(path.read_bytes(), path.name))
    assert trees[0].problems == trees[1].problems == []
    assert trees[0].data == trees[1].data
    assert trees[0].mark == trees[1].mark
