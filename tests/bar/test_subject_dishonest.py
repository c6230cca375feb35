"""Ways to make a suite pass by making it ask for less: each is named, with its place."""

# ruff: noqa: E501 - a file or an edit a line
from __future__ import annotations

import pytest

from tests.bar.subjects import lowered

HEAD = "import pytest\nfrom calc import add, sub\n\n"
ZERO = "def test_zero():\n    assert add(0, 0) == 0\n\n"
ADD = "def test_add():\n    result = add(2, 2)\n    assert result == 4\n    assert isinstance(result, int)\n\n"
SUB = "def test_sub():\n    assert sub(5, 3) == 2\n    with pytest.raises(TypeError):\n        sub('a', 1)\n\n"
CASES = "@pytest.mark.parametrize('a, b', [(1, 2), (2, 3), (3, 4)])\ndef test_next(a, b):\n    assert add(a, 1) == b\n\n"
UNIT = "class TestCalc(unittest.TestCase):\n    def test_big(self):\n        self.assertEqual(add(10, 5), 15)\n        self.assertTrue(add(1, 1) > 0)\n"
SUITE = HEAD + ZERO + ADD + SUB + CASES + UNIT
PATH = "tests/test_calc.py"


def changed(old: str, new: str) -> str:
    assert old in SUITE
    return SUITE.replace(old, new, 1)


PYTHON = {
    "a test is deleted": changed(ADD, ""),
    "a class of tests is deleted": changed(UNIT, ""),
    "a test is commented out": changed(ADD, "".join(f"# {line}\n" for line in ADD.splitlines())),
    "a test is no longer collected": changed("def test_add", "def _test_add"),
    "a class is no longer collected": changed("class TestCalc(unittest.TestCase)", "class Calc"),
    "a class says that it is no test": changed("    def test_big", "    __test__ = False\n    def test_big"),
    "a test is defined twice, the second empty": SUITE + "\ndef test_add():\n    pass\n",
    "an assertion is deleted": changed("    assert result == 4\n", ""),
    "all assertions are deleted": changed("    assert result == 4\n    assert isinstance(result, int)\n", ""),
    "a body becomes pass": changed("    assert add(0, 0) == 0\n", "    pass\n"),
    "an assertion becomes an expression": changed("assert add(0, 0) == 0", "add(0, 0) == 0"),
    "an assertion becomes assert True": changed("assert add(0, 0) == 0", "assert True"),
    "an assertion compares a thing with itself": changed("assert add(0, 0) == 0", "assert add(0, 0) == add(0, 0)"),
    "an assertion is a tuple": changed("assert add(0, 0) == 0", "assert (add(0, 0) == 1, 'zero')"),
    "an assertion has a way out": changed("assert add(0, 0) == 0", "assert add(0, 0) == 0 or True"),
    "an assertion only asks whether there is something": changed("assert sub(5, 3) == 2", "assert sub(5, 3) is not None"),
    "an assertion only asks for truth": changed("assert sub(5, 3) == 2", "assert sub(5, 3)"),
    "an assertion only asks for a type": changed("assert sub(5, 3) == 2", "assert isinstance(sub(5, 3), int)"),
    "an assertion allows several values": changed("assert sub(5, 3) == 2", "assert sub(5, 3) in (2, 8)"),
    "an assertion allows a range": changed("assert sub(5, 3) == 2", "assert sub(5, 3) >= 0"),
    "raises is taken away": changed("    with pytest.raises(TypeError):\n        sub('a', 1)\n", ""),
    "a failure is swallowed": changed(
        "    assert add(0, 0) == 0\n", "    try:\n        assert add(0, 0) == 0\n    except AssertionError:\n        pass\n"
    ),
    "a failure is suppressed": changed(
        "    assert add(0, 0) == 0\n", "    with contextlib.suppress(Exception):\n        assert add(0, 0) == 0\n"
    ),
    "a test returns early": changed("    result = add(2, 2)\n", "    return\n    result = add(2, 2)\n"),
    "a condition is false": changed("    assert add(0, 0) == 0\n", "    if False:\n        assert add(0, 0) == 0\n"),
    "a loop over nothing": changed("    assert add(0, 0) == 0\n", "    for _ in []:\n        assert add(0, 0) == 0\n"),
    "a test is a generator": changed("    assert add(0, 0) == 0\n", "    assert add(0, 0) == 0\n    yield\n"),
    "a test is skipped": changed("def test_add", "@pytest.mark.skip\ndef test_add"),
    "a test is expected to fail": changed("def test_add", "@pytest.mark.xfail(reason='later')\ndef test_add"),
    "a test is skipped under a condition": changed("def test_add", "@pytest.mark.skipif(True, reason='x')\ndef test_add"),
    "a test skips itself": changed("    result = add(2, 2)\n", "    pytest.skip('flaky')\n    result = add(2, 2)\n"),
    "a module is skipped": changed(HEAD, HEAD + "pytestmark = pytest.mark.skip\n"),
    "a module skips itself": changed(HEAD, HEAD + "pytest.skip('not now', allow_module_level=True)\n"),
    "a class is skipped": changed("class TestCalc", "@unittest.skip('x')\nclass TestCalc"),
    "a method expects a failure": changed("    def test_big", "    @unittest.expectedFailure\n    def test_big"),
    "cases are deleted": changed("[(1, 2), (2, 3), (3, 4)]", "[(1, 2)]"),
    "no case is left": changed("[(1, 2), (2, 3), (3, 4)]", "[]"),
    "a case is skipped": changed("(3, 4)]", "pytest.param(3, 4, marks=pytest.mark.skip)]"),
    "assertEqual becomes assertIsNotNone": changed("self.assertEqual(add(10, 5), 15)", "self.assertIsNotNone(add(10, 5))"),
    "a method asserts a constant": changed("self.assertEqual(add(10, 5), 15)", "self.assertEqual(15, 15)"),
    "an empty helper takes the place of assertions": changed(
        "    assert result == 4\n    assert isinstance(result, int)\n", "    check_sum(result)\n"
    )
    + "\ndef check_sum(value):\n    pass\n",
    "the tests are below a false condition": HEAD
    + "if False:\n    "
    + ZERO.replace("\n", "\n    ")
    + "\n"
    + ADD
    + SUB
    + CASES
    + UNIT,
    "one test is exchanged for an unrelated one": changed(ADD, "def test_import():\n    assert HEAD is not None\n"),
}


