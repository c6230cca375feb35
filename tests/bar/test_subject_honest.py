"""Ordinary commits: tests are added, moved, renamed, parametrized, split, formatted. Hardly any may look like a lowered bar.

Each commit is one edit of a suite, or several after another, as a history has them: names, values and places vary.
"""

# ruff: noqa: E501 - a file or an edit a line
from __future__ import annotations

import ast
import random
import re
import textwrap
from collections.abc import Callable

from tests.bar.subjects import lowered
from tracker.bar.python_tests import parse

Tree = dict[str, str]
Edit = Callable[[Tree, random.Random], Tree]

CALC = """\
import pytest

from calc import add, parse, sub


def test_zero():
    assert add(0, 0) == 0


def test_add():
    result = add(2, 2)
    assert result == 4
    assert isinstance(result, int)


def test_parse():
    user = parse("ada,36,london")
    assert user.name == "ada"
    assert user.age == 36
    assert user.city == "london"


def test_sub():
    assert sub(5, 3) == 2
    assert sub(3, 5) == -2


def test_sub_of_text():
    with pytest.raises(TypeError):
        sub("a", 1)
"""
STORE = """\
import unittest
from unittest import mock

from store import Store


class StoreTest(unittest.TestCase):
    def setUp(self):
        self.store = Store()

    def test_put(self):
        self.store.put("a", 1)
        self.assertEqual(self.store.get("a"), 1)

    def test_empty(self):
        self.assertEqual(len(self.store), 0)
        self.assertIsNone(self.store.get("b"))

    def test_listener(self):
        listener = mock.Mock()
        self.store.listen(listener)
        self.store.put("a", 1)
        listener.assert_called_once_with("a", 1)
"""
API = """\
import pytest


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.mark.parametrize("path", ["/", "/about", "/help"])
def test_pages(client, path):
    assert client.get(path).status_code == 200


class TestLogin:
    def test_right(self, client):
        answer = client.post("/login", json={"user": "ada"})
        assert answer.status_code == 200
        assert answer.json["user"] == "ada"

    def test_wrong(self, client):
        answer = client.post("/login", json={})
        assert answer.status_code == 401
        assert "missing" in answer.json["error"]
"""
CONFTEST = """\
import pytest


@pytest.fixture
def app():
    from shop import make_app

    return make_app(testing=True)
"""
JS = """\
import { add, sub } from './calc';

describe('calc', () => {
  it('adds', () => {
    expect(add(2, 2)).toBe(4);
    expect(add(0, 0)).toBe(0);
  });

  it('subtracts', () => {
    expect(sub(5, 3)).toBe(2);
  });
});
"""
START: Tree = {
    "tests/test_calc.py": CALC,
    "tests/test_store.py": STORE,
    "tests/test_api.py": API,
    "tests/conftest.py": CONFTEST,
    "client/calc.test.js": JS,
    "pyproject.toml": '[project]\nname = "shop"\nversion = "1.0"\n\n[tool.pytest.ini_options]\naddopts = "-q"\n',
    "package.json": '{\n  "name": "shop",\n  "version": "1.0.0",\n  "scripts": {\n    "test": "jest"\n  }\n}\n',
    "scripts/verify.sh": "set -e\npython -m pytest -q tests\n",
}
NAMES = ["order", "basket", "price", "tax", "user", "session", "date", "report", "mail", "stock"]


def edit(tree: Tree, path: str, change: Callable[[str], str]) -> Tree:
    assert path in tree
    return {**tree, path: change(tree[path])}


def replaced(path: str, old: str, new: str) -> Edit:
    def change(tree: Tree, luck: random.Random) -> Tree:
        del luck
        assert old in tree[path], (path, old)
        return edit(tree, path, lambda text: text.replace(old, new, 1))

    return change


# -- additions ------------------------------------------------------------------------------------------------------------


def a_test_is_added(tree: Tree, luck: random.Random) -> Tree:
    name, value = luck.choice(NAMES), luck.randrange(100)
    return edit(
        tree, "tests/test_calc.py", lambda text: f"{text}\n\ndef test_{name}():\n    assert add({value}, 1) == {value + 1}\n"
    )


def a_file_of_tests_is_added(tree: Tree, luck: random.Random) -> Tree:
    name = luck.choice(NAMES)
    return {
        **tree,
        f"tests/test_{name}.py": f"from shop import {name}\n\n\ndef test_{name}():\n    assert {name}() == {luck.randrange(9)}\n",
    }


