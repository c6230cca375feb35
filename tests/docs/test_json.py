"""Every document that a command prints is as the face of its kind says, and docs/json.md and the schema say the same.

A kind without a face yet has a section in docs/json.md that names every key.
"""

from __future__ import annotations

import json
import re
from typing import Any, get_args, get_type_hints

import pytest
from jsonschema import Draft202012Validator

from tests.conftest import ROOT, Place
from tests.docs import faces
from tracker.cli.app import run
from tracker.model.meanings import meanings
from tracker.views.face_schema import inside
from tracker.views.faces import FACES

TEXT = (ROOT / "docs/json.md").read_text()
SECTIONS = {
    kind: section for section in re.split(r"(?m)^## ", TEXT)[1:] for kind in re.findall(r"`(\w+)`", section.partition("\n")[0])
}
ELSEWHERE = {"format_version", "kind"}
OPEN = {"view", "views", "schema", "events", "filters", "match", "counts", "variants", "kinds"}
"""What has keys of its own: by a schema, by docs/journal.md, or by the plan."""

PLAN = """\
project: {name: Test}
issues:
  - {id: known, title: Known, severity: minor, match: {message: "no"}}
documents:
  - {path: TRACKER.md, title: Test, sections: [overview, phases]}
"""
REPORT = """\
<testsuite name="s"><testcase classname="t" name="a"/>
<testcase classname="t" name="b"><failure message="no">E no</failure></testcase>
<testcase classname="t" name="c"><failure message="odd">E odd</failure></testcase></testsuite>
"""
CHECKS = """\
checks:
  - {id: suite, kind: tests, run: cat report.xml > own.xml, report: own.xml}
  - id: speed
    kind: benchmark
    run: 'echo {"samples": {"a": [1]}}'
    variants: {old: {}, new: {}}
"""
LINES = [
    "status", "next", "prompt 1", "prompts", "summary", "explain 1", "explain 3", "log", "show last", "validate",
    "render --check", "render --vars overview", "new-prompt mine", "new-section mine", "run 2 --dry-run", "triage report.xml",
    "compare report.xml report.xml", "issues", "issues propose report.xml", "bench 3", "approve 4", "schema phase",
    "schema --states", "verify", "gc --dry-run", "check", "segment",
    "note 1 remember", "diff 1", "open document",
    "start 2", "reopen 1 --why again", "completion bash", "run nowhere", "record 3 --check suite --junit report.xml",
]  # fmt: skip


@pytest.fixture
def whole(stepped: Place) -> Place:
    """A project in which every command has something to say."""
    stepped.write("tracker.yaml", PLAN)
    stepped.write("report.xml", REPORT)
    stepped.phase("phase-3", CHECKS)
    stepped.phase("phase-4", "checks: [{id: ask, kind: approval, ask: 'Well?'}]\n")
    stepped.commit("More")
    return stepped


def named(kind: str) -> set[str]:
    """The keys in a kind's section; `a[].b` names `a` and `b`."""
    words = re.findall(r"`([\w.\[\]]+)`", TEXT.partition("\n## `")[0] + SECTIONS[kind])
    return {word for code in words for word in re.findall(r"\w+", code)}


def keys(value: Any) -> set[str]:
    """All the keys, of what is inside, too."""
    if isinstance(value, list):
        return {key for item in value for key in keys(item)}
    if not isinstance(value, dict):
        return set()
    return set(value) | {key for name, item in value.items() if name not in OPEN for key in keys(item)}


def unnamed(document: dict[str, Any]) -> set[str]:
    kind = document["kind"]
    own = {name: item for name, item in document.items() if name not in ELSEWHERE}
    if kind == "triage":
        own["clusters"] = [dict.fromkeys(cluster, "") for cluster in document["clusters"]]  # by files and issues
    return keys(own) - named(kind)


@pytest.fixture
def printed(whole: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """A document of every kind, at least."""
    found = whole.tracker("run", "1", "--json").events
    whole.tracker("run", "3", "4")
    monkeypatch.chdir(whole.path)
    monkeypatch.setattr("tracker.adapters.identity.is_terminal", lambda: True)
    for line in [
        *LINES,
        "approve 3 --criteria --why because",
        "verify --attestation seal.json",
        "init",
        "hooks doctor",
    ]:  # in this process: not how they start matters here
        if "seal" in line:
            run(["show", "1", "--attestation"])
            whole.write("seal.json", capsys.readouterr().out)
        if "--criteria" in line:
            whole.phase("phase-3", CHECKS.partition("  - id: speed")[0])
        if line == "init":
            monkeypatch.chdir(whole.path.parent)
        run([*line.split(), "--json"])
        found.append(json.loads(capsys.readouterr().out))
    return [*found, {"format_version": 1, "kind": "note", "text": "A remark."}]


def complaints(document: dict[str, Any]) -> list[str]:
    """How a document differs from its face."""
    definitions = faces.published("faces")["$defs"]
    schema = {"$ref": f"#/$defs/{faces.face(document['kind']).__name__}", "$defs": definitions}
    return [
        f"{document['kind']}: {error.json_path}: {error.message}"
        for error in Draft202012Validator(schema).iter_errors(document)
    ]


def test_every_document_is_as_its_face_says(printed: list[dict[str, Any]]) -> None:
    assert [said for document in printed if document["kind"] in FACES for said in complaints(document)] == []


def test_every_key_is_named(printed: list[dict[str, Any]]) -> None:
    found = [document for document in printed if document["kind"] not in FACES]
    assert sorted({(document["kind"], key) for document in found for key in unnamed(document)}) == []
    assert {document["kind"] for document in printed} == set(SECTIONS)


def test_a_document_with_a_key_more_or_less_than_its_face_is_found() -> None:
    note = {"format_version": 1, "kind": "note", "text": "A remark."}
    assert complaints(note) == []
    assert len(complaints({**note, "more": 1})) == 1
    assert len(complaints({"format_version": 1, "kind": "note"})) == 1
    event = {"format_version": 1, "kind": "event", "type": "new", "id": "1", "at": "", "run": ""}
    assert complaints({**event, "more": 1}) == []  # docs/journal.md has the others


def test_the_tables_are_those_of_the_faces() -> None:
    assert faces.page(TEXT) == TEXT
    assert sorted(re.findall(r"<!-- face: (\w+) -->", TEXT)) == sorted(FACES)


@pytest.mark.parametrize("kind", FACES)
def test_every_face_is_of_its_kind_and_says_what_its_keys_mean(kind: str) -> None:
    made = faces.face(kind)
    assert get_args(get_type_hints(made)["kind"]) == (kind,)
    unsaid = {(part.__name__, key) for part in inside(made) for key in part.__annotations__ if key not in meanings(part)}
    assert {key for name, key in unsaid if name != "TransitionFace"} == {"kind"}


def test_every_kind_is_in_the_first_table() -> None:
    table = TEXT.partition("\n## ")[0]
    assert [kind for kind in SECTIONS if f"`{kind}`" not in table] == []
