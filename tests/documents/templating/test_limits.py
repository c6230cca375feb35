"""A template or a path from a stranger's plan reads nothing, writes nowhere else, and ends."""

from __future__ import annotations

import os
import resource
import tempfile
import threading
import time
from pathlib import Path

import pytest

from tests import fakes, sample_plan
from tests.conftest import Place
from tracker.documents.render import render_all
from tracker.documents.templating import limits
from tracker.errors import TrackerError


def render(template: str) -> str:
    files = fakes.MemoryFiles()
    files.put("documents/overview.md.j2", template)
    return render_all(sample_plan.situation(sample_plan.plan()), files)[0].text


BOMBS = {
    "a loop that does not end": "".join(f"{{% for {x} in range(1000) %}}" for x in "abc") + "{% endfor %}" * 3,
    "a long range": "{{ range(10000000) | list }}",
    "a repeated text": "{{ 'x' * 10000000000 }}",
    "a repeated list": "{{ [1] * 10000000000 }}",
    "a text that doubles": "{% set a = 'x' * 1000 %}" + "{% set a = a ~ a %}" * 40 + "{{ a }}",
    "a list that doubles": "{% set a = [1] %}" + "{% set a = a + a %}" * 40 + "{{ a }}",
    "a macro that doubles": "{% macro m(x) %}{{ x }}{{ x }}{% endmacro %}{{" + "m(" * 40 + "'x' * 1000" + ")" * 40 + "}}",
    "a large power": "{{ 10 ** 10000000 }}",
    "a large product": "{% set a = 10 ** 14 %}" + "{% set a = a * a %}" * 40,
    "a wide format": "{{ '%10000000000d' % 1 }}",
    "a wide method": "{{ '{:>10000000000}'.format(1) }}",
    "a padded text": "{{ 'x'.center(10000000000) }}",
    "a replacement": "{{ ('x' * 100000) | replace('x', 'y' * 100000) }}",
    "an indentation": "{{ 'a' | indent(10000000000) }}",
    "a glue": "{{ range(1000) | join('x' * 100000) }}",
    "a filter over a list": "{{ ('a ' * 50000).split() | map('replace', 'a', 'z' * 100000) | list | length }}",
    "a list of a long text": "{{ (['x' * 100000] * 100000) | map('upper') | list | length }}",
    "a list of lists": "{% set a = ['x'] %}" + "{% set a = [a, a] %}" * 60 + "{{ (a | string) | length }}",
    "a dict of dicts": "{% set a = {'k': 'x'} %}" + "{% set a = {'a': a, 'b': a} %}" * 60 + "{{ a }}",
    "a tuple of tuples": "{% set a = ('x',) %}" + "{% set a = (a, a) %}" * 60 + "{{ a ~ '' }}",
    "many views": "{{ [view] * 200000 }}",
    "a view as a text": "{{ range(1000) | map('replace', 1, view) | join }}",
    "many views in a row": "{{ ([view] * 100000) | join }}",
    "itself": "{% include 'overview.md.j2' %}",
    "a macro that calls itself": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a long output": "{% for a in range(1000) %}{{ 'x' * 100000 }}{% endfor %}",
    "a long template": "x" * 70_000,
}


KILLED = {"a loop that does not end", "a large power", "a large product"}
"""Ended by the kernel in the middle of something, so that nobody can say in which line."""


@pytest.mark.parametrize("name", BOMBS)
def test_a_template_that_wants_too_much_is_stopped_and_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CPU_LIMIT", 1)
    before = time.process_time()
    with pytest.raises(TrackerError) as error:
        render(BOMBS[name])
    assert "documents/overview.md.j2" in error.value.message
    assert {problem.file for problem in error.value.problems} <= {"documents/overview.md.j2"}
    assert time.process_time() - before < 20
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 < 2 * limits.MEMORY_LIMIT
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize("name", sorted(KILLED))
def test_what_is_killed_is_said_with_its_file_and_what_is_not_known(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CPU_LIMIT", 1)
    with pytest.raises(TrackerError) as error:
        render(BOMBS[name])
    (problem,) = error.value.problems
    if problem.line == 0:
        assert "it wants more than" in problem.message
        assert problem.hint == "what it was doing then is not known"


def test_a_child_that_waits_for_a_lock_of_another_thread_is_ended_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "WALL_LIMIT", 0.2)
    lock = threading.Lock()
    with lock, pytest.raises(TrackerError, match=r"a template is wrong: x\.j2"):
        limits.bounded(lambda: str(lock.acquire()), "x.j2")


