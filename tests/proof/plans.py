"""Phases of several kinds with checks that cost little, the files that they look at, and how each is weakened or raised.

A phase is plain JSON here, which is YAML as well, so that whoever judges the tracker need not read plans by its own loader.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

Phase = dict[str, Any]
Change = tuple[str, Callable[[Phase], None]]

SUITE = r"""
# A little test runner: each test of tests/test_app.py is a function with lines `assert app.has("word")`.
awk 'BEGIN { while ((getline line < "app.txt") > 0) app = app " " line }
function end() {
  if (name == "") return
  body = skip ? "<skipped/>" : (bad ? "<failure message=\"it lacks a word\"/>" : "")
  out = out "<testcase classname=\"tests.test_app\" name=\"" name "\">" body "</testcase>"
  if (bad && !skip) failed = 1
}
/^@pytest.mark.skip/ { next_skip = 1 }
/^def test_/ { end(); name = $2; sub(/\(.*/, "", name); skip = next_skip; bad = 0; next_skip = 0 }
/assert app.has/ { split($0, part, "\""); if (index(app, part[2]) == 0) bad = 1 }
END { end(); print "<testsuite name=\"app\">" out "</testsuite>" > "report.xml"; exit failed }' tests/test_app.py
"""

TESTS = """\
import pytest
import app


def test_one():
    assert app.has("one")
    assert app.has("uno")


def test_two():
    assert app.has("two")
    assert app.has("dos")


def test_three():
    assert app.has("three")
    assert app.has("tres")
"""

GOOD = {
    "a.txt": "alpha beta\n",
    "b.txt": "gamma delta\n",
    "c.txt": "left right\n",
    "d.txt": "epsilon\n",
    "e.txt": "zeta\n",
    "source.txt": "eta\n",
    "app.txt": "one uno two dos three tres\n",
}
"""Each file as every check wants it."""

SCRIPTS = {
    "suite.sh": SUITE,
    "tests/test_app.py": TESTS,
    "whole.sh": "grep -q epsilon d.txt\n",
    "probe.sh": "grep -q zeta e.txt || grep -q zeta build/out.txt\n",
    "up.sh": "test ! -e build/down\n",
    "make.sh": "cp source.txt made.txt\ngit add made.txt\ngit commit -q -m 'Make it' -- made.txt\n",
    ".gitignore": "build/\nreport.xml\n",
}

NEEDS = {
    "words": ("a.txt", "b.txt"),
    "matrix": ("c.txt",),
    "whole": ("d.txt", "whole.sh"),
    "clean": ("e.txt", "probe.sh"),
    "step": ("source.txt",),
    "own": ("source.txt", "make.sh"),
    "suite": ("app.txt", "suite.sh", "tests/test_app.py"),
    "later": ("app.txt", "suite.sh", "tests/test_app.py"),
    "always": ("up.sh",),
}
"""Kind of phase → the files that it needs."""


def phase(kind: str, number: int, *, after: tuple[str, ...], locked: bool) -> Phase:
    """A phase of a kind. One of the kind `later` stands on one with a suite, the last of `after`."""
    made: Phase = {"id": f"phase-{number}", "title": f"All of {kind}", **copy.deepcopy(_BODIES[kind])}
    if kind == "later":
        made["checks"][0]["expect"] = {"no_regressions_since": after[-1]}
    if after:
        made["depends_on"] = list(after)
    if locked:
        made["criteria"] = "locked"
    return made


_BODIES: dict[str, Phase] = {
    "words": {
        "files": [{"path": "a.txt"}, {"path": "b.txt"}],
        "checks": [
            {"id": "has-alpha", "kind": "command", "run": "grep -q alpha a.txt", "inputs": ["a.txt"]},
            {"id": "has-beta", "kind": "command", "run": "grep -q beta a.txt", "inputs": ["a.txt"], "guard": True},
            {
                "id": "says-gamma",
                "kind": "files",
                "inputs": ["b.txt"],
                "needs": ["has-alpha"],
                "expect": [{"path": "b.txt", "contains": ["gamma", "delta"]}],
            },
        ],
    },
    "matrix": {
        "files": [{"path": "c.txt"}],
        "checks": [
            {
                "id": "sides",
                "kind": "command",
                "matrix": {"side": ["left", "right"]},
                "run": "grep -q {{ side }} c.txt",
                "inputs": ["c.txt"],
            },
            {"id": "there", "kind": "command", "run": "test -f c.txt", "inputs": ["c.txt"]},
        ],
    },
    "whole": {"checks": [{"id": "all", "kind": "command", "run": "sh whole.sh"}]},
    "clean": {
        "proof": "clean",
        "checks": [{"id": "probe", "kind": "command", "run": "sh probe.sh", "inputs": ["probe.sh"]}],
    },
    "step": {
        "files": [{"path": "made.txt"}],
        "steps": [{"id": "make", "run": "cp source.txt made.txt"}],
        "checks": [{"id": "is-made", "kind": "command", "run": "grep -q eta made.txt", "inputs": ["made.txt"]}],
    },
    "own": {
        "files": [{"path": "made.txt"}],
        "steps": [{"id": "make", "run": "sh make.sh"}],
        "checks": [{"id": "is-made", "kind": "command", "run": "grep -q eta made.txt", "inputs": ["made.txt"]}],
    },
    "suite": {
        "checks": [
            {
                "id": "tests",
                "kind": "tests",
                "run": "sh suite.sh",
                "report": "report.xml",
                "inputs": ["suite.sh", "tests/test_app.py", "app.txt"],
                "expect": {"passed": ">= 2"},
            },
            {"id": "app", "kind": "command", "run": "test -s app.txt", "inputs": ["app.txt"]},
        ],
    },
    "always": {"checks": [{"id": "up", "kind": "command", "run": "sh up.sh", "always": True, "inputs": []}]},
}
_BODIES["later"] = {"checks": [dict(_BODIES["suite"]["checks"][0])]}


def text(of: Phase) -> str:
    """A phase as its file."""
    return json.dumps(of, indent=1) + "\n"


def settings(*, locked: bool) -> str:
    """`tracker.yaml`."""
    made = {
        "project": {"name": "Proof"},
        "documents": [{"path": "TRACKER.md", "title": "Proof", "sections": ["overview", "phases"]}],
        "defaults": {"same_failures": "0"},
        **({"criteria": "locked"} if locked else {}),
    }
    return json.dumps(made, indent=1) + "\n"


def weakenings(of: Phase) -> list[Change]:
    """Ways to make a phase ask less, each with its name."""
    return [*_of_phase(of), *(change for at in range(len(of["checks"])) for change in _of_check(of, at))]


def _of_phase(of: Phase) -> Iterator[Change]:
    if of.get("depends_on"):
        yield "a dependency removed", lambda p: p.pop("depends_on")
    if of.get("proof") == "clean":
        yield "no clean proof any more", lambda p: p.pop("proof")
    if of.get("criteria") == "locked":
        yield "criteria opened", lambda p: p.update(criteria="open")
    if not of.get("skip"):
        yield "a skip added", lambda p: p.update(skip="not now")
    if not of.get("claimed"):
        yield "a claim added", lambda p: p.update(claimed={"source": "somebody"})


def _of_check(of: Phase, at: int) -> Iterator[Change]:
    check = of["checks"][at]
    if len(of["checks"]) > 1:
        yield "a check removed", lambda p: _remove(p, at)
    if check["kind"] == "command" and check["run"] != "true":
        yield "a check replaced by true", lambda p: p["checks"][at].update(run="true")
    if check.get("always"):
        yield "not always any more", lambda p: p["checks"][at].pop("always")
    if check.get("guard"):
        yield "a guard removed", lambda p: p["checks"][at].pop("guard")
    if len(check.get("matrix", {}).get("side", ())) > 1:
        yield "a variant removed", lambda p: p["checks"][at]["matrix"]["side"].pop()
    if check["kind"] == "files" and len(check["expect"][0]["contains"]) > 1:
        yield "a wanted text removed", lambda p: p["checks"][at]["expect"][0]["contains"].pop()
    if "passed" in check.get("expect", {}):
        yield "a bound removed", lambda p: p["checks"][at]["expect"].pop("passed")
    if "no_regressions_since" in check.get("expect", {}):
        yield "no baseline any more", lambda p: p["checks"][at]["expect"].pop("no_regressions_since")
    if check["kind"] == "tests":
        yield "a test may be gone", lambda p: _allow(p, at, "allow_gone")
        yield "a test may be skipped", lambda p: _allow(p, at, "allow_skips")


def _remove(of: Phase, at: int) -> None:
    gone = of["checks"].pop(at)["id"]
    for check in of["checks"]:
        if gone in check.get("needs", ()):
            del check["needs"]


def _allow(of: Phase, at: int, key: str) -> None:
    expect = of["checks"][at].setdefault("expect", {})
    expect.setdefault(key, []).append({"tests": "tests.test_app::*", "why": "it is rewritten elsewhere"})


def raisings(of: Phase) -> list[Change]:
    """Ways to make a phase ask more."""
    more = {"id": f"more-{len(of['checks'])}", "kind": "command", "run": "test -f .gitignore", "inputs": [".gitignore"]}
    known = {check["id"] for check in of["checks"]}
    found: list[Change] = [] if more["id"] in known else [("a check added", lambda p: p["checks"].append(more))]
    if of.get("skip"):
        found.append(("a skip removed", lambda p: p.pop("skip")))
    if of.get("claimed"):
        found.append(("a claim removed", lambda p: p.pop("claimed")))
    return found


def lowered(before: Phase, now: Phase) -> set[str]:
    """What asks less than before: the words of which one has to be said. Written anew, in the simplest way, for these plans."""
    found = {word for word, less in _phase_lowered(before, now) if less}
    known = {check["id"]: check for check in now["checks"]}
    for check in before["checks"]:
        if check["id"] not in known or _check_lowered(check, known[check["id"]]):
            found.add(check["id"])
    return found


def _phase_lowered(before: Phase, now: Phase) -> Iterator[tuple[str, bool]]:
    yield "depends", not set(before.get("depends_on", ())) <= set(now.get("depends_on", ()))
    yield "proof", before.get("proof") == "clean" != now.get("proof")
    yield "criteria", before.get("criteria") == "locked" != now.get("criteria")
    yield "skip", bool(now.get("skip")) > bool(before.get("skip"))
    yield "claim", bool(now.get("claimed")) > bool(before.get("claimed"))


def _check_lowered(before: Phase, now: Phase) -> bool:
    if before["run" if "run" in before else "kind"] != "true" and now.get("run") == "true":
        return True
    if any(before.get(key) and not now.get(key) for key in ("guard", "always")):
        return True
    if not set(before.get("matrix", {}).get("side", ())) <= set(now.get("matrix", {}).get("side", ())):
        return True
    if before["kind"] == "files":
        return not set(before["expect"][0]["contains"]) <= set(now["expect"][0]["contains"])
    old, new = before.get("expect", {}), now.get("expect", {})
    if before["kind"] == "tests":
        return any(key in old and key not in new for key in ("passed", "no_regressions_since")) or any(
            len(new.get(key, ())) > len(old.get(key, ())) for key in ("allow_gone", "allow_skips")
        )
    return False


def tests_of(source: str) -> dict[str, int]:
    """Test → its assertions; 0 for a test that is skipped."""
    found: dict[str, int] = {}
    name, skip = "", False
    for line in source.splitlines():
        if line.startswith("@pytest.mark.skip"):
            skip = True
        elif line.startswith("def test_"):
            name = line[4:].split("(")[0]
            found[name] = 0
            if skip:
                name, skip = "", False
        elif "assert" in line and name:
            found[name] += 1
    return found


def tests_lowered(before: str, now: str) -> set[str]:
    """Tests that are gone, skipped or assert less."""
    old, new = tests_of(before), tests_of(now)
    return {name for name, count in old.items() if new.get(name, 0) < count}
