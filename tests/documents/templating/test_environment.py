"""Templates of the project come first, run in a sandbox, and say where they are wrong."""

from __future__ import annotations

import pytest

from tests import fakes, sample_plan
from tracker.documents.render import render_all
from tracker.documents.templating.environment import Templates, tidy
from tracker.errors import TrackerError


def render(**own: str) -> str:
    files = fakes.MemoryFiles()
    for name, text in own.items():
        files.put(f"documents/{name}.md.j2", text)
    return render_all(sample_plan.situation(sample_plan.plan()), files)[0].text


def test_a_template_of_the_project_replaces_the_packaged_one() -> None:
    assert "\n## Overview\n\nOnly webbuilder.\n" in render(overview="Only {{ overview.project }}.")


def test_it_can_extend_the_packaged_one() -> None:
    files = fakes.MemoryFiles()
    own = "{% extends 'tracker:fix-issues.md.j2' %}{% block work %}\n3. Ask first\n{% endblock %}"
    files.put("prompts/fix-issues.md.j2", own)
    text = render_all(sample_plan.situation(sample_plan.plan()), files)[2].text
    assert "\n3. Ask first\n" in text
    assert "## Issues to Fix" in text


@pytest.mark.parametrize(
    ("template", "line", "message", "hint"),
    [
        ("a\n{{ overview.projekt }}", 2, "there is no 'projekt'", "did you mean 'project'?"),
        ("{{ overview.goal.format(1) }}", 1, "there is no 'format'", ""),
        ("{{ overview.goal.splt() }}", 1, "there is no 'splt'", "did you mean 'split'?"),
        ("a\n{% include 'rsk.md.j2' %}", 2, "there is no template 'rsk.md.j2'", ""),
        ("{{ overveiw.goal }}", 1, "there is no 'overveiw'", "did you mean 'overview'?"),
        ("\n\n{% if overview.stratgy %}x{% endif %}", 3, "there is no 'stratgy'", "did you mean 'strategy'?"),
        ("{% if x", 1, "unexpected end of template", ""),
        ("{{ 1 / 0 }}", 1, "ZeroDivisionError: division by zero", ""),
    ],
)
def test_a_wrong_template_is_reported_with_its_place(template: str, line: int, message: str, hint: str) -> None:
    with pytest.raises(TrackerError) as error:
        render(overview=template)
    (problem,) = error.value.problems
    assert (problem.file, problem.line) == ("documents/overview.md.j2", line)
    assert problem.message.startswith(message)
    assert problem.hint == hint


@pytest.mark.parametrize(
    "template", ["{{ overview.__class__ }}", "{{ ''.__class__.__mro__ }}", "{{ overview.goal.join([1]) }}"]
)
def test_a_template_cannot_reach_out(template: str) -> None:
    with pytest.raises(TrackerError, match="a template is wrong"):
        render(overview=template)


def test_a_missing_template_is_reported_with_the_nearest() -> None:
    with pytest.raises(TrackerError) as error:
        Templates(None, "prompts", prompts=True).render("fix-isues.md.j2", {})
    assert error.value.message == "there is no template 'fix-isues.md.j2'"
    assert error.value.hints[0] == "Did you mean fix-issues.md.j2?"
    assert "generic.md.j2" in error.value.hints[1]
    with pytest.raises(TrackerError, match="there is no template"):
        Templates(None, "prompts", prompts=True).render("../overview.md.j2", {})


def test_tidy_leaves_fences_alone_and_breaks_lines_between_fields() -> None:
    text = "\n\na  \n\n\n\nb\n```text\nx  \n\n\ny\n```\n**A:** 1\n**B:** 2\n\n"
    assert tidy(text) == "a\n\nb\n```text\nx  \n\n\ny\n```\n**A:** 1\\\n**B:** 2\n"
    assert tidy(tidy(text)) == tidy(text)
