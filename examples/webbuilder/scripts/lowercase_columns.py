"""Phase 4.2: name the columns of uploaded files in lower case.

A quoted name keeps its case on PostgreSQL, while `id` without quotes means `"id"`: a column that was created as
`"ID"` cannot be found by it.
"""

from __future__ import annotations

from _edit import Edit, main

EDITS = [
    Edit(
        "server/services/file_import.py",
        '    name = re.sub(r"[^A-Za-z0-9]+", "_", header.strip()).strip("_")\n',
        '    name = re.sub(r"[^a-z0-9]+", "_", header.strip().lower()).strip("_")\n',
    )
]

if __name__ == "__main__":
    raise SystemExit(main("Name the columns of uploaded files in lower case.", EDITS))
