"""The short version of the planted secrets; the long one is `python -m tests.faults secrets`."""

from __future__ import annotations

import os
import random

from faults.driver import share
from tracker.model.redaction import Redactor

SEED = int(os.environ.get("FAULTS_SEED", "1"))


def test_no_planted_secret_reaches_the_disk() -> None:
    figures = share("secrets", seed=SEED, number=25)
    assert figures["problems"] == []
    assert figures["shown"] > 3, "they were never printed, so that nothing was shown"


def test_a_stream_in_pieces_says_what_the_whole_says() -> None:
    chance = random.Random(SEED)
    redactor = Redactor({"A": "abcab", "B": "abcabcd", "C": "bca", "D": "dddd"})
    for _ in range(2000):
        content = bytes(chance.choices(b"abcd", k=chance.randrange(60)))
        stream, out, rest = redactor.stream(), b"", content
        while rest:
            n = chance.randrange(1, 8)
            out += stream.feed(rest[:n])
            rest = rest[n:]
        assert out + stream.end() == redactor.last(content), content
