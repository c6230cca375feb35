"""The tests in a Python file: which there are, what they assert, and what keeps them from running."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from tracker.bar.asserting import Assertion, Function, Scope, assertions, ends, is_false, name_of

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
)
_FILE = re.compile(r"(?:^|/)(?:test_[^/]*|[^/]*_test|tests?)\.py$")


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

    @property
    def weight(self) -> int:
        """How many single facts it asserts, in one of its cases."""
        return sum(found.weight for found in self.assertions)

    @property
    def whole(self) -> int:
        """The same over all cases."""
        return self.weight * (self.cases if self.cases is not None else 1)


def is_collected(path: str) -> bool:
    """Whether pytest looks for tests in a file of this name."""
    return _FILE.search(path) is not None


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
    above = [*_marks(tree.body), *_module_skips(tree.body)]
    yield from _in_body(path, tree.body, "", Scope(helpers, constants), above)


def _constants(body: Iterable[ast.stmt]) -> dict[str, ast.expr]:
    found: dict[str, ast.expr] = {}
    for node in body:
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            found[node.target.id] = node.value
    return found


def _in_body(path: str, body: list[ast.stmt], above: str, scope: Scope, skips: list[str]) -> Iterator[PythonTest]:
    for node in _reached(body):
        if isinstance(node, Function) and node.name.startswith("test"):
            yield _test(path, node, above, scope, skips)
        elif isinstance(node, ast.ClassDef) and _is_test_class(node):
            known = Scope(scope.helpers, {**scope.constants, **_constants(node.body)})
            inner = [*skips, *_decorated(node.decorator_list), *_marks(node.body)]
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
    own = [*_decorated(node.decorator_list), *_inside(node)]
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
    )


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


def _marks(body: Iterable[ast.stmt]) -> list[str]:
    """`pytestmark = pytest.mark.skip`, also in a list."""
    value = _constants(body).get("pytestmark")
    marks = value.elts if isinstance(value, ast.List | ast.Tuple) else [value] if value is not None else []
    return _decorated(marks)


def _module_skips(body: Iterable[ast.stmt]) -> list[str]:
    """`pytest.skip(…, allow_module_level=True)` and the like."""
    calls = [part for node in body if not isinstance(node, Function | ast.ClassDef) for part in ast.walk(node)]
    return [
        ast.unparse(c) for c in calls if isinstance(c, ast.Call) and name_of(c.func) in ("pytest.skip", "pytest.importorskip")
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
    if isinstance(value, ast.List | ast.Tuple | ast.Set) and not any(isinstance(item, ast.Starred) for item in value.elts):
        return len(value.elts)
    return len(value.keys) if isinstance(value, ast.Dict) else None
