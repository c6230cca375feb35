"""A verb is declared once, in a module that is cheap to import; everything else follows from it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Place
from tracker.cli.declare import Param, Words
from tracker.cli.verbs import VERBS, load


@pytest.mark.parametrize("name", VERBS)
def test_what_a_verb_asks_for_is_what_it_declares(name: str) -> None:
    module = load(name)
    declared = [*module.VERB.words, *module.VERB.options]
    own = [value for value in vars(module).values() if isinstance(value, Param)]
    assert set(own) == set(declared)
    assert len({param.key for param in declared}) == len(declared)
    assert len({spelling for option in module.VERB.options for spelling in option.names}) == sum(
        len(option.names) for option in module.VERB.options
    )


@pytest.mark.parametrize("name", VERBS)
def test_words_that_may_be_many_come_last(name: str) -> None:
    assert not any(isinstance(word, Words) for word in load(name).VERB.words[:-1])


def test_to_know_all_verbs_nothing_heavy_is_imported() -> None:
    code = (
        "import sys\nfrom tracker.cli.verbs import VERBS, load\n[load(name) for name in VERBS]\n"
        "heavy = {'typer', 'pydantic', 'yaml', 'git', 'jinja2', 'rich', 'json', 're', 'typing', 'dataclasses', "
        "'tracker.bootstrap', 'tracker.spec'} & set(sys.modules)\nassert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{code}"], check=True)


def test_an_ordinary_call_does_without_typer(stepped: Place) -> None:
    for words in (["log", "-n", "5"], ["validate", "--quiet"], ["explain", "1"], ["schema", "phase"]):
        code = (
            f"import sys\nfrom tracker.cli.app import run\nassert run({json.dumps(words)}) == 0\n"
            "assert 'typer' not in sys.modules"
        )
        subprocess.run([sys.executable, "-c", code], cwd=stepped.path, env=stepped.env, check=True, capture_output=True)


@pytest.fixture
def grown(tmp_path: Path, stepped: Place) -> Place:
    """tracker with the verb of CONTRIBUTING: one file and one line more."""
    home = tmp_path / "grown"
    shutil.copytree(ROOT / "tracker", home / "tracker", ignore=shutil.ignore_patterns("__pycache__"))
    (home / "man").mkdir()
    (home / "docs").mkdir()
    for name in ("README.md", "CHANGELOG.md", "docs/exit-codes.md"):
        (home / name).write_text((ROOT / name).read_text())
    text = re.search(r"<!-- example: verb -->\n```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(), re.DOTALL)
    assert text
    (home / "tracker/cli/count.py").write_text(text[1])
    registry = home / "tracker/cli/verbs.py"
    registry.write_text(registry.read_text().replace('("status", ', '("status", "count", ', 1))
    stepped.env["PYTHONPATH"] = str(home)
    return stepped


def test_the_worked_example_of_a_verb_is_found_everywhere(grown: Place) -> None:
    assert (done := grown.tracker("count")).code == 0, done.err
    assert done.out == "0 of 2\n"
    assert grown.tracker("count", "--left").out == "2\n"
    assert grown.tracker("count", "--json").json == {"format_version": 1, "kind": "count", "complete": 0, "total": 2}
    assert "\n  count        How many phases are complete.\n" in grown.tracker("--help").out
    assert "--left" in grown.tracker("count", "--help").out
    assert grown.tracker("complete", "--", "cou").out == "count\tHow many phases are complete.\n"
    assert grown.tracker("complete", "--", "count", "--l").out == "--left\t\n"
    assert grown.tracker("count", "--nope").err == "error: No such option: --nope\n  See: tracker count --help\n"
    subprocess.run([sys.executable, "-m", "tracker.cli.manual"], cwd=grown.path, env=grown.env, check=True)
    home = Path(grown.env["PYTHONPATH"])
    assert "| `tracker count` | How many phases are complete. |\n" in (home / "README.md").read_text()
    assert "tracker count" in (home / "man/tracker.1").read_text()
    assert "\n$ tracker count --help\n" in (home / "tracker/cli/help.txt").read_text()
