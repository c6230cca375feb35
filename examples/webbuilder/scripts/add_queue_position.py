"""Phase 4.1: give `phase_queue` the column `queue_position`, in both schemas."""

from __future__ import annotations

from _edit import Edit, main

BEFORE = "    depends_on_phase INTEGER,\n    priority"
AFTER = "    depends_on_phase INTEGER,\n    queue_position INTEGER,\n    priority"

if __name__ == "__main__":
    edits = [Edit(f"migration/{name}_schema.sql", BEFORE, AFTER) for name in ("postgres", "sqlite")]
    raise SystemExit(main("Add queue_position to phase_queue.", edits))
