"""Secrets that are whole, in pieces, or cut off."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model.redaction import SHORTEST, Redactor

REDACTOR = Redactor({"LONG": "hush-hush", "OTHER": "husky"})


def streamed(*pieces: bytes) -> bytes:
    stream = REDACTOR.stream()
    return b"".join([*map(stream.feed, pieces), stream.end()])


def test_a_secret_that_was_cut_off_at_the_end_is_taken_out_when_it_is_long_enough_to_be_one() -> None:
    assert streamed(b"a hush-hus") == b"a [secret LONG]"
    assert streamed(b"a hush") == b"a [secret LONG]"
    assert streamed(b"a hus") == b"a hus"
    assert streamed(b"a husk") == b"a [secret OTHER]"


def test_what_only_begins_like_a_secret_stays() -> None:
    assert streamed(b"hush now, husks\n") == b"hush now, husks\n"
    assert streamed(b"ush-hus") == b"ush-hus"


@given(st.lists(st.sampled_from([b"h", b"hu", b"hush-", b"hush-hush", b"husky", b"k", b"y ", b"sh", b"s"])))
def test_however_it_is_split_no_secret_is_left_and_no_long_beginning_at_the_end(pieces: list[bytes]) -> None:
    found = streamed(*pieces)
    assert b"hush-hush" not in found
    assert b"husky" not in found
    assert not any(found.endswith(secret[:n]) for secret in (b"hush-hush", b"husky") for n in range(SHORTEST, len(secret)))
    assert found == streamed(b"".join(pieces))


@pytest.mark.parametrize("at", range(1, 9))
def test_a_secret_is_found_wherever_it_is_split(at: int) -> None:
    assert streamed(b"hush-hush"[:at], b"hush-hush"[at:]) == b"[secret LONG]"
    assert streamed(b"a hush-hush"[: at + 2], b"hush-hush b"[at:]) == b"a [secret LONG] b"
    assert streamed(*(bytes([byte]) for byte in b"a hush-hush b")) == b"a [secret LONG] b"


def test_only_as_much_waits_as_a_secret_may_begin_with() -> None:
    stream = REDACTOR.stream()
    waits = REDACTOR.longest - 1
    assert stream.feed(b"x" * 20) == b"x" * (20 - waits)
    assert stream.end() == b"x" * waits
    assert stream.end() == b""


def test_a_secret_that_is_certain_does_not_wait_nor_is_any_of_it_left() -> None:
    stream = REDACTOR.stream()
    assert stream.feed(b"hush-hush" + b"." * (REDACTOR.longest - len("hush-hush"))) == b"[secret LONG]"
    assert stream.end() == b"." * (REDACTOR.longest - len("hush-hush"))


def test_a_value_of_four_characters_is_a_secret_and_a_shorter_one_is_a_word() -> None:
    found = Redactor({"FOUR": "abcd", "THREE": "xyz", "EMPTY": ""})
    assert found.text("abcd xyz") == "[secret FOUR] xyz"


def test_without_a_secret_everything_stays() -> None:
    nothing = Redactor({"SHORT": "abc"})
    assert not nothing
    assert REDACTOR
    assert nothing.text("abc") == "abc"
    assert nothing.data(b"abc") == b"abc"


HARD = 'p\u00e4ss/"w\u00f6rd"\n+1'
"""Every way of writing it down is another."""


@pytest.mark.parametrize(
    "written",
    [
        HARD,
        json.dumps(HARD)[1:-1],
        json.dumps(HARD, ensure_ascii=False)[1:-1],
        quote(HARD, safe=""),
        base64.b64encode(HARD.encode()).decode(),
    ],
)
def test_however_it_is_written_it_is_found_and_what_is_around_it_stays(written: str) -> None:
    assert Redactor({"HARD": HARD}).text(f'"{written}"') == '"[secret HARD]"'


def test_the_longer_of_two_secrets_that_begin_alike() -> None:
    found = Redactor({"SHORT": "hush", "LONG": "hush-hush"})
    assert found.text("hush-hush hush") == "[secret LONG] [secret SHORT]"


def test_values_of_every_kind_keys_included() -> None:
    value = {"hush-hush": ["husky", ("a husky", 1, None)], "n": {"deep": {"husky": True}}}
    assert REDACTOR.value(value) == {
        "[secret LONG]": ["[secret OTHER]", ("a [secret OTHER]", 1, None)],
        "n": {"deep": {"[secret OTHER]": True}},
    }


def test_text_that_is_no_utf_8_is_kept_as_it_is() -> None:
    assert REDACTOR.text("\udcff husky \udcfe") == "\udcff [secret OTHER] \udcfe"


@pytest.mark.parametrize("form", [b"hush-hush", base64.b64encode(b"hush-hush")])
def test_every_form_is_found_wherever_it_is_split_or_cut_off(form: bytes) -> None:
    name = b"[secret LONG]"
    for at in range(1, len(form)):
        assert streamed(b"x" * 20, form[:at], form[at:]) == b"x" * 20 + name
        assert (streamed(form[:at]) == name) is (at >= SHORTEST)


def test_a_secret_that_begins_another_waits_until_it_is_certain_which_it_is() -> None:
    whole = base64.b64encode(b"abcdefghijkl")
    found = Redactor({"LONG": "abcdefghijkl", "SHORT": whole[:4].decode()})
    stream = found.stream()
    assert stream.feed(whole[:-1]) == b""
    assert stream.feed(whole[-1:]) + stream.end() == b"[secret LONG]"