def an_assertion_is_added(tree: Tree, luck: random.Random) -> Tree:
    value = luck.randrange(50)
    return edit(
        tree,
        "tests/test_calc.py",
        lambda text: text.replace(
            "    assert sub(5, 3) == 2\n", f"    assert sub(5, 3) == 2\n    assert sub({value}, 0) == {value}\n"
        ),
    )


def a_fixture_is_added(tree: Tree, luck: random.Random) -> Tree:
    name = luck.choice(NAMES)
    return edit(
        tree, "tests/conftest.py", lambda text: f"{text}\n\n@pytest.fixture\ndef {name}():\n    return {luck.randrange(9)}\n"
    )


def an_autouse_fixture_is_added(tree: Tree, luck: random.Random) -> Tree:
    name = luck.choice(NAMES)
    more = f"\n\n@pytest.fixture(autouse=True)\ndef {name}(monkeypatch, tmp_path):\n    monkeypatch.setenv('HOME', str(tmp_path))\n"
    return edit(tree, "tests/conftest.py", lambda text: text + more)


def a_case_is_added(tree: Tree, luck: random.Random) -> Tree:
    return edit(tree, "tests/test_api.py", lambda text: text.replace('"/help"]', f'"/help", "/{luck.choice(NAMES)}"]'))


def a_js_test_is_added(tree: Tree, luck: random.Random) -> Tree:
    more = (
        f"\n  it('knows {luck.choice(NAMES)}', () => {{\n    expect(add(1, {luck.randrange(9)})).toBeDefined();\n  }});\n}});\n"
    )
    return edit(tree, "client/calc.test.js", lambda text: text.removesuffix("});\n") + more)


# -- moves and names --------------------------------------------------------------------------------------------------------


def a_test_is_renamed(tree: Tree, luck: random.Random) -> Tree:
    old = luck.choice(["test_zero", "test_add", "test_parse", "test_sub_of_text"])
    return edit(tree, "tests/test_calc.py", lambda text: text.replace(f"def {old}(", f"def {old}_{luck.choice(NAMES)}("))


def a_test_is_moved_to_another_file(tree: Tree, luck: random.Random) -> Tree:
    name = luck.choice(NAMES)
    start = CALC.index("def test_parse")
    end = CALC.index("def test_sub():")
    body = CALC[start:end]
    moved = edit(tree, "tests/test_calc.py", lambda text: text.replace(body, ""))
    return {**moved, f"tests/test_{name}s.py": f"from calc import parse\n\n\n{body.rstrip()}\n"}


def a_file_is_renamed(tree: Tree, luck: random.Random) -> Tree:
    rest = {path: text for path, text in tree.items() if path != "tests/test_calc.py"}
    return {**rest, f"tests/test_{luck.choice(NAMES)}_calc.py": tree["tests/test_calc.py"]}


def files_go_into_a_folder(tree: Tree, luck: random.Random) -> Tree:
    folder = luck.choice(["unit", "integration", "core"])
    return {path.replace("tests/test_", f"tests/{folder}/test_"): text for path, text in tree.items()}


def into_a_class(tree: Tree, luck: random.Random) -> Tree:
    def change(text: str) -> str:
        head, body = text[: text.index("def test_zero")], text[text.index("def test_zero") :]
        methods = re.sub(r"def (test_\w+)\(\)", r"def \1(self)", body)
        return f"{head}class Test{luck.choice(NAMES).title()}:\n{textwrap.indent(methods, '    ')}"

    return edit(tree, "tests/test_calc.py", change)


def a_file_is_split(tree: Tree, luck: random.Random) -> Tree:
    start = CALC.index("def test_sub():")
    head = "import pytest\n\nfrom calc import sub\n\n\n"
    return {**tree, "tests/test_calc.py": CALC[:start], f"tests/test_{luck.choice(NAMES)}_sub.py": head + CALC[start:]}


def a_fixture_moves_to_conftest(tree: Tree, luck: random.Random) -> Tree:
    del luck
    fixture = "@pytest.fixture\ndef client(app):\n    return app.test_client()\n\n\n"
    less = edit(tree, "tests/test_api.py", lambda text: text.replace(fixture, ""))
    return edit(less, "tests/conftest.py", lambda text: f"{text}\n\n{fixture.rstrip()}\n")


