"""Taking back a hand-made edit: what is lost in the document is kept below `.tracker/saved/` first."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable

from tracker.documents.render import Rendered, State
from tracker.model.ports import Files

SAVED = ".tracker/saved"
LOSABLE = frozenset({State.EDITED, State.DAMAGED})
"""What `--accept-loss` is for. A file that tracker never wrote is nobody's loss to accept; it is moved away by hand."""
MERGED = frozenset({State.CONFLICT})
"""What git left in conflict: its notes are kept, and what else somebody typed is in the saved copy."""


def accept_loss(items: Iterable[Rendered], files: Files, states: Collection[State] = LOSABLE) -> dict[str, str]:
    """Save each edited document as it is, then write it anew; the saved copy by the document's path.

    `states`: of the documents that are meant.

    Raises:
        StorageError: a file could not be written; the document is then as it was.
    """
    saved: dict[str, str] = {}
    for item in items:
        if item.state not in states or item.existing is None:
            continue
        content = item.existing.encode("utf-8", "surrogateescape")
        place = f"{SAVED}/{hashlib.sha256(content).hexdigest()[:12]}/{item.path}"
        files.write(f"{SAVED}/.gitignore", b"*\n")
        files.write(place, content)
        files.write(item.path, item.text.encode("utf-8", "surrogateescape"))
        saved[item.path] = place
    return saved
