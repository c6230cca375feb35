"""Our entries in somebody's settings leave everything else as it is, and go without a trace."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hooks.settings_files import settings
from tracker.hooks import NAMES, product
from tracker.hooks.events import entries
from tracker.hooks.jsonc import NotJsonError, Reader
from tracker.hooks.merge import install, installed, uninstall


def wanted(name: str, more: str = "") -> dict[str, Any]:
    return entries(product(name), more)


def value(text: str, *, comments: bool) -> Any:
    return Reader(text, comments=comments).read().value


def without_ours(found: Any, name: str) -> Any:
    """The value that install made, with our entries taken out by their equality alone."""
    ours = wanted(name)
    hooks = {event: [one for one in groups if one != ours.get(event)] for event, groups in found.get("hooks", {}).items()}
    return {**found, "hooks": {event: groups for event, groups in hooks.items() if groups}}


def emptied(found: Any) -> Any:
    return {**found, "hooks": {event: groups for event, groups in found.get("hooks", {}).items() if groups}}


@pytest.mark.parametrize("seed", range(50))
@pytest.mark.parametrize("name", NAMES)
def test_what_was_there_is_there_again_to_the_byte(name: str, seed: int) -> None:
    comments = product(name).comments
    before = settings(seed, comments=comments)
    after = install(before, wanted(name), comments=comments)
    assert {one.event: one.entry for one in installed(after, comments=comments)} == wanted(name)
    assert without_ours(value(after, comments=comments), name) == emptied(value(before, comments=comments))
    assert list(value(after, comments=comments))[: len(value(before, comments=comments))] == list(
        value(before, comments=comments)
    )
    assert uninstall(after, comments=comments) == before


@given(seed=st.integers(0, 2**32), comments=st.booleans(), name=st.sampled_from(sorted(NAMES)))
def test_it_holds_for_any_file(seed: int, comments: bool, name: str) -> None:
    before = settings(seed, comments=comments)
    after = install(before, wanted(name), comments=comments)
    assert install(after, wanted(name), comments=comments) == after
    assert uninstall(after, comments=comments) == before
    assert uninstall(before, comments=comments) == before
    older = install(before, wanted(name, " --run"), comments=comments)
    assert older != after
    assert install(older, wanted(name), comments=comments) == after


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_we_made_goes_with_us(name: str) -> None:
    made = install(None, wanted(name), comments=False)
    assert json.loads(made)["hooks"].keys() == wanted(name).keys()
    assert uninstall(made, comments=False) is None


def test_a_file_that_we_made_stays_with_what_somebody_added() -> None:
    made = install(None, wanted("claude"), comments=False)
    mine = made.replace("{\n", '{\n  "model": "opus",\n', 1)
    left = uninstall(mine, comments=False)
    assert left is not None
    assert json.loads(left) == {"model": "opus"}


def test_a_hook_that_somebody_put_beside_ours_stays() -> None:
    ours = {"type": "command", "command": "/opt/bin/tracker hook stop --agent claude --run"}
    theirs = {"type": "command", "command": "say done"}
    before = json.dumps({"hooks": {"Stop": [{"hooks": [theirs, ours]}]}}, indent=2)
    assert uninstall(before, comments=False) == json.dumps({"hooks": {"Stop": [{"hooks": [theirs]}]}}, indent=2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1:1: found the end of the file, expected a value"),
        ('{"a": 1,}', "1:9: found '}', expected a key in double quotes"),
        ('{\n  // mine\n  "a": 1\n}', "2:3: found a comment, expected a key in double quotes"),
        ('{\n  "hooks": []\n}', "2:12: found `[]`, expected an object with an event a key"),
        ('{"hooks": {"Stop": {}}}', "1:20: found `{}`, expected a list of hooks for Stop"),
        ("[]", "1:1: found `[]`, expected an object"),
        ('{"a": nul}', "1:7: found 'n', expected a value"),
        ('{"a": "b}', "1:7: found a broken text, expected a text in double quotes"),
        ('{"a": 1} x', "1:10: found 'x', expected nothing more"),
        ("[" * 5000, "1:202: found deeper nesting, expected at most 200 levels"),
        ('{"a": NaN}', "1:7: found 'N', expected a value"),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(NotJsonError) as refused:
        install(text, wanted("claude"), comments=False)
    assert str(refused.value) == said


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x))
)
def test_it_reads_what_json_reads(made: Any) -> None:
    for indent in (None, 2):
        assert Reader(json.dumps(made, indent=indent), comments=False).read().value == made
