"""The light parser and Typer read the same words the same way; what Typer refuses, the light parser does not accept."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.cli import typer_line
from tracker.cli.declare import Choice, Number, Param
from tracker.cli.log import LIMIT
from tracker.cli.options import JSON, QUIET
from tracker.cli.parse import Call, read
from tracker.cli.record import CHECK, JUNIT, VARIANT
from tracker.cli.run import JOBS, PHASES
from tracker.cli.verbs import VERBS, load
from tracker.errors import UsageError

ODD = [
    "",
    "-",
    "--",
    "--help",
    "--version",
    "-h",
    "--nope",
    "-Z",
    "--jso",
    "-qy",
    "-q4",
    "=",
    "-1",
    "--json=1",
    "4.1",
    "a b",
    "\n",
]
NUMBERS = ["0", "1", "4", "12", "007", "+3", " 4", "4 ", "1_0", "1.5", "x", "", "-1", "=4", "\u0664", "9" * 30]
PLAIN = st.sampled_from([*VERBS, "phase-4.1", "4.1", "bash", "PHASE", "é", *ODD]) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=4
)


def texts(param: Param[object]) -> st.SearchStrategy[str]:
    if isinstance(param, Choice):
        return st.sampled_from(list(param.choices)) | PLAIN
    return (st.sampled_from(NUMBERS) | PLAIN) if isinstance(param, Number) else PLAIN


def spelled(option: Param[object]) -> st.SearchStrategy[list[str]]:
    """The ways to write an option, and some that are wrong."""

    def ways(pair: tuple[str, str]) -> st.SearchStrategy[list[str]]:
        name, text = pair
        right = [[name, text], [f"{name}={text}"] if name.startswith("--") else [name + text]]
        return st.sampled_from([*right, [name]] if option.value_follows else [[name], [name], [name], right[1]])

    return st.tuples(st.sampled_from(option.names), texts(option)).flatmap(ways)


def lines(name: str) -> st.SearchStrategy[list[str]]:
    """Calls of a verb: mostly right, in any order, with something odd here and there."""
    verb = load(name).VERB
    words = [texts(param).map(lambda word: [word]) for param in verb.words]
    required = [spelled(option) for option in verb.options if option.required]
    optional = st.one_of([spelled(option) for option in verb.options] or [st.just([])])
    extra = st.lists(optional, max_size=3)
    odd = st.lists(PLAIN.map(lambda word: [word]), max_size=1)
    parts = st.tuples(st.tuples(*words, *required).map(list), extra, odd).map(lambda found: [*found[0], *found[1], *found[2]])
    return parts.flatmap(st.permutations).map(lambda pieces: [name, *(item for piece in pieces for item in piece)])


def by_typer(arguments: list[str]) -> Call | int | None:
    try:
        return typer_line.read(arguments)
    except UsageError:
        return None


def same(light: Call, arguments: list[str]) -> None:
    told = by_typer(arguments)
    assert isinstance(told, Call), (arguments, light.values)
    assert (light.verb, light.values) == (told.verb, told.values), arguments


@pytest.mark.parametrize("name", VERBS)
@settings(max_examples=60)
@given(data=st.data())
def test_what_the_light_parser_accepts_typer_reads_the_same(name: str, data: st.DataObject) -> None:
    arguments = data.draw(lines(name))
    light = read(arguments)
    if light is not None:
        same(light, arguments)


@given(st.lists(PLAIN, max_size=4))
def test_whatever_the_words_are_they_never_disagree(arguments: list[str]) -> None:
    light = read(arguments)
    if light is not None:
        same(light, arguments)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("run 1 4.1 -j4 -q", {PHASES: ("1", "4.1"), JOBS: 4, QUIET: True, JSON: False}),
        ("run -j 4 --json 1", {PHASES: ("1",), JOBS: 4, JSON: True}),
        ("run --jobs=4 -- -x", {PHASES: ("-x",), JOBS: 4}),
        ("run --jobs 4 --jobs 5", {JOBS: 5}),
        ("log", {LIMIT: None}),
        ("log -n 5", {LIMIT: 5}),
        ("record 3 --check a --junit=b --variant x=1 --variant=y=2", {CHECK: "a", JUNIT: "b", VARIANT: ("x=1", "y=2")}),
    ],
)
def test_ordinary_calls_are_read_without_typer(line: str, expected: dict[Param[object], object]) -> None:
    light = read(line.split())
    assert light is not None
    assert {param: light.values[param] for param in expected} == expected
    same(light, line.split())


@pytest.mark.parametrize(
    "line",
    [
        "nope", "--json", "--version", "-- status", "run --help", "run --nope", "run --jobs", "run --jobs --json", "run -j 0",
        "run -j x", "run --json=1", "run -yq", "explain", "explain 1 2", "triage", "completion", "completion tcsh", "triage -",
        "record 3 --check a", "compare a", "next 1 2",
    ],
)  # fmt: skip
def test_what_is_wrong_or_unusual_is_left_to_typer(line: str) -> None:
    assert read(line.split()) is None


def test_no_words_at_all_are_a_look_at_the_status() -> None:
    light = read([])
    assert light is not None
    assert light.verb == "status"
    same(light, [])
