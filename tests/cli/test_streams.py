"""Standard streams in every state in which somebody may hand them over."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import time

import pytest

from tests.conftest import Place, started


def closed(place: Place, how: str, *words: str) -> subprocess.CompletedProcess[str]:
    line = " ".join([*(f"'{word}'" for word in place.command(*words)), how])
    return subprocess.run(["sh", "-c", line], cwd=place.path, env=place.env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "words", [["status"], ["status", "--json"], ["validate"], ["log"], ["next"], ["--version"], ["explain", "1"]]
)
def test_a_closed_standard_output_is_said(stepped: Place, words: list[str]) -> None:
    for _ in range(2):  # cached, the second time
        done = closed(stepped, ">&-", *words)
        assert done.returncode == 1
        assert done.stderr.startswith("error: the standard output could not be written: it is closed")
        assert done.stderr.count("\n") == 2


def test_a_run_that_nobody_hears_does_its_work_and_writes_into_no_file_of_its_own(stepped: Place) -> None:
    for phase, how in (("1", ">&-"), ("2", "<&- >&- 2>&-")):
        done = closed(stepped, how, "run", phase)
        assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert {phase["status"] for phase in stepped.status().values()} == {"complete"}
    assert stepped.tracker("verify").code == 0
    assert stepped.changes() == ""


@pytest.mark.parametrize("how", ["<&-", "2>&-", "<&- 2>&-"])
def test_what_is_not_needed_may_be_closed(stepped: Place, how: str) -> None:
    for words in (["status"], ["run", "1"], ["run", "1"]):
        done = closed(stepped, how, *words)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout


@pytest.mark.parametrize(
    "words", [["status", "--all", "--json"], ["validate", "--json"], ["status", "--all"], ["schema", "faces"]]
)
def test_a_reader_in_non_blocking_mode_gets_all_of_it(place: Place, words: list[str]) -> None:
    for number in range(1, 70):
        place.phase(f"phase-{number}", f"summary: {'many words ' * 9}\nchecks: [{{id: c, kind: command, run: 'true'}}]\n")
    place.commit()
    expected = place.tracker(*words).out
    assert len(expected) > 4096 or words[0] == "validate"
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    fcntl.fcntl(writing, getattr(fcntl, "F_SETPIPE_SZ", 1031), 4096)
    with started(place.command(*words), cwd=place.path, env=place.env, stdout=writing, stderr=subprocess.PIPE) as process:
        os.close(writing)
        time.sleep(0.5)
        got = b""
        while piece := os.read(reading, 1000):
            got += piece
        assert process.wait() == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""
    os.close(reading)
    assert got.decode() == expected


JOINED = {"persian": "می\u200cخو", "family": "👩\u200d👩\u200d👧", "hindi": "क\u094d\u200dष"}


@pytest.mark.parametrize("text", JOINED.values(), ids=JOINED)
def test_joiners_reach_the_reader_and_changes_of_direction_do_not(place: Place, text: str) -> None:
    place.phase("phase-1", f'summary: "{text}"\nchecks: [{{id: c, kind: command, run: "true"}}]\n')
    place.write(
        "phases/phase-1.yaml",
        place.read("phases/phase-1.yaml").replace("Title of phase-1", f'"{text} \u202e\u2066x\\u009b31m"'),
    )
    place.commit()
    for _ in range(2):
        shown = place.tracker("status").out
        assert text in shown
        assert not set("\u202e\u2066\x9b") & set(shown)
        raw = place.tracker("status", "--json").out
        assert not set("\u202e\u2066\x9b") & set(raw)
        assert json.loads(raw)["phases"][0]["title"] == f"{text} \u202e\u2066x\x9b31m"
    assert place.tracker("render").code == 0
    document = place.read("TRACKER.md")
    assert text in document
    assert not set("\u202e\u2066\x9b") & set(document)


@pytest.mark.parametrize(
    "variables", [{"PYTHONIOENCODING": "ascii"}, {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}]
)
def test_what_an_encoding_has_not_is_shown_and_ends_nothing(place: Place, variables: dict[str, str]) -> None:
    place.phase("phase-1", 'summary: "s"\nchecks: [{id: c, kind: command, run: "true"}]\n')
    place.write("phases/phase-1.yaml", place.read("phases/phase-1.yaml").replace("Title of", "Größe ❤"))
    place.commit()
    for words in (["status"], ["status"], ["explain", "1"], ["run", "1"], ["log"], ["status", "--json"]):
        done = place.tracker(*words, **variables)
        assert (done.code, done.err) == (0, "")
    assert "Gr\\xf6\\xdfe \\u2764" in place.tracker("status", **variables).out


def test_a_run_in_a_hook_of_git_leaves_head_where_git_has_it(stepped: Place) -> None:
    hook = stepped.path / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    words = " ".join(f"'{word}'" for word in stepped.command("run", "1"))
    for ending, code in (("|| exit 1", 1), ("|| true", 0)):
        hook.write_text(f"#!/bin/sh\n{words} 2> ../said {ending}\n")
        hook.chmod(0o755)
        head = stepped.git("rev-parse", "HEAD")
        stepped.write("mine.txt", ending)
        stepped.git("add", "mine.txt")
        done = subprocess.run(
            ["git", "commit", "-qm", "Mine"], cwd=stepped.path, env=stepped.env, capture_output=True, check=False
        )
        assert done.returncode == code
        assert "git is running a hook" in (stepped.path.parent / "said").read_text()
        assert stepped.git("rev-parse", "HEAD" if code else "HEAD^") == head
        assert stepped.changes() == ("A  mine.txt\n" if code else "")
