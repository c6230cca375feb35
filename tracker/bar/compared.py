"""Tests before and after: gone, skipped, asserting less, or only moved, renamed and rewritten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from tracker.bar.asserting import EQUAL, LITTLE, SOME, Assertion
from tracker.bar.change import Change, Direction
from tracker.bar.python_tests import PythonTest
from tracker.bar.text_tests import TextTest

UP, DOWN, SAME = Direction.RAISED, Direction.LOWERED, Direction.CHANGED

ALIKE = 0.6
"""How much of what a test uses another has to use to count as what became of it."""
_COMMON = frozenset(
    {"pytest", "mark", "self", "assert", "parametrize", "raises", "fixture", "None", "True", "False", "len", "str", "int"}
)


# -- Python ---------------------------------------------------------------------------------------------------------------


def compared_python(
    before: Mapping[str, Mapping[str, PythonTest]], after: Mapping[str, Mapping[str, PythonTest]], renamed: Mapping[str, str]
) -> Iterator[Change]:
    """What became of tests. `renamed`: path before → path after."""
    kept, gone, added = _matched(before, after, renamed)
    twins = _twins(gone, added)
    kept += [(old, new) for old, new in twins.items()]
    new_ones = [test for test in added if test not in twins.values()]
    spare = _Spare(new_ones, [(old, new) for old, new in kept])
    for old, new in twins.items():
        yield (
            Change(new.path, SAME, f"{old.name} is now called {new.name}", _place(new))
            if old.name != new.name
            else Change(new.path, SAME, f"{old.name} was moved from {old.path}", _place(new))
        )
    for old in gone:
        if old not in twins:
            yield from _gone(old, spare, renamed)
    for old, new in kept:
        yield from _kept(old, new, spare)
    for new in new_ones:
        if new.skips:
            yield Change(new.path, SAME, f"{new.name} is new, and skipped ({new.skips[0]})", _place(new))


def compared_helpers(before: Mapping[str, PythonTest], after: Mapping[str, PythonTest]) -> Iterator[Change]:
    """Functions that assert for the tests of other files, and assert less than they did."""
    for name, old in before.items():
        new = after.get(name)
        if new is None or not old.assertions or old.body == new.body:
            continue
        less = new.weight < old.weight or any(_weakened(old, new))
        if less or len(new.skips) > len(old.skips):
            words = f"assertions lost: {name}, which tests call, asserts {_facts(len(new.assertions))}"
            words += f", it was {_facts(len(old.assertions))}"
            yield Change(new.path, DOWN, words, _place(new))


def _matched(
    before: Mapping[str, Mapping[str, PythonTest]], after: Mapping[str, Mapping[str, PythonTest]], renamed: Mapping[str, str]
) -> tuple[list[tuple[PythonTest, PythonTest]], list[PythonTest], list[PythonTest]]:
    """(tests that are still there under their name, tests that are not, tests that were not)."""
    kept: list[tuple[PythonTest, PythonTest]] = []
    gone: list[PythonTest] = []
    used: set[tuple[str, str]] = set()
    for path, tests in before.items():
        now = after.get(renamed.get(path, path), {})
        for name, old in tests.items():
            if name in now:
                kept.append((old, now[name]))
                used.add((now[name].path, name))
            else:
                gone.append(old)
    added = [test for tests in after.values() for test in tests.values() if (test.path, test.name) not in used]
    return kept, gone, added


def _twins(gone: Iterable[PythonTest], added: list[PythonTest]) -> dict[PythonTest, PythonTest]:
    """Tests that were moved or renamed: the same body, or the same name with as much in it, somewhere else."""
    left, found = list(added), dict[PythonTest, PythonTest]()
    for old in gone:
        last = old.name.rpartition(".")[2]
        same = next((new for new in left if new.body == old.body), None)
        same = same or next((new for new in left if new.name.rpartition(".")[2] == last and _alike(old, new) >= ALIKE), None)
        if same is not None:
            left.remove(same)
            found[old] = same
    return found


def _alike(old: PythonTest, new: PythonTest) -> float:
    """How much of what a test uses another one uses, too."""
    words = {word for word in old.calls - _COMMON if not word.startswith("assert")}
    return len(words & new.calls) / len(words) if words else float(old.body == new.body)


class _Spare:
    """What is asserted now and was not before: it can stand for what is missing elsewhere, once."""

    def __init__(self, new: list[PythonTest], kept: list[tuple[PythonTest, PythonTest]]) -> None:
        self._texts = Counter(a.text for test in new for a in test.assertions)
        self._tests = {test: test.whole for test in new if not test.skips}
        for old, test in kept:
            more = Counter(a.text for a in test.assertions) - Counter(a.text for a in old.assertions)
            self._texts += more
            if test.whole > old.whole and not test.skips:
                self._tests[test] = test.whole - old.whole

    def has(self, text: str) -> bool:
        """Whether just this is asserted somewhere else now."""
        if not self._texts[text]:
            return False
        self._texts[text] -= 1
        return True

    def stands_for(self, old: PythonTest, weight: int) -> PythonTest | None:
        """A test that looks at the same things and has room for so many facts."""
        for test, room in sorted(self._tests.items(), key=lambda item: -_alike(old, item[0])):
            if room >= max(weight, 1) and _alike(old, test) >= ALIKE:
                self._tests[test] = room - max(weight, 1)
                return test
        return None


def _gone(old: PythonTest, spare: _Spare, renamed: Mapping[str, str]) -> Iterator[Change]:
    if old.skips and not old.whole:
        yield Change(old.path, SAME, f"{old.name} is gone, which was skipped", _place(old))
        return
    other = spare.stands_for(old, old.whole)
    place = renamed.get(old.path, old.path)
    if other is not None:
        yield Change(other.path, SAME, f"{old.name} went into {other.name}", _place(other))
    else:
        said = f", with {_facts(len(old.assertions))}" if old.assertions else ""
        yield Change(place, DOWN, f"test gone: {old.name}{said}", f"{place}:{old.line}")


def _kept(old: PythonTest, new: PythonTest, spare: _Spare) -> Iterator[Change]:
    fresh = [mark for mark in new.skips if mark not in old.skips]
    if len(new.skips) > len(old.skips) or (fresh and not old.skips):
        yield Change(new.path, DOWN, f"test skipped: {new.name} (`{_short(fresh[0] if fresh else new.skips[0])}`)", _place(new))
    if old.cases is not None and new.cases is not None and new.cases < old.cases:
        missing = (old.cases - new.cases) * max(1, new.weight)
        if spare.stands_for(new, missing) is None and new.whole < old.whole:
            yield Change(new.path, DOWN, f"fewer cases: {new.name} has {new.cases} of {old.cases}", _place(new))
    if old.body == new.body and old.weight == new.weight:
        return
    yield from _asserts(old, new, spare)


def _asserts(old: PythonTest, new: PythonTest, spare: _Spare) -> Iterator[Change]:
    missing = _missing(old, new, spare)
    if missing > 0 and spare.stands_for(old, missing) is None:
        words = f"assertions lost: {new.name} asserts {_facts(len(new.assertions))}, it was {len(old.assertions)}"
        yield Change(new.path, DOWN, words, _place(new))
        return
    if not old.weight and old.runs and not new.runs:
        yield Change(new.path, DOWN, f"test emptied: {new.name} no longer does anything", _place(new))
        return
    weaker = next(_weakened(old, new), None)
    if weaker is not None:
        one, other = weaker
        words = f"assertion weakened: {new.name}: `{_short(one.text)}` → `{_short(other.text)}`"
        yield Change(new.path, DOWN, words, f"{new.path}:{other.line}")
    elif old.body != new.body:
        yield Change(new.path, SAME, f"test changed: {new.name}, which asserts {_facts(len(new.assertions))}", _place(new))


def _missing(old: PythonTest, new: PythonTest, spare: _Spare) -> int:
    """How many assertions have nothing in their place.

    One that is lost counts once, however much it said; one that took its place counts for all that it says: a comparison of a
    whole record stands for one of each of its parts.
    """
    left = list(new.assertions)
    lost: list[Assertion] = []
    for one in old.assertions:
        same = next((a for a in left if a.text == one.text), None)
        lost += [one] if same is None else []
        left.remove(same) if same is not None else None
    for one in list(lost):
        about = next((a for a in left if a.about == one.about), None)
        if about is not None:
            lost.remove(one)
            left.remove(about)
    room = sum(a.weight for a in left)
    if len(lost) <= room:
        return 0
    return len([one for one in lost if not spare.has(one.text)]) - room


def _in(found: Assertion, test: PythonTest) -> bool:
    return any(found.text == other.text for other in test.assertions)


def _weakened(old: PythonTest, new: PythonTest) -> Iterator[tuple[Assertion, Assertion]]:
    """Assertions about the same thing that say less of it."""
    before = [a for a in old.assertions if not _in(a, new)]
    after = [a for a in new.assertions if not _in(a, old)]
    kept = {a.about for a in new.assertions if a.strength == EQUAL and not a.plain}
    for one in before:
        if one.plain or one.strength == LITTLE or one.about in kept:
            continue
        for other in after:
            if other.about == one.about and _says_less(one, other):
                yield one, other


def _says_less(one: Assertion, other: Assertion) -> bool:
    if other.strength == LITTLE:
        return other.strength < one.strength
    if one.strength == EQUAL and other.strength == SOME:
        return not other.values or len(other.values) > 1 or not one.values
    return False


# -- other languages --------------------------------------------------------------------------------------------------------


def compared_text(
    before: Mapping[str, Mapping[str, TextTest]], after: Mapping[str, Mapping[str, TextTest]], renamed: Mapping[str, str]
) -> Iterator[Change]:
    """What became of tests that are only text to us."""
    old = {(path, name): test for path, tests in before.items() for name, test in tests.items()}
    new = {(path, name): test for path, tests in after.items() for name, test in tests.items()}
    pairs = {key: (renamed.get(key[0], key[0]), key[1]) for key in old}
    added = [test for key, test in new.items() if key not in pairs.values()]
    room = sum(test.asserts for test in new.values()) - sum(test.asserts for test in old.values())
    for key, test in old.items():
        now = new.get(pairs[key])
        if now is None:
            now = next((other for other in added if other.body == test.body or other.name == test.name), None)
            if now is not None:
                added.remove(now)
                yield Change(now.path, SAME, f"{test.name} was moved or renamed", f"{now.path}:{now.line}")
            elif (twin := next((other for other in added if other.asserts >= test.asserts and room >= 0), None)) is not None:
                added.remove(twin)
                yield Change(twin.path, SAME, f"{test.name} gave way to {twin.name}", f"{twin.path}:{twin.line}")
                continue
            else:
                path = pairs[key][0]
                yield Change(path, DOWN, f"test gone: {test.name}", f"{path}:{test.line}")
                continue
        yield from _text_kept(test, now, room)


def _text_kept(old: TextTest, new: TextTest, room: int) -> Iterator[Change]:
    fresh = [mark for mark in new.skips if mark not in old.skips]
    if fresh:
        yield Change(new.path, DOWN, f"test skipped: {new.name} (`{_short(fresh[0])}`)", f"{new.path}:{new.line}")
    if new.weak > old.weak and new.asserts <= old.asserts and room <= 0:
        yield Change(
            new.path,
            DOWN,
            f"asserts less: {new.name} checks that there is a value, not which",
            f"{new.path}:{new.line}",
        )
    if new.asserts < old.asserts and room < 0:
        words = f"assertions lost: {new.name} has {new.asserts}, it was {old.asserts}"
        yield Change(new.path, DOWN, words, f"{new.path}:{new.line}")


# -- words ------------------------------------------------------------------------------------------------------------------


def _place(test: PythonTest) -> str:
    return f"{test.path}:{test.line}"


def _facts(count: int) -> str:
    return "nothing" if not count else "1 fact" if count == 1 else f"{count} facts"


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"  # noqa: PLR2004 - what still fits on a line
