"""No line of a document names a commit that lacks what the line is about: each is checked out and looked into."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from tests import fakes, sample_plan
from tests.conftest import ROOT, Place
from tests.documents.commits import COMMIT, Lie, World, lies, named, world_of
from tests.shipped.test_main_job import Begun, begun, clone
from tracker.checking.base import CheckBase
from tracker.documents.render import render_all
from tracker.model.ids import CheckKey
from tracker.model.outline import cells_of

__all__ = ["begun", "clone"]  # the fixtures


def pages(root: Path) -> dict[Path, str]:
    """Every document and prompt of a project, and the page for a pull request."""
    return {
        path: path.read_text()
        for path in (*root.glob("*.md"), *root.glob("prompts/*.md"))
        if "<!-- Written by" in path.read_text()
    }


def phase_of(path: Path, text: str) -> str:
    """The phase that a prompt is about."""
    title = re.search(r"^# (Phase [\w.-]+?):", text, re.MULTILINE)
    return title[1] if title and path.parent.name == "prompts" else ""


def told(place: Place) -> tuple[list[Lie], int]:
    """What is not so in any document, and how many lines were looked at."""
    world = world_of(place.path)
    texts = pages(place.path)
    found = [lie for path, text in texts.items() for lie in lies(text, world, phase=phase_of(path, text))]
    summary = place.tracker("summary").out
    found += lies(summary, world)
    return found, sum(len(named(text)) for text in (*texts.values(), summary))


def without_history(root: Path) -> bool:
    return (root / ".git/shallow").exists()


@pytest.mark.skipif(without_history(ROOT), reason="a shallow clone does not have the commits")
def test_each_line_of_the_shipped_documents_names_a_commit_that_has_the_work(clone: Place) -> None:
    found, looked = told(clone)
    assert found == []
    assert looked > 120


def test_each_line_is_so_after_phase_4_1_as_well(begun: Begun) -> None:
    found, looked = told(begun.place)
    assert found == []
    assert looked > 170


def test_a_line_that_names_the_commit_before_the_work_is_found(begun: Begun) -> None:
    """The proof that a lie would be seen: every line about phase 4.1 with the commit before it."""
    here, wrong = begun.place, begun.place.git("rev-parse", "HEAD~2").strip()[:7]
    right = here.git("rev-parse", "HEAD~1").strip()[:7]
    world = world_of(here.path)
    text = here.read("POSTGRES_MIGRATION_TRACKER.md")
    lines = [line for line in named(text) if right in line]
    seen = {lie.line for lie in lies(text.replace(right, wrong), world)}
    assert len(lines) > 10
    assert [line for line in lines if line.replace(right, wrong) not in seen] == []


# -- the story, whose commits are none of git's ---------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["before", "failed", "completed"])
def test_the_story_names_the_commits_of_its_records(when: str) -> None:
    plan = sample_plan.plan()
    happened = {"before": list, "failed": sample_plan.failed, "completed": sample_plan.completed}[when]
    situation = sample_plan.situation(plan, happened(plan) if when != "before" else (), sample_plan.REPORTS)

    def title(check: CheckBase, label: str) -> str:
        return (check.title or check.id) + (f" ({label})" if label else "")

    titles = {
        CheckKey(*key): title(check, variant.label) for p in plan.phases for check, variant, key in cells_of(p.id, p.checks)
    }
    claims = frozenset(c.commit for p in plan.phases if p.claimed for c in p.claimed.commits)
    world = World(situation.state, {}, titles, frozenset(), (), lambda *_: True, claims)
    for item in render_all(situation, fakes.MemoryFiles()):
        assert list(lies(item.text, world, phase=phase_of(Path(item.path), item.text))) == []
        assert when != "completed" or item.path != "TRACKER.md" or len(named(item.text)) > 5


# -- small plans that something happens to --------------------------------------------------------------------------------

SECTIONS = "overview, phases, current-status, test-results, issues, benchmarks, metrics, success-criteria, next-session, footer"


def planned(place: Place) -> None:
    place.write(
        "tracker.yaml",
        f"""\
        project: {{name: T}}
        documents: [{{path: T.md, title: T, sections: [{SECTIONS}]}}]
        metrics: [{{label: Rows, group: Size, check: 'phase-1/rows#lines'}}, {{label: B, group: Size, check: 'phase-2/size#n'}}]
        success: [{{text: All, phases: [phase-3]}}]
        """,
    )
    place.phase(
        "phase-1",
        """\
        files: [{path: a.txt, change: changed}]
        checks:
          - {id: word, title: A word is there, kind: command, run: grep -q x a.txt, inputs: [a.txt]}
          - {id: rows, kind: metric, source: {lines: {lines: [a.txt]}}, expect: {lines: "> 0"}, inputs: [a.txt]}
        deliverables: [{text: The word, done_when: [word]}, {text: Rows, done_when: [rows, word]}]
        prompt: {file: ONE.md}
        """,
    )
    place.phase(
        "phase-2",
        """\
        depends_on: [phase-1]
        files: [{path: b.txt, change: created}]
        steps: [{id: copy, run: cp a.txt b.txt}]
        checks:
          - {id: size, kind: metric, matrix: {db: [one, two]}, source: {command: "sh -c 'echo {\\"n\\": $(wc -l < b.txt)}'"},
             expect: {n: ">= 1"}, inputs: [b.txt]}
        deliverables: [{text: A copy, done_when: [size]}]
        prompt: {file: TWO.md, create_when: phase-1 is complete}
        """,
    )
    place.phase(
        "phase-3",
        """\
        depends_on: [phase-2]
        checks: [{id: same, kind: command, run: cmp a.txt b.txt, inputs: ["*.txt"]}]
        prompt: {file: THREE.md}
        """,
    )
    place.write("a.txt", "x\n")
    place.commit("The plan")


def happen(place: Place, chance: random.Random) -> str:
    """Something that people do."""
    what = chance.choice(["edit", "edit and commit", "run", "run", "run 1", "run 2", "run --commit", "break", "reopen", "docs"])
    match what:
        case "edit" | "edit and commit" | "break":
            word = "y\n" if what == "break" else "x\n" * chance.randint(1, 4)
            place.write(chance.choice(["a.txt", "b.txt"]), word + f"{chance.random()}\n")
            if what == "edit and commit":
                place.commit("By hand")
        case "docs":
            place.write("notes.txt.md", f"{chance.random()}")
        case "reopen":
            place.tracker("reopen", chance.choice("12"), "--why", "again")
        case _:
            place.tracker(*what.split())
    return what


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_to_a_small_plan(place: Place, seed: int) -> None:
    planned(place)
    chance, did, looked = random.Random(seed), [], 0
    place.tracker("run")
    for _ in range(6):
        did.append(happen(place, chance))
        place.tracker("render")
        found, count = told(place)
        looked += count
        assert found == [], did
    assert looked > 20


def test_tokens_that_look_like_commits() -> None:
    text = "`abc1234` 1234567 sha256:abcdef0123 x/abcdef01 01M8HK0MCX4E2CS6C0TF77ZASK deadbee."
    assert COMMIT.findall(text) == ["abc1234", "1234567"]
