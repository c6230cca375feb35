"""`tracker verify --journal`: every disagreement, in one pass, at its place."""

from __future__ import annotations

import json

from tests.conftest import Place


def journal(place: Place):
    return next(iter(sorted(place.path.glob(".tracker/journal/*.jsonl"))))


def test_a_journal_as_it_was_written_agrees_with_itself(stepped: Place) -> None:
    stepped.tracker("run", "1")
    done = stepped.tracker("verify", "--journal")
    assert done.code == 0, done.out
    assert "The journal agrees with itself" in done.out


def test_every_disagreement_is_reported_at_its_place(stepped: Place) -> None:
    stepped.tracker("run", "1")
    path = journal(stepped)
    lines = path.read_bytes().split(b"\n")
    step = next(n for n, line in enumerate(lines) if b'"step-started"' in line)
    commit = next(n for n, line in enumerate(lines) if b'"commit-recorded"' in line)
    lines[step] = lines[step].replace(b"make", b"fake")
    path.write_bytes(b"\n".join(lines))
    stepped.git("commit", "-q", "--amend", "-m", "Rewritten")
    stepped.git("reset", "-q", "--hard", "HEAD~1")
    stepped.git("commit", "-q", "--amend", "-m", "Rewritten, too")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\n".join(lines))
    (path.parent / "2026-01-01-01J00000000000000000000000.jsonl").write_bytes(b"")
    done = stepped.tracker("verify", "--journal", "--json")
    assert done.code == 1
    view = json.loads(done.out)
    places = {problem["place"].rpartition("/")[2]: problem["message"] for problem in view["problems"]}
    assert "does not match its sha256" in places[f"{path.name}:{step + 1}"]
    assert not any(place.endswith(f":{commit + 1}") for place in places), "rewritten is not wrong: the content is there"
    assert [note.partition(" at ")[0] for note in view["notes"] if "was rewritten" in note] == ["phase-1 was completed"]
    assert "empty" in places["2026-01-01-01J00000000000000000000000.jsonl"]
    assert any("no line says that it started" in message for message in places.values())


def test_evidence_that_was_changed_is_named(stepped: Place) -> None:
    for n in range(12):
        stepped.write(f"in/{n}.txt", str(n))
    stepped.phase("phase-1", "checks: [{id: ok, kind: command, run: 'true', inputs: ['in/*.txt']}]\n")
    stepped.commit("Inputs")
    assert stepped.tracker("run", "1").code == 0
    evidence = next(stepped.path.glob(".tracker/evidence/*/*.json"))
    evidence.write_text(evidence.read_text().replace("1", "2"))
    done = stepped.tracker("verify")
    assert done.code == 1
    assert "ok: the list of its inputs" in done.out


def test_what_a_killed_run_did_not_finish_writing_is_noted_and_is_no_disagreement(stepped: Place) -> None:
    stepped.tracker("run", "1")
    path = journal(stepped)
    torn = path.with_name("2026-01-01-01J00000000000000000000000.jsonl")
    torn.write_bytes(path.read_bytes()[:40])
    done = stepped.tracker("verify")
    assert done.code == 0
    assert f"{torn.name}:1: its run was killed while it wrote this" in done.out
    assert "The journal agrees with itself" in done.out
    view = json.loads(stepped.tracker("verify", "--json").out)
    assert view["problems"] == []
    assert view["unfinished"] == [f".tracker/journal/{torn.name}:1"]
    torn.write_bytes(path.read_bytes().split(b"\n")[1][:40] + b"}\n")
    assert stepped.tracker("verify").code == 1
