"""in-toto statements: read, bare or in the envelope that signs them, and looked at for their shape.

The statement is https://in-toto.io/Statement/v1, its predicate https://in-toto.io/attestation/test-result/v0.1, and the
envelope DSSE, alone or in a bundle of Sigstore's.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from tracker.errors import TrackerError
from tracker.model.digest import canonical, sha256_hex

TYPE = "https://in-toto.io/Statement/v1"
PREDICATE = "https://in-toto.io/attestation/test-result/v0.1"
PAYLOAD = "application/vnd.in-toto+json"
RESULTS = ("PASSED", "WARNED", "FAILED")
OURS = "tracker_seal"
"""The key of the predicate that has what the predicate's own fields cannot say."""
LISTS = ("passedTests", "warnedTests", "failedTests")
_GIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Disagreement(NamedTuple):
    """Something in a statement that is not so."""

    field: str
    found: str
    expected: str


class Read(NamedTuple):
    """A statement that was read."""

    statement: dict[str, Any]
    enveloped: bool
    """Whether it came in an envelope. Whose signature that has is for `cosign` and `gh` to say."""


def read_statement(content: bytes) -> Read:
    """The statement of a file.

    Raises:
        TrackerError: there is none in it.
    """
    found = _object(content, "the file")
    if isinstance(found.get("dsseEnvelope"), dict):
        found = found["dsseEnvelope"]
    if "payload" not in found:
        return Read(found, enveloped=False)
    if found.get("payloadType") != PAYLOAD:
        raise _unreadable(f"the envelope is about {found.get('payloadType')!r}, expected {PAYLOAD!r}")
    try:
        payload = base64.b64decode(str(found["payload"]), validate=True)
    except (binascii.Error, ValueError):
        raise _unreadable("the envelope's payload is not base64") from None
    return Read(_object(payload, "the envelope's payload"), enveloped=True)


def _object(content: bytes, what: str) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise _unreadable(f"{what} is not JSON ({error})") from None
    if not isinstance(found, dict):
        raise _unreadable(f"{what} is not a JSON object")
    return found


def _unreadable(why: str) -> TrackerError:
    return TrackerError(f"not an in-toto statement: {why}", hints=["Make one: tracker show PHASE --attestation"])


def content_digest(statement: dict[str, Any]) -> str:
    """sha256 over all of a statement but the place where that stands: whoever changes a word has to change it as well."""
    predicate = dict(statement.get("predicate") or {})
    predicate[OURS] = {name: value for name, value in (predicate.get(OURS) or {}).items() if name != "digest"}
    return sha256_hex(canonical({**statement, "predicate": predicate}))


def misshapen(statement: dict[str, Any]) -> Iterator[Disagreement]:
    """What is not as the specifications and our own part of the predicate have it."""
    yield from _is(statement, "_type", TYPE)
    yield from _is(statement, "predicateType", PREDICATE)
    subjects = statement.get("subject")
    for place, kind in enumerate(("gitCommit", "gitTree")):
        digest = _at(subjects, place, "digest", kind)
        if not isinstance(digest, str) or not _GIT.fullmatch(digest):
            yield Disagreement(f"subject[{place}].digest.{kind}", _said(digest), "the object's id in hexadecimal digits")
    if isinstance(subjects, list) and len(subjects) > 2:  # noqa: PLR2004 - the commit and its tree
        yield Disagreement("subject", f"{len(subjects)} subjects", "the commit and its tree")
    predicate = statement.get("predicate")
    if _at(predicate, "result") not in RESULTS:
        yield Disagreement("predicate.result", _said(_at(predicate, "result")), " or ".join(RESULTS))
    digest = _at(predicate, "configuration", 0, "digest", "sha256")
    if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
        yield Disagreement("predicate.configuration[0].digest.sha256", _said(digest), "the sha256 of the phase's criteria")
    yield from _misshapen_lists(predicate)
    yield from _misshapen_ours(_at(predicate, OURS))


def _misshapen_lists(predicate: Any) -> Iterator[Disagreement]:
    for name in LISTS:
        if not _is_list(_at(predicate, name), str):
            yield Disagreement(f"predicate.{name}", _said(_at(predicate, name)), "a list of names")


def _misshapen_ours(ours: Any) -> Iterator[Disagreement]:
    results = _at(ours, "results")
    if not isinstance(results, dict) or not all(isinstance(_at(result, "outcome"), str) for result in results.values()):
        yield Disagreement(f"predicate.{OURS}.results", _said(results), "the result of each check by its name")
    for name in ("project", "phase", "basis", "digest"):
        if not isinstance(_at(ours, name), str):
            yield Disagreement(f"predicate.{OURS}.{name}", _said(_at(ours, name)), "a text")
    for name, kind in (("lowered", str), ("waivers", str), ("witnesses", dict)):
        if not _is_list(_at(ours, name), kind):
            yield Disagreement(f"predicate.{OURS}.{name}", _said(_at(ours, name)), "a list")


def _is_list(value: Any, kind: type) -> bool:
    return isinstance(value, list) and all(isinstance(item, kind) for item in value)


def _is(statement: dict[str, Any], field: str, expected: str) -> Iterator[Disagreement]:
    if statement.get(field) != expected:
        yield Disagreement(field, _said(statement.get(field)), expected)


def _at(value: Any, *path: str | int) -> Any:
    """What is inside; None where there is nothing."""
    for step in path:
        if isinstance(step, int):
            value = value[step] if isinstance(value, list) and step < len(value) else None
        else:
            value = value.get(step) if isinstance(value, dict) else None
    return value


def _said(value: Any) -> str:
    return "nothing" if value is None else json.dumps(value, ensure_ascii=False)[:200]
