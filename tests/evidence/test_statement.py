"""in-toto statements: which are read, and what is said of those that are not as they should be."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tracker.errors import TrackerError
from tracker.evidence.statement import OURS, content_digest, misshapen, read_statement

OUR_PART: dict[str, Any] = {
    "project": "demo", "phase": "phase-1", "basis": "verified", "digest": "0" * 64,
    "lowered": [], "waivers": [], "witnesses": [], "results": {"a": {"outcome": "passed"}},
}  # fmt: skip
GOOD: dict[str, Any] = {
    "_type": "https://in-toto.io/Statement/v1",
    "subject": [{"digest": {"gitCommit": "a" * 40}}, {"digest": {"gitTree": "b" * 64}}],
    "predicateType": "https://in-toto.io/attestation/test-result/v0.1",
    "predicate": {
        "result": "PASSED",
        "configuration": [{"digest": {"sha256": "c" * 64}}],
        "passedTests": ["a"],
        "warnedTests": [],
        "failedTests": [],
        OURS: OUR_PART,
    },
}


def test_a_good_one_is_good() -> None:
    assert list(misshapen(GOOD)) == []
    assert read_statement(json.dumps(GOOD).encode()).statement == GOOD


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (("_type",), "https://in-toto.io/Statement/v0.1", "_type"),
        (("predicateType",), "https://slsa.dev/provenance/v1", "predicateType"),
        (("subject",), [], "subject[0].digest.gitCommit"),
        (("subject",), {"0": 1}, "subject[0].digest.gitCommit"),
        (("subject", 0, "digest", "gitCommit"), "HEAD", "subject[0].digest.gitCommit"),
        (("subject", 0, "digest", "gitCommit"), "A" * 40, "subject[0].digest.gitCommit"),
        (("subject", 1, "digest"), None, "subject[1].digest.gitTree"),
        (("subject",), [*GOOD["subject"], {"digest": {}}], "subject"),
        (("predicate",), "yes", "predicate.result"),
        (("predicate", "result"), "passed", "predicate.result"),
        (("predicate", "configuration"), [], "predicate.configuration[0].digest.sha256"),
        (("predicate", "passedTests"), "a", "predicate.passedTests"),
        (("predicate", "failedTests"), [1], "predicate.failedTests"),
        (("predicate", OURS), [], f"predicate.{OURS}.results"),
        (("predicate", OURS, "results"), {"a": "passed"}, f"predicate.{OURS}.results"),
        (("predicate", OURS, "results"), {"a": {"outcome": 1}}, f"predicate.{OURS}.results"),
        (("predicate", OURS, "witnesses"), ["passed"], f"predicate.{OURS}.witnesses"),
        (("predicate", OURS, "lowered"), [{}], f"predicate.{OURS}.lowered"),
        (("predicate", OURS, "phase"), 1, f"predicate.{OURS}.phase"),
    ],
)
def test_what_is_misshapen_is_said_with_its_place(path: tuple[Any, ...], value: Any, field: str) -> None:
    made = json.loads(json.dumps(GOOD))
    holder = made
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    found = list(misshapen(made))
    assert field in [problem.field for problem in found]
    assert all(problem.found and problem.expected for problem in found)


def test_the_digest_is_over_all_but_itself() -> None:
    changed = json.loads(json.dumps(GOOD))
    changed["predicate"][OURS]["digest"] = "1" * 64
    assert content_digest(changed) == content_digest(GOOD)
    changed["more"] = 1
    assert content_digest(changed) != content_digest(GOOD)
    assert content_digest(dict(reversed(GOOD.items()))) == content_digest(GOOD)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"1", b"\xff\xfe", b"[" * 100_000,
        json.dumps({"payload": "e30=", "payloadType": "text/html"}).encode(),
        json.dumps({"payload": "e3", "payloadType": "application/vnd.in-toto+json"}).encode(),
        json.dumps({"payload": 1, "payloadType": "application/vnd.in-toto+json"}).encode(),
        json.dumps({"payload": base64.b64encode(b"[]").decode(), "payloadType": "application/vnd.in-toto+json"}).encode(),
    ],
)  # fmt: skip
def test_what_holds_no_statement_is_refused(content: bytes) -> None:
    with pytest.raises(TrackerError, match="not an in-toto statement"):
        read_statement(content)
