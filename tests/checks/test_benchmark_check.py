"""Benchmarks that are really run, in turn, and compared."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.conftest import Place

PROGRAM = """
    import hashlib, json, os, sys
    with open("order.log", "a") as log:
        log.write(os.environ["TRACKER_VARIANT"] + " ")
    step = hashlib.sha256(open("order.log", "rb").read()).digest()[0] % 4
    seconds = float(os.environ["SECONDS"]) * (1 + step / float(os.environ.get("NOISE", "50")))
    print("talk")
    text = json.dumps({"samples": {"insert": [seconds] * 3, "select.x": [0.5]}, "operations_per_sample": 10})
    if os.environ.get("TO_FILE"):
        open(os.environ["TRACKER_OUTPUT"], "w").write(text)
    else:
        print(text)
"""
CHECK = """
    checks:
      - id: bench
        kind: benchmark
        run: python program.py
        inputs: [program.py]
        variants:
          old: {SECONDS: "0.10", NOISE: "NOISY"}
          new: {SECONDS: "SLOW", NOISE: "NOISY", TO_FILE: "1"}
        repeats: 5
        MORE
"""


@pytest.fixture
def bench(place: Place) -> Place:
    place.write("program.py", PROGRAM)
    place.write(".gitignore", "order.log\n")
    return place


def run(place: Place, seconds: str, more: str = "warmup: 1", noise: str = "50") -> dict[str, Any]:
    """The recorded result."""
    place.phase("phase-1", CHECK.replace("SLOW", seconds).replace("MORE", more).replace("NOISY", noise))
    place.commit()
    place.tracker("run", "1")
    events = place.tracker("show", "last", "--json").json["events"]
    return next(event for event in events if event["type"] == "check-finished")


def test_variants_are_run_in_turn_and_compared_per_operation(bench: Place) -> None:
    found = run(bench, "0.2")
    assert found["outcome"] == "passed"
    assert re.fullmatch(
        r"2 operations, 5 runs each: new insert \d+% slower, new select\.x no measurable difference", found["summary"]
    )
    assert bench.read("order.log").split() == ["new", "old", "old", "new"] * 3
    facts = found["facts"]
    assert facts["insert.old"] == pytest.approx(0.01, rel=0.1)
    assert facts["insert.new.ratio"] == pytest.approx(2, rel=0.1)
    assert facts["insert.new.low"] <= facts["insert.new.ratio"] <= facts["insert.new.high"]
    assert (facts["select.x.new"], facts["select.x.new.ratio"]) == (0.05, 1)


@pytest.mark.parametrize(
    ("seconds", "noise", "outcome", "word"),
    [
        ("0.105", "500", "passed", "slower"),
        ("0.2", "500", "failed", "1 operations slower than allowed"),
        ("0.11", "1.5", "error", "not sure of 1 operations"),
    ],
)
def test_a_limit_is_kept_broken_or_left_open(bench: Place, seconds: str, noise: str, outcome: str, word: str) -> None:
    found = run(bench, seconds, "no_slower_than: 10%", noise)
    assert found["outcome"] == outcome, found["summary"]
    assert word in found["summary"]
    assert bool(found["details"]) == (outcome != "passed")


@pytest.mark.parametrize(
    ("program", "outcome", "words"),
    [
        ("import sys; sys.exit('no database')\n", "failed", "the benchmark ended with exit code 1"),
        ("print('nothing')\n", "error", "old, run 1: no JSON object was emitted"),
        ("print('{\"samples\": {}}')\n", "error", "old, run 1: the JSON of json has no samples"),
        (
            "import os, json; print(json.dumps({'samples': {os.environ['TRACKER_VARIANT']: [1]}}))\n",
            "error",
            "new, run 1: found the operations new, expected old",
        ),
    ],
)
def test_what_gave_no_samples_is_no_pass(bench: Place, program: str, outcome: str, words: str) -> None:
    bench.write("program.py", program)
    found = run(bench, "0.1")
    assert (found["outcome"], found["summary"]) == (outcome, words)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("baseline: other", "found the baseline other, expected one of old, new"),
        ("no_slower_than: fast", "a percentage such as 10%"),
        ("format: csv", "pyperf"),
    ],
)
def test_a_wrong_plan_is_refused(bench: Place, more: str, words: str) -> None:
    bench.phase("phase-1", CHECK.replace("MORE", more))
    done = bench.tracker("validate")
    assert done.code == 3
    assert words in done.err + done.out


def test_tracker_bench_shows_measured_beside_claimed(bench: Place) -> None:
    bench.write("tracker.yaml", """
        project: {name: Test}
        benchmarks:
          source: an old page
          baseline: old
          rows: [{operation: INSERT, seconds: {old: 0.110, new: 0.106}}]
    """)  # fmt: skip
    bench.phase("phase-1", CHECK.replace("MORE", "warmup: 0"))
    bench.phase("phase-2", "checks: [{id: ok, kind: command, run: 'true'}]\n")
    before = bench.tracker("bench", "1")
    assert (before.code, before.out.splitlines()[0]) == (0, "phase-1/bench not run yet, baseline old")
    assert before.out.endswith("\n\nMeasure: tracker run 1\nNext: git add -A && git commit; results belong to commits\n")
    run(bench, "0.2", "warmup: 0")
    view = bench.tracker("bench", "1", "--json").json
    (check,) = view["checks"]
    assert (view["kind"], check["check"], check["outcome"], check["baseline"]) == (
        "benchmark",
        "phase-1/bench",
        "passed",
        "old",
    )
    assert [operation["name"] for operation in check["operations"]] == ["insert", "select.x"]
    assert check["operations"][0]["variants"]["new"]["words"].endswith("% slower")
    assert view["claimed"]["rows"] == [
        {"operation": "INSERT", "seconds": {"old": 0.11, "new": 0.106}, "words": {"new": "4% faster"}}
    ]
    text = bench.tracker("bench", "1").out
    assert "% slower (x " in text
    assert "claimed by an old page\n  INSERT: old 0.11 s, new 0.106 s (4% faster)" in text
    refused = bench.tracker("bench", "2")
    assert (refused.code, "phase-2 has no benchmark" in refused.err, "phase-1" in refused.err) == (2, True, True)
