"""Phase 4.1 of the shipped plan, replayed from its commit: on both databases, and not by what git ignores."""

from __future__ import annotations

from tests.conftest import Place
from tests.shipped.test_main_job import Begun, begun, clone, servers, totals

__all__ = ["begun", "clone"]  # the fixtures

SCRIPT = "examples/webbuilder/scripts/create_adw_locks.py"
PLANTED = '''\
"""The table is named in a file that git ignores, and not in the commit."""

from __future__ import annotations

from _edit import Edit, main

EDITS = [
    Edit(
        "tests/support/database.py",
        'TABLES = frozenset(\\n',
        'LOCAL = __import__("pathlib").Path(__file__).parent / "build/tables.txt"\\n'
        'MORE = LOCAL.read_text().split() if LOCAL.exists() else []\\n'
        'TABLES = frozenset(\\n',
    ),
    Edit(
        "tests/support/database.py",
        '        "workflow_steps",\\n        "adw_states",\\n',
        '        "workflow_steps",\\n        *MORE,\\n        "adw_states",\\n',
    ),
    Edit(
        "tests/conftest.py",
        '    "adw_states",\\n    "workflow_steps",\\n',
        '    "adw_states",\\n    *__import__("tests.support.database", fromlist=["MORE"]).MORE,\\n    "workflow_steps",\\n',
    ),
]

if __name__ == "__main__":
    raise SystemExit(main("Create adw_locks in the test database.", EDITS))
'''


def test_the_completion_of_phase_4_1_is_replayed_in_a_clean_checkout_on_both_databases(begun: Begun) -> None:
    here = begun.place
    before = here.git("rev-parse", "HEAD"), here.git("status", "--porcelain", "--ignored")
    said = here.tracker("check", "4.1", "--sealed", "--json")
    view = said.json
    assert said.code == 0, [item for item in view["checks"] if item["outcome"] != "passed"] or view["places"]
    suites = {item["variant"]["database"]: item["summary"] for item in view["checks"] if item["check"].startswith("suite")}
    assert suites == totals(here, "phase-4.1")
    assert {name: words[:3] for name, words in suites.items()} == {"sqlite": "652", "postgresql": "648"}
    (place,) = view["places"]
    assert (place["commit"], place["criteria"]) == (here.git("rev-parse", "HEAD~1").strip(), "commit")
    assert (here.git("rev-parse", "HEAD"), here.git("status", "--porcelain", "--ignored")) == before
    assert servers(here) == set()


def test_a_difference_that_an_ignored_file_hides_is_found(clone: Place) -> None:
    clone.write(SCRIPT, PLANTED)
    clone.commit("Another way to create the table")
    clone.write("examples/webbuilder/tests/support/build/tables.txt", "adw_locks\n")
    assert clone.changes() == ""
    done = clone.tracker("run", "4.1")
    assert done.code == 0, done.out
    assert clone.status()["phase-4.1"]["status"] == "complete"
    view = clone.tracker("check", "4.1", "--sealed", "--record", "--json").json
    assert view["exit_code"] == 1
    outcomes = {item["check"]: item["outcome"] for item in view["checks"]}
    assert outcomes == {
        "queue-position-column[sqlite]": "passed",
        "queue-position-column[postgresql]": "passed",
        "schema-counts[sqlite]": "passed",
        "schema-counts[postgresql]": "passed",
        "suite[sqlite]": "broken",
        "suite[postgresql]": "broken",
    }
    assert any("no such table: adw_locks" in note["message"] for note in view["annotations"])
    assert clone.status()["phase-4.1"]["status"] == "regressed"
    (written,) = clone.changes().splitlines()
    assert written.endswith(f"-{view['recorded']}.jsonl")
    assert servers(clone) == set()
