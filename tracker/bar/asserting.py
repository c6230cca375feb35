"""What a Python test asserts: each assertion that can fail, how much it says, and what takes its place in a helper."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from tracker.bar.expressions import always_holds, is_false, is_true, name_of

Function = ast.FunctionDef | ast.AsyncFunctionDef

MANY = 10
"""How often a loop is taken to assert, where nothing says how long it is."""
_DEEP = 4
_HELPERS = ("assert", "check", "verify", "expect", "ensure", "should")
_RAISES = (
    "raises",
    "warns",
    "assertRaises",
    "assertRaisesRegex",
    "assertWarns",
    "assertWarnsRegex",
    "assertLogs",
    "deprecated_call",
)
_BROAD = ("Exception", "BaseException", "AssertionError")

EQUAL, SOME, LITTLE = 3, 2, 1
"""How much an assertion says of a value: which it is, something about it, that there is one."""


class Assertion(NamedTuple):
    """One assertion."""

    text: str
    line: int
    weight: int
    """How many single facts it asserts."""
    about: str
    """What it is about: the left side of a comparison."""
    strength: int
    plain: bool = False
    """Whether it only compares with true, false, none or nothing, so that a shorter form says the same."""
    values: tuple[str, ...] = ()
    """The values that it allows, where they are listed."""


@dataclass(slots=True)
class Scope:
    """What the names in a file stand for."""

    helpers: Mapping[str, Function]
    """Functions that are no tests, by name."""
    constants: Mapping[str, ast.expr] = field(default_factory=dict)
    unseen: frozenset[str] = frozenset()
    """Names of helpers that are being looked into."""

    def inside(self, name: str) -> Scope:
        """The same while a helper is looked into."""
        return Scope(self.helpers, self.constants, self.unseen | {name})


def assertions(function: Function, scope: Scope) -> list[Assertion]:
    """Every assertion that a function can reach and that can fail."""
    local = {**scope.constants, **_assigned(function.body)}
    params = {arg.arg for arg in (*function.args.args, *function.args.kwonlyargs)}
    known = {name: value for name, value in local.items() if name not in params}
    return list(_block(function.body, Scope(scope.helpers, known, scope.unseen)))


def _assigned(body: list[ast.stmt]) -> dict[str, ast.expr]:
    """Names that are set once → to what."""
    found: dict[str, ast.expr] = {}
    times: Counter[str] = Counter()
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                times[node.id] += 1
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                found[node.targets[0].id] = node.value
    return {name: value for name, value in found.items() if times[name] == 1}


# -- statements ---------------------------------------------------------------------------------------------------------


def _block(body: list[ast.stmt], scope: Scope) -> Iterator[Assertion]:
    for statement in body:
        yield from _statement(statement, scope)
        if ends(statement):
            return


def ends(statement: ast.stmt) -> bool:
    """Whether nothing after it is reached: `return`, `raise`, `pytest.skip()`."""
    if isinstance(statement, ast.Return | ast.Raise | ast.Continue | ast.Break):
        return True
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and name_of(call.func).rpartition(".")[2] in (
        "skip",
        "xfail",
        "skipTest",
        "exit",
        "_exit",
    )


def _statement(node: ast.stmt, scope: Scope) -> Iterator[Assertion]:  # noqa: C901, PLR0912 - a case for each statement
    match node:
        case ast.Assert():
            yield from _asserted(node.test, node, scope)
        case ast.If():
            if not is_false(node.test):
                yield from _block(node.body, scope)
            if not is_true(node.test):
                yield from _block(node.orelse, scope)
        case ast.For() | ast.AsyncFor():
            times = _length(node.iter, scope)
            yield from (_times(found, times) for found in _block(node.body, scope) if times)
            yield from _block(node.orelse, scope)
        case ast.While():
            if not is_false(node.test):
                yield from (_times(found, MANY) for found in _block(node.body, scope))
        case ast.With() | ast.AsyncWith():
            for item in node.items:
                yield from _call(item.context_expr, scope)
            if not any(name_of(_func(item.context_expr)).rpartition(".")[2] == "suppress" for item in node.items):
                yield from _block(node.body, scope)
        case ast.Try():
            left = any(isinstance(part, ast.Return | ast.Break | ast.Continue) for part in node.finalbody)
            if not left and not any(_swallows(handler) for handler in node.handlers):
                yield from _block(node.body, scope)
            for handler in node.handlers:
                yield from _block(handler.body, scope)
            yield from _block(node.orelse, scope)
            yield from _block(node.finalbody, scope)
        case ast.Expr() | ast.Assign() | ast.AnnAssign() | ast.Return():
            if node.value is not None:
                yield from _call(node.value, scope)
        case _:
            return


def _swallows(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type] if handler.type else []
    broad = not kinds or any(name_of(kind).rpartition(".")[2] in _BROAD for kind in kinds)
    return broad and not any(isinstance(node, ast.Raise) or _fails(node) for part in handler.body for node in ast.walk(part))


def _fails(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and name_of(node.func).rpartition(".")[2] == "fail"


def _length(node: ast.expr, scope: Scope) -> int:
    """How often a loop goes round, where its list is written out."""
    if isinstance(node, ast.Name) and node.id in scope.constants:
        node = scope.constants[node.id]
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return len(node.elts)
    if isinstance(node, ast.Dict):
        return len(node.keys)
    return MANY


def _times(found: Assertion, times: int) -> Assertion:
    return found._replace(weight=found.weight * times)


# -- assertions ---------------------------------------------------------------------------------------------------------


def _asserted(test: ast.expr, at: ast.stmt, scope: Scope) -> Iterator[Assertion]:
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        for value in test.values:
            yield from _asserted(value, at, scope)
    elif not always_holds(test, scope.constants):
        yield _assertion(test, at.lineno, scope)
        if isinstance(test, ast.Call):
            yield from (found for found in _helper(test, scope) if found.weight)


def _assertion(test: ast.expr, line: int, scope: Scope) -> Assertion:
    text = ast.unparse(test)
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        inner = test.operand if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) else test
        weight = MANY if isinstance(inner, ast.Call) and name_of(inner.func) in ("all", "any") else 1
        about = (
            ast.unparse(inner.args[0])
            if isinstance(inner, ast.Call) and name_of(inner.func) == "isinstance" and inner.args
            else ast.unparse(inner)
        )
        if isinstance(inner, ast.BoolOp) and isinstance(inner.values[0], ast.Compare):
            about = ast.unparse(inner.values[0].left)
        return Assertion(text, line, weight, about, LITTLE)
    left, right, operator = test.left, test.comparators[0], test.ops[0]
    weight = max(_weight(left, scope), _weight(right, scope))
    about, plain = ast.unparse(left), _is_plain(left) or _is_plain(right)
    if isinstance(operator, ast.Lt | ast.LtE) and (near := _distance(left)):
        return Assertion(text, line, 1, near, SOME)
    if isinstance(operator, ast.Eq):
        roughly = _with_tolerance(right)
        return Assertion(text, line, weight, about, SOME if roughly else EQUAL, plain, () if roughly else (ast.unparse(right),))
    if isinstance(operator, ast.Is) and not _is_plain(right):
        return Assertion(text, line, weight, about, EQUAL)
    if isinstance(operator, ast.Is | ast.IsNot | ast.NotEq):
        return Assertion(text, line, 1, about, LITTLE, plain=True)
    values = tuple(ast.unparse(item) for item in right.elts) if isinstance(right, ast.Tuple | ast.List | ast.Set) else ()
    return Assertion(text, line, weight, about, SOME, values=values)


def _weight(node: ast.expr, scope: Scope, deep: int = 0) -> int:
    """How many values a literal has."""
    if isinstance(node, ast.Name) and node.id in scope.constants and deep < _DEEP:
        return _weight(scope.constants[node.id], scope, deep + 1)
    inner: list[ast.expr] = []
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        inner = node.elts
    elif isinstance(node, ast.Dict):
        inner = node.values
    elif isinstance(node, ast.Call) and _makes_a_record(node):
        inner = [*node.args, *(keyword.value for keyword in node.keywords)]
    elif isinstance(node, ast.Name) and "snapshot" in node.id:
        return MANY
    return max(1, sum(_weight(item, scope, deep + 1) for item in inner)) if deep < _DEEP else 1


def _distance(node: ast.expr) -> str:
    """What `abs(x - 4)` is about."""
    if isinstance(node, ast.Call) and name_of(node.func) == "abs" and node.args and isinstance(node.args[0], ast.BinOp):
        return ast.unparse(node.args[0].left)
    return ""


def _with_tolerance(node: ast.expr) -> bool:
    """`pytest.approx(4, rel=0.5)`."""
    called = isinstance(node, ast.Call) and name_of(node.func).rpartition(".")[2] in ("approx", "isclose", "allclose")
    return called and isinstance(node, ast.Call) and (len(node.args) > 1 or bool(node.keywords))


def _makes_a_record(node: ast.Call) -> bool:
    """`User("ada", 36)`, `dict(a=1)`, `pytest.approx([1, 2])`: a call that is a value with parts."""
    name = name_of(node.func).rpartition(".")[2]
    return name[:1].isupper() or name in ("dict", "list", "tuple", "set", "approx", "dedent")


def _is_plain(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return node.value in (True, False, None, 0, "", 1)
    return isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict) and not ast.unparse(node).strip("[](){}, ")


def _call(node: ast.expr, scope: Scope) -> Iterator[Assertion]:
    """What a call asserts: `self.assertEqual`, `mock.assert_called_once`, `pytest.raises`, or a helper."""
    if isinstance(node, ast.Await):
        node = node.value
    if not isinstance(node, ast.Call):
        return
    name = name_of(node.func).rpartition(".")[2]
    if name in _RAISES:
        yield _raising(node, name)
    elif name == "fail":
        yield Assertion(ast.unparse(node), node.lineno, 1, ast.unparse(node), EQUAL)
    elif name in scope.helpers and _is_ours(node.func):
        yield from _helper(node, scope)
    elif name.startswith("assert"):
        yield from _method(node, name, scope)
    elif name.startswith(_HELPERS) or _chained(node):
        yield Assertion(ast.unparse(node), node.lineno, MANY if node.args else 1, name, EQUAL)


def _raising(node: ast.Call, name: str) -> Assertion:
    """That something is raised: this, one of several, or anything at all."""
    kind = node.args[0] if node.args else None
    several = isinstance(kind, ast.Tuple) and len(kind.elts) > 1
    broad = name_of(kind).rpartition(".")[2] in _BROAD
    values = tuple(ast.unparse(item) for item in kind.elts) if isinstance(kind, ast.Tuple) else ()
    return Assertion(ast.unparse(node), node.lineno, 1, name, LITTLE if broad else SOME if several else EQUAL, values=values)


def _is_ours(function: ast.expr) -> bool:
    """Whether a call is of a function of the file, or a method of its class, and not of whatever has the same name."""
    return isinstance(function, ast.Name) or name_of(function).startswith(("self.", "cls."))


def _method(node: ast.Call, name: str, scope: Scope) -> Iterator[Assertion]:
    args = node.args
    if name in ("assertTrue", "assertIsNotNone", "assertFalse", "assert_") and args:
        if name == "assertFalse" and isinstance(args[0], ast.Constant):
            return
        if name == "assertIsNotNone" and isinstance(args[0], ast.Constant):
            return
        if name != "assertFalse" and always_holds(args[0]):
            return
        inner = _assertion(args[0], node.lineno, scope)
        yield inner._replace(text=ast.unparse(node), strength=LITTLE if name == "assertIsNotNone" else inner.strength)
        return
    if len(args) > 1 and ast.unparse(args[0]) == ast.unparse(args[1]):
        return
    if len(args) > 1:
        weight = max(_weight(args[0], scope), _weight(args[1], scope))
        roughly = any(keyword.arg in ("delta", "places", "atol", "rtol") for keyword in node.keywords)
        equal = not roughly and name in (
            "assertEqual",
            "assertEquals",
            "assertIs",
            "assertDictEqual",
            "assertListEqual",
            "assertAlmostEqual",
        )
        strength = EQUAL if equal else LITTLE if name in ("assertIsInstance", "assertNotEqual") else SOME
        plain = _is_plain(args[0]) or _is_plain(args[1])
        values = () if roughly else (ast.unparse(args[1]),)
        yield Assertion(ast.unparse(node), node.lineno, weight, ast.unparse(args[0]), strength, plain, values)
        return
    weight = max(1, sum(_weight(item, scope) for item in [*args, *(keyword.value for keyword in node.keywords)]))
    yield Assertion(ast.unparse(node), node.lineno, weight, ast.unparse(node.func), EQUAL if args else SOME)


def _chained(node: ast.Call) -> bool:
    """`expect(page).to_have_title(…)`, `assert_that(x).is_equal_to(…)`."""
    inner = node.func
    while isinstance(inner, ast.Attribute | ast.Call):
        if isinstance(inner, ast.Call) and name_of(inner.func).rpartition(".")[2] in (
            "expect",
            "assert_that",
            "assertThat",
            "verify",
        ):
            return True
        inner = inner.value if isinstance(inner, ast.Attribute) else inner.func
    return False


def _helper(node: ast.Call, scope: Scope) -> Iterator[Assertion]:
    """What a helper asserts stands for the call of it."""
    name = name_of(node.func).rpartition(".")[2]
    made = scope.helpers.get(name)
    if not _is_ours(node.func):
        return
    if made is None or name in scope.unseen or len(scope.unseen) > _DEEP:
        return
    for found in assertions(made, scope.inside(name)):
        yield found._replace(text=f"{ast.unparse(node)}: {found.text}", line=node.lineno, about=ast.unparse(node))


def _func(node: ast.expr) -> ast.AST | None:
    return node.func if isinstance(node, ast.Call) else None