# -- rewriting --------------------------------------------------------------------------------------------------------------


def formatting(tree: Tree, luck: random.Random) -> Tree:
    path = luck.choice(["tests/test_calc.py", "tests/test_store.py", "tests/test_api.py"])
    return edit(tree, path, lambda text: ast.unparse(ast.parse(text)) + "\n")


def comments_and_docstrings(tree: Tree, luck: random.Random) -> Tree:
    words = luck.choice(NAMES)
    return edit(
        tree, "tests/test_calc.py", lambda text: text.replace("():\n", f'():\n    """About {words}."""\n    # {words}\n')
    )


def values_change(tree: Tree, luck: random.Random) -> Tree:
    a, b = luck.randrange(50), luck.randrange(50)
    return edit(tree, "tests/test_calc.py", lambda text: text.replace("sub(5, 3) == 2", f"sub({a}, {b}) == {a - b}"))


def an_expectation_changes_with_the_code(tree: Tree, luck: random.Random) -> Tree:
    return edit(
        tree, "tests/test_calc.py", lambda text: text.replace('user.city == "london"', f'user.city == "{luck.choice(NAMES)}"')
    )


def variables_are_renamed(tree: Tree, luck: random.Random) -> Tree:
    return edit(tree, "tests/test_calc.py", lambda text: re.sub(r"\bresult\b", luck.choice(NAMES), text))


def a_test_is_split_in_two(tree: Tree, luck: random.Random) -> Tree:
    old = "    assert sub(5, 3) == 2\n    assert sub(3, 5) == -2\n"
    name = luck.choice(NAMES)
    new = f"    assert sub(5, 3) == 2\n\n\ndef test_sub_{name}():\n    assert sub(3, 5) == -2\n"
    return edit(tree, "tests/test_calc.py", lambda text: text.replace(old, new))


def parametrized(tree: Tree, luck: random.Random) -> Tree:
    old = "def test_sub():\n    assert sub(5, 3) == 2\n    assert sub(3, 5) == -2\n"
    name = luck.choice(["test_sub", "test_sub_all", "test_difference"])
    new = f"@pytest.mark.parametrize('a, b, c', [(5, 3, 2), (3, 5, -2)])\ndef {name}(a, b, c):\n    assert sub(a, b) == c\n"
    return edit(tree, "tests/test_calc.py", lambda text: text.replace(old, new))


def two_tests_become_one_with_cases(tree: Tree, luck: random.Random) -> Tree:
    old = tree["tests/test_calc.py"]
    start, end = old.index("def test_zero"), old.index("def test_parse")
    name = luck.choice(["test_sum", "test_add", "test_adds"])
    cases = "[(0, 0, 0), (2, 2, 4), (1, 5, 6)]"
    new = f"@pytest.mark.parametrize('a, b, result', {cases})\ndef {name}(a, b, result):\n    assert add(a, b) == result\n    assert isinstance(add(a, b), int)\n\n\n"
    return {**tree, "tests/test_calc.py": old[:start] + new + old[end:]}


def a_loop_takes_the_place_of_lines(tree: Tree, luck: random.Random) -> Tree:
    old = "    assert sub(5, 3) == 2\n    assert sub(3, 5) == -2\n"
    name = luck.choice(["a, b, c", "x, y, z"])
    one, two, three = name.split(", ")
    new = f"    for {name} in [(5, 3, 2), (3, 5, -2)]:\n        assert sub({one}, {two}) == {three}\n"
    return edit(tree, "tests/test_calc.py", lambda text: text.replace(old, new))


def a_helper_takes_the_place_of_assertions(tree: Tree, luck: random.Random) -> Tree:
    name = luck.choice(["assert_user", "check_user", "same_user"])
    old = '    assert user.name == "ada"\n    assert user.age == 36\n    assert user.city == "london"\n'
    helper = f"\n\ndef {name}(user, name, age, city):\n    assert (user.name, user.age, user.city) == (name, age, city)\n"
    return edit(tree, "tests/test_calc.py", lambda text: text.replace(old, f'    {name}(user, "ada", 36, "london")\n') + helper)


