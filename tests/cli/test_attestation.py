"""A completion as a statement for strangers: shaped by the specifications, and every word of it held against a clone."""

from __future__ import annotations

import base64
import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Place
from tracker.evidence.statement import OURS, content_digest, misshapen

PLAN = """
checks:
  - {id: one, kind: command, run: grep -q one app.txt, inputs: [app.txt]}
  - {id: two, kind: files, expect: [{path: app.txt, exists: true}], inputs: [app.txt], matrix: {db: [a, b]}}
"""


@pytest.fixture
def sealed(place: Place) -> Place:
    """A completed phase."""
    place.write("app.txt", "one\n")
    place.phase("phase-1", PLAN)
    place.commit("Start")
    assert place.tracker("run", "1").code == 0
    return place


def statement(place: Place) -> dict[str, Any]:
    done = place.tracker("show", "1", "--attestation")
    assert done.code == 0, done.err
    made: dict[str, Any] = json.loads(done.out)
    return made


def verify(place: Place, made: object, *words: str) -> tuple[int, dict[str, Any]]:
    path = place.path.parent / "seal.json"
    path.write_text(made if isinstance(made, str) else json.dumps(made))
    done = place.tracker("verify", "--attestation", str(path), *words, "--json")
    return done.code, done.json


def elsewhere(place: Place, tmp_path: Path) -> Place:
    """A clone without the journal."""
    place.git("clone", "-q", str(place.path), str(tmp_path / "clone"))
    clone = Place(tmp_path / "clone", place.env)
    for path in clone.path.glob(".tracker/journal/*"):
        path.unlink()
    return clone


def test_the_statement_is_as_the_specifications_have_it(sealed: Place) -> None:
    made = statement(sealed)
    commit = made["subject"][0]["digest"]["gitCommit"]
    assert made["_type"] == "https://in-toto.io/Statement/v1"
    assert made["predicateType"] == "https://in-toto.io/attestation/test-result/v0.1"
    assert sealed.git("rev-parse", f"{commit}^{{tree}}").strip() == made["subject"][1]["digest"]["gitTree"]
    predicate = made["predicate"]
    assert (predicate["result"], predicate["failedTests"], predicate["warnedTests"]) == ("PASSED", [], [])
    assert predicate["passedTests"] == ["one", "two[a]", "two[b]"]
    assert len(predicate["configuration"][0]["digest"]["sha256"]) == 64
    ours = predicate[OURS]
    assert (ours["phase"], ours["basis"], ours["lowered"], ours["waivers"]) == ("phase-1", "verified", [], [])
    assert ours["who"]["by"] == "Test Person <test@example.org>"
    assert ours["results"]["one"]["in_commit"] is True
    assert statement(sealed) == made, "the same seal is the same statement"


def test_a_stranger_can_check_it_without_the_journal(sealed: Place, tmp_path: Path) -> None:
    made = statement(sealed)
    clone = elsewhere(sealed, tmp_path)
    code, view = verify(clone, made)
    assert (code, view["problems"], view["result"], view["phase"]) == (0, [], "PASSED", "phase-1")
    code, view = verify(clone, made, "--replay")
    assert (code, {row["check"]: row["outcome"] for row in view["replayed"]}) == (
        0, {"one": "passed", "two[a]": "passed", "two[b]": "passed"},
    )  # fmt: skip
    said = clone.tracker("verify", "--attestation", str(clone.path.parent / "seal.json")).out
    assert said.startswith("It agrees with this repository: phase-1 at ")
    assert said.endswith("Nobody has signed it.\n")


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every scalar, list and mapping inside."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))


def altered(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool) or value is None:
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str):
        return ("0" if value[:1] != "0" else "1") + value[1:] if value else "x"
    return [*value, "one more"] if isinstance(value, list) else {**value, "more": "x"}


def test_every_field_that_is_changed_taken_away_or_added_is_found(sealed: Place) -> None:
    made = statement(sealed)
    missed = []
    for path in leaves(made):
        for change in (altered, None):
            other = copy.deepcopy(made)
            holder = other
            for step in path[:-1]:
                holder = holder[step]
            if change is None:
                del holder[path[-1]]
            else:
                holder[path[-1]] = altered(holder[path[-1]])
            if not list(misshapen(other)) and other["predicate"][OURS]["digest"] == content_digest(other):
                missed.append((path, change))
    assert missed == []
    made["predicate"][OURS]["who"]["by"] = "Somebody else <else@example.org>"
    code, view = verify(sealed, made)
    assert (code, [problem["field"] for problem in view["problems"]]) == (1, [f"predicate.{OURS}.digest"])


def forged(made: dict[str, Any], *path: Any, value: Any) -> dict[str, Any]:
    """Changed by somebody who makes the digest anew."""
    other = copy.deepcopy(made)
    holder = other
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    other["predicate"][OURS]["digest"] = content_digest(other)
    return other


