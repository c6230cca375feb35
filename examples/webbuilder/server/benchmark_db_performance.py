"""Benchmark: how long 100 inserts, selects, updates and deletes take on the database that DB_TYPE names.

Each sample is the time in seconds for 100 operations, each in a transaction of its own. The first round is a warm-up
and is not counted. `--json` prints `{"database", "operations_per_sample", "unit", "median": {name: seconds}, "samples": {name: [seconds]}}`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from server.database import schema
from server.database.provision import private_database
from server.repositories import RequestRepository

OPERATIONS_PER_SAMPLE = 100


def one_round(requests: RequestRepository) -> dict[str, float]:
    """Seconds for each kind of operation, on a table that is empty before and after."""
    ids: list[int] = []
    operations: dict[str, Callable[[int], object]] = {
        "insert": lambda n: ids.append(requests.insert(request_id=f"r{n}", title=f"Request {n}", body="text")),
        "select": lambda n: requests.get(ids[n]),
        "update": lambda n: requests.update(ids[n], status="done"),
        "delete": lambda n: requests.delete(ids[n]),
    }
    return {name: seconds(operation) for name, operation in operations.items()}


def seconds(operation: Callable[[int], object]) -> float:
    """The time that 100 calls take."""
    start = time.perf_counter()
    for number in range(OPERATIONS_PER_SAMPLE):
        operation(number)
    return time.perf_counter() - start


def measure(rounds: int) -> tuple[str, dict[str, list[float]]]:
    """The database's type and, for each kind of operation, its samples."""
    with private_database() as adapter:
        schema.load(adapter)
        requests = RequestRepository(adapter)
        one_round(requests)
        measured = [one_round(requests) for _ in range(rounds)]
        return adapter.db_type, {name: [each[name] for each in measured] for name in measured[0]}


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print all samples as JSON")
    parser.add_argument("--rounds", type=int, default=10, help="samples of each kind (default 10)")
    options = parser.parse_args()
    if options.rounds < 1:
        parser.error(f"--rounds must be at least 1, not {options.rounds}")
    database, samples = measure(options.rounds)
    medians = {name: round(statistics.median(values), 6) for name, values in samples.items()}
    if options.json:
        head = {"database": database, "operations_per_sample": OPERATIONS_PER_SAMPLE, "unit": "s"}
        print(json.dumps({**head, "median": medians, "samples": samples}))
        return 0
    for name, middle in medians.items():
        print(f"{name:<8} {middle:.4f} s for {OPERATIONS_PER_SAMPLE}, {OPERATIONS_PER_SAMPLE / middle:,.0f} per second")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
