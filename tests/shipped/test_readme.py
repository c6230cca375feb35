"""The session in the README is what really happens: its commands are run in a clone and their output is compared."""

from __future__ import annotations

import re
import subprocess

from tests.conftest import ROOT, Place
from tests.shipped.test_main_job import Begun, begun

__all__ = ["begun"]  # the fixture

README = (ROOT / "README.md").read_text()
CHANGING = (
    (r"\b01[0-9A-HJKMNP-TV-Z]{24}\b", "RUN"),
    (r"\b[0-9a-f]{7}\b", "COMMIT"),
    (r"  (\d+(\.\d+)? m?s|\d+m\d+s)$", "  TIME"),
    (r", \d+ files? dirty$", ""),
    (r"PostgreSQL \d+\.\d+", "PostgreSQL N"),
)


def steady(text: str) -> list[str]:
    """The lines without what differs from run to run. Checks run side by side, so their lines have no order."""
    text = re.sub(r"\n(\n(?=.*\n\n))?  (note    )?could not check here: .*", "", text)  # not the machine of the records
    text = re.sub(r"\n  \d+ of \d+, [^:]*: .*", "", text)  # how far a long run is
    for pattern, word in CHANGING:
        text = re.sub(pattern, word, text, flags=re.MULTILINE)
    lines = [line.rstrip() for line in text.strip().splitlines()]
    first = [number for number, line in enumerate(lines) if line.startswith("  check   ")]
    groups = {number: next(start for start in reversed(range(number + 1)) if start - 1 not in first) for number in first}
    keyed = [((groups[n], line) if n in groups else (n, "")) for n, line in enumerate(lines)]
    return [line for _, line in sorted(zip(keyed, lines, strict=True), key=lambda pair: pair[0])]


def test_the_session_is_real(begun: Begun) -> None:
    block = re.search(r"## A session\n\n```console\n(.*?)```", README, re.DOTALL)
    assert block
    parts = re.split(r"^\$ tracker (.*)\n", block[1], flags=re.MULTILINE)[1:]
    assert len(parts) == 8
    assert (parts[0], parts[2]) == ("status", "run 4.1")
    said = iter((begun.status, begun.run))
    for words, expected in zip(parts[::2], parts[1::2], strict=True):
        done = next(said, None) or begun.place.tracker(*words.split())
        assert done.code == 0, done.err
        assert steady(done.out) == steady(expected), words


def test_the_way_to_start_your_own_works(place: Place) -> None:
    (place.path / "tracker.yaml").unlink()
    block = re.search(r"## Start your own\n\n```console\n(.*?)```", README, re.DOTALL)
    assert block
    lines = [line.removeprefix("$ ") for line in block[1].splitlines()]
    assert lines[0] == "tracker init"
    assert place.tracker("init").code == 0
    subprocess.run(lines[1], shell=True, cwd=place.path, env=place.env, check=True)
    assert [line.split() for line in lines[2:]] == [["tracker", "run"], ["tracker", "status"]]
    assert place.tracker("run").code == 1
    place.write("README.md", "# Here it is")
    proved = place.tracker("run")
    assert (proved.code, proved.out.splitlines()[-1]) == (
        8, "Next: git add README.md && git commit, then tracker run 1: nothing is repeated",
    )  # fmt: skip
    place.commit()
    assert place.tracker("run").code == 0
    assert place.status()["phase-1"]["status"] == "complete"


def test_every_command_is_in_the_readme(place: Place) -> None:
    verbs = re.findall(r"^  ([\w-]+)  ", place.tracker("--help").out.partition("Look:")[2], re.MULTILINE)
    assert {"status", "run", "new-prompt", "completion"} <= set(verbs)
    for verb in verbs:
        assert f"`tracker {verb}" in README or f"$ tracker {verb}" in README, verb
