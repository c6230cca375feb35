"""The tests in a Python file: which there are, what they assert, and what keeps them from running."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from tracker.bar.asserting import Assertion, Function, Scope, assertions, ends
from tracker.bar.expressions import is_false, name_of

_SKIPS = (
    "skip",
    "skipif",
    "skipIf",
    "skipUnless",
    "xfail",
    "expectedFailure",
    "ignore",
    "SkipTest",
    "skipTest",
    "importorskip",
    "flaky",
    "retry",
)
_BEFORE = ("setUp", "setUpClass", "asyncSetUp", "setup_method", "setup_class", "setup_function", "setup_module", "setUpModule")
"""Functions that are called before tests."""


class PythonTest(NamedTuple):
    """One test function."""

    name: str
    """`TestCase.test_add`."""
    path: str
    line: int
    assertions: tuple[Assertion, ...]
    cases: int | None
    """How many cases it is given; None where nothing says."""
    skips: tuple[str, ...]
    """What keeps it from running, or excuses its failure."""
    body: str
    """Its body, however it is laid out."""
    calls: frozenset[str]
    """What it calls and which names and values it uses."""
    runs: bool
    """Whether it calls anything at all."""
    sets: frozenset[str] = frozenset()
    """Names that it gives a made-up value: a constant, a lambda, a mock, a function of its own."""

    @property
    def weight(self) -> int:
        """How many single facts it asserts, in one of its cases."""
        return sum(found.weight for found in self.assertions)

    @property
    def whole(self) -> int:
        """The same over all cases."""
        return self.weight * (self.cases if self.cases is not None else 1)


def parse(text: str) -> ast.Module | None:
    """The file as a tree; None when it is no Python."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None


def tests_in(trees: Mapping[str, ast.Module]) -> dict[str, dict[str, PythonTest]]:
    """File → name → test, for files that are looked at together: a helper in one counts for the tests in another."""
    known = {path: {node.name: node for node in _helpers(tree)} for path, tree in trees.items()}
    shared = {name: node for nodes in known.values() for name, node in nodes.items()}
    found = {}
    for path, tree in trees.items():
        helpers = {**{name: shared[name] for name in _imported(tree) if name in shared}, **known[path]}
        found[path] = {test.name: test for test in _tests(path, tree, helpers)}
    return found


def _imported(tree: ast.Module) -> Iterator[str]:
    """Names from other files; where a whole module is imported, or a file is `conftest`, nobody says which."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from (alias.name for alias in node.names if alias.asname is None)


def _helpers(tree: ast.Module) -> Iterator[Function]:
    for node in ast.walk(tree):
        if isinstance(node, Function) and not node.name.startswith("test"):
            yield node


def _tests(path: str, tree: ast.Module, helpers: Mapping[str, Function]) -> Iterator[PythonTest]:
    constants = _constants(tree.body)
    above = [*_marks(tree.body), *_module_skips(tree.body), *_before(tree.body)]
    if _is_off(tree.body):
        return
    imported = frozenset(
        alias.asname or alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
    )
    for test in _in_body(path, tree.body, "", Scope(helpers, constants), above):
        made = [f"{name} = …" for name in sorted(imported & test.sets)]
        yield test._replace(skips=(*test.skips, *made)) if made else test


def helpers_in(path: str, tree: ast.Module) -> dict[str, PythonTest]:
    """Functions of a file without tests that assert something for the tests of other files, by name."""
    helpers = {node.name: node for node in _helpers(tree)}
    scope = Scope(helpers, _constants(tree.body))
    made = {name: _test(path, node, "", scope, []) for name, node in helpers.items()}
    return {name: helper for name, helper in made.items() if not name.startswith("pytest_")}


def _before(body: Iterable[ast.stmt]) -> Iterator[str]:
    """What functions that are called before every test of a file or class do to skip it."""
    for node in body:
        if isinstance(node, Function) and (
            node.name in _BEFORE or any("autouse=True" in ast.unparse(m) for m in node.decorator_list)
        ):
            yield from _inside(node)
        elif isinstance(node, Function) and node.name == "pytest_generate_tests":
            yield from (ast.unparse(part) for part in ast.walk(node) if isinstance(part, ast.Call) and _gives_nothing(part))


def _gives_nothing(node: ast.Call) -> bool:
    values = node.args[1] if len(node.args) > 1 else None
    return name_of(node.func).endswith("parametrize") and isinstance(values, ast.List | ast.Tuple) and not values.elts


def _is_off(body: Iterable[ast.stmt]) -> bool:
    """Whether a file or class says that it has no tests."""
    value = _constants(body).get("__test__")
    return value is not None and is_false(value)


def _taken_away(body: Iterable[ast.stmt]) -> Iterator[str]:
    """Names of tests that a file takes back below them: `del test_a`, `test_a = None`, `test_a.__test__ = False`."""
    for node in body:
        if isinstance(node, ast.Delete):
            yield from (name_of(target) for target in node.targets)
            yield from (_subscript(target) for target in node.targets)
        elif isinstance(node, ast.Assign) and not isinstance(node.value, ast.Call):
            for target in node.targets:
                name = name_of(target)
                yield name.removesuffix(".__test__") if is_false(node.value) or "." not in name else ""
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and "globals()" in ast.unparse(node.value.func):
            yield from (arg.value for arg in node.value.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def _subscript(node: ast.expr) -> str:
    inner = node.slice if isinstance(node, ast.Subscript) and "globals()" in ast.unparse(node.value) else None
    return inner.value if isinstance(inner, ast.Constant) and isinstance(inner.value, str) else ""


def _constants(body: Iterable[ast.stmt]) -> dict[str, ast.expr]:
    found: dict[str, ast.expr] = {}
    for node in body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            found[node.target.id] = node.value
    return found


def _in_body(path: str, body: list[ast.stmt], above: str, scope: Scope, skips: list[str]) -> Iterator[PythonTest]:
    away = set(_taken_away(body))
    for node in _reached(body):
        if isinstance(node, Function) and node.name.startswith("test") and node.name not in away:
            yield _test(path, node, above, scope, skips)
        elif isinstance(node, ast.ClassDef) and _is_test_class(node):
            known = Scope(scope.helpers, {**scope.constants, **_constants(node.body)})
            inner = [*skips, *_decorated(node.decorator_list), *_marks(node.body), *_before(node.body)]
            yield from _in_body(path, node.body, f"{above}{node.name}.", known, inner)


def _reached(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a body, those below a condition with them unless that is written out and false."""
    for node in body:
        if isinstance(node, ast.If):
            if not is_false(node.test):
                yield from _reached(node.body)
            yield from _reached(node.orelse)
        elif isinstance(node, ast.Try):
            yield from _reached([*node.body, *node.orelse])
        else:
            yield node


