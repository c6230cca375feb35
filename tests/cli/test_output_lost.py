"""What is printed cannot be printed: a word and a code, and what was to be done is done."""

from __future__ import annotations

import os
import subprocess
import time

import pytest

from tests.conftest import Place

pytestmark = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")


def to_a_full_disk(place: Place, *words: str) -> subprocess.CompletedProcess[str]:
    with open("/dev/full", "w") as full:
        return subprocess.run(
            place.command(*words), cwd=place.path, env=place.env, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )


def test_a_run_goes_on_to_its_end_and_says_that_it_could_not_be_heard(stepped: Place) -> None:
    for words in (["run", "1"], ["run", "2", "--json"]):
        done = to_a_full_disk(stepped, *words)
        assert done.returncode == 1
        assert "the standard output could not be written: No space left on device" in done.stderr
        assert "Traceback" not in done.stderr
    assert stepped.changes() == ""
    assert {phase["status"] for phase in stepped.status().values()} == {"complete"}


def test_the_cached_status_says_so_too(stepped: Place) -> None:
    time.sleep(0.2)
    stepped.tracker("status")
    for _ in range(2):
        done = to_a_full_disk(stepped, "status")
        assert done.returncode == 1
        assert done.stderr.startswith("error: the standard output could not be written")
        assert "Traceback" not in done.stderr