def test_what_the_clone_can_say_is_not_forged_with_a_new_digest(sealed: Place) -> None:
    made = statement(sealed)
    ours = ("predicate", OURS)
    for path, value in [
        (("subject", 0, "digest", "gitCommit"), "f" * 40),
        (("subject", 1, "digest", "gitTree"), "f" * 40),
        (("predicate", "result"), "WARNED"),
        (("predicate", "passedTests"), ["one"]),
        (("predicate", "configuration", 0, "digest", "sha256"), "f" * 64),
        ((*ours, "criteria"), "f" * 64),
        ((*ours, "project"), "Production"),
        ((*ours, "phase"), "phase-2"),
        ((*ours, "basis"), "approved"),
        ((*ours, "waivers"), ["one: allow_skips x"]),
        ((*ours, "results", "one", "outcome"), "failed"),
        ((*ours, "results", "one", "definition"), "f" * 64),
        ((*ours, "results", "one", "inputs"), "f" * 64),
        ((*ours, "results", "one", "in_commit"), False),
        ((*ours, "results"), {"one": made["predicate"][OURS]["results"]["one"]}),
    ]:
        code, view = verify(sealed, forged(made, *path, value=value))
        assert (code, bool(view["problems"]), view["result"]) == (1, True, ""), path
        assert all(problem["found"] and problem["expected"] for problem in view["problems"])


def test_a_commit_without_what_was_checked_is_found_and_so_is_a_check_that_fails_there(sealed: Place) -> None:
    made = statement(sealed)
    sealed.write("app.txt", "two\n")
    bad = sealed.commit("Break it")
    tree = sealed.git("rev-parse", "HEAD^{tree}").strip()
    moved = forged(forged(made, "subject", 0, "digest", "gitCommit", value=bad), "subject", 1, "digest", "gitTree", value=tree)
    code, view = verify(sealed, moved)
    assert code == 1
    assert {problem["field"] for problem in view["problems"]} >= {f"predicate.{OURS}.results.one.inputs"}
    for result in moved["predicate"][OURS]["results"].values():
        result["in_commit"] = False
    names = sorted(moved["predicate"][OURS]["results"])
    moved["predicate"].update(result="WARNED", passedTests=[], warnedTests=names)
    moved = forged(moved, "predicate", "result", value="WARNED")
    assert verify(sealed, moved)[0] == 0, "the statement itself says that its inputs are not in the commit"
    code, view = verify(sealed, moved, "--replay")
    assert (code, view["problems"][0]["field"]) == (1, f"predicate.{OURS}.results.one.outcome")


def test_an_envelope_and_a_bundle_are_read_as_they_are_written(sealed: Place) -> None:
    made = statement(sealed)
    payload = base64.b64encode(json.dumps(made).encode()).decode()
    envelope = {"payloadType": "application/vnd.in-toto+json", "payload": payload, "signatures": [{"sig": "MEUC"}]}
    bundle = {"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json", "dsseEnvelope": envelope}
    for whole in (envelope, bundle):
        code, view = verify(sealed, whole)
        assert (code, view["enveloped"], view["problems"]) == (0, True, [])
    for broken in (
        {**envelope, "payloadType": "text/plain"},
        {**envelope, "payload": "%%%"},
        {**envelope, "payload": base64.b64encode(b"no").decode()},
        "[]",
        "{",
        "",
    ):
        code, view = verify(sealed, broken)
        assert (code, view["kind"], "not an in-toto statement" in view["message"]) == (1, "error", True)


def test_what_weakens_it_is_said(place: Place) -> None:
    report = '<testsuite name="s"><testcase classname="t" name="a"/></testsuite>'
    place.write("suite.sh", f"printf '%s' '{report}' > own.xml\n")
    place.write(".gitignore", "own.xml\n")
    allow = "expect: {allow_skips: [{tests: 't::b', why: slow}]}"
    place.phase("phase-1", f"checks: [{{id: suite, kind: tests, run: sh suite.sh, report: own.xml, {allow}}}]\n")
    place.commit()
    assert place.tracker("run", "1").code == 0
    predicate = statement(place)["predicate"]
    assert (predicate["result"], predicate["warnedTests"], predicate["passedTests"]) == ("WARNED", ["suite"], [])
    assert "slow" in predicate[OURS]["waivers"][0]


def test_without_a_completion_there_is_nothing_to_attest(place: Place) -> None:
    place.phase("phase-1", PLAN)
    place.commit()
    done = place.tracker("show", "1", "--attestation")
    assert (done.code, "phase-1 was never completed" in done.err) == (4, True)
    assert place.tracker("show", "9", "--attestation").code == 2
    assert place.tracker("verify", "--replay").code == 2