def a_helper_in_another_file(tree: Tree, luck: random.Random) -> Tree:
    name = luck.choice(NAMES)
    old = '    assert user.name == "ada"\n    assert user.age == 36\n    assert user.city == "london"\n'
    new = edit(tree, "tests/test_calc.py", lambda text: text.replace(old, f'    same_{name}(user, "ada", 36, "london")\n'))
    new = edit(
        new,
        "tests/test_calc.py",
        lambda text: text.replace("import pytest\n", f"import pytest\nfrom helpers import same_{name}\n"),
    )
    body = f"def same_{name}(user, name, age, city):\n    assert user.name == name\n    assert user.age == age\n    assert user.city == city\n"
    return {**new, "tests/helpers.py": body}


def one_stronger_assertion(tree: Tree, luck: random.Random) -> Tree:
    old = '    assert user.name == "ada"\n    assert user.age == 36\n    assert user.city == "london"\n'
    new = luck.choice(
        [
            '    assert user == User("ada", 36, "london")\n',
            '    assert user == User(name="ada", age=36, city="london")\n',
            '    assert vars(user) == {"name": "ada", "age": 36, "city": "london"}\n',
            '    expected = {"name": "ada", "age": 36, "city": "london"}\n    assert vars(user) == expected\n',
            '    assert (user.name, user.age, user.city) == ("ada", 36, "london")\n',
            '    assert user.name == "ada" and user.age == 36 and user.city == "london"\n',
        ]
    )
    return edit(tree, "tests/test_calc.py", lambda text: text.replace(old, new))


def unittest_becomes_pytest(tree: Tree, luck: random.Random) -> Tree:
    def change(text: str) -> str:
        text = re.sub(r"self\.assertEqual\((.+), ([^,\n]+)\)\n", r"assert \1 == \2\n", text)
        text = re.sub(r"self\.assertIsNone\((.+)\)\n", r"assert \1 is None\n", text)
        return text.replace("class StoreTest(unittest.TestCase)", f"class Test{luck.choice(NAMES).title()}Store").replace(
            "def setUp(self)", "def setup_method(self)"
        )

    return edit(tree, "tests/test_store.py", change)


def raises_says_more(tree: Tree, luck: random.Random) -> Tree:
    return edit(
        tree,
        "tests/test_calc.py",
        lambda text: text.replace("pytest.raises(TypeError)", f'pytest.raises(TypeError, match="{luck.choice(NAMES)}")'),
    )


def a_plain_form(tree: Tree, luck: random.Random) -> Tree:
    new = luck.choice(["self.assertFalse(self.store)", "self.assertEqual(list(self.store), [])", "assert not len(self.store)"])
    return edit(tree, "tests/test_store.py", lambda text: text.replace("self.assertEqual(len(self.store), 0)", new))


def an_annotation(tree: Tree, luck: random.Random) -> Tree:
    del luck
    return {
        path: re.sub(r"(def test_\w+\(\)):", r"\1 -> None:", text) if path.endswith(".py") else text
        for path, text in tree.items()
    }


def a_mark(tree: Tree, luck: random.Random) -> Tree:
    name = luck.choice(["slow", "unit", "database"])
    return edit(tree, "tests/test_calc.py", lambda text: text.replace("def test_add", f"@pytest.mark.{name}\ndef test_add"))


def a_setup_is_shared(tree: Tree, luck: random.Random) -> Tree:
    name = luck.choice(NAMES)
    fixture = f'@pytest.fixture\ndef {name}():\n    return parse("ada,36,london")\n\n\n'

    def change(text: str) -> str:
        text = text.replace('    user = parse("ada,36,london")\n', "").replace("def test_parse()", f"def test_parse({name})")
        return text.replace("user.", f"{name}.").replace("def test_zero", fixture + "def test_zero")

    return edit(tree, "tests/test_calc.py", change)


# -- beside the tests -----------------------------------------------------------------------------------------------------


def a_version(tree: Tree, luck: random.Random) -> Tree:
    return edit(tree, "pyproject.toml", lambda text: text.replace('"1.0"', f'"1.{luck.randrange(1, 9)}"'))


def a_dependency(tree: Tree, luck: random.Random) -> Tree:
    return edit(
        tree, "package.json", lambda text: text.replace('"version"', f'"license": "MIT{luck.randrange(9)}",\n  "version"')
    )


def an_option_of_pytest(tree: Tree, luck: random.Random) -> Tree:
    option = luck.choice(["-ra", "--strict-markers", "--tb=short", "--durations=5", "-p no:cacheprovider"][:4])
    return edit(tree, "pyproject.toml", lambda text: text.replace('"-q"', f'"-q {option}"'))


