"""Commands, their words, and what their output must be."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pydantic import ValidationError

from tests.checks.bench import Bench, read
from tracker.checking.argv import BASH, EITHER, SH, to_argv
from tracker.checks.command import CommandCheck
from tracker.model.status import Outcome
from tracker.spec.phases import Step


@pytest.fixture
def bench(tmp_path: Path, hermetic: dict[str, str]) -> Bench:
    return Bench(tmp_path, hermetic)


def test_exit_0_passes_and_the_last_line_says_it(bench: Bench) -> None:
    found = bench.run("command", run="printf 'one\\n26 tables\\n\\n'")
    assert (found.outcome, found.summary, found.details) == (Outcome.PASSED, 'exit 0, it says "26 tables"', ())
    assert bench.run("command", run="true").summary == "exit 0"


@pytest.mark.parametrize(
    ("expected", "code", "outcome"), [(0, 1, "failed"), (3, 3, "passed"), (3, 0, "failed"), (1, 2, "failed")]
)
def test_the_exit_code_is_as_expected_or_not(bench: Bench, expected: int, code: int, outcome: str) -> None:
    found = bench.run("command", run=f"exit {code}; true", expect={"exit": expected})
    assert found.outcome == outcome
    if outcome == "failed":
        assert found.summary == f"found exit code {code}, expected {expected}"


def test_output_must_have_and_must_not_have(bench: Bench) -> None:
    run = "echo first; echo 'second Traceback'; echo third >&2"
    assert bench.run("command", run=run, expect={"output": ["^first$", "^third"], "lacks": "Error"}).outcome == "passed"
    found = bench.run("command", run=run, expect={"exit": 1, "output": ["^second$"], "lacks": ["Trace.*"]})
    assert found.outcome == "failed"
    assert found.details == (
        "found exit code 0, expected 1",
        "the output has no match for '^second$'",
        "the output has 'Traceback', which 'Trace.*' forbids",
    )
    assert bench.run("command", run="true", expect={"output": "."}).outcome == "failed"


@pytest.mark.parametrize("run", ["kill -9 $$; true", "no-such-program", "./tracker.txt"])
def test_a_command_that_did_not_come_to_its_own_end_is_an_error(bench: Bench, run: str) -> None:
    bench.write("tracker.txt", "x")
    assert bench.run("command", run=run, expect={"exit": 137}).outcome == "error"


def test_a_deadline_is_an_error_whatever_the_exit_code(bench: Bench) -> None:
    found = bench.run("command", run="trap 'exit 0' TERM; sleep 30 & wait", timeout=0.3)
    assert found.outcome == "error"
    assert found.summary.startswith("timed out after 0.")


def test_output_beyond_what_is_searched_is_no_pass(bench: Bench) -> None:
    long = "head -c 5000000 /dev/zero | tr '\\0' x; echo; echo Traceback"
    found = bench.run("command", run=long, expect={"lacks": "Traceback"})
    assert found.outcome == "error"
    assert "of which 4,194,304 are searched" in found.summary
    assert bench.run("command", run=long, expect={"output": "Traceback"}).outcome == "error"
    assert bench.run("command", run=long, expect={"output": "xxx"}).outcome == "passed"
    assert bench.run("command", run=long, expect={"lacks": "xxx"}).outcome == "failed"
    assert bench.run("command", run=long).outcome == "passed"


def test_output_that_the_cap_cut_is_no_pass(bench: Bench) -> None:
    middle = "head -c 3000 /dev/zero | tr '\\0' x; echo Traceback; head -c 3000 /dev/zero | tr '\\0' x"
    found = bench.judge(read("command", run=middle, expect={"lacks": "Traceback"}), limit=1000)
    assert found.outcome == "error"


def test_an_output_of_an_earlier_run_is_not_believed(bench: Bench) -> None:
    bench.scratch.mkdir(parents=True)
    (bench.scratch / "output.log").write_text("26 tables\n")
    assert bench.run("command", run="true", expect={"output": "26 tables"}).outcome == "failed"


def test_variants_fill_in_words_and_environment(bench: Bench) -> None:
    found = bench.run(
        "command",
        {"db": "sqlite"},
        run='echo "{{ db }} $DB ${TRACKER:-}"',
        env={"DB": "<{{db}}>"},
        matrix={"db": ["sqlite", "pg"]},
    )
    assert found.summary == 'exit 0, it says "sqlite <sqlite>"'


@pytest.mark.parametrize(
    ("run", "argv"),
    [
        (("python -m pytest -q",), ("python", "-m", "pytest", "-q")),
        (("echo 'two words' \"and 'more'\"",), ("echo", "two words", "and 'more'")),
        (("echo", "a b", "$HOME", "*"), ("echo", "a b", "$HOME", "*")),
        (("",), ("",)),
        *(((f"echo a{sign}b",), (*EITHER, f"echo a{sign}b")) for sign in "|&;<>()$`*?[]#~=%!{}\n\\"),
    ],
)
def test_words(run: tuple[str, ...], argv: tuple[str, ...]) -> None:
    assert to_argv(run) == argv


def test_words_with_a_value_from_the_matrix() -> None:
    assert to_argv(("run {{ db }} x{{db}}",), {"db": "pg"}) == ("run", "pg", "xpg")
    assert to_argv(("run", "{{ db }}"), {"db": "two words"}) == ("run", "two words")
    with pytest.raises(KeyError):
        to_argv(("{{ other }}",), {"db": "pg"})


@pytest.mark.parametrize(
    ("shell", "argv"),
    [
        ("bash", BASH),
        ("sh", SH),
        (["zsh", "-e", "-c"], ("zsh", "-e", "-c")),
        (["env", "-i", "sh", "-c"], ("env", "-i", "sh", "-c")),
    ],
)
def test_a_chosen_shell_is_given_every_text(shell: object, argv: tuple[str, ...]) -> None:
    found = read("command", run="echo plain", shell=shell)
    assert isinstance(found, CommandCheck)
    assert to_argv(found.run, shell=found.shell) == (*argv, "echo plain")
    assert to_argv(("echo", "$HOME"), shell=found.shell) == ("echo", "$HOME")


@pytest.mark.parametrize("shell", ["zsh", "bash -c", ""])
def test_one_word_is_one_of_the_shells_that_we_know(shell: str) -> None:
    with pytest.raises(ValidationError, match="expected bash, sh, or the whole command as a list"):
        read("command", run="x", shell=shell)


@pytest.mark.parametrize(
    ("run", "shell", "outcome"),
    [
        ("false\necho done\n", (), "failed"),
        ("echo begun\n(exit 3)\nfor i in 1; do echo done; done", (), "failed"),
        ("(echo '3 failed'; exit 1) | tee log", (), "failed"),
        ("(exit 1) | sort | head -1 | cat", (), "failed"),
        ("echo $NO_SUCH_VARIABLE", (), "failed"),
        ("true | cat\necho done", (), "passed"),
        ("if false; then echo no; fi\n! false\necho ${NO_SUCH_VARIABLE:-none}", (), "passed"),
        ("false | cat", "sh", "passed"),
        ("false\necho done", "sh", "failed"),
        ("false\necho done", ["bash", "-c"], "passed"),
        ("[[ :$SHELLOPTS: == *:pipefail:* ]]", "bash", "passed"),
    ],
)
def test_a_script_fails_where_its_first_failure_is(bench: Bench, run: str, shell: object, outcome: str) -> None:
    assert bench.run("command", run=run, **({"shell": shell} if shell else {})).outcome == outcome


def test_without_bash_the_other_shell_stops_at_a_failure_too(bench: Bench, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "sh").symlink_to(shutil.which("dash") or "/bin/sh")
    path = {"PATH": str(tools)}
    assert bench.run("command", run="false\necho done", env=path).outcome == "failed"
    assert bench.run("command", run="echo one\necho ${0##*/}", env=path).outcome == "passed"
    assert bench.run("command", run='echo one\n[ -n "$BASH_VERSION" ]', env=path).outcome == "failed"


def test_a_definition_is_another_only_where_the_shell_is_chosen() -> None:
    plain = read("command", run="a | b")
    assert plain.meaning().keys().isdisjoint({"shell"})
    assert len({plain.definition(), *(read("command", run="a | b", shell=s).definition() for s in ("bash", "sh"))}) == 3
    assert Step(id="a", run=("a | b",)).definition() != Step(id="a", run=("a | b",), shell=("sh",)).definition()


def test_a_quote_that_is_not_closed_makes_no_words() -> None:
    with pytest.raises(ValueError, match="No closing quotation"):
        to_argv(("echo 'never closed",))


@pytest.mark.parametrize(
    "values", [{"run": "x", "expect": {"output": "("}}, {"run": "x", "expects": {}}, {}, {"run": "x", "retries": 11}]
)
def test_what_the_plan_may_not_say(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        read("command", **values)


def test_the_definition_is_what_it_means_and_not_how_it_is_run() -> None:
    plain = read("command", run="x").definition()
    for neutral in (
        {"title": "T"},
        {"timeout": "5m"},
        {"retries": 2},
        {"needs": ["a"]},
        {"resource": "port"},
        {"inputs": []},
        {"always": True},
    ):
        assert read("command", run="x", **neutral).definition() == plain
    for meaning in (
        {"run": "y"},
        {"env": {"A": "1"}},
        {"matrix": {"a": ["1"]}},
        {"expect": {"exit": 1}},
        {"expect": {"lacks": "x"}},
    ):
        assert read("command", **{"run": "x", **meaning}).definition() != plain