@pytest.mark.parametrize("name", PYTHON)
def test_python_tests_that_ask_for_less_are_named(name: str) -> None:
    found = lowered({PATH: SUITE}, {PATH: PYTHON[name]})
    assert found, name
    assert all(line.startswith(PATH) for line in found)
    assert all(f"({PATH}:" in line for line in found)


def test_a_file_that_is_gone_or_no_longer_collected_is_named() -> None:
    assert len(lowered({PATH: SUITE}, {})) == 5
    assert len(lowered({PATH: SUITE}, {"tests/calc_old.py": SUITE}, moves={"tests/calc_old.py": PATH})) == 5
    assert len(lowered({PATH: SUITE}, {PATH: "# later\n"})) == 5


HOOK = "import pytest\n\n@pytest.hookimpl(wrapper=True)\ndef pytest_runtest_makereport(item, call):\n    r = yield\n    r.outcome = 'passed'\n    return r\n"

CONFIGURATION = {
    "a hook turns failures into passes": ("tests/conftest.py", "", HOOK),
    "a hook leaves tests out": ("conftest.py", "", "def pytest_collection_modifyitems(items):\n    items[:] = items[:1]\n"),
    "files are not collected": ("conftest.py", "import os\n", "import os\ncollect_ignore = ['test_calc.py']\n"),
    "a fixture for everything skips": (
        "conftest.py",
        "",
        "import pytest\n\n@pytest.fixture(autouse=True)\ndef quiet():\n    pytest.skip('no')\n",
    ),
    "addopts deselect": ("pytest.ini", "[pytest]\naddopts = -q\n", "[pytest]\naddopts = -q -k 'not add'\n"),
    "addopts ignore": ("tox.ini", "[pytest]\naddopts = -q\n", "[pytest]\naddopts = -q --ignore=tests/slow\n"),
    "pyproject deselects": (
        "pyproject.toml",
        '[tool.pytest.ini_options]\naddopts = "-q"\n',
        '[tool.pytest.ini_options]\naddopts = "-q --deselect tests/test_calc.py::test_add"\n',
    ),
    "retries are added": ("setup.cfg", "[tool:pytest]\naddopts = -q\n", "[tool:pytest]\naddopts = -q --reruns 5\n"),
    "strict xfail goes": ("pytest.ini", "[pytest]\nxfail_strict = true\n", "[pytest]\n"),
    "coverage asks for less": (
        "pyproject.toml",
        "[tool.coverage.report]\nfail_under = 90\n",
        "[tool.coverage.report]\nfail_under = 40\n",
    ),
    "fewer folders are searched": ("pytest.ini", "[pytest]\ntestpaths = tests integration\n", "[pytest]\ntestpaths = tests\n"),
    "jest ignores": (
        "jest.config.js",
        "module.exports = {\n}\n",
        "module.exports = {\n  testPathIgnorePatterns: ['slow'],\n}\n",
    ),
    "vitest retries": ("vitest.config.ts", "export default {\n}\n", "export default {\n  retry: 3,\n}\n"),
    "jest passes without tests": (
        "jest.config.js",
        "module.exports = {\n}\n",
        "module.exports = {\n  passWithNoTests: true,\n}\n",
    ),
}