def a_marker(tree: Tree, luck: random.Random) -> Tree:
    return edit(tree, "pyproject.toml", lambda text: text + f'markers = ["{luck.choice(NAMES)}: told apart"]\n')


def a_program_grows(tree: Tree, luck: random.Random) -> Tree:
    return edit(tree, "scripts/verify.sh", lambda text: text + f"python scripts/{luck.choice(NAMES)}.py\n")


def a_script_of_npm(tree: Tree, luck: random.Random) -> Tree:
    name = luck.choice(["build", "start", "format"])
    return edit(
        tree, "package.json", lambda text: text.replace('"test": "jest"', f'"test": "jest",\n    "{name}": "node {name}.js"')
    )


def js_is_formatted(tree: Tree, luck: random.Random) -> Tree:
    del luck
    return edit(tree, "client/calc.test.js", lambda text: text.replace("'", '"').replace("  ", "\t"))


def a_js_test_is_renamed(tree: Tree, luck: random.Random) -> Tree:
    return edit(tree, "client/calc.test.js", lambda text: text.replace("'subtracts'", f"'subtracts a {luck.choice(NAMES)}'"))


def a_js_file_is_moved(tree: Tree, luck: random.Random) -> Tree:
    rest = {path: text for path, text in tree.items() if path != "client/calc.test.js"}
    return {**rest, f"client/{luck.choice(NAMES)}/calc.test.js": tree["client/calc.test.js"].replace("./calc", "../calc")}


EDITS: list[Edit] = [
    a_test_is_added, a_file_of_tests_is_added, an_assertion_is_added, a_fixture_is_added, an_autouse_fixture_is_added,
    a_case_is_added, a_js_test_is_added, a_test_is_renamed, a_test_is_moved_to_another_file, a_file_is_renamed,
    files_go_into_a_folder, into_a_class, a_file_is_split, a_fixture_moves_to_conftest, formatting,
    comments_and_docstrings, values_change, an_expectation_changes_with_the_code, variables_are_renamed,
    a_test_is_split_in_two, parametrized, two_tests_become_one_with_cases, a_loop_takes_the_place_of_lines,
    a_helper_takes_the_place_of_assertions, a_helper_in_another_file, one_stronger_assertion, unittest_becomes_pytest,
    raises_says_more, a_plain_form, an_annotation, a_mark, a_setup_is_shared, a_version, a_dependency, an_option_of_pytest,
    a_marker, a_program_grows, a_script_of_npm, js_is_formatted, a_js_test_is_renamed, a_js_file_is_moved,
]  # fmt: skip
MOVES = {"a_file_is_renamed", "files_go_into_a_folder", "a_js_file_is_moved"}


def commits() -> list[tuple[str, Tree, Tree]]:
    """(what was done, before, after): each edit alone with several choices, then two at a time."""
    made: list[tuple[str, Tree, Tree]] = []
    for make in EDITS:
        for seed in range(4):
            made.append((f"{make.__name__}-{seed}", START, make(START, random.Random(seed))))
    luck = random.Random(20261128)
    while len(made) < 320:
        one, two = luck.sample(EDITS, 2)
        try:
            after = two(one(START, luck), luck)
        except (AssertionError, ValueError):
            continue  # the first left nothing for the second
        if after != START:
            made.append((f"{one.__name__} and {two.__name__}", START, after))
    return made


def test_hardly_any_ordinary_commit_looks_like_a_lowered_bar() -> None:
    alarms = {}
    made = commits()
    for name, before, after in made:
        assert before != after, name
        assert all(parse(text) for path, text in after.items() if path.endswith(".py")), name
        moves = git_moves(before, after)
        if found := lowered(before, after, moves=moves, programs=("scripts/verify.sh",)):
            alarms[name] = found
    assert len(made) >= 200
    assert len(alarms) <= len(made) * 0.02, alarms


def git_moves(before: Tree, after: Tree) -> dict[str, str]:
    """Renames as git finds them: files with mostly the same lines."""
    gone, new = [p for p in before if p not in after], [p for p in after if p not in before]
    found: dict[str, str] = {}
    for path in new:
        lines = set(after[path].splitlines())
        best = max(gone, key=lambda old: len(lines & set(before[old].splitlines())), default=None)
        if best and len(lines & set(before[best].splitlines())) > len(lines) / 2 and best not in found.values():
            found[path] = best
    return found
