"""Completion and the prompt of a shell: the same truth as `tracker status`, on the path without heavy imports."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from tests.conftest import Place
from tracker.cli.completion import SCRIPTS


def bash(place: Place, *words: str) -> list[str]:
    """What bash offers for the last of the words."""
    show = '_tracker; printf "%s\\n" "${COMPREPLY[@]}"'
    script = f'eval "$(tracker completion bash)"; COMP_WORDS=(tracker "$@"); COMP_CWORD=$#; {show}'
    done = subprocess.run(
        ["bash", "-c", script, "bash", *words], cwd=place.path, env=place.env, capture_output=True, text=True, check=True
    )
    return done.stdout.split()


def test_bash_completes_verbs_options_phases_checks_and_runs(stepped: Place) -> None:
    assert bash(stepped, "st") == ["status", "start"]
    assert bash(stepped, "run", "") == ["1", "2"]
    assert bash(stepped, "run", "1", "") == ["2"]
    assert bash(stepped, "run", "--d") == ["--dry-run"]
    assert bash(stepped, "run", "1", "--check", "") == ["is-made", "runs"]
    assert bash(stepped, "schema", "") == ["settings", "phase", "views", "prompt", "faces"]
    assert bash(stepped, "completion", "f") == ["fish"]
    assert bash(stepped, "render", "--vars", "time") == ["timeline"]
    assert bash(stepped, "no-such-verb", "") == []
    run = stepped.tracker("run", "1", "--json").events[-1]["run"]
    assert bash(stepped, "show", "") == ["last", run]


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_scripts_of_other_shells_are_understood_by_them(stepped: Place, shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    code = {
        "zsh": 'autoload -U compinit; compinit -u -D; eval "$(tracker completion zsh)"; print $_comps[tracker]',
        "fish": "tracker completion fish | source; complete -C 'tracker run '",
    }
    done = subprocess.run(
        [shell, "-c", code[shell]], cwd=stepped.path, env=stepped.env, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert done.stdout == {"zsh": "_tracker\n", "fish": "1\tTitle of phase-1\n2\tTitle of phase-2\n"}[shell]


def test_a_broken_plan_completes_no_phases_and_says_nothing(stepped: Place) -> None:
    stepped.write("phases/phase-1.yaml", "id: [")
    done = stepped.tracker("complete", "--", "run", "")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert stepped.tracker("complete", "--", "stat").out.startswith("status\t")


def test_a_title_cannot_do_anything_to_the_terminal(stepped: Place) -> None:
    stepped.write(
        "phases/phase-1.yaml", 'id: phase-1\ntitle: "a\\tb\\e[31m c"\nchecks: [{id: c, kind: command, run: "true"}]\n'
    )
    assert stepped.tracker("complete", "--", "run", "1").out == "1\ta b\N{REPLACEMENT CHARACTER}[31m c\n"


def test_the_prompt_of_a_shell_says_what_status_says(stepped: Place) -> None:
    assert stepped.tracker("segment").out == "1 ready 0/2\n"
    stepped.tracker("run", "1")
    assert stepped.tracker("segment").out == "2 ready 1/2\n"
    assert stepped.tracker("segment", below="phases").out == "2 ready 1/2\n"
    stepped.phase("phase-2", "depends_on: [phase-1]\nchecks: [{id: ok, kind: command, run: 'false', inputs: []}]\n")
    stepped.tracker("run", "2")
    assert stepped.tracker("segment", "--json").json == {
        "format_version": 1, "kind": "segment", "phase": "phase-2", "status": "failed", "complete": 1, "skipped": 0, "total": 2,
    }  # fmt: skip


def test_the_prompt_of_a_shell_is_empty_outside_a_project_and_one_word_in_a_broken_one(stepped: Place) -> None:
    outside = subprocess.run(
        stepped.command("segment"), cwd=stepped.path.parent, env=stepped.env, capture_output=True, text=True, check=False
    )
    assert (outside.returncode, outside.stdout, outside.stderr) == (0, "", "")
    stepped.write("phases/phase-1.yaml", "id: [")
    broken = stepped.tracker("segment")
    assert (broken.code, broken.out, broken.err) == (3, "plan?\n", "")
    assert stepped.tracker("segment", "--json").json["kind"] == "error"


@pytest.mark.parametrize("words", [["segment"], ["complete", "--", "run", ""], ["complete", "--", "st"]])
def test_once_the_status_is_known_nothing_heavy_is_imported(stepped: Place, words: list[str]) -> None:
    os.utime(stepped.path / "tracker.yaml", (1, 1))
    while stepped.tracker("status").code == 0 and not (stepped.path / ".tracker/cache/status.json").exists():
        pass  # what has just been written is too new to be kept
    code = (
        "import json, sys\nfrom tracker.cli.fast import answer\nassert answer(json.loads(sys.argv[1])) == 0\n"
        "heavy = {'typer', 'pydantic', 'yaml', 'git', 'jinja2', 'rich', 'subprocess'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code, json.dumps(words)], cwd=stepped.path, env=stepped.env, check=True)


def test_every_shell_s_script_is_json_too(place: Place) -> None:
    for shell, script in SCRIPTS.items():
        assert place.tracker("completion", shell).out == script
        assert place.tracker("completion", shell, "--json").json["script"] == script