def _is_test_class(node: ast.ClassDef) -> bool:
    off = any(
        isinstance(part, ast.Assign) and name_of(part.targets[0]) == "__test__" and is_false(part.value) for part in node.body
    )
    makes = any(isinstance(part, Function) and part.name == "__init__" for part in node.body)
    collected = node.name.startswith("Test") and not makes
    return not off and (collected or any("Test" in name_of(base) for base in node.bases))


def _test(path: str, node: Function, above: str, scope: Scope, skips: list[str]) -> PythonTest:
    own = [*_decorated(node.decorator_list), *_swallowing(node, scope), *_inside(node), *_left_early(node)]
    bare = [part for part in node.body if not _is_text(part)]
    never = any(isinstance(part, ast.Yield | ast.YieldFrom) for part in _own_nodes(node)) and not isinstance(
        node, ast.AsyncFunctionDef
    )
    return PythonTest(
        name=f"{above}{node.name}",
        path=path,
        line=node.lineno,
        assertions=() if never else tuple(assertions(node, scope)),
        cases=_cases(node, scope),
        skips=tuple(dict.fromkeys([*skips, *own])),
        body="\n".join(ast.unparse(part) for part in bare),
        calls=frozenset(_words(node)),
        runs=not never and any(isinstance(part, ast.Call | ast.Assert) for part in _own_nodes(node)),
        sets=frozenset(_exchanged(node)),
    )


def _exchanged(node: Function) -> Iterator[str]:
    for part in _own_nodes(node):
        if isinstance(part, Function):
            yield part.name
        elif isinstance(part, ast.Assign) and (
            isinstance(part.value, ast.Constant | ast.Lambda) or name_of(part.value).rpartition(".")[2].endswith("Mock")
        ):
            yield from (name_of(target) for target in part.targets)


def _own_nodes(node: Function) -> Iterator[ast.AST]:
    for statement in node.body:
        if _is_text(statement):
            continue
        yield from ast.walk(statement)
        if ends(statement):
            return


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _words(node: Function) -> Iterator[str]:
    for part in (*node.decorator_list, *node.body):
        for inner in ast.walk(part):
            if isinstance(inner, ast.Attribute):
                yield inner.attr
            elif isinstance(inner, ast.Name):
                yield inner.id
            elif isinstance(inner, ast.Constant) and isinstance(inner.value, str | int | float):
                yield repr(inner.value)


# -- what keeps a test from running -----------------------------------------------------------------------------------------


