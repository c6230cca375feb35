"""docs/json.md names every kind of document that a command prints, and every key of it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.conftest import ROOT, Place
from tracker.cli.app import run

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
    "schema --states", "verify", "segment", "completion bash", "run nowhere", "record 3 --check suite --junit report.xml",
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
    words = re.findall(r"`([\w.\[\]]+)`", TEXT.partition("\n## ")[0] + SECTIONS[kind])
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
    if kind == "result":
        own["phases"] = []  # by the ids of phases
    if kind == "triage":
        own["clusters"] = [dict.fromkeys(cluster, "") for cluster in document["clusters"]]  # by files and issues
    if kind == "explanation":
        own["phase"] = []  # as in `status`
    return keys(own) - named(kind)


def test_every_key_is_named(whole: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    streamed = whole.tracker("run", "1", "--json").events
    whole.tracker("run", "3", "4")
    monkeypatch.chdir(whole.path)
    printed = []
    for line in [*LINES, "init"]:  # in this process: here, what they print matters, and not how they start
        if line == "init":
            monkeypatch.chdir(whole.path.parent)
        run([*line.split(), "--json"])
        printed.append(json.loads(capsys.readouterr().out))
    found = [document for document in (*printed, *streamed) if document["kind"] != "event"]
    assert sorted({(document["kind"], key) for document in found for key in unnamed(document)}) == []
    assert {document["kind"] for document in (*printed, *streamed)} | {"note"} == set(SECTIONS)
    assert all({"type", "id", "at", "run"} < set(document) for document in streamed if document["kind"] == "event")


def test_every_kind_is_in_the_first_table() -> None:
    table = TEXT.partition("\n## ")[0]
    assert [kind for kind in SECTIONS if f"`{kind}`" not in table] == []