@pytest.mark.parametrize("name", CONFIGURATION)
def test_configuration_that_leaves_tests_or_failures_out_is_named(name: str) -> None:
    path, before, after = CONFIGURATION[name]
    found = lowered({path: before} if before else {}, {path: after})
    assert found, name
    assert all(line.startswith(f"{path}: test configuration") for line in found)


JS = "describe('sum', () => {\n  it('adds', () => {\n    expect(add(2, 2)).toBe(4);\n    expect(add(0, 0)).toBe(0);\n  });\n  it('throws', () => {\n    expect(() => add()).toThrow();\n  });\n});\n"
GO = 'func TestAdd(t *testing.T) {\n\tif add(2, 2) != 4 {\n\t\tt.Errorf("no")\n\t}\n}\n\nfunc TestSub(t *testing.T) {\n\tif sub(2, 2) != 0 {\n\t\tt.Fatal("no")\n\t}\n}\n'
JAVA = "class CalcTest {\n  @Test\n  void adds() {\n    assertEquals(4, add(2, 2));\n  }\n  @Test\n  void subtracts() {\n    assertEquals(0, sub(2, 2));\n  }\n}\n"
RUST = "#[test]\nfn adds() {\n    assert_eq!(add(2, 2), 4);\n}\n\n#[test]\nfn subtracts() {\n    assert_eq!(sub(2, 2), 0);\n}\n"

OTHERS = {
    "js: skip": ("a.test.js", JS, JS.replace("it('adds'", "it.skip('adds'")),
    "js: xit": ("a.test.js", JS, JS.replace("it('adds'", "xit('adds'")),
    "js: only": ("a.test.js", JS, JS.replace("it('adds'", "it.only('adds'")),
    "js: a group is skipped": ("a.test.js", JS, JS.replace("describe(", "describe.skip(")),
    "js: gone": ("a.test.js", JS, JS.replace("  it('throws', () => {\n    expect(() => add()).toThrow();\n  });\n", "")),
    "js: an assertion is gone": ("a.test.js", JS, JS.replace("    expect(add(0, 0)).toBe(0);\n", "")),
    "js: an assertion is commented out": ("a.test.js", JS, JS.replace("    expect(add(0", "    // expect(add(0")),
    "js: expect(true).toBe(true)": ("a.test.js", JS, JS.replace("expect(add(2, 2)).toBe(4)", "expect(true).toBe(true)")),
    "go: skip": (
        "calc_test.go",
        GO,
        GO.replace("func TestAdd(t *testing.T) {\n", 'func TestAdd(t *testing.T) {\n\tt.Skip("x")\n'),
    ),
    "go: gone": ("calc_test.go", GO, GO.replace("func TestSub", "func testSub")),
    "go: empty": ("calc_test.go", GO, GO.replace('\t\tt.Fatal("no")\n', "")),
    "java: disabled": (
        "src/test/java/CalcTest.java",
        JAVA,
        JAVA.replace("@Test\n  void adds", "@Disabled\n  @Test\n  void adds"),
    ),
    "java: gone": ("src/test/java/CalcTest.java", JAVA, JAVA.replace("  @Test\n  void subtracts", "  void subtracts")),
    "rust: ignored": ("src/lib.rs", RUST, RUST.replace("#[test]\nfn adds", "#[test]\n#[ignore]\nfn adds")),
    "rust: gone": ("src/lib.rs", RUST, RUST.replace("#[test]\nfn subtracts", "fn subtracts")),
    "rust: empty": ("src/lib.rs", RUST, RUST.replace("assert_eq!(add(2, 2), 4)", "assert!(true)")),
}


@pytest.mark.parametrize("name", OTHERS)
def test_tests_of_other_languages_that_ask_for_less_are_named(name: str) -> None:
    path, before, after = OTHERS[name]
    assert before != after
    assert lowered({path: before}, {path: after}), name


@pytest.mark.parametrize("after", ["exit 0\n", "#!/bin/sh\ntrue\n", "echo ok\n", "set -e\necho '766 passed'\nexit 0\n"])
def test_a_program_of_a_check_that_cannot_fail_any_more_is_named(after: str) -> None:
    said = lowered(
        {"scripts/verify.sh": "grep -q new app.txt\n"}, {"scripts/verify.sh": after}, programs=("scripts/verify.sh",)
    )
    assert said == ["scripts/verify.sh: a check runs it, and it can no longer fail (scripts/verify.sh:1)"]