def _decorated(decorators: Iterable[ast.expr]) -> list[str]:
    return [ast.unparse(mark) for mark in decorators if name_of(mark).rpartition(".")[2] in _SKIPS]


def _swallowing(node: Function, scope: Scope) -> Iterator[str]:
    """Decorators of the file itself that catch what a test raises."""
    for mark in node.decorator_list:
        made = scope.helpers.get(name_of(mark))
        if made is not None and any(
            isinstance(part, ast.ExceptHandler) or "suppress" in ast.unparse(part) for part in ast.walk(made)
        ):
            yield ast.unparse(mark)


def _left_early(node: Function) -> Iterator[str]:
    """`if os.environ.get("CI"): return` in front of what a test asserts; asserting that an assertion fails."""
    for part in node.body:
        if isinstance(part, ast.If) and isinstance(part.body[-1], ast.Return) and not part.orelse:
            yield f"if {ast.unparse(part.test)}: return"
        elif isinstance(part, ast.With) and any(
            name_of(item.context_expr).endswith(("raises", "assertRaises"))
            and "AssertionError" in ast.unparse(item.context_expr)
            for item in part.items
        ):
            yield ast.unparse(part.items[0].context_expr)


def _marks(body: Iterable[ast.stmt]) -> list[str]:
    """`pytestmark = pytest.mark.skip`, also in a list."""
    value = _constants(body).get("pytestmark")
    marks = value.elts if isinstance(value, ast.List | ast.Tuple) else [value] if value is not None else []
    return _decorated(marks)


def _module_skips(body: Iterable[ast.stmt]) -> list[str]:
    """`pytest.skip(…, allow_module_level=True)` and the like."""
    calls = [part for node in body if not isinstance(node, Function | ast.ClassDef) for part in ast.walk(node)]
    ends_it = [
        part.value
        for part in _reached(list(body))
        if isinstance(part, ast.Expr) and name_of(part.value) in ("os._exit", "sys.exit", "exit")
    ]
    return [
        *(
            ast.unparse(c)
            for c in calls
            if isinstance(c, ast.Call) and name_of(c.func) in ("pytest.skip", "pytest.importorskip")
        ),
        *(ast.unparse(part) for part in ends_it),
    ]


def _inside(node: Function) -> list[str]:
    """Calls in the body that skip it, and cases that are marked so."""
    found = []
    for part in (*node.decorator_list, *node.body):
        for inner in ast.walk(part):
            if isinstance(inner, ast.Call) and name_of(inner.func).rpartition(".")[2] in (
                "skip",
                "xfail",
                "skipTest",
                "importorskip",
            ):
                marked = name_of(inner.func).startswith("pytest.mark.") and inner in node.decorator_list
                found += [] if marked else [ast.unparse(inner)]
            elif isinstance(inner, ast.Attribute) and name_of(inner) in ("pytest.mark.skip", "pytest.mark.xfail"):
                found += [] if part in node.decorator_list and inner is part else [name_of(inner)]
            elif isinstance(inner, ast.Raise) and "SkipTest" in ast.unparse(inner):
                found.append(ast.unparse(inner))
    outer = _decorated(node.decorator_list)
    return [text for text in found if not any(mark.startswith(text) for mark in outer)]


# -- cases ------------------------------------------------------------------------------------------------------------------


def _cases(node: Function, scope: Scope) -> int | None:
    """How many cases `parametrize` gives it; None where the list is made somewhere else."""
    total: int | None = 1
    for mark in node.decorator_list:
        if isinstance(mark, ast.Call) and name_of(mark.func).rpartition(".")[2] in ("parametrize", "expand"):
            count = _count(mark.args[-1] if mark.args else None, scope)
            total = None if count is None or total is None else total * count
    return total


def _count(value: ast.expr | None, scope: Scope) -> int | None:
    if isinstance(value, ast.Name):
        value = scope.constants.get(value.id)
    if isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Slice):
        return _sliced(_count(value.value, scope), value.slice)
    if isinstance(value, ast.List | ast.Tuple | ast.Set) and not any(isinstance(item, ast.Starred) for item in value.elts):
        return len(value.elts)
    return len(value.keys) if isinstance(value, ast.Dict) else None


def _sliced(whole: int | None, part: ast.Slice) -> int | None:
    """How many of so many are left; None where that is not written out."""
    given = [bound for bound in (part.lower, part.upper, part.step) if bound is not None]
    numbers = [bound.value for bound in given if isinstance(bound, ast.Constant) and isinstance(bound.value, int)]
    if whole is None or len(numbers) != len(given):
        return None
    left = iter(numbers)
    lower, upper, step = (next(left) if bound is not None else None for bound in (part.lower, part.upper, part.step))
    return len(range(whole)[slice(lower, upper, step or None)])
