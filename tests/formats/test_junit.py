"""The JUnit report of `tracker check` is one that our own reader believes."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from tracker.evidence.reading import read_report
from tracker.formats.ansi import Paint
from tracker.formats.check_text import check_lines
from tracker.formats.github import annotation_lines
from tracker.formats.junit import junit_text
from tracker.model.status import Outcome
from tracker.views.annotations import Annotation


def item(name: str, outcome: str, **more: Any) -> dict[str, Any]:
    known = {"phase": "phase-1", "check": name, "variant": {}, "outcome": outcome, "summary": f"{name} said", "details": []}
    return {**known, "lacks": "", "seconds": 0.5, "output": [], "causes": [], **more}


def view(*checks: dict[str, Any], **more: Any) -> Any:
    place = {"phase": "", "commit": "", "sealed_at": "", "clean": False, "criteria": "work tree", "outcome": "unknown",
             "why": "", "hints": [], "notes": []}  # fmt: skip
    counts = {name: sum(c["outcome"] == name for c in checks) for name in ("passed", "broken", "unknown", "skipped")}
    return {
        "checks": list(checks), "places": [place], "claimed": [], "waivers": [], "recorded": None, "annotations": [],
        "outcome": "broken", "exit_code": 1, **counts, **more,
    }  # fmt: skip


MIXED = view(
    item("a", "passed"),
    item("b[x<y]", "broken", details=["found 1 & 2\x00\x1b[31m"], output=["a \ud800 line", "]]>"]),
    item("c", "unknown", lacks="cargo is not installed"),
    item("d", "skipped"),
)


def test_what_did_not_pass_is_a_failure_and_what_was_not_found_out_is_skipped() -> None:
    text = junit_text(MIXED)
    report = read_report([text.encode()])
    assert {case.id: case.outcome for case in report.cases} == {
        "phase-1::a": Outcome.PASSED,
        "phase-1::b[x<y]": Outcome.FAILED,
        "phase-1::c": Outcome.SKIPPED,
        "phase-1::d": Outcome.SKIPPED,
    }
    suite = ElementTree.fromstring(text).find("testsuite")
    assert suite is not None
    assert [suite.get(name) for name in ("tests", "failures", "errors", "skipped", "time")] == ["4", "1", "0", "2", "2.000"]


def test_a_place_that_could_not_be_made_is_no_pass() -> None:
    place = {**MIXED["places"][0], "phase": "phase-2", "why": "prepare `npm ci` failed: exit 1", "hints": ["EACCES"]}
    text = junit_text(view(places=[place]))
    (case,) = read_report([text.encode()]).cases
    assert (case.id, case.outcome) == ("phase-2::could not check", Outcome.SKIPPED)


def test_the_lines_say_how_many_of_each() -> None:
    lines = check_lines(MIXED, Paint(on=False))
    assert "1 broken, 1 could not be checked, 1 left out; 1 check holds in the work tree." in lines
    assert "could not check phase-1/c: cargo is not installed" in lines
    assert not any("\x1b" in line or "\x00" in line for line in lines)


def test_a_step_shows_ten_annotations_of_a_level_and_says_what_prints_the_rest() -> None:
    found = [Annotation("error", "phase-1/a", f"test {n}") for n in range(14)]
    lines = annotation_lines(found, all_of_them="tracker check")
    assert len(lines) == 10
    assert lines[-1] == "::error title=tracker::and 5 more; all of them: tracker check"
