"""More ways to make a suite or a script pass by making it ask for less, and honest edits that only look like them."""

# ruff: noqa: E501 - a file or an edit a line
from __future__ import annotations

import pytest

from tests.bar.subjects import changes, lowered
from tests.bar.test_subject_dishonest import GO, HEAD, JAVA, JS, PATH, RUST, SUITE, UNIT, changed

ZERO = "    assert add(0, 0) == 0\n"
RESULT = "    result = add(2, 2)\n"

PYTHON = {
    "setUp skips": changed("    def test_big", "    def setUp(self):\n        self.skipTest('x')\n\n    def test_big"),
    "a class is set up by a skip": changed(
        "    def test_big",
        "    @classmethod\n    def setUpClass(cls):\n        raise unittest.SkipTest('x')\n\n    def test_big",
    ),
    "a fixture for all tests of the file skips": changed(
        HEAD, HEAD + "@pytest.fixture(autouse=True)\ndef ready():\n    pytest.skip('x')\n\n"
    ),
    "any exception will do": changed("pytest.raises(TypeError)", "pytest.raises(Exception)"),
    "one of several exceptions will do": changed("pytest.raises(TypeError)", "pytest.raises((TypeError, ValueError))"),
    "the assertion is expected to fail": changed(ZERO, "    with pytest.raises(AssertionError):\n    " + ZERO),
    "the failure becomes an expected one": changed(
        ZERO, "    try:\n    " + ZERO + "    except AssertionError:\n        pytest.xfail('x')\n"
    ),
    "nearly will do": changed("assert result == 4", "assert result == pytest.approx(4, rel=10)"),
    "a distance will do": changed("assert result == 4", "assert abs(result - 4) < 100"),
    "a delta will do": changed("assertEqual(add(10, 5), 15)", "assertAlmostEqual(add(10, 5), 15, delta=100)"),
    "a value is compared with itself under another name": changed(
        "assert result == 4", "expected = add(2, 2)\n    assert result == expected"
    ),
    "the result is written by the test": changed(RESULT, "    result = 4\n"),
    "what is tested is exchanged inside": changed(RESULT, "    add = lambda a, b: 4\n" + RESULT),
    "there is a way out at the start": changed(RESULT, "    if os.environ.get('CI'):\n        return\n" + RESULT),
    "only a type checker asserts": changed("    assert result == 4\n", "    if TYPE_CHECKING:\n        assert result == 4\n"),
    "a list is always true": changed("assert result == 4", "assert [result == 4]"),
    "a text is always true": changed("assert result == 4", "assert f'{result == 4}'"),
    "something else will do, too": changed("assert result == 4", "assert result == 4 or result"),
    "finally returns": changed(ZERO, "    try:\n    " + ZERO + "    finally:\n        return\n"),
    "cases are cut off": changed("[(1, 2), (2, 3), (3, 4)]", "[(1, 2), (2, 3), (3, 4)][:1]"),
    "it is tried again": changed("def test_add", "@pytest.mark.flaky(reruns=5)\ndef test_add"),
    "a decorator swallows": changed("def test_add", "@quiet\ndef test_add")
    + "\ndef quiet(test):\n    def inner():\n        try:\n            test()\n        except AssertionError:\n            pass\n    return inner\n",
    "a test is taken back": SUITE + "\ndel test_add\n",
    "a test becomes nothing": SUITE + "\ntest_add = None\n",
    "a test becomes another": SUITE + "\ntest_add = test_zero\n",
    "a test is popped": SUITE + "\nglobals().pop('test_add')\n",
    "a test says that it is none": SUITE + "\ntest_add.__test__ = False\n",
    "a file says that it has none": SUITE + "\n__test__ = False\n",
    "cases are made of nothing": SUITE + "\ndef pytest_generate_tests(metafunc):\n    metafunc.parametrize('a, b', [])\n",
    "tests are only there for a program": changed(
        UNIT, "if __name__ == '__main__':\n" + "".join(f"    {line}\n" for line in UNIT.splitlines())
    ),
    "the process ends": changed(HEAD, HEAD + "import os\nos._exit(0)\n"),
    "the import is caught": changed(
        "from calc import add, sub",
        "try:\n    from calc import add, sub\nexcept ImportError:\n    pytest.skip('x', allow_module_level=True)",
    ),
}