def test_a_child_does_nothing_of_what_its_parent_does_at_its_end(capfd: pytest.CaptureFixture[str]) -> None:
    with tempfile.TemporaryFile("w+") as unwritten:
        unwritten.write("once")
        assert limits.bounded(lambda: "made", "x.j2") == "made"
        unwritten.flush()
        unwritten.seek(0)
        assert unwritten.read() == "once"
    assert capfd.readouterr() == ("", "")


def test_a_packaged_template_needs_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fork", lambda: pytest.fail("a child"))
    render_all(sample_plan.situation(sample_plan.plan()), fakes.MemoryFiles())


@pytest.mark.parametrize(
    "template",
    [
        "{{ overview.__init__.__globals__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ overview.alerts.__class__ }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{{ lipsum() }}",
        "{{ [1, 2] | random }}",
        "{{ ''['__class__'] }}",
        "{{ '' | attr('__class__') }}",
        "{{ self._TemplateReference__context }}",
        "{% include '../tracker.yaml' %}",
        "{% include '/etc/passwd' %}",
        "{% include 'tracker:../environment.py' %}",
        "{% include 'tracker:/etc/passwd' %}",
        "{% import 'os' as os %}",
    ],
)
def test_a_template_reaches_nothing_but_its_view(template: str) -> None:
    with pytest.raises(TrackerError) as error:
        render(template)
    assert "root:" not in str(error.value.problems) + error.value.message


def test_what_a_document_needs_is_still_there() -> None:
    text = render("{% set n = 2 %}{{ '#' * (n + 1) }} {{ ['b', 'a'] | sort | join(', ') }}"
                  " {{ 'x y' | replace(' ', '-') | upper }}"
                  " {{ overview.goal.split(' ')[0] }} {{ 7 % 4 }} {{ 2 ** 10 }}")  # fmt: skip
    assert "\n### a, b X-Y Migrate 3 1024\n" in text


def test_a_filter_that_does_not_exist_is_named_with_the_nearest() -> None:
    with pytest.raises(TrackerError) as error:
        render("a\n{{ overview.goal | inlin }}")
    (problem,) = error.value.problems
    assert (problem.file, problem.line, problem.hint) == ("documents/overview.md.j2", 2, "did you mean 'inline'?")


SECRET = "the secret\n"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret"
    path.write_text(SECRET)
    return path


def clean(place: Place, *words: str) -> tuple[int, str]:
    done = place.tracker(*words)
    assert SECRET.strip() not in done.out + done.err
    return done.code, done.out + done.err


def test_a_template_that_is_a_link_out_of_the_project_is_not_read(stepped: Place, secret: Path) -> None:
    (stepped.path / "documents").mkdir()
    os.symlink(secret, stepped.path / "documents/overview.md.j2")
    code, said = clean(stepped, "render")
    assert code == 1
    assert "documents/overview.md.j2 leads out of the project" in said


def test_a_document_that_is_a_link_out_of_the_project_is_neither_read_nor_written(stepped: Place, secret: Path) -> None:
    os.symlink(secret, stepped.path / "TRACKER.md")
    for words in (["render"], ["render", "--check"], ["render", "--accept-loss"]):
        code, said = clean(stepped, *words)
        assert code == 1
        assert "leads out of the project" in said
    assert secret.read_text() == SECRET


@pytest.mark.parametrize("path", ["../x.md", "/tmp/x.md", ".git/x.md", ".GIT/hooks/x.md", "a/../../x.md", "~/x.md"])
def test_a_document_outside_cannot_be_named(place: Place, path: str) -> None:
    place.write("tracker.yaml", f"project: {{name: T}}\ndocuments: [{{path: '{path}', title: T, sections: [overview]}}]\n")
    assert place.tracker("validate").code == 3


def test_a_folder_that_is_a_link_out_of_the_project_gets_no_prompt(stepped: Place, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    stepped.phase("phase-1", "checks: [{id: ok, kind: command, run: 'true'}]\nprompt: {file: sub/ONE.md}\n")
    os.symlink(outside, stepped.path / "prompts")
    assert clean(stepped, "render")[0] == 1
    assert clean(stepped, "new-prompt", "mine")[0] == 1
    assert list(outside.iterdir()) == []


def test_a_link_into_git_is_refused(stepped: Place) -> None:
    os.symlink(".git/hooks", stepped.path / "prompts")
    stepped.phase("phase-1", "checks: [{id: ok, kind: command, run: 'true'}]\nprompt: {file: ONE.md}\n")
    assert clean(stepped, "render")[0] == 1
    assert not (stepped.path / ".git/hooks/ONE.md").exists()
