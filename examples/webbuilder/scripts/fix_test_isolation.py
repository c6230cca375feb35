"""Phase 4.1: empty `workflow_history` after each test, as every other table."""

from __future__ import annotations

from _edit import Edit, main

EDITS = [
    Edit(
        "tests/conftest.py",
        '    "workflow_history_archive",\n    "phase_results",\n',
        '    "workflow_history_archive",\n    "workflow_history",\n    "phase_results",\n',
    )
]

if __name__ == "__main__":
    raise SystemExit(main("Clean up workflow_history after each test.", EDITS))