@pytest.mark.parametrize("name", PYTHON)
def test_python_tests_that_ask_for_less_are_named(name: str) -> None:
    assert lowered({PATH: SUITE}, {PATH: PYTHON[name]}), name


@pytest.mark.parametrize("path", ["tests/helpers.py", "tests/conftest.py", "conftest.py"])
def test_what_asserts_for_other_files_is_looked_at(path: str) -> None:
    helper = "def check(x):\n    assert x == 4\n    assert x > 0\n"
    less = helper.replace("    assert x == 4\n", "")
    assert lowered({path: helper}, {path: less}) == [
        f"{path}: assertions lost: check, which tests call, asserts 1 fact, it was 2 facts ({path}:1)"
    ]
    assert lowered({path: helper}, {path: helper + "    assert x < 9\n"}) == []
    assert lowered({path: helper}, {path: helper.replace("x", "found")}) == []


PYTEST = "[pytest]\n"
JEST = "module.exports = {\n}\n"
PACKAGE = '{"name": "x", "scripts": {"test": "jest", "build": "tsc"}, "jest": {}}\n'
CONFIGURATION = {
    "a recipe passes over a failure": ("Makefile", "test:\n\tpytest tests\n", "test:\n\t-pytest tests\n"),
    "a recipe swallows it": ("Makefile", "test:\n\tpytest tests\n", "test:\n\tpytest tests || true\n"),
    "a recipe deselects": ("Makefile", "test:\n\t@pytest tests\n", "test:\n\t@pytest tests -k 'not slow'\n"),
    "all recipes pass over failures": ("Makefile", "test:\n\tpytest\n", ".IGNORE:\ntest:\n\tpytest\n"),
    "just": ("justfile", "test:\n  pytest\n", "test:\n  -pytest\n"),
    "task": ("Taskfile.yml", "test:\n  cmds: [pytest]\n", "test:\n  cmds: [{cmd: pytest, ignore_error: true}]\n"),
    "a script of the package says nothing": ("package.json", PACKAGE, PACKAGE.replace('"jest"', '"echo ok"', 1)),
    "it swallows": ("package.json", PACKAGE, PACKAGE.replace('"jest"', '"jest || true"', 1)),
    "its configuration in one line": ("package.json", PACKAGE, PACKAGE.replace("{}", '{"testPathIgnorePatterns": ["slow"]}')),
    "a plugin is off": ("pytest.ini", PYTEST, PYTEST + "addopts = -p no:randomly\n"),
    "only what failed last": ("pytest.ini", PYTEST, PYTEST + "addopts = --lf\n"),
    "other files are tests": ("pytest.ini", PYTEST, PYTEST + "python_files = check_*.py\n"),
    "warnings are no errors": ("pytest.ini", PYTEST + "filterwarnings = error\n", PYTEST + "filterwarnings = ignore\n"),
    "an option of a list": (
        "pyproject.toml",
        '[tool.pytest.ini_options]\naddopts = [\n  "-q",\n]\n',
        '[tool.pytest.ini_options]\naddopts = [\n  "-q",\n  "--deselect=tests/test_a.py::test_b",\n]\n',
    ),
    "tox passes over": ("tox.ini", "[testenv]\ncommands = pytest\n", "[testenv]\ncommands = - pytest\n"),
    "tox ignores": ("tox.ini", "[testenv]\ncommands = pytest\n", "[testenv]\nignore_outcome = true\ncommands = pytest\n"),
    "nox": ("noxfile.py", "def t(s):\n    s.run('pytest')\n", "def t(s):\n    s.run('pytest', success_codes=[0, 1])\n"),
    "fewer names": ("jest.config.js", JEST.replace("\n}", "\n  testMatch: ['**/*.test.js'],\n}"), JEST.replace("\n}", "\n  testMatch: ['**/a.test.js'],\n}")),
    "a runner of its own": ("jest.config.js", JEST, JEST.replace("\n}", "\n  testRunner: './own.js',\n}")),
    "in one line": ("vitest.config.ts", "export default {\n}\n", "export default {\n  test: { exclude: ['slow/**'] },\n}\n"),
    "unhandled errors": ("vitest.config.ts", "export default {\n}\n", "export default {\n  test: { dangerouslyIgnoreUnhandledErrors: true },\n}\n"),
    "a folder of phpunit": ("phpunit.xml", "<phpunit>\n<directory>tests</directory>\n</phpunit>\n", "<phpunit>\n<directory>tests/fast</directory>\n</phpunit>\n"),
    "nextest": (".config/nextest.toml", "[profile.default]\n", "[profile.default]\ndefault-filter = 'not test(slow)'\n"),
    "maven": ("pom.xml", "<project>\n</project>\n", "<project>\n<testFailureIgnore>true</testFailureIgnore>\n</project>\n"),
    "gradle": ("build.gradle", "test {\n}\n", "test {\n  ignoreFailures = true\n}\n"),
    "cargo": ("Cargo.toml", "[lib]\nname = 'x'\n", "[lib]\nname = 'x'\ntest = false\n"),
    "before everything": ("sitecustomize.py", "", "import builtins\n"),
    "the exit code": ("conftest.py", "import os\n", "import os, atexit\natexit.register(os._exit, 0)\n"),
    "what is tested is exchanged": ("conftest.py", "import os\n", "import calc\ncalc.add = lambda a, b: a + b\n"),
    "assertions are exchanged": ("conftest.py", "import os\n", "import unittest\nunittest.TestCase.assertEqual = print\n"),
    "options are set": ("conftest.py", "import os\n", "def pytest_configure(config):\n    config.option.keyword = 'zero'\n"),
    "no cases": ("conftest.py", "import os\n", "def pytest_generate_tests(metafunc):\n    metafunc.parametrize('a', [])\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", CONFIGURATION)
def test_configuration_that_leaves_tests_or_failures_out_is_named(name: str) -> None:
    path, before, after = CONFIGURATION[name]
    assert lowered({path: before} if before else {}, {path: after}), name


BODY = "    expect(add(2, 2)).toBe(4);\n"
OTHERS = {
    "js: expected to fail": ("a.test.js", JS, JS.replace("it('adds'", "it.fails('adds'")),
    "js: to do": ("a.test.js", JS, JS.replace("it('adds', ", "it('adds', {todo: true}, ")),
    "js: returns": ("a.test.js", JS, JS.replace(BODY, "    return;\n" + BODY)),
    "js: swallows": ("a.test.js", JS, JS.replace(BODY, f"    try {{ {BODY.strip()} }} catch (e) {{}}\n")),
    "js: never": ("a.test.js", JS, JS.replace(BODY, "    if (false) " + BODY.strip() + "\n")),
    "js: something is there": ("a.test.js", JS, JS.replace("toBe(4)", "toBeDefined()")),
    "js: tried again": ("a.test.js", JS, "jest.retryTimes(5);\n" + JS),
    "go: built for nobody": ("calc_test.go", GO, "//go:build never\n\n" + GO),
    "go: returns": ("calc_test.go", GO, GO.replace("TestAdd(t *testing.T) {\n", "TestAdd(t *testing.T) {\n\treturn\n")),
    "go: always well": ("calc_test.go", GO, GO + "\nfunc TestMain(m *testing.M) {\n\tm.Run()\n\tos.Exit(0)\n}\n"),
    "go: never": ("calc_test.go", GO, GO.replace("if add(2, 2) != 4", "if false && add(2, 2) != 4")),
    "java: not here": ("src/test/java/CalcTest.java", JAVA, JAVA.replace("@Test\n  void adds", "@DisabledOnOs(LINUX)\n  @Test\n  void adds")),
    "java: assumes": ("src/test/java/CalcTest.java", JAVA, JAVA.replace("    assertEquals(4,", "    assumeTrue(false);\n    assertEquals(4,")),
    "java: expects": ("src/test/java/CalcTest.java", JAVA, JAVA.replace("@Test\n  void adds", "@Test(expected = Throwable.class)\n  void adds")),
    "rust: for nobody": ("src/lib.rs", RUST, RUST.replace("#[test]\nfn adds", '#[cfg(feature = "never")]\n#[test]\nfn adds')),
    "rust: ignored here": ("src/lib.rs", RUST, RUST.replace("#[test]\nfn adds", "#[test]\n#[cfg_attr(unix, ignore)]\nfn adds")),
    "rust: swallows": ("src/lib.rs", RUST, RUST.replace("    assert_eq!(add(2, 2), 4);", "    let _ = catch_unwind(|| assert_eq!(add(2, 2), 4));")),
    "c++: disabled": ("tests/a_test.cc", "TEST(A, Adds) {\n  EXPECT_EQ(4, f());\n}\n", "TEST(A, DISABLED_Adds) {\n  EXPECT_EQ(4, f());\n}\n"),
    "elixir: skipped": ("test/a_test.exs", 'test "adds" do\n  assert f() == 4\nend\n', '@tag :skip\ntest "adds" do\n  assert f() == 4\nend\n'),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_tests_of_other_languages_that_ask_for_less_are_named(name: str) -> None:
    path, before, after = OTHERS[name]
    assert before != after
    assert lowered({path: before}, {path: after}), name


def test_a_file_of_tests_that_is_no_longer_one_is_named() -> None:
    assert len(lowered({"a.test.js": JS}, {"a.js": JS}, moves={"a.js": "a.test.js"})) == 2


SCRIPT = "#!/bin/bash\nset -euo pipefail\n# what has to be so\ngrep -q new app.txt\npytest tests\n"
SCRIPTS = {
    "swallowed": SCRIPT.replace("tests\n", "tests || true\n"),
    "set +e": SCRIPT.replace("set -euo pipefail", "set +e"),
    "not strict any more": SCRIPT.replace("set -euo pipefail\n", ""),
    "lost in a pipe": SCRIPT.replace("pytest tests", "pytest tests | tee log"),
    "deselected": SCRIPT.replace("pytest tests", "pytest tests -k 'not add'"),
    "ends before": SCRIPT.replace("grep", "exit 0\ngrep"),
    "ends well": SCRIPT.replace("# what", "trap 'exit 0' EXIT\n# what"),
    "in the background": SCRIPT.replace("pytest tests", "pytest tests &"),
    "not reached": SCRIPT.replace("grep -q new app.txt", "if false; then grep -q new app.txt; fi"),
    "turned round": SCRIPT.replace("grep", "! grep"),
    "a text now": SCRIPT.replace("grep", ": <<'END'\ngrep") + "END\n",
    "commented out": SCRIPT.replace("pytest", "# pytest"),
    "taken out": SCRIPT.replace("grep -q new app.txt\n", ""),
    "only echo": SCRIPT.replace("pytest tests", "pytest tests; echo done"),
}


@pytest.mark.parametrize("name", SCRIPTS)
@pytest.mark.parametrize("path", ["scripts/verify.sh", "verify"])
def test_a_script_of_a_check_that_fails_less_often_is_named(name: str, path: str) -> None:
    said = lowered({path: SCRIPT}, {path: SCRIPTS[name]}, programs=(path,))
    assert said, name
    assert all(line.startswith(f"{path}: a check runs it, and ") for line in said)


HONEST_SCRIPTS = {
    "another line": SCRIPT + "ruff check .\n",
    "a comment": SCRIPT.replace("# what has to be so", "# what has to be so, and why"),
    "another folder": SCRIPT.replace("app.txt", "src/app.txt"),
    "a function": SCRIPT + 'report() {\n  echo "$1"\n  return 0\n}\nreport done\n',
    "strictness in another form": SCRIPT.replace("set -euo pipefail", "set -eu\nset -o pipefail"),
    "usage": SCRIPT.replace("grep -q new", 'if [ "$1" = -h ]; then\n  exit 0\nfi\ngrep -q new'),
    "a longer line in two": SCRIPT.replace("pytest tests", "pytest \\\n  tests"),
}


@pytest.mark.parametrize("name", HONEST_SCRIPTS)
def test_an_honest_edit_of_a_script_is_no_alarm(name: str) -> None:
    assert lowered({"verify.sh": SCRIPT}, {"verify.sh": HONEST_SCRIPTS[name]}, programs=("verify.sh",)) == []


HONEST = {
    "a recipe comes": ("Makefile", "test:\n\tpytest\n", "test:\n\tpytest\n\nclean:\n\t-rm -r build\n"),
    "a recipe goes": ("Makefile", "test:\n\tpytest\n\nclean:\n\trm -r build\n", "test:\n\tpytest\n"),
    "a script of the package": ("package.json", PACKAGE, PACKAGE.replace('"tsc"', '"tsc && vite build"')),
    "a dependency": ("package.json", PACKAGE, PACKAGE.replace('"name": "x"', '"name": "x", "devDependencies": {"ignore": "^5.0.0"}')),
    "files of a crate": ("Cargo.toml", "[package]\nname = 'x'\n", "[package]\nname = 'x'\nexclude = ['docs']\n"),
    "a dependency without another": ("pom.xml", "<project>\n</project>\n", "<project>\n<exclusions>\n<exclusion/>\n</exclusions>\n</project>\n"),
    "another reporter": ("jest.config.js", JEST, JEST.replace("\n}", "\n  reporters: ['default', 'jest-junit'],\n}")),
    "more names of tests": ("pytest.ini", PYTEST + "python_files = test_*.py\n", PYTEST + "python_files = test_*.py *_test.py\n"),
    "where tests are": ("pytest.ini", PYTEST, PYTEST + "testpaths = tests\n"),
    "a variable for tests": ("conftest.py", "import os\n", "import os\nos.environ['MODE'] = 'test'\n"),
    "a setting for tests": ("conftest.py", "import app\n", "import app\napp.config.TESTING = True\n"),
    "a marker": ("conftest.py", "import os\n", "def pytest_configure(config):\n    config.addinivalue_line('markers', 'slow: x')\n"),
    "tests in a crate": ("src/lib.rs", "pub fn add() {}\n", "pub fn add() {}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn a() {\n        assert_eq!(1, add());\n    }\n}\n"),
    "a program at the end": (PATH, SUITE, SUITE + "\nif __name__ == '__main__':\n    import sys\n    sys.exit(pytest.main())\n"),
    "a running total": (PATH, SUITE, SUITE + "\ndef test_sum():\n    total = 0\n    for n in (1, 2):\n        total += n\n    assert total == 3\n"),
    "a name for the expected value": (PATH, SUITE, SUITE.replace("assert result == 4", "expected = 4\n    assert result == expected")),
    "a narrower exception": (PATH, SUITE.replace("raises(TypeError)", "raises(Exception)"), SUITE),
    "a setup without a skip": (PATH, SUITE, SUITE.replace("    def test_big", "    def setUp(self):\n        self.x = 1\n\n    def test_big")),
}  # fmt: skip


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_edit_is_no_alarm(name: str) -> None:
    path, before, after = HONEST[name]
    assert before != after
    assert lowered({path: before}, {path: after}) == []


def test_a_script_that_only_changed_is_said_to_have_changed() -> None:
    (found,) = changes({"v.sh": SCRIPT}, {"v.sh": SCRIPT.replace("-q new", "-q newer")}, programs=("v.sh",))
    assert (found.direction.value, found.words) == ("changed", "a check runs it, and it was changed in the same work")
