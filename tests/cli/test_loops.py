"""Loops in which nothing improves, and tests that pass for no reason."""

from __future__ import annotations

from tests.conftest import Place

BAD = "checks: [{id: bad, kind: command, run: 'exit 3', inputs: []}, {id: good, kind: command, run: 'true', inputs: []}]\n"


def test_a_phase_that_fails_in_the_same_way_again_and_again_is_not_run_any_more(stepped: Place) -> None:
    stepped.write("tracker.yaml", "project: {name: Test}\ndefaults: {same_failures: 2}\n")
    stepped.phase("phase-1", BAD)
    stepped.commit("Break it")
    assert stepped.tracker("run", "1").code == 1
    assert stepped.tracker("run", "1").code == 1
    done = stepped.tracker("run", "1")
    assert done.code == 4
    assert "phase-1 failed 2 times in a row in the same way (bad), so it is not run again" in done.err
    assert "tracker run 1 --check bad" in done.err
    assert stepped.tracker("run", "1", "--force").code == 1


def test_another_failure_is_no_loop(stepped: Place) -> None:
    stepped.write("tracker.yaml", "project: {name: Test}\ndefaults: {same_failures: 2}\n")
    stepped.phase("phase-1", "checks: [{id: bad, kind: command, run: 'n=$(cat n); exit $n', inputs: [n]}]\n")
    for n in ("1", "2", "3"):
        stepped.write("n", n)
        stepped.commit(f"Fail with {n}")
        assert stepped.tracker("run", "1").code == 1
    stepped.write("n", "0")
    stepped.commit("Mend it")
    assert stepped.tracker("run", "1").code == 0
    assert "flaky" not in stepped.tracker("status", "--json").out


def test_what_failed_and_passes_unchanged_is_flaky_and_said_to_be(stepped: Place) -> None:
    stepped.phase("phase-1", "checks: [{id: sometimes, kind: command, run: 'test -e ../there', inputs: []}]\n")
    stepped.commit("Plan")
    assert stepped.tracker("run", "1").code == 1
    (stepped.path.parent / "there").touch()
    done = stepped.tracker("run", "1")
    assert done.code == 0
    assert "(flaky: failed before, nothing changed)" in done.out
    assert stepped.status()["phase-1"]["checks"][0]["summary"].endswith("(flaky: failed before, nothing changed)")


def test_a_pattern_has_no_more_time_than_its_check(place: Place) -> None:
    run = "printf aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"
    checks = (
        f"checks: [{{id: said, kind: command, run: {run}, timeout: 1s, expect: {{output: '(a+)+$'}}, inputs: []}},"
        " {id: seen, kind: files, timeout: 1s, expect: [{path: text, contains: '(a+)+$'}]}]\n"
    )
    place.write("text", "a" * 40 + "b")
    place.phase("phase-1", checks)
    place.commit("Plan")
    done = place.tracker("run", "1")
    assert done.code == 1
    for line in (line.split() for line in done.out.splitlines() if line.startswith("  check ")):
        assert " ".join(line[1:-2]) in [
            f"{key} error the pattern '(a+)+$' took more than 1 s in a text of 41 characters" for key in ("said", "seen")
        ]
    assert done.out.count("took more than 1 s") >= 2
