"""Phase 4.1: create `adw_locks` in the test database, and empty it after each test."""

from __future__ import annotations

from _edit import Edit, main

EDITS = [
    Edit(
        "tests/support/database.py",
        '        "workflow_steps",\n        "adw_states",\n',
        '        "workflow_steps",\n        "adw_locks",\n        "adw_states",\n',
    ),
    Edit(
        "tests/conftest.py",
        '    "adw_states",\n    "workflow_steps",\n',
        '    "adw_states",\n    "adw_locks",\n    "workflow_steps",\n',
    ),
]

if __name__ == "__main__":
    raise SystemExit(main("Create adw_locks in the test database.", EDITS))
