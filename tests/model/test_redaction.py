"""Secrets that are whole, in pieces, or cut off."""

from __future__ import annotations

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
