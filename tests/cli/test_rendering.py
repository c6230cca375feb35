"""tracker render: what somebody typed is saved before it is taken back; templates of the project's own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Place
from tracker.documents.names import SECTION_NAMES


@pytest.fixture
def rendered(stepped: Place) -> Place:
    stepped.tracker("render")
    stepped.commit("Render")
    return stepped


def edit(place: Place, old: str, new: str) -> str:
    text = place.read("TRACKER.md")
    assert old in text
    place.write("TRACKER.md", text.replace(old, new, 1))
    return place.read("TRACKER.md")


def test_an_edit_is_shown_refused_and_taken_back_only_after_it_was_saved(rendered: Place) -> None:
    before = rendered.read("TRACKER.md")
    edited = edit(rendered, "READY TO START", "DONE BY HAND")
    refused = rendered.tracker("render")
    assert refused.code == 1
    assert "-### 🔄 Phase 1: Title of phase-1 (DONE BY HAND)" in refused.out
    assert "tracker render --accept-loss" in refused.out
    assert rendered.read("TRACKER.md") == edited
    assert "TRACKER.md was edited by hand; see it: tracker render --check" in rendered.tracker("status").out
    done = rendered.tracker("render", "--accept-loss", "--json")
    assert done.code == 0
    (document,) = done.json["documents"]
    assert document["state"] == "saved"
    assert rendered.read("TRACKER.md") == before
    assert rendered.read(document["saved"]) == edited
    assert rendered.changes() == "", "what was saved is this machine's and not committed"
    assert rendered.tracker("render", "--check").code == 0


def test_notes_survive_it(rendered: Place) -> None:
    edit(rendered, "<!-- note: phases -->", "<!-- note: phases -->\nMine.\n")
    edit(rendered, "READY TO START", "DONE")
    assert rendered.tracker("render", "--accept-loss").code == 0
    assert "<!-- note: phases -->\nMine.\n<!-- /note -->" in rendered.read("TRACKER.md")


def test_a_damaged_marker_is_given_up_with_the_whole_file_saved(rendered: Place) -> None:
    edited = edit(rendered, "<!-- /note -->", "")
    assert rendered.tracker("render").code == 1
    done = rendered.tracker("render", "--accept-loss", "--json")
    assert rendered.read(done.json["documents"][0]["saved"]) == edited
    assert rendered.tracker("render", "--check").code == 0


def test_a_file_that_tracker_never_wrote_is_not_given_up(stepped: Place) -> None:
    stepped.write("TRACKER.md", "# Mine\n")
    assert stepped.tracker("render", "--accept-loss").code == 1
    assert stepped.read("TRACKER.md") == "# Mine\n"


def test_when_it_cannot_be_saved_it_is_not_lost(rendered: Place) -> None:
    edited = edit(rendered, "READY TO START", "DONE")
    rendered.write(".tracker/saved", "in the way")
    done = rendered.tracker("render", "--accept-loss")
    assert done.code == 1
    assert rendered.read("TRACKER.md") == edited


def test_it_writes_so_it_does_not_go_with_what_writes_nothing(rendered: Place) -> None:
    assert rendered.tracker("render", "--accept-loss", "--check").code == 2


@pytest.mark.parametrize("name", [*SECTION_NAMES, "prompt"])
def test_what_a_template_can_use_is_printed(stepped: Place, name: str) -> None:
    view: dict[str, Any] = stepped.tracker("render", "--vars", name, "--json").json
    assert view["variables"]
    assert {"inline", "cell", "sign"} <= set(view["filters"])


def test_each_variable_says_its_type_and_meaning(stepped: Place) -> None:
    shown = stepped.tracker("render", "--vars", "phases").out
    assert "phases: list of PhaseView\n" in shown
    assert "phases[].deliverables[].done: bool  Whether the box is ticked.\n" in shown
    assert (
        "view.hand_overs[][1].attempts: int  Failed runs since the last completion.\n"
        in stepped.tracker("render", "--vars", "prompt").out
    )
    wrong = stepped.tracker("render", "--vars", "phase")
    assert (wrong.code, "Did you mean 'phases'?" in wrong.err) == (2, True)


def test_a_section_of_ones_own_renders_as_the_packaged_one_until_it_is_changed(rendered: Place) -> None:
    before = rendered.read("TRACKER.md")
    assert rendered.tracker("new-section", "overview").out.startswith(
        "documents/overview.md.j2 written: replaces the packaged overview\n"
    )
    assert "overview.progress: str" in rendered.read("documents/overview.md.j2")
    assert rendered.tracker("render", "--check").code == 0
    (rendered.path / "documents/overview.md.j2").write_text("Mine: {{ overview.progress }}\n")
    assert rendered.tracker("render").code == 0
    assert "\nMine: 0 of 2 phases done" in rendered.read("TRACKER.md")
    assert rendered.read("TRACKER.md").partition("## Phases")[2] == before.partition("## Phases")[2]
    again = rendered.tracker("new-section", "overview")
    assert (again.code, "already exists" in again.err) == (1, True)


def list_sections(place: Place, sections: str) -> None:
    place.write("tracker.yaml", f"project: {{name: Test}}\ndocuments:\n  - {{path: TRACKER.md, title: Test, {sections}}}\n")


def test_a_new_kind_of_section_is_started_listed_and_rendered(rendered: Place) -> None:
    made = rendered.tracker("new-section", "release-notes", "--json")
    assert made.json["path"] == "documents/release-notes.md.j2"
    assert made.json["replaces"] is None
    assert "view.overview.progress: str" in rendered.read("documents/release-notes.md.j2")
    assert rendered.tracker("render", "--check").code == 0, "it is nowhere listed yet"
    list_sections(rendered, "sections: [overview, release-notes]")
    assert rendered.tracker("render").code == 0
    text = rendered.read("TRACKER.md")
    assert "## Release notes\n\n0 of 2 phases done" in text
    assert "- 🔄 Phase 1: Title of phase-1 (READY TO START): Ready to start\n" in text
    assert "<!-- note: release-notes --><!-- /note -->" in text
    assert {x["name"] for x in rendered.tracker("render", "--vars", "release-notes", "--json").json["variables"]} >= {
        "view.phases[].title",
        "brief",
    }
    (rendered.path / "documents/release-notes.md.j2").write_text("{{ view.overview.progess }}")
    wrong = rendered.tracker("render")
    assert (wrong.code, "documents/release-notes.md.j2:1" in wrong.err, "did you mean 'progress'?" in wrong.err) == (
        1,
        True,
        True,
    )


def test_a_new_kind_of_section_has_headings_as_any_other(rendered: Place) -> None:
    rendered.tracker("new-section", "release-notes")
    list_sections(rendered, "sections: [release-notes], headings: {release-notes: What Is New}, brief: [release-notes]")
    (rendered.path / "documents/release-notes.md.j2").write_text("{{ 'short' if brief else 'long' }}\n")
    rendered.tracker("render")
    assert "## What Is New\n\nshort\n" in rendered.read("TRACKER.md")


def test_a_section_without_a_template_is_a_problem_of_the_plan_and_is_noticed_when_it_goes(rendered: Place) -> None:
    rendered.tracker("new-section", "release-notes")
    list_sections(rendered, "sections: [release-notes]")
    assert rendered.tracker("status").code == 0
    (rendered.path / "documents/release-notes.md.j2").unlink()
    gone = rendered.tracker("status")
    assert gone.code == 3
    assert "a template documents/release-notes.md.j2" in gone.err


@pytest.mark.parametrize("name", ["prompt", "summary", "../evil", ".git", "A B", "_part", ""])
def test_what_cannot_be_a_section_is_refused(rendered: Place, name: str) -> None:
    assert rendered.tracker("new-section", name).code == 2


def test_a_prompt_template_of_ones_own_extends_a_packaged_kind(stepped: Place) -> None:
    assert stepped.tracker("new-prompt", "code-review", "--kind", "fix-issues").code == 0
    stepped.phase("phase-1", "prompt: {file: ONE.md, template: code-review.md.j2}\n")
    own = stepped.tracker("prompt", "1").out
    stepped.phase("phase-1", "prompt: {file: ONE.md, template: fix-issues.md.j2}\n")
    assert own == stepped.tracker("prompt", "1").out
    for name in ("../evil", ".git", "A B"):
        assert stepped.tracker("new-prompt", name).code == 2
