"""What a reader is told of each phase, read from what is printed: by face, the phases that are called complete and verified."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

_REASON = re.compile(
    r"all checks passed for what (?P<commit>[0-9a-f]+) has, in run (?P<run>\w+)(?:, and again in run (?P<again>\w+))?"
)
_LINE = re.compile(r"^  (?:ok|~) +(?P<phase>\d\S*)  .* (?P<commit>[0-9a-f]{7}) .*?(?P<basis>verified.*)$", re.MULTILINE)
_PROVED = re.compile(
    r"(?P<basis>verified(?: and approved)?) at `(?P<commit>[0-9a-f]+)` .*?\(run `(?P<run>\w+)`\)(?P<on>[^;\\\n]*)"
)
_ROW = re.compile(
    r"^\| \S+ Phase (?P<phase>\d\S*) .*? \| Complete[^|]*\| \S+ \| `(?P<commit>[0-9a-f]+)` \|(?: [^|]* \|)?$", re.MULTILINE
)


class Claim(NamedTuple):
    """Somewhere a phase is called complete and verified."""

    face: str
    phase: str
    commit: str
    run: str
    """The run that is named; empty where none is."""
    again: str
    """A later run that is named beside it."""
    basis: str
    currency: str
    bar: str
    """What is said to be lowered, beside it."""


def status(text: str) -> list[Claim]:
    """`tracker status --json`."""
    return list(_status(json.loads(text)))


def _status(view: dict[str, Any]) -> Iterator[Claim]:
    for phase in view["phases"]:
        if phase["status"] != "complete" or not (phase["basis"] or "").startswith("verified"):
            continue
        found = _REASON.search(" ".join(phase["reasons"]))
        assert found is not None, f"{phase['id']} is verified, and no commit and run are named: {phase['reasons']}"
        bar = "\n".join(phase["bar"]["lowered"]) if phase["bar"] else ""
        run, again = found["run"], found["again"] or ""
        yield Claim("status --json", phase["id"], found["commit"], run, again, phase["basis"], phase["currency"] or "", bar)
        if "commit" in phase:
            yield Claim("commit", phase["id"], phase["commit"], run, again, phase["basis"], phase["currency"] or "", bar)


def lines(text: str) -> list[Claim]:
    """`tracker status --all` as text."""
    found = []
    parts = re.split(r"(?m)^(?=  \S)", text)
    for part in parts:
        line = _LINE.match(part)
        if line:
            found.append(Claim("status", f"phase-{line['phase']}", line["commit"], "", "", line["basis"], "", _lowered(part)))
    return found


def _lowered(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "lowered since" in line)


def document(text: str) -> list[Claim]:
    """A rendered document."""
    found = []
    for part in re.split(r"(?m)^### ", text)[1:]:
        heading = part.splitlines()[0]
        number = re.search(r"Phase (\d\S*):", heading)
        proved = _PROVED.search(part)
        if number is None or proved is None or "COMPLETE" not in heading:
            continue
        name, basis = f"phase-{number[1]}", proved["basis"] + proved["on"]
        bar = "\n".join(line for line in part.splitlines() if line.startswith("**Bar:**"))
        found.append(Claim("document", name, proved["commit"], proved["run"], "", basis, "", bar))
    return found


def summary(text: str) -> list[Claim]:
    """`tracker summary`."""
    return [
        Claim("summary", f"phase-{row['phase']}", row["commit"], "", "", "", "", _lowered(text)) for row in _ROW.finditer(text)
    ]
