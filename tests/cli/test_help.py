"""The help that is kept is what Typer prints, and Typer is asked wherever it would print something else."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT, Place
from tracker import __version__
from tracker.cli import help as kept_help
from tracker.cli import manual
from tracker.cli.verbs import GROUPS, VERBS, load

ANEW = "write it anew: python -m tracker.cli.manual"


def imported(place: Place, *words: str) -> set[str]:
    """The heavy modules that a command line imports."""
    code = (
        "import sys\nfrom tracker.__main__ import main\ntry:\n    main()\n"
        "except SystemExit as end:\n    assert not end.code\nprint(*sys.modules, file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, *words]
    done = subprocess.run(command, cwd=place.path, env=place.env, capture_output=True, text=True, check=True)
    heavy = {"typer", "pydantic", "rich", "yaml", "git", "json", "re", "typing", "dataclasses", "importlib.metadata"}
    return heavy & set(done.stderr.split())


def test_the_kept_help_is_what_typer_prints() -> None:
    assert Path(kept_help.FILE).read_text() == manual.help_text(), ANEW


def test_the_table_in_the_readme_is_that_of_the_declarations() -> None:
    (rows,) = manual.TABLE.findall((ROOT / "README.md").read_text())
    assert rows == manual.table(), ANEW


def test_every_verb_is_in_the_table_of_json() -> None:
    table = (ROOT / "docs/json.md").read_text()
    for name in VERBS:
        assert load(name).VERB.hidden or re.search(rf"^\|.*`tracker {name}\b", table, re.MULTILINE), name


def test_the_list_of_verbs_is_whole_on_80_columns(place: Place) -> None:
    out = place.tracker("--help", COLUMNS="80").out
    assert "..." not in out.partition("Commands:")[2]
    for name in VERBS:
        verb = load(name).VERB
        assert verb.hidden or re.search(rf"^  {name} +{re.escape(verb.short)}$", out, re.MULTILINE), name


@pytest.mark.parametrize("words", [["--version"], ["--help"], ["run", "--help"]])
def test_nothing_heavy_is_imported_to_print_it(place: Place, words: list[str]) -> None:
    assert imported(place, *words) == set()


def test_on_a_narrow_terminal_typer_wraps_it_anew(place: Place) -> None:
    wide = place.tracker("run", "--help").out
    assert place.tracker("run", "--help", COLUMNS="200").out == wide
    narrow = place.tracker("run", "--help", COLUMNS="60").out
    assert max(map(len, narrow.splitlines())) <= 60 < max(map(len, wide.splitlines()))
    assert narrow.split() == wide.split()
    assert place.terminal("run", "--help", columns=60) == narrow
    assert place.terminal("run", "--help", columns=80) == place.terminal("run", "--help", columns=120) == wide


def test_a_file_of_another_version_or_with_other_verbs_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    file = tmp_path / "help.txt"
    monkeypatch.setattr(kept_help, "FILE", str(file))
    assert kept_help.kept(["--help"]) is None
    file.write_text(manual.help_text())
    assert kept_help.kept(["--help"]) == manual.printed()
    assert kept_help.kept(["run", "--help"]) == manual.printed("run")
    assert kept_help.kept(["nope", "--help"]) is None
    file.write_text(manual.help_text().replace(f"tracker {__version__}:", "tracker 9.9:"))
    assert kept_help.kept(["--help"]) is None
    file.write_text(manual.help_text().replace(": status next", ": status"))
    assert kept_help.kept(["--help"]) is None
    file.write_bytes(b"\xff")
    assert kept_help.kept(["--help"]) is None


def test_help_with_anything_beside_it_is_typer_s(place: Place) -> None:
    for words in (["run", "1", "--help"], ["run", "--help", "--json"]):
        assert kept_help.kept(words) is None
        assert place.tracker(*words).out.startswith("Usage: tracker ")


@pytest.mark.parametrize(
    ("short", "long"),
    [
        (["-h"], ["--help"]),
        (["help"], ["--help"]),
        (["-V"], ["--version"]),
        (["help", "run"], ["run", "--help"]),
        (["--help", "run"], ["run", "--help"]),
        (["run", "-h"], ["run", "--help"]),
        (["help", "new-prompt"], ["new-prompt", "--help"]),
    ],
)
def test_every_usual_way_to_ask_is_answered(place: Place, short: list[str], long: list[str]) -> None:
    asked, spelled = place.tracker(*short), place.tracker(*long)
    assert (asked.code, asked.out) == (0, spelled.out)


def test_no_verb_has_an_option_of_that_name() -> None:
    for name in VERBS:
        taken = {word for option in load(name).VERB.options for word in option.names}
        assert not taken & {"-h", "-V", "--help", "--version"}, name


def test_help_names_what_one_wants_and_no_type_of_python(place: Place) -> None:
    out = place.tracker("--help").out
    assert [line for line in out.splitlines() if line.endswith(":") and not line.startswith("  ")][1:] == [
        f"{heading}:" for heading in GROUPS
    ]
    assert not re.search(r"<\w+(\[\w+\]| range)?>", Path(kept_help.FILE).read_text())
