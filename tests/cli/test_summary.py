"""tracker summary: the views for a pull request, for CI, and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from markdown_it import MarkdownIt

from tests import fakes, sample_plan
from tests.conftest import Place
from tracker.documents.prompts.view import prompt_view
from tracker.documents.sections import tracker_view
from tracker.documents.summary import summary_text
from tracker.formats.github import annotation_lines
from tracker.journal.events import CommitRecorded
from tracker.views.annotations import Annotation, find_annotations
from tracker.views.lookup import Lookup
from tracker.views.to_json import to_json

SCHEMA, PROMPT_SCHEMA = (
    json.loads((Path(__file__).parents[2] / f"schema/{name}.schema.json").read_text()) for name in ("views", "prompt")
)


def page() -> str:
    plan = sample_plan.plan()
    lookup = Lookup(sample_plan.situation(plan, sample_plan.failed(plan), sample_plan.REPORTS))
    return summary_text(lookup, fakes.MemoryFiles())


def test_one_page_says_what_a_reviewer_asks() -> None:
    assert (
        page()
        == """\
## webbuilder: 1 of 4 phases done: 1 claimed

> [!CAUTION]
> Phase 2.1 failed: check suite did not pass. It holds up Phase 2.2 and Phase 3. `tracker explain 2.1`

| Phase | Status | Checks passed | Commit | Time |
|---|---|--:|---|---|
| ✅ Phase 1 Testing | Complete, claimed | none |  | 6 hours, claimed |
| ❌ Phase 2.1 Critical fixes | Failed | 0/2 |  | planned 2-3 hours |
| ⛔ Phase 2.2 Compatibility | Blocked | none |  | planned 30 minutes |
| ⛔ Phase 3 Production | Blocked | none |  | planned 2-4 hours |

| Tests | Passed | Failed | Errors | Skipped | Total | Source |
|---|--:|--:|--:|--:|--:|---|
| Full suite (sqlite) | 1 | 4 | 0 | 0 | 5 | run `01KAPZ0000RUN0000000000001` at `c0ffee1`, 2026-11-23 |
| Full suite (postgresql) | 1 | 1 | 0 | 0 | 2 | run `01KAPZ0000RUN0000000000001` at `c0ffee1`, 2026-11-23 |

<details>
<summary>Known issues: 0 of 3 resolved</summary>

- [ ] #1 Missing `queue_position` column: 3 on sqlite and 1 on postgresql (claimed: 38 failures)
- [ ] #2 Test isolation: 0 on sqlite and 0 on postgresql (claimed: 40+ failures)
- [ ] #3 Old trouble: not measured yet

</details>

**Next:** after `tracker run 2.1` (4.5-7.5 hours of estimated work are left)
"""
    )
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(page())
    assert sum(token.type == "table_open" for token in tokens) == 2


def test_the_commit_is_the_one_that_has_what_was_proved() -> None:
    """Not one that the phase made on the way, and none of a phase that has only started."""
    plan = sample_plan.plan()
    made = sample_plan.completed(plan)
    for happened in (made, [e for e in made if not isinstance(e, CommitRecorded)]):
        lookup = Lookup(sample_plan.situation(plan, happened, sample_plan.REPORTS))
        text = summary_text(lookup, fakes.MemoryFiles())
        row = f"| ✅ Phase 2.1 Critical fixes | Complete, verified, on a claim | 2/2 | `{sample_plan.COMMIT[:7]}` |"
        assert row in text
    unfinished = made[: [isinstance(event, CommitRecorded) for event in made].index(True) + 1]
    text = summary_text(Lookup(sample_plan.situation(plan, unfinished, sample_plan.REPORTS)), fakes.MemoryFiles())
    assert "beefbee" not in text


@pytest.mark.parametrize("story", [sample_plan.begun, sample_plan.failed, sample_plan.completed])
def test_every_view_is_data_by_the_published_schema(story) -> None:
    plan = sample_plan.plan()
    data = to_json(tracker_view(Lookup(sample_plan.situation(plan, story(plan), sample_plan.REPORTS))))
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(json.dumps(data)))
    broken = {**data, "overview": {**data["overview"], "progress": 7}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, SCHEMA)


@pytest.mark.parametrize("story", [sample_plan.begun, sample_plan.failed, sample_plan.completed])
def test_the_view_of_every_prompt_is_data_by_its_published_schema(story) -> None:
    plan = sample_plan.plan()
    now = sample_plan.situation(plan, story(plan), sample_plan.REPORTS)
    for phase in plan.phases:
        data = json.loads(json.dumps(to_json(prompt_view(now, phase.id))))
        jsonschema.Draft202012Validator(PROMPT_SCHEMA).validate(data)
        assert data["phase"]["title"] == phase.title
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**data, "deliverables": 7}, PROMPT_SCHEMA)


def test_what_blocks_comes_first_then_tests_of_no_known_issue() -> None:
    plan = sample_plan.plan()
    found = find_annotations(Lookup(sample_plan.situation(plan, sample_plan.failed(plan), sample_plan.REPORTS)))
    assert [(item.level, item.file, item.title) for item in found] == [
        ("error", "", "tracker"),
        ("error", "tests/test_app.py", "No known issue: suite[sqlite]"),
        *[("warning", "tests/test_app.py", "Missing `queue_position` column: suite[sqlite]")] * 3,
        ("warning", "tests/test_app.py", "Missing `queue_position` column: suite[postgresql]"),
    ]


def test_annotations_are_commands_that_data_cannot_break() -> None:
    item = Annotation("error", "a:b,c", "100%\r\n::error::not mine", "x,y.py", 7)
    assert annotation_lines([item]) == ["::error file=x%2Cy.py,line=7,title=a%3Ab%2Cc::100%25%0D%0A::error::not mine"]


@pytest.mark.parametrize(
    ("count", "last"), [(10, "::error title=t::9"), (11, "::error title=tracker::and 2 more; all of them: tracker summary")]
)
def test_github_shows_ten_of_a_level(count: int, last: str) -> None:
    lines = annotation_lines([Annotation("error", "t", str(n)) for n in range(count)])
    assert (len(lines), lines[-1]) == (10, last)


def test_in_a_step_it_is_appended_and_annotations_are_printed(stepped: Place, tmp_path: Path) -> None:
    target = tmp_path / "summary.md"
    target.write_text("before\n")
    stepped.phase("phase-1", "checks: [{id: no, kind: command, run: 'false', inputs: []}]\n")
    stepped.tracker("run", "1")
    done = stepped.tracker("summary", "--github", GITHUB_STEP_SUMMARY=str(target))
    assert done.code == 0
    assert done.out.startswith("::error title=tracker::Phase 1 failed")
    assert target.read_text() == f"before\n{stepped.tracker('summary').out}\n"
    assert stepped.tracker("summary", "--github").code == 2
    assert stepped.tracker("summary", "--json").json["kind"] == "summary"
