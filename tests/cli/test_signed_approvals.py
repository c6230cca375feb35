"""Approvals that are signed: they count without a terminal, for whom the allowed signers name, and for nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Place
from tests.signers import Signer, ssh_signer
from tracker.journal.codec import encode
from tracker.journal.events import EVENTS
from tracker.model.ids import ulid

ASKS = "checks: [{id: agreed, kind: approval, ask: 'Shall we?'}]\n"
ANN, BO = "ann@example.org", "bo@example.org"


@pytest.fixture
def ann(place: Place, tmp_path: Path) -> Signer:
    made = ssh_signer(tmp_path, ANN, place.env)
    made.is_there()
    return made


@pytest.fixture
def asking(place: Place, ann: Signer) -> Place:
    """A phase that waits for a signed approval."""
    rules = f"approvals: {{by: [{ANN}], signed: true, allowed_signers: .signers}}\n"
    place.write("tracker.yaml", place.read("tracker.yaml") + rules)
    place.write(".signers", ann.line)
    place.write("app.txt", "one\n")
    place.phase("phase-1", ASKS)
    place.commit("Start")
    assert place.tracker("run", "1").code == 8
    return place


def test_a_signed_approval_counts_without_a_terminal_and_in_an_agent_s_session(asking: Place) -> None:
    done = asking.tracker("approve", "1", "--note", "checked\nphase: 9", "--json", CLAUDECODE="1")
    assert (done.code, done.json["by"], done.json["signed"]) == (0, f"Ann <{ANN}>", True)
    assert asking.tracker("run", "1").code == 0
    assert (asking.status()["phase-1"]["status"], asking.status()["phase-1"]["basis"]) == ("complete", "approved")
    assert f"approved by Ann <{ANN}>, signed: checked" in asking.tracker("explain", "1").out
    assert asking.tracker("verify").code == 0


def test_it_can_be_signed_where_the_plan_does_not_ask_for_it(asking: Place) -> None:
    asking.write("tracker.yaml", asking.read("tracker.yaml").replace("signed: true, ", ""))
    asking.commit()
    assert asking.tracker("approve", "1").code == 4
    assert asking.tracker("approve", "1", "--sign").code == 0
    assert asking.tracker("run", "1").code == 0


def test_somebody_else_s_name_takes_that_person_s_key(asking: Place, ann: Signer, tmp_path: Path) -> None:
    bo = ssh_signer(tmp_path, BO, asking.env)
    asking.write("tracker.yaml", asking.read("tracker.yaml").replace(f"[{ANN}]", f"[{ANN}, {BO}]"))
    asking.write(".signers", ann.line + bo.line)
    asking.commit()
    done = asking.tracker("approve", "1", "--by", BO)
    assert (done.code, f"the file of allowed signers has no such key of {BO}" in done.err) == (4, True)
    asking.git("config", "user.signingKey", f"{bo.key}.pub")
    assert asking.tracker("approve", "1").code == 4
    assert asking.tracker("approve", "1", "--by", BO, "--json").json["by"] == BO


def test_a_signature_that_would_not_count_is_not_recorded(asking: Place) -> None:
    asking.write(".signers", "")
    done = asking.person("approve", "1")
    assert (done.code, "the signature would not count" in done.err) == (4, True)
    (asking.path / ".signers").unlink()
    done = asking.person("approve", "1")
    assert (done.code, "is not there" in done.err) == (4, True)
    assert "approval-given" not in journal(asking)


def test_who_is_not_named_by_the_plan_does_not_approve_signed_or_not(asking: Place, tmp_path: Path) -> None:
    bo = ssh_signer(tmp_path, BO, asking.env)
    bo.is_there()
    asking.write(".signers", bo.line)
    done = asking.tracker("approve", "1")
    assert (done.code, f"It takes one of: {ANN}" in done.err) == (4, True)


def journal(place: Place) -> str:
    return "".join(path.read_text() for path in place.path.glob(".tracker/journal/*"))


def forge(place: Place, change: Callable[[dict[str, str]], None]) -> None:
    """An intact journal file of another run, newer than all others, with the approval of this one, changed, and a result."""
    events = [json.loads(line) for line in journal(place).splitlines()]
    given = next(event for event in events if event["type"] == "approval-given")
    passed = next(event for event in events if event["type"] == "check-finished" and event["outcome"] == "passed")
    started = next(event for event in events if event["type"] == "check-started")
    change(given)
    run = ulid(1_900_000_000_000, b"0123456789")
    lines, previous = [], run
    for number, event in enumerate((given, started, passed)):
        kind = EVENTS[event["type"]]
        values = {name: event[name] for name in kind._fields if name in event}
        line, previous = encode(
            kind(**values), previous=previous, event_id=ulid(1_900_000_000_001 + number, b"0123456789"), at=given["at"]
        )
        lines.append(line)
    (place.path / f".tracker/journal/2030-03-17-{run}.jsonl").write_bytes(b"".join(lines))


CHANGES: dict[str, Callable[[dict[str, str]], None]] = {
    "unsigned": lambda event: event.pop("signature"),  # type: ignore[dict-item, return-value]
    "nonsense": lambda event: event.update(signature="yes, really"),
    "another person": lambda event: event.update(by=f"Ann2 <{ANN}>"),
    "another note": lambda event: event.update(note="I never said so"),
    "another commit": lambda event: event.update(commit="f" * 40),
    "other inputs": lambda event: event.update(inputs={"app.txt": "0" * 64}),  # type: ignore[arg-type]
    "other criteria": lambda event: event.update(criteria="0" * 64),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_unsigned_or_signed_for_something_else_is_found_and_does_not_count(asking: Place, name: str) -> None:
    assert asking.tracker("approve", "1", "--note", "agreed").code == 0
    forge(asking, lambda event: None)
    assert asking.tracker("verify").code == 0, "the forger's tools are in order"
    forge(asking, CHANGES[name])
    done = asking.tracker("verify")
    assert done.code == 1
    assert "does not count: " in done.out
    assert asking.tracker("run", "1").code == 8, "the forged result is not taken for the word that it is about"
    assert asking.status()["phase-1"]["status"] == "awaiting-approval"


def test_a_result_of_an_approval_that_nobody_gave_is_found(asking: Place) -> None:
    assert asking.tracker("approve", "1").code == 0
    forge(asking, lambda event: event.update(check="another"))
    for path in asking.path.glob(".tracker/journal/*"):
        if '"check":"another"' not in path.read_text():
            path.unlink()
    done = asking.tracker("verify")
    assert "agreed passed, but no line before says that somebody approved it" in done.out


def test_an_approval_is_not_one_of_another_project_phase_or_question(asking: Place) -> None:
    assert asking.tracker("approve", "1").code == 0
    asking.write("tracker.yaml", asking.read("tracker.yaml").replace("name: Test", "name: Production"))
    asking.commit()
    assert "does not count" in asking.tracker("verify").out


def test_a_key_that_is_taken_off_the_list_takes_its_approvals_along(asking: Place) -> None:
    assert asking.tracker("approve", "1").code == 0
    asking.write(".signers", "# nobody any more\n")
    asking.commit()
    assert asking.tracker("verify").code == 1
    assert asking.tracker("run", "1", "--force").code == 8
